"""What the fields of questions send."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict

ANSWER = "jawab-"


def answers_of(form: MultiDict[str, str]) -> dict[str, list[str]]:
    """What the fields of each question hold, by question id. A question is on the form when it has a field, or is named
    by ``ada``: a list of check boxes with none ticked sends nothing else.

    Rows of radio buttons are named ``jawab-<id>.<row>``, because one name would make them one group.
    """
    values: dict[str, list[str]] = {name: [] for name in form.getlist("ada")}
    for name in form:
        if name.startswith(ANSWER):
            values.setdefault(name[len(ANSWER) :].partition(".")[0], []).extend(form.getlist(name))
    return values
