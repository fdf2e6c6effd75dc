"""Draw journeys with emotions: a sheet for the wall, a heat strip, the gap to close, and shares over time."""

from __future__ import annotations

import math
from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from cxlab.plots.petals import mix
from cxlab.theme import EMOTION_COLOURS, GRID, INK, MUTED, PALETTE, new_axes, percent_tick
from cxlab.wheel import DUTCH, PRIMARIES

_WORDS = {
    "en": {"none": "no emotion", "step": "step", "raters": "{n} raters judged these steps",
           "range": "{low} to {high} raters judged these steps", "up": "pleasant", "down": "unpleasant", "to": "to",
           "grey": "Small figures: 95% interval.", "area": "Area of a circle: share of raters.", "zero": "neither",
           "start": "Journey of {who}, {version}, {n} steps.", "leads": "{step}. {name}: {list}.",
           "quiet": "no emotion given", "valence": "valence {value} ({low} to {high})",
           "valence_short": "valence {value}",
           "heat": "Heat strip of {n} steps and eight emotions; the darkest cell is {emotion} at {name}, {share}.",
           "as-is": "as it is", "to-be": "as it should become", "customer": "the customer", "employee": "the employee",
           "gap": "Gap between the journey as it is and as it should become, in valence from -3 to 3.",
           "gap_row": "{name}: {before} to {after}, gap {value}{interval}", "interval": " ({low} to {high})",
           "trend": "Shares of eight emotions over {n} groups of {by}, from {first} to {last}.",
           "trend_row": "{emotion}: {first} to {last}", "level": "Band: interval. Texts for each {by}: {n}."},
    "nl": {"none": "geen emotie", "step": "stap", "raters": "{n} beoordelaars gaven deze stappen een oordeel",
           "range": "{low} tot {high} beoordelaars gaven deze stappen een oordeel", "up": "prettig",
           "down": "onprettig", "to": "tot", "grey": "Kleine cijfers: 95%-interval.",
           "area": "Oppervlak van een cirkel: aandeel van de beoordelaars.", "zero": "geen van beide",
           "start": "Reis van {who}, {version}, {n} stappen.", "leads": "{step}. {name}: {list}.",
           "quiet": "geen emotie gegeven", "valence": "valentie {value} ({low} tot {high})",
           "valence_short": "valentie {value}",
           "heat": "Warmtestrook van {n} stappen en acht emoties; de donkerste cel is {emotion} bij {name}, {share}.",
           "as-is": "zoals hij is", "to-be": "zoals hij moet worden", "customer": "de klant",
           "employee": "de medewerker",
           "gap": "Verschil tussen de reis zoals hij is en zoals hij moet worden, in valentie van -3 tot 3.",
           "gap_row": "{name}: {before} tot {after}, verschil {value}{interval}", "interval": " ({low} tot {high})",
           "trend": "Aandelen van acht emoties over {n} groepen van {by}, van {first} tot {last}.",
           "trend_row": "{emotion}: {first} tot {last}", "level": "Band: interval. Teksten per {by}: {n}."},
}
_JOURNEY = ("persona", "version", "who")
_CIRCLE = 1500            # size in square points of a share of 1


