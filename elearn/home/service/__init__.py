"""The pages that need several rooms."""

from elearn.home.rules import Outcome
from elearn.home.service.beginning import CertificateDue, HomePage, Started, home_page
from elearn.home.service.corrections import (
    Correction,
    ask_for_correction,
    decide_correction,
    note_corrections,
    one_correction,
    own_corrections,
    waiting_corrections,
)
from elearn.home.service.course import CoursePage, ModuleOutline, Prerequisite, course_page
from elearn.home.service.own_data import Looked, MyData, my_data, note_download, own_data_document

__all__ = [
    "CertificateDue",
    "Correction",
    "CoursePage",
    "HomePage",
    "Looked",
    "ModuleOutline",
    "MyData",
    "Outcome",
    "Prerequisite",
    "Started",
    "ask_for_correction",
    "course_page",
    "decide_correction",
    "home_page",
    "my_data",
    "note_corrections",
    "note_download",
    "one_correction",
    "own_corrections",
    "own_data_document",
    "waiting_corrections",
]
