"""Kuis Markdown: a line scanner of our own (which keeps line numbers), and the readers of what it finds."""
