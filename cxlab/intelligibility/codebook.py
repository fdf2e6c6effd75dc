"""The codebook: how a trainer's patterns become a coder that a machine can run.

A codebook is a table, one rule a row (`id, language, kind, pattern, cause, direction, note, example`). The shipped ones
are ``intelligibility_en.csv`` and ``intelligibility_nl.csv`` in the folder of word lists.

| Kind | What the rule does |
|---|---|
| words | names a list of phrases that other rules use as ``{name}``; the id is the name |
| stem | a few letters; a text that holds none of the stems is not looked at further |
| exclusion | takes words out of sight, because here they mean something else |
| pattern | decides: the customer could not follow the employee, or (direction ``employee``) the reverse |
| doubt | may be such a complaint, but the text does not say enough; beside a cue it decides |
| hint | says that something was not followed; counts beside a cue, and means nothing alone |
| cue | names a cause when a complaint stands close by |
| trace | what people do who could not follow: they ask again, guess, nod, hand over the phone |
| sign | may be a reason that concerns speech; a trace beside it in one sentence counts only where a scene is close by |
| scene | somebody speaks with the customer |
| mention | an accent or a place is named; that alone is no complaint |
| lost | what could not be followed |

A pattern is written in words, lower case:

| You write | It means |
|---|---|
| ``mumbl*`` | any word that begins so |
| ``*robot`` | any word that ends so: the head of a Dutch compound, "telefoonrobot" |
| ``(bad|poor) line`` | a choice |
| ``very?`` | may be absent |
| ``<3>`` | a gap of up to three words without a comma; a longer gap may cross one, none crosses a full stop |
| ``!(why|how)`` | this must not come next |
| ``~(not|never)`` | this word must not stand just before |
| ``^`` and ``$`` | start and end of a sentence |
| ``{employee}`` | any phrase of the list of that name |

A stem ``fast + speak|talk`` needs letters of both sides. The two sides of all such stems are pooled: that lets a few
more texts through, and the patterns decide anyway.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from typing import NamedTuple

import pandas as pd

from cxlab.counts import check_table
from cxlab.frames.contracts import CAUSES, LANGUAGES
from cxlab.language import join_words
from cxlab.lexicons import load_lexicon

COLUMNS = ("id", "language", "kind", "pattern", "cause", "direction", "note", "example")
KINDS = ("words", "stem", "exclusion", "pattern", "doubt", "hint", "cue", "trace", "sign", "scene", "mention", "lost")
DIRECTIONS = ("customer", "employee")
LOST = ("number", "address", "instruction", "technical information", "name")

PUNCTUATION = ".!?;\n,"
TOKEN = re.compile(r"[^\W_]+(?:['’´`][^\W_]+)*|[" + PUNCTUATION + "]")
_PIECE = re.compile(r"\{\w+\}|<\d+>|[()|?!~^$]|[^\s(){}|?!~^$<>]+")
STOP, _COMMA, _OTHER = "\x01", "\x02", "\x03"
WALLS = STOP + _COMMA
_SHORT = 3
_CHOICES = 4
_FIRST_CHAR = 0xE000


@dataclass(frozen=True, eq=False)
class Rule:
    """One rule, which runs on the word classes of a text."""

    id: str
    kind: str
    causes: tuple[str, ...]
    direction: str
    tree: tuple = field(repr=False)
    members: dict[str, set[str]] = field(repr=False)

    @cached_property
    def regex(self) -> re.Pattern:
        """The rule as a regular expression, made when a text first needs it: most texts need few of them."""
        return re.compile(_regex(self.tree, self.members))


class Candidates(NamedTuple):
    """The rules of a book that can match in one text, a bit a rule; `candidates[kind]` gives those of a kind."""

    book: Rulebook
    bits: int

    def __getitem__(self, kind: str) -> list[Rule]:
        left, rules = self.bits & self.book.kinds[kind], []
        while left:
            lowest = left & -left
            rules.append(self.book.rules[lowest.bit_length() - 1])
            left ^= lowest
        return rules

    def has(self, *kinds: str) -> bool:
        """Whether a rule of these kinds is among them."""
        return any(self.bits & self.book.kinds[kind] for kind in kinds)


class Rulebook:
    """The rules of one language, compiled.

    Each word of a text becomes one character: its word class. Words that no rule names share one character. A pattern
    becomes a regular expression over those characters, so a gap is counted in words, and a long word costs no more
    than a short one.
    """

    def __init__(self, rows: pd.DataFrame):
        words = _lists(rows)
        sources = {row.id: _parse(row.pattern, row.id, words) for row in rows.itertuples() if row.kind != "stem"}
        self._exact, self._prefix, self._suffix, members = _number_words(
            {w for tree in sources.values() for w in _words(tree)})
        self._longest = max(map(len, self._prefix), default=0)
        self._tail = max(map(len, self._suffix), default=0)
        self.classify = lru_cache(maxsize=100_000)(self._classify)  # bounded, so a year of text cannot fill memory
        branches = [(row, branch) for row in rows[~rows["kind"].isin(["stem", "words"])].itertuples()
                    for branch in _branches(sources[row.id])]
        self.rules = tuple(Rule(row.id, row.kind, tuple(filter(None, row.cause.split(";"))), row.direction, branch,
                                members) for row, branch in branches)
        self.kinds = {kind: sum(1 << i for i, rule in enumerate(self.rules) if rule.kind == kind) for kind in KINDS}
        common = _common(members)
        self._bits = _bits([_rarest(branch, members, common) for _, branch in branches])

    def encode(self, text: str) -> str:
        """One character a word; sentence ends keep a character of their own."""
        return "".join(map(self.classify, TOKEN.findall(text)))

    def candidates(self, code: str) -> Candidates:
        """The rules that can match: the text holds a word of each of their four rarest choices."""
        bits, size, found = self._bits, len(self.rules), 0
        for char in set(code):
            found |= bits.get(char, 0)
        found &= found >> 2 * size
        return Candidates(self, found & found >> size & (1 << size) - 1)

    def _classify(self, token: str) -> str:
        if token in PUNCTUATION:
            return _COMMA if token == "," else STOP
        word = token.lower().replace("’", "'").replace("´", "'").replace("`", "'")
        if word in self._exact:
            return self._exact[word]
        for length in range(min(len(word), self._tail), 0, -1):  # a compound is what its last part says
            if word[-length:] in self._suffix:
                return self._suffix[word[-length:]]
        for length in range(min(len(word), self._longest), 0, -1):
            if word[:length] in self._prefix:
                return self._prefix[word[:length]]
        return _OTHER


class Books(dict):
    """The rules of each language, compiled when they are first asked for."""

    def __init__(self, rows: pd.DataFrame):
        super().__init__()
        self._rows = rows

    def __missing__(self, language: str) -> Rulebook:
        self[language] = Rulebook(self._rows[self._rows["language"] == language])
        return self[language]


@dataclass(frozen=True, eq=False)
class Codebook:
    """A whole codebook: the rules of each language, and the stems that choose the texts worth reading."""

    books: Books
    stems: str
    pairs: tuple[str, str]


@cache
def shipped_codebook() -> Codebook:
    """The rules that ship with the package; they are checked by its tests, not at every start."""
    return _codebook(pd.concat([load_lexicon(f"intelligibility_{language}") for language in LANGUAGES],
                               ignore_index=True))


def compile_codebook(codebook: pd.DataFrame) -> Codebook:
    """Check and compile a codebook."""
    return _codebook(check_codebook(codebook))


def _codebook(rows) -> Codebook:
    stems = rows.loc[rows["kind"] == "stem", "pattern"].str.lower()
    pair = stems.str.contains("+", regex=False)
    parts = [stem.split("+", 1) for stem in stems[pair]]
    return Codebook(
        Books(rows), _any_of(stems[~pair]),
        (_any_of(left for left, _ in parts), _any_of(part for _, right in parts for part in right.split("|"))),
    )


def _any_of(parts) -> str:
    return "|".join(re.escape(part) for part in sorted({part.strip() for part in parts}))


def check_codebook(codebook: pd.DataFrame) -> pd.DataFrame:
    """Check a codebook and return a copy in which every cell is text.

    Parameters
    ----------
    codebook : DataFrame
        One row a rule, with the columns named at the top of this page. `note` and `example` may be absent.

    Returns
    -------
    DataFrame
        The same rows as text, empty cells as empty text, under the same index.

    Raises
    ------
    ValueError
        All faults at once, each with its row: an unknown kind, cause or direction, a repeated id, a pattern that
        cannot be read, a word list that is not there.

    Examples
    --------
    >>> import pandas as pd
    >>> check_codebook(pd.DataFrame({"id": ["a"], "language": ["en"], "kind": ["rule"], "pattern": ["mumbl*"]}))
    Traceback (most recent call last):
    ...
    ValueError: The codebook cannot be used:
    row 0, kind is 'rule'; expected words, stem, exclusion, pattern, ... mention or lost
    """
    check_table(codebook, "the codebook")
    absent = [name for name in COLUMNS[:4] if name not in codebook]
    if absent:
        raise ValueError(f"the codebook has no column {', '.join(absent)}; expected {', '.join(COLUMNS)}")
    checked = codebook.reindex(columns=list(COLUMNS)).astype("object").fillna("").astype("str")
    checked = checked.apply(lambda column: column.str.strip())
    lists = {language: _lists(checked[checked["language"] == language]) for language in LANGUAGES}
    many = checked[checked["kind"] != "stem"].groupby(["language", "id"]).size()
    faults = [fault for label, row in checked.iterrows() for fault in
              _faults(label, row, lists.get(row["language"], {}), many.get((row["language"], row["id"]), 1))]
    if faults:
        raise ValueError("The codebook cannot be used:\n" + "\n".join(faults))
    return checked


def _faults(label, row, words, same) -> list[str]:
    faults = []
    legal = {"kind": KINDS, "language": LANGUAGES, "direction": ("", *DIRECTIONS)}
    for column, values in legal.items():
        if row[column] not in values:
            names = [value for value in values if value]
            faults.append(f"row {label}, {column} is {row[column]!r}; expected {join_words(names, 'or')}")
    known = LOST if row["kind"] == "lost" else CAUSES
    faults += [f"row {label}, cause is {cause!r}; expected one of {', '.join(known)}"
               for cause in filter(None, row["cause"].split(";")) if cause not in known]
    if row["kind"] != "stem" and (not row["id"] or same > 1):
        faults.append(f"row {label}, id is {row['id']!r}; expected a name that no other rule has")
    if row["kind"] in KINDS and row["kind"] != "stem":
        try:
            tree = _parse(row["pattern"], row["id"], words)
            if row["kind"] != "words" and _may_be_empty(tree):
                raise ValueError(f"pattern {row['id']!r} has a choice without a word")
        except ValueError as fault:
            faults.append(f"row {label}, {fault}")
    return faults


def _lists(rows) -> dict[str, str]:
    lists = rows[rows["kind"] == "words"]
    return dict(zip(lists["id"], lists["pattern"], strict=True))


# A pattern as a tree: ("word", w), ("gap", n), ("start",), ("end",), ("seq", [..]), ("any", [..]),
# ("maybe", x), ("not", x) for what must not follow, ("after", x) for what must not stand before.

def _parse(pattern: str, name: str, words: dict[str, str], depth: int = 0):
    if depth > 6:
        raise ValueError(f"pattern {name!r} uses a word list that uses itself")
    pieces = _PIECE.findall(pattern)
    if not pieces or "".join(pieces) != re.sub(r"\s+", "", pattern):
        raise ValueError(f"pattern {name!r} is {pattern!r}; expected words, gaps such as <3>, and {{lists}}")
    tree, rest = _parse_any(pieces, name, words, depth)
    if rest:
        raise ValueError(f"pattern {name!r} has a bracket too many: {pattern!r}")
    return tree


def _parse_any(pieces, name, words, depth):
    branches, items = [], []
    while pieces and pieces[0] != ")":
        if pieces[0] == "|":
            branches, items, pieces = [*branches, ("seq", items)], [], pieces[1:]
            continue
        item, pieces = _parse_item(pieces, name, words, depth)
        items = [*items, item]
    branches = [*branches, ("seq", items)]
    if any(not branch[1] for branch in branches):
        raise ValueError(f"pattern {name!r} has an empty choice")
    return (branches[0] if len(branches) == 1 else ("any", branches)), pieces


def _parse_item(pieces, name, words, depth):
    piece, rest = pieces[0], pieces[1:]
    if piece in "!~":
        if not rest:
            raise ValueError(f"pattern {name!r} has a {piece!r} that nothing follows")
        item, rest = _parse_item(rest, name, words, depth)
        if piece == "~" and not _single(item):
            raise ValueError(f"pattern {name!r} has a '~' before a phrase; expected single words, as in ~(not|never)")
        return ("not" if piece == "!" else "after", item), rest
    if piece == "(":
        item, rest = _parse_any(rest, name, words, depth)
        if not rest:
            raise ValueError(f"pattern {name!r} has a bracket that is not closed")
        rest = rest[1:]
    elif piece[0] == "{":
        if piece[1:-1] not in words:
            raise ValueError(f"pattern {name!r} uses the word list {piece}, which is not there")
        item = words[piece[1:-1]]
        if isinstance(item, str):  # a list is read once
            item = words[piece[1:-1]] = _parse(item, piece[1:-1], words, depth + 1)
    elif piece[0] == "<":
        item = ("gap", int(piece[1:-1]))
    elif piece in "?|":
        raise ValueError(f"pattern {name!r} has a {piece!r} that follows nothing")
    elif "*" in piece[1:-1] or (piece.startswith("*") and piece.endswith("*")):
        raise ValueError(f"pattern {name!r} has {piece!r}; expected one '*', at the start or the end of a word")
    else:
        item = {"^": ("start",), "$": ("end",)}.get(piece, ("word", piece.lower()))
    if rest and rest[0] == "?":
        item, rest = ("maybe", item), rest[1:]
    return item, rest


def _may_be_empty(tree) -> bool:
    """Whether a pattern matches without a single word, which would be everywhere."""
    if tree[0] == "seq":
        return all(map(_may_be_empty, tree[1]))
    if tree[0] == "any":
        return any(map(_may_be_empty, tree[1]))
    return tree[0] != "word"


def _words(tree):
    if tree[0] == "word":
        yield tree[1]
    elif tree[0] in ("seq", "any"):
        for part in tree[1]:
            yield from _words(part)
    elif tree[0] in ("maybe", "not", "after"):
        yield from _words(tree[1])


def _number_words(atoms: set[str]):
    """Give every word class its character; say which characters each word of a pattern stands for."""
    prefixes = {atom[:-1] for atom in atoms if atom.endswith("*")}
    suffixes = {atom[1:] for atom in atoms if atom.startswith("*")}
    exact = {atom for atom in atoms if "*" not in atom}

    def begins(word):
        return {word[:n] + "*" for n in range(1, len(word) + 1) if word[:n] in prefixes}

    def ends(word):
        return {"*" + word[n:] for n in range(len(word)) if word[n:] in suffixes}

    chars, members = {}, {atom: set() for atom in atoms}
    kinds = {(word, ""): frozenset(begins(word) | ends(word) | {word}) for word in exact}
    kinds |= {(stem, "begins"): frozenset(begins(stem)) for stem in prefixes}
    kinds |= {(tail, "ends"): frozenset(ends(tail)) for tail in suffixes}
    for group in sorted(set(kinds.values()), key=sorted):
        chars[group] = chr(_FIRST_CHAR + len(chars))
        for atom in group:
            members[atom].add(chars[group])
    words, stems, tails = ({word: chars[group] for (word, kind), group in kinds.items() if kind == wanted}
                           for wanted in ("", "begins", "ends"))
    return words, stems, tails, members


def _common(members) -> dict[str, float]:
    """How common a word class may be; short words are common words (Zipf 1935)."""
    common: dict[str, float] = {}
    for atom, chars in members.items():
        for char in chars:
            common[char] = max(common.get(char, 0), len(atom) ** -3)
    return common


def _rarest(branch, members, common) -> list[frozenset[str]]:
    """The choices of a pattern that a text is least likely to hold."""
    needs = sorted(_needs(branch, members), key=lambda need: sum(map(common.__getitem__, need)))
    return [needs[min(i, len(needs) - 1)] for i in range(_CHOICES)]


def _bits(rarest: list[list[frozenset[str]]]) -> dict[str, int]:
    """For each word class the rules that it serves: a bit a rule, in a block of its own for each choice."""
    bits: dict[str, int] = {}
    for i, choices in enumerate(rarest):
        for block, choice in enumerate(choices):
            for char in choice:
                bits[char] = bits.get(char, 0) | 1 << block * len(rarest) + i
    return bits


def _regex(tree, members) -> str:
    kind = tree[0]
    if kind == "word":
        return "[" + "".join(sorted(members[tree[1]])) + "]"
    if kind == "gap":
        wall = STOP + (_COMMA if tree[1] <= _SHORT else "")
        return f"[^{wall}]{{0,{tree[1]}}}?"
    if kind == "start":
        return f"(?:^|(?<={STOP}))"
    if kind == "end":
        return f"(?:$|(?={STOP}))"
    if kind == "seq":
        return "".join(_regex(part, members) for part in tree[1])
    if kind == "not":
        return f"(?!{_regex(tree[1], members)})"
    if kind == "after":
        return f"(?<!{_regex(tree[1], members)})"
    if kind == "maybe":
        return f"(?:{_regex(tree[1], members)})?"
    single = _single(tree)
    if single:
        return "[" + "".join(sorted(set().union(*(members[word] for word in single)))) + "]"
    return "(?:" + "|".join(_regex(part, members) for part in tree[1]) + ")"


def _single(tree):
    """The words of a choice between single words; None when a phrase is among them."""
    if tree[0] in ("word", "seq"):
        tree = ("any", [tree if tree[0] == "seq" else ("seq", [tree])])
    if tree[0] == "any" and all(len(branch[1]) == 1 and branch[1][0][0] == "word" for branch in tree[1]):
        return [branch[1][0][1] for branch in tree[1]]
    return None


def _branches(tree) -> list:
    """The choices of a pattern, as patterns of their own: each is looked for only where its own words occur."""
    if _single(tree):
        return [tree]
    if tree[0] == "any":
        return [part for branch in tree[1] for part in _branches(branch)]
    if tree[0] == "seq" and len(tree[1]) == 1:
        return _branches(tree[1][0])
    return [tree]


def _needs(tree, members) -> list[frozenset[str]]:
    """Sets of characters; before the pattern can match, a text must hold at least one of each."""
    if tree[0] == "word":
        return [frozenset(members[tree[1]])]
    if tree[0] == "any":
        sets = [min(_needs(branch, members), key=len, default=frozenset()) for branch in tree[1]]
        return [frozenset().union(*sets)] if all(sets) else []
    if tree[0] == "seq":
        return [found for part in tree[1] for found in _needs(part, members)]
    return []