def plot_journey(steps: pd.DataFrame, *, valence: pd.DataFrame | None = None, language: str = "en", title: str = ""
                 ) -> Figure:
    """Draw one journey with its emotions, step by step, to hang on a wall.

    A column for each step, a circle for each emotion: a circle of twice the area stands for twice as many raters. The
    numbers beside it are the share and its interval. With `valence` a line below shows how pleasant each step is.

    Parameters
    ----------
    steps : DataFrame
        What :func:`cxlab.journeys.measure_steps` gave, for one persona, version and side.
    valence : DataFrame, optional
        What :func:`cxlab.journeys.measure_valence` gave, for the same.
    language : {"en", "nl"}
        Language of the words in the figure.
    title : str
        A line above the sheet; persona and version otherwise.

    Returns
    -------
    matplotlib Figure
        It grows with the number of steps; print it as large as you like.

    Raises
    ------
    ValueError
        If columns are absent or the table holds several journeys.

    Examples
    --------
    >>> import pandas as pd
    >>> from cxlab.wheel import PRIMARIES
    >>> steps = pd.DataFrame({"step": 1, "step_name": "Orders", "emotion": PRIMARIES, "n": 10, "estimate": .1,
    ...                       "ci_lower": .02, "ci_upper": .4, "no_emotion": .2})
    >>> [text.get_text() for text in plot_journey(steps).axes[0].texts][:2]
    ['1', 'Orders']
    """
    table, words = _one_journey(steps, language), _WORDS[language]
    numbers = sorted(table["step"].unique())
    line = None if valence is None else _valence_of(valence, numbers)
    tall = 8.9 + (2.2 if line is not None else 0)
    figure = Figure(figsize=(2.3 + 1.75 * len(numbers), tall), facecolor="white")
    left, wide = 1.9 / figure.get_size_inches()[0], 1.75 * len(numbers) / figure.get_size_inches()[0]
    low = (0.5 + (2.2 if line is not None else 0)) / tall
    ax = figure.add_axes((left, low, wide, (tall - 0.8) / tall - low))
    ax.set(xlim=(-0.5, len(numbers) - 0.5), ylim=(8.6, -2.75))
    ax.set_axis_off()
    for place, number in enumerate(numbers):
        _draw_step(ax, place, table[table["step"] == number].set_index("emotion"))
    for row, emotion in enumerate([*PRIMARIES, "none"]):
        name = words["none"] if emotion == "none" else _name(emotion, language)
        ax.text(-0.62, row, name, fontsize=13, color=INK, ha="right", va="center", parse_math=False)
        ax.axhline(row - 0.5, color=GRID, linewidth=0.8, zorder=0)
    if line is not None:
        _draw_valence(figure.add_axes((left, 0.62 / tall, wide, 1.85 / tall)), line, words)
    figure.text(0.5, 1 - 0.12 / tall, title or _title(table, words), fontsize=18, color=INK, ha="center", va="top",
                weight="bold", parse_math=False)
    figure.text(0.5, 0.12 / tall, "  ".join([_raters(table, words) + ".", words["area"], words["grey"]]),
                fontsize=11, color=MUTED, ha="center", va="bottom", parse_math=False)
    return figure


def alt_journey(steps: pd.DataFrame, *, valence: pd.DataFrame | None = None, language: str = "en") -> str:
    """Say in words what :func:`plot_journey` shows.

    Parameters
    ----------
    steps, valence, language
        As for :func:`plot_journey`.

    Returns
    -------
    str
        For each step the emotions given most often (up to three) with their shares.

    Raises
    ------
    ValueError
        As :func:`plot_journey`.

    Examples
    --------
    >>> import pandas as pd
    >>> from cxlab.wheel import PRIMARIES
    >>> steps = pd.DataFrame({"step": 1, "step_name": "Orders", "emotion": PRIMARIES, "n": 10, "ci_lower": 0.0,
    ...                       "estimate": [.6, .3] + [0] * 6, "ci_upper": .4, "no_emotion": .2})
    >>> alt_journey(steps)
    'Journey of the customer, as it is, 1 steps. 1. Orders: joy 60%, trust 30%. 10 raters judged these steps.'
    """
    table, words = _one_journey(steps, language), _WORDS[language]
    numbers = sorted(table["step"].unique())
    line = None if valence is None else _valence_of(valence, numbers)
    said = [words["start"].format(who=words[_first(table, "who", "customer")], n=len(numbers),
                                  version=words[_first(table, "version", "as-is")])]
    for place, number in enumerate(numbers):
        part = table[table["step"] == number]
        top = part[part["estimate"] > 0].sort_values("estimate", ascending=False, kind="stable").head(3)
        items = [f"{_name(row.emotion, language)} {row.estimate:.0%}" for row in top.itertuples()] or [words["quiet"]]
        if line is not None:
            items.append(_say_valence(line.iloc[place], words))
        said.append(words["leads"].format(step=number, name=_step_name(part), list=", ".join(items)))
    return " ".join([*said, _raters(table, words) + "."])


