"""Lists, exports and overviews. Pages only read; whoever opens one is noted by the caller, before the first byte."""

from elearn.reporting.service.competencies import CompetencyExport, begin_competency_export, write_competencies
from elearn.reporting.service.completions import (
    Completed,
    CompletionExport,
    CompletionPage,
    begin_completion_export,
    completion_page,
    write_completions,
)
from elearn.reporting.service.coverage import HeatMap, heat_map
from elearn.reporting.service.gaps import (
    GapExport,
    GapFilter,
    GapPage,
    PersonProfile,
    begin_gap_export,
    gap_page,
    person_profile,
    write_gaps,
)
from elearn.reporting.service.incident import (
    IncidentPage,
    begin_affected_export,
    incident_page,
    note_incident,
    write_affected,
)
from elearn.reporting.service.noting import Asker, note_done, note_seen
from elearn.reporting.service.overview import admin_overview, content_page, jobs_page, retry_job
from elearn.reporting.service.participants import (
    Participant,
    ParticipantsPage,
    TaughtCourse,
    findings_by_course,
    participants_page,
    taught_course,
    taught_courses,
)
from elearn.reporting.service.quizzes import ANALYSIS_COLUMNS, QuizReport, analysis_rows, gain_page, quiz_report
from elearn.reporting.service.trail import (
    Recorded,
    TrailExport,
    TrailPage,
    action_choices,
    begin_trail_export,
    trail_page,
    write_trail,
)

__all__ = [
    "ANALYSIS_COLUMNS",
    "Asker",
    "CompetencyExport",
    "Completed",
    "CompletionExport",
    "CompletionPage",
    "GapExport",
    "GapFilter",
    "GapPage",
    "HeatMap",
    "IncidentPage",
    "Participant",
    "ParticipantsPage",
    "PersonProfile",
    "QuizReport",
    "Recorded",
    "TaughtCourse",
    "TrailExport",
    "TrailPage",
    "action_choices",
    "admin_overview",
    "analysis_rows",
    "begin_affected_export",
    "begin_competency_export",
    "begin_completion_export",
    "begin_gap_export",
    "begin_trail_export",
    "completion_page",
    "content_page",
    "findings_by_course",
    "gain_page",
    "gap_page",
    "heat_map",
    "incident_page",
    "jobs_page",
    "note_done",
    "note_incident",
    "note_seen",
    "participants_page",
    "person_profile",
    "quiz_report",
    "retry_job",
    "taught_course",
    "taught_courses",
    "trail_page",
    "write_affected",
    "write_competencies",
    "write_completions",
    "write_gaps",
    "write_trail",
]
