"""The operator's values: every setting comes from an ``ELEARN_*`` environment variable."""

import os

from elearn.settings import PREFIX, Settings


def load() -> Settings:
    """The settings of this process. Raises SettingsError with every problem at once."""
    return Settings.from_mapping({name: value for name, value in os.environ.items() if name.startswith(PREFIX)})
