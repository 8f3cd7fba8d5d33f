"""Flask extensions, unbound. ``create_app`` binds them."""

from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect

from elearn.core.database import Base

# Models stand on the plain Base; only the session and the engine are Flask-SQLAlchemy's.
db = SQLAlchemy(metadata=Base.metadata)
login_manager = LoginManager()
csrf = CSRFProtect()
