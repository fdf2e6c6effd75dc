"""Show in the text itself which words gave it its emotions."""

from __future__ import annotations

import re

import pandas as pd

from cxlab.emotions.scoring import explain_emotions, score_emotions
from cxlab.privacy import escape
from cxlab.wheel import PRIMARIES, locate

_FEWEST = 0.4       # share of the strongest pull that a word needs to be marked
# The colours of the wheel, light enough for black letters (contrast 7 and more).
_GROUND = {"joy": "#ffe680", "trust": "#cfe8a9", "fear": "#a9dcb4", "surprise": "#a9dbe8", "sadness": "#b9cdf2",
           "disgust": "#e0c3ef", "anger": "#f8b8b0", "anticipation": "#fcd1a0"}


class Highlight(str):
    """A text with its telling words marked, as HTML; a notebook shows it in colour.

    Attributes
    ----------
    emotion : str
        The emotion that the marked words speak for; empty when the text could not be read.
    plain : str
        The text with square brackets round those words, for where there is no colour.
    """

    __slots__ = ("emotion", "plain")

    def __new__(cls, html: str, emotion: str, plain: str):
        """Keep the HTML as the text itself, so that it can be written into a page."""
        made = super().__new__(cls, html)
        made.emotion, made.plain = emotion, plain
        return made

    def __repr__(self) -> str:
        return f"{self.emotion or 'not read'}: {self.plain}"

    def _repr_html_(self) -> str:
        coloured = self.replace("<mark ", f'<mark style="background:{_GROUND.get(self.emotion, "none")};color:#000" ')
        said = f"<b>{self.emotion or 'not read'}:</b> "
        return f'<div style="max-width:46em;line-height:1.7">{said}{coloured}</div>'


def highlight_emotions(text: str, *, emotion: str | None = None, language: str = "auto",
                       engine: str = "lexicon", words=None) -> Highlight:
    """Mark in one text the words that speak for an emotion; a notebook shows them in colour.

    Parameters
    ----------
    text : str
        One text.
    emotion : str, optional
        The emotion to explain, in English or Dutch; left out, the one with the highest score.
    language, engine, words
        As for :func:`explain_emotions`.

    Returns
    -------
    Highlight
        The text as HTML (a ``str``), with ``<mark title="anger">`` round those words; `.plain` has square brackets
        there, `.emotion` names the emotion. All that the customer wrote is escaped, so that nothing in it can act on a
        page. Nothing is marked where no word speaks for the emotion.

    Raises
    ------
    TypeError, ValueError
        As :func:`explain_emotions`; also if `emotion` is not one of the eight.

    Examples
    --------
    >>> highlight_emotions("Rude staff & I am furious", emotion="anger", language="en")
    anger: [Rude] staff & I am [furious]
    >>> print(highlight_emotions("Rude staff & I am furious", emotion="anger", language="en"))
    <mark title="anger">Rude</mark> staff &amp; I am <mark title="anger">furious</mark>
    """
    table = explain_emotions(text, language=language, engine=engine, words=words)
    scores = score_emotions([text], language=language, engine=engine, words=words).iloc[0]
    if scores.isna().all():
        return Highlight(escape(text), "", text)
    chosen = _chosen(emotion) if emotion else str(scores.idxmax())
    pulls = table[(table["emotion"] == chosen) & (table["weight"] > 0) & ~table["term"].str.startswith("(word lists")]
    strong = pulls[pulls["weight"] >= _FEWEST * pulls["weight"].max()] if len(pulls) else pulls
    places = _places(text, strong["term"])
    said, bare, done = [], [], 0
    for start, end in places:
        said += [escape(text[done:start]), f'<mark title="{chosen}">{escape(text[start:end])}</mark>']
        bare += [text[done:start], f"[{text[start:end]}]"]
        done = end
    return Highlight("".join([*said, escape(text[done:])]), chosen, "".join([*bare, text[done:]]))


def _chosen(emotion: str) -> str:
    place = locate(emotion)
    if place.kind != "emotion":
        raise ValueError(f"{emotion!r} is a mixture; expected one of {', '.join(PRIMARIES)}")
    return place.of[0]


def _places(text: str, terms: pd.Series) -> list[tuple[int, int]]:
    """Where the terms stand, without overlap, from left to right."""
    found = []
    for term in terms:
        pattern = r"\W*?".join(map(re.escape, term.split()))
        edges = (r"(?<!\w)" if term[:1].isalnum() else "", r"(?!\w)" if term[-1:].isalnum() else "")
        found += [match.span() for match in re.finditer(f"{edges[0]}{pattern}{edges[1]}", text, re.IGNORECASE)]
    places: list[tuple[int, int]] = []
    for start, end in sorted(set(found), key=lambda span: (span[0], -span[1])):
        if end > start and (not places or start >= places[-1][1]):
            places.append((start, end))
    return places
