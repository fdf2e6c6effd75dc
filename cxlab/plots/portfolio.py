"""Draw the balance of the two tracks, a plan, what near and long term cost each other, and which choices hold."""

from __future__ import annotations

import pandas as pd
from matplotlib.patheffects import withStroke

from cxlab.frames import FUNDAMENTAL, INNOVATION, TRACKS
from cxlab.language import localise_number
from cxlab.theme import GRID, INK, MUTED, PALETTE, TRACK_COLOURS, new_axes, percent_tick

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
    ax.yaxis.set_major_formatter(percent_tick)
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


_PLAN = {
    "en": {"effort_fte": "effort (FTE)", "budget_keur": "budget (thousand euros)", "of": "of",
           "empty": "The plan is empty.", FUNDAMENTAL: FUNDAMENTAL, INNOVATION: INNOVATION},
    "nl": {"effort_fte": "inzet (fte)", "budget_keur": "budget (duizend euro)", "of": "van",
           "empty": "Het plan is leeg.", FUNDAMENTAL: "Strategisch fundament",
           INNOVATION: "Resultaatgedreven innovatie"},
}


def plot_plan(table: pd.DataFrame, use: pd.DataFrame, *, ax=None, language: str = "en"):
    """Draw a plan as two swim lanes over the quarters, with the load on each resource below.

    A lane a track, a bar an initiative. Below them a bar a quarter shows what is used; the line over it is what there
    is.

    Parameters
    ----------
    table : DataFrame
        `.table` of a selection: `initiative`, `track`, `start`, `finish`.
    use : DataFrame
        `.use` of the same selection: `quarter`, `resource`, `used`, `capacity` (missing where nobody said).
    ax : matplotlib Axes, optional
        Where to draw; a new one otherwise, as high as the plan is long.
    language : {"en", "nl"}
        Language of the words in the figure.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If a table lacks a column or `language` is unknown.

    Examples
    --------
    >>> import pandas as pd
    >>> quarters = pd.PeriodIndex(["2026Q1", "2026Q2"], freq="Q-DEC")
    >>> table = pd.DataFrame({"initiative": ["Fix bills"], "track": ["Result Driven Innovation"],
    ...                       "start": quarters[:1], "finish": quarters[1:]})
    >>> use = pd.DataFrame({"quarter": quarters, "resource": "effort_fte", "used": 1.0, "capacity": 2.0})
    >>> [label.get_text() for label in plot_plan(table, use).get_xticklabels()]
    ['2026Q1', '2026Q2']
    """
    words = _check_plan(table, use, language)
    quarters, resources = list(dict.fromkeys(use["quarter"])), list(dict.fromkeys(use["resource"]))
    ax = new_axes(10.5, 1.4 + 0.42 * len(table) + 1.05 * len(resources)) if ax is None else ax
    row, left = 0.0, quarters[0].ordinal
    for track in TRACKS:
        lane = table[table["track"].eq(track)].sort_values(["start", "finish"], kind="stable")
        ax.axhspan(row - 0.55, row + len(lane) + 0.55, color=TRACK_COLOURS[track], alpha=0.09, linewidth=0, zorder=0)
        _beside(ax, row, words[track], bold=True)
        for one in lane.itertuples():
            row += 1
            _span(ax, row, max(one.start.ordinal - left, 0), one.finish.ordinal - left + 1, TRACK_COLOURS[track])
            _beside(ax, row, one.initiative)
        row += 1.25
    for name in resources:
        row += 1.8
        _load(ax, row, use[use["resource"].eq(name)].set_index("quarter").reindex(quarters), name, words, language)
        row += 0.35
    ax.set_ylim(row, -0.7)
    ax.set_xlim(0, len(quarters))
    ax.set_yticks([])
    ax.set_xticks([k + 0.5 for k in range(len(quarters))], [str(quarter) for quarter in quarters])
    ax.tick_params(axis="x", length=0)
    for k in range(1, len(quarters)):
        ax.axvline(k, color=GRID, linewidth=0.8, zorder=0)
    return ax


