"""How far the groups of a class agree, large enough for the wall."""

from __future__ import annotations

import pandas as pd

from cxlab.theme import GRID, INK, MUTED, PALETTE, PAPER, new_axes

NEEDED = ("question", "estimate", "ci_lower", "ci_upper", "n", "n_coders")
_WORDS = {
    "en": {"axis": "Agreement beyond chance (Krippendorff's alpha)", "chance": "chance",
           "tentative": "first impression", "firm": "firm", "none": "cannot be told",
           "n": "{} complaints, {} groups", "to": "to",
           "status": "Is it a complaint?", "cause": "Which cause?", "emotion": "Which emotion?"},
    "nl": {"axis": "Overeenstemming boven toeval (alfa van Krippendorff)", "chance": "toeval",
           "tentative": "eerste indruk", "firm": "stevig", "none": "niet te zeggen", "n": "{} klachten, {} groepen",
           "to": "tot", "status": "Is het een klacht?", "cause": "Welke oorzaak?", "emotion": "Welke emotie?"},
}
_LINES = (("chance", 0.0), ("tentative", 0.667), ("firm", 0.80))


def plot_class_agreement(table: pd.DataFrame, *, ax=None, language: str = "en"):
    """Draw how far the groups of a class agree on each question.

    Parameters
    ----------
    table : DataFrame
        One row a question, as :func:`cxlab.classroom.measure_class` gives it in ``.table``: question, estimate,
        ci_lower, ci_upper, n, n_coders.
    ax : Axes, optional
        Where to draw; by default on a wide figure for the wall.
    language : {"en", "nl"}
        Language of the words.

    Returns
    -------
    matplotlib.axes.Axes
        A dot with its interval for each question, and lines at chance, 0.667 and 0.80.

    Raises
    ------
    ValueError
        When a column is missing or the language is not known.

    Notes
    -----
    The letters are large, because the figure hangs on a wall. No group is shown by itself.

    Examples
    --------
    >>> table = pd.DataFrame({"question": ["status"], "estimate": [0.7], "ci_lower": [0.6], "ci_upper": [0.8],
    ...                       "n": [40], "n_coders": [4]})
    >>> [label.get_text() for label in plot_class_agreement(table).get_yticklabels()]
    ['Is it a complaint?\\n40 complaints, 4 groups']
    """
    words = _check(table, language)
    ax = new_axes(14.0, 2.6 + 1.5 * len(table)) if ax is None else ax
    for name, place in _LINES:
        ax.axvline(place, color=MUTED, linewidth=2, linestyle="--" if place else "-")
        # Two of the lines stand close together: the one reads to the left of its line, the other to the right.
        side, apart = {"tentative": ("right", -0.01), "firm": ("left", 0.01)}.get(name, ("center", 0.0))
        ax.text(place + apart, -0.62, f"{words[name]}\n{_two(place, language)}", ha=side, va="bottom", fontsize=17,
                color=MUTED)
    for place, row in enumerate(table.itertuples()):
        if pd.isna(row.estimate):
            ax.text(0.02, place, words["none"], va="center", fontsize=20, color=MUTED)
            continue
        if pd.notna(row.ci_lower):
            ax.plot([row.ci_lower, row.ci_upper], [place, place], color=INK, linewidth=4)
        ax.plot(row.estimate, place, "o", color=PALETTE["blue"], markersize=20)
        ax.text(row.estimate, place - 0.18, _two(row.estimate, language), ha="center", va="bottom", fontsize=24,
                fontweight="bold", color=INK, bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 2})
    ax.set_yticks(range(len(table)), [f"{words.get(row.question, row.question)}\n"
                                      f"{words['n'].format(row.n, row.n_coders)}" for row in table.itertuples()])
    ax.set_ylim(len(table) - 0.45, -0.65)
    lowest = table[["estimate", "ci_lower"]].min().min()
    ax.set_xlim(min(-0.05, -0.05 if pd.isna(lowest) else lowest - 0.05), 1.02)
    ax.set_xlabel(words["axis"], fontsize=20, color=INK, labelpad=10)
    ax.tick_params(axis="both", labelsize=19, length=0)
    ax.xaxis.set_major_formatter(lambda value, place: _two(value, language, digits=1))
    ax.grid(axis="x", color=GRID)
    ax.set_axisbelow(True)
    return ax


def alt_class_agreement(table: pd.DataFrame, *, language: str = "en") -> str:
    """Say in words what :func:`plot_class_agreement` shows.

    Parameters
    ----------
    table, language
        As for :func:`plot_class_agreement`.

    Returns
    -------
    str
        Each question with its alpha and interval.

    Examples
    --------
    >>> table = pd.DataFrame({"question": ["status"], "estimate": [0.7], "ci_lower": [0.6], "ci_upper": [0.8],
    ...                       "n": [40], "n_coders": [4]})
    >>> alt_class_agreement(table)
    "Agreement beyond chance (Krippendorff's alpha). Is it a complaint? 0.70 (0.60 to 0.80; 40 complaints, 4 groups)."
    """
    words = _check(table, language)
    parts = []
    for row in table.itertuples():
        size = words["n"].format(row.n, row.n_coders)
        between = "" if pd.isna(row.ci_lower) else \
            f"{_two(row.ci_lower, language)} {words['to']} {_two(row.ci_upper, language)}; "
        said = words["none"] if pd.isna(row.estimate) else _two(row.estimate, language)
        parts.append(f"{words.get(row.question, row.question)} {said} ({between}{size}).")
    return f"{words['axis']}. {' '.join(parts)}"


def _check(table, language) -> dict:
    if language not in _WORDS:
        raise ValueError(f"language is {language!r}; expected 'en' or 'nl'")
    absent = [name for name in NEEDED if name not in table]
    if absent:
        raise ValueError(f"the table has no column {', '.join(map(repr, absent))}; expected the .table of "
                         "cx.classroom.measure_class(codings)")
    return _WORDS[language]


def _two(value, language, digits: int = 2) -> str:
    said = f"{value + 0.0:.{digits}f}"
    return said.replace(".", ",") if language == "nl" else said
