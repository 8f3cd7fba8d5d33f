"""A quiz before, during and after an attempt; granting another one; marking essays; grading again."""

from elearn.assessment.views import marking, regrading, taking
from elearn.assessment.views.base import blueprint

__all__ = ["blueprint", "marking", "regrading", "taking"]
