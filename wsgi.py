"""The WSGI entry for any server: ``app`` is the application with the operator's settings.

Every process that serves must import this itself (no preloading): a forked copy would not see edits of the content.
"""

import threading

from config import load
from elearn.app import create_app, watch_content

app = create_app(load())
watch_content(app, threading.Event())
