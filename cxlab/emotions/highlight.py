"""Show in the text itself which words gave it its emotions."""

from __future__ import annotations

import re

import pandas as pd

from cxlab.emotions.scoring import explain_emotions, score_emotions
from cxlab.privacy import escape
from cxlab.wheel import PRIMARIES, locate

_FEWEST = 0.4       # share of the strongest pull that a word needs to be marked


def highlight_emotions(text: str, *, emotion: str | None = None, language: str = "auto",
                       engine: str = "lexicon") -> str:
    """Mark in one text the words that speak for an emotion, as HTML that is safe to show.

    Parameters
    ----------
    text : str
        One text.
    emotion : str, optional
        The emotion to explain, in English or Dutch; left out, the one with the highest score.
    language, engine
        As for :func:`explain_emotions`.

    Returns
    -------
    str
        The text with ``<mark title="anger">`` round those words. All that the customer wrote is escaped, so that
        nothing in it can act on a page. Nothing is marked where no word speaks for the emotion.

    Raises
    ------
    TypeError, ValueError
        As :func:`explain_emotions`; also if `emotion` is not one of the eight.

    Examples
    --------
    >>> highlight_emotions("Rude staff & I am furious", emotion="anger", language="en")
    '<mark title="anger">Rude</mark> staff &amp; I am <mark title="anger">furious</mark>'
    """
    table = explain_emotions(text, language=language, engine=engine)
    scores = score_emotions([text], language=language, engine=engine).iloc[0]
    if scores.isna().all():
        return escape(text)
    chosen = _chosen(emotion) if emotion else str(scores.idxmax())
    pulls = table[(table["emotion"] == chosen) & (table["weight"] > 0) & ~table["term"].str.startswith("(word lists")]
    strong = pulls[pulls["weight"] >= _FEWEST * pulls["weight"].max()] if len(pulls) else pulls
    places = _places(text, strong["term"])
    said, done = [], 0
    for start, end in places:
        said += [escape(text[done:start]), f'<mark title="{chosen}">{escape(text[start:end])}</mark>']
        done = end
    return "".join([*said, escape(text[done:])])


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
