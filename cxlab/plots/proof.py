"""Draw what came of it: promises beside results, results over time, waiting, the backlog of complaints, a claim."""

from __future__ import annotations

import pandas as pd
from matplotlib.patheffects import withStroke

from cxlab.language import localise_number
from cxlab.theme import GRID, INK, MUTED, PALETTE, new_axes, percent_tick

_HALO = [withStroke(linewidth=4, foreground="white")]
_WORDS = {
    "en": {
        "promised": "promised", "measured": "measured", "value": "Value (points)",
        "kept": "kept", "not kept": "not kept", "undecided": "undecided", "not measured": "not measured",
        "no promise": "no promise", "to": "to", "nothing": "There is nothing to show.",
        "cumulated": "Value added up (points)", "so far": "measured so far", "due": "promised by what was measured",
        "longer": "Still waiting after so many days", "days": "Days",
        "share": "Share of the complaints", "together": "this theme and the larger ones together",
        "themes": "Themes", "known": "known", "fixed": "fixed once", "still": "still fixed",
        "variation": "Ordinary variation from month to month", "ratio": "After as a multiple of before",
        "difference": "After less before", "none": "no change", "interval": "interval",
    },
    "nl": {
        "promised": "beloofd", "measured": "gemeten", "value": "Waarde (punten)",
        "kept": "gehaald", "not kept": "niet gehaald", "undecided": "onbeslist", "not measured": "niet gemeten",
        "no promise": "geen belofte", "to": "tot", "nothing": "Er is niets om te tonen.",
        "cumulated": "Waarde opgeteld (punten)", "so far": "gemeten tot nu toe", "due": "beloofd door wat is gemeten",
        "longer": "Wacht nog na zoveel dagen", "days": "Dagen",
        "share": "Aandeel van de klachten", "together": "dit thema en de grotere samen",
        "themes": "Thema's", "known": "bekend", "fixed": "ooit opgelost", "still": "nog steeds opgelost",
        "variation": "Gewone variatie van maand tot maand", "ratio": "Na als veelvoud van voor",
        "difference": "Na min voor", "none": "geen verandering", "interval": "interval",
    },
}
_STAGES = {
    "captured to owned": "vastgelegd tot eigenaar", "owned to started": "eigenaar tot gestart",
    "started to delivered": "gestart tot opgeleverd", "delivered to measured": "opgeleverd tot gemeten",
    "measured to told": "gemeten tot verteld", "captured to told": "vastgelegd tot verteld",
}
_STYLES = (("blue", "-"), ("orange", "--"), ("green", "-."), ("purple", ":"), ("vermillion", (0, (5, 1))),
           ("black", (0, (3, 1, 1, 1))))
_LEDGER = ("initiative", "promised_value", "measured_value", "measured_lower", "measured_upper", "against_promise")
_QUARTERS = ("quarter", "cumulated_promised", "cumulated_value", "cumulated_lower", "cumulated_upper")
_TIMES = ("stage", "days", "estimate", "ci_lower", "ci_upper")
_THEMES = ("theme", "complaints", "estimate", "ci_lower", "ci_upper", "n", "cumulated")
_BURN = ("month", "known", "fixed", "still_fixed")


