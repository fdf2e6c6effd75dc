"""The word lists of one language, made ready for fast look-up.

Terms are words ("angry"), beginnings of words ("annoy*") or phrases ("fed up"). All are kept in one tree of words: a
text walks down the tree from each of its words, and the longest term found there counts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import pandas as pd

from cxlab import lexicons, wheel

KINDS = ("feeling", "judgement", "context", "hint", "irony", "polite")
LANGUAGES = ("en", "nl")
_SHORTEST_STEM = 3


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Terms and modifiers of one language.

    Attributes
    ----------
    terms : ndarray of str
        The term of each entry.
    strength : ndarray of int, entries x 8
        0 to 3 for each emotion, in wheel order.
    kind : ndarray of int
        Position in `KINDS`.
    words, stems : dict of str to int
        Number of each word (or beginning of a word) that occurs in a term or is a modifier.
    roots, steps, targets, accepts : ndarray
        The tree: first node of a word, sorted keys (node x number of words + word), next node, entry that ends there.
    praises : ndarray of bool
        Whether the entry is praise that is often meant ironically ("Great, ...").
    negates, contrasts, bounds, exceeds : ndarray of bool, factor : ndarray of float
        What a word does to the words near it.
    facts : dict
        What was found out about words as they were written, so that it is found out once.
    """

    terms: np.ndarray
    strength: np.ndarray
    kind: np.ndarray
    praises: np.ndarray
    words: dict[str, int]
    stems: dict[str, int]
    roots: np.ndarray
    steps: np.ndarray
    targets: np.ndarray
    accepts: np.ndarray
    negates: np.ndarray
    contrasts: np.ndarray
    bounds: np.ndarray
    exceeds: np.ndarray
    factor: np.ndarray
    facts: dict[str, tuple] = field(default_factory=dict, repr=False)

    def number_of(self, word: str) -> int:
        """Number of a word as written in lower case without apostrophes; -1 when no term or modifier has it."""
        number = self.words.get(word)
        if number is not None:
            return number
        for end in range(len(word), _SHORTEST_STEM - 1, -1):
            number = self.stems.get(word[:end])
            if number is not None:
                return number
        return -1


_DROPPED = str.maketrans("", "", "'\u2019`-^")


def plain(word: str) -> str:
    """Write a word the way the tree keeps it: lower case, no apostrophes, no nose in an emoticon."""
    return word.casefold().translate(_DROPPED)


@lru_cache(maxsize=8)
def load_vocabulary(language: str, own=None) -> Vocabulary:
    """Read the word lists of a language, with those of the user, and build the tree; kept for the next call."""
    entries = pd.concat([lexicons.load_lexicon(f"emotions_{language}"), lexicons.load_lexicon("emotions_emoji")])
    if own is not None:
        mine = own.entries(language)
        theirs = entries.iloc[:0] if own.replace else entries[~entries["term"].isin(mine["term"])]
        entries = pd.concat([theirs, mine])
    modifiers = lexicons.load_lexicon(f"emotion_modifiers_{language}")
    terms, strength, kind = _entries(entries)
    is_praise = modifiers["role"] == "praise"
    praise, modifiers = set(modifiers.loc[is_praise, "term"]), modifiers[~is_praise]
    words, stems = _number(terms, modifiers["term"])
    praises = np.array([term.rstrip("*") in praise for term in terms])
    return Vocabulary(terms, strength, kind, praises, words, stems,
                      *_tree(terms, words, stems), *_roles(modifiers, words, len(words) + len(stems)))


def _entries(rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    codes, terms = pd.factorize(rows["term"].to_numpy(dtype=object))
    strength = np.zeros((len(terms), 8), dtype=np.int8)
    felt = (rows["emotion"] != "").to_numpy()
    columns = [wheel.PRIMARIES.index(emotion) for emotion in rows["emotion"][felt]]
    strength[codes[felt], columns] = rows["intensity"][felt].astype(int)
    kind = np.zeros(len(terms), dtype=np.int8)
    # The first row of a term says its kind, so the rows are walked backwards.
    kind[codes[::-1]] = [KINDS.index(name) for name in rows["kind"].to_numpy()[::-1]]
    return np.asarray(terms, dtype=object), strength, kind


def _number(terms, modifiers) -> tuple[dict[str, int], dict[str, int]]:
    parts = list(dict.fromkeys(plain(part) for term in [*terms, *modifiers] for part in term.split()))
    exact = [part for part in parts if not part.endswith("*")]
    words = {part: number for number, part in enumerate(exact)}
    stems = {part[:-1]: len(exact) + k for k, part in enumerate(p for p in parts if p.endswith("*"))}
    return words, stems


def _tree(terms, words, stems):
    branches: list[dict[int, int]] = [{}]
    accepts = [-1]
    for entry, term in enumerate(terms):
        node = 0
        for part in map(plain, term.split()):
            number = stems[part[:-1]] if part.endswith("*") else words[part]
            if number not in branches[node]:
                branches[node][number] = len(branches)
                branches.append({})
                accepts.append(-1)
            node = branches[node][number]
        accepts[node] = entry
    _widen(branches, accepts, words, stems)
    size = len(words) + len(stems)
    roots = np.full(size + 1, -1)
    roots[list(branches[0])] = list(branches[0].values())
    # A list without phrases has no steps; the one that stands in is never taken.
    steps, targets = zip(*sorted((node * size + number, target) for node, branch in enumerate(branches) if node
                                 for number, target in branch.items()) or [(-1, 0)], strict=True)
    return roots, np.array(steps), np.array(targets), np.array(accepts)


def _widen(branches, accepts, words, stems) -> None:
    """Let a longer word that is known by itself also take the branch of a stem: "annoying" takes "annoy*".

    Where the longer word has a branch of its own, as "ridiculous" has in "ridiculous price", it keeps that and takes
    over what it lacks.
    """
    spelled = {number: stem for stem, number in stems.items()}
    known = [*words.items(), *stems.items()]
    for branch in branches:
        # Longest stem first: the nearest stem decides what a word means.
        for number in sorted((n for n in branch if n in spelled), key=lambda n: -len(spelled[n])):
            for longer, other in known:
                if other != number and longer.startswith(spelled[number]):
                    _inherit(branches, accepts, branch.setdefault(other, branch[number]), branch[number])


def _inherit(branches, accepts, node, source) -> None:
    if node != source:
        accepts[node] = accepts[source] if accepts[node] < 0 else accepts[node]
        for number, target in branches[source].items():
            branches[node].setdefault(number, target)


def _roles(modifiers: pd.DataFrame, words: dict[str, int], size: int):
    def marked(role):
        flags = np.zeros(size + 1, dtype=bool)
        flags[[words[plain(term)] for term in modifiers.loc[modifiers["role"] == role, "term"]]] = True
        return flags

    factor = np.ones(size + 1)
    louder = modifiers[modifiers["factor"] != ""]
    factor[[words[plain(term)] for term in louder["term"]]] = louder["factor"].astype(float)
    return marked("negator"), marked("contrast"), marked("boundary"), marked("excess"), factor
