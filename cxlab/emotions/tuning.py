"""Fit the decision to your own customers: thresholds from a hundred rows that somebody labelled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxlab.counts import check_level
from cxlab.emotions.evaluation import _RESAMPLES, _f1
from cxlab.emotions.profile import _check_labels
from cxlab.emotions.scoring import _check_scores
from cxlab.wheel import PRIMARIES

FOLDS = 10
FEWEST = 5              # texts that show an emotion, before its threshold is moved at all
HALF_WAY = 10           # texts that show an emotion, at which a threshold moves half of the way
LOWEST, HIGHEST = 0.05, 0.95


@dataclass(frozen=True, eq=False)
class Tuning:
    """Thresholds fitted on labelled rows, and what they are worth on rows that did not help to fit them.

    Attributes
    ----------
    table : DataFrame
        One row an emotion and the rows "macro" and "micro": `threshold`, `n_true` (rows that show it), `f1_before` (at
        0.5), `f1_after`, `estimate` (after minus before) with `ci_lower`, `ci_upper`, `n`, `n_missing`. All F1 are of
        rows left out of the fit.
    thresholds : dict of str to float
        What to give to :func:`label_emotions`.
    gain, ci_lower, ci_upper : float
        Gain in macro-F1 and its interval.
    text : str
        The result as a sentence, with advice.
    """

    table: pd.DataFrame
    thresholds: dict[str, float]
    gain: float
    ci_lower: float
    ci_upper: float
    text: str


def tune_thresholds(scores: pd.DataFrame, labels: pd.DataFrame, *, level: float = 0.95, seed: int = 0) -> Tuning:
    """Fit the threshold of each emotion to labelled rows, and say what that gained.

    Label a hundred rows of your own by hand, score the same rows, and give both. The gain is measured on rows that did
    not help to fit: thresholds always look good on the rows they were chosen for.

    Parameters
    ----------
    scores : DataFrame
        What :func:`score_emotions` gave for the labelled rows.
    labels : DataFrame
        Eight columns of yes and no under the same row labels: what a careful reader decided.
    level : float in (0, 1)
        Confidence level.
    seed : int
        The same seed gives the same answer.

    Returns
    -------
    Tuning
        `.thresholds` for ``label_emotions(scores, thresholds=...)``, `.table`, `.gain`, `.ci_lower`, `.ci_upper`,
        `.text`.

    Raises
    ------
    TypeError, ValueError
        If a table is not what it should be, the row labels differ, or fewer than 30 rows have both.

    Notes
    -----
    For each emotion the threshold with the highest F1, drawn back towards 0.5: with n rows that show the emotion it
    moves n / (n + 10) of the way, and not at all with fewer than five. The gain is cross-validated in ten folds: each
    row is judged with thresholds fitted on the other nine tenths. Its interval is a bootstrap over rows (1,000
    resamples) of the paired difference; the choice of the folds is not in it.

    Examples
    --------
    >>> from cxlab.emotions import label_emotions, score_emotions
    >>> scores = score_emotions(["So angry!", "A bit slow", "Lovely", "Where is my order?"] * 15, language="en")
    >>> result = tune_thresholds(scores, label_emotions(scores))
    >>> round(result.gain, 2), len(result.thresholds)
    (0.0, 8)
    """
    check_level(level)
    values, true = _check_scores(scores), _check_labels(labels)
    if not values.index.is_unique or not values.index.sort_values().equals(true.index.sort_values()):
        raise ValueError("scores and labels have different row labels; expected the same texts in both, each once")
    true = true.loc[values.index]
    both = (values.notna() & true.notna()).all(axis=1).to_numpy()
    if both.sum() < 30:
        raise ValueError(f"{int(both.sum())} rows have both scores and labels; expected at least 30, and a hundred "
                         "is better")
    given, right = values[both].to_numpy(), true[both].to_numpy(dtype=bool)
    folds = np.random.default_rng(seed).permutation(len(given)) % FOLDS
    after = np.empty_like(right)
    for fold in range(FOLDS):
        after[folds == fold] = given[folds == fold] >= _fit_limits(given[folds != fold], right[folds != fold])
    limits = _fit_limits(given, right)
    table = _gains(right, given >= 0.5, after, level, seed)
    table.insert(1, "threshold", [*limits, np.nan, np.nan])
    table["n_missing"] = int((~both).sum())
    gain, lower, upper = (float(table.loc[8, name]) for name in ("estimate", "ci_lower", "ci_upper"))
    thresholds = dict(zip(PRIMARIES, limits.tolist(), strict=True))
    return Tuning(table, thresholds, gain, lower, upper, _say(len(given), gain, lower, upper))


def _fit_limits(scores: np.ndarray, right: np.ndarray) -> np.ndarray:
    return np.array([_fit_limit(scores[:, emotion], right[:, emotion]) for emotion in range(8)])


def _fit_limit(score: np.ndarray, right: np.ndarray) -> float:
    """The threshold with the highest F1, the nearest to 0.5 among equals, drawn back towards 0.5."""
    there = int(right.sum())
    if there < FEWEST:
        return 0.5
    steps = np.unique(np.clip(score, LOWEST, HIGHEST))
    limits = np.append((steps[1:] + steps[:-1]) / 2, 0.5)
    found = score[:, None] >= limits
    f1 = 2 * (found & right[:, None]).sum(axis=0) / np.maximum(found.sum(axis=0) + there, 1)
    best = limits[f1 >= f1.max() - 1e-12]
    nearest = best[np.argmin(np.abs(best - 0.5))]
    return float(0.5 + (nearest - 0.5) * there / (there + HALF_WAY))


def _gains(right, before, after, level, seed) -> pd.DataFrame:
    size = len(right)
    times = np.random.default_rng(seed).multinomial(size, np.full(size, 1 / size), size=_RESAMPLES)
    f1, drawn = [], []
    for found in (before, after):
        hit = np.stack([found & right, found, right]).astype(float)
        f1.append(_f1(hit.sum(axis=1)))
        drawn.append(np.stack([_f1(sums) for sums in np.einsum("rn,kne->rke", times, hit, optimize=True)]))
    lower, upper = np.quantile(drawn[1] - drawn[0], [(1 - level) / 2, (1 + level) / 2], axis=0)
    there = right.sum(axis=0)
    return pd.DataFrame({"emotion": [*PRIMARIES, "macro", "micro"], "n_true": [*there, there.sum(), there.sum()],
                         "f1_before": f1[0], "f1_after": f1[1], "estimate": f1[1] - f1[0], "ci_lower": lower,
                         "ci_upper": upper, "n": size})


def _say(size, gain, lower, upper) -> str:
    said = (f"On rows left out of the fit, thresholds fitted on {size:,} labelled rows change macro-F1 by {gain:+.2f} "
            f"[{lower:+.2f}, {upper:+.2f}]")
    if lower > 0:
        return f"{said}: use them."
    if upper < 0:
        return f"{said}: keep 0.5."
    return f"{said}: that may be chance, so keep 0.5 or label more rows."
