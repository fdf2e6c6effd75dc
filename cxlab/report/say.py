"""Say in English or Dutch what the readers say in English: faults, remedies, notes and errors.

The readers write plain English with the user's own names and values in it. Each of their sentences stands in
words.csv with blanks; what fills a blank is found back in the English and set into the Dutch.
"""

from __future__ import annotations

import re
from functools import cache

import pandas as pd

from cxlab import privacy, tables
from cxlab.frames import CONTRACTS, FrameError
from cxlab.language import localise_number
from cxlab.report import words

MOST_FAULTS = 10
_QUOTED = r"(?:'[^']*'|\"[^\"]*\")"
_COUNTED = re.compile(r"([\d,]+) (rows?|fields?)|(rows?) (\d.*?)(?: and ([\d,]+) more)?(, ['\"].*)?", re.DOTALL)
_MAYBE = r"| \(.*?|; .*?|, such .*?| and .*?| These .*?"  # how a part that can be left out begins
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+")


def say_fault(kind: str, said: str, language: str) -> str:
    """Say a sentence of the readers in the language of the page; what has no phrase stays in English.

    Parameters
    ----------
    kind : {"problem", "remedy", "note", "error", "heading"}
        What it is.
    said : str
        As it stands in a table of faults or notes, or in an error.
    language : {"en", "nl"}
        Language of the page.

    Returns
    -------
    str

    Examples
    --------
    >>> say_fault("problem", "does not exist", "nl")
    'bestaat niet'
    >>> say_fault("problem", "is above 10", "nl")
    'is hoger dan 10'
    """
    if language == "en":
        return said
    return _say_pieces(kind, said, language) or _translate(kind, said, language) or said


def _translate(kind: str, said: str, language: str) -> str | None:
    for pattern, key in _patterns(kind):
        found = pattern.fullmatch(said)
        if found:
            parts = {name: _say_part(part, language) for name, part in found.groupdict().items()}
            return words.word(key, language).format(**parts)
    return None


def _say_pieces(kind: str, said: str, language: str) -> str | None:
    """Say several sentences with a semicolon between them; None when one of them has no phrase."""
    pieces = said.split("; ")
    for count in range(1, len(pieces)):
        found = _translate(kind, "; ".join(pieces[:count]), language)
        rest = "; ".join(pieces[count:])
        others = found and (_say_pieces(kind, rest, language) or _translate(kind, rest, language))
        if others:
            return f"{found}; {others}"
    return None


def _say_part(part: str, language: str) -> str:
    """Say what stands in a blank of a phrase; what the user typed stands in quotation marks and stays as it is."""
    if not part:
        return part
    if re.fullmatch(rf"{_QUOTED}(?: or {_QUOTED})+", part, re.DOTALL):
        return re.sub(r"(?<=['\"]) or (?=['\"])", f" {words.word('sign or', language)} ", part)
    if part[0] in "'\"":
        return part
    if f"sign {part}" in words.list_phrases():
        return words.word(f"sign {part}", language)
    if _NUMBER.fullmatch(part):
        return localise_number(part, language)
    counted = _COUNTED.fullmatch(part)
    if counted:
        count, what, rows, which, more, example = counted.groups()
        if count:
            return f"{localise_number(count, language)} {words.word(f'sign {what}', language)}"
        rest = words.word("more_rows", language).format(n=localise_number(more, language)) if more else ""
        return f"{words.word(f'sign {rows}', language)} {which}{rest}{example or ''}"
    return _say_pieces("part", part, language) or _translate("part", part, language) or \
        _translate("remedy", part, language) or part


@cache
def _patterns(kind: str) -> tuple[tuple[re.Pattern, str], ...]:
    """Return the English phrases of a kind as patterns, with their keys; a blank maybe_x can be empty."""
    keys = [key for key in words.list_phrases() if key.startswith(f"{kind} ")]
    return tuple((re.compile(_as_pattern(words.word(key, "en")), re.DOTALL), key) for key in keys)


def _as_pattern(phrase: str) -> str:
    escaped = re.sub(r"\\{(maybe_\w+)\\}", lambda blank: f"(?P<{blank[1]}>{_MAYBE})", re.escape(phrase))
    return re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+?)", escaped)


def say_error(error: Exception, language: str) -> str:
    """Say why a file cannot be read, in the language of the page.

    Parameters
    ----------
    error : Exception
        What a reader raised.
    language : {"en", "nl"}
        Language of the page.

    Returns
    -------
    str
        What has no phrase stays in English.

    Examples
    --------
    >>> say_error(ValueError("klachten.zip is a compressed folder; unpack it and name the file you need"), "nl")
    'klachten.zip is een ingepakte map; pak die uit en noem het bestand dat u nodig hebt'
    """
    if language == "en":
        return str(error)
    if not isinstance(error, FrameError):
        return say_fault("error", str(error), language)
    found = re.fullmatch(r"(.*) \(read as (\w+)\)", error.table)
    contract = CONTRACTS.get(found[2]) if found else None
    if contract is None:
        return str(error)
    head = words.word("frame_one" if len(error.faults) == 1 else "frame_more", language).format(
        n=len(error.faults), file=found[1], table=_say_part(contract.name, language))
    lines = [words.word("frame_line", language).format(
        column=repr(fault.column), problem=say_fault("problem", fault.problem, language),
        expected=_lower(contract[fault.column].meaning_nl.rstrip(".")),
        remedy=say_fault("remedy", fault.remedy, language))
        for fault in error.faults.head(MOST_FAULTS).itertuples()]
    return "\n".join([head, *lines])


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def say_reading(reading, refused: str, language: str) -> str:
    """Say what came out of a file as a person would, in the language of the page.

    Parameters
    ----------
    reading : Reading
        What a reader gave back.
    refused : str
        Name of the workbook that lists the rows set aside.
    language : {"en", "nl"}
        Language of the page.

    Returns
    -------
    str
        Such as "9,774 of 9,800 rows of export.csv read. 26 set aside (listed in refused.xlsx). Row 118, ...".
    """
    def number(value):
        return tables.say_number(value, digits=0, language=language)

    file, good, aside = reading.path.name, len(reading.good), len(reading.refused)
    if not reading.n_rows:
        return words.word("read_none", language).format(file=file)
    if not aside:
        return words.word("read_one" if good == 1 else "read_all", language).format(total=number(good), file=file)
    fault = reading.faults.iloc[0]
    key = "read_fault" if fault["column"] in set(reading.columns["column"]) else "read_fault_row"
    value = f"'{say_value(fault['value'])}'" if pd.notna(fault["value"]) and key == "read_fault" else ""
    parts = {"row": fault["row"], "column": fault["your_column"], "value": value,
             "problem": say_fault("problem", fault["problem"], language)}
    return " ".join([
        words.word("read_some", language).format(good=number(good), total=number(reading.n_rows), file=file,
                                                 aside=number(aside), refused=refused),
        re.sub(r"\s+", " ", words.word(key, language).format(**parts)).replace(" :", ":").replace(": .", "."),
        words.word("read_again", language)])


def say_value(value) -> str:
    """Show a value that was set aside: masked before it is cut, because half an address is not recognised."""
    return "" if pd.isna(value) else shorten(privacy.mask(pd.Series([str(value)], dtype="str")).iloc[0])


def shorten(text: str, most: int = 60) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
