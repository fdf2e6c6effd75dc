"""In what unit is a column of numbers? The user's header says it: "Kosten (€)", "Duur (sec)", "Doorlooptijd (mnd)".

A unit that is not ours is converted and said; one that cannot be converted without knowing more is asked about, and
the column is not used. A number is never taken for another unit in silence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from cxlab.frames import Column, Contract, fold
from cxlab.readers.names import MONEY, WORK, drop_unit, squeeze

TIME, QUARTERS, PEOPLE = "minutes", "quarters", "customers"
# A middle value above these is hardly in our unit when the header names none.
LARGE = {MONEY: 1_000, WORK: 20, TIME: 60, QUARTERS: 12}
_THOUSAND = r"\bt\s?€|k\s?€|€\s?k\b|\bk\s?eur|\bteur\b|(?:[x×*]|maal|times)\s*(?:€\s*)?1[.,' ]?000\b(?![.,' ]?000)" \
            r"|\b1[.,]000\b(?![.,]?000)|duizend|\bdzd\b|thousand|['’]000"
_MILLION = r"\bmio\b|\bmln\b|\bm€|\bmeur\b|miljoen|million|1[.,]?000[.,]?000"
_EURO = r"€|\beur\b|\beuro'?s?\b"
_OTHER_MONEY = (("dollars", r"\$|\busd\b|dollar"), ("pounds", r"£|\bgbp\b|\bpounds?\b"), ("francs", r"\bchf\b"))
_PERIODS = (("week", 13.0, r"week|wk"), ("month", 3.0, r"maand|mnd|month|mth"),
            ("year", 0.25, r"jaar|jr|year|yr|annum"))
_LETTER = {"week": "w", "month": "m", "year": "[jy]"}
_LENGTHS = {
    "milliseconds": r"\bms\b|\bmsec\b|millisec", "seconds": r"\bs\b|\bsecs?\b|second|\bsi\b",
    "minutes": r"\bm\b|\bmins?\b|\bminut", "hours": r"\bh\b|\bhrs?\b|\bu\b|\buur\b|\buren\b|\bhours?\b",
    "days": r"\bdgn\b|\bd\b|\bdag|\bdays?\b|dagen\b", "weeks": r"\bwkn?\b|\bweek|\bweken\b",
    "quarters": r"\bq\b|\bkw\b|kwarta|quarter",
    "months": r"\bmnd\b|\bmaand|\bmonths?\b|\bmths?\b", "years": r"\bjr\b|\bjaar\b|\bjaren\b|\byears?\b|\byrs?\b",
}
_FACTORS = {
    TIME: {"milliseconds": 1 / 60_000, "seconds": 1 / 60, "minutes": 1.0, "hours": 60.0},
    QUARTERS: {"weeks": 1 / 13, "months": 1 / 3, "quarters": 1.0, "years": 4.0},
}
_SCALE = r"(\d+)\s*(?:–|t/m|tot(?: en met)?|to|\.\.|\s)\s*(\d+)"  # a hyphen became a space


@dataclass(frozen=True)
class Unit:
    """The unit of one of the user's columns.

    Attributes
    ----------
    name : str
        As a reader would say it, such as "euros a month".
    factor : float
        What a value is multiplied by to be in our unit; not a number when that cannot be known.
    clock : {"", "mm:ss", "hh:mm"}
        How lengths of two parts are written.
    """

    name: str
    factor: float
    clock: str = ""

    @property
    def is_known(self) -> bool:
        """Whether values can be converted."""
        return not np.isnan(self.factor)


def read_unit(name: str, column: Column, cells: pd.Series | None = None) -> Unit | None:
    """Read the unit of a column from its header, or from signs of money in its cells.

    Parameters
    ----------
    name : str
        The user's name of the column.
    column : Column
        Which one of ours it is.
    cells : Series, optional
        The first cells, as they stand.

    Returns
    -------
    Unit or None
        None when no unit is named, or the column has none.
    """
    if column.kind not in ("number", "integer") or squeeze(name) == squeeze(column.name):
        return None
    said = _said_unit(name)
    if column.unit not in LARGE and column.unit != PEOPLE:
        return _read_scale(said, column) if column.maximum is not None else None
    if column.unit == MONEY:
        unit = _read_money(said, cells)
    elif column.unit == WORK:
        unit = _read_work(said, cells)
    else:
        unit = _read_people(said) if column.unit == PEOPLE else _read_length(said, column.unit)
    return unit or _read_unknown(said)


def _said_unit(name: str) -> str:
    """Return the part of a name where units stand: in brackets, at the end, or as a sign."""
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    brackets = re.findall(r"[(\[]([^()\[\]]*)[)\]]", plain)
    rest = re.sub(r"[(\[][^()\[\]]*[)\]]", " ", plain)
    core = drop_unit(rest)
    tail = rest[rest.find(core) + len(core):] if core in rest else " ".join(re.split(r"[\s_]+", rest)[1:])
    signs = " ".join(re.findall(r"k€|[€$£%]", rest))
    return fold(" ".join([*brackets, tail.replace("_", " "), signs])).replace("’", "'")


# What may stand beside a number's name without being its unit.
_NO_UNIT = re.compile(
    r"gem\w*|gesch\w*|gepl\w*|schatting\w*|begroot|raming|indicatie\w*|estimat\w*|planned|plan|avg|average|mean|incl\w*"
    r"|excl\w*|ex|btw|vat|per|kwartaal|quarters?|kw|q|elk|each|kwartalen|klanten|customers|aantal|number|totaal|total|circa"
    r"|ca|ongeveer|max|min|maximaal|minimaal|nawerk\w*|na|en|and|of|or|de|het|the|a|in|met|with|gesprek\w*|calls?"
    r"|project\w*|initiatie\w*|team\w*|bereik\w*|reached|x|duur|\d{4}|optioneel|optional")


def _as_it_stands(said: str) -> Unit:
    """The unit in the user's own words, which nobody can convert: it is asked about."""
    return Unit(said.strip(), float("nan"))