def plot_heat_strip(steps: pd.DataFrame, *, ax=None, language: str = "en"):
    """Draw step by emotion as cells, the darker the larger the share.

    Parameters
    ----------
    steps : DataFrame
        What :func:`cxlab.journeys.measure_steps` gave, for one persona, version and side.
    ax : matplotlib Axes, optional
        Where to draw; a new one otherwise.
    language : {"en", "nl"}
        Language of the names of the emotions.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If columns are absent or the table holds several journeys.

    Notes
    -----
    One hue from light to dark, so that it reads in black and white too; the share stands in every cell. Intervals do
    not fit in cells: with ten raters a share of 50% has one of 24% to 76%.

    Examples
    --------
    >>> import pandas as pd
    >>> from cxlab.wheel import PRIMARIES
    >>> steps = pd.DataFrame({"step": 1, "step_name": "Orders", "emotion": PRIMARIES, "n": 10, "estimate": .1,
    ...                       "ci_lower": .02, "ci_upper": .4, "no_emotion": .2})
    >>> len(plot_heat_strip(steps).texts)
    8
    """
    table = _one_journey(steps, language)
    numbers = sorted(table["step"].unique())
    cells = table.pivot(index="emotion", columns="step", values="estimate").loc[list(PRIMARIES), numbers].to_numpy()
    ax = new_axes(1.8 + 1.25 * len(numbers), 4.6) if ax is None else ax
    shades = [[mix("#ffffff", PALETTE["blue"], 0 if math.isnan(v) else v) for v in row] for row in cells]
    ax.imshow([[[int(shade[i:i + 2], 16) for i in (1, 3, 5)] for shade in row] for row in shades], aspect="auto")
    for (row, column), share in np.ndenumerate(cells):
        ax.text(column, row, "–" if math.isnan(share) else f"{share:.0%}", fontsize=11, ha="center", va="center",
                color=_on(shades[row][column]), parse_math=False)
    names = [fill(_step_name(table[table["step"] == number]), 13) for number in numbers]
    ax.set_xticks(range(len(numbers)), names, fontsize=10)
    ax.set_yticks(range(8), [_name(emotion, language) for emotion in PRIMARIES], fontsize=11)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.set_xticks(np.arange(-0.5, len(numbers)), minor=True)
    ax.set_yticks(np.arange(-0.5, 8), minor=True)
    ax.grid(which="minor", color="white", linewidth=2)
    ax.tick_params(which="minor", length=0)
    return ax


def alt_heat_strip(steps: pd.DataFrame, *, language: str = "en") -> str:
    """Say in words what :func:`plot_heat_strip` shows.

    Parameters
    ----------
    steps, language
        As for :func:`plot_heat_strip`.

    Returns
    -------
    str
        The darkest cell, then each step with its emotions given most often.

    Raises
    ------
    ValueError
        As :func:`plot_heat_strip`.

    Examples
    --------
    >>> import pandas as pd
    >>> from cxlab.wheel import PRIMARIES
    >>> steps = pd.DataFrame({"step": 1, "step_name": "Orders", "emotion": PRIMARIES, "n": 10, "ci_lower": 0.0,
    ...                       "estimate": [.6, .3] + [0] * 6, "ci_upper": .4, "no_emotion": .2})
    >>> alt_heat_strip(steps)[:81]
    'Heat strip of 1 steps and eight emotions; the darkest cell is joy at Orders, 60%.'
    """
    table, words = _one_journey(steps, language), _WORDS[language]
    known = table.dropna(subset=["estimate"])
    if known.empty:
        return alt_journey(steps, language=language)
    top = known.loc[known["estimate"].idxmax()]
    return words["heat"].format(n=table["step"].nunique(), emotion=_name(top["emotion"], language),
                                name=_step_name(known.loc[[top.name]]), share=f"{top['estimate']:.0%}") + " " + \
        alt_journey(steps, language=language).split(". ", 1)[1]


