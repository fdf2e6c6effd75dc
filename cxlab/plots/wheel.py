"""Draw the shares of the eight emotions as petals of Plutchik's wheel."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.path import Path

from cxlab.theme import EMOTION_COLOURS, GRID, INK, MUTED
from cxlab.wheel import DUTCH, PRIMARIES, angle_of

_HUB, _RIM = 0.10, 1.0
_SLIM = 0.22              # half the width of a petal over its length; neighbours of equal size do not touch
_RINGS = (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
_CODES = [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4, Path.CURVE4, Path.CURVE4, Path.CURVE4]
_WORDS = {
    "en": {"names": {emotion: emotion for emotion in PRIMARIES}, "none": "no emotion found in {share} of {n} texts",
           "all": "{n} texts", "unread": "{n} more could not be read", "hidden": "too few to show",
           "little": "under 1%", "thousands": ",",
           "start": "Wheel of emotions{of}: {most} is found most often, in {share}{interval}.", "of": " in {n} texts",
           "interval": " (interval {low} to {high})", "rest": "Then {list}.", "nothing": "None of the eight was found.",
           "no_text": "Wheel of emotions without any text that could be read.", "zero": "Not found: {list}.",
           "concealed": "Too few texts to show: {list}."},
    "nl": {"names": {emotion: DUTCH[emotion] for emotion in PRIMARIES},
           "none": "geen emotie gevonden in {share} van {n} teksten", "all": "{n} teksten",
           "unread": "nog {n} waren niet te lezen", "hidden": "te weinig om te tonen",
           "little": "minder dan 1%", "thousands": ".",
           "start": "Emotiewiel{of}: {most} komt het vaakst voor, in {share}{interval}.", "of": " van {n} teksten",
           "interval": " (interval {low} tot {high})", "rest": "Daarna {list}.",
           "nothing": "Geen van de acht is gevonden.", "no_text": "Emotiewiel zonder leesbare teksten.",
           "zero": "Niet gevonden: {list}.", "concealed": "Te weinig teksten om te tonen: {list}."},
}


def plot_wheel(profile, *, ax=None, language: str = "en", intervals: bool = True, highlight=None, largest=None):
    """Draw eight shares as petals whose area is true to the share.

    A petal of twice the area stands for twice as many texts. The line along a petal is its interval, read on the
    rings. An emotion that was never found keeps its place with an open dot.

    Parameters
    ----------
    profile : DataFrame or Series
        What :func:`cxlab.emotions.emotion_profile` gave, for one group: `emotion`, `estimate`, and if present
        `ci_lower`, `ci_upper`, `count`, `n`, `n_missing`, `no_emotion`. Or a Series of eight shares by emotion.
    ax : matplotlib Axes, optional
        Where to draw; a new one otherwise.
    language : {"en", "nl"}
        Language of the words in the figure.
    intervals : bool
        Whether to draw the intervals.
    highlight : list of str, optional
        Emotions to keep in colour; the others become grey.
    largest : float in (0, 1], optional
        The share that reaches the outer ring. Give two wheels the same value to compare them by eye.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If an emotion is absent or given twice, a share is not in [0, 1], or an option is unknown.

    Notes
    -----
    Length and width of a petal grow with the square root of its share, so its area grows with the share itself. The
    rings stand where the tip of a petal of that share would be. A missing estimate (a small cell that was hidden) is
    said in words.

    Examples
    --------
    >>> import pandas as pd
    >>> shares = pd.Series([.3, .2, .1, .1, .2, 0, .4, .1], ["joy", "trust", "fear", "surprise", "sadness", "disgust",
    ...                                                     "anger", "anticipation"])
    >>> [text.get_text() for text in plot_wheel(shares).texts][-1]
    'anticipation\\n10%'
    """
    table, words = _prepare(profile, language), _WORDS[language]
    bright = _check_highlight(highlight)
    whole = _check_largest(largest, table)
    # The wheel fills its figure, so nothing has to be laid out; that halves the time of drawing.
    ax = Figure(figsize=(7.8, 6.0)).add_axes((0, 0, 1, 1)) if ax is None else ax
    _draw_rings(ax, whole, words)
    _draw_petals(ax, table["estimate"], whole, bright)
    if intervals:
        _draw_intervals(ax, table[(table["estimate"] > 0) & table["ci_upper"].notna()], whole)
    for emotion, row in table.iterrows():
        _name_petal(ax, emotion, row, words)
    _say_coverage(ax, table, words)
    ax.set(xlim=(-1.93, 1.93), ylim=(-1.55, 1.42), aspect="equal")
    ax.set_axis_off()
    return ax


def alt_wheel(profile, *, language: str = "en") -> str:
    """Say in words what :func:`plot_wheel` shows.

    Parameters
    ----------
    profile, language
        As for :func:`plot_wheel`.

    Returns
    -------
    str
        The emotion found most often first, then the others from large to small, then what could not be read.

    Raises
    ------
    ValueError
        As :func:`plot_wheel`.

    Examples
    --------
    >>> import pandas as pd
    >>> names = ["joy", "trust", "fear", "surprise", "sadness", "disgust", "anger", "anticipation"]
    >>> alt_wheel(pd.Series([.3, .2, 0, 0, 0, 0, .4, 0], names))
    'Wheel of emotions: anger is found most often, in 40%. Then joy 30%, trust 20%. Not found: fear, surprise, sadness,
    disgust, anticipation.'
    """
    table, words = _prepare(profile, language), _WORDS[language]
    n = _first(table, "n")
    if n == 0:
        return words["no_text"]
    there = table[table["estimate"] > 0].sort_values("estimate", ascending=False, kind="stable")
    said = [_say_most(there, n, words) if len(there) else words["nothing"]]
    rest = there["estimate"].iloc[1:]
    others = [f"{words['names'][emotion]} {_percent(share, words)}" for emotion, share in rest.items()]
    said += _list("rest", others, words)
    # "None was found" has said it already.
    said += _list("zero", _names(table, table["estimate"] == 0, words) if len(there) else [], words)
    said += _list("concealed", _names(table, table["estimate"].isna(), words), words)
    coverage = _coverage(table, words)
    return " ".join([*said, *([coverage[0].upper() + coverage[1:] + "."] if coverage else [])])


def _say_most(there, n, words) -> str:
    top = there.iloc[0]
    of = words["of"].format(n=_whole(n, words)) if pd.notna(n) else ""
    interval = ""
    if pd.notna(top["ci_upper"]):
        low, high = (_percent(top[end], words) for end in ("ci_lower", "ci_upper"))
        interval = words["interval"].format(low=low, high=high)
    return words["start"].format(of=of, most=words["names"][there.index[0]], share=_percent(top["estimate"], words),
                                 interval=interval)


def _names(table, which, words) -> list[str]:
    return [words["names"][emotion] for emotion in table.index[which]]


def _list(key: str, items: list[str], words) -> list[str]:
    return [words[key].format(list=", ".join(items))] if items else []


def _prepare(profile, language: str) -> pd.DataFrame:
    """One row an emotion, in wheel order, with the columns that the drawing reads."""
    if language not in _WORDS:
        raise ValueError(f"language is {language!r}; expected 'en' or 'nl'")
    table = profile
    if isinstance(profile, pd.Series):
        table = profile.rename("estimate").rename_axis("emotion").reset_index()
    if not isinstance(table, pd.DataFrame) or not {"emotion", "estimate"} <= set(table.columns):
        raise ValueError("profile should have the columns emotion and estimate, as emotion_profile gives, "
                         "or be a Series of eight shares by emotion")
    table = table.assign(emotion=[str(name).strip().lower() for name in table["emotion"]])
    twice = table["emotion"][table["emotion"].duplicated()].unique()
    if len(twice):
        raise ValueError(f"profile has {', '.join(twice)} more than once; draw one group at a time, such as "
                         'profile[profile["team"] == "North"]')
    absent, unknown = [e for e in PRIMARIES if e not in set(table["emotion"])], set(table["emotion"]) - set(PRIMARIES)
    if absent or unknown:
        raise ValueError(f"profile lacks {', '.join(absent) or 'nothing'} and has {', '.join(sorted(unknown)) or 'no'} "
                         f"unknown emotions; expected {', '.join(PRIMARIES)}")
    table = table.set_index("emotion").loc[list(PRIMARIES)]
    for column in ("estimate", "ci_lower", "ci_upper"):
        given = table[column] if column in table else pd.Series(math.nan, table.index)
        table[column] = given.astype("float64")
        wrong = given[(table[column] < 0) | (table[column] > 1)]
        if len(wrong):
            raise ValueError(f"{column} of {wrong.index[0]} is {float(wrong.iloc[0])}; expected a share from 0 to 1")
    return table


def _check_highlight(highlight) -> set[str]:
    names = set(PRIMARIES) if highlight is None else {str(name).lower() for name in highlight}
    if not names <= set(PRIMARIES):
        raise ValueError(f"highlight has {', '.join(sorted(names - set(PRIMARIES)))}; expected some of "
                         f"{', '.join(PRIMARIES)}")
    return names


def _check_largest(largest, table) -> float:
    if largest is None:
        # A round share at or above all that is drawn, so that the outer ring has a name.
        top = np.nanmax([0, *table["estimate"], *table["ci_upper"]])
        return next(ring for ring in _RINGS if ring >= min(top, 1) - 1e-12)
    if not isinstance(largest, int | float) or not 0 < largest <= 1:
        raise ValueError(f"largest is {largest!r}; expected a share above 0 and up to 1")
    return float(largest)


def _reach(share: float, whole: float) -> float:
    """Distance from the middle to the tip of a petal."""
    return _HUB + (_RIM - _HUB) * math.sqrt(share / whole)


def _direction(emotion: str) -> np.ndarray:
    turn = math.radians(angle_of(emotion))
    return np.array([math.sin(turn), math.cos(turn)])


def _draw_rings(ax, whole, words) -> None:
    shown = sorted({whole, _near(whole / 2), _near(whole / 4)})
    turns = np.linspace(0, 2 * math.pi, 91)
    circle = np.column_stack([np.sin(turns), np.cos(turns)])
    ax.add_collection(LineCollection([circle * _reach(ring, whole) for ring in shown], colors=GRID, linewidths=0.9,
                                     zorder=0), autolim=False)
    for ring in shown:
        spot = _reach(ring, whole) * np.array([math.sin(math.pi / 8), math.cos(math.pi / 8)])
        ax.text(*spot, _percent(ring, words), fontsize=8.5, color=MUTED, ha="center", va="center", zorder=1,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6})


def _near(share: float) -> float:
    return min(_RINGS, key=lambda ring: abs(ring - share))


def _draw_petals(ax, shares, whole, bright) -> None:
    colours = {emotion: EMOTION_COLOURS[emotion] if emotion in bright else GRID for emotion in PRIMARIES}
    there = shares[shares > 0]
    ax.add_collection(PathCollection([_petal(emotion, share, whole) for emotion, share in there.items()], zorder=2,
                                     facecolors=[colours[emotion] for emotion in there.index], edgecolors="white"),
                      autolim=False)
    # An emotion that was never found is marked too, and so is one that is hidden.
    spots = np.array([_direction(emotion) * (_HUB + 0.03) for emotion in shares.index.difference(there.index)])
    if len(spots):
        ax.scatter(*spots.T, s=26, facecolor="white", edgecolor=MUTED, linewidth=1.4, zorder=3)


def _petal(emotion: str, share: float, whole: float) -> Path:
    """A leaf of fixed shape: both its length and its width grow with the square root of the share."""
    length = _reach(share, whole) - _HUB
    along, across = _direction(emotion), _direction(emotion)[::-1] * [1, -1]
    # Of a cubic curve with both handles at 4/3 of the half width, the middle lies at the half width.
    side = 4 / 3 * _SLIM * length
    spots = [(0, 0), (0.5, side), (0.65, side), (1, 0), (0.65, -side), (0.5, -side), (0, 0)]
    return Path([along * (_HUB + part * length) + across * off for part, off in spots], _CODES)


def _draw_intervals(ax, table, whole) -> None:
    lines = []
    for emotion, row in table.iterrows():
        along = _direction(emotion)
        across = along[::-1] * [1, -1] * 0.022
        low, high = (along * _reach(min(row[end], whole), whole) for end in ("ci_lower", "ci_upper"))
        lines += [[low, high], [low - across, low + across], [high - across, high + across]]
    # White below black, so that the line is seen on a dark petal too.
    for colour, width in (("white", 3.2), (INK, 1.3)):
        ax.add_collection(LineCollection(lines, colors=colour, linewidths=width, zorder=4), autolim=False)


def _name_petal(ax, emotion, row, words) -> None:
    x, y = _direction(emotion) * 1.1
    ha = "center" if abs(x) < 0.1 else "left" if x > 0 else "right"
    va = "center" if abs(y) < 0.1 else "bottom" if y > 0 else "top"
    value = words["hidden"] if pd.isna(row["estimate"]) else _percent(row["estimate"], words)
    if "count" in row and pd.notna(row["count"]) and pd.notna(row["estimate"]):
        value += f" ({_whole(row['count'], words)})"
    ax.text(x, y, f"{words['names'][emotion]}\n{value}", fontsize=11.5, color=INK, ha=ha, va=va, linespacing=1.25,
            zorder=5)


def _say_coverage(ax, table, words) -> None:
    line = _coverage(table, words)
    if line:
        ax.text(0, -1.52, line, fontsize=10, color=MUTED, ha="center", va="bottom")


def _coverage(table, words) -> str:
    n, none, unread = (_first(table, name) for name in ("n", "no_emotion", "n_missing"))
    if pd.isna(n):
        return ""
    said = [words["none"].format(share=_percent(none, words), n=_whole(n, words)) if pd.notna(none)
            else words["all"].format(n=_whole(n, words))]
    if pd.notna(unread) and unread > 0:
        said.append(words["unread"].format(n=_whole(unread, words)))
    return "; ".join(said)


def _first(table, column):
    return table[column].iloc[0] if column in table else math.nan


def _percent(share: float, words) -> str:
    return words["little"] if 0 < share < 0.005 else f"{share:.0%}"


def _whole(number: float, words) -> str:
    return f"{number:,.0f}".replace(",", words["thousands"])