def _read_unknown(said: str) -> Unit | None:
    """A word where units stand that is none we know: then nobody knows what the numbers are."""
    words = re.findall(r"[^\W\d_]+|\d+", said)
    return _as_it_stands(said) if any(not _NO_UNIT.fullmatch(word) for word in words) else None


def _period(said: str) -> tuple[str, float]:
    for period, factor, words in _PERIODS:
        if re.search(rf"(?:\bper|\bp\.?|/|\ba)\s*(?:{words})\b|\bp\s?[/.]\s?(?:{_LETTER[period]})\b", said):
            return period, factor
    return "", 1.0


def _read_money(said: str, cells: pd.Series | None) -> Unit | None:
    other = next((currency for currency, pattern in _OTHER_MONEY if re.search(pattern, said)), None)
    if other:
        return Unit(other, float("nan"))
    base = next(((word, factor) for word, factor, pattern in (
        ("million euros", 1_000.0, _MILLION), ("thousand euros", 1.0, _THOUSAND), ("euros", 0.001, _EURO))
        if re.search(pattern, said)), None)
    if base is None and cells is not None and _hold_euros(cells):
        base = ("euros", 0.001)
    period, times = _period(said)
    if re.search(r"\bhalf|\bhalve|\bct\b|cent", said) or (base == ("euros", 0.001) and re.search(r"\d", said)):
        return _as_it_stands(said)
    if base is None and not period:
        return None
    word, factor = base or ("thousand euros", 1.0)
    return Unit(f"{word} a {period}" if period else word, factor * times)


def _hold_euros(cells: pd.Series) -> bool:
    if not pd.api.types.is_string_dtype(cells.dtype):
        return False
    written = cells.dropna()
    return len(written) > 0 and bool(written.str.contains(r"€|(?i:\beur)", regex=True).mean() >= 0.5)


def _read_work(said: str, cells: pd.Series | None) -> Unit | None:
    if re.search(r"%|procent|percent|\bpct\b", said):
        return Unit("fractions", 1.0) if cells is not None and _hold_fractions(cells) else Unit("per cent", 0.01)
    if re.search(r"\bfte'?s?\b|\bvte\b|\bpersonen\b|\bpersons?\b|\bpeople\b|\bmensen\b", said):
        mixed = re.search(r"maand|month|jaar|year|week|dag|day|uur|uren|hour|kwartalen", said) and not _period(said)[0]
        return _as_it_stands(said) if mixed else Unit("FTE", 1.0)
    named = [length for length in _named_lengths(said) if length in ("hours", "days", "weeks", "months", "years")]
    return Unit(named[0], float("nan")) if named else None


def _hold_fractions(cells: pd.Series) -> bool:
    """A workbook keeps 50% as 0.5: whether all that is written without a sign is so small."""
    plain = pd.to_numeric(cells.astype("str").str.replace(",", ".", regex=False), errors="coerce").dropna()
    return len(plain) > 0 and bool((plain.abs() <= 1.5).all())


def _read_length(said: str, ours: str) -> Unit | None:
    if ours == TIME:
        clock = re.search(r"(?:\b(?:hh|uu|h|u):)?mm:ss|\b(?:hh|uu|h|u):mm\b(?!:)", said)
        if clock:
            parts = clock[0].count(":")
            return Unit("minutes", 1.0, "" if parts == 2 else "mm:ss" if clock[0].startswith("mm") else "hh:mm")
    named = _named_lengths(said)
    if len(named) > 1 and not _period(said)[0] and "quarters" not in named:
        return _as_it_stands(said)
    if not named:
        return None
    # Of two parts under "hours" the first counts hours: 0:06 is six minutes.
    in_hours = ours == TIME and re.fullmatch(rf"(?:in )?(?:{_LENGTHS['hours']})", said.strip())
    return Unit(named[0], _FACTORS[ours].get(named[0], float("nan")), "hh:mm" if in_hours else "")


