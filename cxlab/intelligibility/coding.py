"""Code texts: does this customer say that the employee's speech was hard to follow?"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from cxlab.frames.contracts import CAUSES, STATUSES
from cxlab.intelligibility import codebook as rules_of
from cxlab.intelligibility.codebook import LOST, STOP, TOKEN, WALLS, Codebook, Rulebook
from cxlab.language import detect_language, resolve_language

DIRECTIONS = ("customer could not follow employee", "employee could not follow customer")

_COMPLAINT, _NO, _UNCLEAR, _MISSING = range(4)
_NEAR = 25
_CLOSE = 15
_TOGETHER = 10
_WORDS_ROUND = 4
_PLACES = 20
_HIDDEN = "\x04"
# Words that nearly every English or Dutch sentence of some length holds, and hardly any sentence in another language.
_HOME_WORDS = (r"(?:^|[\s(\"'])(?:the|and|to|is|my|you|they|for|with|have|het|een|ik|niet|van|voor|dat|met|mijn|werd"
               r"|heb)(?:$|[\s.,;:!?)\"'])")


class Finding(NamedTuple):
    """What the rules of one language say about one text; `start` and `end` delimit the evidence."""

    status: int = _NO
    causes: frozenset = frozenset()
    reverse: bool = False
    mentions: bool = False
    lost: str = ""
    start: int = 0
    end: int = 0


_NOTHING = Finding()


def code_complaints(texts, *, language="auto", codebook: pd.DataFrame | None = None) -> pd.DataFrame:
    """Code each text: could the customer follow the employee's speech, and if not, what reason does the text give?

    A complaint is a customer who could not make out what an employee said: mumbling, pace, accent, command of the
    language, volume, the line, the customer's own hearing, or no reason given. Jargon, an unclear letter, an employee
    who could not understand the customer, and an accent that was no problem are not complaints. The causes are what
    the customer reports, never facts about a person.

    Parameters
    ----------
    texts : Series, list or array of str
        One text a row, in the customer's own words.
    language : {"auto", "en", "nl"} or Series
        Language of the texts; a Series gives it row by row under the same index.
    codebook : DataFrame, optional
        Your own rules in the form of the shipped ones (see :mod:`cxlab.intelligibility.codebook`). They replace the
        shipped rules of both languages.

    Returns
    -------
    DataFrame
        One row a text, same index: `status` (complaint, no, unclear, missing), `complaint` (True or False, missing
        when unclear or missing), `cause_articulation`, `cause_rate`, `cause_accent`, `cause_proficiency`,
        `cause_volume`, `cause_line`, `cause_hearing`, `cause_unspecified` (missing like `complaint`), `direction`
        (who could not follow whom), `mentions` (an accent or a place is named, not as the cause), `lost` (what could
        not be followed: number, address, instruction, technical information, name), `evidence` (the words that
        decided, as the customer wrote them).

    Raises
    ------
    TypeError
        If `texts` is one text or a whole table, or holds values that are not text.
    ValueError
        If the codebook has faults or the language is unknown.

    Notes
    -----
    A missing or blank text gives "missing"; a text in a third language gives "unclear". A text too short to tell its
    language is read with the rules of both. A cause counts when it stands within 25 words of the complaint. The same
    text always gives the same code, whatever else is in the column.

    References
    ----------
    Munro MJ, Derwing TM (1995). Foreign accent, comprehensibility, and intelligibility in the speech of second language
    learners. Language Learning 45, 73-97: an accent and being hard to follow are two things.

    Examples
    --------
    >>> codes = code_complaints(["She mumbled, I could not make out a word of what she said.",
    ...                          "I did not understand the letter about my mortgage.",
    ...                          "Ik kon haar niet verstaan, de lijn kraakte enorm."])
    >>> codes[["status", "cause_articulation", "cause_line"]]
          status  cause_articulation  cause_line
    0  complaint                True       False
    1         no               False       False
    2  complaint               False        True
    >>> codes["evidence"].iloc[2]
    'Ik kon haar niet verstaan'
    """
    column = _text_column(texts)
    book = rules_of.shipped_codebook() if codebook is None else rules_of.compile_codebook(codebook)
    words = pa.array(column, type=pa.large_string(), from_pandas=True)
    passed = _passes(words, book)
    spoken = _languages(column, words, passed, language)
    status = np.full(len(column), _NO, dtype=np.int8)
    status[np.isin(spoken, ["other"])] = _UNCLEAR
    status[_blank(words)] = _MISSING
    rows, findings = _read_rows(column, np.flatnonzero(passed & (status == _NO)), spoken, book)
    return _frame(column, status, rows, findings)


def _passes(words: pa.Array, book: Codebook) -> np.ndarray:
    """Which texts hold a stem: one pass of a linear-time matcher over the column."""
    passed = _holds(words, book.stems)
    rows = np.flatnonzero(~passed)
    for side in book.pairs:
        rows = rows[_holds(words.take(rows), side)]
    passed[rows] = True
    return passed


def _holds(words, pattern) -> np.ndarray:
    if not pattern:
        return np.zeros(len(words), dtype=bool)
    matched = pc.match_substring_regex(words, pattern, ignore_case=True)
    return pc.fill_null(matched, False).to_numpy(zero_copy_only=False).copy()


def _languages(column, words, passed, language) -> np.ndarray:
    """Language a row; under "auto" only texts that are read, or that hold no common word of ours, are looked at."""
    if not (isinstance(language, str) and language == "auto"):
        return resolve_language(column, language).astype("object").to_numpy()
    spoken = np.full(len(column), "", dtype=object)
    look = np.flatnonzero(passed | ~_holds(words, _HOME_WORDS))
    spoken[look] = detect_language(column.iloc[look]).astype("object").to_numpy()
    return spoken


def _blank(words) -> np.ndarray:
    empty = pc.or_(pc.equal(pc.binary_length(words), 0), pc.utf8_is_space(words))
    return pc.fill_null(empty, True).to_numpy(zero_copy_only=False)


def _read_rows(column, rows, spoken, book) -> tuple[np.ndarray, list[Finding]]:
    """Read each different text once; keep only the rows of which there is something to tell."""
    kept, findings = [], []
    known = np.isin(spoken[rows], ["en", "nl"])
    for language, names in (("en", ["en"]), ("nl", ["nl"]), ("", ["en", "nl"])):
        mine = rows[spoken[rows] == language] if language else rows[~known]
        codes, texts = pd.factorize(column.iloc[mine].to_numpy(dtype=object))
        seen = [(book.books[name], {}) for name in names]
        read = [max((read_text(text, rules, memory) for rules, memory in seen), key=_weight) for text in texts]
        told = np.array([finding != _NOTHING for finding in read], dtype=bool)
        kept.append(mine[told[codes]])
        findings += [read[code] for code in codes if told[code]]
    return np.concatenate(kept), findings


def _weight(finding: Finding) -> tuple:
    """Which of two languages' findings to believe: the one that decides."""
    return finding.status == _COMPLAINT, finding.status == _UNCLEAR, finding.reverse, finding.mentions


