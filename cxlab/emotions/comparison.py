"""Do two groups differ in what they feel, and which mixed emotions do they feel?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from statsmodels.stats.multitest import multipletests

from cxlab.counts import check_level
from cxlab.emotions.profile import _check_labels, _groups
from cxlab.wheel import CONFLICTS, DYADS, PRIMARIES


@dataclass(frozen=True, eq=False)
class Comparison:
    """The difference between two groups, emotion by emotion.

    Attributes
    ----------
    table : DataFrame
        One row an emotion: `emotion`, `share_first`, `share_second` (in [0, 1]), `estimate` (first minus second, so
        0.10 is ten points more in the first group), `ci_lower`, `ci_upper`, `p_value` (how often chance alone gives a
        difference at least as large), `p_holm` (the same, allowing for eight looks), `n_first`, `n_second`, `n`,
        `n_missing`.
    first, second : str
        Names of the two groups.
    p_any : float
        How often chance alone gives, in any of the eight emotions, a difference as large as the largest one here.
    text : str
        The result as a sentence.
    """

    table: pd.DataFrame
    first: object
    second: object
    p_any: float
    text: str


def compare_profiles(labels: pd.DataFrame, *, by, groups=None, level: float = 0.95, resamples: int = 5000,
                     seed: int = 0) -> Comparison:
    """Compare two groups of texts on the eight emotions, with eight looks allowed for.

    Look at one emotion after another in two groups that do not differ at all, and in a third of the cases some
    emotion seems to differ. So ask first whether there is any difference (`p_any`), then which emotions (`p_holm`).

    Parameters
    ----------
    labels : DataFrame
        What :func:`label_emotions` gave: eight columns of yes and no, one row a text.
    by : Series, array or name of a column of `labels`
        The group of each text. A Series is lined up by label. Texts without a group are left out.
    groups : pair, optional
        Which two groups, first minus second. May be left out when there are only two.
    level : float in (0, 1)
        Confidence level of each interval.
    resamples : int
        Number of bootstrap samples and of permutations.
    seed : int
        The same seed gives the same answer.

    Returns
    -------
    Comparison
        `.table`, `.first`, `.second`, `.p_any`, `.text`.

    Raises
    ------
    ValueError
        If `by` does not fit the texts, if it has more than two groups and `groups` does not name two of them, or if a
        group has no text that could be read.

    Notes
    -----
    p-values: permutation test, the texts dealt to the two groups again, all eight emotions of a text together;
    (1 + times at least as far) / (1 + resamples). `p_holm` is Holm's step-down correction over the eight emotions.
    Intervals: bootstrap percentiles, each group drawn anew with one imaginary text that shows the emotion and one that
    does not (Agresti and Caffo's adjustment), so that a group of eight without anger is not taken for proof that there
    is none. Texts are taken as independent: several texts of one customer make all of this too sure.

    References
    ----------
    Agresti A, Caffo B (2000). Simple and effective confidence intervals for proportions and differences of proportions.
    The American Statistician 54, 280-288.
    Holm S (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics 6, 65-70.

    Examples
    --------
    >>> from cxlab.emotions import label_emotions, score_emotions
    >>> texts = ["So angry", "Furious about this", "Annoyed again"] * 10 + ["Lovely, thank you so much!"] * 30
    >>> labels = label_emotions(score_emotions(texts, language="en"))
    >>> result = compare_profiles(labels, by=["Monday"] * 30 + ["Friday"] * 30, groups=("Monday", "Friday"))
    >>> result.table.loc[[0, 6], ["emotion", "estimate", "n_first", "n_second"]]
      emotion  estimate  n_first  n_second
    0     joy      -1.0       30        30
    6   anger       1.0       30        30
    """
    check_level(level)
    _check_resamples(resamples)
    known = _check_labels(labels)
    group = _groups(labels, by)
    first, second = _two(group, groups)
    chosen = group.isin([first, second]).to_numpy()
    read = known.notna().all(axis=1).to_numpy()
    in_first = (group == first).fillna(False).to_numpy(dtype=bool)
    yes = known[read & chosen].to_numpy(dtype=bool)
    side = in_first[read & chosen]
    sizes = {first: int(side.sum()), second: int((~side).sum())}
    empty = [str(name) for name, size in sizes.items() if not size]
    if empty:
        raise ValueError(f"no text of {' and '.join(empty)} could be read; expected at least one in each group")
    table, p_any = _compare(yes, side, level, resamples, np.random.default_rng(seed))
    table["n_missing"] = int((chosen & ~read).sum())
    return Comparison(table, first, second, p_any, _say(table, first, second, p_any, level))


def _compare(yes, side, level, resamples, rng) -> tuple[pd.DataFrame, float]:
    """Texts with the same emotions are counted together: 256 kinds of text at most."""
    kinds, kind = np.unique(yes, axis=0, return_inverse=True)
    kinds = kinds.astype(float)
    counts = np.stack([np.bincount(kind.ravel()[side == at], minlength=len(kinds)) for at in (True, False)])
    sizes = counts.sum(axis=1)
    shares = counts @ kinds / sizes[:, None]
    estimate = shares[0] - shares[1]
    drawn = [(rng.binomial(size + 2, (share * size + 1) / (size + 2), size=(resamples, 8)) / (size + 2))
             for size, share in zip(sizes, shares, strict=True)]
    lower, upper = np.quantile(drawn[0] - drawn[1], [(1 - level) / 2, (1 + level) / 2], axis=0)
    dealt = rng.multivariate_hypergeometric(counts.sum(axis=0), sizes[0], size=resamples, method="marginals") @ kinds
    chance = dealt / sizes[0] - (counts.sum(axis=0) @ kinds - dealt) / sizes[1]
    p_value = (1 + _as_far(chance, estimate).sum(axis=0)) / (1 + resamples)
    pooled = counts.sum(axis=0) @ kinds / sizes.sum()
    spread = np.where((pooled > 0) & (pooled < 1), np.sqrt(pooled * (1 - pooled)), 1.0)
    farthest = (np.abs(chance) / spread).max(axis=1)
    p_any = (1 + int(_as_far(farthest, (np.abs(estimate) / spread).max()).sum())) / (1 + resamples)
    table = pd.DataFrame({
        "emotion": pd.Categorical(PRIMARIES, categories=PRIMARIES, ordered=True), "share_first": shares[0],
        "share_second": shares[1], "estimate": estimate, "ci_lower": np.minimum(lower, estimate),
        "ci_upper": np.maximum(upper, estimate), "p_value": p_value,
        "p_holm": multipletests(p_value, method="holm")[1], "n_first": sizes[0], "n_second": sizes[1],
        "n": sizes.sum()})
    return table, p_any


def _as_far(chance, seen):
    # A hair's breadth of slack, because the same difference may be computed in two ways.
    return np.abs(chance) >= np.abs(seen) - 1e-12


def _two(group: pd.Series, groups) -> tuple:
    there = list(pd.unique(group.dropna()))
    if isinstance(group.dtype, pd.CategoricalDtype):
        there = [name for name in group.cat.categories if name in there]
    elif groups is None:
        there = sorted(there, key=str)
    names = ", ".join(map(str, there[:12])) + (f" and {len(there) - 12} more" if len(there) > 12 else "")
    if groups is None:
        if len(there) != 2:
            raise ValueError(f"by has {len(there)} groups ({names}); name two of them, such as "
                             f"groups={tuple(map(str, there[:2])) if len(there) > 1 else ('A', 'B')}")
        return tuple(there)
    pair = [groups] if isinstance(groups, str) else list(groups)
    absent = [name for name in pair if name not in there]
    if len(pair) != 2 or absent or pair[0] == pair[1]:
        problem = f"there is no group {absent[0]!r}" if absent else f"groups is {groups!r}"
        raise ValueError(f"{problem}; expected two different groups out of {names}")
    return tuple(pair)


def _check_resamples(resamples) -> None:
    if isinstance(resamples, bool) or not isinstance(resamples, int | np.integer) or resamples < 100:
        raise ValueError(f"resamples is {resamples!r}; expected a whole number of at least 100")


def _say(table, first, second, p_any, level) -> str:
    sure = table[table["p_holm"] < 1 - level]
    sizes = f"{table['n_first'].iloc[0]:,} texts of {first} and {table['n_second'].iloc[0]:,} of {second}"
    if sure.empty:
        return (f"In {sizes} no emotion differs more than chance allows for eight looks "
                f"(any difference: p = {p_any:.3f}).")
    parts = [f"{row.emotion} {100 * row.estimate:+.0f} points [{100 * row.ci_lower:+.0f}, {100 * row.ci_upper:+.0f}]"
             for row in sure.itertuples()]
    return f"In {sizes} these differ, with eight looks allowed for ({first} minus {second}): {'; '.join(parts)}."


def dyad_scores(scores: pd.DataFrame) -> pd.DataFrame:
    """Score the mixed emotions: the 24 dyads of the wheel and the four pairs of opposites.

    A dyad is there when both its emotions are there: joy and trust together are love. A pair of opposites in one text,
    such as joy and sadness, is a sign of mixed feelings: often praise for one thing and blame for another.

    Parameters
    ----------
    scores : DataFrame
        What :func:`score_emotions` gave (numbers in [0, 1]) or what :func:`label_emotions` gave (yes and no).

    Returns
    -------
    DataFrame
        Same index and 28 columns: the names of `wheel.DYADS`, then those of `wheel.CONFLICTS` (bittersweetness,
        ambivalence, frozenness, confusion). From scores the smaller of the two scores, so that 0.5 is the decision
        here too; from labels boolean. Missing where either emotion is missing.

    Raises
    ------
    TypeError, ValueError
        If an emotion is absent, or a column holds neither scores nor yes and no.

    Notes
    -----
    That both feelings stand in one text does not prove that they were felt at once or about the same thing.

    References
    ----------
    Plutchik R (2001). The nature of emotions. American Scientist 89, 344-350.

    Examples
    --------
    >>> from cxlab.emotions import label_emotions, score_emotions
    >>> mixed = dyad_scores(label_emotions(score_emotions(["I am sad and furious", "Reliable and friendly, lovely!"])))
    >>> mixed.loc[0, ["envy", "love"]].tolist(), mixed.loc[1, ["envy", "love"]].tolist()
    ([True, False], [False, True])
    """
    from cxlab.emotions.scoring import _check_scores

    if isinstance(scores, pd.DataFrame) and scores.columns.is_unique and all(
            emotion in scores and pd.api.types.is_bool_dtype(scores[emotion].dtype) for emotion in PRIMARIES):
        values, kind = _check_labels(scores).astype("Float64").astype("float64"), "boolean"
    else:
        values, kind = _check_scores(scores), "float64"
    pairs = {name: dyad.of for name, dyad in {**DYADS, **CONFLICTS}.items()}
    mixed = pd.DataFrame({name: np.minimum(values[one].to_numpy(), values[other].to_numpy())
                          for name, (one, other) in pairs.items()}, index=scores.index)
    return mixed if kind == "float64" else mixed.astype("Float64").astype("boolean")