def plot_ledger(table: pd.DataFrame, *, ax=None, language: str = "en"):
    """Draw for each initiative what was promised beside what was measured, with the interval of what was measured.

    Parameters
    ----------
    table : DataFrame
        `.table` of :func:`cxlab.portfolio.measure_ledger`, one row an initiative: `initiative`, `promised_value`,
        `measured_value`, `measured_lower`, `measured_upper`, `against_promise`. Show a part of it for a wall: what is
        delivered, say.
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
    >>> table = pd.DataFrame({"initiative": ["Fix bills"], "promised_value": [10.0], "measured_value": [8.0],
    ...                       "measured_lower": [5.0], "measured_upper": [11.0], "against_promise": ["undecided"]})
    >>> plot_ledger(table).get_xlabel()
    'Value (points)'
    """
    words = _check(table, _LEDGER, language, "measure_ledger")
    ax = new_axes(9.5, 1.7 + 0.4 * max(len(table), 2)) if ax is None else ax
    for place, row in enumerate(table.itertuples()):
        if pd.notna(row.measured_value):
            ends = [row.measured_lower, row.measured_upper]
            if not pd.isna(ends).any():
                ax.plot(ends, [place, place], color=PALETTE["blue"], linewidth=3, zorder=2)
            ax.plot(row.measured_value, place, "o", color=PALETTE["blue"], markersize=8, zorder=3)
        if pd.notna(row.promised_value):
            ax.plot(row.promised_value, place, "D", color="white", markeredgecolor=INK, markeredgewidth=1.8,
                    markersize=8, zorder=4)
        ax.text(1.02, place, words.get(str(row.against_promise), ""), transform=ax.get_yaxis_transform(), va="center",
                color=INK, fontsize=11)
    ax.plot([], [], "D", color="white", markeredgecolor=INK, markeredgewidth=1.8, markersize=8, label=words["promised"])
    ax.plot([], [], "o-", color=PALETTE["blue"], linewidth=3, markersize=8,
            label=f"{words['measured']} ({words['interval']})")
    _legend_above(ax)
    ax.set_yticks(range(len(table)), table["initiative"])
    ax.set_ylim(len(table) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    _axes(ax, words["value"], "", "x")
    return ax


def alt_ledger(table: pd.DataFrame, *, language: str = "en") -> str:
    """Say in words what :func:`plot_ledger` shows.

    Parameters
    ----------
    table, language
        As for :func:`plot_ledger`.

    Returns
    -------
    str
        How many kept their promise, then each that was measured.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"initiative": ["Fix bills"], "promised_value": [10.0], "measured_value": [8.0],
    ...                       "measured_lower": [5.0], "measured_upper": [11.0], "against_promise": ["undecided"]})
    >>> alt_ledger(table)
    'Result ledger of 1 initiative: 1 undecided. Fix bills: promised 10, measured 8 (5 to 11).'
    """
    words = _check(table, _LEDGER, language, "measure_ledger")
    if table.empty:
        return words["nothing"]
    counts = table["against_promise"].astype("str").value_counts()
    said = ", ".join(f"{number} {words.get(name, name)}" for name, number in counts.items())
    head = {"en": f"Result ledger of {len(table)} {'initiative' if len(table) == 1 else 'initiatives'}: {said}.",
            "nl": f"Resultatenboek van {len(table)} {'initiatief' if len(table) == 1 else 'initiatieven'}: {said}."}
    parts = []
    for row in table[table["measured_value"].notna()].itertuples():
        promised = row.promised_value
        promise = "" if pd.isna(promised) else f"{words['promised']} {_number(promised, language)}, "
        limits = "" if pd.isna(row.measured_lower) else (
            f" ({_number(row.measured_lower, language)} {words['to']} {_number(row.measured_upper, language)})")
        parts.append(f"{row.initiative}: {promise}{words['measured']} {_number(row.measured_value, language)}{limits}")
    return head[language] + (f" {'; '.join(parts)}." if parts else "")


def plot_results(quarters: pd.DataFrame, *, ax=None, language: str = "en"):
    """Draw the measured results added up quarter by quarter, beside what was promised for the same initiatives.

    Parameters
    ----------
    quarters : DataFrame
        `.quarters` of :func:`cxlab.portfolio.measure_ledger`: `quarter`, `cumulated_promised`, `cumulated_value`,
        `cumulated_lower`, `cumulated_upper`.
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
        If the table lacks a column or `language` is unknown.

    Examples
    --------
    >>> import pandas as pd
    >>> quarters = pd.DataFrame({"quarter": pd.PeriodIndex(["2026Q1"], freq="Q-DEC"), "cumulated_promised": [10.0],
    ...                          "cumulated_value": [8.0], "cumulated_lower": [6.0], "cumulated_upper": [9.0]})
    >>> plot_results(quarters).get_ylabel()
    'Value added up (points)'
    """
    words = _check(quarters, _QUARTERS, language, "measure_ledger (its quarters)")
    ax = new_axes(max(7.0, 2.5 + 0.75 * len(quarters)), 4.6) if ax is None else ax
    places = range(len(quarters))
    ax.fill_between(places, quarters["cumulated_lower"], quarters["cumulated_upper"], color=PALETTE["sky"], alpha=0.4,
                    linewidth=0, zorder=1)
    ax.plot(places, quarters["cumulated_promised"], color=INK, linewidth=2, linestyle="--", marker="D", markersize=5,
            label=words["due"], zorder=2)
    ax.plot(places, quarters["cumulated_value"], color=PALETTE["blue"], linewidth=2.6, marker="o", markersize=6,
            label=f"{words['so far']} ({words['interval']})", zorder=3)
    _legend_above(ax)
    ax.set_xticks(places, [str(quarter) for quarter in quarters["quarter"]])
    ax.set_ylim(bottom=min(0, ax.get_ylim()[0]))
    _axes(ax, "", words["cumulated"], "y")
    return ax


def alt_results(quarters: pd.DataFrame, *, language: str = "en") -> str:
    """Say in words what :func:`plot_results` shows.

    Parameters
    ----------
    quarters, language
        As for :func:`plot_results`.

    Returns
    -------
    str
        What was measured by the last quarter, with its interval, and what had been promised.

    Examples
    --------
    >>> import pandas as pd
    >>> quarters = pd.DataFrame({"quarter": pd.PeriodIndex(["2026Q1"], freq="Q-DEC"), "cumulated_promised": [10.0],
    ...                          "cumulated_value": [8.0], "cumulated_lower": [6.0], "cumulated_upper": [9.0]})
    >>> alt_results(quarters)
    'By 2026Q1 results of 8 points (6 to 9) were measured; 10 had been promised by the same initiatives.'
    """
    words = _check(quarters, _QUARTERS, language, "measure_ledger (its quarters)")
    known = quarters.dropna(subset=["cumulated_value"])
    if known.empty:
        return words["nothing"]
    last = known.iloc[-1]
    value, low, high, promise = (_number(last[name], language) for name in
                                 ("cumulated_value", "cumulated_lower", "cumulated_upper", "cumulated_promised"))
    return {"en": f"By {last['quarter']} results of {value} points ({low} to {high}) were measured; {promise} had been "
                  "promised by the same initiatives.",
            "nl": f"Tot en met {last['quarter']} zijn resultaten van {value} punten ({low} tot {high}) gemeten; "
                  f"dezelfde initiatieven hadden {promise} beloofd."}[language]


def plot_waits(times: pd.DataFrame, *, ax=None, stages=None, language: str = "en"):
    """Draw how long initiatives wait in each stage: the share still waiting after so many days.

    Parameters
    ----------
    times : DataFrame
        `.times` of :func:`cxlab.portfolio.measure_ledger`: `stage`, `days`, `estimate`, `ci_lower`, `ci_upper`.
    ax : matplotlib Axes, optional
        Where to draw; a new one otherwise.
    stages : several of the stages, optional
        Which to draw; all of them otherwise. With one, its interval is shaded.
    language : {"en", "nl"}
        Language of the words in the figure.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If the table lacks a column, a stage is unknown, or `language` is.

    Examples
    --------
    >>> import pandas as pd
    >>> times = pd.DataFrame({"stage": "owned to started", "days": [0, 30], "estimate": [1.0, 0.5],
    ...                       "ci_lower": [1.0, 0.2], "ci_upper": [1.0, 0.8]})
    >>> plot_waits(times).get_xlabel()
    'Days'
    """
    words, shown = _check_stages(times, stages, language)
    ax = new_axes(8.5, 4.8) if ax is None else ax
    for (colour, dash), stage in zip(_STYLES, shown, strict=False):
        one = times[times["stage"].eq(stage)]
        if len(shown) == 1:
            ax.fill_between(one["days"], one["ci_lower"], one["ci_upper"], step="post", color=PALETTE[colour],
                            alpha=0.22, linewidth=0, zorder=1)
        ax.step(one["days"], one["estimate"], where="post", color=PALETTE[colour], linestyle=dash, linewidth=2.4,
                label=_stage(stage, language), zorder=2)
    ax.axhline(0.5, color=MUTED, linewidth=1, zorder=0)
    ax.set_ylim(0, 1.02)
    ax.set_xlim(left=0)
    ax.yaxis.set_major_formatter(percent_tick)
    if shown:
        ax.legend(frameon=False, fontsize=11, loc="upper left", bbox_to_anchor=(1.0, 1.0))
    _axes(ax, words["days"], words["longer"], "y")
    return ax


def alt_waits(times: pd.DataFrame, *, stages=None, language: str = "en") -> str:
    """Say in words what :func:`plot_waits` shows.

    Parameters
    ----------
    times, stages, language
        As for :func:`plot_waits`.

    Returns
    -------
    str
        After how many days half of the initiatives had left each stage.

    Examples
    --------
    >>> import pandas as pd
    >>> times = pd.DataFrame({"stage": "owned to started", "days": [0, 30], "estimate": [1.0, 0.5],
    ...                       "ci_lower": [1.0, 0.2], "ci_upper": [1.0, 0.8]})
    >>> alt_waits(times)
    'Time in each stage. owned to started: half are through after 30 days.'
    """
    _, shown = _check_stages(times, stages, language)
    parts = []
    for stage in shown:
        one = times[times["stage"].eq(stage)]
        half = one.loc[one["estimate"] <= 0.5, "days"]
        if len(half):
            said = {"en": f"half are through after {half.iloc[0]:.0f} days",
                    "nl": f"de helft is erdoor na {half.iloc[0]:.0f} dagen"}
        else:
            said = {"en": "fewer than half are through", "nl": "minder dan de helft is erdoor"}
        parts.append(f"{_stage(stage, language)}: {said[language]}")
    head = {"en": "Time in each stage.", "nl": "Tijd in elke fase."}[language]
    return f"{head} {'; '.join(parts)}." if parts else _WORDS[language]["nothing"]


def plot_pareto(table: pd.DataFrame, *, ax=None, most: int = 12, language: str = "en"):
    """Draw the themes of complaints, largest first, with their interval and how much they make together.

    Parameters
    ----------
    table : DataFrame
        `.table` of :func:`cxlab.portfolio.complaint_backlog`: `theme`, `complaints`, `estimate`, `ci_lower`,
        `ci_upper`, `n`, `cumulated`. Themes of one to four complaints are left out.
    ax : matplotlib Axes, optional
        Where to draw; a new one otherwise.
    most : int
        How many themes to show.
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
    >>> table = pd.DataFrame({"theme": ["bill"], "complaints": [40], "estimate": [0.4], "ci_lower": [0.3],
    ...                       "ci_upper": [0.5], "n": [100], "cumulated": [0.4]})
    >>> [float(bar.get_width()) for bar in plot_pareto(table).patches]
    [0.4]
    """
    words = _check(table, _THEMES, language, "complaint_backlog")
    shown = _largest(table, most)
    ax = new_axes(9.5, 1.7 + 0.4 * max(len(shown), 2)) if ax is None else ax
    for place, row in enumerate(shown.itertuples()):
        ax.barh(place, row.estimate, height=0.66, color=PALETTE["sky"], zorder=1)
        ax.plot([row.ci_lower, row.ci_upper], [place, place], color=INK, linewidth=2, zorder=3)
    ax.plot(shown["cumulated"], range(len(shown)), color=PALETTE["vermillion"], marker="o", markersize=5, linewidth=1.6,
            linestyle="--", zorder=2, label=words["together"])
    _legend_above(ax)
    ax.set_yticks(range(len(shown)), shown["theme"])
    ax.set_ylim(len(shown) - 0.4, -0.6)
    ax.set_xlim(0, 1)
    ax.xaxis.set_major_formatter(percent_tick)
    ax.tick_params(axis="y", length=0)
    n = int(table["n"].max()) if len(table) else 0
    _axes(ax, f"{words['share']} (n = {_whole(n, language)})", "", "x")
    return ax


def alt_pareto(table: pd.DataFrame, *, most: int = 12, language: str = "en") -> str:
    """Say in words what :func:`plot_pareto` shows.

    Parameters
    ----------
    table, most, language
        As for :func:`plot_pareto`.

    Returns
    -------
    str
        The largest themes with their interval.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"theme": ["bill"], "complaints": [40], "estimate": [0.4], "ci_lower": [0.3],
    ...                       "ci_upper": [0.5], "n": [100], "cumulated": [0.4]})
    >>> alt_pareto(table)
    'Themes of 100 complaints, largest first. bill 40% (30% to 50%). Together they make 40%.'
    """
    words = _check(table, _THEMES, language, "complaint_backlog")
    shown = _largest(table, most)
    if shown.empty:
        return words["nothing"]
    n = _whole(int(table["n"].max()), language)
    parts = [f"{row.theme} {row.estimate:.0%} ({row.ci_lower:.0%} {words['to']} {row.ci_upper:.0%})"
             for row in shown.itertuples()]
    total = f"{shown['cumulated'].iloc[-1]:.0%}"
    return {"en": f"Themes of {n} complaints, largest first. {', '.join(parts)}. Together they make {total}.",
            "nl": f"Thema's van {n} klachten, de grootste eerst. {', '.join(parts)}. Samen zijn ze {total}."}[language]


def plot_burn_up(burn_up: pd.DataFrame, *, ax=None, language: str = "en"):
    """Draw month by month how many themes of complaints are known, were fixed, and stayed fixed.

    Parameters
    ----------
    burn_up : DataFrame
        `.burn_up` of :func:`cxlab.portfolio.complaint_backlog`: `month`, `known`, `fixed`, `still_fixed`.
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
        If the table lacks a column or `language` is unknown.

    Examples
    --------
    >>> import pandas as pd
    >>> burn_up = pd.DataFrame({"month": pd.PeriodIndex(["2026-01"], freq="M"), "known": [9], "fixed": [3],
    ...                         "still_fixed": [2]})
    >>> plot_burn_up(burn_up).get_ylabel()
    'Themes'
    """
    words = _check(burn_up, _BURN, language, "complaint_backlog (its burn_up)")
    ax = new_axes(9, 4.6) if ax is None else ax
    places = range(len(burn_up))
    lines = (("known", "known", INK, "--"), ("fixed", "fixed", PALETTE["orange"], "-."),
             ("still_fixed", "still", PALETTE["green"], "-"))
    ax.fill_between(places, burn_up["still_fixed"].astype(float), color=PALETTE["green"], alpha=0.2, linewidth=0,
                    zorder=1)
    for column, said, colour, dash in lines:
        ax.plot(places, burn_up[column], color=colour, linestyle=dash, linewidth=2.4, label=words[said], zorder=2)
    _legend_above(ax)
    step = max(1, len(burn_up) // 8)
    ax.set_xticks(list(places)[::step], [str(month) for month in burn_up["month"]][::step])
    ax.set_ylim(bottom=0)
    ax.set_xlim(0, max(len(burn_up) - 1, 1))
    _axes(ax, "", words["themes"], "y")
    return ax


def alt_burn_up(burn_up: pd.DataFrame, *, language: str = "en") -> str:
    """Say in words what :func:`plot_burn_up` shows.

    Parameters
    ----------
    burn_up, language
        As for :func:`plot_burn_up`.

    Returns
    -------
    str
        The last month: known, fixed, still fixed.

    Examples
    --------
    >>> import pandas as pd
    >>> burn_up = pd.DataFrame({"month": pd.PeriodIndex(["2026-01"], freq="M"), "known": [9], "fixed": [3],
    ...                         "still_fixed": [2]})
    >>> alt_burn_up(burn_up)
    'Themes of complaints by 2026-01: 9 known, 3 fixed once, 2 still fixed.'
    """
    words = _check(burn_up, _BURN, language, "complaint_backlog (its burn_up)")
    if burn_up.empty:
        return words["nothing"]
    last = burn_up.iloc[-1]
    head = {"en": f"Themes of complaints by {last['month']}", "nl": f"Thema's van klachten tot en met {last['month']}"}
    return (f"{head[language]}: {last['known']} {words['known']}, {last['fixed']} {words['fixed']}, "
            f"{last['still_fixed']} {words['still']}.")


def plot_claim(sensitivity: pd.DataFrame, estimate: float, *, ax=None, kind: str = "count", language: str = "en"):
    """Draw how the interval of a before-and-after claim widens with the ordinary variation from month to month.

    Where the shaded interval reaches the line of no change, chance explains the claim.

    Parameters
    ----------
    sensitivity : DataFrame
        `.sensitivity` of :func:`cxlab.impact.claim_check`: `variation`, `ci_lower`, `ci_upper`.
    estimate : float
        `.estimate` of the same.
    ax : matplotlib Axes, optional
        Where to draw; a new one otherwise.
    kind : {"count", "proportion"}
        As the claim was checked: no change is a ratio of 1, or a difference of 0.
    language : {"en", "nl"}
        Language of the words in the figure.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If the table lacks a column, or `kind` or `language` is unknown.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"variation": [0.0, 0.2], "ci_lower": [0.6, 0.4], "ci_upper": [0.8, 1.1]})
    >>> plot_claim(table, 0.7).get_ylabel()
    'After as a multiple of before'
    """
    words, none = _check_claim(sensitivity, kind, language)
    ax = new_axes(8.5, 4.8) if ax is None else ax
    x = sensitivity["variation"]
    ax.fill_between(x, sensitivity["ci_lower"], sensitivity["ci_upper"], color=PALETTE["sky"], alpha=0.4, linewidth=0,
                    zorder=1, label=words["interval"])
    ax.plot(x, [estimate] * len(sensitivity), color=PALETTE["blue"], linewidth=2.6, zorder=3)
    ax.axhline(none, color=INK, linewidth=1.6, linestyle="--", zorder=2)
    for said, place, side, shift in ((words["none"], (x.max(), none), "right", -6),
                                     (_claimed(estimate, kind, language), (x.min(), estimate), "left", 6)):
        ax.annotate(said, place, xytext=(shift, 5), textcoords="offset points", ha=side, va="bottom", color=INK,
                    fontsize=11, path_effects=_HALO)
    ax.xaxis.set_major_formatter(percent_tick)
    if kind == "proportion":
        ax.yaxis.set_major_formatter(percent_tick)
    ax.set_xlim(x.min(), x.max())
    _axes(ax, words["variation"], words["ratio" if kind == "count" else "difference"], "y")
    return ax


def alt_claim(sensitivity: pd.DataFrame, estimate: float, *, kind: str = "count", language: str = "en") -> str:
    """Say in words what :func:`plot_claim` shows.

    Parameters
    ----------
    sensitivity, estimate, kind, language
        As for :func:`plot_claim`.

    Returns
    -------
    str
        The estimate with its interval, and the first variation shown at which no change lies within it.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"variation": [0.0, 0.2], "ci_lower": [0.6, 0.4], "ci_upper": [0.8, 1.1]})
    >>> alt_claim(table, 0.7)
    'After is 0.7 of before, interval 0.6 to 0.8 if months vary by chance alone. At 20% variation the interval holds...
    """
    _, none = _check_claim(sensitivity, kind, language)
    first = sensitivity.iloc[0]
    value, low, high = (_claimed(number, kind, language) for number in (estimate, first["ci_lower"], first["ci_upper"]))
    if language == "en":
        what = f"After is {value} of before" if kind == "count" else f"After less before is {value}"
        said = f"{what}, interval {low} to {high} if months vary by chance alone."
    else:
        what = f"Na is {value} van voor" if kind == "count" else f"Na min voor is {value}"
        said = f"{what}, interval {low} tot {high} als maanden alleen toevallig verschillen."
    holds = sensitivity.loc[(sensitivity["ci_lower"] <= none) & (sensitivity["ci_upper"] >= none), "variation"]
    if len(holds):
        tail = {"en": f"At {holds.iloc[0]:.0%} variation the interval holds no change.",
                "nl": f"Bij {holds.iloc[0]:.0%} variatie bevat het interval geen verandering."}
    else:
        tail = {"en": "No change stays outside the interval throughout.",
                "nl": "Geen verandering blijft overal buiten het interval."}
    return f"{said} {tail[language]}"


def _check(table, needed, language, source):
    if language not in _WORDS:
        raise ValueError(f"language is {language!r}; expected one of {', '.join(map(repr, _WORDS))}")
    absent = [name for name in needed if name not in table]
    if absent:
        raise ValueError(f"the table lacks {', '.join(absent)}; expected the table of {source}")
    return _WORDS[language]


def _check_stages(times, stages, language):
    words = _check(times, _TIMES, language, "measure_ledger (its times)")
    there = list(dict.fromkeys(times["stage"]))
    stages = there if stages is None else [stages] if isinstance(stages, str) else list(stages)
    unknown = [stage for stage in stages if stage not in there]
    if unknown:
        raise ValueError(f"there is no stage {', '.join(map(repr, unknown))}; expected some of "
                         f"{', '.join(map(repr, there))}")
    return words, stages


def _check_claim(sensitivity, kind, language):
    words = _check(sensitivity, ("variation", "ci_lower", "ci_upper"), language, "claim_check (its sensitivity)")
    if kind not in ("count", "proportion"):
        raise ValueError(f"kind is {kind!r}; expected 'count' or 'proportion'")
    return words, 1.0 if kind == "count" else 0.0


def _stage(stage, language) -> str:
    return _STAGES.get(stage, stage) if language == "nl" else stage


def _largest(table, most):
    """Themes to show: counts of one to four are too few to be shared."""
    return table[~table["complaints"].between(1, 4)].head(most)


def _claimed(value, kind, language) -> str:
    return f"{100 * value:+.0f}%" if kind == "proportion" else _number(value, language)


def _number(value, language) -> str:
    """A number with at most three digits, with the decimal sign of the language."""
    said = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return localise_number(said, language)


def _whole(value, language) -> str:
    return f"{value:,}".replace(",", ".") if language == "nl" else f"{value:,}"


def _legend_above(ax) -> None:
    ax.legend(frameon=False, fontsize=11, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=3, borderaxespad=0.2)


def _axes(ax, across, up, grid) -> None:
    ax.set_xlabel(across, color=INK, fontsize=12)
    ax.set_ylabel(up, color=INK, fontsize=12)
    ax.grid(axis=grid, color=GRID, linewidth=0.8, zorder=0)
    ax.set_axisbelow(True)