def alt_plan(table: pd.DataFrame, use: pd.DataFrame, *, language: str = "en") -> str:
    """Say in words what :func:`plot_plan` shows.

    Parameters
    ----------
    table, use, language
        As for :func:`plot_plan`.

    Returns
    -------
    str
        How many initiatives each track has, when each runs, and where capacity is fullest.

    Examples
    --------
    >>> import pandas as pd
    >>> quarters = pd.PeriodIndex(["2026Q1", "2026Q2"], freq="Q-DEC")
    >>> table = pd.DataFrame({"initiative": ["Fix bills"], "track": ["Result Driven Innovation"],
    ...                       "start": quarters[:1], "finish": quarters[1:]})
    >>> use = pd.DataFrame({"quarter": quarters, "resource": "effort_fte", "used": 1.0, "capacity": 2.0})
    >>> alt_plan(table, use)  # doctest: +ELLIPSIS
    'Plan of 1 initiative. Result Driven Innovation: Fix bills 2026Q1 to 2026Q2. Fullest: effort (FTE) 1 of 2 in ...'
    """
    words = _check_plan(table, use, language)
    if table.empty:
        return words["empty"]
    many = {"en": "initiative" if len(table) == 1 else "initiatives",
            "nl": "initiatief" if len(table) == 1 else "initiatieven"}[language]
    to, parts = {"en": "to", "nl": "tot en met"}[language], []
    for track in TRACKS:
        lane = table[table["track"].eq(track)]
        spans = [f"{one.initiative} {one.start}" + (f" {to} {one.finish}" if one.finish != one.start else "")
                 for one in lane.itertuples()]
        parts += [f"{words[track]}: {', '.join(spans)}."] if spans else []
    first = {"en": f"Plan of {len(table)} {many}.", "nl": f"Plan van {len(table)} {many}."}[language]
    most = use["used"] if use["capacity"].isna().all() else use["used"] / use["capacity"].where(use["capacity"] > 0)
    full = use.loc[most.fillna(0).idxmax()]
    fullest = {"en": "Fullest", "nl": "Het volst"}[language]
    said = _used(full["used"], full["capacity"], words, language)
    return " ".join([first, *parts, f"{fullest}: {words.get(full['resource'], full['resource'])} {said} in "
                                    f"{full['quarter']}."])


def _check_plan(table, use, language):
    if language not in _PLAN:
        raise ValueError(f"language is {language!r}; expected one of {', '.join(map(repr, _PLAN))}")
    absent = [name for name in ("initiative", "track", "start", "finish") if name not in table]
    absent += [name for name in ("quarter", "resource", "used", "capacity") if name not in use]
    if absent:
        raise ValueError(f"the plan lacks {', '.join(absent)}; expected the table and the use of select_initiatives")
    return _PLAN[language]


def _span(ax, row, start, end, colour) -> None:
    ax.barh(row, end - start - 0.08, left=start + 0.04, height=0.72, color=colour, zorder=2)


def _beside(ax, row, said, bold=False) -> None:
    ax.text(-0.02, row, said, transform=ax.get_yaxis_transform(), ha="right", va="center", color=INK,
            fontsize=12 if bold else 11, fontweight="bold" if bold else "normal")


def _load(ax, floor, use, name, words, language) -> None:
    """A bar a quarter, as high as what is used, under a line at the capacity."""
    _beside(ax, floor - 0.8, words.get(name, name), bold=True)
    top = max(use["capacity"].fillna(0).max(), use["used"].max()) or 1
    for k, one in enumerate(use.itertuples()):
        ax.bar(k + 0.5, -1.6 * one.used / top, bottom=floor, width=0.92, color=GRID, zorder=1)
        ax.plot([k + 0.04, k + 0.96], [floor - 1.6 * one.capacity / top] * 2, color=INK, linewidth=2, zorder=2)
        ax.text(k + 0.5, floor - 0.12, _used(one.used, one.capacity, words, language, "\n"),
                ha="center", va="bottom", color=INK, fontsize=10, linespacing=1.05, zorder=3, path_effects=_HALO)


def _used(used, capacity, words, language, between=" ") -> str:
    said = _number(used, language)
    return said if pd.isna(capacity) else f"{said}{between}{words['of']} {_number(capacity, language)}"


def _number(value, language) -> str:
    """A number with at most four digits, with the decimal sign of the language."""
    return localise_number(f"{value:,.4g}", language)


_FRONT = {
    "en": {"near": "Value in the near term", "long": "Value in the long term",
           "end": "{n} initiatives,\n{share:.0%} Result Driven Innovation", "none": "There are no plans to show.",
           "chosen": "the plan you chose", "on": "It lies on the curve.",
           "under": "It lies under the curve: another plan has more of both, or as much of one and more of the other."},
    "nl": {"near": "Waarde op korte termijn", "long": "Waarde op lange termijn",
           "end": "{n} initiatieven,\n{share:.0%} resultaatgedreven innovatie",
           "none": "Er zijn geen plannen om te tonen.", "chosen": "het plan dat u koos", "on": "Het ligt op de lijn.",
           "under": "Het ligt onder de lijn: een ander plan heeft van beide meer, of van het een evenveel en van het "
                    "ander meer."},
}


