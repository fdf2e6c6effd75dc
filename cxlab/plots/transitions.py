"""Draw how the leading emotion of raters changes from step to step."""

from __future__ import annotations

from itertools import pairwise
from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from cxlab.plots.petals import mix
from cxlab.theme import EMOTION_COLOURS, GRID, INK, MUTED, new_axes
from cxlab.wheel import DUTCH, PRIMARIES

_NONE = "none"
_ORDER = (*PRIMARIES, _NONE)
_WORDS = {
    "en": {"none": "no emotion", "raters": "raters: {n}", "hidden": "Changes of 1 to 4 raters are hidden.",
           "start": "Leading emotion of raters over {n} steps.", "move": "{a} to {b}: {list}",
           "part": "{count} from {start} to {end}", "stay": "{count} stay with {start}", "more": "and {n} more",
           "note": "Height: number of raters. Leading emotion of each rater; read the counts, not the shares."},
    "nl": {"none": "geen emotie", "raters": "beoordelaars: {n}",
           "hidden": "Overgangen van 1 tot 4 beoordelaars zijn verborgen.",
           "start": "Sterkste emotie van beoordelaars over {n} stappen.", "move": "{a} naar {b}: {list}",
           "part": "{count} van {start} naar {end}", "stay": "{count} blijven bij {start}", "more": "en nog {n}",
           "note": "Hoogte: aantal beoordelaars. Sterkste emotie per beoordelaar; lees aantallen, geen aandelen."},
}
_BAR, _GAP, _SMALLEST = 0.26, 0.12, 0.16      # half width of a column; space between blocks; inches for a label


def plot_transitions(transitions: pd.DataFrame, *, ax=None, names=None, language: str = "en"):
    """Draw from which emotion to which the raters of one journey move, step by step.

    A block is the raters with one leading emotion at a step; a band leads to what they feel at the next. Look for bands
    that cross from pleasant to unpleasant: there a step breaks what the one before built.

    Parameters
    ----------
    transitions : DataFrame
        What :func:`cxlab.journeys.measure_transitions` gave, for one persona, version and side.
    ax : matplotlib Axes, optional
        Where to draw; a new one otherwise.
    names : dict of int to str, optional
        Names of the steps.
    language : {"en", "nl"}
        Language of the words in the figure.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If a column is absent, the table holds several journeys, or the language is unknown.

    Examples
    --------
    >>> moves = pd.DataFrame({"step_from": 1, "step_to": 2, "emotion_from": ["joy", "joy"],
    ...                       "emotion_to": ["joy", "anger"], "count": [3, 2]})
    >>> [text.get_text() for text in plot_transitions(moves).texts][:3]
    ['joy 5', 'joy 3', 'anger 2']
    """
    table, words = _one(transitions, language), _WORDS[language]
    steps = sorted({*table["step_from"], *table["step_to"]})
    sizes = {step: _sizes(table, step) for step in steps}
    tall = max(sum(size.values()) + _GAP * _total(sizes) * (len(size) - 1) / 8 for size in sizes.values())
    ax = new_axes(2.4 + 2.0 * len(steps), 6.6) if ax is None else ax
    inch = ax.get_figure().get_size_inches()[1] * ax.get_position().height / tall
    blocks = {step: _stack(size, tall, _GAP * _total(sizes) / 8) for step, size in sizes.items()}
    for place, step in enumerate(steps):
        for emotion, (low, high) in blocks[step].items():
            _block(ax, place, low, high, emotion, sizes[step][emotion], language, (high - low) * inch >= _SMALLEST)
    for place, (start, end) in enumerate(pairwise(steps)):
        _bands(ax, place, table[(table["step_from"] == start) & (table["step_to"] == end)], blocks[start], blocks[end])
    ax.set(xlim=(-0.45, len(steps) - 0.55), ylim=(tall * 1.01, -tall * 0.01))
    ax.set_xticks(range(len(steps)), [_step_name(step, names) for step in steps], fontsize=11, color=INK)
    ax.set_yticks([])
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    hidden = f" {words['hidden']}" if table["count"].isna().any() else ""
    ax.set_xlabel(f"{words['note']}{hidden}", fontsize=10, color=MUTED)
    return ax


def alt_transitions(transitions: pd.DataFrame, *, names=None, language: str = "en") -> str:
    """Say in words what :func:`plot_transitions` shows.

    Parameters
    ----------
    transitions, names, language
        As for :func:`plot_transitions`.

    Returns
    -------
    str
        For each pair of steps the commonest changes, up to four, with the number of raters.

    Raises
    ------
    ValueError
        As :func:`plot_transitions`.

    Examples
    --------
    >>> moves = pd.DataFrame({"step_from": 1, "step_to": 2, "emotion_from": ["joy", "joy"],
    ...                       "emotion_to": ["joy", "anger"], "count": [3, 2]})
    >>> alt_transitions(moves)
    'Leading emotion of raters over 2 steps. 1 to 2: 3 stay with joy, 2 from joy to anger.'
    """
    table, words = _one(transitions, language), _WORDS[language]
    said = []
    for (start, end), part in table.dropna(subset=["count"]).groupby(["step_from", "step_to"], sort=True):
        part = part.sort_values("count", ascending=False, kind="stable")
        moves = [words["stay" if row.emotion_from == row.emotion_to else "part"].format(
            count=int(row.count_), start=_name(row.emotion_from, language), end=_name(row.emotion_to, language))
            for row in part.rename(columns={"count": "count_"}).head(4).itertuples()]
        if len(part) > 4:
            moves.append(words["more"].format(n=len(part) - 4))
        said.append(words["move"].format(a=_flat(start, names), b=_flat(end, names), list=", ".join(moves)) + ".")
    hidden = [words["hidden"]] if table["count"].isna().any() else []
    steps = len({*table["step_from"], *table["step_to"]})
    return " ".join([words["start"].format(n=steps), *said, *hidden])


