"""How often somebody wants mail, and which mails an admin looks at."""

from __future__ import annotations

from wtforms import RadioField, SelectField

from elearn.notices.rules import CHOICES, STATE_WORDS, MailState
from elearn.web.forms import Form, options

STATES = [("", "Semua"), *((state.value, words) for state, (words, _) in STATE_WORDS.items())]


class PreferenceForm(Form):
    """How often she wants mail."""

    surel = RadioField("Surel untuk pemberitahuan", choices=options(CHOICES), validate_choice=False)


class StopForm(Form):
    """Nothing but a button."""


class OutboxForm(Form):
    """Which mails are shown. Sent by GET."""

    class Meta(Form.Meta):
        csrf = False

    keadaan = SelectField("Keadaan", choices=options(STATES))

    def state(self) -> MailState | None:
        """The state asked for; anything unusable is all."""
        return MailState(self.keadaan.data) if self.keadaan.data in set(MailState) else None
