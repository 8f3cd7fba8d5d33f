"""The pages that need several rooms."""

from elearn.home.service.beginning import CertificateDue, HomePage, Started, home_page
from elearn.home.service.course import CoursePage, ModuleOutline, Prerequisite, course_page
from elearn.home.service.own_data import Looked, MyData, my_data, note_download, own_data_document

__all__ = [
    "CertificateDue",
    "CoursePage",
    "HomePage",
    "Looked",
    "ModuleOutline",
    "MyData",
    "Prerequisite",
    "Started",
    "course_page",
    "home_page",
    "my_data",
    "note_download",
    "own_data_document",
]