def read_text(text: str, book: Rulebook, memory: dict | None = None) -> Finding:
    """Apply the rules of one language to one text.

    The rules see word classes only. `memory` holds what they said before, so texts that differ only in words that no
    rule names (a case number, a town) are judged once.
    """
    memory, code = {} if memory is None else memory, book.encode(text)
    if code not in memory:
        memory[code] = _judge(code, book)
    finding = memory[code]
    return _in_letters(text, finding) if finding.end else finding


def _judge(code: str, book: Rulebook) -> Finding:
    """What the rules say about a text; `start` and `end` count its words here."""
    rules = book.candidates(code)
    if not (rules.has("pattern", "doubt", "mention") or (rules.has("hint", "trace") and rules.has("cue", "sign"))):
        return _NOTHING
    whole = code
    code = _hide(code, [match.span() for rule in rules["exclusion"] for match in rule.regex.finditer(code)])
    mention = bool(_hits(rules, "mention", whole))
    hits, reverse = _longest(_hits(rules, "pattern", code))
    if hits:
        return _complaint(code, rules, hits, mention)
    doubts = _hits(rules, "doubt", code)
    hints = [hint for hint in doubts + _hits(rules, "hint", code) if not any(_overlap(hint, turn) for turn in reverse)]
    cues = _hits(rules, "cue", code) if hints else []
    # Not following is enough beside a reason that can only concern speech.
    enough = [hint for hint in hints if any(_near(hint, [cue]) and not _overlap(hint, cue) for cue in cues)]
    enough = enough or ([] if reverse else _composed(rules, code, hints))
    if enough:
        return _complaint(code, rules, enough, mention)
    if reverse or not doubts:
        return Finding(_NO, frozenset(), bool(reverse), mention, "", *_span(whole, reverse))
    return Finding(_UNCLEAR, frozenset(), False, mention, "", *_span(whole, doubts))


def _composed(rules, code, hints) -> list:
    """Three parts, none of which is enough alone: a trace of not following, beside a sign why, while someone speaks.

    Trace and sign stand in one sentence: two sentences may be about two things.
    """
    signs = [*_hits(rules, "cue", code), *_hits(rules, "sign", code)] if rules.has("cue", "sign") else []
    scenes = _hits(rules, "scene", code) if signs else []
    signs = [sign for sign in signs if _near(sign, scenes, _CLOSE)]
    traces = hints + _hits(rules, "trace", code) if signs else []
    pairs = ((sign, trace) for trace in traces for sign in signs)
    return next(([min(pair, key=_start), max(pair, key=_start)] for pair in pairs
                 if not _overlap(*pair) and _together(code, *pair)), [])


def _together(code, hit, other) -> bool:
    """Whether two hits stand within a few words of one sentence."""
    between = code[min(hit[1], other[1]):max(hit[0], other[0])]
    return len(between) <= _TOGETHER and STOP not in between


def _start(hit) -> int:
    return hit[0]


