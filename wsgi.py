"""The WSGI entry for any server: ``app`` is the application with the operator's settings."""

from config import load
from elearn.app import create_app

app = create_app(load())