def plot_frontier(table: pd.DataFrame, *, ax=None, chosen=None, language: str = "en"):
    """Draw what value in the near term costs in the long term, one dot a plan.

    Parameters
    ----------
    table : DataFrame
        `.table` of a trade-off curve: `near`, `long`, `share`, `n`.
    ax : matplotlib Axes, optional
        Where to draw; a new one otherwise.
    chosen : (near, long), optional
        The plan you chose: its value in the near and in the long term. It need not lie on the curve.
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
    >>> import pandas as pd
    >>> table = pd.DataFrame({"near": [1.0, 5.0], "long": [9.0, 2.0], "share": [0.2, 0.8], "n": [4, 5]})
    >>> plot_frontier(table).get_xlabel()
    'Value in the near term'
    """
    words = _check_front(table, language, chosen)
    ax = new_axes(8, 5) if ax is None else ax
    # Steps, not slopes: between two dots there is no plan.
    ax.step(table["near"], table["long"], where="pre", color=MUTED, linewidth=1.2, zorder=1)
    ax.scatter(table["near"], table["long"], s=46, color=PALETTE["blue"], edgecolor="white", zorder=2)
    ends = table.iloc[[0, -1]] if len(table) > 1 else table
    for k, row in enumerate(ends.itertuples()):
        share = 0.0 if pd.isna(row.share) else row.share
        # Over the first dot and under the last there is no line for the words to cross.
        ax.annotate(words["end"].format(n=row.n, share=share), (row.near, row.long), color=INK, fontsize=11,
                    xytext=(0, -8 if k else 8), textcoords="offset points", ha="right" if k else "left",
                    va="top" if k else "bottom")
    if chosen is not None:
        ax.scatter(*chosen, marker="D", s=110, color=PALETTE["orange"], edgecolor=INK, linewidth=1.2, zorder=3)
        right = len(table) and chosen[0] > table["near"].mean()
        ax.annotate(words["chosen"], chosen, color=INK, fontsize=11, xytext=(-10 if right else 10, -12),
                    textcoords="offset points", ha="right" if right else "left", va="top", path_effects=_HALO)
    ax.margins(0.06, 0.2)
    ax.set_xlabel(words["near"], color=INK, fontsize=12)
    ax.set_ylabel(words["long"], color=INK, fontsize=12)
    ax.grid(color=GRID, linewidth=0.8, zorder=0)
    ax.set_axisbelow(True)
    return ax


def alt_frontier(table: pd.DataFrame, *, chosen=None, language: str = "en") -> str:
    """Say in words what :func:`plot_frontier` shows.

    Parameters
    ----------
    table, chosen, language
        As for :func:`plot_frontier`.

    Returns
    -------
    str
        The ends of the curve and how many plans lie on it.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"near": [1.0, 5.0], "long": [9.0, 2.0], "share": [0.2, 0.8], "n": [4, 5]})
    >>> alt_frontier(table)
    'Curve of 2 plans: from 1 near and 9 long (20% Result Driven Innovation) to 5 near and 2 long (80%).'
    """
    words = _check_front(table, language, chosen)
    if table.empty:
        return words["none"]
    first, last = table.iloc[0], table.iloc[-1]
    low, high = (0.0 if pd.isna(row["share"]) else row["share"] for row in (first, last))
    said = {
        "en": f"Curve of {len(table)} plans: from {first['near']:.6g} near and {first['long']:.6g} long ({low:.0%} "
              f"{INNOVATION}) to {last['near']:.6g} near and {last['long']:.6g} long ({high:.0%}).",
        "nl": f"Lijn van {len(table)} plannen: van {first['near']:.6g} kort en {first['long']:.6g} lang ({low:.0%} "
              f"resultaatgedreven innovatie) tot {last['near']:.6g} kort en {last['long']:.6g} lang ({high:.0%}).",
    }[language]
    if chosen is None:
        return said
    beaten = ((table["near"] >= chosen[0]) & (table["long"] >= chosen[1])
              & ((table["near"] > chosen[0]) | (table["long"] > chosen[1]))).any()
    short, far = {"en": ("near", "long"), "nl": ("kort", "lang")}[language]
    return (f"{said} {words['chosen'].capitalize()}: {chosen[0]:.6g} {short}, {chosen[1]:.6g} {far}. "
            f"{words['under' if beaten else 'on']}")


