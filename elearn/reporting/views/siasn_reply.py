"""Taking over what SIASN answered: a file, a look at every row, and only then the recording."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from elearn.core.errors import Invalid
from elearn.core.tables import MOST_BYTES, read_table
from elearn.core.tabular import FORMATS, Column, write
from elearn.reporting.forms import ReplyForm
from elearn.reporting.service import siasn_replies as service
from elearn.reporting.service.siasn_replies import ReplyPage
from elearn.reporting.service.siasn_reply import layout_of
from elearn.reporting.views.base import asker, blueprint, note
from elearn.web.access import admin, signed_in
from elearn.web.context import now, objects, session
from elearn.web.transaction import writes

REPLIES = "/admin/siasn/jawaban"
LISTED = 10
SHOWN = 200


@blueprint.get(REPLIES)
@admin
def siasn_replies() -> ResponseReturnValue:
    """Where an answer is uploaded, and what it must hold."""
    return _uploads(ReplyForm())


@blueprint.post(REPLIES)
@admin
@writes
def receive_siasn_reply() -> ResponseReturnValue:
    """Keep the file and show what it would record; nothing is recorded yet."""
    form = ReplyForm()
    try:
        digest, name = _received(form.berkas.data)
    except Invalid as refused:
        form.refuse(Invalid(refused.message, {"berkas": refused.message}))
        return _uploads(form), 422
    number = service.receive_reply(session(), digest, name, actor=signed_in(), now=now())
    return redirect(url_for(".siasn_reply", reply_id=number), 303)


@blueprint.get(f"{REPLIES}/<int:reply_id>")
@admin
def siasn_reply(reply_id: int) -> ResponseReturnValue:
    """Every row: recorded before, to be recorded, without an answer, or refused and why; once done, what was."""
    page = _page(reply_id)
    note("siasn.view", page.people, {"reply": reply_id, "count": len(page.found.ready)})
    template = "reporting/siasn_reply.html" if page.applied_at is None else "reporting/siasn_recorded.html"
    return render_template(template, page=page, found=page.found, shown=SHOWN)


@blueprint.post(f"{REPLIES}/<int:reply_id>")
@admin
@writes
def confirm_siasn_reply(reply_id: int) -> ResponseReturnValue:
    """Let the worker record the good rows."""
    service.confirm_reply(session(), reply_id, actor=signed_in(), now=now())
    flash("Jawaban diterima. Baris yang baik sedang dicatat; muat ulang halaman ini sebentar lagi.", "sukses")
    return redirect(url_for(".siasn_reply", reply_id=reply_id), 303)


@blueprint.get(f"{REPLIES}/<int:reply_id>/ditolak.xlsx")
@admin
def refused_siasn_rows(reply_id: int) -> ResponseReturnValue:
    """The refused rows as they were, with their reasons: to be mended and uploaded again."""
    found = _page(reply_id).found
    headings = [Column(f"kolom_{place}", heading) for place, heading in enumerate(found.headings)]
    columns = [*headings, Column("baris", "Baris semula"), Column("sebab", "Sebab tidak dicatat")]
    rows = ([*row.cells[: len(headings)], str(row.row), row.reason] for row in found.refused)
    answer = Response(b"".join(write("xlsx", columns, rows)), mimetype=FORMATS["xlsx"])
    answer.headers["Content-Disposition"] = 'attachment; filename="jawaban-ditolak.xlsx"'
    return answer


def _received(upload: object) -> tuple[str, str]:
    """Read the file once, so that an unreadable one is refused here, and keep its bytes. Before any transaction."""
    if not isinstance(upload, FileStorage) or not upload.filename:
        raise Invalid("Pilih berkas jawabannya.")
    with upload.stream as stream:
        data = stream.read(MOST_BYTES + 1)
    layout_of(read_table(data))
    return objects().put(data, durable=True), upload.filename


def _page(reply_id: int) -> ReplyPage:
    return service.reply_page(session(), reply_id, objects(), asker())


def _uploads(form: ReplyForm) -> str:
    latest = service.latest_replies(session(), LISTED, actor=signed_in())
    return render_template("reporting/siasn_replies.html", form=form, latest=latest)
