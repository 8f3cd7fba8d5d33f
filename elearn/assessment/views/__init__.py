"""A quiz before, during and after an attempt; granting another one."""

from elearn.assessment.views import marking, taking
from elearn.assessment.views.base import blueprint

__all__ = ["blueprint", "marking", "taking"]
