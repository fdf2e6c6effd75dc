"""The emotions of many texts together: shares with intervals."""

from __future__ import annotations

import pandas as pd

from cxlab.intervals import proportion_ci
from cxlab.wheel import PRIMARIES


def emotion_profile(labels: pd.DataFrame, *, by=None, level: float = 0.95) -> pd.DataFrame:
    """Count in which share of the texts each emotion was found, with its interval.

    Shares do not add up to 1: a text can show several emotions, or none. Compare groups by their intervals, not by
    their shares alone.

    Parameters
    ----------
    labels : DataFrame
        What :func:`label_emotions` gave: eight columns of yes and no, one row a text.
    by : Series, array or name of a column of `labels`, optional
        The group of each text (team, topic, month). A Series is lined up by label. Texts without a group are left out.
    level : float in (0, 1)
        Confidence level.

    Returns
    -------
    DataFrame
        One row for each emotion, within each group: `emotion` (in wheel order), the group under its own name,
        `count` (texts that show it), `estimate` (share in [0, 1]), `ci_lower`, `ci_upper`, `n` (texts that could be
        read), `n_missing` (texts that could not), `coverage` (share of the texts with at least one emotion) and
        `no_emotion` (share in which none was found).

    Raises
    ------
    ValueError
        If a column is absent, holds something else than yes and no, or `by` does not fit the texts.

    Notes
    -----
    Wilson score intervals, for texts that are independent. Several texts of one customer make them too narrow.

    Examples
    --------
    >>> from cxlab.emotions import label_emotions, score_emotions
    >>> labels = label_emotions(score_emotions(["I am furious", "Lovely, thank you so much!", "Order 4711", None]))
    >>> emotion_profile(labels)[["emotion", "count", "estimate", "n", "n_missing", "no_emotion"]].iloc[[0, 6]].round(2)
      emotion  count  estimate  n  n_missing  no_emotion
    0     joy      1      0.33  3          1        0.33
    6   anger      1      0.33  3          1        0.33
    """
    known = _check_labels(labels)
    if by is None:
        return _shares(known, level)
    groups = _groups(labels, by)
    parts = []
    for value, part in known.groupby(groups.to_numpy(), observed=True, sort=True):
        parts.append(_shares(part, level).assign(**{groups.name: value}))
    if not parts:
        raise ValueError("by is missing for every text; expected a group for at least one of them")
    table = pd.concat(parts, ignore_index=True)
    if isinstance(groups.dtype, pd.CategoricalDtype):
        table[groups.name] = table[groups.name].astype(groups.dtype)
    return table[["emotion", groups.name, *[c for c in table.columns if c not in ("emotion", groups.name)]]]


def _shares(labels: pd.DataFrame, level: float) -> pd.DataFrame:
    read = labels.dropna()
    count = read.sum().astype("int64")
    table = proportion_ci(count.to_numpy(), [len(read)] * len(PRIMARIES), level=level)
    table.insert(0, "emotion", pd.Categorical(PRIMARIES, categories=PRIMARIES, ordered=True))
    table.insert(1, "count", count.to_numpy())
    some = float(read.any(axis=1).mean()) if len(read) else float("nan")
    return table.assign(n_missing=len(labels) - len(read), coverage=some, no_emotion=1 - some)


def _check_labels(labels) -> pd.DataFrame:
    if not isinstance(labels, pd.DataFrame):
        raise TypeError(f"labels should be the table that label_emotions gives; got {type(labels).__name__}")
    absent = [emotion for emotion in PRIMARIES if emotion not in labels.columns]
    if absent:
        raise ValueError(f"labels lacks the columns {', '.join(absent)}; give the table that label_emotions gives")
    eight = labels[list(PRIMARIES)]
    wrong = [emotion for emotion in PRIMARIES if not eight[emotion].dropna().isin([True, False]).all()]
    if wrong:
        value = eight[wrong[0]].dropna().loc[lambda column: ~column.isin([True, False])].iloc[0]
        raise ValueError(f"{', '.join(wrong)} should hold yes and no (True and False), but {wrong[0]} holds {value!r}; "
                         "put scores through label_emotions first")
    return eight.astype("boolean")


def _groups(labels: pd.DataFrame, by) -> pd.Series:
    if isinstance(by, str):
        if by not in labels.columns:
            raise ValueError(f"labels has no column {by!r}; give a column name or a Series with one group a text")
        return labels[by]
    if not isinstance(by, pd.Series):
        by = pd.Series(list(by), name="group", index=labels.index if len(list(by)) == len(labels) else None)
    name = "group" if by.name is None or by.name in ("emotion", "count", "n") else by.name
    if by.index.equals(labels.index):
        return by.rename(name)
    apart = labels.index.difference(by.index)
    if len(apart) or not by.index.is_unique:
        problem = f"has no group for row {apart[0]!r}" if len(apart) else "has row labels that occur twice"
        raise ValueError(f"by {problem}; expected one group for each of the {len(labels)} texts, under the same labels")
    return by.reindex(labels.index).rename(name)
