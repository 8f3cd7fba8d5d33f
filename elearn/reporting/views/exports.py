"""Lists as files that are made in the background: asking for one, how far it has come, and the file."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from elearn.core.errors import NotFound
from elearn.core.tabular import FORMATS
from elearn.reporting.rules.exports import FORMAT_WORDS, STATE_WORDS, TITLES, Listed, counted
from elearn.reporting.service import exports as service
from elearn.reporting.service.export_making import FOLDER, result_path
from elearn.reporting.service.saved import saved_filters
from elearn.reporting.views.base import asker, blueprint, part, too_many
from elearn.reporting.views.choosing import choice_of, list_url
from elearn.web.access import admin
from elearn.web.context import session, settings
from elearn.web.transaction import aside, writes

PAGE = "/admin/ekspor"
NEW = f"{PAGE}/baru/<listed>.<kind>"
ONE = f"{PAGE}/<int(max=999999999999):file_id>"


@blueprint.app_template_global()
def in_background(listed: str, total: int) -> bool:
    """Whether a list is so long that its file is made in the background."""
    return too_many(Listed(listed), total)


@blueprint.app_template_global()
def counted_in(listed: str) -> str:
    """What is counted of a list."""
    return counted(Listed(listed))


@blueprint.get(PAGE)
@admin
def exports() -> ResponseReturnValue:
    """What the admin asked for."""
    page = service.exports_page(session(), part, asker())
    words = {"states": STATE_WORDS, "formats": FORMAT_WORDS, "titles": TITLES}
    return render_template("reporting/exports.html", page=page, filters=saved_filters(session(), asker()), **words)


@blueprint.get(NEW)
@admin
def ask_export(listed: str, kind: str) -> ResponseReturnValue:
    """What would be made, for whoever comes by a link to a file that is too long to wait for."""
    chosen = service.known_list(listed, kind)
    rows = service.count_rows(session(), chosen, choice_of(chosen), asker())
    back = list_url(chosen, request.args.items(multi=True))
    given = {"listed": listed, "title": TITLES[chosen], "kind": kind, "format": FORMAT_WORDS[kind]}
    return render_template("reporting/export_new.html", rows=rows, back=back, **given)


@blueprint.post(NEW)
@admin
@writes
def begin_export(listed: str, kind: str) -> ResponseReturnValue:
    """Have the rows that the filter in the address selects made into a file."""
    chosen = service.known_list(listed, kind)
    made = service.ask_export(session(), chosen, choice_of(chosen), kind, asker())
    return redirect(url_for(".export", file_id=made), 303)


@blueprint.get(ONE)
@admin
def export(file_id: int) -> ResponseReturnValue:
    """How far a file has come."""
    shown = service.one_export(session(), file_id, asker())
    back = list_url(shown.listed, shown.place)
    return render_template("reporting/export.html", made=shown, back=back, titles=TITLES, formats=FORMAT_WORDS)


@blueprint.get(f"{ONE}/unduh")
@admin
def download_export(file_id: int) -> ResponseReturnValue:
    """The file, once it is written down who takes whose data."""
    by, path = asker(), result_path(settings().data / FOLDER, file_id)
    taken = aside(lambda own: service.take_export(own, file_id, by))
    if not path.is_file():
        raise NotFound("Berkas ini tidak ada di server. Datanya aman; buat ekspor yang baru dari daftarnya.")
    answer = send_file(path, mimetype=FORMATS[taken.kind], as_attachment=True, download_name=taken.file_name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.post(f"{ONE}/ulangi")
@admin
@writes
def retry_export(file_id: int) -> ResponseReturnValue:
    """Go on with an export that failed."""
    service.retry_export(session(), file_id, asker())
    flash("Ekspor dilanjutkan dari bagian yang sudah selesai.", "sukses")
    return redirect(url_for(".export", file_id=file_id), 303)
