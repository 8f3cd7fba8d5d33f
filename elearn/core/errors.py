"""Failures that a person can understand. Each carries an Indonesian sentence fit for the screen."""

from __future__ import annotations


class ElearnError(Exception):
    """The base of all expected failures. ``message`` says what happened, what is safe, and what to do next."""

    status = 400

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(ElearnError):
    """The thing asked for does not exist, or the asker may not know that it does."""

    status = 404


class Forbidden(ElearnError):
    """The asker is known and may not do this."""

    status = 403


class Conflict(ElearnError):
    """The state has moved on: a closed attempt, a locked item, a duplicate."""

    status = 409


class Invalid(ElearnError):
    """The input is not usable; ``fields`` maps a form field to its sentence."""

    status = 422

    def __init__(self, message: str, fields: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = fields or {}


class SettingsError(ElearnError):
    """The installation cannot start; ``problems`` are sentences, each with what to write."""

    status = 500

    def __init__(self, problems: list[str]) -> None:
        super().__init__("Pengaturan belum benar:\n" + "\n".join(f"- {problem}" for problem in problems))
        self.problems = problems
