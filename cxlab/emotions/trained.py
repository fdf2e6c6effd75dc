"""The trained engine: weights of words, parts of words and pairs of words, learnt from labelled texts.

For each emotion the weights of what stands in a text are added up, together with what the word lists say. There are two
sets of weights, one learnt on customers' words and one on film lines, and a third reading that tells how much a text
looks like a customer's. A text of films also needs to look as if it showed any emotion at all. The weights are plain
numbers in the lexicons, made by `tools/train_emotions.py`; the card beside them says from what and how well they do.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.special import expit

from cxlab.emotions.ngrams import Terms, add_up, pull_apart
from cxlab.lexicons import load_arrays

#: Heads of the weights: eight emotions for customers, eight for films, then "a customer's text" and "any emotion".
CUSTOMERS, FILMS, IS_CUSTOMER, IS_EMOTIONAL, HEADS = slice(0, 8), slice(8, 16), 16, 17, 18

CALM = 2.0      # how much "any emotion at all" weighs beside the emotion itself; 1 and 3 do worse on left-out lines

# Who asks for the eager reading mostly reads films: a text must look more like a customer's to be read as one. On
# left-out Dutch film lines 3 gives macro-F1 0.373 where 0 gives 0.368.
EAGER_LEAN = 3.0


@dataclass(frozen=True, eq=False)
class Weights:
    """What the engine knows of one language.

    Attributes
    ----------
    terms : Terms
        Words, runs of letters and pairs.
    ngrams : ndarray of float, features x heads
        What each adds to each head.
    listed : ndarray of float, 16 x heads
        What the eight scores of the word lists, and their log-odds, add.
    start : ndarray of float, heads
        Where each head begins.
    limits : ndarray of float, 3 x 8
        Decision points, on which a score is 0.5: for customers, for films, and for films when every text is known to
        show an emotion.
    """

    terms: Terms
    ngrams: np.ndarray
    listed: np.ndarray
    start: np.ndarray
    limits: np.ndarray


@cache
def load_weights(language: str) -> Weights:
    """Read the weights of a language; kept for the next call."""
    part = load_arrays(f"emotion_weights_{language}")
    words, grams = (_numbered(part[name]) for name in ("words", "grams"))
    terms = Terms(words, grams, np.cumsum(part["pair_steps"]), part["rarity"].astype(float))
    return Weights(terms, part["ngrams"] * part["scale"].astype(float), part["listed"].astype(float),
                   part["start"].astype(float), part["limits"].astype(float))


def _numbered(letters: np.ndarray) -> dict[str, int]:
    return {word: place for place, word in enumerate(letters.tobytes().decode("utf-8").split("\n"))}


def log_odds(score: np.ndarray) -> np.ndarray:
    """Stretch scores of the word lists; a score of 0 or 1 stays finite."""
    return np.log((score + 0.03) / (1.03 - score))


def with_lists(scores: np.ndarray) -> np.ndarray:
    """The scores of the word lists and their log-odds, side by side."""
    return np.hstack([scores, log_odds(scores)])


def read_heads(texts: list[str], listed: np.ndarray, weights: Weights) -> np.ndarray:
    """Add up every head for every text (texts x heads)."""
    return add_up(texts, weights.terms, weights.ngrams) + _times(with_lists(listed), weights.listed) + weights.start


def to_log_odds(heads: np.ndarray, limits: np.ndarray, *, eager: bool) -> np.ndarray:
    """Log-odds of the eight emotions; 0 is the decision.

    A text is a customer's with some probability; the two readings are mixed by it. The eager reading leans to films.
    """
    films = heads[:, FILMS] - limits[2] if eager else (
        log_chance(heads[:, FILMS]) + CALM * log_chance(heads[:, [IS_EMOTIONAL]]) - limits[1])
    customer = chance(heads[:, [IS_CUSTOMER]] - (EAGER_LEAN if eager else 0.0))
    return customer * (heads[:, CUSTOMERS] - limits[0]) + (1 - customer) * films


def pull_of(text: str, listed: np.ndarray, weights: Weights) -> tuple[list[str], np.ndarray]:
    """What each word, pair and word-list score of one text adds (parts x 8), both readings mixed."""
    parts, adds = pull_apart(text, weights.terms, weights.ngrams)
    customer = chance(read_heads([text], listed, weights)[0, IS_CUSTOMER])
    by_list = ((with_lists(listed) - with_lists(np.zeros((1, 8)))).T * weights.listed).reshape(2, 8, HEADS).sum(axis=0)
    adds = np.vstack([adds, by_list])
    return parts, customer * adds[:, CUSTOMERS] + (1 - customer) * adds[:, FILMS]


def chance(odds: np.ndarray) -> np.ndarray:
    return expit(odds)


def log_chance(odds: np.ndarray) -> np.ndarray:
    return -np.logaddexp(0, -odds)


def _times(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    # Not `@`: a library for matrices may add in another order when there are other texts in the batch.
    return np.einsum("tk,kh->th", left, right)
