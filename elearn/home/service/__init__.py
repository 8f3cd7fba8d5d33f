"""The pages that need several rooms."""

from elearn.home.rules import Outcome
from elearn.home.service.beginning import CertificateDue, HomePage, Started, home_page
from elearn.home.service.copying import (
    COPIES,
    COPY_EXPIRY_JOB,
    COPY_JOB,
    OwnCopy,
    ask_for_copy,
    copy_path,
    make_copy,
    own_copy,
    remove_copy,
    take_copy,
)
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
from elearn.home.service.own_data import Looked, MyData, my_data

__all__ = [
    "COPIES",
    "COPY_EXPIRY_JOB",
    "COPY_JOB",
    "CertificateDue",
    "Correction",
    "CoursePage",
    "HomePage",
    "Looked",
    "ModuleOutline",
    "MyData",
    "Outcome",
    "OwnCopy",
    "Prerequisite",
    "Started",
    "ask_for_copy",
    "ask_for_correction",
    "copy_path",
    "course_page",
    "decide_correction",
    "home_page",
    "make_copy",
    "my_data",
    "note_corrections",
    "one_correction",
    "own_copy",
    "own_corrections",
    "remove_copy",
    "take_copy",
    "waiting_corrections",
]
