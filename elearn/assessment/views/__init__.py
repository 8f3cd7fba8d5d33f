"""A quiz before, during and after an attempt; granting another one; marking essays; grading again; receipts."""

from elearn.assessment.views import marking, receipts, regrading, taking
from elearn.assessment.views.base import blueprint

__all__ = ["blueprint", "marking", "receipts", "regrading", "taking"]