def _complaint(code, rules, hits, mention) -> Finding:
    """A complaint with the causes and the lost information that stand near it."""
    named = [cause for hit in hits + _hits(rules, "cue", code) if _near(hit, hits) for cause in hit[2].causes]
    if not set(named) - {"unspecified"}:
        named += [cause for hit in _hits(rules, "sign", code) if _near(hit, hits, _CLOSE) for cause in hit[2].causes]
    causes = frozenset(named) - {"unspecified"}
    lost = [hit[2].causes[0] for hit in _hits(rules, "lost", code) if _near(hit, hits)]
    return Finding(_COMPLAINT, causes or frozenset({"unspecified"}), False, mention and "accent" not in causes,
                   lost[0] if lost else "", *_span(code, hits))


def _hide(code, spans) -> str:
    """The text with these words out of sight; each exclusion saw all of it, so their order does not matter."""
    words = list(code)
    for start, end in spans:
        words[start:end] = _HIDDEN * (end - start)
    return "".join(words)


def _longest(hits) -> tuple[list, list]:
    """The customer's complaints and the reverse; where two overlap, the longer reading is the right one."""
    reverse = [hit for hit in hits if hit[2].direction == "employee"]
    ours = [hit for hit in hits if hit[2].direction != "employee"]
    kept = [hit for hit in ours if not any(_overlap(hit, other) and _size(hit) <= _size(other) for other in reverse)]
    return kept, reverse


def _size(hit) -> int:
    return hit[1] - hit[0]


def _overlap(hit, other) -> bool:
    return hit[0] < other[1] and other[0] < hit[1]


def _hits(rules, kind, code) -> list:
    """Places where the rules of a kind match; the first few of each rule, to stay quick in a long text."""
    return [(*match.span(), rule) for rule in rules[kind] for match in islice(rule.regex.finditer(code), _PLACES)]


def _near(hit, others, words=_NEAR) -> bool:
    return any(max(hit[0] - other[1], other[0] - hit[1]) <= words for other in others)


def _span(code, hits) -> tuple[int, int]:
    """Which words the first hit takes, with a few words round them."""
    if not hits:
        return 0, 0
    start, end = min(hit[:2] for hit in hits)
    first, last = start, end
    while first > 0 and first > start - _WORDS_ROUND and code[first - 1] not in WALLS:
        first -= 1
    while last < len(code) and last < end + _WORDS_ROUND - 1 and code[last] not in WALLS:
        last += 1
    return first, last


def _in_letters(text, finding) -> Finding:
    """The same finding with `start` and `end` counted in letters of the text."""
    words = list(islice(TOKEN.finditer(text), finding.start, finding.end))
    return finding._replace(start=words[0].start(), end=words[-1].end())


def _frame(column, status, rows, findings) -> pd.DataFrame:
    """Put the findings into columns of fixed names and kinds."""
    status[rows] = [finding.status for finding in findings]
    open_ = (status == _UNCLEAR) | (status == _MISSING)
    codes = {"status": pd.Categorical.from_codes(status, list(STATUSES)),
             "complaint": pd.arrays.BooleanArray(status == _COMPLAINT, open_.copy())}
    for cause in CAUSES:
        codes[f"cause_{cause}"] = _booleans(rows, [cause in finding.causes for finding in findings], open_)
    codes["direction"] = _category(rows, [_direction(finding) for finding in findings], len(status), DIRECTIONS)
    codes["mentions"] = _booleans(rows, [finding.mentions for finding in findings], status == _MISSING)
    codes["lost"] = _category(rows, [LOST.index(f.lost) if f.lost else -1 for f in findings], len(status), LOST)
    evidence = np.full(len(status), None, dtype=object)
    texts = column.iloc[rows].to_numpy(dtype=object)
    evidence[rows] = [text[f.start:f.end] or None for text, f in zip(texts, findings, strict=True)]
    codes["evidence"] = pd.array(evidence, dtype="str")
    return pd.DataFrame(codes, index=column.index)


def _direction(finding) -> int:
    return 0 if finding.status == _COMPLAINT else 1 if finding.reverse else -1


def _booleans(rows, values, unknown):
    flags = np.zeros(len(unknown), dtype=bool)
    flags[rows] = values
    return pd.arrays.BooleanArray(flags & ~unknown, unknown.copy())


def _category(rows, values, size, names):
    codes = np.full(size, -1, dtype=np.int8)
    codes[rows] = values
    return pd.Categorical.from_codes(codes, list(names))


def _text_column(texts) -> pd.Series:
    """The texts as one column of text; anything else is refused by row."""
    if isinstance(texts, str | pd.DataFrame) or not isinstance(texts, Iterable):
        kind = "a whole table" if isinstance(texts, pd.DataFrame) else "one text" if isinstance(texts, str) else texts
        raise TypeError(f"texts is {kind}; expected a column of texts, for example complaints[\"text\"]")
    column = texts if isinstance(texts, pd.Series) else pd.Series(list(texts), dtype="object")
    if column.dtype == "str":
        return column
    wrong = column[column.notna() & ~column.map(lambda value: isinstance(value, str)).astype(bool)]
    if len(wrong):
        raise TypeError(f"texts holds {wrong.iloc[0]!r} in row {wrong.index[0]!r} and {len(wrong) - 1} further values "
                        "that are not text; expected text in every row that is filled")
    return column.astype("str")
