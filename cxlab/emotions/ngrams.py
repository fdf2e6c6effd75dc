"""Words, parts of words and pairs of words as features for a linear model.

A text is the sum of its words. A word brings itself, the runs of 3 to 5 letters in it (so that "anoyed" is half known),
and the pair it makes with the word before it. The sum is divided by its length, so that long and short texts weigh the
same. All that is costly is done once for each different word, not for each text.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import chain

import numpy as np
from scipy import sparse

# Emotional film lines come with their signs set apart ("Who knows ."), neutral ones do not. Spaces and points are left
# out, so that a model cannot learn this instead of emotion.
_TOKEN = re.compile(
    r"\[[A-Z_]+\]|(?:https?://|www\.)\S+|@\w+"           # masks, addresses and handles, dropped below
    r"|[^\W\d_]+(?:'[^\W\d_]+)*|\d+|[!?]+|\.{2,}|[^\w\s.,;:\"'()\[\]/*-]"
)
_DROPPED = re.compile(r"\[[A-Z_]+\]|https?://|www\.|@\w")
_QUOTES = str.maketrans("\u2019\u2018`", "'''")
LETTERS = (3, 4, 5)
BLOCKS = (1.0, 0.35, 0.7)      # how much words, runs of letters and pairs count


@dataclass(frozen=True, eq=False)
class Terms:
    """The words, letter runs and pairs that a model knows, each with its rarity.

    Attributes
    ----------
    words, grams : dict of str to int
        Number of each word and of each run of letters ("<" and ">" are the ends of a word).
    pairs : ndarray of int
        Sorted keys: number of the first word x number of words + number of the second.
    rarity : ndarray of float
        Weight of each feature: words first, then runs of letters, then pairs.
    """

    words: dict[str, int]
    grams: dict[str, int]
    pairs: np.ndarray
    rarity: np.ndarray


@dataclass(frozen=True, eq=False)
class Cut:
    """Texts cut into words: for each word its text, its place among the different words, and those words."""

    text: np.ndarray
    code: np.ndarray
    different: list[str]
    size: int


def cut_texts(texts: list[str]) -> Cut:
    """Cut texts into words and signs."""
    pieces = [_TOKEN.findall(text.translate(_QUOTES)) for text in texts]
    lengths = np.fromiter(map(len, pieces), dtype=np.int64, count=len(pieces))
    tokens = list(chain.from_iterable(pieces))
    written = {token: _normal(token) for token in set(tokens)}
    different = list(dict.fromkeys(written.values()))
    number = {word: place for place, word in enumerate(different)}
    codes = {token: number[word] for token, word in written.items()}
    code = np.fromiter(map(codes.__getitem__, tokens), dtype=np.int64, count=len(tokens))
    text = np.repeat(np.arange(len(pieces)), lengths)
    if "" in number:
        kept = code != number[""]
        text, code = text[kept], code[kept]
    return Cut(text, code, different, len(pieces))


def _normal(token: str) -> str:
    if _DROPPED.match(token):
        return ""
    if token[0] in "!?":
        return "!?" if "!" in token and "?" in token else token[:2]
    if token[0] == ".":
        return "..."
    if token[0].isdigit():
        return "0" * min(len(token), 4)
    return token.lower()


def letter_runs(word: str) -> list[str]:
    """Cut a word into runs of letters; short words have none of their own."""
    if len(word) < 3 or not word[0].isalpha():
        return []
    edged = f"<{word[:30]}>"
    return [edged[k:k + n] for n in LETTERS for k in range(len(edged) - n + 1) if n < len(edged)]


def learn_terms(texts: list[str], *, fewest=(2, 4, 3), most=(60_000, 90_000, 90_000)) -> Terms:
    """Collect the words, letter runs and pairs that occur in enough texts, the commonest first when there are many."""
    cut = cut_texts(texts)
    in_texts = np.bincount(_each_once(cut.text, cut.code), minlength=len(cut.different)).tolist()
    spread: Counter = Counter()
    for word, times in zip(cut.different, in_texts, strict=True):
        spread.update(dict.fromkeys(letter_runs(word), times))
    words, word_times = _often(dict(zip(cut.different, in_texts, strict=True)), fewest[0], most[0])
    grams, gram_times = _often(spread, fewest[1], most[1])
    owner, key = _pairs(cut, words)
    pairs, pair_times = np.unique(_each_once(owner, key), return_counts=True)
    common = _often(dict(enumerate(pair_times.tolist())), fewest[2], most[2])[0]
    kept = np.sort(np.fromiter(common, dtype=np.int64, count=len(common)))
    times = np.concatenate([word_times, gram_times, pair_times[kept]])
    block = np.repeat(BLOCKS, [len(words), len(grams), len(kept)])
    return Terms(words, grams, pairs[kept], block * (np.log((1 + cut.size) / (1 + np.minimum(times, cut.size))) + 1))


def as_matrix(texts: list[str], terms: Terms) -> sparse.csr_array:
    """Write texts as rows of features, each row of length 1."""
    cut = cut_texts(texts)
    words, pairs = _by_word(cut), _by_pair(cut, terms)
    rows = sparse.hstack([words @ _features(cut.different, terms), pairs]).tocsr()
    rows = (sparse.diags_array(1 / _lengths(cut, words, pairs, terms)) @ rows).tocsr()
    rows.sum_duplicates()
    # scikit-learn's solvers take 32-bit indices only.
    rows.indices, rows.indptr = rows.indices.astype(np.int32), rows.indptr.astype(np.int32)
    return rows


def add_up(texts: list[str], terms: Terms, weights: np.ndarray) -> np.ndarray:
    """Add up the weights of the features of each text: `as_matrix(texts, terms) @ weights`, but fast."""
    cut = cut_texts(texts)
    words, pairs = _by_word(cut), _by_pair(cut, terms)
    first = len(terms.words) + len(terms.grams)
    sums = words @ (_features(cut.different, terms) @ weights[:first]) + pairs @ weights[first:]
    return sums / _lengths(cut, words, pairs, terms)[:, None]


def pull_apart(text: str, terms: Terms, weights: np.ndarray) -> tuple[list[str], np.ndarray]:
    """What each word and each pair of one text adds (parts x heads); together they are `add_up` of that text."""
    cut = cut_texts([text])
    words, pairs = _by_word(cut), _by_pair(cut, terms)
    first = len(terms.words) + len(terms.grams)
    spelled = list(terms.words)
    of_words = (_features(cut.different, terms) @ weights[:first]) * words.sum(axis=0)[:, None]
    spots = np.unique(pairs.indices)
    of_pairs = weights[first:][spots] * pairs.toarray()[0][spots][:, None]
    two = [divmod(int(key), len(spelled)) for key in terms.pairs[spots]]
    parts = [*cut.different, *(f"{spelled[one]} {spelled[other]}" for one, other in two)]
    return parts, np.vstack([of_words, of_pairs]) / _lengths(cut, words, pairs, terms)


def _lengths(cut: Cut, words, pairs, terms: Terms) -> np.ndarray:
    """Length of each text as if no two of its words shared a run of letters."""
    squares = _features(cut.different, terms).power(2).sum(axis=1)
    length = words @ squares + pairs.power(2).sum(axis=1)
    return np.sqrt(np.maximum(length, 1e-9))


def _by_word(cut: Cut) -> sparse.csr_array:
    """Texts x different words, in the order in which they were written, so that sums never depend on other texts."""
    starts = np.searchsorted(cut.text, np.arange(cut.size + 1))
    return sparse.csr_array((np.ones(len(cut.code)), cut.code, starts), shape=(cut.size, len(cut.different)))


def _by_pair(cut: Cut, terms: Terms) -> sparse.csr_array:
    text, key = _pairs(cut, terms.words)
    spot = np.minimum(np.searchsorted(terms.pairs, key), max(len(terms.pairs) - 1, 0))
    known = terms.pairs[spot] == key if len(terms.pairs) else np.zeros(len(key), dtype=bool)
    text, spot = text[known], spot[known]
    starts = np.searchsorted(text, np.arange(cut.size + 1))
    rarity = terms.rarity[len(terms.words) + len(terms.grams):]
    return sparse.csr_array((rarity[spot], spot, starts), shape=(cut.size, len(terms.pairs)))


def _features(different: list[str], terms: Terms) -> sparse.csr_array:
    """Different words x (words and runs of letters)."""
    first = len(terms.words)
    rows = [[terms.words[word]] if word in terms.words else [] for word in different]
    for row, word in zip(rows, different, strict=True):
        row += [first + terms.grams[run] for run in letter_runs(word) if run in terms.grams]
    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows], dtype=np.int64)])
    columns = np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=int(starts[-1]))
    return sparse.csr_array((terms.rarity[columns], columns, starts), shape=(len(different), first + len(terms.grams)))


def _pairs(cut: Cut, words: dict[str, int]) -> tuple[np.ndarray, np.ndarray]:
    known = np.array([words.get(word, -1) for word in cut.different] or [-1], dtype=np.int64)[cut.code]
    joined = (cut.text[1:] == cut.text[:-1]) & (known[1:] >= 0) & (known[:-1] >= 0)
    return cut.text[1:][joined], (known[:-1] * len(words) + known[1:])[joined]


def _each_once(text: np.ndarray, code: np.ndarray) -> np.ndarray:
    return np.unique(np.stack([text, code]), axis=1)[1]


def _often(times: dict, fewest: int, most: int) -> tuple[dict, np.ndarray]:
    kept = sorted((item for item in times.items() if item[1] >= fewest), key=lambda item: -item[1])[:most]
    return {name: place for place, (name, _) in enumerate(kept)}, np.array([count for _, count in kept], dtype=float)
