"""Read texts with the word lists: which terms are there, and what do the words around them do to them?

All texts are read together. Words become numbers once; terms, negation, emphasis, contrast and irony are then found
for all texts at the same time with arrays. A hit is one term found at one place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain

import numpy as np

from cxlab.emotions.vocabulary import KINDS, Vocabulary, plain

_PATTERN = (
    r"(?:https?://|www\.)\S+|@\w+"                  # addresses and handles say nothing about feelings
    r"|[:;=][-^']?[)(\[\]DdPp|/](?![\w/])"           # :-) and its kin
    r"|{letter}+(?:['\u2019`]{letter}+)*|\d+|[!?]+|\.{2,}|[^\w\s-]"
)
_TOKEN = re.compile(_PATTERN.replace("{letter}", r"[^\W\d_]"))
# The same for texts without accents and emoji, nearly twice as fast.
_PLAIN_TOKEN = re.compile(_PATTERN.replace("{letter}", "[A-Za-z]"))
_ENDS = frozenset(".!?\u2026")
_STOPS = frozenset(".,;:!?()[]\"\u2026\u201c\u201d")
_TRIPLE = re.compile(r"(.)\1{2,}")

_MOST_KEPT = 200_000     # different words whose facts are kept for the next texts
NEGATION_REACH = 4      # words between a negation and what it negates
EMPHASIS_REACH = 2
IRONY_REACH = 9
CAPITALS, STRETCHED, SHOUT = 1.25, 1.25, 0.08
_NEGATIVE = [2, 4, 5, 6]   # fear, sadness, disgust, anger
_POSITIVE = [0, 1]         # joy, trust
_IRONY = KINDS.index("irony")


@dataclass(frozen=True, eq=False)
class Hits:
    """Terms found, one element a hit, in reading order.

    Attributes
    ----------
    text, start, entry : ndarray of int
        Number of the text, place of the first word, number of the entry in the vocabulary.
    factor : ndarray of float
        Emphasis: above 1 louder ("very", CAPITALS, "!!!"), below 1 softer ("a bit").
    negated, ironic, before_but : ndarray of bool
        What the words around it do.
    found : ndarray of str
        The words as the customer wrote them; empty unless asked for.
    words : ndarray of int
        Number of words of each text.
    """

    text: np.ndarray
    start: np.ndarray
    entry: np.ndarray
    factor: np.ndarray
    negated: np.ndarray
    ironic: np.ndarray
    before_but: np.ndarray
    found: np.ndarray
    words: np.ndarray


def read_hits(texts: list[str], vocabulary: Vocabulary, *, keep_words: bool = False) -> Hits:
    """Find all terms in all texts."""
    pieces = [_PLAIN_TOKEN.findall(text) if text.isascii() else _TOKEN.findall(text) for text in texts]
    lengths = np.fromiter(map(len, pieces), dtype=np.int64, count=len(pieces))
    tokens = list(chain.from_iterable(pieces))
    text = np.repeat(np.arange(len(pieces)), lengths)
    word, capitals, stretched, stop, end, shout = _numbers(tokens, vocabulary)
    words = np.bincount(text[~stop], minlength=len(pieces))
    start, length, entry = _terms(word, text, vocabulary)
    quiet = _inside_phrases(start, length, len(word))
    negates = vocabulary.negates[word] & ~quiet
    contrasts = vocabulary.contrasts[word]
    barrier = stop | contrasts | _first_of_text(text)
    clause = barrier | vocabulary.bounds[word]
    negated = _within(start, negates, clause, NEGATION_REACH)
    negated |= _within(start, vocabulary.exceeds[word], barrier, 1) & _is_good(entry, vocabulary)
    factor = _emphasis(start, word, text, vocabulary, capitals, stretched, barrier)
    factor *= _shouting(text, shout, len(pieces))[text[start]]
    before_but = _before(start, contrasts, end | _first_of_text(text))
    ironic = _irony(start, length, entry, negated, word, stop, text, vocabulary)
    found = np.array([" ".join(tokens[s:s + n]) for s, n in zip(start, length, strict=True)] if keep_words else [],
                     dtype=object)
    return Hits(text[start], start, entry, factor, negated, ironic, before_but, found, words)


def _numbers(tokens, vocabulary):
    """Per token: number of its word, capitals (1, -1 small, 0 short), stretched, stop, end of a sentence, shouts."""
    seen = dict.fromkeys(tokens)
    kept = vocabulary.facts
    new = {token: _facts(token, vocabulary) for token in seen if token not in kept}
    facts = np.array([new[token] if token in new else kept[token] for token in seen], dtype=np.int64).reshape(-1, 6)
    if len(kept) < _MOST_KEPT:
        kept.update(new)
    for place, token in enumerate(seen):
        seen[token] = place
    codes = np.fromiter(map(seen.__getitem__, tokens), dtype=np.int64, count=len(tokens))
    word, capitals, stretched, stop, end, shout = facts[codes].T
    return word, capitals, stretched.astype(bool), stop.astype(bool), end.astype(bool), shout


def _facts(token: str, vocabulary: Vocabulary) -> tuple[int, int, bool, bool, bool, int]:
    if token[0] in _STOPS:
        number = vocabulary.words.get(plain(token), -1)
        return number, 0, False, number < 0, number < 0 and token[0] in _ENDS, token.count("!")
    written = plain(token)
    number = vocabulary.number_of(written)
    stretched = _TRIPLE.search(written) is not None and written.isalpha()
    if stretched:
        for squeezed in (_TRIPLE.sub(r"\1\1", written), _TRIPLE.sub(r"\1", written)):
            other = vocabulary.number_of(squeezed)
            number = other if number < 0 else number
    # 1 in capitals, -1 in small letters, 0 too short to tell.
    capitals = (1 if token.isupper() else -1) if len(token) > 2 and token[0].isalpha() else 0
    return number, capitals, stretched, False, False, 0


def _terms(word, text, vocabulary):
    """The longest term at each place; where two overlap, the one that begins first."""
    size = len(vocabulary.words) + len(vocabulary.stems)
    node = vocabulary.roots[word]
    start = np.flatnonzero(node >= 0)
    node, at = node[start], start.copy()
    entry, length = vocabulary.accepts[node], np.where(vocabulary.accepts[node] >= 0, 1, 0)
    going, depth = np.arange(len(start)), 1
    while len(going):
        at = start[going] + depth
        inside = at < len(word)
        inside[inside] = (text[at[inside]] == text[start[going][inside]]) & (word[at[inside]] >= 0)
        going, node, at = going[inside], node[inside], at[inside]
        key = node * size + word[at]
        spot = np.minimum(np.searchsorted(vocabulary.steps, key), len(vocabulary.steps) - 1)
        known = vocabulary.steps[spot] == key
        going, node = going[known], vocabulary.targets[spot[known]]
        ends = vocabulary.accepts[node] >= 0
        entry[going[ends]] = vocabulary.accepts[node[ends]]
        depth += 1
        length[going[ends]] = depth
    kept = length > 0
    start, length, entry = start[kept], length[kept], entry[kept]
    free = _without_overlap(start.tolist(), (start + length).tolist())
    return start[free], length[free], entry[free]


def _without_overlap(starts: list[int], ends: list[int]) -> np.ndarray:
    """Keep from left to right what begins after the last one kept has ended."""
    kept, reached = np.ones(len(starts), dtype=bool), 0
    for place, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if start < reached:
            kept[place] = False
        else:
            reached = end
    return kept


def _inside_phrases(start, length, size):
    marks = np.zeros(size + 1, dtype=np.int64)
    long = length > 1
    np.add.at(marks, start[long], 1)
    np.add.at(marks, (start + length)[long], -1)
    return np.cumsum(marks[:-1]) > 0


def _first_of_text(text):
    first = np.ones(len(text), dtype=bool)
    first[1:] = text[1:] != text[:-1]
    return first


def _last(marked):
    """Per place the last marked place at or before it; -1 when there is none."""
    return np.maximum.accumulate(np.where(marked, np.arange(len(marked)), -1)) if len(marked) else np.empty(0, int)


def _within(start, marked, barrier, reach):
    """Is there a marked word at most `reach` words before, with no barrier between?

    The first word of a text is a barrier to what stands before it, and may be the mark itself.
    """
    if not len(start):
        return np.empty(0, dtype=bool)
    mark, wall = _last(marked)[np.maximum(start - 1, 0)], _last(barrier)[start]
    return (mark >= wall) & (mark < start) & (start - mark <= reach)


def _emphasis(start, word, text, vocabulary, capitals, stretched, barrier):
    factor = np.ones(len(start))
    open_way = np.ones(len(start), dtype=bool)
    for back in range(1, EMPHASIS_REACH + 1):
        at = np.maximum(start - back, 0)
        # A barrier on the way, such as the first word of the text, ends the reach of what stands before it.
        open_way &= ~barrier[np.minimum(at + 1, start)] & (start >= back)
        factor *= np.where(open_way, vocabulary.factor[word[at]], 1.0)
    # In a text all in capitals, capitals stress nothing.
    small = np.bincount(text[capitals < 0], minlength=text[-1] + 1 if len(text) else 0)
    factor[(capitals[start] > 0) & (small[text[start]] > 0)] *= CAPITALS
    factor[stretched[start]] *= STRETCHED
    return factor


def _shouting(text, shout, size):
    return 1 + SHOUT * np.minimum(np.bincount(text, weights=shout, minlength=size), 4)


def _before(start, marked, barrier):
    """Is there a marked word further on, before the next barrier?"""
    ahead = len(marked) - 1 - start
    mark, wall = _last(marked[::-1])[ahead], _last(np.append(barrier[1:], True)[::-1])[ahead]
    return (mark >= 0) & (mark >= wall) & (mark < ahead)


def _is_good(entry, vocabulary):
    return vocabulary.strength[entry][:, _POSITIVE].sum(axis=1) > 0


def _irony(start, length, entry, negated, word, stop, text, vocabulary):
    """Praise in a text that says it is irony, or in which praise stands alone ("Great, ...") before bad news."""
    ironic = np.zeros(len(start), dtype=bool)
    if len(start) < 2:
        return ironic
    good = _is_good(entry, vocabulary) & ~negated
    bad = (vocabulary.strength[entry][:, _NEGATIVE].sum(axis=1) > 0) & ~good & ~negated
    before = np.maximum(start - 1, 0)
    first = _first_of_text(text)
    # Praise still opens a sentence when a handle or a name stands before it.
    opens = first[start] | stop[before] | (first[before] & (word[before] < 0))
    after = np.minimum(start + length, len(word) - 1)
    alone = stop[after] & (text[after] == text[start])
    owner = text[start]
    nearby = (owner[1:] == owner[:-1]) & (start[1:] - start[:-1] <= IRONY_REACH)
    opener = good & vocabulary.praises[entry] & opens & alone
    opener[:-1] &= bad[1:] & nearby
    opener[-1] = False
    texts_meant = np.zeros(text[-1] + 1, dtype=bool)
    texts_meant[text[start[opener | (vocabulary.kind[entry] == _IRONY)]]] = True
    return good & texts_meant[text[start]]
