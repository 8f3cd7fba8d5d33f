"""Adding a webhook, and which deliveries are shown."""

from __future__ import annotations

from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from elearn.integrations.rules.webhooks import EVENT_WORDS, STATE_WORDS, DeliveryState
from elearn.web.forms import Form, options

STATES = [("", "Semua"), *((state.value, words) for state, (words, _) in STATE_WORDS.items())]


class WebhookForm(Form):
    """Where to, and about what."""

    alamat = StringField("Alamat penerima", [InputRequired(), Length(max=500)])
    kejadian = SelectMultipleField(
        "Kejadian yang dikirim",
        choices=options(EVENT_WORDS),
        default=list(EVENT_WORDS),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )


class LogForm(Form):
    """Which deliveries are shown. Sent by GET."""

    class Meta(Form.Meta):
        csrf = False

    keadaan = SelectField("Keadaan", choices=options(STATES))

    def state(self) -> DeliveryState | None:
        """The state asked for; anything unusable is all."""
        return DeliveryState(self.keadaan.data) if self.keadaan.data in set(DeliveryState) else None
