"""Is a question a good question? What a careful editor looks for, in numbers where numbers help."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from scipy.stats import chisquare

from cxlab.counts import check_table
from cxlab.frames import FrameError, split_frame
from cxlab.frames.contracts import Column, Contract
from cxlab.intervals import proportion_ci
from cxlab.study.bank import AREAS, LETTERS, LEVELS, OPTIONS, REASONS

CHANCE = 1 / len(LETTERS)
FAR_LONGER = 1.5
SAME_WORDS = 0.8
_BANK_LEVEL = 0.99  # two dozen checks on one bank: a false alarm must be rare
_AGGREGATES = re.compile(
    r"\b(all|none|both|neither) of (the above|these|them)\b|\b(a|b|c|d) (and|en) (a|b|c|d)\b"
    r"|\balle (bovenstaande|antwoorden)\b|\bgeen van (de|het) (bovenstaande|antwoorden|deze)\b", re.IGNORECASE)
_NEGATIONS = re.compile(r"\b(not|except|least|never|niet|geen|behalve|nooit)\b")
_ABSOLUTES = re.compile(
    r"\b(always|never|every|everyone|everybody|nobody|nothing|none|all|only|must|impossible|completely|guarantees?d?"
    r"|altijd|nooit|iedereen|niemand|alle|alleen|uitsluitend|onmogelijk)\b", re.IGNORECASE)
_NOT_ABSOLUTE = re.compile(r"\b(at|above|after|first of|helemaal) all\b|\bnot only\b", re.IGNORECASE)
_HEDGES = re.compile(r"\b(may|might|can|could|often|usually|tends?|mostly|some|possible|kan|vaak|meestal)\b",
                     re.IGNORECASE)

_BECAUSE = re.compile(r"\b(as|because|since|want|omdat|aangezien)\b", re.IGNORECASE)


def _text(name: str, meaning: str, meaning_nl: str, *, required: bool = True) -> Column:
    return Column(name, "text", meaning, meaning_nl, required=required, nullable=not required)


CONTRACT = Contract(
    "questions", "Questions", "Vragen", "One question with four options.",
    (Column("item_id", "key", "Identifier of the question.", "Kenmerk van de vraag.", required=True, nullable=False),
     Column("area", "category", "Area of the exam.", "Gebied van het examen.", required=True, nullable=False,
            legal=AREAS),
     Column("level", "category", "What is asked: to know, to apply or to judge.",
            "Wat gevraagd wordt: weten, toepassen of oordelen.", required=True, nullable=False, legal=LEVELS,
            synonyms=(("weten", "know"), ("toepassen", "apply"), ("oordelen", "judge"))),
     _text("question", "The question.", "De vraag."),
     *(_text(name, f"Option {name[-1]}.", f"Antwoord {name[-1]}.") for name in OPTIONS),
     Column("key", "category", "Letter of the best option.", "Letter van het beste antwoord.", required=True,
            nullable=False, legal=LETTERS),
     *(_text(name, f"Why option {name[-1]} is right, or tempting and wrong.",
             f"Waarom antwoord {name[-1]} goed is, of verleidelijk en fout.") for name in REASONS),
     _text("source", "The publication or lesson that the answer rests on.", "De bron waarop het antwoord rust.")),
    key=("item_id",),
)


def check_items(bank: pd.DataFrame) -> pd.DataFrame:
    """Check questions as a careful editor would, and say all that is wrong at once.

    A question is at fault when it can be answered, or missed, for another reason than knowledge of the subject.

    Parameters
    ----------
    bank : DataFrame
        One row a question, columns as in :func:`cxlab.study.load_bank`; `origin` and `lesson` may be absent.

    Returns
    -------
    DataFrame
        The questions, typed. They have passed.

    Raises
    ------
    FrameError
        With all faults in ``.faults``: a column or cell that is empty; an area, level or key that does not exist; two
        options or two questions alike; the key far longer than the other options; "all of the above"; an absolute word
        ("always", "only") in wrong options alone; a "not" that does not stand out. And for the bank as a whole: keys
        that stand too often in one place, and tricks by which a person who knows nothing beats guessing
        (:func:`measure_cues`). A bank is blamed only when its number of questions allows it.

    Notes
    -----
    Far longer is more than 1.5 times the longest other option and at least 20 characters more. Alike is four in five
    words the same. The bank's checks use a level of 99%. Whether the answer is true no program can check: let a
    colleague answer the questions unseen.

    References
    ----------
    Haladyna TM, Downing SM, Rodriguez MC (2002). A review of multiple-choice item-writing guidelines for classroom
    assessment. Applied Measurement in Education 15(3), 309-333.

    Examples
    --------
    >>> from cxlab.study import load_bank
    >>> len(check_items(load_bank()))
    100
    >>> bad = load_bank().head(2)
    >>> bad.loc[1, "option_b"] = "All of the above"
    >>> check_items(bad)
    Traceback (most recent call last):
    cxlab.frames.checks.FrameError: 1 fault in questions:
    - row 1, column 'option_b': 'All of the above' gives itself away to who knows two options...
    """
    split = split_frame(bank, CONTRACT)
    whole = split.good
    # A row with an empty cell is read on: the user should hear of all its faults at once.
    read = bank[[column.name for column in CONTRACT.columns]].apply(
        lambda column: column.astype("str").fillna("").str.strip())
    read["key"] = read["key"].str.lower()
    faults = [fault for label, row in read.iterrows() for fault in _find_item_faults(label, row)]
    faults += _find_twins(read)
    if len(whole) == len(bank):  # a bank with holes is judged when it is whole
        faults += _find_bank_faults(whole)
    found = pd.DataFrame(faults, columns=split.faults.columns)
    if len(found) or len(split.faults):
        parts = [part for part in (split.faults, found) if len(part)]
        raise FrameError(_as_read(pd.concat(parts, ignore_index=True), bank.index), CONTRACT.name)
    return whole


def _as_read(faults: pd.DataFrame, rows: pd.Index) -> pd.DataFrame:
    """Put faults in the order in which a person reads the bank; those of the bank as a whole come last."""
    row_of = {label: place for place, label in reversed(list(enumerate(rows)))}
    column_of = {column.name: place for place, column in enumerate(CONTRACT.columns)}
    order = sorted(range(len(faults)), key=lambda place: (
        row_of.get(faults["row"].iloc[place], len(rows)), column_of.get(faults["column"].iloc[place], -1)))
    return faults.iloc[order].reset_index(drop=True)


def _find_item_faults(label, row: pd.Series) -> list[tuple]:
    """Faults as (column, row, value, problem, expected, remedy)."""
    options = {name: row[name] for name in OPTIONS if row[name]}
    best = f"option_{row['key']}"
    faults = _compare_with_key(label, options, best) if best in options and len(options) > 1 else []
    for name, text in options.items():
        if _AGGREGATES.search(text):
            faults.append((name, label, text, "gives itself away to who knows two options",
                           "an option that stands on its own", "Write another option."))
        first = next(other for other in options if _plain(options[other]) == _plain(text))
        if first != name:
            faults.append((name, label, text, f"says the same as {first}", "four different options", "Change one."))
    asked = re.split(r"(?<=[.!?;:])\s", row["question"])[-1]
    negation = _NEGATIONS.search(asked)
    if negation:
        faults.append(("question", label, asked, f"asks with {negation[0]!r}, which is easily read over",
                       "a question without a denial", f"Turn the question round, or write {negation[0].upper()}."))
    repeated = pd.Series({name: _plain(row[name]) for name in REASONS if row[name]}, dtype="str")
    faults += [(name, label, row[name], "is a reason that stands there twice", "a reason for each option",
                "Say why a person might choose just this one.") for name in repeated.index[repeated.duplicated()]]
    return faults


def _compare_with_key(label, options: dict[str, str], best: str) -> list[tuple]:
    others = {name: text for name, text in options.items() if name != best}
    longest, length, faults = max(map(len, others.values())), len(options[best]), []
    if length > FAR_LONGER * longest and length - longest >= 20:
        faults.append((best, label, options[best],
                       f"is the key and far longer than the rest ({length} characters, the next {longest})",
                       "options of about equal length", "Shorten the key, or give the others as much detail."))
    if not _absolute(options[best]):
        faults += [(name, label, text, f"has the word {_absolute(text)!r}, and the key has no such word",
                    "no word that gives a wrong option away", "Soften it, or put such a word in the key too.")
                   for name, text in others.items() if _absolute(text) and not _AGGREGATES.search(text)]
    return faults


def _find_twins(whole: pd.DataFrame) -> list[tuple]:
    words = [(label, set(_plain(f"{row['question']} {row.get('option_' + row['key'], '')}").split()))
             for label, row in whole.iterrows()]
    stems = whole["question"].map(_plain).to_list()
    twins = [(label, words[before][0]) for place, (label, mine) in enumerate(words) for before in range(place)
             if mine and (stems[before] == stems[place] != ""
                          or len(mine & words[before][1]) >= SAME_WORDS * len(mine | words[before][1]))]
    return [("question", label, pd.NA, f"asks the same as row {earlier}",
             "each question once", "Take one of them out.") for label, earlier in twins]


def _find_bank_faults(whole: pd.DataFrame) -> list[tuple]:
    faults = []
    places = whole["key"].value_counts().reindex(LETTERS, fill_value=0)
    if len(whole) >= 5 * len(LETTERS) and chisquare(places).pvalue < 1 - _BANK_LEVEL:
        said = ", ".join(f"{letter} {count}" for letter, count in places.items())
        faults.append(("key", pd.NA, said, "puts the best option too often in the same place",
                       "each place about equally often", "Move some keys, with their reasons."))
    cues = measure_cues(whole, level=_BANK_LEVEL)
    for cue in cues[~cues["cue"].str.startswith("always") & (cues["ci_lower"] > CHANCE)].itertuples():
        faults.append(("key", pd.NA, f"{cue.estimate:.0%} of {cue.n}", f"can be guessed by taking {cue.cue}",
                       "about one in four right by guessing", "Rewrite options until the trick no longer works."))
    return faults


def measure_cues(bank: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """Measure how well tricks guess the key: how far would a clever person get who knows nothing?

    Parameters
    ----------
    bank : DataFrame
        Questions, as :func:`cxlab.study.load_bank` gives.
    level : float in (0, 1)
        Confidence level.

    Returns
    -------
    DataFrame
        One row a trick: `cue`, `estimate` (share of questions in which it finds the key), `ci_lower`, `ci_upper`
        (Wilson), `n` (questions in which the trick points to one option), `n_missing` (where it does not). Guessing
        gives 0.25.

    References
    ----------
    Millman J, Bishop CH, Ebel R (1965). An analysis of test-wiseness. Educational and Psychological Measurement
    25(3), 707-726.

    Examples
    --------
    >>> from cxlab.study import load_bank
    >>> measure_cues(load_bank())["cue"].tolist()[:2]
    ['the longest option', 'the shortest option']
    """
    scores = {
        "the longest option": lambda row: [len(text) for text in _options(row)],
        "the shortest option": lambda row: [-len(text) for text in _options(row)],
        "the option with most words of the question": _count_shared,
        "the option most like the others": _count_alike,
        "the option with a careful word (may, often)": lambda row: [len(_HEDGES.findall(t)) for t in _options(row)],
        "the option that gives no reason": lambda row: [-bool(_BECAUSE.search(text)) for text in _options(row)],
        "the option with a comma or semicolon": lambda row: [len(re.findall("[,;]", t)) for t in _options(row)],
        **{f"always {letter}": lambda row, letter=letter: [float(letter == each) for each in LETTERS]
           for letter in LETTERS},
    }
    check_table(bank, "bank", needs=["question", *OPTIONS, "key"])
    rows = bank.to_dict("records")
    hits = {cue: [_hit(score(row), row["key"]) for row in rows] for cue, score in scores.items()}
    right = [sum(filter(None, found)) for found in hits.values()]
    n = [sum(hit is not None for hit in found) for found in hits.values()]
    table = proportion_ci(right, n, level=level)
    return table.assign(n_missing=len(rows) - table["n"]).pipe(
        lambda frame: pd.concat([pd.Series(list(hits), name="cue", dtype="str"), frame], axis=1))


def _hit(scores, key) -> bool | None:
    """Say whether the trick finds the key; None where it does not point to one option."""
    best = np.flatnonzero(np.asarray(scores) == max(scores))
    return LETTERS[best[0]] == key if len(best) == 1 else None


def _options(row) -> list[str]:
    return [str(row[name]) for name in OPTIONS]


def _count_shared(row) -> list[int]:
    asked = _long_words(row["question"])
    return [len(_long_words(text) & asked) for text in _options(row)]


def _count_alike(row) -> list[float]:
    words = [_long_words(text) for text in _options(row)]
    return [sum(len(mine & other) / max(len(mine | other), 1) for other in words) for mine in words]


def _long_words(text) -> set[str]:
    return set(re.findall(r"[^\W\d_]{4,}", str(text).lower()))


def _plain(text) -> str:
    return " ".join(re.findall(r"\w+", str(text).lower()))


def _absolute(text: str) -> str:
    found = _ABSOLUTES.search(_NOT_ABSOLUTE.sub("", text))
    return found[0] if found else ""