def _check_front(table, language, chosen=None):
    if language not in _FRONT:
        raise ValueError(f"language is {language!r}; expected one of {', '.join(map(repr, _FRONT))}")
    absent = [name for name in ("near", "long", "share", "n") if name not in table]
    if absent:
        raise ValueError(f"the table lacks {', '.join(absent)}; expected the table of trade_off_curve")
    if chosen is not None and len(tuple(chosen)) != 2:
        raise ValueError(f"chosen is {chosen!r}; expected two values, near and long, such as (120, 85)")
    return _FRONT[language]


_GROUPS = {
    "en": {"core": "core", "borderline": "borderline", "exterior": "exterior", "undecided": "undecided",
           "axis": "Core index: share of drawn scores whose best plan holds it"},
    "nl": {"core": "kern", "borderline": "grensgeval", "exterior": "erbuiten", "undecided": "onbeslist",
           "axis": "Kernindex: aandeel van getrokken scores waarvan het beste plan het bevat"},
}
_GROUP_COLOURS = {"core": PALETTE["green"], "borderline": PALETTE["orange"], "exterior": MUTED, "undecided": GRID}


def plot_core_index(table: pd.DataFrame, *, ax=None, language: str = "en"):
    """Draw how often each initiative is in the best plan when the scores are in doubt.

    Parameters
    ----------
    table : DataFrame
        `.table` of a robust selection: `initiative`, `group`, `estimate`, `ci_lower`, `ci_upper`, `n`.
    ax : matplotlib Axes, optional
        Where to draw; a new one otherwise, as high as the table is long.
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
    >>> import pandas as pd
    >>> table = pd.DataFrame({"initiative": ["Fix bills"], "group": ["core"], "estimate": [1.0], "ci_lower": [0.9],
    ...                       "ci_upper": [1.0], "n": [30]})
    >>> plot_core_index(table).texts[0].get_text()
    'core'
    """
    words = _check_core(table, language)
    ax = new_axes(9.5, 1.4 + 0.38 * max(len(table), 2)) if ax is None else ax
    for place, row in enumerate(table.itertuples()):
        ax.barh(place, row.estimate, height=0.68, color=_GROUP_COLOURS[row.group], edgecolor=MUTED, linewidth=0.8,
                zorder=2)
        if row.ci_upper > row.ci_lower:
            ax.plot([row.ci_lower, row.ci_upper], [place, place], color=INK, linewidth=2, zorder=3, path_effects=_HALO)
        ax.text(1.02, place, words[row.group], transform=ax.get_yaxis_transform(), va="center", color=INK, fontsize=11)
    ax.set_yticks(range(len(table)), table["initiative"])
    ax.set_ylim(len(table) - 0.4, -0.6)
    ax.set_xlim(0, 1)
    ax.xaxis.set_major_formatter(percent_tick)
    n = int(table["n"].max()) if len(table) else 0
    ax.set_xlabel(f"{words['axis']} (n = {n})", color=INK, fontsize=12)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x", color=GRID, linewidth=0.8, zorder=0)
    ax.set_axisbelow(True)
    return ax


def alt_core_index(table: pd.DataFrame, *, language: str = "en") -> str:
    """Say in words what :func:`plot_core_index` shows.

    Parameters
    ----------
    table, language
        As for :func:`plot_core_index`.

    Returns
    -------
    str
        Group by group, the initiatives with their core index.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"initiative": ["Fix bills"], "group": ["core"], "estimate": [1.0], "ci_lower": [0.9],
    ...                       "ci_upper": [1.0], "n": [30]})
    >>> alt_core_index(table)
    'Core index of 1 initiative over 30 drawn sets of scores. core: Fix bills 100%.'
    """
    words = _check_core(table, language)
    n = int(table["n"].max()) if len(table) else 0
    many = {"en": "initiative", "nl": "initiatief"} if len(table) == 1 else {"en": "initiatives", "nl": "initiatieven"}
    parts = [{"en": f"Core index of {len(table)} {many['en']} over {n} drawn sets of scores.",
              "nl": f"Kernindex van {len(table)} {many['nl']} over {n} getrokken scores."}[language]]
    for group in _GROUP_COLOURS:
        mine = table[table["group"].eq(group)]
        if len(mine):
            said = [row.initiative if pd.isna(row.estimate) else f"{row.initiative} {row.estimate:.0%}"
                    for row in mine.itertuples()]
            parts.append(f"{words[group]}: {', '.join(said)}.")
    return " ".join(parts)


def _check_core(table, language):
    if language not in _GROUPS:
        raise ValueError(f"language is {language!r}; expected one of {', '.join(map(repr, _GROUPS))}")
    absent = [name for name in ("initiative", "group", "estimate", "ci_lower", "ci_upper", "n") if name not in table]
    if absent:
        raise ValueError(f"the table lacks {', '.join(absent)}; expected the table of robust_selection")
    return _GROUPS[language]


