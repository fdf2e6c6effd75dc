"""Draw how activities and effort divide over the two tracks."""

from __future__ import annotations

import pandas as pd
from matplotlib.patheffects import withStroke
from matplotlib.ticker import PercentFormatter

from cxlab.frames import FUNDAMENTAL, INNOVATION
from cxlab.theme import GRID, INK, MUTED, TRACK_COLOURS, new_axes

NEEDED = ("basis", "track", "estimate", "ci_lower", "ci_upper", "n")
_HALO = [withStroke(linewidth=4, foreground="white")]
_BASES = {
    "en": {"count": "the activities", "effort": "the effort", "budget_keur": "the budget"},
    "nl": {"count": "de activiteiten", "effort": "de inzet", "budget_keur": "het budget"},
}
_WORDS = {
    "en": {FUNDAMENTAL: FUNDAMENTAL, INNOVATION: INNOVATION, "share": "Share of {}", "shares": "Share",
           "band": "Band you set for Result Driven Innovation: {low:.0%} to {high:.0%}", "none": "nothing\nruns"},
    "nl": {FUNDAMENTAL: "Strategisch fundament", INNOVATION: "Resultaatgedreven innovatie", "share": "Aandeel van {}",
           "shares": "Aandeel", "band": "Uw band voor resultaatgedreven innovatie: {low:.0%} tot {high:.0%}",
           "none": "niets\nloopt"},
}


def plot_balance(table: pd.DataFrame, *, ax=None, basis: str | None = None, band=None, language: str = "en"):
    """Draw the share of each track as stacked bars, one bar a quarter (or a basis), with the interval at the border.

    Parameters
    ----------
    table : DataFrame
        `.table` of :func:`cxlab.portfolio.measure_balance`: `basis`, `track`, `estimate`, `ci_lower`, `ci_upper`, `n`
        and, per quarter, `quarter`.
    ax : matplotlib Axes, optional
        Where to draw; a new one otherwise.
    basis : str, optional
        Which basis to draw over quarters: "count", "effort" or another one of the table. Without it effort, or the
        only basis there is. A table without quarters shows every basis, one bar each.
    band : (low, high), optional
        The band that you set for the share of Result Driven Innovation. Nothing is shaded without it.
    language : {"en", "nl"}
        Language of the words in the figure.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If the table lacks a column or a basis, `language` is unknown, or the band is not two shares.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"basis": ["count"] * 2, "track": ["Strategic Fundamental", "Result Driven Innovation"],
    ...                       "estimate": [0.6, 0.4], "ci_lower": [0.6, 0.4], "ci_upper": [0.6, 0.4], "n": [10, 10]})
    >>> plot_balance(table).get_ylabel()
    'Share of the activities'
    """
    words, bars, label = _prepare(table, basis, band, language)
    ax = new_axes(max(6.5, 2.8 + 0.85 * len(bars)), 4.8) if ax is None else ax
    if band is not None:
        _shade(ax, band, words)
    for place, row in enumerate(bars.itertuples()):
        _bar(ax, place, row, words)
    _name_tracks(ax, bars, words)
    _dress(ax, bars, label)
    return ax


def alt_balance(table: pd.DataFrame, *, basis: str | None = None, band=None, language: str = "en") -> str:
    """Say in words what :func:`plot_balance` shows.

    Parameters
    ----------
    table, basis, band, language
        As for :func:`plot_balance`.

    Returns
    -------
    str
        The main thing first, then the shares of Result Driven Innovation bar by bar.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"basis": ["count"] * 2, "track": ["Strategic Fundamental", "Result Driven Innovation"],
    ...                       "estimate": [0.6, 0.4], "ci_lower": [0.6, 0.4], "ci_upper": [0.6, 0.4], "n": [10, 10]})
    >>> alt_balance(table)
    'Result Driven Innovation has 40% of the activities (n = 10); Strategic Fundamental has the rest.'
    """
    words, bars, _ = _prepare(table, basis, band, language)
    known = bars.dropna(subset="estimate")
    rest = {"en": "{} has the rest.", "nl": "{} heeft de rest."}[language].format(words[FUNDAMENTAL])
    if known.empty:
        return {"en": "There are no shares to show.", "nl": "Er zijn geen aandelen om te tonen."}[language]
    has = {"en": "has", "nl": "heeft"}[language]
    spoken = [_say(row, language) for row in known.itertuples()]
    parts = [f"{words[INNOVATION]} {has} {', '.join(spoken)}; {rest}"]
    if len(known) > 1 and "quarter" in table:
        parts.insert(0, _say_span(known, words, language))
    if band is not None:
        parts.append(_say_band(known, band, language))
    return " ".join(parts)


def _prepare(table, basis, band, language):
    """Words, one row a bar (of Result Driven Innovation), and what the share is of."""
    if language not in _WORDS:
        raise ValueError(f"language is {language!r}; expected one of {', '.join(map(repr, _WORDS))}")
    absent = [name for name in NEEDED if name not in table]
    if absent:
        raise ValueError(f"the table lacks {', '.join(absent)}; expected the table of measure_balance")
    _check_band(band)
    words, bases = _WORDS[language], list(dict.fromkeys(table["basis"]))
    if basis is not None and basis not in bases:
        raise ValueError(f"basis is {basis!r}; expected one of {', '.join(map(repr, bases))}")
    mine = table[table["track"].eq(INNOVATION)]
    timed = "quarter" in table
    if timed and basis is None:
        basis = "effort" if "effort" in bases else bases[0]
    if basis is not None:
        mine = mine[mine["basis"].eq(basis)]
    shown = list(dict.fromkeys(mine["basis"]))
    names = [_BASES[language].get(name, name) for name in mine["basis"]]
    places = mine["quarter"].astype("str") if timed else [name.split(" ", 1)[-1] for name in names]
    bars = mine.assign(place=places, what=names).reset_index(drop=True)
    label = words["shares"] if len(shown) != 1 else words["share"].format(_BASES[language].get(shown[0], shown[0]))
    return words, bars, label


