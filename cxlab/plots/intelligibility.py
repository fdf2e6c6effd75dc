"""Draw how often customers could not follow what was said, and the reasons they give."""

from __future__ import annotations

import textwrap

import pandas as pd

from cxlab.language import localise_number
from cxlab.theme import GRID, INK, MUTED, PALETTE, new_axes, percent_tick

NEEDED = ("estimate", "ci_lower", "ci_upper", "n")
_WORDS = {
    "en": {
        "rate": "Complaints per {per:,} calls", "share": "Share of the texts", "calls": "{:,} calls",
        "texts": "{:,} texts", "overall": "all together: {}", "hidden": "too few to show",
        "cause": "Reason that customers report, share of {n} complaints",
        "way of speaking": "way of speaking", "articulation": "articulation", "rate_": "pace", "accent": "accent",
        "proficiency": "command of the language", "volume": "volume", "line": "line or noise", "hearing": "own hearing",
        "unspecified": "no reason given",
    },
    "nl": {
        "rate": "Klachten per {per:,} gesprekken", "share": "Aandeel van de teksten", "calls": "{:,} gesprekken",
        "texts": "{:,} teksten", "overall": "alles samen: {}", "hidden": "te weinig om te tonen",
        "cause": "Reden die klanten noemen, aandeel van {n} klachten",
        "way of speaking": "manier van spreken", "articulation": "articulatie", "rate_": "te snel spreken",
        "accent": "accent",
        "proficiency": "beheersing van de taal", "volume": "te zacht spreken", "line": "de telefoonlijn of lawaai",
        "hearing": "het gehoor van de klant: een behoefte aan toegankelijkheid", "unspecified": "geen reden genoemd",
    },
}


def plot_rates(table: pd.DataFrame, *, ax=None, overall: float | None = None, per: int | None = None,
               language: str = "en"):
    """Draw the rate of each team as a dot with its interval, teams in the order of their names.

    The order says nothing about who does well: this is no league table. Where intervals overlap widely, the teams
    cannot be told apart.

    Parameters
    ----------
    table : DataFrame
        From :func:`cxlab.intelligibility.rate_complaints` or :func:`~cxlab.intelligibility.summarise_complaints`:
        first the groups, then `count`, `estimate`, `ci_lower`, `ci_upper`, `n`. Hidden cells are shown as such.
    ax : matplotlib Axes, optional
        Where to draw; a new one otherwise.
    overall : float, optional
        The value for all calls together, drawn as a line.
    per : int, optional
        Calls to which the rate refers; read from ``table.attrs`` when the table carries it. Without it the values are
        drawn as shares.
    language : {"en", "nl"}
        Language of the words in the figure.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If the table lacks a column or `language` is unknown.

    Examples
    --------
    >>> table = pd.DataFrame({"team": ["Elm", "Fern"], "count": [9, 30], "estimate": [3.0, 10.0],
    ...                       "ci_lower": [1.4, 6.7], "ci_upper": [5.7, 14.3], "n": [3000, 3000]})
    >>> plot_rates(table, per=1000).get_xlabel()
    'Complaints per 1,000 calls'
    """
    words, group, per, shown = _prepare(table, per, language)
    ax = new_axes(8.0, 1.6 + 0.45 * max(len(shown), 2)) if ax is None else ax
    unit = words["calls"] if per else words["texts"]
    for place, row in enumerate(shown.itertuples()):
        if pd.isna(row.estimate):
            ax.text(0.01, place, words["hidden"], transform=ax.get_yaxis_transform(), va="center", color=MUTED)
            continue
        ax.plot([row.ci_lower, row.ci_upper], [place, place], color=PALETTE["blue"], linewidth=2.2)
        ax.plot(row.estimate, place, "o", color=PALETTE["blue"], markersize=8)
    if overall is not None:
        ax.axvline(overall, color=MUTED, linestyle="--", linewidth=1.4)
        ax.annotate(words["overall"].format(_number(overall, per, language)), (overall, 1.0), xytext=(5, 3),
                    xycoords=("data", "axes fraction"), textcoords="offset points", color=INK, fontsize=11)
    labels = [f"{name}\n{_count(size, unit, language)}" for name, size in zip(shown[group], shown["n"], strict=True)]
    _dress(ax, labels, localise_number(words["rate"].format(per=per), language) if per else words["share"], bool(per))
    return ax


def alt_rates(table: pd.DataFrame, *, overall: float | None = None, per: int | None = None,
              language: str = "en") -> str:
    """Say in words what :func:`plot_rates` shows.

    Parameters
    ----------
    table, overall, per, language
        As for :func:`plot_rates`.

    Returns
    -------
    str
        Each group with its estimate and interval, in the order of the names.

    Examples
    --------
    >>> table = pd.DataFrame({"team": ["Elm", "Fern"], "count": [9, 30], "estimate": [3.0, 10.0],
    ...                       "ci_lower": [1.4, 6.7], "ci_upper": [5.7, 14.3], "n": [3000, 3000]})
    >>> alt_rates(table, per=1000)
    'Complaints per 1,000 calls. Elm 3.0 (1.4 to 5.7); Fern 10.0 (6.7 to 14.3).'
    """
    words, group, per, shown = _prepare(table, per, language)
    to = " to " if language == "en" else " tot "
    parts = [
        f"{name} {words['hidden']}" if pd.isna(row.estimate) else
        f"{name} {_number(row.estimate, per, language)} ({_number(row.ci_lower, per, language)}{to}"
        f"{_number(row.ci_upper, per, language)})"
        for name, row in zip(shown[group], shown.itertuples(), strict=True)
    ]
    title = localise_number(words["rate"].format(per=per), language) if per else words["share"]
    extra = "" if overall is None else f" {words['overall'].capitalize().format(_number(overall, per, language))}."
    return f"{title}. {'; '.join(parts)}.{extra}"


