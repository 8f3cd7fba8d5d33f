"""The pages that need several rooms."""

from elearn.home.correcting import Outcome
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
from elearn.home.service.erasing import (
    FILES_JOB,
    SHOWN,
    Due,
    ErasurePage,
    due_for_operator,
    due_people,
    erase,
    erase_by_operator,
    erasure_page,
    note_due,
)
from elearn.home.service.erasing_files import erase_files
from elearn.home.service.own_data import Looked, MyData, my_data

__all__ = [
    "COPIES",
    "COPY_EXPIRY_JOB",
    "COPY_JOB",
    "FILES_JOB",
    "SHOWN",
    "CertificateDue",
    "Correction",
    "CoursePage",
    "Due",
    "ErasurePage",
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
    "due_for_operator",
    "due_people",
    "erase",
    "erase_by_operator",
    "erase_files",
    "erasure_page",
    "home_page",
    "make_copy",
    "my_data",
    "note_corrections",
    "note_due",
    "one_correction",
    "own_copy",
    "own_corrections",
    "remove_copy",
    "take_copy",
    "waiting_corrections",
]
