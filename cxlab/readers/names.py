"""When do two column names mean the same? "Dat. ontvangst" is "Ontvangstdatum", and "Klachtnr." is "klacht id".

People shorten, turn words round and put explanations in brackets. A name becomes the set of its words: abbreviations
written out, Dutch compounds taken apart, articles and what stands in brackets left out. A slash joins two names.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from cxlab.frames import Column, Contract, fold

MONEY, WORK = "thousand euros", "FTE"  # our units of what is asked for each quarter
LONGEST_NAME = 80  # characters; what is longer is somebody's text and no name
SAME_NAME, ALIAS, WORDS, PARTS = range(4)
HOW = ("same name", "alias", "alias", "alias")

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")
_DAY_AND_TIME = re.compile(r"\b(date|datum)\s*(?:/|&|\+|en|and)\s*(?:time|tijd)\b")
_LINK = {"de", "het", "een", "van", "der", "den", "op", "in", "bij", "voor", "door", "per", "uw", "je", "jouw", "onze",
         "ons", "the", "of", "a", "an", "on", "at", "by", "for", "your", "our", "each"}
_VAGUE = {"gem", "gemiddelde", "gemiddeld", "avg", "average", "mean", "totaal", "totale", "total", "benodigde",
          "geschatte", "estimated", "geplande", "planned", "schatting", "required"}
# What a whole initiative costs or takes, where our columns ask for each quarter.
_OF_THE_WHOLE = re.compile(r"\btot(?:aal|ale|al)\b|\bproject\s?(?:kosten|budget|costs?|begroting)|\beenmalig"
                           r"|\bone[\s-]?off\b|\binvestering|\binvestment")
_A_QUARTER = re.compile(r"\bper\b|/|\ba\s|\beach\b|\belk")
_SHORT = {
    "nr": "nummer", "nrs": "nummer", "num": "nummer", "dat": "datum", "afd": "afdeling", "dept": "department",
    "omschr": "omschrijving", "oms": "omschrijving", "opm": "opmerking", "toel": "toelichting",
    "mdw": "medewerker", "medew": "medewerker", "cat": "categorie", "ontv": "ontvangst", "ontvangen": "ontvangst",
    "binnengekomen": "binnenkomst", "doorverb": "doorverbonden", "verantw": "verantwoordelijke", "prio": "prioriteit",
    "kw": "kwartaal", "gespr": "gesprek", "loc": "locatie", "vest": "vestiging", "init": "initiatief",
    "proj": "project", "desc": "description", "descr": "description", "cust": "customer", "emp": "employee",
    "vrije": "vrij", "teksten": "tekst", "opmerkingen": "opmerking", "comments": "comment", "remarks": "remark",
}
# In a name of several words these all say "what it is known by".
_IDENTIFIERS = {"nummer", "number", "no", "id", "ids", "code", "kenmerk", "referentie", "reference", "ref", "uuid",
                "guid"}
_HEADS = ("nummer", "datum", "omschrijving", "naam", "tekst", "kenmerk", "status", "score")
_UNIT_WORDS = {"euro", "euros", "eur", "keur", "sec", "secs", "seconden", "seconds", "min", "minuten", "minutes", "uur",
               "uren", "hour", "hours", "dagen", "days", "weken", "weeks", "maanden", "mnd", "months", "jaar", "jaren",
               "years", "procent", "percent", "pct", "fte", "kwartalen", "quarters", "duizend", "thousand",
               "milliseconds", "ms", "week", "maand", "month", "kwartaal", "quarter", "year", "usd", "gbp", "dollar",
               "mln"}


def squeeze(name: str) -> str:
    """Fold a column name and leave out all but its letters and digits: "Klacht_ID" and "klacht id" are one name."""
    return re.sub(r"[^\w]|_", "", fold(name))


def know_by_words(name: str, *, is_number: bool = False) -> frozenset[str]:
    """Return the words that a name stands for, whatever their order.

    Parameters
    ----------
    name : str
        A column name.
    is_number : bool
        Leave out words such as "average" too; in front of a text they would change what it is.

    Returns
    -------
    frozenset of str
        Empty when nothing is left.
    """
    return _words(name, is_number)


@lru_cache(maxsize=20_000)
def _words(name: str, is_number: bool) -> frozenset[str]:
    plain = _BRACKETS.sub(" ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", unicodedata.normalize("NFKC", name)))
    plain = _DAY_AND_TIME.sub(r"\1", fold(plain))
    found = [word for part in re.findall(r"\w+", plain) for word in _take_apart(_SHORT.get(part, part))]
    found = [word for word in found if word not in _LINK and not (is_number and word in _VAGUE)]
    if len(found) > 1:
        found = ["#" if word in _IDENTIFIERS else word for word in found]
    return frozenset(found)


def _take_apart(word: str) -> list[str]:
    """Take a Dutch compound apart: klachtnr and klachtnummer are a number of a klacht."""
    if word.endswith("nr") and len(word) > 4:
        word = f"{word[:-2]}nummer"
    for head in _HEADS:
        stem = word.removesuffix(head)
        if stem != word and len(stem) > 2:
            stem = stem.removesuffix("s") if len(stem) > 4 else stem
            return [_SHORT.get(stem, stem), head]
    return [word]


def drop_unit(name: str) -> str:
    """Leave out the unit at the end of a name: "Kosten in euro" and "Duur sec" become "Kosten" and "Duur"."""
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", _BRACKETS.sub(" ", name))
    plain = re.sub(r"[€$£%]|(?i:\bk€|\bx\s*1[.,]?000\b)", " ", plain)
    words = re.split(r"[\s_]+", plain.strip())
    while len(words) > 1 and (fold(words[-1]).strip(".") in _UNIT_WORDS or fold(words[-1]) in ("in", "per", "k", "x")):
        words.pop()
    return " ".join(words)


def rank_name(name: str, column: Column) -> int | None:
    """Say how surely a name in a file means a column: 0 is the same name; None is not at all."""
    if len(name) > LONGEST_NAME:
        return None
    squeezed = squeeze(name)
    if not squeezed:
        return None
    if squeezed == squeeze(column.name):
        return SAME_NAME
    if column.unit in (MONEY, WORK) and _OF_THE_WHOLE.search(fold(name)) and not _A_QUARTER.search(fold(name)):
        return None
    known, keys = _names_of(column)
    if squeezed in known:
        return ALIAS
    is_number = column.kind in ("number", "integer")
    if know_by_words(name, is_number=is_number) in keys:
        return WORDS
    if is_number and know_by_words(drop_unit(name), is_number=True) in keys:
        return WORDS
    whole = _DAY_AND_TIME.sub(r"\1", fold(_BRACKETS.sub(" ", name)))
    parts = [part for part in whole.split("/") if part.strip()]
    if len(parts) > 1 and all(know_by_words(part, is_number=is_number) in keys for part in parts):
        return PARTS
    return None


@lru_cache(maxsize=500)
def _names_of(column: Column) -> tuple[frozenset[str], frozenset[frozenset[str]]]:
    """Return all names of a column, squeezed, and the same as sets of words."""
    is_number = column.kind in ("number", "integer")
    names = (column.name.replace("_", " "), *column.aliases)
    keys = {know_by_words(name, is_number=is_number) for name in names}
    return frozenset(map(squeeze, names)), frozenset(keys - {frozenset()})


def rank_all(name: str, contract: Contract) -> dict[str, int]:
    """Return the columns of a contract that a name could mean, each with how surely: the surest ones only."""
    ranks = {column.name: rank_name(name, column) for column in contract.columns}
    best = min((rank for rank in ranks.values() if rank is not None), default=None)
    return {ours: rank for ours, rank in ranks.items() if rank is not None and rank == best}
