"""What is held about oneself, and a copy of all of it to take away."""

from __future__ import annotations

from flask import redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from elearn.core.errors import NotFound
from elearn.home import service
from elearn.home.views.base import blueprint
from elearn.people.views.proving import ask_for_proof, proved_lately
from elearn.web import context
from elearn.web.access import learner, signed_in
from elearn.web.transaction import aside, writes


@blueprint.get("/data-saya")
@learner
def my_data() -> ResponseReturnValue:
    page = service.my_data(context.session(), context.catalogue(), actor=signed_in())
    return render_template("home/my_data.html", page=page)


@blueprint.get("/data-saya/salinan")
@learner
def own_copy() -> ResponseReturnValue:
    """How far the copy of everything has come."""
    page = service.own_copy(context.session(), actor=signed_in(), now=context.now())
    return render_template("home/own_copy.html", copy=page)


@blueprint.post("/data-saya/salinan")
@learner
@writes
def ask_for_copy() -> ResponseReturnValue:
    """Have everything put into one file; while one is being made there is no second."""
    service.ask_for_copy(context.session(), actor=signed_in(), now=context.now())
    return redirect(url_for(".own_copy"), 303)


@blueprint.get("/data-saya/salinan/unduh")
@learner
def download_copy() -> ResponseReturnValue:
    """The file, for whoever proved who she is within the last ten minutes; first it is written down."""
    if not proved_lately():
        return ask_for_proof(url_for(".own_copy"))
    actor, now = signed_in(), context.now()
    taken = aside(lambda own: service.take_copy(own, actor=actor, now=now))
    path = service.copy_path(context.settings().data / service.COPIES, taken.id)
    if not path.is_file():
        raise NotFound("Berkas salinan ini tidak ada di server. Data Anda aman; minta salinan yang baru.")
    answer = send_file(path, mimetype="application/zip", as_attachment=True, download_name="data-saya.zip")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