_SWINGS = {
    "en": {"axis": "Value of the best plan", "low": "score at its lowest", "high": "score at its highest",
           "changes": "another plan", "same": "same plan", "middle": "all scores in the middle",
           "none": "There are no scores to show."},
    "nl": {"axis": "Waarde van het beste plan", "low": "score op zijn laagst", "high": "score op zijn hoogst",
           "changes": "een ander plan", "same": "hetzelfde plan", "middle": "alle scores in het midden",
           "none": "Er zijn geen scores om te tonen."},
}


def plot_tornado(table: pd.DataFrame, *, ax=None, language: str = "en"):
    """Draw how far the value of the best plan swings with each uncertain score, the widest swing on top.

    Parameters
    ----------
    table : DataFrame
        One row a score in doubt, widest swing first: `initiative`, `at_low` and `at_high` (value of the best plan with
        this score at its lowest and at its highest), `at_middle` (with all scores in the middle) and `changes`
        (whether the best plan is another one).
    ax : matplotlib Axes, optional
        Where to draw; a new one otherwise, as high as the table is long.
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
    >>> import pandas as pd
    >>> table = pd.DataFrame({"initiative": ["Fix bills"], "at_low": [90.0], "at_high": [120.0], "at_middle": [100.0],
    ...                       "changes": [True]})
    >>> plot_tornado(table).texts[0].get_text()
    'another plan'
    """
    words = _check_swings(table, language)
    ax = new_axes(9.5, 1.6 + 0.42 * max(len(table), 2)) if ax is None else ax
    for place, row in enumerate(table.itertuples()):
        for end, colour in ((row.at_low, PALETTE["sky"]), (row.at_high, PALETTE["blue"])):
            ax.barh(place, end - row.at_middle, left=row.at_middle, height=0.66, color=colour, zorder=2)
        ax.text(1.02, place, words["changes" if row.changes else "same"], transform=ax.get_yaxis_transform(),
                va="center", color=INK if row.changes else MUTED, fontsize=11)
    if len(table):
        ax.axvline(table["at_middle"].iloc[0], color=INK, linewidth=1.4, zorder=3)
    for place, (end, colour) in enumerate((("low", PALETTE["sky"]), ("high", PALETTE["blue"]))):
        ax.annotate("■", (0.42 * place, 1), xytext=(0, 10), xycoords="axes fraction", textcoords="offset points",
                    color=colour, fontsize=14, va="center")
        ax.annotate(words[end], (0.42 * place, 1), xytext=(16, 10), xycoords="axes fraction",
                    textcoords="offset points", color=INK, fontsize=11, va="center")
    ax.set_yticks(range(len(table)), table["initiative"])
    ax.set_ylim(len(table) - 0.4, -0.6)
    ax.margins(x=0.08)
    ax.set_xlabel(words["axis"], color=INK, fontsize=12)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x", color=GRID, linewidth=0.8, zorder=0)
    ax.set_axisbelow(True)
    return ax


def alt_tornado(table: pd.DataFrame, *, language: str = "en") -> str:
    """Say in words what :func:`plot_tornado` shows.

    Parameters
    ----------
    table, language
        As for :func:`plot_tornado`.

    Returns
    -------
    str
        The value in the middle, then score by score how far it swings and whether the plan changes.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"initiative": ["Fix bills"], "at_low": [90.0], "at_high": [120.0], "at_middle": [100.0],
    ...                       "changes": [True]})
    >>> alt_tornado(table)
    'Value of the best plan: 100 (all scores in the middle). Fix bills: 90 to 120, another plan.'
    """
    words = _check_swings(table, language)
    if table.empty:
        return words["none"]
    to = {"en": "to", "nl": "tot"}[language]
    parts = [f"{row.initiative}: {row.at_low:.6g} {to} {row.at_high:.6g}, {words['changes' if row.changes else 'same']}"
             for row in table.itertuples()]
    return f"{words['axis']}: {table['at_middle'].iloc[0]:.6g} ({words['middle']}). {'; '.join(parts)}."


def _check_swings(table, language):
    if language not in _SWINGS:
        raise ValueError(f"language is {language!r}; expected one of {', '.join(map(repr, _SWINGS))}")
    absent = [name for name in ("initiative", "at_low", "at_high", "at_middle", "changes") if name not in table]
    if absent:
        raise ValueError(f"the table lacks {', '.join(absent)}; expected one row a score with the value of the best "
                         "plan at its lowest and at its highest")
    return _SWINGS[language]
