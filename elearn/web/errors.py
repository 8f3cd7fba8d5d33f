"""Error pages: what happened, what is safe, what to do next."""

from __future__ import annotations

import logging
from typing import Any, NamedTuple

from flask import Flask, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError

from elearn.core.errors import Conflict, ElearnError
from elearn.extensions import login_manager
from elearn.web.access import ask_to_sign_in
from elearn.web.requests import request_id
from elearn.web.resending import NOT_KEPT, held, page_behind, page_with
from elearn.web.throttle import TooMany

log = logging.getLogger("elearn.web")


class Page(NamedTuple):
    """The words of an error page."""

    title: str
    happened: str
    next: str


PAGES = {
    400: Page(
        "Permintaan tidak dapat dibaca",
        "Alamat atau kiriman ini tidak lengkap, jadi tidak ada yang diubah.",
        "Kembali ke halaman sebelumnya, muat ulang, lalu coba lagi.",
    ),
    401: Page("Masuk dahulu", "Halaman ini hanya untuk yang sudah masuk.", "Masuk, lalu buka lagi halaman ini."),
    403: Page(
        "Bukan untuk peran Anda",
        "Akun Anda tidak berwenang membuka halaman ini. Data Anda tidak berubah.",
        "Kembali ke beranda, atau minta akses kepada admin.",
    ),
    404: Page(
        "Halaman tidak ditemukan",
        "Alamat ini tidak ada, atau halamannya sudah dipindahkan. Kemajuan belajar Anda tetap aman.",
        "Periksa ejaan alamat, atau mulai lagi dari beranda.",
    ),
    405: Page(
        "Langkah ini perlu tombolnya",
        "Alamat ini tidak dapat dibuka langsung. Tidak ada yang diubah.",
        "Kembali ke halaman sebelumnya dan gunakan tombol yang tersedia.",
    ),
    409: Page(
        "Keadaan sudah berubah",
        "Ada perubahan sejak halaman ini dibuka, jadi kiriman tadi tidak diproses.",
        "Muat ulang halaman sebelumnya untuk melihat keadaan terbaru.",
    ),
    413: Page(
        "Kiriman terlalu besar",
        "Ukuran kiriman melebihi batas, jadi tidak disimpan.",
        "Pilih berkas yang lebih kecil, lalu kirim lagi.",
    ),
    422: Page("Isian belum benar", "Ada isian yang belum dapat diterima.", "Kembali, perbaiki isian, lalu kirim lagi."),
    429: Page(
        "Terlalu sering mencoba",
        "Demi keamanan, percobaan dihentikan sebentar. Akun Anda tetap aman.",
        "Tunggu beberapa menit, lalu coba lagi.",
    ),
    500: Page(
        "Terjadi kesalahan di sisi kami",
        "Permintaan ini gagal dan tidak ada perubahan yang disimpan. Yang sudah tersimpan sebelumnya tetap aman.",
        "Coba lagi sebentar lagi. Bila berulang, sampaikan kode kejadian di bawah ini kepada petugas bantuan.",
    ),
    503: Page(
        "Situs sedang dirawat atau sangat sibuk",
        "Layanan belum dapat menjawab. Yang sudah tersimpan tetap aman.",
        "Tunggu sebentar, lalu muat ulang halaman ini.",
    ),
}
STALE = Page(
    "Halaman ini sudah lama terbuka",
    "Kiriman tadi belum diterima dan tidak ada yang diubah.",
    "Muat ulang halamannya, lalu kirim sekali lagi.",
)


def init_errors(app: Flask) -> None:
    """Answer every failure with a page, or with JSON where the client asks for it."""
    app.extensions["elearn.elsewhere"] = {}  # by path: how failures are told where no pages are
    app.register_error_handler(ElearnError, expected)
    app.register_error_handler(CSRFError, stale)
    app.register_error_handler(HTTPException, refused)
    app.register_error_handler(OperationalError, unreachable)
    app.register_error_handler(InternalServerError, unexpected)
    # Flask's own line would name the path, which may tell who did what.
    app.log_exception = _log_exception  # type: ignore[method-assign]


def expected(error: ElearnError) -> ResponseReturnValue:
    page = PAGES.get(error.status, PAGES[400])
    headers = [("Retry-After", str(error.retry_after))] if isinstance(error, TooMany) else []
    # A form that came too late is opened again as things are now.
    back = page_behind() if isinstance(error, Conflict) and request.method == "POST" else None
    return answer(error.status, page._replace(happened=error.message, next=""), headers, back)


def stale(_error: CSRFError) -> ResponseReturnValue:
    """The form's token is too old. Whoever is no longer signed in hears that instead, and is sent to sign in."""
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "access", "public") != "public" and not current_user.is_authenticated:
        return ask_to_sign_in()
    form = held()
    if form is not None:
        return page_with(form), 400, NOT_KEPT
    return answer(400, STALE, back=page_behind())


def refused(error: HTTPException) -> ResponseReturnValue:
    """A refusal of Flask's own (no such page, too large), or a redirect, which stays what it is."""
    status = error.code or 500
    if status < 400:
        return error
    for path, told in current_app.extensions["elearn.elsewhere"].items():
        if request.path.startswith(path):
            return told(error)  # type: ignore[no-any-return]
    headers = [(name, value) for name, value in error.get_headers() if name in {"Allow", "Retry-After"}]
    return answer(status, PAGES.get(status, PAGES[500 if status >= 500 else 400]), headers)


def unreachable(error: OperationalError) -> ResponseReturnValue:
    """The database is away, locked or not yet upgraded: said as such, and logged in full."""
    log.error("database %s", request_id(), exc_info=error)
    _as_known_so_far()
    return answer(503, PAGES[503], [("Retry-After", "30")])


def unexpected(_error: InternalServerError) -> ResponseReturnValue:
    """A fault of ours; Flask has logged it (under test it raises it instead)."""
    _as_known_so_far()
    return answer(500, PAGES[500])


def _log_exception(exc_info: Any) -> None:
    log.error("unexpected %s", request_id(), exc_info=exc_info)


def answer(
    status: int, page: Page, headers: list[tuple[str, str]] | None = None, back: str | None = None
) -> ResponseReturnValue:
    """The page, or its words as JSON. Needs no database."""
    if request.accept_mimetypes.best == "application/json":
        said = " ".join(part for part in (page.happened, page.next) if part)
        return {"pesan": said, "kode_kejadian": request_id()}, status, headers or []
    body = render_template("web/error.html", page=page, status=status, incident=request_id(), back=back)
    return body, status, headers or []


def _as_known_so_far() -> None:
    """Whoever has not been looked up by now is nobody: looking would ask the database, which may be what failed."""
    g.setdefault("_login_user", login_manager.anonymous_user())