def _one(transitions, language) -> pd.DataFrame:
    if language not in _WORDS:
        raise ValueError(f"language is {language!r}; expected 'en' or 'nl'")
    needed = ("step_from", "step_to", "emotion_from", "emotion_to", "count")
    have = transitions.columns if isinstance(transitions, pd.DataFrame) else ()
    absent = [column for column in needed if column not in have]
    if absent:
        raise ValueError(f"transitions lacks {', '.join(absent)}; expected the table that measure_transitions gives")
    several = [c for c in ("persona", "version", "who") if c in transitions and transitions[c].nunique() > 1]
    if several:
        value = transitions[several[0]].iloc[0]
        raise ValueError(f"transitions holds several values of {', '.join(several)}; draw one journey at a time, such "
                         f"as transitions[transitions[{several[0]!r}] == {value!r}]")
    return transitions.assign(emotion_from=transitions["emotion_from"].astype("str"), emotion_to=transitions[
        "emotion_to"].astype("str"), step_from=transitions["step_from"].astype(int),
        step_to=transitions["step_to"].astype(int), count=transitions["count"].astype("float64"))


def _sizes(table, step) -> dict[str, int]:
    """Raters of each emotion at a step, as the fuller of its two sides has them."""
    coming = table[table["step_to"] == step].groupby("emotion_to")["count"].sum()
    going = table[table["step_from"] == step].groupby("emotion_from")["count"].sum()
    both = pd.concat([coming, going], axis=1).max(axis=1)
    return {emotion: int(both[emotion]) for emotion in _ORDER if both.get(emotion, 0) > 0}


def _total(sizes) -> float:
    return max(sum(size.values()) for size in sizes.values()) or 1


def _stack(size, tall, gap) -> dict[str, tuple[float, float]]:
    low = (tall - sum(size.values()) - gap * max(len(size) - 1, 0)) / 2
    blocks = {}
    for emotion, count in size.items():
        blocks[emotion] = (low, low + count)
        low += count + gap
    return blocks


def _block(ax, place, low, high, emotion, count, language, room) -> None:
    colour = EMOTION_COLOURS.get(emotion, GRID)
    ax.add_patch(Rectangle((place - _BAR, low), 2 * _BAR, high - low, facecolor=mix(colour, "#ffffff", 0.35),
                           edgecolor=mix(colour, INK, 0.35), linewidth=0.9, zorder=3))
    if room:
        ax.text(place, (low + high) / 2, f"{_name(emotion, language)} {count}", fontsize=10.5, color="#000000",
                ha="center", va="center", zorder=4, parse_math=False)


def _bands(ax, place, moves, left, right) -> None:
    """A band for each change, stacked in the order of the wheel on both sides."""
    used = {"left": {e: low for e, (low, _) in left.items()}, "right": {e: low for e, (low, _) in right.items()}}
    rank = {emotion: number for number, emotion in enumerate(_ORDER)}
    moves = moves.dropna(subset=["count"])
    arrive = {}
    for row in sorted(moves.itertuples(), key=lambda row: (rank[row.emotion_to], rank[row.emotion_from])):
        arrive[row.Index] = used["right"][row.emotion_to]
        used["right"][row.emotion_to] += moves.at[row.Index, "count"]
    for row in sorted(moves.itertuples(), key=lambda row: (rank[row.emotion_from], rank[row.emotion_to])):
        count, top, end = moves.at[row.Index, "count"], used["left"][row.emotion_from], arrive[row.Index]
        used["left"][row.emotion_from] += count
        x0, x1, middle = place + _BAR, place + 1 - _BAR, place + 0.5
        outline = np.array([(x0, top), (middle, top), (middle, end), (x1, end), (x1, end + count),
                            (middle, end + count), (middle, top + count), (x0, top + count), (x0, top)])
        codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
        ax.add_patch(PathPatch(Path(outline, codes), facecolor=EMOTION_COLOURS.get(row.emotion_from, MUTED),
                               alpha=0.32, edgecolor="none", zorder=1))


def _name(emotion, language) -> str:
    if emotion == _NONE:
        return _WORDS[language]["none"]
    return DUTCH[emotion] if language == "nl" else emotion


def _flat(step, names) -> str:
    return f"{step}" if not names or step not in names else f"{step} ({names[step]})"


def _step_name(step, names) -> str:
    return f"{step}" if not names or step not in names else f"{step}\n{fill(str(names[step]), 16)}"
