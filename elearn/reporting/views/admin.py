"""An admin's first page, the background jobs, and the state of the content."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from elearn.reporting import service
from elearn.reporting.views.base import asker, blueprint, part
from elearn.web.access import admin
from elearn.web.context import catalogue, session
from elearn.web.transaction import writes


@blueprint.get("/admin")
@admin
def admin_home() -> ResponseReturnValue:
    """The numbers within the admin's scope, and where to go."""
    return render_template("reporting/admin_home.html", page=service.admin_overview(session(), catalogue(), asker()))


@blueprint.get("/admin/pekerjaan")
@admin
def jobs() -> ResponseReturnValue:
    """Background work that waits or failed."""
    return render_template("reporting/jobs.html", page=service.jobs_page(session(), part, asker()))


@blueprint.post("/admin/pekerjaan/<int:job_id>/ulangi")
@admin
@writes
def retry_job(job_id: int) -> ResponseReturnValue:
    """Let the worker try a failed job again."""
    service.retry_job(session(), job_id, asker())
    flash("Pekerjaan dijadwalkan lagi. Muat ulang sebentar lagi untuk melihat hasilnya.", "sukses")
    return redirect(url_for(".jobs"), 303)


@blueprint.get("/admin/konten")
@admin
def content() -> ResponseReturnValue:
    """Which courses are published, and what the check found."""
    return render_template("reporting/content.html", page=service.content_page(session(), catalogue()))
