"""A word list of your own: the words of your customers, your products and your trade."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cxlab.counts import check_table, refuse
from cxlab.emotions.reading import _TOKEN
from cxlab.emotions.vocabulary import _SHORTEST_STEM, KINDS, LANGUAGES, plain
from cxlab.wheel import PRIMARIES, locate

COLUMNS = ("term", "emotion", "intensity", "language", "kind")
_NAMES = {"term": ("term", "word", "woord", "uitdrukking", "phrase"), "emotion": ("emotion", "emotie"),
          "intensity": ("intensity", "strength", "intensiteit", "sterkte"), "language": ("language", "taal"),
          "kind": ("kind", "soort")}
_SPOKEN = {"en": ("en",), "english": ("en",), "engels": ("en",), "nl": ("nl",), "dutch": ("nl",),
           "nederlands": ("nl",), "": LANGUAGES, "both": LANGUAGES, "beide": LANGUAGES}
_SHOWN = 20


@dataclass(frozen=True)
class WordList:
    """A checked word list of your own, to be used as ``score_emotions(texts, words=...)``.

    Attributes
    ----------
    rows : tuple of tuples
        term, emotion ("" for a term that says nothing), intensity, language and kind of each entry.
    replace : bool
        Whether it takes the place of our lists instead of adding to them.
    """

    rows: tuple[tuple[str, str, int, str, str], ...]
    replace: bool = False

    def entries(self, language: str) -> pd.DataFrame:
        """The entries of one language, as the shipped lists have them."""
        mine = [(term, emotion, str(intensity), kind) for term, emotion, intensity, spoken, kind in self.rows
                if spoken == language]
        return pd.DataFrame(mine, columns=["term", "emotion", "intensity", "kind"], dtype="str")


def check_word_list(words: pd.DataFrame, *, replace: bool = False) -> WordList:
    """Check a word list of your own and make it ready for use.

    Customers of a bank, a hospital and a cinema use other words. A list of twenty terms that you saw missed or read
    wrongly does more good than a long one: every term is looked for in every text.

    Parameters
    ----------
    words : DataFrame
        One row a term and emotion. `term`: a word, a phrase ("wet meter"), or a beginning of a word ("blackout*").
        `emotion`: one of the eight, in English or Dutch; empty: the term says nothing, also when our lists say that it
        does ("killer deal"). `intensity`: 1 mild, 2 basic, 3 intense; 2 when left out. `language`: en, nl, or empty
        for both. :func:`cxlab.lexicons.read_word_list` reads it from CSV or Excel.
    replace : bool
        Use this list in the place of our words and emoji. Negation, emphasis and "but" are still understood.

    Returns
    -------
    WordList
        Give it as ``words=`` to :func:`score_emotions`, :func:`grade_emotions`, :func:`explain_emotions` or
        :func:`highlight_emotions`.

    Raises
    ------
    TypeError
        If `words` is no table.
    ValueError
        If a column is absent or a row cannot be read; all faults are named with their rows.

    Notes
    -----
    Where a term stands in both lists, yours counts. A term may have several emotions, each in a row of its own. Of two
    terms that overlap in a text the longer one counts. Our figures on how well the engines do are those of our lists:
    after a change, measure again with :func:`evaluate_emotions` on texts that you did not look at.

    Examples
    --------
    >>> own = check_word_list(pd.DataFrame({"term": ["wet meter", "killer deal"], "emotion": ["angst", ""],
    ...                                     "intensity": [3, None]}))
    >>> from cxlab.emotions import score_emotions
    >>> score_emotions(["We have a wet meter"], language="en", words=own)["fear"].round(2).tolist()
    [0.92]
    """
    if isinstance(words, WordList):
        return words
    if not isinstance(words, pd.DataFrame):
        raise TypeError(f"words should be a table with the columns term, emotion and intensity; got "
                        f"{type(words).__name__}. From a file: cx.lexicons.read_word_list(path)")
    check_table(words, "words")
    table = _our_columns(words)
    faults, rows = [], []
    for label, row in zip(words.index, table.itertuples(index=False), strict=True):
        found, wrong = _read_row(row)
        faults += [f"row {label!r}: {fault}" for fault in wrong]
        rows += [] if wrong else found
    faults += _contradictions(rows)
    if not rows and not faults:
        faults = ["the word list is empty; expected at least one term"]
    more = len(faults) - _SHOWN
    refuse(faults[:_SHOWN] + ([f"and {more} more faults"] if more > 0 else []))
    return WordList(tuple(dict.fromkeys(rows)), bool(replace))


def _our_columns(words: pd.DataFrame) -> pd.DataFrame:
    """The five columns as text, whatever the user calls them; absent ones are empty."""
    ours = {str(name).strip().casefold(): name for name in words.columns}
    named = {column: next((ours[name] for name in names if name in ours), None) for column, names in _NAMES.items()}
    absent = [column for column in ("term", "emotion") if named[column] is None]
    if absent:
        raise ValueError(f"words lacks the column {' and '.join(absent)}; it has {', '.join(map(str, words.columns))}. "
                         "Expected term, emotion, intensity (1 to 3) and, if you like, language (en or nl)")
    return pd.DataFrame({column: "" if name is None else words[name].map(_as_text) for column, name in named.items()},
                        index=words.index)


def _as_text(value) -> str:
    if value is None or value is pd.NA or value != value:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _read_row(row) -> tuple[list, list[str]]:
    term, faults = _term(row.term)
    emotion = _emotion(row.emotion)
    if emotion is None:
        faults.append(f"emotion is {row.emotion!r}; expected one of {', '.join(PRIMARIES)} (or in Dutch), or empty")
    strength = row.intensity.removesuffix(".0") or "2"
    if strength not in ("1", "2", "3"):
        faults.append(f"intensity is {row.intensity!r}; expected 1 (mild), 2 (basic) or 3 (intense)")
    spoken = _SPOKEN.get(row.language.casefold())
    if spoken is None:
        faults.append(f"language is {row.language!r}; expected en, nl, or empty for both")
    kind = row.kind or "feeling"
    if kind not in KINDS:
        faults.append(f"kind is {row.kind!r}; expected one of {', '.join(KINDS)}, or empty")
    if faults:
        return [], faults
    kind = kind if emotion else "polite"
    return [(term, emotion, int(strength), language, kind) for language in spoken], []


def _term(written: str) -> tuple[str, list[str]]:
    """The term as texts are cut into words: "wi-fi" becomes "wi fi"."""
    parts = []
    for part in written.split():
        pieces = _TOKEN.findall(part.rstrip("*"))
        if part.endswith("*") and pieces:
            pieces[-1] += "*"
        parts += pieces
    if not parts:
        return "", [f"term is {written!r}; expected a word, a phrase or an emoji"]
    if any("*" in part.rstrip("*") or part == "*" for part in parts):
        return "", [f"term is {written!r}; a star may stand at the end of a word only, such as blackout*"]
    short = [part for part in parts if part.endswith("*") and len(plain(part)) - 1 < _SHORTEST_STEM]
    if short:
        return "", [f"term is {written!r}; a beginning of a word needs {_SHORTEST_STEM} letters or more"]
    return " ".join(parts).casefold(), []


def _emotion(word: str) -> str | None:
    if not word:
        return ""
    try:
        place = locate(word)
    except ValueError:
        return None
    return place.of[0] if place.kind == "emotion" else None


def _contradictions(rows) -> list[str]:
    strengths: dict[tuple, set] = {}
    for term, emotion, intensity, language, _ in rows:
        strengths.setdefault((term, emotion, language), set()).add(intensity)
    twice = sorted({(term, emotion) for (term, emotion, _), found in strengths.items() if len(found) > 1})
    return [f"the term {term!r} stands in the list with several intensities for {emotion}; keep one"
            for term, emotion in twice]
