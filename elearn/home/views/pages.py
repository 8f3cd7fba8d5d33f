"""The front page, the learner's home, a course's page, her competencies and learning paths."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from elearn.core.clock import local_date
from elearn.guide import service as guide
from elearn.home import service
from elearn.home.views.base import blueprint
from elearn.learning import service as learning
from elearn.web import context
from elearn.web.access import learner, public, signed_in
from elearn.web.transaction import writes
from elearn.web.trusted import trusted


@blueprint.get("/")
@public
def landing() -> ResponseReturnValue:
    """The front page. Whoever is signed in goes on: an admin with steps left to take to those, until they are done."""
    if signed_in().is_authenticated:
        where = (context.session(), context.catalogue(), context.settings())
        left = guide.steps_left(*where, actor=signed_in(), now=context.now())
        return redirect(url_for("reporting.admin_home" if left else "home.index"), 303)
    return render_template("home/landing.html", institution=context.catalogue().reference.institution)


@blueprint.get("/beranda")
@learner
def index() -> ResponseReturnValue:
    page = service.home_page(context.session(), context.catalogue(), actor=signed_in(), now=context.now())
    return render_template("home/index.html", page=page)


@blueprint.get("/kursus/<course_slug>")
@learner
def course(course_slug: str) -> ResponseReturnValue:
    page = service.course_page(
        context.session(), context.catalogue(), course_slug, actor=signed_in(), now=context.now()
    )
    return render_template("home/course.html", page=page, description=trusted(page.course.description_html))


@blueprint.get("/kompetensi")
@learner
def competencies() -> ResponseReturnValue:
    where = (context.session(), context.catalogue())
    profile = learning.competency_profile(*where, person_id=signed_in().id, today=_today(), now=context.now())
    return render_template("home/competencies.html", profile=profile, reference=context.catalogue().reference)


@blueprint.get("/kompetensi/<code>")
@learner
def competency(code: str) -> ResponseReturnValue:
    where = (context.session(), context.catalogue(), code)
    page = learning.competency_page(*where, person_id=signed_in().id, today=_today(), now=context.now())
    return render_template("home/competency.html", page=page)


@blueprint.get("/jalur-belajar")
@learner
def paths() -> ResponseReturnValue:
    pages = learning.learning_paths(context.session(), context.catalogue(), actor=signed_in(), today=_today())
    return render_template("home/paths.html", pages=pages)


@blueprint.get("/jalur-belajar/<path_id>")
@learner
def path(path_id: str) -> ResponseReturnValue:
    where = (context.session(), context.catalogue(), path_id)
    page = learning.learning_path(*where, actor=signed_in(), today=_today())
    return render_template("home/path.html", page=page)


@blueprint.post("/jalur-belajar/<path_id>/sertifikat")
@learner
@writes
def claim_path(path_id: str) -> ResponseReturnValue:
    """The certificate of a path whose courses were completed before the path gave one."""
    learning.claim(context.session(), context.catalogue(), path_id, actor=signed_in(), now=context.now())
    flash("Sertifikat jalur ini sudah terbit.", "sukses")
    return redirect(url_for(".path", path_id=path_id), 303)


def _today() -> date:
    return local_date(context.now(), signed_in().zone)
