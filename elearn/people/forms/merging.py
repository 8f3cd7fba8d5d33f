"""Making two accounts one."""

from __future__ import annotations

from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired

from elearn.people.forms.admin import Needed
from elearn.people.service.merging import Comparison
from elearn.web.forms import Form, options


class MergeForm(Form):
    """Which account lives on, and why."""

    tetap = RadioField("Akun yang tetap dipakai", validators=[InputRequired()])
    reason = TextAreaField("Alasan", [Needed()])

    def offer(self, pair: Comparison) -> None:
        """Fill in the two accounts."""
        pages = (pair.first, pair.second)
        self.tetap.choices = options([(str(page.id), f"{page.name}, NIP {page.facts.nip or '–'}") for page in pages])

    def chosen(self, pair: Comparison) -> tuple[int, int]:
        """The account that lives on, and the one that is merged into it."""
        first, second = pair.first.id, pair.second.id
        return (first, second) if self.tetap.data == str(first) else (second, first)