def plot_causes(table: pd.DataFrame, *, ax=None, language: str = "en"):
    """Draw the reasons that customers give, as shares of the complaints with their intervals.

    Articulation, accent and proficiency stand together as "way of speaking": a bar of its own for accent soon stands
    for a group of people, and what helps is much the same for all three. The table of
    :func:`cxlab.intelligibility.cause_shares` is already folded.

    Parameters
    ----------
    table : DataFrame
        From :func:`cxlab.intelligibility.cause_shares`: `cause`, `count`, `estimate`, `ci_lower`, `ci_upper`, `n`.
    ax : matplotlib Axes, optional
        Where to draw; a new one otherwise.
    language : {"en", "nl"}
        Language of the words in the figure.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If the table lacks a column, `language` is unknown, or the table has bars for accent or proficiency.

    Examples
    --------
    >>> table = pd.DataFrame({"cause": ["rate", "line"], "count": [3, 6], "estimate": [0.3, 0.6],
    ...                       "ci_lower": [0.1, 0.3], "ci_upper": [0.6, 0.8], "n": [10, 10]})
    >>> [label.get_text() for label in plot_causes(table).get_yticklabels()]
    ['pace', 'line or noise']
    """
    words, shown = _prepare_causes(table, language)
    ax = new_axes(8.0, 1.4 + 0.45 * max(len(shown), 2)) if ax is None else ax
    for place, row in enumerate(shown.itertuples()):
        if pd.isna(row.estimate):
            ax.text(0.01, place, words["hidden"], transform=ax.get_yaxis_transform(), va="center", color=MUTED)
            continue
        ax.barh(place, row.estimate, height=0.6, color=PALETTE["sky"])
        ax.plot([row.ci_lower, row.ci_upper], [place, place], color=INK, linewidth=1.6)
    size = int(shown["n"].max()) if shown["n"].notna().any() else 0
    labels = [textwrap.fill(_cause(name, words), 34) for name in shown["cause"]]
    _dress(ax, labels, words["cause"].format(n=localise_number(f"{size:,}", language)), False)
    return ax


def alt_causes(table: pd.DataFrame, *, language: str = "en") -> str:
    """Say in words what :func:`plot_causes` shows.

    Parameters
    ----------
    table, language
        As for :func:`plot_causes`.

    Returns
    -------
    str
        Each reason with its share and interval.

    Examples
    --------
    >>> table = pd.DataFrame({"cause": ["rate", "line"], "count": [3, 6], "estimate": [0.3, 0.6],
    ...                       "ci_lower": [0.1, 0.3], "ci_upper": [0.6, 0.8], "n": [10, 10]})
    >>> alt_causes(table)
    'Reason that customers report, share of 10 complaints. Pace 30% (10% to 60%); line or noise 60% (30% to 80%).'
    """
    words, shown = _prepare_causes(table, language)
    to = " to " if language == "en" else " tot "
    parts = [
        f"{_cause(row.cause, words)} {words['hidden']}" if pd.isna(row.estimate) else
        f"{_cause(row.cause, words)} {row.estimate:.0%} ({row.ci_lower:.0%}{to}{row.ci_upper:.0%})"
        for row in shown.itertuples()
    ]
    size = int(shown["n"].max()) if shown["n"].notna().any() else 0
    sentence = "; ".join(parts)
    return f"{words['cause'].format(n=localise_number(f'{size:,}', language))}. {sentence[:1].upper()}{sentence[1:]}."


def _prepare(table, per, language):
    words = _check(table, NEEDED, language)
    groups = [name for name in table.columns if name not in (*NEEDED, "count", "n_missing", "suppressed")]
    if not groups:
        raise ValueError("the table has no column with the groups; expected one such as 'team' before the numbers")
    return words, groups[0], per or table.attrs.get("per"), table.sort_values(groups[0]).reset_index(drop=True)


def _prepare_causes(table, language):
    words = _check(table, ("cause", *NEEDED), language)
    apart = [name for name in ("accent", "proficiency") if name in set(table["cause"])]
    if apart:
        raise ValueError(f"the table has a bar of its own for {' and '.join(apart)}; draw cause_shares(codes), where "
                         "these stand together as way of speaking, and read the texts for the difference")
    return words, table.reset_index(drop=True)


def _check(table, needed, language):
    if language not in _WORDS:
        raise ValueError(f"language is {language!r}; expected 'en' or 'nl'")
    absent = [name for name in needed if name not in table]
    if absent:
        raise ValueError(f"the table has no column {', '.join(map(repr, absent))}; expected {', '.join(needed)}")
    return _WORDS[language]


def _cause(name, words) -> str:
    return words["rate_"] if name == "rate" else words.get(name, name)


def _number(value, per, language) -> str:
    return localise_number(f"{value:.1f}" if per else f"{value:.0%}", language)


def _count(size, unit, language) -> str:
    return "" if pd.isna(size) else localise_number(unit.format(int(size)), language)


def _dress(ax, labels, title, is_rate) -> None:
    ax.set_yticks(range(len(labels)), labels)
    ax.set_ylim(len(labels) - 0.4, -0.6)
    ax.set_xlim(left=0)
    if not is_rate:
        ax.xaxis.set_major_formatter(percent_tick)
    ax.set_xlabel(title, color=INK, fontsize=12)
    ax.grid(axis="x", color=GRID, linewidth=0.8)
    ax.set_axisbelow(True)
    ax.tick_params(axis="y", length=0)