def _named_lengths(said: str) -> list[str]:
    return [length for length, pattern in _LENGTHS.items() if re.search(pattern, said)]


def _read_people(said: str) -> Unit | None:
    if re.search(r"%|procent|percent|\bpct\b", said):
        return Unit("per cent", float("nan"))
    if _period(said)[0]:
        return _as_it_stands(said)
    if re.search(_MILLION, said):
        return Unit("millions", 1_000_000.0)
    return Unit("thousands", 1_000.0) if re.search(_THOUSAND + r"|^\s*k\s*$", said) else None


def _read_scale(said: str, column: Column) -> Unit | None:
    found = re.search(_SCALE, said)
    if not found or (float(found[1]), float(found[2])) == (column.minimum, column.maximum):
        return None
    return Unit(f"points from {found[1]} to {found[2]}", float("nan"))


def needed_unit(column: Column) -> str:
    """Return our unit of a column as a reader would say it."""
    if column.minimum is not None and column.maximum is not None:
        return f"points from {column.minimum:g} to {column.maximum:g}"
    return f"{column.unit} a quarter" if column.unit == MONEY else column.unit


def say_conversion(name: str, unit: Unit, column: Column) -> str:
    """Say what was done to a column; nothing when it is in our unit already."""
    if unit.factor == 1:
        return ""
    divisor = 1 / unit.factor
    done = f"divided by {divisor:,.0f}" if divisor > 1 and abs(divisor - round(divisor)) < 1e-9 else \
        f"multiplied by {unit.factor:,.4g}"
    rounded = " and rounded up to whole numbers" if column.kind == "integer" and unit.factor % 1 else ""
    return f"{name!r} is in {unit.name}; {done}{rounded}, so that it is in {needed_unit(column)}."


def say_refusal(name: str, unit: Unit, column: Column) -> str:
    """Say that a column cannot be used in the unit that it is in, and what to do."""
    ours = needed_unit(column)
    return f"{name!r} is in {unit.name} where {ours} is expected, so it was not used. Add a column in {ours}, or " \
           "change the name of this one if it is in that already."


def adapt_contract(contract: Contract, units: dict[str, Unit]) -> Contract:
    """Return the contract that the values hold to before they are converted."""
    columns = [replace(column, kind="number", minimum=None if column.minimum is None else 0,
                       unit=column.unit if units[column.name].name != "per cent" else "")
               if column.name in units and units[column.name].factor != 1 else column for column in contract.columns]
    return replace(contract, columns=tuple(columns))


def spell_clock(values: pd.Series, unit: Unit) -> pd.Series:
    """Write lengths such as 06:30 out as hours, minutes and seconds, where the header says which two they are."""
    if not unit.clock or not pd.api.types.is_string_dtype(values.dtype):
        return values
    parts = values.str.extract(r"^\s*(\d{1,4}):([0-5]\d)\s*$").astype("float64")
    seconds = parts[0] * (60 if unit.clock == "mm:ss" else 3_600) + parts[1] * (1 if unit.clock == "mm:ss" else 60)
    spelt = seconds.map(lambda s: f"{int(s // 3600)}:{int(s // 60 % 60):02d}:{int(s % 60):02d}", na_action="ignore")
    return values.where(seconds.isna(), spelt.astype("str"))


def convert(good: pd.Series, raw: pd.Series, unit: Unit, column: Column) -> pd.Series:
    """Bring the typed values of a column to our unit; lengths on the clock are in it already."""
    if unit.factor == 1:
        return good
    converted = good * unit.factor
    if pd.api.types.is_string_dtype(raw.dtype) and column.unit == TIME:
        converted = converted.mask(raw.reindex(good.index).str.contains(r"\d:\d\d", regex=True).fillna(False), good)
    if column.kind != "integer":
        return converted
    return np.ceil(converted - 1e-9).astype("Int64") if unit.factor % 1 else converted.round().astype("Int64")


def doubt_size(values: pd.Series, name: str, column: Column) -> str:
    """Warn when numbers without a named unit are too large for ours; empty when they are not."""
    if column.unit not in LARGE or squeeze(name) == squeeze(column.name) or not values.notna().any():
        return ""
    middle = values.astype("float64").median()
    if not middle >= LARGE[column.unit]:
        return ""
    return f"{name!r} names no unit; its values, such as {middle:,.6g}, were read as {column.unit}. Is that wrong? " \
           "Then put the unit in the column's name, such as (€), (sec) or (months)."
