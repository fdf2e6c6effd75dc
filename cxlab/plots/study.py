"""Draw how a candidate did by area, and how the questions of a test behave."""

from __future__ import annotations

import pandas as pd

from cxlab.theme import GRID, INK, MUTED, PALETTE, PAPER, new_axes

_FEW = "too few answers to say"
_LOWER = "lower than your other areas"


def plot_areas(report, *, ax=None):
    """Draw the share right in each area, with its interval.

    Areas stand in the order of the exam, not from best to worst. One that is clearly lower is orange; where there are
    too few answers the dot is open.

    Parameters
    ----------
    report : AreaReport
        From :func:`cxlab.study.measure_areas`: `table`, `estimate`.
    ax : matplotlib Axes, optional
        Where to draw; a new one otherwise.

    Returns
    -------
    matplotlib Axes

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> table = pd.DataFrame({"area": ["Strategy"], "estimate": [0.6], "ci_lower": [0.4], "ci_upper": [0.8],
    ...                       "n": [20], "n_missing": [0], "finding": [""]})
    >>> plot_areas(SimpleNamespace(table=table, estimate=0.6)).get_xlabel()
    'Share right'
    """
    table = report.table.dropna(subset=["estimate"]).iloc[::-1].reset_index(drop=True)
    ax = new_axes(8.0, 0.8 + 0.75 * max(len(table), 2)) if ax is None else ax
    for place, row in enumerate(table.itertuples()):
        few, lower = row.finding == _FEW, row.finding == _LOWER
        colour = PALETTE["vermillion"] if lower else MUTED if few else PALETTE["blue"]
        ax.plot([row.ci_lower, row.ci_upper], [place, place], color=colour, linewidth=2.5, solid_capstyle="round")
        ax.plot(row.estimate, place, "D" if lower else "o", markersize=10, color=PAPER if few else colour,
                markeredgecolor=colour, markeredgewidth=2)
        ax.annotate(f"{row.estimate:.0%} of {row.n}", (row.ci_upper, place), xytext=(8, 0), va="center",
                    textcoords="offset points", fontsize=11, color=INK,
                    bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1})
    if pd.notna(report.estimate):
        ax.axvline(report.estimate, color=INK, linewidth=1, linestyle="--", zorder=0)
    ax.set_yticks(range(len(table)), table.iloc[:, 0])
    ax.set_ylim(-0.6, len(table) - 0.4)
    ax.set_xlim(-0.02, 1.22)
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0%", "25%", "50%", "75%", "100%"])
    ax.set_xlabel("Share right", color=INK, fontsize=12)
    ax.grid(axis="x", color=GRID, linewidth=0.8)
    ax.set_axisbelow(True)
    return ax


def alt_areas(report) -> str:
    """Say in words what :func:`plot_areas` shows.

    Parameters
    ----------
    report : AreaReport
        As for :func:`plot_areas`.

    Returns
    -------
    str
        Each area with its share, interval and number of answers, and which is clearly lower.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> table = pd.DataFrame({"area": ["Strategy"], "estimate": [0.6], "ci_lower": [0.4], "ci_upper": [0.8],
    ...                       "n": [20], "n_missing": [0], "finding": [""]})
    >>> alt_areas(SimpleNamespace(table=table, estimate=0.6))
    'Share right by area, over all 60%: Strategy 60% of 20 (40% to 80%). None is clearly lower than the others.'
    """
    table = report.table.dropna(subset=["estimate"])
    if table.empty:
        return "Share right by area: no question has been answered in time, so there is nothing to see."
    parts = [f"{row[1]} {row.estimate:.0%} of {row.n} ({row.ci_lower:.0%} to {row.ci_upper:.0%})"
             for row in table.itertuples()]
    lower = table.loc[table["finding"] == _LOWER].iloc[:, 0].tolist()
    said = f"Clearly lower: {', '.join(lower)}." if lower else "None is clearly lower than the others."
    return f"Share right by area, over all {report.estimate:.0%}: {'; '.join(parts)}. {said}"


def plot_items(items: pd.DataFrame, *, ax=None):
    """Draw for each question how hard it is and how well it separates those who know more from those who know less.

    Only questions with a finding carry their name. Good questions stand in the upper middle.

    Parameters
    ----------
    items : DataFrame
        From :func:`cxlab.study.measure_items`.
    ax : matplotlib Axes, optional
        Where to draw; a new one otherwise.

    Returns
    -------
    matplotlib Axes

    Examples
    --------
    >>> items = pd.DataFrame({"estimate": [0.6], "discrimination": [0.3], "finding": [""]}, index=["q1"])
    >>> plot_items(items).get_ylabel()
    'Discrimination'
    """
    known = items.dropna(subset=["estimate", "discrimination"])
    ax = new_axes(8.0, 5.0) if ax is None else ax
    ax.axhline(0, color=INK, linewidth=1)
    ax.axhline(0.2, color=MUTED, linewidth=1, linestyle="--")
    found = _has_finding(known)
    ax.plot(known.loc[~found, "estimate"], known.loc[~found, "discrimination"], "o", color=PALETTE["blue"], alpha=0.7,
            markersize=8, markeredgecolor=PAPER, label="no finding")
    ax.plot(known.loc[found, "estimate"], known.loc[found, "discrimination"], "D", color=PALETTE["vermillion"],
            markersize=9, markeredgecolor=INK, label="a finding")
    for row in known[found].itertuples():
        left = row.estimate > 0.6
        ax.annotate(f"{row.Index}: {row.finding}", (row.estimate, row.discrimination), xytext=(-9 if left else 9, 0),
                    textcoords="offset points", ha="right" if left else "left", va="center", fontsize=11, color=INK,
                    bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.5, "alpha": 0.8})
    ax.set_xlim(-0.02, 1.02)
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0%", "25%", "50%", "75%", "100%"])
    ax.set_xlabel("Share right (to the right: easier)", color=INK, fontsize=12)
    ax.set_ylabel("Discrimination", color=INK, fontsize=12)
    ax.grid(color=GRID, linewidth=0.8)
    ax.set_axisbelow(True)
    return ax


def alt_items(items: pd.DataFrame) -> str:
    """Say in words what :func:`plot_items` shows.

    Parameters
    ----------
    items : DataFrame
        As for :func:`plot_items`.

    Returns
    -------
    str
        The middle and the range of difficulty and discrimination, and each question with a finding.

    Examples
    --------
    >>> items = pd.DataFrame({"estimate": [0.6], "discrimination": [0.3], "finding": [""]}, index=["q1"])
    >>> alt_items(items)
    '1 question: share right 60% to 60%, discrimination 0.30 to 0.30. No question has a finding.'
    """
    known = items.dropna(subset=["estimate", "discrimination"])
    if known.empty:
        return "Difficulty and discrimination of questions: no question has enough answers to be drawn."
    count = f"{len(known)} question{'' if len(known) == 1 else 's'}"
    named = [f"{row.Index} ({row.finding}; {row.estimate:.0%} right, discrimination {row.discrimination:.2f})"
             for row in known[_has_finding(known)].itertuples()]
    said = f"Findings: {'; '.join(named)}." if named else "No question has a finding."
    return (f"{count}: share right {known['estimate'].min():.0%} to {known['estimate'].max():.0%}, discrimination "
            f"{known['discrimination'].min():.2f} to {known['discrimination'].max():.2f}. {said}")


def _has_finding(items: pd.DataFrame) -> pd.Series:
    return items["finding"].ne("") & items["finding"].ne("too few to say")