def plot_gap(gaps: pd.DataFrame, *, ax=None, language: str = "en"):
    """Draw for each step how pleasant it is, how pleasant it should become, and the gap with its interval.

    Parameters
    ----------
    gaps : DataFrame
        What :func:`cxlab.journeys.compare_versions` gave with ``what="valence"``, for one persona and side.
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
        If columns are absent or the table holds several journeys.

    Notes
    -----
    An open circle is the step as it is, a full one as it should become. The number is the gap; where its interval holds
    zero it is grey.

    Examples
    --------
    >>> import pandas as pd
    >>> gaps = pd.DataFrame({"step": [1], "step_name": ["Orders"], "as_is": [-1.0], "to_be": [1.0], "estimate": [2.0],
    ...                      "ci_lower": [1.0], "ci_upper": [3.0], "n": [10]})
    >>> plot_gap(gaps).texts[0].get_text()
    '+2.0 (+1.0 to +3.0)'
    """
    table, words = _one_gap(gaps, language), _WORDS[language]
    ax = new_axes(9.5, 1.4 + 0.55 * len(table)) if ax is None else ax
    rows = np.arange(len(table))
    ax.hlines(rows, table["as_is"], table["to_be"], color=MUTED, linewidth=2, zorder=1)
    ax.scatter(table["as_is"], rows, s=90, facecolor="white", edgecolor=PALETTE["vermillion"], linewidth=2.2, zorder=2,
               label=words["as-is"])
    ax.scatter(table["to_be"], rows, s=100, color=PALETTE["blue"], zorder=2, label=words["to-be"])
    for row, (_, gap) in zip(rows, table.iterrows(), strict=True):
        sure = gap["ci_lower"] > 0 or gap["ci_upper"] < 0
        ax.text(3.25, row, _say_gap(gap, words), fontsize=11, color=INK if sure else MUTED, va="center",
                weight="bold" if sure else "normal", parse_math=False)
    ax.axvline(0, color=GRID, zorder=0)
    ax.set(xlim=(-3.1, 3.1), ylim=(len(table) - 0.4, -0.6))
    ax.set_yticks(rows, [_step_name(table.iloc[[row]]) for row in rows], fontsize=11)
    ax.set_xticks([-3, 0, 3], [f"-3\n{words['down']}", f"0\n{words['zero']}", f"3\n{words['up']}"])
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False, fontsize=11)
    ax.spines["left"].set_visible(False)
    return ax


def alt_gap(gaps: pd.DataFrame, *, language: str = "en") -> str:
    """Say in words what :func:`plot_gap` shows.

    Parameters
    ----------
    gaps, language
        As for :func:`plot_gap`.

    Returns
    -------
    str
        Each step with both values and the gap with its interval.

    Raises
    ------
    ValueError
        As :func:`plot_gap`.

    Examples
    --------
    >>> import pandas as pd
    >>> gaps = pd.DataFrame({"step": [1], "step_name": ["Orders"], "as_is": [-1.0], "to_be": [1.0], "estimate": [2.0],
    ...                      "ci_lower": [1.0], "ci_upper": [3.0], "n": [10]})
    >>> alt_gap(gaps).split(". ")[-1]
    'Orders: -1.0 to +1.0, gap +2.0 (+1.0 to +3.0).'
    """
    table, words = _one_gap(gaps, language), _WORDS[language]
    rows = []
    for _, gap in table.iterrows():
        value, _, interval = _say_gap(gap, words).partition(" ")
        rows.append(words["gap_row"].format(name=_step_name(gap.to_frame().T), before=f"{gap['as_is']:+.1f}",
                                            after=f"{gap['to_be']:+.1f}", value=value,
                                            interval=f" {interval}" if interval else ""))
    return f"{words['gap']} " + "; ".join(rows) + "."


