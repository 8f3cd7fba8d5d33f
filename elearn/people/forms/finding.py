"""What is typed to find people."""

from __future__ import annotations

from typing import Any

from flask import current_app
from wtforms import SearchField

from elearn.core.sealing import Sealer, Unreadable
from elearn.people.rules.finding import tells_of_somebody

SEALED = "~"
LABEL = "people.search"


class FindingField(SearchField):
    """Words by which people are found. A number tells somebody's day of birth and sex, and addresses are kept by
    browsers and proxies: there it stands sealed. Words stay readable.
    """

    data: str | None

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        if self.data and self.data.startswith(SEALED):
            try:
                self.data = _sealer().open(self.data.removeprefix(SEALED), LABEL)
            except Unreadable:
                return  # by another secret, or made up: left as it is, it finds nobody

    @property
    def in_address(self) -> str:
        """What was typed, as an address may hold it."""
        typed = self.data or ""
        return f"{SEALED}{_sealer().seal(typed, LABEL)}" if tells_of_somebody(typed) else typed


def _sealer() -> Sealer:
    return Sealer(current_app.config["SECRET_KEY"])
