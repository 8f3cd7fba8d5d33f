"""Whatever accent an installation chooses, text stays readable in light and in dark."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.settings import Settings
from elearn.web.palette import BLACK, DARK_SURFACE, LIGHT_GROUND, WHITE, contrast, luminance, mix, readable, theme_css

colours = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def properties(css: str) -> tuple[dict[str, str], dict[str, str]]:
    """The declarations of the light and of the dark scheme."""
    light, dark = re.findall(r":root\{([^}]*)\}", css)
    return dict(re.findall(r"--([\w-]+):([^;]+)", light)), dict(re.findall(r"--([\w-]+):([^;]+)", dark))


@settings(deadline=None)
@given(colours)
def test_every_accent_that_the_settings_accept_is_readable(colour: str) -> None:
    accent = readable(colour, WHITE, towards=BLACK, ratio=4.51)
    assert Settings.from_mapping({"ELEARN_ACCENT": accent}).accent == accent
    light, dark = properties(theme_css(accent))
    assert contrast(light["link"], LIGHT_GROUND) >= 4.5
    assert contrast(light["link"], light["accent-wash"]) >= 4.5
    assert contrast(light["accent"], light["on-accent"]) >= 4.5
    assert contrast(light["accent-strong"], light["on-accent"]) >= 4.5
    assert contrast(dark["link"], DARK_SURFACE) >= 4.5
    assert contrast(dark["link"], dark["accent-wash"]) >= 4.5
    assert contrast(dark["accent"], dark["on-accent"]) >= 4.5
    assert contrast(dark["accent-strong"], dark["on-accent"]) >= 4.5


@settings(deadline=None)
@given(colours, colours)
def test_contrast_is_symmetric_and_between_1_and_21(one: str, other: str) -> None:
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21.001


def test_known_contrasts() -> None:
    assert round(contrast("#000000", WHITE), 2) == 21
    assert round(contrast("#767676", WHITE), 2) == 4.54
    assert luminance(WHITE) == 1
    assert mix("#000000", WHITE, 0.5) == "#808080"