def plot_trend(profile: pd.DataFrame, *, by: str, language: str = "en", highlight=None) -> Figure:
    """Draw the shares of the eight emotions over time, each in its own panel on one scale.

    Eight lines with eight bands in one frame cannot be read; eight small frames can. A line that moves within its band
    has not moved.

    Parameters
    ----------
    profile : DataFrame
        What :func:`cxlab.emotions.emotion_profile` gave, grouped by a period: `emotion`, `estimate`, `ci_lower`,
        `ci_upper`, `n` and the column `by`, in the order of time.
    by : str
        The column with the period.
    language : {"en", "nl"}
        Language of the words in the figure.
    highlight : list of str, optional
        Emotions to keep in colour.

    Returns
    -------
    matplotlib Figure
        Eight axes in wheel order.

    Raises
    ------
    ValueError
        If a column or an emotion is absent, or a name in `highlight` is unknown.

    Examples
    --------
    >>> import pandas as pd
    >>> from cxlab.wheel import PRIMARIES
    >>> months = pd.DataFrame({"emotion": PRIMARIES * 2, "month": ["Jan"] * 8 + ["Feb"] * 8, "estimate": .2,
    ...                        "ci_lower": .1, "ci_upper": .3, "n": 100})
    >>> [ax.get_title("left") for ax in plot_trend(months, by="month").axes][:2]
    ['joy', 'trust']
    """
    table, words = _periods(profile, by, language), _WORDS[language]
    bright = set(PRIMARIES) if highlight is None else {str(name).lower() for name in highlight}
    if not bright <= set(PRIMARIES):
        raise ValueError(f"highlight has {', '.join(sorted(bright - set(PRIMARIES)))}; expected some of "
                         f"{', '.join(PRIMARIES)}")
    periods = list(dict.fromkeys(table[by]))
    top = min(1.0, math.ceil(np.nanmax([*table["ci_upper"], *table["estimate"], 0.05]) * 20) / 20)
    figure = Figure(figsize=(12.5, 5.8), layout="constrained", facecolor="white")
    axes = figure.subplots(2, 4, sharex=True, sharey=True)
    for ax, emotion in zip(axes.flat, PRIMARIES, strict=True):
        part = table[table["emotion"] == emotion]
        colour = EMOTION_COLOURS[emotion] if emotion in bright else GRID
        ax.fill_between(range(len(part)), part["ci_lower"], part["ci_upper"], color=mix(colour, "#ffffff", 0.55),
                        linewidth=0)
        ax.plot(range(len(part)), part["estimate"], color=mix(colour, "#000000", 0.35), linewidth=2, marker="o",
                markersize=4)
        ax.set_title(_name(emotion, language), fontsize=12, color=INK, loc="left")
        ax.spines[["top", "right"]].set_visible(False)
        ax.grid(axis="y", color=GRID, linewidth=0.7)
        ax.set_axisbelow(True)
        ax.tick_params(colors=INK, labelsize=10)
    shown = sorted({0, (len(periods) - 1) // 2, len(periods) - 1})
    axes[0, 0].set(ylim=(0, top), xlim=(-0.3, len(periods) - 0.7))
    axes[0, 0].set_xticks(shown, [str(periods[place]) for place in shown])
    axes[0, 0].yaxis.set_major_formatter(percent_tick)
    n = table.drop_duplicates(by)["n"]
    counts = f"{n.min():,.0f}" if n.min() == n.max() else f"{n.min():,.0f} {words['to']} {n.max():,.0f}"
    figure.supxlabel(words["level"].format(by=by, n=counts), fontsize=10, color=MUTED)
    return figure


def alt_trend(profile: pd.DataFrame, *, by: str, language: str = "en") -> str:
    """Say in words what :func:`plot_trend` shows.

    Parameters
    ----------
    profile, by, language
        As for :func:`plot_trend`.

    Returns
    -------
    str
        For each emotion the share in the first and in the last period.

    Raises
    ------
    ValueError
        As :func:`plot_trend`.

    Examples
    --------
    >>> import pandas as pd
    >>> from cxlab.wheel import PRIMARIES
    >>> months = pd.DataFrame({"emotion": PRIMARIES * 2, "month": ["Jan"] * 8 + ["Feb"] * 8, "estimate": .2,
    ...                        "ci_lower": .1, "ci_upper": .3, "n": 100})
    >>> alt_trend(months, by="month")[:97]
    'Shares of eight emotions over 2 groups of month, from Jan to Feb. joy: 20% (10% to 30%) to 20% (1'
    """
    table, words = _periods(profile, by, language), _WORDS[language]
    periods = list(dict.fromkeys(table[by]))
    said = []
    for emotion in PRIMARIES:
        part = table[table["emotion"] == emotion]
        first, last = (f"{row.estimate:.0%} ({row.ci_lower:.0%} {words['to']} {row.ci_upper:.0%})"
                       for row in (part.iloc[0], part.iloc[-1]))
        said.append(words["trend_row"].format(emotion=_name(emotion, language), first=first, last=last))
    start = words["trend"].format(n=len(periods), by=by, first=periods[0], last=periods[-1])
    return f"{start} {'; '.join(said)}."


# ------------------------------------------------------------------ the tables

def _check_columns(table, needed, name: str, source: str, language: str) -> None:
    if language not in _WORDS:
        raise ValueError(f"language is {language!r}; expected 'en' or 'nl'")
    have = table.columns if isinstance(table, pd.DataFrame) else ()
    absent = [column for column in needed if column not in have]
    if absent:
        raise ValueError(f"{name} lacks {', '.join(absent)}; expected the table that {source} gives")


def _check_one(table, columns, name: str) -> None:
    several = [column for column in columns if column in table and table[column].nunique() > 1]
    if several:
        column = several[0]
        value = table[column].iloc[0]
        raise ValueError(f"{name} holds several values of {', '.join(several)}; draw one journey at a time, such as "
                         f"{name}[{name}[{column!r}] == {value!r}]")


def _one_journey(steps, language: str) -> pd.DataFrame:
    _check_columns(steps, ("step", "emotion", "estimate", "ci_lower", "ci_upper", "n", "no_emotion"), "steps",
                   "measure_steps", language)
    _check_one(steps, _JOURNEY, "steps")
    table = steps.assign(emotion=steps["emotion"].astype("str"))
    count = table.groupby("step")["emotion"].agg(["size", "nunique"])
    if table.empty or not (count == 8).all(axis=None) or not set(table["emotion"]) <= set(PRIMARIES):
        raise ValueError("steps should have each of the eight emotions once for every step, as measure_steps gives")
    return table


def _valence_of(valence, numbers) -> pd.DataFrame:
    _check_columns(valence, ("step", "estimate", "ci_lower", "ci_upper", "n"), "valence", "measure_valence", "en")
    _check_one(valence, _JOURNEY, "valence")
    if sorted(valence["step"]) != list(numbers):
        raise ValueError(f"valence has the steps {', '.join(map(str, valence['step']))} and steps has "
                         f"{', '.join(map(str, numbers))}; expected the same journey in both")
    return valence.sort_values("step")


def _one_gap(gaps, language: str) -> pd.DataFrame:
    _check_columns(gaps, ("step", "as_is", "to_be", "estimate", "ci_lower", "ci_upper", "n"), "gaps",
                   'compare_versions(..., what="valence")', language)
    _check_one(gaps, ("persona", "who"), "gaps")
    if gaps["step"].duplicated().any():
        raise ValueError('gaps has a step more than once; expected compare_versions(..., what="valence")')
    return gaps.sort_values("step")


def _periods(profile, by: str, language: str) -> pd.DataFrame:
    _check_columns(profile, ("emotion", "estimate", "ci_lower", "ci_upper", "n", by), "profile",
                   f"emotion_profile(labels, by={by!r})", language)
    table = profile.assign(emotion=profile["emotion"].astype("str"))
    absent = [emotion for emotion in PRIMARIES if emotion not in set(table["emotion"])]
    if absent:
        raise ValueError(f"profile lacks {', '.join(absent)}; expected all eight emotions in every period")
    return table


# ------------------------------------------------------------------ words and strokes

def _name(emotion: str, language: str) -> str:
    return DUTCH[emotion] if language == "nl" else emotion


def _first(table, column: str, otherwise: str) -> str:
    return str(table[column].iloc[0]) if column in table else otherwise


def _step_name(part) -> str:
    if "step_name" in part and pd.notna(part["step_name"].iloc[0]):
        return str(part["step_name"].iloc[0])
    return str(part["step"].iloc[0])


def _title(table, words) -> str:
    parts = [_first(table, "persona", ""), words[_first(table, "who", "customer")],
             words[_first(table, "version", "as-is")]]
    return ", ".join(part for part in parts if part)


def _raters(table, words) -> str:
    low, high = table["n"].min(), table["n"].max()
    return words["raters"].format(n=low) if low == high else words["range"].format(low=low, high=high)


def _say_valence(row, words) -> str:
    value = f"{row['estimate']:+.1f}"
    if pd.isna(row["ci_lower"]):
        return words["valence_short"].format(value=value)
    return words["valence"].format(value=value, low=f"{row['ci_lower']:+.1f}", high=f"{row['ci_upper']:+.1f}")


def _say_gap(gap, words) -> str:
    if pd.isna(gap["estimate"]):
        return "–"
    said = f"{gap['estimate']:+.1f}"
    if pd.notna(gap["ci_lower"]):
        said += words["interval"].format(low=f"{gap['ci_lower']:+.1f}", high=f"{gap['ci_upper']:+.1f}")
    return said


def _on(shade: str) -> str:
    """Black or white, whichever can be read better on this colour; one of them always has a contrast of 4.5."""
    parts = [int(shade[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    light = np.dot([0.2126, 0.7152, 0.0722], parts)
    return "#000000" if light > 0.179 else "#ffffff"


def _draw_step(ax, place: int, part) -> None:
    ax.text(place, -2.45, str(part["step"].iloc[0]), fontsize=13, color="white", ha="center", va="center",
            weight="bold", bbox={"boxstyle": "circle,pad=0.3", "facecolor": INK, "edgecolor": "none"})
    ax.text(place, -2.05, fill(_step_name(part), 15), fontsize=12.5, color=INK, ha="center", va="top", weight="bold",
            linespacing=1.15, parse_math=False)
    if "channel" in part and pd.notna(part["channel"].iloc[0]):
        ax.text(place, -0.6, str(part["channel"].iloc[0]), fontsize=10.5, color=MUTED, ha="center", va="bottom",
                parse_math=False)
    for row, emotion in enumerate(PRIMARIES):
        cell = part.loc[emotion]
        _draw_cell(ax, place, row, cell["estimate"], cell["ci_lower"], cell["ci_upper"], EMOTION_COLOURS[emotion],
                   bold=cell["estimate"] == part["estimate"].max())
    _draw_cell(ax, place, 8, part["no_emotion"].iloc[0], math.nan, math.nan, GRID)


def _draw_cell(ax, place, row, share, low, high, colour, *, bold: bool = False) -> None:
    if math.isnan(share):       # a small number that was left out is not a nought
        ax.text(place - 0.16, row, "?", fontsize=11, color=MUTED, ha="center", va="center")
        return
    if not share > 0:
        ax.scatter([place - 0.16], [row], s=14, facecolor="white", edgecolor=MUTED, linewidth=0.9)
        return
    ax.scatter([place - 0.16], [row], s=_CIRCLE * share, color=colour, edgecolor=mix(colour, INK, 0.35), linewidth=0.8)
    alone = math.isnan(high)
    ax.text(place + 0.13, row - (0 if alone else 0.04), f"{share:.0%}", fontsize=12, color=INK, ha="left",
            va="center" if alone else "bottom", weight="bold" if bold else "normal", parse_math=False)
    if not alone:
        ax.text(place + 0.13, row + 0.06, f"{low * 100:.0f}–{high * 100:.0f}", fontsize=9.5, color=MUTED, ha="left",
                va="top", parse_math=False)


def _draw_valence(ax, line, words) -> None:
    places, middle = np.arange(len(line)), line["estimate"].to_numpy(dtype=float)
    ends = np.nan_to_num(np.abs(line[["ci_lower", "ci_upper"]].to_numpy(dtype=float).T - middle))
    above = ends[1]
    ax.axhline(0, color=MUTED, linewidth=0.9, zorder=0)
    ax.errorbar(places, middle, yerr=ends, color=INK, linewidth=2.2, marker="o", markersize=8, capsize=4,
                elinewidth=1.2)
    for place, value, end in zip(places, middle, above, strict=True):
        ax.text(place, value + end + 0.25, f"{value:+.1f}", fontsize=11.5, color=INK, ha="center", va="bottom",
                parse_math=False, bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8})
    ax.set(xlim=(-0.5, len(line) - 0.5), ylim=(-3.3, 4.2))
    ax.set_yticks([-3, 0, 3], [f"{words['down']} -3", "0", f"{words['up']} 3"], fontsize=11.5, color=INK)
    ax.set_xticks([])
    ax.spines[["top", "right", "bottom"]].set_visible(False)
