"""What the pages of this room share."""

from __future__ import annotations

from flask import Blueprint

from elearn.programmes.rules import STATE_WORDS, WHY_WORDS, State, Why

LIST = "/admin/program"
ONE = f"{LIST}/<int(max=999999999999):programme_id>"
PERSON = f"{ONE}/pegawai/<int(max=999999999999):person_id>"
blueprint = Blueprint("programmes", "elearn.programmes", template_folder="templates")


@blueprint.app_template_global()
def keadaan_program(state: State) -> tuple[str, str]:
    """A state in words, and the tone of its badge."""
    return STATE_WORDS[state]


@blueprint.app_template_global()
def alasan_tidak_diingatkan(why: Why) -> str:
    """Why somebody is not reminded, in words after a number."""
    return WHY_WORDS[why]