def _check_band(band) -> None:
    if band is None:
        return
    wrong = not isinstance(band, tuple | list) or len(band) != 2 or not all(
        isinstance(edge, int | float) for edge in band) or not 0 <= band[0] <= band[1] <= 1
    if wrong:
        raise ValueError(f"band is {band!r}; expected two shares from 0 to 1, for example (0.4, 0.6)")


def _shade(ax, band, words) -> None:
    low, high = band
    ax.axhspan(low, high, facecolor="none", edgecolor=INK, hatch="///", alpha=0.28, linewidth=0, zorder=3)
    for edge in band:
        ax.axhline(edge, color=INK, linewidth=1.4, linestyle=(0, (4, 3)), zorder=3, path_effects=_HALO)
    ax.text(0, 1.02, words["band"].format(low=low, high=high), transform=ax.transAxes, color=INK, fontsize=11,
            va="bottom")


def _bar(ax, place, row, words) -> None:
    if pd.isna(row.estimate):
        ax.text(place, 0.5, words["none"], ha="center", va="center", color=MUTED, fontsize=11)
        return
    ax.bar(place, row.estimate, width=0.72, color=TRACK_COLOURS[INNOVATION], zorder=2)
    ax.bar(place, 1 - row.estimate, bottom=row.estimate, width=0.72, color=TRACK_COLOURS[FUNDAMENTAL], zorder=2)
    if row.ci_upper > row.ci_lower:
        # Halos keep ink lines legible on the blue part of a bar.
        drawn = ax.errorbar(place, row.estimate, [[row.estimate - row.ci_lower], [row.ci_upper - row.estimate]],
                            color=INK, capsize=6, elinewidth=2, capthick=2, zorder=4)
        for line in (*drawn.lines[1], *drawn.lines[2]):
            line.set_path_effects(_HALO)
    paper = {"boxstyle": "round,pad=0.18", "facecolor": "white", "edgecolor": "none", "alpha": 0.92}
    ax.text(place, 0.03, f"{row.estimate:.0%}", ha="center", va="bottom", color=INK, fontsize=11, bbox=paper, zorder=5)
    ax.text(place, 0.97, f"{1 - row.estimate:.0%}", ha="center", va="top", color=INK, fontsize=11, bbox=paper, zorder=5)


def _name_tracks(ax, bars, words) -> None:
    """Full track names beside the last bar, each at its own part."""
    known = bars.dropna(subset="estimate")
    share = known["estimate"].iloc[-1] if len(known) else 0.5
    middle = min(max(share, 0.24), 0.76)
    beside = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points", "annotation_clip": False}
    for track, height in ((INNOVATION, middle / 2), (FUNDAMENTAL, (1 + middle) / 2)):
        ax.annotate("■", (1, height), xytext=(4, 0), color=TRACK_COLOURS[track], fontsize=17, va="center", **beside)
        ax.annotate("\n".join(words[track].split()), (1, height), xytext=(22, 0), color=INK, fontsize=12, va="center",
                    **beside)


def _dress(ax, bars, label) -> None:
    ax.set_xlim(-0.55, len(bars) - 0.45)
    ax.set_ylim(0, 1)
    ax.set_xticks(range(len(bars)), [f"{row.place}\nn = {row.n}" for row in bars.itertuples()])
    ax.tick_params(axis="x", length=0)
    ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    ax.set_ylabel(label, color=INK, fontsize=12)
    ax.grid(axis="y", color=GRID, linewidth=0.8, zorder=0)
    ax.set_axisbelow(True)


def _say(row, language) -> str:
    interval = "" if row.ci_upper == row.ci_lower else {
        "en": f", interval {row.ci_lower:.0%} to {row.ci_upper:.0%}",
        "nl": f", interval {row.ci_lower:.0%} tot {row.ci_upper:.0%}"}[language]
    where = {"en": f"of {row.what}", "nl": f"van {row.what}"}[language]
    if not row.what.endswith(row.place):
        where = f"in {row.place}"
    return f"{row.estimate:.0%} {where} (n = {row.n}{interval})"


def _say_span(known, words, language) -> str:
    low, high = known.loc[known["estimate"].idxmin()], known.loc[known["estimate"].idxmax()]
    return {
        "en": f"Over {len(known)} quarters the share of {low['what']} in {words[INNOVATION]} lies between "
              f"{low['estimate']:.0%} ({low['place']}) and {high['estimate']:.0%} ({high['place']}).",
        "nl": f"Over {len(known)} kwartalen ligt het aandeel van {low['what']} in {words[INNOVATION]} tussen "
              f"{low['estimate']:.0%} ({low['place']}) en {high['estimate']:.0%} ({high['place']}).",
    }[language]


def _say_band(known, band, language) -> str:
    inside = int(known["estimate"].between(*band).sum())
    return {
        "en": f"The band that was set runs from {band[0]:.0%} to {band[1]:.0%}; {inside} of {len(known)} shares lie in "
              "it.",
        "nl": f"De gekozen band loopt van {band[0]:.0%} tot {band[1]:.0%}; {inside} van {len(known)} aandelen liggen "
              "erin.",
    }[language]
