"""What a browser says it is, in two words that its owner recognises. Pure."""

from __future__ import annotations

# In this order: most browsers also call themselves by the names of older ones.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("UCBrowser", "UC Browser"),
    ("FxiOS", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def device_words(user_agent: str) -> str:
    """``Chrome di Android``: browser and system without versions, so that it tells nobody apart but her own devices."""
    browser = next((words for sign, words in BROWSERS if sign in user_agent), "Peramban lain")
    system = next((words for sign, words in SYSTEMS if sign in user_agent), "perangkat lain")
    return f"{browser} di {system}"
