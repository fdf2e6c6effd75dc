"""Draw fair comparisons: funnel, control chart, adjusted effects, a change against others, a cost with its doubt."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from cxlab.language import localise_number
from cxlab.theme import GRID, INK, MUTED, PALETTE, PAPER, new_axes

_SIGNALS = {"higher than expected": ("vermillion", "D"), "possibly higher than expected": ("orange", "D"),
            "within limits": ("blue", "o"), "possibly lower than expected": ("sky", "s"),
            "lower than expected": ("green", "s")}
_WORDS = {
    "en": {
        **{word: word for word in (*_SIGNALS, "above limits", "below limits", "unusual run")},
        "ordinary": "ordinary variation", "ratio": "Observed / expected",
        "per": "per {}", "Per": "Per {}", "share": "Share", "rate": "Rate", "size": "Calls",
        "expected": "Expected number",
        "funnel": "Funnel plot of {n} units round {center} {word}: {parts}.", "count within": "{} within limits",
        "chart": "{kind}{what}{per}: {n} periods round {center}, {parts}.", "of": " of {}", "all": "all within limits",
        "and then": " and then ", "to": " to ", "and": " and ", "odds": "Odds ratio",
        "terms": "{title} of {n} {unit}. ", "term": ("term", "terms"), "group": ("group", "groups"),
        "every": "Every interval holds {}.", "apart": "Apart from {none}: {parts}.{others}",
        "others hold": " The intervals of the other {rest} hold {none}.",
        "other holds": " The other interval holds {none}.",
        "outcomes": "{} of outcomes", "euros": "Euros in the period",
        "cost": "Cost of extra second calls: {} euros in the middle; half of the outcomes lie between {} and {}, 95% "
                "between {} and {}.",
        "other groups": "other groups", "expected line": "expected from the others' change", "change": "change",
        "per calls": "Per 1,000 calls",
        "months": "Month by month, per 1,000 calls: {} from {} before to {} after; other groups from {} to {}.",
    },
    "nl": {
        "higher than expected": "hoger dan verwacht", "possibly higher than expected": "mogelijk hoger dan verwacht",
        "within limits": "binnen de grenzen", "possibly lower than expected": "mogelijk lager dan verwacht",
        "lower than expected": "lager dan verwacht", "above limits": "boven de grenzen",
        "below limits": "onder de grenzen", "unusual run": "ongewone reeks", "ordinary": "gewone schommeling",
        "ratio": "Waargenomen / verwacht", "per": "per {}", "Per": "Per {}", "share": "Aandeel",
        "rate": "Aantal per eenheid", "size": "Gesprekken", "expected": "Verwacht aantal",
        "funnel": "Trechterdiagram van {n} eenheden rond {center} {word}: {parts}.",
        "count within": "{} binnen de grenzen", "chart": "{kind}{what}{per}: {n} perioden rond {center}, {parts}.",
        "of": " van {}", "all": "alle binnen de grenzen", "and then": " en daarna ", "to": " tot ", "and": " en ",
        "odds": "Odds ratio", "terms": "{title} van {n} {unit}. ", "term": ("term", "termen"),
        "group": ("groep", "groepen"), "every": "Elk interval bevat {}.",
        "apart": "Duidelijk anders dan {none}: {parts}.{others}",
        "others hold": " De intervallen van de andere {rest} bevatten {none}.",
        "other holds": " Het andere interval bevat {none}.", "outcomes": "{} van de uitkomsten",
        "euros": "Euro in de periode",
        "cost": "Kosten van extra tweede gesprekken: {} euro in het midden; de helft van de uitkomsten ligt tussen {} "
                "en {}, 95% tussen {} en {}.",
        "other groups": "andere groepen", "expected line": "verwacht op grond van de anderen",
        "change": "verandering", "per calls": "Per 1.000 gesprekken",
        "months": "Maand voor maand, per 1.000 gesprekken: {} van {} ervoor naar {} erna; andere groepen van {} naar "
                  "{}.",
    },
}
# Names that the package gives to terms, kinds of charts and columns; the user's own words stay as they are.
_DUTCH = {
    "could not follow": "kon ons niet verstaan", "outcome": "uitkomst", "topic": "onderwerp", "line quality": "lijn",
    "against": "tegenover", "granted": "toegewezen", "partly granted": "deels toegewezen", "refused": "afgewezen",
    "good": "goed", "fair": "matig", "poor": "slecht", "billing": "facturen", "contract": "contract",
    "engineer visit": "bezoek van de monteur", "health priority": "voorrang om gezondheid", "internet": "internet",
    "moving house": "verhuizing", "outage": "storing", "payment trouble": "betaalproblemen",
    "price change": "prijswijziging",
}
_DUTCH_CHARTS = {"p' chart": "p'-kaart", "p chart": "p-kaart", "u' chart": "u'-kaart", "u chart": "u-kaart",
                 "c chart": "c-kaart", "XmR chart": "XmR-kaart", "run chart": "reekskaart"}


def plot_funnel(funnel, *, ax=None, per: int | None = None, labels: pd.Series | None = None, size: str | None = None,
                language: str = "en"):
    """Draw each unit against its size, with the limits between which luck is a good explanation.

    Units within the funnel carry no name: among them there is no order to see. Only those outside are named, because
    they deserve a question.

    Parameters
    ----------
    funnel : Funnel
        From :func:`cxlab.funnel.funnel_limits`: `table`, `curve`, `center`, `kind`.
    ax : matplotlib Axes, optional
        Where to draw; a new one otherwise.
    per : int, optional
        Draw shares and rates per so many, such as 1,000 calls.
    labels : Series, optional
        Names of the units by the label of their row; the row labels otherwise.
    size : str, optional
        What the size is, for the axis: "Calls" by default, for a ratio the expected number.
    language : {"en", "nl"}
        Language of the words in the figure.

    Returns
    -------
    matplotlib Axes

    Examples
    --------
    >>> from cxlab.funnel import funnel_limits
    >>> ax = plot_funnel(funnel_limits([4, 9, 40], [200, 300, 500], target=0.03), per=1000)
    >>> ax.get_ylabel(), ax.get_xlabel()
    ('Per 1,000', 'Calls')
    """
    words = _words(language)
    scale, word = _funnel_scale(funnel, per, language)
    ax = new_axes(8.0, 5.0) if ax is None else ax
    curve, names = funnel.curve, [column[6:] for column in funnel.curve if column.startswith("lower_")]
    for name, style in zip(names, ("--", "-", ":"), strict=False):
        for end in ("lower", "upper"):
            ax.plot(curve["n"], scale * curve[f"{end}_{name}"], style, color=MUTED, linewidth=1.2)
        ax.annotate(localise_number(f"{_level(name)}%", language),
                    (curve["n"].iloc[-1], scale * curve[f"upper_{name}"].iloc[-1]), xytext=(5, 0),
                    textcoords="offset points", va="center", fontsize=10, color=INK)
    ax.axhline(scale * funnel.center, color=INK, linewidth=1.2)
    table = funnel.table.dropna(subset=["estimate"])
    for signal, (colour, marker) in _SIGNALS.items():
        rows = table[table["signal"] == signal]
        if len(rows):
            ax.plot(rows["n"], scale * rows["estimate"], marker, color=PALETTE[colour], markersize=8,
                    markeredgecolor=INK, markeredgewidth=0.6, label=words[signal], linestyle="none")
    outside = table[table["signal"] != "within limits"]
    for row in outside.itertuples():
        above, side = row.estimate > funnel.center, _free_side(row, outside)
        ax.annotate(_unit(row.Index, labels), (row.n, scale * row.estimate), ha=side, va="bottom" if above else "top",
                    xytext=(-7 if side == "right" else 7, 4 if above else -4), textcoords="offset points", fontsize=11,
                    color=INK, bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.5, "alpha": 0.8})
    ax.set_ylabel(word, color=INK, fontsize=12)
    ax.set_xlabel(words["expected"] if funnel.kind == "ratio" else size or words["size"], color=INK, fontsize=12)
    ax.xaxis.set_major_formatter(lambda value, place: localise_number(f"{value:,.0f}", language))
    _dutch_ticks(ax.yaxis, language)
    ax.margins(x=0.1)
    ax.set_ylim(0, 1.12 * ax.get_ylim()[1])
    ax.legend(frameon=False, fontsize=10, loc="best")
    _grid(ax, "y")
    return ax


def alt_funnel(funnel, *, per: int | None = None, labels: pd.Series | None = None, language: str = "en") -> str:
    """Say in words what :func:`plot_funnel` shows.

    Parameters
    ----------
    funnel, per, labels, language
        As for :func:`plot_funnel`.

    Returns
    -------
    str
        How many units lie within the limits, and each unit outside with its value.

    Examples
    --------
    >>> from cxlab.funnel import funnel_limits
    >>> alt_funnel(funnel_limits([4, 9, 40], [200, 300, 500], target=0.03), per=1000)
    'Funnel plot of 3 units round 30.0 per 1,000: 2 within limits; 2 higher than expected (80.0).'
    """
    words = _words(language)
    scale, word = _funnel_scale(funnel, per, language)
    table = funnel.table.dropna(subset=["estimate"])
    outside = table[table["signal"] != "within limits"]

    def number(value):
        return localise_number(f"{scale * value:.1f}" if per else f"{scale * value:.2f}", language)
    parts = [words["count within"].format(len(table) - len(outside))]
    parts += [f"{_unit(row.Index, labels)} {words[row.signal]} ({number(row.estimate)})"
              for row in outside.itertuples()]
    return words["funnel"].format(n=len(table), center=number(funnel.center), word=word[:1].lower() + word[1:],
                                  parts="; ".join(parts))


def plot_chart(chart, *, ax=None, per: int | None = None, title: str = "", language: str = "en"):
    """Draw a control chart: each period, the centre, the limits, and the periods that are out of the ordinary.

    Parameters
    ----------
    chart : ControlChart
        From :mod:`cxlab.spc`, such as `p_prime_chart`.
    ax : matplotlib Axes, optional
        Where to draw; a new one otherwise.
    per : int, optional
        Draw the values per so many, such as 1,000 calls.
    title : str
        What the values are, for the axis.
    language : {"en", "nl"}
        Language of the words in the figure.

    Returns
    -------
    matplotlib Axes

    Examples
    --------
    >>> from cxlab.spc import p_prime_chart
    >>> plot_chart(p_prime_chart([500, 540, 470, 520], 10_000), per=1000, title="Not followed").get_ylabel()
    'Not followed, per 1,000'
    """
    scale, words = per or 1, _words(language)
    ax = new_axes(8.5, 4.5) if ax is None else ax
    table, place = chart.table, np.arange(len(chart.table))
    ax.plot(place, scale * table["estimate"], "-", color=MUTED, linewidth=1.2)
    for _, rows in table.groupby("part"):
        at = np.flatnonzero(table.index.isin(rows.index)) if table.index.is_unique else place
        for end in ("lower", "upper"):
            ax.step(at, scale * rows[end], where="mid", color=MUTED, linestyle="--", linewidth=1.2)
        ax.plot(at, scale * rows["center"], color=INK, linewidth=1.2)
    plain = table["signal"].isin(["within limits"]) | table["signal"].isna()
    ax.plot(place[plain], scale * table.loc[plain.to_numpy(), "estimate"], "o", color=PALETTE["blue"], markersize=7,
            linestyle="none", label=words["ordinary"])
    for signal, marker in (("above limits", "D"), ("below limits", "D"), ("unusual run", "s")):
        chosen = (table["signal"] == signal).to_numpy()
        if chosen.any():
            colour = PALETTE["orange"] if signal == "unusual run" else PALETTE["vermillion"]
            ax.plot(place[chosen], scale * table.loc[chosen, "estimate"], marker, color=colour, markersize=9,
                    markeredgecolor=INK, linestyle="none", label=words[signal])
    step = -(-len(place) // 7) or 1
    ax.set_xticks(place[::step], [_period(label) for label in table.index[::step]])
    unit = words["per"].format(localise_number(f"{per:,}", language)) if per else ""
    ax.set_ylabel(f"{title}{', ' * bool(title and per)}{unit}", color=INK, fontsize=12)
    _dutch_ticks(ax.yaxis, language)
    ax.legend(frameon=False, fontsize=10, loc="best")
    _grid(ax, "y")
    return ax


def alt_chart(chart, *, per: int | None = None, title: str = "", language: str = "en") -> str:
    """Say in words what :func:`plot_chart` shows.

    Parameters
    ----------
    chart, per, title, language
        As for :func:`plot_chart`.

    Returns
    -------
    str
        The centre, and each period that is out of the ordinary.

    Examples
    --------
    >>> from cxlab.spc import p_prime_chart
    >>> alt_chart(p_prime_chart([500, 540, 470, 520], 10_000), per=1000, title="Not followed")
    "p' chart of not followed per 1,000: 4 periods round 50.8, all within limits."
    """
    words, scale, table = _words(language), per or 1, chart.table

    def number(value):
        return localise_number(f"{scale * value:.1f}" if per else f"{scale * value:.3g}", language)
    odd = table[table["signal"].notna() & (table["signal"] != "within limits")]
    parts = [f"{_period(row.Index)} {words[row.signal]} ({number(row.estimate)})" for row in odd.itertuples()]
    center = words["and then"].join(map(number, table.groupby("part")["center"].first()))
    kind = _DUTCH_CHARTS.get(chart.kind, chart.kind) if language == "nl" else chart.kind
    return words["chart"].format(
        kind=kind, what=words["of"].format(title[:1].lower() + title[1:]) if title else "",
        per=" " + words["per"].format(localise_number(f"{per:,}", language)) if per else "",
        n=int(table["estimate"].notna().sum()), center=center, parts="; ".join(parts) if parts else words["all"])


def plot_forest(terms: pd.DataFrame, *, ax=None, title: str | None = None, none: float = 1.0, language: str = "en"):
    """Draw effects with their intervals under each other, beside the line of no effect.

    Parameters
    ----------
    terms : DataFrame
        First a column of names, then `estimate`, `ci_lower`, `ci_upper`, such as ``repeat_call_effect(...).terms`` or
        the table of ``adjust_rates``. The first row is drawn in another colour when the names are terms of a model.
    ax : matplotlib Axes, optional
        Where to draw; a new one otherwise.
    title : str, optional
        What the values are, for the axis: "Odds ratio" by default.
    none : float
        The value of no effect: 1 for ratios, 0 for differences. Ratios are drawn on a logarithmic axis.
    language : {"en", "nl"}
        Language of the words in the figure. Names that the package gave are translated, yours stay.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If the table lacks a column.

    Examples
    --------
    >>> terms = pd.DataFrame({"term": ["could not follow"], "estimate": [2.6], "ci_lower": [2.3], "ci_upper": [3.0]})
    >>> plot_forest(terms).get_xscale()
    'log'
    """
    words, names = _words(language), _forest_names(terms, language)
    ax = new_axes(8.5, 1.4 + 0.36 * max(len(terms), 3)) if ax is None else ax
    ax.axvline(none, color=INK, linewidth=1.2)
    for place, row in enumerate(terms[["estimate", "ci_lower", "ci_upper"]].itertuples(index=False)):
        if pd.isna(row.estimate):
            continue
        asked = place == 0 and terms.columns[0] == "term"
        colour = PALETTE["vermillion"] if asked else PALETTE["blue"]
        ax.plot([row.ci_lower, row.ci_upper], [place, place], color=colour, linewidth=2.2)
        ax.plot(row.estimate, place, "D" if asked else "o", color=colour, markersize=8)
    if none == 1 and (terms["ci_lower"].dropna() > 0).all():
        ax.set_xscale("log")
        ax.xaxis.set_major_locator(_ratio_ticks(terms))
        ax.xaxis.set_minor_locator(_no_ticks())
        ax.xaxis.set_major_formatter(lambda value, place: localise_number(f"{value:g}", language))
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.set_xlabel(title or words["odds"], color=INK, fontsize=12)
    ax.tick_params(axis="y", length=0)
    _grid(ax, "x")
    return ax


def alt_forest(terms: pd.DataFrame, *, title: str | None = None, none: float = 1.0, language: str = "en") -> str:
    """Say in words what :func:`plot_forest` shows.

    Parameters
    ----------
    terms, title, none, language
        As for :func:`plot_forest`.

    Returns
    -------
    str
        Each effect whose interval leaves out "no effect", with its interval, and how many do not.

    Examples
    --------
    >>> terms = pd.DataFrame({"term": ["could not follow"], "estimate": [2.6], "ci_lower": [2.3], "ci_upper": [3.0]})
    >>> alt_forest(terms)
    'Odds ratio of 1 term. Apart from 1: could not follow 2.60 (2.30 to 3.00).'
    """
    words, names = _words(language), _forest_names(terms, language)
    clear = ((terms["ci_lower"] > none) | (terms["ci_upper"] < none)).to_numpy()

    def number(value):
        return localise_number(f"{value:.2f}", language)
    parts = [f"{name} {number(row.estimate)} ({number(row.ci_lower)}{words['to']}{number(row.ci_upper)})"
             for name, row, shown in zip(names, terms.itertuples(), clear, strict=True) if shown]
    unit = words["term" if terms.columns[0] == "term" else "group"][len(terms) != 1]
    said, zero = words["terms"].format(title=title or words["odds"], n=len(terms), unit=unit), f"{none:g}"
    if not parts:
        return said + words["every"].format(zero)
    rest = int((~clear).sum())
    others = words["others hold" if rest > 1 else "other holds"].format(rest=rest, none=zero) if rest else ""
    return said + words["apart"].format(none=zero, parts="; ".join(parts), others=others)


def plot_cost(cost, *, ax=None, language: str = "en"):
    """Draw what second calls cost as a fan: the darker, the more likely; the line is the middle.

    Parameters
    ----------
    cost : RepeatCost
        From :func:`cxlab.intelligibility.repeat_call_cost`: its `draws` and `table`.
    ax : matplotlib Axes, optional
        Where to draw; a new one otherwise.
    language : {"en", "nl"}
        Language of the words in the figure.

    Returns
    -------
    matplotlib Axes

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> table = pd.DataFrame({"estimate": [5.0], "ci_lower": [1.0], "ci_upper": [9.0]}, index=["euros"])
    >>> plot_cost(SimpleNamespace(draws=pd.Series(range(11)), table=table, level=0.95)).get_xlabel()
    'Euros in the period'
    """
    words = _words(language)
    ax = new_axes(8.5, 2.4) if ax is None else ax
    draws = cost.draws.to_numpy()
    for share, depth in ((0.95, 0.25), (0.8, 0.5), (0.5, 1.0)):
        low, high = np.quantile(draws, [(1 - share) / 2, (1 + share) / 2])
        ax.barh(0, high - low, left=low, height=0.8, color=_mix(PALETTE["blue"], depth),
                label=words["outcomes"].format(f"{share:.0%}"))
    middle = float(np.median(draws))
    ax.plot([middle, middle], [-0.4, 0.4], color=PALETTE["yellow"], linewidth=3)
    ax.annotate(localise_number(f"{middle:,.0f}", language), (middle, 0.4), xytext=(0, 4), textcoords="offset points",
                ha="center", fontsize=11, color=INK)
    ax.set_yticks([])
    ax.set_ylim(-0.5, 0.75)
    ax.set_xlim(left=min(0.0, float(np.quantile(draws, 0.025))))
    ax.spines["left"].set_visible(False)
    ax.xaxis.set_major_formatter(lambda value, place: localise_number(f"{value:,.0f}", language))
    ax.set_xlabel(words["euros"], color=INK, fontsize=12)
    ax.legend(frameon=False, fontsize=10, loc="upper left")
    _grid(ax, "x")
    return ax


def alt_cost(cost, *, language: str = "en") -> str:
    """Say in words what :func:`plot_cost` shows.

    Parameters
    ----------
    cost, language
        As for :func:`plot_cost`.

    Returns
    -------
    str
        The middle, and between which amounts half and 95% of the outcomes lie.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> alt_cost(SimpleNamespace(draws=pd.Series(range(101))))
    'Cost of extra second calls: 50 euros in the middle; half of the outcomes lie between 25 and 75, 95% between 2 and
    98.'
    """
    points = np.quantile(cost.draws, [0.5, 0.25, 0.75, 0.025, 0.975])
    return _words(language)["cost"].format(*(localise_number(f"{value:,.0f}", language) for value in points))


def plot_change(result, *, ax=None, language: str = "en"):
    """Draw the treated groups month by month beside the others, and where they would have been with the others' change.

    Parameters
    ----------
    result : DidItHelp
        From :func:`cxlab.intelligibility.did_it_help`: its `monthly` and `treated`.
    ax : matplotlib Axes, optional
        Where to draw; a new one otherwise.
    language : {"en", "nl"}
        Language of the words in the figure.

    Returns
    -------
    matplotlib Axes

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> monthly = pd.DataFrame({"month": pd.period_range("2026-01", periods=2, freq="M"), "treated": [70.0, 35.0],
    ...                         "others": [50.0, 50.0], "expected": [None, 70.0], "after": [False, True]})
    >>> plot_change(SimpleNamespace(monthly=monthly, treated=("Elm",))).get_ylabel()
    'Per 1,000 calls'
    """
    words = _words(language)
    ax = new_axes(8.5, 4.5) if ax is None else ax
    table, place = result.monthly, np.arange(len(result.monthly))
    ax.plot(place, table["others"], "s-", color=MUTED, linewidth=1.8, markersize=6, label=words["other groups"])
    ax.plot(place, table["treated"], "o-", color=PALETTE["blue"], linewidth=2.4, markersize=7,
            label=words["and"].join(map(str, result.treated)))
    ax.plot(place, pd.to_numeric(table["expected"]), ":", color=PALETTE["vermillion"], linewidth=2.4,
            label=words["expected line"])
    first = int(np.argmax(table["after"].to_numpy(dtype=bool)))
    ax.axvline(first - 0.5, ymax=0.9, color=INK, linewidth=1.2)
    ax.annotate(words["change"], (first - 0.5, 0.9), xycoords=("data", "axes fraction"), xytext=(4, -2),
                textcoords="offset points", va="top", fontsize=11, color=INK)
    step = -(-len(place) // 7) or 1
    ax.set_xticks(place[::step], [_period(month) for month in table["month"][::step]])
    ax.set_ylabel(words["per calls"], color=INK, fontsize=12)
    ax.set_ylim(bottom=0, top=1.22 * table[["treated", "others", "expected"]].apply(pd.to_numeric).max().max())
    ax.legend(frameon=False, fontsize=10, loc="upper left", ncols=3)
    _grid(ax, "y")
    return ax


def alt_change(result, *, language: str = "en") -> str:
    """Say in words what :func:`plot_change` shows.

    Parameters
    ----------
    result, language
        As for :func:`plot_change`; of `result` its `rates`.

    Returns
    -------
    str
        The rates before and after of the treated groups and of the others.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> rates = pd.DataFrame({"group": ["treated", "treated", "others", "others"], "period": ["before", "after"] * 2,
    ...                       "estimate": [70.0, 35.0, 50.0, 49.0]})
    >>> alt_change(SimpleNamespace(rates=rates, treated=("Birch", "Elm")))
    'Month by month, per 1,000 calls: Birch and Elm from 70.0 before to 35.0 after; other groups from 50.0 to 49.0.'
    """
    words, rate = _words(language), result.rates.set_index(["group", "period"])["estimate"]
    values = [localise_number(f"{rate[group, period]:.1f}", language)
              for group in ("treated", "others") for period in ("before", "after")]
    return words["months"].format(words["and"].join(map(str, result.treated)), *values)


def _words(language) -> dict:
    if language not in _WORDS:
        raise ValueError(f"language is {language!r}; expected 'en' or 'nl'")
    return _WORDS[language]


def _dutch_ticks(axis, language) -> None:
    if language == "nl":
        axis.set_major_formatter(lambda value, place: localise_number(f"{value:,g}", language))


def _funnel_scale(funnel, per, language):
    words = _words(language)
    if funnel.kind == "ratio":
        return 1, words["ratio"]
    if per:
        return per, words["Per"].format(localise_number(f"{per:,}", language))
    return 1, words["share" if funnel.kind == "proportion" else "rate"]


def _free_side(row, outside) -> str:
    """Put a name on the side away from the nearest unit at much the same height."""
    near = outside[((outside["estimate"] - row.estimate).abs() < 0.15 * row.estimate) & (outside.index != row.Index)]
    if near.empty:
        return "left"
    closest = near.loc[(near["n"] - row.n).abs().idxmin(), "n"]
    return "right" if closest > row.n else "left"


def _unit(label, labels) -> str:
    return str(label if labels is None else labels[label])


def _level(name) -> str:
    return name if len(name) <= 2 else f"{name[:2]}.{name[2:]}"


def _period(label) -> str:
    return f"{label:%Y-%m}" if isinstance(label, pd.Timestamp | pd.Period) else str(label)


def _forest_names(terms, language) -> list[str]:
    absent = [name for name in ("estimate", "ci_lower", "ci_upper") if name not in terms]
    if absent:
        raise ValueError(f"the table has no column {', '.join(map(repr, absent))}; expected a column of names, then "
                         "estimate, ci_lower, ci_upper")
    names = [str(name).replace("_", " ") for name in terms.iloc[:, 0]]
    return [_in_dutch(name) for name in names] if language == "nl" and terms.columns[0] == "term" else names


def _in_dutch(term) -> str:
    """Translate a term such as "outcome: refused (against granted)" part by part."""
    parts = re.split(r"(: | \(|\)|(?<=\()against )", term)
    return "".join("tegenover " if part == "against " else _DUTCH.get(part, part) for part in parts)


def _ratio_ticks(terms):
    from matplotlib.ticker import FixedLocator

    low, high = terms["ci_lower"].min(), terms["ci_upper"].max()
    steps = [0.05, 0.1, 0.2, 0.33, 0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 8, 12, 20]
    return FixedLocator([step for step in steps if low * 0.9 <= step <= high * 1.1])


def _no_ticks():
    from matplotlib.ticker import NullLocator

    return NullLocator()


def _mix(colour, depth) -> tuple[float, ...]:
    """A colour on white, opaque, so that it prints the same everywhere."""
    rgb = np.array([int(colour[place:place + 2], 16) for place in (1, 3, 5)]) / 255
    return tuple(1 - depth * (1 - rgb))


def _grid(ax, axis) -> None:
    ax.grid(axis=axis, color=GRID, linewidth=0.8)
    ax.set_axisbelow(True)
