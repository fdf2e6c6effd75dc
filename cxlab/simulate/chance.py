"""Draws that come out the same on every machine: all of them are made from uniform numbers.

numpy may change how it draws a beta or a normal number from one version to the next; its uniform numbers are the
stream that stays. So every draw here starts from ``rng.random`` and goes through the inverse of a distribution.
"""

from __future__ import annotations

from numbers import Integral

import numpy as np
from scipy.special import betaincinv, ndtri


def streams(seed: int, count: int) -> list[np.random.Generator]:
    """Open `count` independent streams of chance behind one seed.

    A room uses one stream for the structure and another for the words, so that a new sentence changes no number.
    """
    if isinstance(seed, bool) or not isinstance(seed, Integral) or seed < 0:
        raise ValueError(f"seed is {seed!r}; expected a whole number of zero or more, such as seed=1")
    return [np.random.Generator(np.random.PCG64(child)) for child in np.random.SeedSequence(int(seed)).spawn(count)]


def pick(rng, values, weights, size: int) -> np.ndarray:
    """Pick `size` values with replacement, each with its weight."""
    edges = np.cumsum(np.asarray(weights, dtype="float64"))
    places = np.searchsorted(edges / edges[-1], rng.random(size), side="right")
    return np.asarray(values)[np.minimum(places, len(edges) - 1)]


def flip(rng, probability, size: int | None = None) -> np.ndarray:
    """Flip one coin for each probability."""
    probability = np.asarray(probability, dtype="float64")
    return rng.random(probability.shape if size is None else size) < probability


def sample(rng, weights, count: int) -> np.ndarray:
    """Choose `count` different positions; the chance of a position grows with its weight."""
    weights = np.asarray(weights, dtype="float64")
    waiting = np.full(len(weights), np.inf)
    drawn = -np.log1p(-rng.random(len(weights)))
    np.divide(drawn, weights, out=waiting, where=weights > 0)
    return np.sort(np.argsort(waiting, kind="stable")[:count])


def shuffled(rng, count: int) -> np.ndarray:
    """Give the positions 0 to `count` - 1 in a random order."""
    return np.argsort(rng.random(count), kind="stable")


def normal(rng, size: int) -> np.ndarray:
    """Draw standard normal numbers."""
    return ndtri(np.clip(rng.random(size), 1e-12, 1 - 1e-12))


def beta(rng, mean, precision: float) -> np.ndarray:
    """Draw proportions round `mean`; a higher `precision` keeps them closer together."""
    mean = np.asarray(mean, dtype="float64")
    return np.round(betaincinv(mean * precision, (1 - mean) * precision, rng.random(mean.shape)), 6)


def logit(probability):
    """Turn a probability into log odds."""
    return np.log(probability) - np.log1p(-np.asarray(probability, dtype="float64"))


def expit(log_odds) -> np.ndarray:
    """Turn log odds into a probability, rounded so that the last bits of a machine do not matter."""
    return np.round(1 / (1 + np.exp(-np.asarray(log_odds, dtype="float64"))), 6)


def check_share(**shares: float) -> None:
    """Refuse a share or probability outside 0 to 1; all faults at once."""
    wrong = [f"{name} is {value!r}" for name, value in shares.items() if not 0 <= value <= 1]
    if wrong:
        raise ValueError("; ".join(wrong) + "; expected a number from 0 to 1")


def check_positive(**numbers: float) -> None:
    """Refuse a number that is not above zero; all faults at once."""
    wrong = [f"{name} is {value!r}" for name, value in numbers.items() if not value > 0]
    if wrong:
        raise ValueError("; ".join(wrong) + "; expected a number above 0")


def check_count(**numbers: int) -> None:
    """Refuse a count that is not a whole number of one or more; all faults at once."""
    wrong = [f"{name} is {value!r}" for name, value in numbers.items()
             if isinstance(value, bool) or not isinstance(value, Integral) or value < 1]
    if wrong:
        raise ValueError("; ".join(wrong) + "; expected a whole number of 1 or more")
