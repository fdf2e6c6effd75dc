"""How activities and effort divide over the two tracks, now and quarter by quarter."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from cxlab.frames import CONTRACTS, INNOVATION, TRACKS, check_frame
from cxlab.portfolio.asked import check_told

BASES = ("count", "effort")
DRAWS = 4000
_CELLS = 2_000_000  # numbers held at once while drawing
_MOST_QUARTERS = 400
_NAMES = {"count": "activities", "effort_fte": "effort", "budget_keur": "budget"}
_TIMES = replace(CONTRACTS["initiatives"], key=(), columns=tuple(
    replace(CONTRACTS["initiatives"][name], required=True) for name in ("start", "duration_quarters")))


@dataclass(frozen=True, eq=False)
class Balance:
    """How a list of initiatives divides over the two tracks.

    Attributes
    ----------
    table : DataFrame
        One row a basis (and quarter) and track. `basis` ("count" of activities, "effort", or the name of another
        resource), `quarter` (only when asked per quarter), `track` (its full name), `amount` (initiatives, or units
        of the resource times quarters), `estimate` (the track's share of the amount), `ci_lower`, `ci_upper`, `n`
        (initiatives that the share rests on, both tracks), `n_missing` (initiatives left out because effort, start or
        duration is missing), and `against_band` when a band was given: "inside", "below", "above" or "undecided".
    band : (float, float) or None
        The band that the user set for the share of Result Driven Innovation.
    sentences : tuple of str
        What a person would say: the shares, the band, what the interval means, what is left out.
    text : str
        The sentences as one text.
    """

    table: pd.DataFrame
    band: tuple[float, float] | None
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """The sentences as one text."""
        return " ".join(self.sentences)


def measure_balance(initiatives, *, by=BASES, band=None, per_quarter: bool = False, quarter=None,
                    resource: str = "effort_fte", estimate_error: float = 0.3, coding_error=None, level: float = 0.95,
                    seed: int = 0) -> Balance:
    """Measure which share of the activities and of the effort each track has.

    A list of initiatives is complete: nobody drew a sample, so there is no sampling error. What is uncertain is the
    list itself. Efforts are estimates, and a track may be coded wrongly. The interval says where the share would lie
    if each effort estimate were off by `estimate_error` and each track wrong with chance `coding_error`. With neither
    (a count, and no doubt about the tracks) the interval is as narrow as the share: exact for this list as it stands.

    Parameters
    ----------
    initiatives : DataFrame, one row an initiative
        As the contract ``initiatives`` says: `initiative`, `track` and, for what is asked, `start`,
        `duration_quarters` and the resource's column. Every row counts; filter by `status` first if ideas that
        nobody works on should not.
    by : str or several of {"count", "effort"}
        What to divide: the number of activities, the effort, or both.
    band : (low, high), optional
        Band for the share of Result Driven Innovation, such as (0.4, 0.6). It is your choice: the two-speed idea
        names no numbers, so there is no default and without a band nothing is judged.
    per_quarter : bool
        One set of rows a quarter. Work that runs for several quarters counts in each of them.
    quarter : str or Period, optional
        Only what runs in this quarter, such as "2026Q3" (the answer to "now").
    resource : str
        The column that holds effort per quarter; another one, such as "budget_keur", becomes the name of the basis.
    estimate_error : float, 0 or more
        Coefficient of variation of one effort estimate: 0.3 says that a typical estimate is some 30% off. 30% is a
        working assumption, not a finding: set it to what your own finished projects show.
    coding_error : float in [0, 0.5) or Series of such, optional
        Chance that an initiative's track is the other one; a Series holds one chance an initiative, under the same
        row labels. It can come from two colleagues coding the list apart.
    level : float in (0, 1)
        Level of the interval.
    seed : int
        The same seed gives the same interval.

    Returns
    -------
    Balance
        `.table`, `.band` and `.text`.

    Raises
    ------
    FrameError
        If the table does not hold to its contract; all faults at once.
    ValueError
        If an option is impossible, a column that is needed is absent, or nothing runs in `quarter`.

    Notes
    -----
    share = Σ amount of the track / Σ amount of both. Over all quarters the amount of effort is effort a quarter times
    `duration_quarters`. Each of 4,000 draws multiplies every initiative's effort by its own log-normal factor (mean 1,
    the stated coefficient of variation) and flips its track with the stated chance; the interval is the middle
    `level` of the draws, stretched to hold the estimate itself. Errors shared by all estimates cancel in a share;
    an optimism that only one track has is not in the interval. An initiative without effort is left out of the
    effort and counted in `n_missing`, never taken as zero. Where the amount is zero there is no share.

    Examples
    --------
    >>> import pandas as pd
    >>> plan = pd.DataFrame({"initiative": ["Principles", "Call back", "Fix bills"],
    ...                      "track": ["Strategic Fundamental", "Result Driven Innovation", "Result Driven Innovation"],
    ...                      "duration_quarters": [4, 1, 2], "effort_fte": [2.0, 1.0, 0.5]})
    >>> measure_balance(plan).table[["basis", "track", "amount", "estimate", "n"]]
        basis                     track  amount  estimate  n
    0   count     Strategic Fundamental     1.0  0.333333  3
    1   count  Result Driven Innovation     2.0  0.666667  3
    2  effort     Strategic Fundamental     8.0  0.800000  3
    3  effort  Result Driven Innovation     2.0  0.200000  3
    """
    check_told("cx.portfolio.measure_balance(initiatives)", initiatives=initiatives)
    plan = check_frame(initiatives, "initiatives")
    by = (by,) if isinstance(by, str) else tuple(by)
    band = _check_band(band)
    _check_options(by, per_quarter, quarter, estimate_error, level, seed)
    _check_columns(plan, by, resource, timed=per_quarter or quarter is not None)
    chance = _chances(coding_error, plan)
    quarters = _quarters(plan, per_quarter, quarter)
    cells = [_cell(plan, basis, resource, when) for basis in by for when in quarters]
    innovation = plan["track"].eq(INNOVATION).to_numpy()
    table = pd.DataFrame(_rows(cells, innovation, estimate_error, chance, level, seed))
    table["track"] = table["track"].astype(pd.CategoricalDtype(TRACKS))
    if quarters == (None,):
        table = table.drop(columns="quarter")
    if band is not None:
        table["against_band"] = _against(table, band)
    sentences = _sentences(table, band, resource, quarter, estimate_error, coding_error, level)
    return Balance(table, band, sentences)


def running_in(initiatives: pd.DataFrame, quarter=None) -> pd.Series:
    """Say of each initiative whether it runs in a quarter.

    Parameters
    ----------
    initiatives : DataFrame, one row an initiative
        With `start` and `duration_quarters`, typed or as people write them.
    quarter : str or Period
        Such as "2026Q3".

    Returns
    -------
    Series of boolean
        Same index; missing where start or duration is missing.

    Raises
    ------
    FrameError
        If a start is no quarter or a duration no whole number of quarters; all faults at once.
    ValueError
        If `quarter` is no quarter.

    Examples
    --------
    >>> import pandas as pd
    >>> plan = pd.DataFrame({"start": ["2026Q1", "Q3 2026"], "duration_quarters": [2, 1]})
    >>> running_in(plan, "2026Q2").tolist()
    [True, False]
    """
    check_told('cx.portfolio.running_in(initiatives, "2026Q3")', initiatives=initiatives, quarter=quarter)
    return _running(check_frame(initiatives, _TIMES), quarter)


def _running(initiatives, quarter) -> pd.Series:
    asked = _period(quarter).ordinal
    start = _ordinals(initiatives["start"])
    end = start + initiatives["duration_quarters"].astype("Float64")
    return ((start <= asked) & (asked < end)).astype("boolean")


def _rows(cells, innovation, error, chance, level, seed) -> list[dict]:
    """Two rows a cell (one basis, one quarter), Strategic Fundamental first."""
    sizes = np.column_stack([cell["amounts"].fillna(0).to_numpy(dtype=float) for cell in cells])
    errors = np.array([0.0 if cell["basis"] == "count" else error for cell in cells])
    shares = _shares(sizes, innovation)
    lows, highs = _interval(sizes, innovation, errors, chance, level, seed)
    rows = []
    for cell, size, share, low, high in zip(cells, sizes.T, shares, np.fmin(lows, shares), np.fmax(highs, shares),
                                            strict=True):
        same = {"basis": cell["basis"], "quarter": cell["quarter"]}
        counts = {"n": int(cell["counted"].sum()), "n_missing": int(cell["amounts"].isna().sum())}
        for track, mine, values in ((TRACKS[0], ~innovation, (1 - share, 1 - high, 1 - low)),
                                    (TRACKS[1], innovation, (share, low, high))):
            limits = dict(zip(("estimate", "ci_lower", "ci_upper"), values, strict=True))
            rows.append({**same, "track": track, "amount": float(size[mine].sum()), **limits, **counts})
    return rows


def _cell(plan, basis, resource, when) -> dict:
    """What each initiative adds to one basis and quarter; missing where that is not known."""
    size = pd.Series(1.0, index=plan.index, dtype="Float64")
    if basis == "effort":
        size = plan[resource].astype("Float64")
    if when is not None:
        runs = _running(plan, when)
        # Work that does not run adds nothing, whatever its effort; where that is unknown, so is what it adds.
        size = size.where(runs.fillna(True), 0.0).where(runs.notna())
        counted = size.notna() & runs.fillna(False)
    else:
        size = size if basis == "count" else size * plan["duration_quarters"].astype("Float64")
        counted = size.notna()
    name = resource if basis == "effort" and resource != "effort_fte" else basis
    return {"basis": name, "quarter": when, "amounts": size, "counted": counted}


def _interval(sizes, innovation, errors, chance, level, seed) -> tuple[np.ndarray, np.ndarray]:
    """Limits of the share of Result Driven Innovation in every cell, from one set of draws for all of them."""
    if not errors.any() and not chance.any():
        return (_shares(sizes, innovation),) * 2
    rng = np.random.default_rng(seed)
    step = max(1, _CELLS // max(1, len(sizes)))
    drawn = [_draw(rng, min(step, DRAWS - done), sizes, innovation, errors, chance) for done in range(0, DRAWS, step)]
    tail = (1 - level) / 2
    return tuple(np.quantile(np.concatenate(drawn), [tail, 1 - tail], axis=0))


def _draw(rng, draws, sizes, innovation, errors, chance) -> np.ndarray:
    """Shares, one row a draw, one column a cell: each initiative has one flip and one factor, whatever the cell."""
    tracks = (rng.random((draws, len(sizes))) < chance) ^ innovation
    normal = rng.standard_normal((draws, len(sizes)))
    shares = np.empty((draws, sizes.shape[1]))
    for error in np.unique(errors):
        spread = np.sqrt(np.log1p(error**2))
        # Without an error every factor is one; the draws are the same either way.
        factor = np.exp(spread * normal - spread**2 / 2) if error else np.ones_like(normal)
        here = errors == error
        shares[:, here] = _divide((factor * tracks) @ sizes[:, here], factor @ sizes[:, here])
    return shares


def _shares(sizes, innovation) -> np.ndarray:
    return _divide(innovation.astype(float) @ sizes, sizes.sum(axis=0))


def _divide(part, whole) -> np.ndarray:
    # Two ways of adding up may differ in the last digit, so a whole share is held at one.
    return np.minimum(np.divide(part, whole, out=np.full(np.shape(whole), np.nan), where=whole > 0), 1)


def _quarters(plan, per_quarter, quarter) -> tuple:
    if quarter is not None:
        when = _period(quarter)
        if not _running(plan, when).fillna(False).any():
            raise ValueError(f"nothing runs in {when}; {_span(plan)}")
        return (when,)
    if not per_quarter:
        return (None,)
    start, duration = _ordinals(plan["start"]), plan["duration_quarters"].astype("Float64")
    end = start + duration
    if end.isna().all():
        raise ValueError("no initiative has both a start and a duration_quarters; "
                         "expected some that have both, to measure per quarter")
    first, last = int(start[end.notna()].min()), int(end.max())
    if last - first > _MOST_QUARTERS:
        raise ValueError(f"{_span(plan)}; expected {_MOST_QUARTERS} quarters or fewer: is a start in a wrong year?")
    return tuple(pd.Period(ordinal=i, freq="Q-DEC") for i in range(first, last))


def _span(plan) -> str:
    start = _ordinals(plan["start"])
    end = start + plan["duration_quarters"].astype("Float64") - 1
    if end.isna().all():
        return "no initiative has both a start and a duration_quarters"
    first, last = (pd.Period(ordinal=int(i), freq="Q-DEC") for i in (start.min(), end.max()))
    return f"the list runs from {first} to {last}"


def _ordinals(quarters: pd.Series) -> pd.Series:
    """Quarters as whole numbers that can be added to; missing stays missing."""
    numbers = [pd.NA if value is pd.NaT else value.ordinal for value in quarters]
    return pd.Series(numbers, index=quarters.index, dtype="Float64")


def _against(table, band) -> list[str]:
    low, high = band
    mirrored = {TRACKS[0]: (1 - high, 1 - low), TRACKS[1]: (low, high)}
    return [_verdict(row, *mirrored[row.track]) for row in table.itertuples()]


def _verdict(row, low, high) -> str | None:
    """Where the whole interval lies; rounding keeps a share that equals a limit on the limit."""
    lower, upper = round(row.ci_lower, 12), round(row.ci_upper, 12)
    low, high = round(low, 12), round(high, 12)
    if np.isnan(lower):
        return None
    if upper < low or lower > high:
        return "below" if upper < low else "above"
    return "inside" if low <= lower and upper <= high else "undecided"


# The words.

def _sentences(table, band, resource, quarter, error, coding_error, level) -> tuple[str, ...]:
    sentences = [_say_shares(table, quarter), _say_band(table, band)]
    sentences.append(_say_interval(table, resource, error, coding_error, level))
    missing = int(table["n_missing"].max())
    if missing:
        sentences.append(f"{missing} {'initiative is' if missing == 1 else 'initiatives are'} left out where effort, "
                         "start or duration is missing.")
    return tuple(sentences)


def _say_shares(table, quarter) -> str:
    mine = table[table["track"].eq(INNOVATION)]
    when = f" in {quarter}" if quarter is not None else ""
    if "quarter" in mine and quarter is None:
        parts = [_say_range(name, rows) for name, rows in mine.groupby("basis", sort=False)]
        return f"Quarter by quarter, {INNOVATION} has {' and '.join(parts)}."
    parts = [_say_share(row) for row in mine.itertuples()]
    return f"{INNOVATION} has {' and '.join(parts)}{when}."


def _say_share(row) -> str:
    name = f"the {_name(row.basis)}"
    if np.isnan(row.estimate):
        return f"no known share of {name}"
    interval = "" if row.ci_lower == row.ci_upper else f" (interval {row.ci_lower:.0%} to {row.ci_upper:.0%})"
    amount = f"{row.amount:.0f} of {row.n} initiatives, " if row.basis == "count" else ""
    return f"{amount}{row.estimate:.0%} of {name}{interval}"


def _say_range(basis, rows) -> str:
    name = f"the {_name(basis)}"
    shares = rows.dropna(subset="estimate")
    if shares.empty:
        return f"no known share of {name}"
    low, high = shares.loc[shares["estimate"].idxmin()], shares.loc[shares["estimate"].idxmax()]
    return f"between {low['estimate']:.0%} ({low['quarter']}) and {high['estimate']:.0%} ({high['quarter']}) of {name}"


def _name(basis) -> str:
    return _NAMES.get(basis, basis)


def _say_band(table, band) -> str:
    if band is None:
        return ("No band was set, so whether that is right is not judged: the two-speed idea names no numbers, "
                "the choice is yours.")
    mine = table[table["track"].eq(INNOVATION)]
    parts = []
    for basis, verdicts in mine.groupby("basis", sort=False)["against_band"]:
        counts = verdicts.value_counts()
        single = len(mine) == mine["basis"].nunique()
        words = [word if single else f"{word} in {n}" for word, n in counts.items()]
        parts.append(f"for {_name(basis)} {', '.join(words) or 'not known'}")
    unit = "" if len(mine) == mine["basis"].nunique() else " (numbers of quarters)"
    return f"Against the band you set, {band[0]:.0%} to {band[1]:.0%}: {'; '.join(parts)}{unit}."


def _say_interval(table, resource, error, coding_error, level) -> str:
    opening = "The list is complete, so nothing was sampled and the interval is not about sampling"
    causes = []
    if error and set(table["basis"]) - {"count"}:
        causes.append(f"each {_name(resource)} estimate is off by some {error:.0%}")
    doubted = coding_error is not None and bool(np.any(coding_error))
    if doubted:
        causes.append("a track may be coded wrongly")
    if not causes:
        return f"{opening}: the shares are exact for the list as it stands."
    count = "" if doubted or "count" not in set(table["basis"]) else (
        " The share of activities is exact for the list as it is coded.")
    return (f"{opening}: it shows where the share would lie, {100 * level:g}% of the time, if "
            f"{' and '.join(causes)}.{count}")


# What the user gave.

def _check_band(band):
    if band is None:
        return None
    try:
        low, high = (float(value) for value in band)
    except (TypeError, ValueError):
        raise ValueError(f"band is {band!r}; expected two shares, for example (0.4, 0.6)") from None
    if not 0 <= low <= high <= 1:
        raise ValueError(f"band is {band!r}; expected two shares from 0 to 1, the lower first, for example (0.4, 0.6) "
                         "for 40% to 60% in Result Driven Innovation")
    return low, high


def _check_options(by, per_quarter, quarter, error, level, seed) -> None:
    faults = []
    if not by or set(by) - set(BASES) or len(set(by)) != len(by):
        faults.append(f"by is {by!r}; expected 'count', 'effort' or both")
    if per_quarter and quarter is not None:
        faults.append(f"quarter is {quarter!r} and per_quarter is True; expected one of the two")
    if not _number(error) or not 0 <= error < 5:
        faults.append(f"estimate_error is {error!r}; expected a number such as 0.3 for estimates that are 30% off")
    if not _number(level) or not 0 < level < 1:
        faults.append(f"level is {level!r}; expected a number between 0 and 1, for example 0.95")
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or seed < 0:
        faults.append(f"seed is {seed!r}; expected a whole number, 0 or more")
    if faults:
        raise ValueError("\n".join(faults))


def _number(value) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)


def _check_columns(plan, by, resource, *, timed) -> None:
    wanted = ["start", "duration_quarters"] if timed else []
    if "effort" in by:
        wanted += [resource] + ([] if timed else ["duration_quarters"])
    absent = [name for name in wanted if name not in plan]
    faults = [f"the column {name} is absent; expected it to measure {'per quarter' if timed else 'effort'}. "
              'Add it, or ask for by="count" over the whole list.' for name in absent]
    if "effort" in by and resource in plan and not pd.api.types.is_numeric_dtype(plan[resource]):
        faults.append(f"the column {resource} holds {plan[resource].dtype}; expected numbers")
    if "effort" in by and resource in plan and not faults and (plan[resource] < 0).any():
        row = plan.index[(plan[resource] < 0).fillna(False)][0]
        faults.append(f"{resource} is {plan.loc[row, resource]} in row {row!r}; expected 0 or more")
    if faults:
        raise ValueError("\n".join(faults))


def _chances(coding_error, plan) -> np.ndarray:
    if coding_error is None:
        return np.zeros(len(plan))
    if not pd.api.types.is_numeric_dtype(pd.Series(coding_error)):
        raise ValueError(f"coding_error is {coding_error!r}; expected a chance from 0 to under 0.5, for example 0.1")
    if isinstance(coding_error, pd.Series):
        if not (coding_error.index.is_unique and plan.index.is_unique):
            raise ValueError("coding_error and initiatives must have each row label once, so that each initiative gets "
                             "its own chance: call reset_index(drop=True) on both first")
        apart = plan.index.difference(coding_error.index)
        if len(apart):
            raise ValueError(f"coding_error has no chance for row {apart[0]!r} and {len(apart) - 1} others; "
                             "expected one chance an initiative, under the same row labels")
        chances = coding_error.reindex(plan.index).astype(float)
    else:
        chances = pd.Series(coding_error, index=plan.index, dtype=float)
    wrong = chances[~((chances >= 0) & (chances < 0.5))]
    if len(wrong):
        raise ValueError(f"coding_error is {float(wrong.iloc[0])!r} in row {wrong.index[0]!r}; "
                         "expected a chance from 0 to under 0.5, for example 0.1")
    return chances.to_numpy()


def _period(quarter) -> pd.Period:
    try:
        return pd.Period(quarter, freq="Q-DEC")
    except (ValueError, TypeError):
        raise ValueError(f"quarter is {quarter!r}; expected a quarter such as 2026Q3") from None
