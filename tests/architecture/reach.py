"""Whom every route lets in, and to whom it shows somebody's data: one line a route. The test walks all of them.

Data of one person, Ana of a clinic below agency A, lies behind every route: her name, her file and her essay hold the
word SUBJECT. ``enters`` are the roles that a route does not refuse, ``sees`` those beside herself whose page holds it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from elearn.api.rules.operations import OPERATIONS

SUBJECT = "Subjek"
VISITOR = "visitor"
# A colleague in Ana's own clinic; trainers of the course and of another; admins of both agencies, and of everything.
ROLES = (VISITOR, "ana", "colleague", "trainer", "other_trainer", "admin_a", "admin_b", "chief")
NOBODY: frozenset[str] = frozenset()
EVERYBODY = frozenset(ROLES)
SIGNED_IN = EVERYBODY - {VISITOR}
HERSELF = frozenset({"ana"})
CHIEF = frozenset({"chief"})
ADMINS = frozenset({"admin_a", "admin_b", "chief"})
HER_ADMINS = frozenset({"admin_a", "chief"})
TRAINERS = frozenset({"trainer", "other_trainer"})
HER_TRAINER = frozenset({"trainer"})
AUTHORS = HER_TRAINER | CHIEF
MARKERS = HER_TRAINER | HER_ADMINS


@dataclass(frozen=True)
class Reach:
    """Who is let in and who sees Ana. ``query``: what follows the address, ``sent``: what a form sends;
    values may be names of what the world holds."""

    enters: frozenset[str]
    sees: frozenset[str] = NOBODY
    query: Mapping[str, str] = field(default_factory=dict)
    sent: Mapping[str, str] = field(default_factory=dict)


OPEN = Reach(EVERYBODY)
OWN = Reach(SIGNED_IN)
HERS = Reach(HERSELF)
DEED = Reach(HER_ADMINS)  # something that an admin does to Ana, or to what is hers
HOUSE = Reach(ADMINS)  # pages of admins about nobody
WHOLE = Reach(CHIEF)  # what concerns the whole institution
CHOOSER = Reach(frozenset({"admin_a"}), frozenset({"admin_a"}))  # whoever chose the people

# The API lets nobody in by her cookie: tests/api/test_reach.py walks its operations with tokens.
BY_TOKEN = Reach(NOBODY)

MATRIX: dict[str, Reach] = {
    **{f"api.v1.{operation.id}": BY_TOKEN for operation in OPERATIONS},
    "api.tokens": HOUSE,
    "api.make_token": HOUSE,
    "api.revoke_token": Reach(HER_ADMINS),
    # Learning: everybody's own.
    "home.index": OWN,
    "home.course": OWN,
    "home.competencies": OWN,
    "home.competency": OWN,
    "home.path": OWN,
    "home.paths": OWN,
    "home.claim_path": OWN,
    "guide.contents": HOUSE,
    "guide.lesson": HOUSE,
    "guide.preparation": WHOLE,
    "home.my_data": OWN,
    "home.own_copy": OWN,
    "home.ask_for_copy": OWN,
    "home.download_copy": OWN,
    "people.prove_again": OWN,
    "home.corrections": OWN,
    "home.correction_queue": Reach(ADMINS, HER_ADMINS),
    "home.retention": HOUSE,
    "home.erase_person": Reach(HER_ADMINS, HER_ADMINS),
    "home.correction": Reach(HER_ADMINS, HER_ADMINS),
    "learning.catalogue": OWN,
    "learning.lesson": OWN,
    "learning.asked": OWN,
    "learning.check": OWN,
    "learning.enrol": OWN,
    "learning.mark_done": OWN,
    "learning.renew": OWN,
    "learning.settle": OWN,
    "competency.record": OWN,
    "competency.rules_page": OWN,
    "credentials.mine": OWN,
    "credentials.transcripts": OWN,
    "credentials.make_transcript": OWN,
    "credentials.download_transcript": HERS,
    "credentials.own_record": OWN,
    "credentials.own_clr": HERS,
    "credentials.badge": Reach(HERSELF | HER_ADMINS, HER_ADMINS),
    "credentials.download": Reach(HERSELF | HER_ADMINS, HER_ADMINS),
    "external.mine": OWN,
    "external.new": OWN,
    "external.create": OWN,
    "external.one": HERS,
    "external.change": HERS,
    "external.save": HERS,
    "external.send": HERS,
    "external.withdraw": HERS,
    "external.evidence": HERS,
    "assessment.quiz": OWN,
    "assessment.start": OWN,
    "assessment.attempt": HERS,
    "assessment.changed_elsewhere": OWN,  # leads to the attempt, which is refused
    "assessment.answers": HERS,
    "assessment.check": HERS,
    "assessment.submit": HERS,
    "assessment.result": HERS,
    "people.account": OWN,
    "people.change_email": OWN,
    "people.change_password": OWN,
    "people.sign_out": OWN,
    "people.end_session": Reach(HERSELF),
    "people.end_all_sessions": OWN,
    "people.second_factor": OWN,
    "people.begin_second_factor": OWN,
    "people.confirm_second_factor": OWN,
    "people.disable_second_factor": OWN,
    "people.renew_recovery_codes": OWN,
    "notices.mine": OWN,
    "notices.open_notice": HERS,
    "notices.read_all": OWN,
    "notices.preference": OWN,
    "programmes.calendar": OWN,
    "programmes.mine": OWN,
    "programmes.feed_page": OWN,
    "programmes.make_feed": OWN,
    "programmes.drop_feed": OWN,
    "programmes.feed": OPEN,  # whoever has the address
    "programmes.open_cohorts": OWN,
    "programmes.join": OWN,
    "programmes.leave": OWN,
    "programmes.approve": DEED,  # or her superior, had she one
    "programmes.decline": Reach(HER_ADMINS, HER_ADMINS),
    "programmes.superior": OWN,
    "programmes.nudge_team": OWN,
    "web.media": OWN,
    # Whoever has a certificate's code may check it: a name and the end of a number are on the sheet itself.
    "credentials.verify": Reach(EVERYBODY, EVERYBODY - HERSELF),
    "credentials.credential": Reach(EVERYBODY, EVERYBODY - HERSELF),
    "credentials.verify_transcript": Reach(EVERYBODY, EVERYBODY - HERSELF),
    "credentials.scanned": OPEN,
    "credentials.standing": OPEN,
    "credentials.verify_form": OPEN,
    "credentials.check": OPEN,
    "credentials.offline": OPEN,
    "credentials.offline_worker": OPEN,
    "credentials.did_document": OPEN,
    "credentials.status_list": OPEN,
    "home.landing": OPEN,
    "notices.stop": OPEN,  # whoever has the token of her mail
    "notices.stop_form": OPEN,
    "people.sign_in": OPEN,
    "people.leave_for_provider": OWN,  # there is no provider here: whoever is signed in goes on
    "people.back_from_provider": OWN,
    "people.signed_out": Reach(NOBODY),
    "people.sign_in_code": Reach(NOBODY),  # whoever gave a password just now
    "integrations.xapi": WHOLE,
    "integrations.send_statements": WHOLE,
    "integrations.webhooks": WHOLE,
    "integrations.new_webhook": WHOLE,
    "integrations.webhook": WHOLE,
    "integrations.hide_secret": WHOLE,
    "integrations.ping": WHOLE,
    "integrations.pause": WHOLE,
    "integrations.resume": WHOLE,
    "integrations.resend": WHOLE,
    "integrations.ask_delete": WHOLE,
    "integrations.delete_webhook": WHOLE,
    "api.guide": OPEN,
    "api.openapi": OPEN,
    "api.problem": OPEN,
    "web.favicon": OPEN,
    "web.health": OPEN,
    "web.privacy": OPEN,
    # Trainers: the participants of their own courses.
    "reporting.trainer_courses": Reach(TRAINERS),
    "reporting.participants": Reach(HER_TRAINER, HER_TRAINER),
    "reporting.problems": Reach(HER_TRAINER),
    "reporting.quiz_results": Reach(HER_TRAINER),
    "reporting.export_analysis": Reach(HER_TRAINER),
    "reporting.gains": Reach(HER_TRAINER),
    # Marking, and leave to try again: trainers of the course, and admins of the participant's unit.
    "assessment.queues": OWN,
    "assessment.queue": Reach(MARKERS | {"admin_b"}),
    "assessment.mark": Reach(MARKERS, MARKERS),
    "assessment.save_mark": Reach(MARKERS),
    "assessment.markers": Reach(MARKERS),
    "assessment.receipt": Reach(TRAINERS | ADMINS, MARKERS, {"kode": "receipt"}),
    "assessment.grant": Reach(MARKERS, MARKERS),
    "assessment.give": Reach(MARKERS),
    "assessment.regrade": Reach(AUTHORS),
    "assessment.regrade_proof": Reach(AUTHORS),
    "assessment.apply_regrade": Reach(AUTHORS),
    # Authoring: a course belongs to no unit.
    "authoring.course": Reach(AUTHORS),
    "authoring.history": Reach(AUTHORS),
    "authoring.plan": Reach(AUTHORS),
    "authoring.publish": Reach(AUTHORS),
    "authoring.restore": Reach(AUTHORS, sent={"versi": "version"}),
    "authoring.download": Reach(AUTHORS),
    "authoring.preview": Reach(AUTHORS),
    "authoring.preview_lesson": Reach(AUTHORS),
    "authoring.preview_quiz": Reach(AUTHORS),
    "authoring.try_quiz": Reach(AUTHORS),
    "authoring.grade_trial": Reach(AUTHORS),
    "authoring.asked": OWN,  # leads to the preview, which is refused
    "authoring.check": Reach(AUTHORS),
    "authoring.upload": Reach(TRAINERS | CHIEF),
    "authoring.receive": Reach(TRAINERS | CHIEF),
    "authoring.upload_plan": Reach(HER_TRAINER),  # whoever sent it
    "authoring.replace": Reach(HER_TRAINER),
    # Admins: lists of the subtree.
    "reporting.admin_home": HOUSE,
    "reporting.incident": WHOLE,
    "reporting.export_affected": WHOLE,
    "reporting.export_audit": Reach(ADMINS, HER_ADMINS),
    "reporting.audit": Reach(ADMINS, HER_ADMINS),
    "reporting.completions": Reach(ADMINS, HER_ADMINS),
    "reporting.export_completions": Reach(ADMINS, HER_ADMINS),
    "reporting.exports": HOUSE,
    "reporting.ask_export": HOUSE,
    "reporting.begin_export": HOUSE,
    # A file made in the background belongs to whoever asked for it.
    "reporting.export": Reach(frozenset({"admin_a"})),
    "reporting.download_export": Reach(frozenset({"admin_a"}), frozenset({"admin_a"})),
    "reporting.retry_export": Reach(frozenset({"admin_a"})),
    "reporting.schedules": HOUSE,
    "reporting.add_schedule": HOUSE,
    "reporting.pause_schedule": Reach(frozenset({"admin_a"})),
    "reporting.delete_schedule": Reach(frozenset({"admin_a"})),
    "reporting.save_filter": HOUSE,
    "reporting.rename_filter": Reach(frozenset({"admin_a"})),  # a filter, too
    "reporting.delete_filter": Reach(frozenset({"admin_a"})),
    "reporting.siasn": Reach(ADMINS, HER_ADMINS, query={"keadaan": "every_state"}),
    "reporting.export_siasn": HOUSE,
    "reporting.withdrawn_from_siasn": Reach(HER_ADMINS, sent={"baris": "row_id"}),
    # A hand-over to SIASN, and a file of its answers, belong to whoever made them.
    "reporting.siasn_export": Reach(frozenset({"admin_a"})),
    "reporting.download_siasn": Reach(frozenset({"admin_a"}), frozenset({"admin_a"})),
    "reporting.rebuild_siasn": Reach(frozenset({"admin_a"})),
    "reporting.siasn_replies": HOUSE,
    "reporting.receive_siasn_reply": HOUSE,
    "reporting.siasn_reply": Reach(frozenset({"admin_a"}), frozenset({"admin_a"})),
    "reporting.confirm_siasn_reply": Reach(frozenset({"admin_a"})),
    "reporting.refused_siasn_rows": Reach(frozenset({"admin_a"})),
    "reporting.dashboard": HOUSE,
    "reporting.fold_again": HOUSE,
    "reporting.course_results": HOUSE,
    "reporting.export_course_results": HOUSE,
    "reporting.course_people": Reach(ADMINS, HER_ADMINS),
    "reporting.export_course_people": Reach(ADMINS, HER_ADMINS),
    "reporting.earned": Reach(ADMINS, HER_ADMINS),
    "reporting.export_earned": Reach(ADMINS, HER_ADMINS),
    "reporting.jp_recap": HOUSE,
    "reporting.export_recap": HOUSE,
    "reporting.heat_map": HOUSE,
    "reporting.gaps": Reach(ADMINS, HER_ADMINS),
    "reporting.export_gaps": Reach(ADMINS, HER_ADMINS),
    "reporting.person_competencies": Reach(HER_ADMINS, HER_ADMINS),
    "reporting.content": HOUSE,
    "notices.outbox": Reach(CHIEF, CHIEF),
    "notices.retry": WHOLE,
    "reporting.jobs": WHOLE,
    "reporting.retry_job": WHOLE,
    # Admins: certificates.
    "credentials.manage": Reach(HER_ADMINS, HER_ADMINS),
    "credentials.revoke": DEED,
    "credentials.reinstate": DEED,
    "credentials.reissue": DEED,
    "credentials.signing_queue": Reach(ADMINS, HER_ADMINS),
    "credentials.unsigned_zip": Reach(HER_ADMINS, HER_ADMINS),
    "credentials.unsigned_file": Reach(HER_ADMINS, HER_ADMINS),
    "credentials.receive_signed": HOUSE,
    "credentials.batches": HOUSE,
    "credentials.request_batch": HOUSE,
    "credentials.batch": Reach(frozenset({"admin_a"})),  # whoever asked for it
    "credentials.download_batch": Reach(frozenset({"admin_a"}), frozenset({"admin_a"})),
    "credentials.renewals": HOUSE,
    "credentials.renewal": HOUSE,
    "credentials.decide_renewal": Reach(CHIEF, sent={"keputusan": "tetap", "alasan": "Uji"}),
    "credentials.templates": HOUSE,
    "credentials.template_preview": HOUSE,
    # Admins: training from outside.
    "external.queue": Reach(ADMINS, HER_ADMINS),
    "external.review": Reach(HER_ADMINS, HER_ADMINS),
    "external.review_evidence": Reach(HER_ADMINS, HER_ADMINS),
    "external.correction": Reach(HER_ADMINS, HER_ADMINS),
    "external.correct": DEED,
    "external.approve": DEED,
    "external.reject": DEED,
    "external.send_back": DEED,
    "external.cancel": DEED,
    "external.import_list": HOUSE,
    "external.receive_list": HOUSE,
    "external.import_plan": Reach(frozenset({"admin_a"})),  # whoever sent it
    "external.confirm_list": Reach(frozenset({"admin_a"})),
    "external.refused_rows": Reach(frozenset({"admin_a"})),
    "external.template": HOUSE,
    # Admins: programmes of their units. That of the whole city binds everybody: each sees her own people in it, and
    # only the chief changes it (tests/programmes/test_reaching.py).
    "programmes.programmes": HOUSE,
    "programmes.add": HOUSE,
    "programmes.programme": Reach(ADMINS, HER_ADMINS),
    "programmes.export": Reach(ADMINS, HER_ADMINS),
    "programmes.nudge": Reach(ADMINS, HER_ADMINS),
    "programmes.edit": Reach(HER_ADMINS),
    "programmes.cohorts": Reach(HER_ADMINS),
    "programmes.cohort": Reach(HER_ADMINS, HER_ADMINS),
    "programmes.add_cohort": Reach(HER_ADMINS),
    "programmes.edit_cohort": Reach(HER_ADMINS),
    "programmes.ask_close_cohort": DEED,
    "programmes.close_cohort": DEED,
    "programmes.requests": Reach(ADMINS, HER_ADMINS),
    "programmes.approve_as_admin": DEED,
    "programmes.decline_as_admin": Reach(HER_ADMINS, HER_ADMINS),
    "programmes.list_people": Reach(HER_ADMINS),
    "programmes.refused_people": DEED,
    "programmes.apply_list": DEED,
    "programmes.choose": CHOOSER,
    "programmes.plan_chosen": CHOOSER,
    "programmes.put_chosen": Reach(frozenset({"admin_a"})),
    "programmes.add_for_chosen": Reach(frozenset({"admin_a"})),
    "programmes.assign": Reach(HER_ADMINS, HER_ADMINS),
    "programmes.exempt": Reach(HER_ADMINS, HER_ADMINS),
    "programmes.lift": DEED,
    "programmes.ask_close": DEED,
    "programmes.close": DEED,
    "programmes.follow_paths": DEED,
    # Admins: people and units.
    # Lists of people belong to whoever sent them.
    "people.export_people": Reach(ADMINS, HER_ADMINS),
    "people.import_people": HOUSE,
    "people.receive_people": HOUSE,
    "people.import_template": HOUSE,
    "people.people_list": Reach(frozenset({"admin_a"}), frozenset({"admin_a"})),
    "people.choose_units": Reach(frozenset({"admin_a"})),
    "people.find_rows": Reach(frozenset({"admin_a"})),
    "people.apply_list": Reach(frozenset({"admin_a"})),
    "people.discard_list": Reach(frozenset({"admin_a"})),
    "people.refused_people": Reach(frozenset({"admin_a"}), frozenset({"admin_a"})),
    "people.undo_list": Reach(frozenset({"admin_a"})),
    "people.give_list_codes": Reach(frozenset({"admin_a"})),
    "people.admin_people": Reach(ADMINS, HER_ADMINS),
    "people.find_people": HOUSE,
    "people.admin_person": Reach(HER_ADMINS, HER_ADMINS),
    "people.add_person": HOUSE,
    "people.edit_person": Reach(HER_ADMINS, HER_ADMINS),
    "people.add_posting": Reach(HER_ADMINS, HER_ADMINS),
    "people.grant_role": Reach(HER_ADMINS, HER_ADMINS),
    "people.revoke_role": Reach(HER_ADMINS, HER_ADMINS),
    "competency.exemptions": Reach(HER_ADMINS, HER_ADMINS),
    "competency.exempt": DEED,
    "competency.withdraw_exemption": DEED,
    "people.deactivate": Reach(HER_ADMINS, HER_ADMINS),
    "people.activate": DEED,
    "people.reset_second_factor": Reach(HER_ADMINS, HER_ADMINS),
    "people.ask_code": Reach(HER_ADMINS, HER_ADMINS),
    "people.reset_password": DEED,
    "people.duplicates": Reach(ADMINS, HER_ADMINS),
    "people.compare": Reach(HER_ADMINS, HER_ADMINS, {"dengan": "deputy"}),
    "people.merge": Reach(HER_ADMINS, query={"dengan": "deputy"}),
    "people.unmerge": Reach(HER_ADMINS, HER_ADMINS),
    "people.plan_bulk": HOUSE,
    "people.bulk": CHOOSER,
    "people.confirm_bulk": Reach(frozenset({"admin_a"})),
    "people.admin_units": HOUSE,
    "people.add_unit": HOUSE,
    "people.edit_unit": Reach(HER_ADMINS),
    "people.merge_units": Reach(HER_ADMINS),
    "people.close_unit": DEED,
    "people.reopen_unit": DEED,
}
