"""The tables of every room"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from elearn.core.append_only import create_triggers
from elearn.core.database import Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY_TABLES = (
    "answer_event",
    "attempt_grant",
    "attempt_regrade",
    "attempt_reveal",
    "audit_entry",
    "audit_subject",
    "certificate_event",
    "competency_entry",
    "essay_mark",
    "ledger_entry",
    "ledger_link",
    "markers_wanted",
    "path_completion",
    "publication",
    "renewal_decision",
    "reread",
    "submission_event",
    "target_exemption",
)


def upgrade() -> None:
    op.create_table(
        "certificate_counter",
        sa.Column("series", sa.String(length=60), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", name=op.f("pk_certificate_counter")),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("payload", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("run_at", Instant(), nullable=False),
        sa.Column("leased_until", Instant(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("failed_at", Instant(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("key", name=op.f("uq_job_key")),
    )
    op.create_index(op.f("ix_job_done_at_run_at"), "job", ["done_at", "run_at"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("nip", sa.String(length=18), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("title_before", sa.String(length=60), nullable=False),
        sa.Column("title_after", sa.String(length=100), nullable=False),
        sa.Column("birth_place", sa.String(length=100), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("one_time_until", Instant(), nullable=True),
        sa.Column("session_epoch", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("merged_into_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("last_seen_at", Instant(), nullable=True),
        sa.Column("erased_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["merged_into_id"], ["person.id"], name=op.f("fk_person_merged_into_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
        sa.UniqueConstraint("nip", name=op.f("uq_person_nip")),
    )
    op.create_index(op.f("ix_person_merged_into_id"), "person", ["merged_into_id"], unique=False)
    op.create_index(op.f("ix_person_name"), "person", ["name"], unique=False)
    op.create_table(
        "reread",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("course", sa.String(length=100), nullable=False),
        sa.Column("item", sa.String(length=100), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reread")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_reread_course_item"), "reread", ["course", "item"], unique=False)
    op.create_table(
        "sign_in_failure",
        sa.Column("bucket", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("bucket", name=op.f("pk_sign_in_failure")),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("zone", sa.String(length=40), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("successor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_parent_id_unit")),
        sa.ForeignKeyConstraint(["successor_id"], ["unit.id"], name=op.f("fk_unit_successor_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("code", name=op.f("uq_unit_code")),
    )
    op.create_index(op.f("ix_unit_parent_id"), "unit", ["parent_id"], unique=False)
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("detail", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("request_id", sa.String(length=40), nullable=True),
        sa.Column("network", sa.String(length=50), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_audit_entry_actor_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_audit_entry_actor_id_at"), "audit_entry", ["actor_id", "at"], unique=False)
    op.create_index(op.f("ix_audit_entry_at"), "audit_entry", ["at"], unique=False)
    op.create_table(
        "bulk_change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("deed", sa.String(length=20), nullable=False),
        sa.Column("made_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("confirmed_at", Instant(), nullable=True),
        sa.Column("done_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_bulk_change_made_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_change")),
    )
    op.create_index(op.f("ix_bulk_change_made_by"), "bulk_change", ["made_by"], unique=False)
    op.create_table(
        "certificate",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=120), nullable=False),
        sa.Column("series", sa.String(length=60), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("completion_ref", sa.Integer(), nullable=True),
        sa.Column("path_ref", sa.Integer(), nullable=True),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("course", sa.String(length=100), nullable=True),
        sa.Column("issued_at", Instant(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("payload", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("payload_digest", sa.String(length=64), nullable=False),
        sa.Column("status_index", sa.Integer(), nullable=True),
        sa.Column("credential_digest", sa.String(length=64), nullable=True),
        sa.Column("pdf_digest", sa.String(length=64), nullable=True),
        sa.Column("unsigned_digest", sa.String(length=64), nullable=True),
        sa.Column("replaced_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("renews_ref", sa.Integer(), nullable=True),
        sa.Column("renew_by", sa.Date(), nullable=True),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.Column("revoked_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("revoke_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("(completion_ref is null) <> (path_ref is null)", name=op.f("ck_certificate_one_source")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_certificate_person_id_person")),
        sa.ForeignKeyConstraint(
            ["replaced_by_id"], ["certificate.id"], name=op.f("fk_certificate_replaced_by_id_certificate")
        ),
        sa.ForeignKeyConstraint(["revoked_by"], ["person.id"], name=op.f("fk_certificate_revoked_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("code", name=op.f("uq_certificate_code")),
        sa.UniqueConstraint("completion_ref", "issue", name=op.f("uq_certificate_completion_ref_issue")),
        sa.UniqueConstraint("number", name=op.f("uq_certificate_number")),
        sa.UniqueConstraint("path_ref", "issue", name=op.f("uq_certificate_path_ref_issue")),
        sa.UniqueConstraint("series", "sequence", name=op.f("uq_certificate_series_sequence")),
        sa.UniqueConstraint("status_index", name=op.f("uq_certificate_status_index")),
    )
    op.create_index(op.f("ix_certificate_person_id_issued_on"), "certificate", ["person_id", "issued_on"], unique=False)
    op.create_index(op.f("ix_certificate_renews_ref"), "certificate", ["renews_ref"], unique=False)
    op.create_index(op.f("ix_certificate_unsigned_digest"), "certificate", ["unsigned_digest"], unique=False)
    op.create_table(
        "certificate_batch",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("made_for", sa.String(length=20), nullable=False),
        sa.Column("choice", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("ready_at", Instant(), nullable=True),
        sa.Column("expires_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_certificate_batch_made_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_batch")),
    )
    op.create_index(op.f("ix_certificate_batch_made_by"), "certificate_batch", ["made_by"], unique=False)
    op.create_table(
        "competency_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=160), nullable=False),
        sa.Column("reverses_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("competency", sa.String(length=60), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("evidence_kind", sa.String(length=20), nullable=False),
        sa.Column("evidence_ref", sa.String(length=120), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_competency_entry_actor_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_competency_entry_person_id_person")),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["competency_entry.id"], name=op.f("fk_competency_entry_reverses_id_competency_entry")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competency_entry")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_competency_entry_reverses_id")),
        sa.UniqueConstraint("source", name=op.f("uq_competency_entry_source")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_competency_entry_evidence_ref"), "competency_entry", ["evidence_ref"], unique=False)
    op.create_index(
        op.f("ix_competency_entry_person_id_competency"), "competency_entry", ["person_id", "competency"], unique=False
    )
    op.create_table(
        "correction_request",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("about", sa.String(length=20), nullable=False),
        sa.Column("wrong", sa.Text(), nullable=False),
        sa.Column("right", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("outcome in ('disetujui', 'ditolak')", name=op.f("ck_correction_request_outcome")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_correction_request_decided_by_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_correction_request_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction_request")),
    )
    op.create_index(
        op.f("ix_correction_request_decided_at_created_at"),
        "correction_request",
        ["decided_at", "created_at"],
        unique=False,
    )
    op.create_index(op.f("ix_correction_request_person_id"), "correction_request", ["person_id"], unique=False)
    op.create_table(
        "enrolment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("course", sa.String(length=100), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_enrolment_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
        sa.UniqueConstraint("person_id", "course", "run", name=op.f("uq_enrolment_person_id_course_run")),
    )
    op.create_index(op.f("ix_enrolment_course_opened_at"), "enrolment", ["course", "opened_at"], unique=False)
    op.create_index(
        "uq_enrolment_open",
        "enrolment",
        ["person_id", "course"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "evidence_file",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("mime", sa.String(length=40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("scan", sa.String(length=20), nullable=False),
        sa.Column("scanned_at", Instant(), nullable=True),
        sa.Column("uploaded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_evidence_file_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_file")),
    )
    op.create_index(op.f("ix_evidence_file_person_id"), "evidence_file", ["person_id"], unique=False)
    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=160), nullable=False),
        sa.Column("reverses_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("training_type", sa.String(length=20), nullable=False),
        sa.Column("scope", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("jp", sa.Integer(), nullable=False),
        sa.Column("reported", sa.Integer(), nullable=True),
        sa.Column("target", sa.Integer(), nullable=True),
        sa.Column("frozen", sa.Text(), nullable=True),
        sa.Column("rule_version", sa.String(length=20), nullable=False),
        sa.Column("evidence_kind", sa.String(length=20), nullable=False),
        sa.Column("evidence_ref", sa.String(length=120), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint("scope in ('nasional', 'internasional')", name=op.f("ck_ledger_entry_scope")),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_ledger_entry_actor_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_ledger_entry_person_id_person")),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["ledger_entry.id"], name=op.f("fk_ledger_entry_reverses_id_ledger_entry")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_ledger_entry_reverses_id")),
        sa.UniqueConstraint("source", name=op.f("uq_ledger_entry_source")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_ledger_entry_evidence_ref"), "ledger_entry", ["evidence_ref"], unique=False)
    op.create_index(
        op.f("ix_ledger_entry_person_id_local_date_id"), "ledger_entry", ["person_id", "local_date", "id"], unique=False
    )
    op.create_table(
        "notice_preference",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("mail", sa.String(length=10), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_preference_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_notice_preference")),
    )
    op.create_table(
        "outbox_mail",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("next_try_at", Instant(), nullable=True),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_outbox_mail_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_mail")),
    )
    op.create_index(op.f("ix_outbox_mail_person_id"), "outbox_mail", ["person_id"], unique=False)
    op.create_index(op.f("ix_outbox_mail_state_id"), "outbox_mail", ["state", "id"], unique=False)
    op.create_table(
        "path_completion",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("path", sa.String(length=100), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("completed_at", Instant(), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_path_completion_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_path_completion")),
        sa.UniqueConstraint("person_id", "path", name=op.f("uq_path_completion_person_id_path")),
        info={"append_only": True},
    )
    op.create_table(
        "people_import",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uploaded_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("uploaded_at", Instant(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("ignored", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("new_units", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("units_below_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("confirmed_at", Instant(), nullable=True),
        sa.Column("applied_at", Instant(), nullable=True),
        sa.Column("undo_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("undo_reason", sa.Text(), nullable=False),
        sa.Column("undo_asked_at", Instant(), nullable=True),
        sa.Column("undone_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["undo_by"], ["person.id"], name=op.f("fk_people_import_undo_by_person")),
        sa.ForeignKeyConstraint(["units_below_id"], ["unit.id"], name=op.f("fk_people_import_units_below_id_unit")),
        sa.ForeignKeyConstraint(["uploaded_by"], ["person.id"], name=op.f("fk_people_import_uploaded_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_import")),
    )
    op.create_index(op.f("ix_people_import_uploaded_by_id"), "people_import", ["uploaded_by", "id"], unique=False)
    op.create_table(
        "person_merge",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("survivor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("merged_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("followed", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("merged_at", Instant(), nullable=False),
        sa.Column("merged_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("undone_at", Instant(), nullable=True),
        sa.Column("undone_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["merged_by"], ["person.id"], name=op.f("fk_person_merge_merged_by_person")),
        sa.ForeignKeyConstraint(["merged_id"], ["person.id"], name=op.f("fk_person_merge_merged_id_person")),
        sa.ForeignKeyConstraint(["survivor_id"], ["person.id"], name=op.f("fk_person_merge_survivor_id_person")),
        sa.ForeignKeyConstraint(["undone_by"], ["person.id"], name=op.f("fk_person_merge_undone_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_merge")),
    )
    op.create_index(op.f("ix_person_merge_merged_id"), "person_merge", ["merged_id"], unique=False)
    op.create_index(op.f("ix_person_merge_survivor_id"), "person_merge", ["survivor_id"], unique=False)
    op.create_table(
        "posting",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("position", sa.String(length=200), nullable=False),
        sa.Column("rank", sa.String(length=20), nullable=False),
        sa.Column("superior_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_posting_person_id_person")),
        sa.ForeignKeyConstraint(["superior_id"], ["person.id"], name=op.f("fk_posting_superior_id_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_posting_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting")),
    )
    op.create_index(op.f("ix_posting_person_id_valid_from"), "posting", ["person_id", "valid_from"], unique=False)
    op.create_index(op.f("ix_posting_unit_id_valid_to"), "posting", ["unit_id", "valid_to"], unique=False)
    op.create_table(
        "programme",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("courses", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("renews", sa.Boolean(), nullable=False),
        sa.Column("everybody", sa.Boolean(), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("position", sa.String(length=200), nullable=False),
        sa.Column("created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_programme_created_by_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_programme_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
    )
    op.create_index(op.f("ix_programme_closed_at_due_on"), "programme", ["closed_at", "due_on"], unique=False)
    op.create_table(
        "publication",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("course", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=True),
        sa.Column("published_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("published_at", Instant(), nullable=False),
        sa.Column("choices", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["published_by"], ["person.id"], name=op.f("fk_publication_published_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
        sa.UniqueConstraint("course", "number", name=op.f("uq_publication_course_number")),
        info={"append_only": True},
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code_mark", sa.String(length=64), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_recovery_code_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("code_mark", name=op.f("uq_recovery_code_code_mark")),
    )
    op.create_index(op.f("ix_recovery_code_person_id"), "recovery_code", ["person_id"], unique=False)
    op.create_table(
        "renewal_decision",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("course", sa.String(length=100), nullable=False),
        sa.Column("renew_by", sa.Date(), nullable=True),
        sa.Column("issued_before", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("touched", sa.Integer(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=False),
        sa.Column("decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_renewal_decision_decided_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_renewal_decision")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_renewal_decision_course_id"), "renewal_decision", ["course", "id"], unique=False)
    op.create_table(
        "role_grant",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("course", sa.String(length=100), nullable=True),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("granted_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("granted_at", Instant(), nullable=False),
        sa.CheckConstraint("role in ('trainer', 'admin')", name=op.f("ck_role_grant_role")),
        sa.ForeignKeyConstraint(["granted_by"], ["person.id"], name=op.f("fk_role_grant_granted_by_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_grant_person_id_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_role_grant_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    op.create_index(op.f("ix_role_grant_person_id"), "role_grant", ["person_id"], unique=False)
    op.create_table(
        "second_factor",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sealed_secret", sa.String(length=200), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("confirmed_at", Instant(), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_second_factor_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "siasn_reply",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uploaded_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uploaded_at", Instant(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("confirmed_at", Instant(), nullable=True),
        sa.Column("applied_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["uploaded_by"], ["person.id"], name=op.f("fk_siasn_reply_uploaded_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_siasn_reply")),
    )
    op.create_index(op.f("ix_siasn_reply_uploaded_by_id"), "siasn_reply", ["uploaded_by", "id"], unique=False)
    op.create_table(
        "siasn_row",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("ref", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("exports", sa.Integer(), nullable=False),
        sa.Column("exported_at", Instant(), nullable=False),
        sa.Column("exported_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("queued_at", Instant(), nullable=True),
        sa.Column("rw_id", sa.String(length=64), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("answered_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_siasn_row_answered_by_person")),
        sa.ForeignKeyConstraint(["exported_by"], ["person.id"], name=op.f("fk_siasn_row_exported_by_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_siasn_row_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_siasn_row")),
        sa.UniqueConstraint("rw_id", name=op.f("uq_siasn_row_rw_id")),
        sa.UniqueConstraint("source", "ref", name=op.f("uq_siasn_row_source_ref")),
    )
    op.create_index(op.f("ix_siasn_row_number"), "siasn_row", ["number"], unique=False)
    op.create_index(op.f("ix_siasn_row_person_id"), "siasn_row", ["person_id"], unique=False)
    op.create_table(
        "sign_in_session",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("token_key", sa.String(length=16), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("last_seen_at", Instant(), nullable=False),
        sa.Column("device", sa.String(length=60), nullable=False),
        sa.Column("network", sa.String(length=50), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_session_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_session")),
        sa.UniqueConstraint("token_key", name=op.f("uq_sign_in_session_token_key")),
    )
    op.create_index(op.f("ix_sign_in_session_last_seen_at"), "sign_in_session", ["last_seen_at"], unique=False)
    op.create_index(op.f("ix_sign_in_session_person_id"), "sign_in_session", ["person_id"], unique=False)
    op.create_table(
        "target_exemption",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("withdraws_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("first_month", sa.Date(), nullable=False),
        sa.Column("last_month", sa.Date(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint("first_month <= last_month", name=op.f("ck_target_exemption_months")),
        sa.CheckConstraint("percent between 0 and 99", name=op.f("ck_target_exemption_percent")),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_target_exemption_actor_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_target_exemption_person_id_person")),
        sa.ForeignKeyConstraint(
            ["withdraws_id"], ["target_exemption.id"], name=op.f("fk_target_exemption_withdraws_id_target_exemption")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_exemption")),
        sa.UniqueConstraint("withdraws_id", name=op.f("uq_target_exemption_withdraws_id")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_target_exemption_person_id_id"), "target_exemption", ["person_id", "id"], unique=False)
    op.create_table(
        "training_import",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uploaded_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uploaded_at", Instant(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("confirmed_at", Instant(), nullable=True),
        sa.Column("applied_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["uploaded_by"], ["person.id"], name=op.f("fk_training_import_uploaded_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_import")),
    )
    op.create_index(op.f("ix_training_import_uploaded_by_id"), "training_import", ["uploaded_by", "id"], unique=False)
    op.create_table(
        "transcript",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("issued_at", Instant(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("payload", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("payload_digest", sa.String(length=64), nullable=False),
        sa.Column("credential_digest", sa.String(length=64), nullable=True),
        sa.Column("clr_digest", sa.String(length=64), nullable=True),
        sa.Column("pdf_digest", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_transcript_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transcript")),
        sa.UniqueConstraint("code", name=op.f("uq_transcript_code")),
    )
    op.create_index(op.f("ix_transcript_payload_digest"), "transcript", ["payload_digest"], unique=False)
    op.create_index(op.f("ix_transcript_person_id_id"), "transcript", ["person_id", "id"], unique=False)
    op.create_table(
        "attempt",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("enrolment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("course", sa.String(length=100), nullable=False),
        sa.Column("item", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=40), nullable=False),
        sa.Column("body_key", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("pass_mark", sa.Integer(), nullable=False),
        sa.Column("drawn", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("deadline_at", Instant(), nullable=True),
        sa.Column("late_until", Instant(), nullable=True),
        sa.Column("submitted_at", Instant(), nullable=True),
        sa.Column("closed_by", sa.String(length=20), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("max_points", sa.Integer(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("receipt", sa.String(length=8), nullable=True),
        sa.Column("regraded", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("marks_to", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_attempt_enrolment_id_enrolment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
        sa.UniqueConstraint("enrolment_id", "item", "number", name=op.f("uq_attempt_enrolment_id_item_number")),
    )
    op.create_index(
        op.f("ix_attempt_course_item_submitted_at"), "attempt", ["course", "item", "submitted_at"], unique=False
    )
    op.create_index(op.f("ix_attempt_receipt"), "attempt", ["receipt"], unique=False)
    op.create_index(
        "ix_attempt_waiting",
        "attempt",
        ["course", "submitted_at"],
        unique=False,
        sqlite_where=sa.text("passed IS NULL"),
        postgresql_where=sa.text("passed IS NULL"),
    )
    op.create_index(
        "uq_attempt_open",
        "attempt",
        ["enrolment_id", "item"],
        unique=True,
        sqlite_where=sa.text("submitted_at IS NULL"),
        postgresql_where=sa.text("submitted_at IS NULL"),
    )
    op.create_table(
        "attempt_grant",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("enrolment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item", sa.String(length=100), nullable=False),
        sa.Column("extra", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("granted_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_attempt_grant_enrolment_id_enrolment")
        ),
        sa.ForeignKeyConstraint(["granted_by"], ["person.id"], name=op.f("fk_attempt_grant_granted_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt_grant")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_attempt_grant_enrolment_id_item"), "attempt_grant", ["enrolment_id", "item"], unique=False)
    op.create_table(
        "audit_subject",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["audit_entry.id"], name=op.f("fk_audit_subject_entry_id_audit_entry")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_audit_subject_person_id_person")),
        sa.PrimaryKeyConstraint("entry_id", "person_id", name=op.f("pk_audit_subject")),
        info={"append_only": True},
    )
    op.create_index(
        op.f("ix_audit_subject_person_id_entry_id"), "audit_subject", ["person_id", "entry_id"], unique=False
    )
    op.create_table(
        "bulk_item",
        sa.Column("bulk_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["bulk_id"], ["bulk_change.id"], name=op.f("fk_bulk_item_bulk_id_bulk_change")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_bulk_item_person_id_person")),
        sa.PrimaryKeyConstraint("bulk_id", "person_id", name=op.f("pk_bulk_item")),
    )
    op.create_index(op.f("ix_bulk_item_person_id"), "bulk_item", ["person_id"], unique=False)
    op.create_table(
        "certificate_batch_item",
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["certificate_batch.id"], name=op.f("fk_certificate_batch_item_batch_id_certificate_batch")
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_certificate_batch_item_certificate_id_certificate")
        ),
        sa.PrimaryKeyConstraint("batch_id", "place", name=op.f("pk_certificate_batch_item")),
    )
    op.create_index(
        op.f("ix_certificate_batch_item_certificate_id"), "certificate_batch_item", ["certificate_id"], unique=False
    )
    op.create_table(
        "certificate_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("certificate_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_certificate_event_actor_id_person")),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_certificate_event_certificate_id_certificate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_event")),
        info={"append_only": True},
    )
    op.create_index(
        op.f("ix_certificate_event_certificate_id_id"), "certificate_event", ["certificate_id", "id"], unique=False
    )
    op.create_table(
        "completion",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("enrolment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("course", sa.String(length=100), nullable=False),
        sa.Column("course_title", sa.String(length=300), nullable=False),
        sa.Column("course_version", sa.String(length=64), nullable=False),
        sa.Column("training_type", sa.String(length=10), nullable=False),
        sa.Column("organiser", sa.String(length=200), nullable=False),
        sa.Column("posting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("completed_at", Instant(), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("final_score", sa.Integer(), nullable=True),
        sa.Column("jp", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_completion_enrolment_id_enrolment")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_completion_person_id_person")),
        sa.ForeignKeyConstraint(["posting_id"], ["posting.id"], name=op.f("fk_completion_posting_id_posting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_completion")),
        sa.UniqueConstraint("enrolment_id", name=op.f("uq_completion_enrolment_id")),
    )
    op.create_index(op.f("ix_completion_completed_on_id"), "completion", ["completed_on", "id"], unique=False)
    op.create_index(op.f("ix_completion_course_completed_on"), "completion", ["course", "completed_on"], unique=False)
    op.create_index(op.f("ix_completion_person_id"), "completion", ["person_id"], unique=False)
    op.create_index(op.f("ix_completion_posting_id"), "completion", ["posting_id"], unique=False)
    op.create_table(
        "item_progress",
        sa.Column("enrolment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item", sa.String(length=100), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("zone", sa.String(length=40), nullable=True),
        sa.Column("version", sa.String(length=64), nullable=True),
        sa.Column("best_score", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_item_progress_enrolment_id_enrolment")
        ),
        sa.PrimaryKeyConstraint("enrolment_id", "item", name=op.f("pk_item_progress")),
    )
    op.create_table(
        "ledger_link",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ledger_entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("competency_entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "(ledger_entry_id is null) <> (competency_entry_id is null)", name=op.f("ck_ledger_link_one_entry")
        ),
        sa.CheckConstraint("position >= 1", name=op.f("ck_ledger_link_position")),
        sa.ForeignKeyConstraint(
            ["competency_entry_id"],
            ["competency_entry.id"],
            name=op.f("fk_ledger_link_competency_entry_id_competency_entry"),
        ),
        sa.ForeignKeyConstraint(
            ["ledger_entry_id"], ["ledger_entry.id"], name=op.f("fk_ledger_link_ledger_entry_id_ledger_entry")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_ledger_link_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "position", name=op.f("pk_ledger_link")),
        sa.UniqueConstraint("competency_entry_id", name=op.f("uq_ledger_link_competency_entry_id")),
        sa.UniqueConstraint("ledger_entry_id", name=op.f("uq_ledger_link_ledger_entry_id")),
        info={"append_only": True},
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("words", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("link", sa.String(length=300), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("read_at", Instant(), nullable=True),
        sa.Column("mail_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["mail_id"], ["outbox_mail.id"], name=op.f("fk_notice_mail_id_outbox_mail")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("person_id", "key", name=op.f("uq_notice_person_id_key")),
    )
    op.create_index(op.f("ix_notice_mail_id"), "notice", ["mail_id"], unique=False)
    op.create_index(op.f("ix_notice_person_id_read_at"), "notice", ["person_id", "read_at"], unique=False)
    op.create_table(
        "people_import_row",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("import_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("nip", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("changes", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("applied_at", Instant(), nullable=True),
        sa.Column("before", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("undone", sa.String(length=20), nullable=True),
        sa.Column("undone_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"], ["people_import.id"], name=op.f("fk_people_import_row_import_id_people_import")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_people_import_row_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_import_row")),
        sa.UniqueConstraint("import_id", "number", name=op.f("uq_people_import_row_import_id_number")),
    )
    op.create_index(
        op.f("ix_people_import_row_import_id_outcome_number"),
        "people_import_row",
        ["import_id", "outcome", "number"],
        unique=False,
    )
    op.create_index(op.f("ix_people_import_row_person_id"), "people_import_row", ["person_id"], unique=False)
    op.create_table(
        "programme_exemption",
        sa.Column("programme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("given_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("given_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["given_by"], ["person.id"], name=op.f("fk_programme_exemption_given_by_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_programme_exemption_person_id_person")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_programme_exemption_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("programme_id", "person_id", name=op.f("pk_programme_exemption")),
    )
    op.create_index(op.f("ix_programme_exemption_person_id"), "programme_exemption", ["person_id"], unique=False)
    op.create_table(
        "programme_person",
        sa.Column("programme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("added_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_programme_person_person_id_person")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_programme_person_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("programme_id", "person_id", name=op.f("pk_programme_person")),
    )
    op.create_index(op.f("ix_programme_person_person_id"), "programme_person", ["person_id"], unique=False)
    op.create_table(
        "siasn_export",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("choice", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("skipped", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["certificate_batch.id"], name=op.f("fk_siasn_export_batch_id_certificate_batch")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_siasn_export_made_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_siasn_export")),
        sa.UniqueConstraint("batch_id", name=op.f("uq_siasn_export_batch_id")),
    )
    op.create_index(op.f("ix_siasn_export_made_by"), "siasn_export", ["made_by"], unique=False)
    op.create_table(
        "submission",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("form_key", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("training_type", sa.String(length=20), nullable=False),
        sa.Column("scope", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("organiser", sa.String(length=200), nullable=False),
        sa.Column("number", sa.String(length=120), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=True),
        sa.Column("jp", sa.Integer(), nullable=True),
        sa.Column("competency", sa.String(length=60), nullable=False),
        sa.Column("evidence_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("import_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence_file.id"], name=op.f("fk_submission_evidence_id_evidence_file")
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["training_import.id"], name=op.f("fk_submission_import_id_training_import")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_submission_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("code", name=op.f("uq_submission_code")),
        sa.UniqueConstraint("person_id", "form_key", name=op.f("uq_submission_person_id_form_key")),
    )
    op.create_index(op.f("ix_submission_state_sent_at"), "submission", ["state", "sent_at"], unique=False)
    op.create_table(
        "answer_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("attempt_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("client_key", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=100), nullable=False),
        sa.Column("value", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_answer_event_attempt_id_attempt")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_event")),
        sa.UniqueConstraint("attempt_id", "client_key", "seq", name=op.f("uq_answer_event_attempt_id_client_key_seq")),
        info={"append_only": True},
    )
    op.create_table(
        "attempt_regrade",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("attempt_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("old_score", sa.Integer(), nullable=True),
        sa.Column("new_score", sa.Integer(), nullable=True),
        sa.Column("old_points", sa.Integer(), nullable=True),
        sa.Column("new_points", sa.Integer(), nullable=True),
        sa.Column("old_passed", sa.Boolean(), nullable=True),
        sa.Column("new_passed", sa.Boolean(), nullable=True),
        sa.Column("old_body_key", sa.String(length=64), nullable=False),
        sa.Column("new_body_key", sa.String(length=64), nullable=False),
        sa.Column("questions", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("applied", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("regraded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_attempt_regrade_actor_id_person")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_attempt_regrade_attempt_id_attempt")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt_regrade")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_attempt_regrade_attempt_id_id"), "attempt_regrade", ["attempt_id", "id"], unique=False)
    op.create_table(
        "attempt_reveal",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("attempt_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("question", sa.String(length=100), nullable=False),
        sa.Column("revealed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_attempt_reveal_attempt_id_attempt")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt_reveal")),
        sa.UniqueConstraint("attempt_id", "question", name=op.f("uq_attempt_reveal_attempt_id_question")),
        info={"append_only": True},
    )
    op.create_table(
        "essay_mark",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("attempt_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("question", sa.String(length=100), nullable=False),
        sa.Column("marker_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("points", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("marked_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_essay_mark_attempt_id_attempt")),
        sa.ForeignKeyConstraint(["marker_id"], ["person.id"], name=op.f("fk_essay_mark_marker_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_essay_mark")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_essay_mark_attempt_id_id"), "essay_mark", ["attempt_id", "id"], unique=False)
    op.create_table(
        "markers_wanted",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("attempt_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("markers", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_markers_wanted_asked_by_person")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_markers_wanted_attempt_id_attempt")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_markers_wanted")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_markers_wanted_attempt_id_id"), "markers_wanted", ["attempt_id", "id"], unique=False)
    op.create_table(
        "siasn_export_row",
        sa.Column("export_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("siasn_row_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("payload", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("file", sa.String(length=120), nullable=False),
        sa.Column("warning", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["export_id"], ["siasn_export.id"], name=op.f("fk_siasn_export_row_export_id_siasn_export")
        ),
        sa.ForeignKeyConstraint(
            ["siasn_row_id"], ["siasn_row.id"], name=op.f("fk_siasn_export_row_siasn_row_id_siasn_row")
        ),
        sa.PrimaryKeyConstraint("export_id", "place", name=op.f("pk_siasn_export_row")),
    )
    op.create_index(op.f("ix_siasn_export_row_siasn_row_id"), "siasn_export_row", ["siasn_row_id"], unique=False)
    op.create_table(
        "submission_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("submission_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("facts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_submission_event_actor_id_person")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_submission_event_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_event")),
        sa.UniqueConstraint("submission_id", "number", name=op.f("uq_submission_event_submission_id_number")),
        info={"append_only": True},
    )
    for table in APPEND_ONLY_TABLES:
        create_triggers(op.get_bind(), table)


def downgrade() -> None:
    op.drop_table("submission_event")
    op.drop_index(op.f("ix_siasn_export_row_siasn_row_id"), table_name="siasn_export_row")
    op.drop_table("siasn_export_row")
    op.drop_index(op.f("ix_markers_wanted_attempt_id_id"), table_name="markers_wanted")
    op.drop_table("markers_wanted")
    op.drop_index(op.f("ix_essay_mark_attempt_id_id"), table_name="essay_mark")
    op.drop_table("essay_mark")
    op.drop_table("attempt_reveal")
    op.drop_index(op.f("ix_attempt_regrade_attempt_id_id"), table_name="attempt_regrade")
    op.drop_table("attempt_regrade")
    op.drop_table("answer_event")
    op.drop_index(op.f("ix_submission_state_sent_at"), table_name="submission")
    op.drop_table("submission")
    op.drop_index(op.f("ix_siasn_export_made_by"), table_name="siasn_export")
    op.drop_table("siasn_export")
    op.drop_index(op.f("ix_programme_person_person_id"), table_name="programme_person")
    op.drop_table("programme_person")
    op.drop_index(op.f("ix_programme_exemption_person_id"), table_name="programme_exemption")
    op.drop_table("programme_exemption")
    op.drop_index(op.f("ix_people_import_row_person_id"), table_name="people_import_row")
    op.drop_index(op.f("ix_people_import_row_import_id_outcome_number"), table_name="people_import_row")
    op.drop_table("people_import_row")
    op.drop_index(op.f("ix_notice_person_id_read_at"), table_name="notice")
    op.drop_index(op.f("ix_notice_mail_id"), table_name="notice")
    op.drop_table("notice")
    op.drop_table("ledger_link")
    op.drop_table("item_progress")
    op.drop_index(op.f("ix_completion_posting_id"), table_name="completion")
    op.drop_index(op.f("ix_completion_person_id"), table_name="completion")
    op.drop_index(op.f("ix_completion_course_completed_on"), table_name="completion")
    op.drop_index(op.f("ix_completion_completed_on_id"), table_name="completion")
    op.drop_table("completion")
    op.drop_index(op.f("ix_certificate_event_certificate_id_id"), table_name="certificate_event")
    op.drop_table("certificate_event")
    op.drop_index(op.f("ix_certificate_batch_item_certificate_id"), table_name="certificate_batch_item")
    op.drop_table("certificate_batch_item")
    op.drop_index(op.f("ix_bulk_item_person_id"), table_name="bulk_item")
    op.drop_table("bulk_item")
    op.drop_index(op.f("ix_audit_subject_person_id_entry_id"), table_name="audit_subject")
    op.drop_table("audit_subject")
    op.drop_index(op.f("ix_attempt_grant_enrolment_id_item"), table_name="attempt_grant")
    op.drop_table("attempt_grant")
    op.drop_index(
        "uq_attempt_open",
        table_name="attempt",
        sqlite_where=sa.text("submitted_at IS NULL"),
        postgresql_where=sa.text("submitted_at IS NULL"),
    )
    op.drop_index(
        "ix_attempt_waiting",
        table_name="attempt",
        sqlite_where=sa.text("passed IS NULL"),
        postgresql_where=sa.text("passed IS NULL"),
    )
    op.drop_index(op.f("ix_attempt_receipt"), table_name="attempt")
    op.drop_index(op.f("ix_attempt_course_item_submitted_at"), table_name="attempt")
    op.drop_table("attempt")
    op.drop_index(op.f("ix_transcript_person_id_id"), table_name="transcript")
    op.drop_index(op.f("ix_transcript_payload_digest"), table_name="transcript")
    op.drop_table("transcript")
    op.drop_index(op.f("ix_training_import_uploaded_by_id"), table_name="training_import")
    op.drop_table("training_import")
    op.drop_index(op.f("ix_target_exemption_person_id_id"), table_name="target_exemption")
    op.drop_table("target_exemption")
    op.drop_index(op.f("ix_sign_in_session_person_id"), table_name="sign_in_session")
    op.drop_index(op.f("ix_sign_in_session_last_seen_at"), table_name="sign_in_session")
    op.drop_table("sign_in_session")
    op.drop_index(op.f("ix_siasn_row_person_id"), table_name="siasn_row")
    op.drop_index(op.f("ix_siasn_row_number"), table_name="siasn_row")
    op.drop_table("siasn_row")
    op.drop_index(op.f("ix_siasn_reply_uploaded_by_id"), table_name="siasn_reply")
    op.drop_table("siasn_reply")
    op.drop_table("second_factor")
    op.drop_index(op.f("ix_role_grant_person_id"), table_name="role_grant")
    op.drop_table("role_grant")
    op.drop_index(op.f("ix_renewal_decision_course_id"), table_name="renewal_decision")
    op.drop_table("renewal_decision")
    op.drop_index(op.f("ix_recovery_code_person_id"), table_name="recovery_code")
    op.drop_table("recovery_code")
    op.drop_table("publication")
    op.drop_index(op.f("ix_programme_closed_at_due_on"), table_name="programme")
    op.drop_table("programme")
    op.drop_index(op.f("ix_posting_unit_id_valid_to"), table_name="posting")
    op.drop_index(op.f("ix_posting_person_id_valid_from"), table_name="posting")
    op.drop_table("posting")
    op.drop_index(op.f("ix_person_merge_survivor_id"), table_name="person_merge")
    op.drop_index(op.f("ix_person_merge_merged_id"), table_name="person_merge")
    op.drop_table("person_merge")
    op.drop_index(op.f("ix_people_import_uploaded_by_id"), table_name="people_import")
    op.drop_table("people_import")
    op.drop_table("path_completion")
    op.drop_index(op.f("ix_outbox_mail_state_id"), table_name="outbox_mail")
    op.drop_index(op.f("ix_outbox_mail_person_id"), table_name="outbox_mail")
    op.drop_table("outbox_mail")
    op.drop_table("notice_preference")
    op.drop_index(op.f("ix_ledger_entry_person_id_local_date_id"), table_name="ledger_entry")
    op.drop_index(op.f("ix_ledger_entry_evidence_ref"), table_name="ledger_entry")
    op.drop_table("ledger_entry")
    op.drop_index(op.f("ix_evidence_file_person_id"), table_name="evidence_file")
    op.drop_table("evidence_file")
    op.drop_index(
        "uq_enrolment_open",
        table_name="enrolment",
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.drop_index(op.f("ix_enrolment_course_opened_at"), table_name="enrolment")
    op.drop_table("enrolment")
    op.drop_index(op.f("ix_correction_request_person_id"), table_name="correction_request")
    op.drop_index(op.f("ix_correction_request_decided_at_created_at"), table_name="correction_request")
    op.drop_table("correction_request")
    op.drop_index(op.f("ix_competency_entry_person_id_competency"), table_name="competency_entry")
    op.drop_index(op.f("ix_competency_entry_evidence_ref"), table_name="competency_entry")
    op.drop_table("competency_entry")
    op.drop_index(op.f("ix_certificate_batch_made_by"), table_name="certificate_batch")
    op.drop_table("certificate_batch")
    op.drop_index(op.f("ix_certificate_unsigned_digest"), table_name="certificate")
    op.drop_index(op.f("ix_certificate_renews_ref"), table_name="certificate")
    op.drop_index(op.f("ix_certificate_person_id_issued_on"), table_name="certificate")
    op.drop_table("certificate")
    op.drop_index(op.f("ix_bulk_change_made_by"), table_name="bulk_change")
    op.drop_table("bulk_change")
    op.drop_index(op.f("ix_audit_entry_at"), table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_actor_id_at"), table_name="audit_entry")
    op.drop_table("audit_entry")
    op.drop_index(op.f("ix_unit_parent_id"), table_name="unit")
    op.drop_table("unit")
    op.drop_table("sign_in_failure")
    op.drop_index(op.f("ix_reread_course_item"), table_name="reread")
    op.drop_table("reread")
    op.drop_index(op.f("ix_person_name"), table_name="person")
    op.drop_index(op.f("ix_person_merged_into_id"), table_name="person")
    op.drop_table("person")
    op.drop_index(op.f("ix_job_done_at_run_at"), table_name="job")
    op.drop_table("job")
    op.drop_table("certificate_counter")
