"""What can be done with programmes, one function a use case."""

from elearn.programmes.service.keeping import (
    NewProgramme,
    close,
    create,
    edit,
    exempt,
    lift_exemption,
    member_in_reach,
)
from elearn.programmes.service.lists import (
    COLUMNS,
    Listed,
    PersonLine,
    ProgrammePage,
    Sheet,
    begin_export,
    note_people,
    programme_list,
    programme_page,
    rows,
    typed,
)
from elearn.programmes.service.own import (
    CourseStep,
    OwnProgramme,
    Subordinate,
    note_subordinates,
    own_programmes,
    subordinates,
)
from elearn.programmes.service.reminding import REMIND_JOB, reminding_handler, schedule_reminders

__all__ = [
    "COLUMNS",
    "REMIND_JOB",
    "CourseStep",
    "Listed",
    "NewProgramme",
    "OwnProgramme",
    "PersonLine",
    "ProgrammePage",
    "Sheet",
    "Subordinate",
    "begin_export",
    "close",
    "create",
    "edit",
    "exempt",
    "lift_exemption",
    "member_in_reach",
    "note_people",
    "note_subordinates",
    "own_programmes",
    "programme_list",
    "programme_page",
    "reminding_handler",
    "rows",
    "schedule_reminders",
    "subordinates",
    "typed",
]
