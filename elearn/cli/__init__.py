"""The ``elearn`` command, one file a group; commits like the web does."""
