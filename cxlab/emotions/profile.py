"""The emotions of many texts together: shares with intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from cxlab.counts import LARGEST, check_choice, check_column, check_level, check_table, named, numbers, refuse
from cxlab.intervals import proportion_ci
from cxlab.wheel import CONFLICTS, DYADS, PRIMARIES

_STRENGTHS = ("mild", "basic", "intense")
_PERIODS = {"day": "D", "week": "W", "month": "M", "quarter": "Q", "year": "Y"}


def emotion_profile(labels: pd.DataFrame, *, by=None, weights=None, grades: pd.DataFrame | None = None,
                    dyads: bool = False, level: float = 0.95) -> pd.DataFrame:
    """Count in which share of the texts each emotion was found, with its interval.

    Shares do not add up to 1: a text can show several emotions, or none. Compare groups by their intervals, not by
    their shares alone.

    Parameters
    ----------
    labels : DataFrame
        What :func:`label_emotions` gave: eight columns of yes and no, one row a text.
    by : Series, array or name of a column of `labels`, optional
        The group of each text (team, topic, month). A Series is lined up by label. Texts without a group are left out.
    weights : Series, array or name of a column of `labels`, optional
        How many customers each text stands for, such as survey weights; numbers from 0 up. A text without a weight is
        counted as missing.
    grades : DataFrame, optional
        What :func:`grade_emotions` gave for the same texts; adds how strong the emotions are.
    dyads : bool
        Whether to add the 24 mixed emotions and the four pairs of opposites, each there when both its parts are.
    level : float in (0, 1)
        Confidence level.

    Returns
    -------
    DataFrame
        One row for each emotion, within each group: `emotion` (in wheel order), the group under its own name,
        `count` (texts that show it), `estimate` (share in [0, 1]), `ci_lower`, `ci_upper`, `n` (texts that could be
        read), `n_missing` (texts that could not), `coverage` (share of the texts with at least one emotion) and
        `no_emotion` (share in which none was found). With `weights` also `n_effective`; with `grades` also
        `estimate_mild`, `estimate_basic`, `estimate_intense` (shares that add up to `estimate`), `mean_intensity` (1 to
        3, of the texts that show it), `intensity_lower`, `intensity_upper`.

    Raises
    ------
    ValueError
        If a column is absent, holds something else than yes and no, or `by`, `weights` or `grades` do not fit the
        texts.

    Notes
    -----
    Wilson score intervals, for texts that are independent. Several texts of one customer make them too narrow. With
    weights, shares are weighted, and intervals are those of n_effective = (sum of w)^2 / (sum of w^2) texts (Kish):
    unequal weights carry less information. `count` and `n` stay plain counts. An emotion that a label finds and a grade
    does not, as with a lower threshold, counts as mild. Intervals of `mean_intensity` are Student t intervals; there is
    none when all texts have the same strength.

    References
    ----------
    Kish L (1965). Survey Sampling, section 11.7. Wiley.

    Examples
    --------
    >>> from cxlab.emotions import label_emotions, score_emotions
    >>> labels = label_emotions(score_emotions(["I am furious", "Lovely, thank you so much!", "Order 4711", None]))
    >>> emotion_profile(labels)[["emotion", "count", "estimate", "n", "n_missing", "no_emotion"]].iloc[[0, 6]].round(2)
      emotion  count  estimate  n  n_missing  no_emotion
    0     joy      1      0.33  3          1        0.33
    6   anger      1      0.33  3          1        0.33
    """
    check_level(level)
    known = _check_labels(labels)
    weight, strength = _weights_of(labels, weights), _grades_of(known, grades)
    if by is None:
        return _shares(known, level, weight, strength, dyads)
    groups = _groups(labels, by)
    parts = []
    # Groups by place, since the same row label may stand for several texts.
    for value, here in pd.Series(np.arange(len(known))).groupby(groups.to_numpy(), observed=True, sort=True):
        rows = here.to_numpy()
        part = _shares(known.iloc[rows], level, None if weight is None else weight[rows],
                       None if strength is None else strength[rows], dyads)
        parts.append(part.assign(**{groups.name: value}))
    if not parts:
        raise ValueError("by is missing for every text; expected a group for at least one of them")
    table = pd.concat(parts, ignore_index=True)
    if isinstance(groups.dtype, pd.CategoricalDtype):
        table[groups.name] = table[groups.name].astype(groups.dtype)
    return table[["emotion", groups.name, *[c for c in table.columns if c not in ("emotion", groups.name)]]]


def measure_trend(labels: pd.DataFrame, dates, *, every: str = "month", weights=None,
                  grades: pd.DataFrame | None = None, level: float = 0.95) -> pd.DataFrame:
    """Measure the share of each emotion period by period, for :func:`cxlab.plots.plot_trend`.

    Look at the intervals before you look at the line: with fifty texts a month a share of 20% moves between 11% and 33%
    while nothing happens.

    Parameters
    ----------
    labels : DataFrame
        What :func:`label_emotions` gave.
    dates : Series
        The day of each text, under the same row labels. Texts without a day are left out.
    every : {"day", "week", "month", "quarter", "year"}
        Length of a period.
    weights, grades, level
        As for :func:`emotion_profile`.

    Returns
    -------
    DataFrame
        As :func:`emotion_profile` gives, with a column `period` (such as 2026-03 or 2026Q1) in the order of time. A
        period without texts is there with n = 0 and nothing else.

    Raises
    ------
    TypeError, ValueError
        As :func:`emotion_profile`; also if `dates` holds no days.

    Examples
    --------
    >>> from cxlab.emotions import label_emotions, score_emotions
    >>> labels = label_emotions(score_emotions(["Furious!", "Lovely", "So angry", "Furious again"], language="en"))
    >>> days = pd.to_datetime(pd.Series(["2026-01-05", "2026-01-20", "2026-03-02", "2026-03-09"]))
    >>> measure_trend(labels, days).query("emotion == 'anger'")[["period", "count", "estimate", "n"]]
         period  count  estimate  n
    6   2026-01      1       0.5  2
    14  2026-02      0       NaN  0
    22  2026-03      2       1.0  2
    """
    check_choice("every", every, _PERIODS)
    known = _check_labels(labels)
    if not isinstance(dates, pd.Series) or not pd.api.types.is_datetime64_any_dtype(dates.dtype):
        raise TypeError("dates should be a Series of days under the row labels of the texts; turn text into days with "
                        'pd.to_datetime(..., format="%d-%m-%Y") first')
    days = _groups(labels, dates.rename("period"), what="dates")
    if days.isna().all():
        raise ValueError("dates is missing for every text; expected a day for at least one of them")
    days = days.dt.tz_localize(None)  # the day is the one on the wall
    period = days.dt.to_period(_PERIODS[every])
    whole = pd.period_range(period.min(), period.max(), freq=_PERIODS[every])
    weight, strength = _weights_of(labels, weights), _grades_of(known, grades)
    parts = []
    for one in whole:
        rows = np.flatnonzero(period == one)
        part = _shares(known.iloc[rows], level, None if weight is None else weight[rows],
                       None if strength is None else strength[rows], False)
        part.insert(1, "period", str(one))
        parts.append(part)
    return pd.concat(parts, ignore_index=True).astype({"period": pd.CategoricalDtype(map(str, whole), ordered=True)})


def _shares(labels: pd.DataFrame, level: float, weights=None, grades=None, dyads: bool = False) -> pd.DataFrame:
    kept = labels.notna().all(axis=1).to_numpy() & (True if weights is None else ~np.isnan(weights))
    read = labels[kept].astype(bool)
    some = read.any(axis=1)
    if dyads:
        read = read.assign(**{name: read[dyad.of[0]] & read[dyad.of[1]] for name, dyad in
                              {**DYADS, **CONFLICTS}.items()})
    weight = np.ones(len(read)) if weights is None else weights[kept]
    names = list(read.columns)
    table = pd.DataFrame({"emotion": pd.Categorical(names, categories=names, ordered=True),
                          "count": read.sum().to_numpy(dtype="int64")})
    if weights is None:
        shares = proportion_ci(table["count"].to_numpy(), [len(read)] * len(names), level=level)
        table[list(shares.columns)] = shares.to_numpy()
        table["n"] = len(read)
    else:
        table = table.join(_weighted(read, weight, level))
    known = len(read) > 0 and weight.sum() > 0
    found = float(np.average(some, weights=weight)) if known else float("nan")
    table = table.assign(n_missing=len(labels) - len(read), coverage=found, no_emotion=1 - found)
    return table if grades is None else table.join(_strength_of(read, weight, grades[kept], table["estimate"], level))


def _weighted(read: pd.DataFrame, weight: np.ndarray, level: float) -> pd.DataFrame:
    """Weighted shares with the Wilson interval of the effective number of texts."""
    size = _effective(weight)
    share = read.to_numpy(dtype=float).T @ weight / weight.sum() if size else np.full(read.shape[1], np.nan)
    lower, upper = (proportion_confint(np.clip(share * size, 0, size), size, alpha=1 - level, method="wilson") if size
                    else (share, share))
    lower, upper = np.where(share <= 0, 0.0, lower), np.where(share >= 1, 1.0, upper)
    return pd.DataFrame({"estimate": share, "ci_lower": lower, "ci_upper": upper, "n": len(read), "n_effective": size})


def _effective(weight: np.ndarray) -> float:
    return float(weight.sum() ** 2 / (weight ** 2).sum()) if weight.sum() > 0 else 0.0


def _strength_of(read, weight, grades, estimate, level) -> pd.DataFrame:
    """Shares of mild, basic and intense, and the mean strength where the emotion is; nothing for dyads."""
    rows = []
    for place, emotion in enumerate(read.columns):
        there = read[emotion].to_numpy()
        if place >= len(PRIMARIES) or np.isnan(estimate.iloc[place]):
            rows.append([np.nan] * 6)
            continue
        grade = np.maximum(grades[there, place], 1)
        mine = weight[there]
        shares = [mine[grade == strength].sum() / weight.sum() for strength in (1, 2, 3)]
        rows.append([*(shares if not np.isnan(grade).any() else [np.nan] * 3), *_mean_strength(grade, mine, level)])
    names = [*(f"estimate_{name}" for name in _STRENGTHS), "mean_intensity", "intensity_lower", "intensity_upper"]
    return pd.DataFrame(rows, columns=names)


def _mean_strength(grade, weight, level) -> tuple[float, float, float]:
    known = ~np.isnan(grade) & (weight > 0)
    grade, weight = grade[known], weight[known]
    size = _effective(weight)
    if not size:
        return (np.nan,) * 3
    mean = float(np.average(grade, weights=weight))
    if size <= 1 or np.ptp(grade) == 0:
        return mean, np.nan, np.nan
    spread = np.average((grade - mean) ** 2, weights=weight) * size / (size - 1)
    half = stats.t.ppf((1 + level) / 2, size - 1) * np.sqrt(spread / size)
    return mean, float(max(mean - half, 1)), float(min(mean + half, 3))


def _weights_of(labels, weights) -> np.ndarray | None:
    if weights is None:
        return None
    column = _groups(labels, weights, what="weights")
    found = pd.to_numeric(column, errors="coerce").to_numpy("float64", na_value=np.nan)
    wrong = (np.isnan(found) & column.notna().to_numpy()) | (found < 0) | (found > LARGEST)
    refuse([f"weights is {column.tolist()[place]!r} in row {named(column.index[place])}; expected a number of 0 or more"
            for place in np.flatnonzero(wrong)[:20]])
    return found


def _grades_of(known: pd.DataFrame, grades) -> np.ndarray | None:
    if grades is None:
        return None
    if not isinstance(grades, pd.DataFrame) or not set(PRIMARIES) <= set(grades.columns):
        raise ValueError("grades should be the table that grade_emotions gives, with the eight emotions")
    if not grades.index.equals(known.index):
        if not grades.index.is_unique or len(known.index.difference(grades.index)):
            raise ValueError("grades and labels have different row labels; expected the same texts in both")
        grades = grades.reindex(known.index)
    check_table(grades[list(PRIMARIES)], "grades")
    values = np.column_stack([numbers(grades[emotion], emotion) for emotion in PRIMARIES])
    if not np.isin(values[~np.isnan(values)], (0, 1, 2, 3)).all():
        raise ValueError("grades holds something else than 0, 1, 2 and 3; give the table that grade_emotions gives")
    return values


def _check_labels(labels) -> pd.DataFrame:
    if not isinstance(labels, pd.DataFrame):
        raise TypeError(f"labels should be the table that label_emotions gives; got {type(labels).__name__}")
    absent = [emotion for emotion in PRIMARIES if emotion not in labels.columns]
    if absent:
        raise ValueError(f"labels lacks the columns {', '.join(absent)}; give the table that label_emotions gives")
    eight = labels[list(PRIMARIES)]
    check_table(eight, "labels")
    wrong = [emotion for emotion in PRIMARIES if not eight[emotion].dropna().isin([True, False]).all()]
    if wrong:
        value = eight[wrong[0]].dropna().loc[lambda column: ~column.isin([True, False])].iloc[0]
        raise ValueError(f"{', '.join(wrong)} should hold yes and no (True and False), but {wrong[0]} holds {value!r}; "
                         "put scores through label_emotions first")
    return eight.astype("boolean")


def _groups(labels: pd.DataFrame, by, what: str = "by") -> pd.Series:
    """The group, weight or day of each text, lined up with the texts."""
    each = {"by": "group", "weights": "weight", "dates": "day"}[what]
    if isinstance(by, str):
        if by not in labels.columns:
            raise ValueError(f"labels has no column {by!r}; give a column name or a Series with one {each} a text")
        return labels[by]
    if not isinstance(by, pd.Series):
        by = pd.Series(list(by), name="group", index=labels.index if len(list(by)) == len(labels) else None)
    check_column(by, what)
    name = "group" if by.name is None or by.name in ("emotion", "count", "n") else by.name
    if by.index.equals(labels.index):
        return by.rename(name)
    apart = labels.index.difference(by.index)
    if len(apart) or not by.index.is_unique:
        problem = f"has no {each} for row {named(apart[0])}" if len(apart) else "has row labels that occur twice"
        raise ValueError(f"{what} {problem}; expected one {each} for each of the {len(labels)} texts, under the same "
                         "labels")
    return by.reindex(labels.index).rename(name)
