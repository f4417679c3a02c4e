"""Redline: what was changed in published articles, word by word, when, and whether the publisher said so."""

__version__ = "0.1.0"
