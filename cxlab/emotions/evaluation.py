"""How well does the reading do against people's own judgement?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxlab.emotions.profile import _check_labels
from cxlab.wheel import PRIMARIES

_RESAMPLES = 1000


@dataclass(frozen=True, eq=False)
class Evaluation:
    """Agreement between the labels of the machine and the truth.

    Attributes
    ----------
    table : DataFrame
        One row an emotion, and the rows "macro" and "micro": `precision` (how many of those found are right), `recall`
        (how many of those there were found), `estimate` (F1, their harmonic mean) with `ci_lower` and `ci_upper`,
        `n` (texts compared), `n_true` (texts that show it), `n_missing` (texts left out).
    macro_f1, micro_f1 : float
        F1 averaged over the eight emotions, and over all decisions together.
    text : str
        The result as a sentence.
    """

    table: pd.DataFrame
    macro_f1: float
    micro_f1: float
    text: str


def evaluate_emotions(labels: pd.DataFrame, truth: pd.DataFrame, *, level: float = 0.95, seed: int = 0) -> Evaluation:
    """Compare labels with the truth, emotion by emotion.

    Parameters
    ----------
    labels : DataFrame
        What :func:`label_emotions` gave.
    truth : DataFrame
        Eight columns of yes and no under the same row labels: what careful readers decided.
    level : float in (0, 1)
        Confidence level of the intervals.
    seed : int
        The same seed gives the same intervals.

    Returns
    -------
    Evaluation
        `.table`, `.macro_f1`, `.micro_f1`, `.text`.

    Raises
    ------
    ValueError
        If a table lacks an emotion, the row labels differ, or no text has both a label and a truth.

    Notes
    -----
    Texts with a missing label or truth are left out and counted. An emotion that was neither found nor there has an F1
    of 0. Intervals are bootstrap percentiles over texts (1,000 resamples).

    Examples
    --------
    >>> from cxlab.emotions import label_emotions, score_emotions
    >>> labels = label_emotions(score_emotions(["I am furious", "What a joy!", "I am worried", "So sad"]))
    >>> truth = labels.copy(); truth.loc[2, "fear"] = False
    >>> evaluate_emotions(labels, truth).table[["emotion", "precision", "recall", "n_true"]].iloc[[2, 6]]
      emotion  precision  recall  n_true
    2    fear        0.0     0.0       0
    6   anger        1.0     1.0       1
    """
    found, true = _check_labels(labels), _check_labels(truth)
    if not found.index.is_unique or not found.index.sort_values().equals(true.index.sort_values()):
        raise ValueError("labels and truth have different row labels; expected the same texts in both, each once")
    true = true.loc[found.index]
    both = (found.notna() & true.notna()).all(axis=1).to_numpy()
    if not both.any():
        raise ValueError(f"none of the {len(found)} texts has both labels and a truth for all eight emotions; expected "
                         "at least one, and a hundred is better")
    found, true = found[both].to_numpy(dtype=bool), true[both].to_numpy(dtype=bool)
    hit = np.stack([found & true, found, true]).astype(float)
    drawn = _resample(hit, seed)
    lower, upper = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=0)
    right, said, there = _with_totals(hit.sum(axis=1))
    table = pd.DataFrame({
        "emotion": [*PRIMARIES, "macro", "micro"], "precision": _ratio(right, said), "recall": _ratio(right, there),
        "estimate": _f1(hit.sum(axis=1)), "ci_lower": lower, "ci_upper": upper, "n": len(found),
        "n_true": there.astype("int64"), "n_missing": int((~both).sum())})
    table.loc[8, ["precision", "recall"]] = table.loc[:7, ["precision", "recall"]].mean()
    macro, micro = table["estimate"].iloc[8:]
    text = (f"Held against the truth of {len(found):,} texts, macro-F1 is {macro:.2f} "
            f"[{table.loc[8, 'ci_lower']:.2f}, {table.loc[8, 'ci_upper']:.2f}] and micro-F1 {micro:.2f}; "
            f"{PRIMARIES[int(table.loc[:7, 'estimate'].idxmin())]} is read worst.")
    return Evaluation(table, float(macro), float(micro), text)


def _resample(hit: np.ndarray, seed: int) -> np.ndarray:
    size = hit.shape[1]
    times = np.random.default_rng(seed).multinomial(size, np.full(size, 1 / size), size=_RESAMPLES)
    return np.stack([_f1(sums) for sums in np.einsum("rn,kne->rke", times, hit, optimize=True)])


def _f1(sums: np.ndarray) -> np.ndarray:
    """F1 of each emotion, their mean, and F1 of all decisions, from (right, found, there) sums."""
    right, found, there = sums
    each = _ratio(2 * right, found + there)
    return np.array([*each, each.mean(), _ratio(2 * right.sum(), (found + there).sum())])


def _with_totals(sums: np.ndarray) -> np.ndarray:
    total = sums.sum(axis=1, keepdims=True)
    return np.hstack([sums, total, total])


def _ratio(part, whole):
    return np.divide(part, whole, out=np.zeros_like(np.asarray(part, dtype=float)), where=np.asarray(whole) > 0)
