"""Model values as JSON and back, for the content-addressed store. Old versions stay readable: unknown fields are
ignored, missing ones take their defaults.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar

from elearn.content.model import Course, Lesson, Quiz, type_of_key

TAGS: dict[type, str] = {Lesson: "materi", Quiz: "kuis", **type_of_key}
TAG = "jenis_data"
# Not of the version: derived from the stored bytes themselves, or known of the course only.
OMITTED = {Course: frozenset({"version", "retired"})}

Value = TypeVar("Value")
Decoder = Callable[[Any], Any]


def encode(value: Any) -> Any:
    """A model value as plain JSON data."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, (str, int, bool)):
        return value
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: encode(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [encode(item) for item in value]
    kind = type(value)
    if not is_dataclass(value):
        raise TypeError(f"cannot store a {kind.__name__}")
    found = {f.name: encode(getattr(value, f.name)) for f in fields(value) if f.name not in OMITTED.get(kind, ())}
    if kind in TAGS:
        found[TAG] = TAGS[kind]
    return found


def decode(kind: type[Value], data: Any, **extra: Any) -> Value:
    """The value that ``encode`` got; ``extra`` supplies omitted fields. Raises ValueError, TypeError or KeyError."""
    if extra:
        data = {**data, **extra}
    read: Callable[[Any], Value] = _decoder(kind)  # type: ignore[arg-type]  # classes are hashable; mypy doubts it
    return read(data)


@cache
def _decoder(kind: Any) -> Decoder:
    origin = typing.get_origin(kind)
    arguments = typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return _union(arguments)
    if origin is tuple:
        if arguments[-1] is Ellipsis:
            one = _decoder(arguments[0])
            return lambda data: tuple([one(item) for item in data])
        each = [_decoder(argument) for argument in arguments]
        return lambda data: tuple([read(item) for read, item in zip(each, data, strict=True)])
    if origin is not None:
        value = _decoder(arguments[1])
        return lambda data: MappingProxyType({key: value(item) for key, item in data.items()})
    if kind in (str, int, bool):
        return lambda data: data
    if kind is date:
        return date.fromisoformat
    if isinstance(kind, type) and (issubclass(kind, Enum) or kind is Fraction):
        return kind
    return _dataclass(kind)


def _union(arguments: tuple[Any, ...]) -> Decoder:
    solid = [argument for argument in arguments if argument is not type(None)]
    if len(solid) == 1:
        read = _decoder(solid[0])
        return lambda data: None if data is None else read(data)
    by_tag = {TAGS[argument]: _decoder(argument) for argument in solid}
    return lambda data: by_tag[data[TAG]](data)


def _dataclass(kind: Any) -> Decoder:
    hints = typing.get_type_hints(kind)
    readers = [
        (f.name, _decoder(hints[f.name]), f.default is MISSING and f.default_factory is MISSING) for f in fields(kind)
    ]

    def read(data: Any) -> Any:
        return kind(**{name: one(data[name]) for name, one, needed in readers if needed or name in data})

    return read
