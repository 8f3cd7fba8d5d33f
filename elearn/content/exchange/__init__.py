"""In and out: other systems' questions and pages become content files, and questions leave in formats others read.

Every format goes through one form (``items``): texts in our Markdown, keys in the model's own values. Nothing is lost
in silence: whatever a reader changes or cannot take is a line of its ``report``. Knows no Flask and no database.
"""
