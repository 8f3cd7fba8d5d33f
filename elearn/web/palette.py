"""Colours derived from the installation's accent, readable in light and in dark. Pure."""

from __future__ import annotations

from colorsys import hls_to_rgb, rgb_to_hls

WHITE, BLACK = "#ffffff", "#000000"
# The surfaces of base.css that coloured text stands on.
LIGHT_GROUND, DARK_SURFACE, DARK_INK = "#f4f6f8", "#19222b", "#0c1217"


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(colour: str, other: str, share: float) -> str:
    """``colour`` with ``share`` (0 to 1) of ``other`` mixed in, as ``#rrggbb``."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def luminance(colour: str) -> float:
    """Relative luminance, 0 (black) to 1 (white), as WCAG 2.2 defines it."""
    weights = (0.2126, 0.7152, 0.0722)
    parts = (channel / 255 for channel in _channels(colour))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * value for weight, value in zip(weights, linear, strict=True))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, 1.4.3)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: str, ground: str, *, towards: str, ratio: float) -> str:
    """``colour`` moved towards black or white just far enough to be read on ``ground``."""
    steps = (mix(colour, towards, step / 50) for step in range(51))
    return next((step for step in steps if contrast(step, ground) >= ratio), towards)


def lightened(colour: str, ground: str, *, ratio: float) -> str:
    """``colour`` with more light and the same hue, just readable on a dark ``ground``; white when nothing else is."""
    red, green, blue = (channel / 255 for channel in _channels(colour))
    hue, light, saturation = rgb_to_hls(red, green, blue)
    for step in range(round(light * 100), 101):
        parts = hls_to_rgb(hue, step / 100, min(saturation, 0.7))
        candidate = "#" + "".join(f"{round(part * 255):02x}" for part in parts)
        if contrast(candidate, ground) >= ratio:
            return candidate
    return WHITE


def theme_css(accent: str) -> str:
    """The custom properties of the accent for both colour schemes, as CSS."""
    wash = mix(accent, WHITE, 0.91)
    darkest = min((LIGHT_GROUND, wash), key=luminance)
    light = {
        "accent": accent,
        "accent-strong": mix(accent, BLACK, 0.22),
        "accent-wash": wash,
        "on-accent": WHITE,
        "link": readable(accent, darkest, towards=BLACK, ratio=5),
    }
    tint = lightened(accent, DARK_SURFACE, ratio=6.5)
    dark = {
        "accent": tint,
        "accent-strong": mix(tint, WHITE, 0.25),
        "accent-wash": mix(tint, DARK_SURFACE, 0.86),
        "on-accent": DARK_INK,
        "link": tint,
    }
    return f":root{{{_declare(light)}}}@media(prefers-color-scheme:dark){{:root{{{_declare(dark)}}}}}"


def _declare(values: dict[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in values.items())
