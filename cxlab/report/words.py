"""What the report itself says, in English and Dutch (words.csv in this folder; one row a phrase)."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "nl")


@cache
def _phrases() -> dict[str, dict[str, str]]:
    with (files(__package__) / "words.csv").open(encoding="utf-8", newline="") as file:
        return {row["key"]: row for row in csv.DictReader(file)}


def word(key: str, language: str) -> str:
    """Return a phrase in a language.

    Parameters
    ----------
    key : str
        Its key in words.csv.
    language : {"en", "nl"}
        The language.

    Returns
    -------
    str
        The phrase; placeholders stand in braces.

    Examples
    --------
    >>> word("limits", "nl")
    'Wat deze pagina niet laat zien'
    """
    return _phrases()[key][language]


def list_phrases() -> tuple[str, ...]:
    """List the keys of all phrases, in their order in the file.

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> "limits" in list_phrases()
    True
    """
    return tuple(_phrases())
