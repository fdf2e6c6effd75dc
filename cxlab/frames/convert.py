"""Turn text into numbers, dates, quarters, yes/no and categories, and say which values could not be turned.

Every function takes the *distinct* values of one column as text and returns the converted values with, beside each,
the problem in words (empty when there is none). Working on distinct values keeps a million rows fast.
"""

from __future__ import annotations

import difflib
import re
import unicodedata

import numpy as np
import pandas as pd

from cxlab.counts import check_column

MISSING_WORDS = frozenset({"", "-", "--", "na", "n/a", "#n/a", "#n/b", "n.v.t.", "nvt", "nan", "null", "none", "nat",
                           "<na>", "onbekend", "unknown", "geen", "leeg"})
LONGEST_NOTHING = 16  # characters of a text that is looked at for a word for "nothing", white space included
YES = frozenset({"yes", "y", "true", "t", "1", "1.0", "ja", "j", "waar"})
NO = frozenset({"no", "n", "false", "f", "0", "0.0", "nee", "onwaar"})

MONTHS = {name: number for number, names in enumerate((
    ("jan", "january", "januari"), ("feb", "february", "februari"), ("mar", "march", "mrt", "maart"),
    ("apr", "april"), ("may", "mei"), ("jun", "june", "juni"), ("jul", "july", "juli"),
    ("aug", "august", "augustus"), ("sep", "sept", "september"), ("oct", "october", "okt", "oktober"),
    ("nov", "november"), ("dec", "december")), start=1) for name in names}

_TIME = r"(?:[T ,]+(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?" \
        r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?:Z|[+-]\d{2}:?\d{2})?)?"
_ISO = rf"^(?P<year>\d{{4}})[-/.](?P<second_part>\d{{1,2}})[-/.](?P<first_part>\d{{1,2}}){_TIME}$"
_COMPACT = r"^(?P<year>(?:19|20)\d{2})(?P<second_part>\d{2})(?P<first_part>\d{2})$"
_NUMERIC = rf"^(?P<first_part>\d{{1,2}})[-/. ](?P<second_part>\d{{1,2}})[-/. ](?P<year>\d{{4}}|\d{{2}}){_TIME}$"
_NAMED = rf"^(?:[a-z]+,? )?(?P<first_part>\d{{1,2}})[-. ]+(?P<month>[a-z]+)\.?[-, ]+(?P<year>\d{{4}}|\d{{2}}){_TIME}$"
_NAMED_US = rf"^(?P<month>[a-z]+)\.? (?P<first_part>\d{{1,2}}),? (?P<year>\d{{4}}){_TIME}$"
_QUARTER = re.compile(r"^(?:(?P<y1>\d{4})\s*[-/ ]?\s*[qk](?P<q1>[1-4])|[qk](?P<q2>[1-4])\s*[-/ ']?\s*(?P<y2>\d{4})|"
                      r"(?P<q3>[1-4])[ea]?\s*kwartaal\s*(?P<y3>\d{4}))$")

NOT_A_DATE = "is not a date"
NO_SUCH_DAY = "does not exist"
NOT_A_NUMBER = "is not a number"


def as_text(series: pd.Series) -> pd.Series:
    """Return a column as pandas text; blank values become missing, whole numbers lose their ``.0``."""
    if isinstance(series.dtype, pd.CategoricalDtype):
        # Yes and no with gaps fit no type of their categories.
        series = series.astype("object" if series.cat.categories.dtype.kind == "b" else series.cat.categories.dtype)
    if pd.api.types.is_float_dtype(series.dtype):
        text = series.astype("str").str.replace(r"\.0$", "", regex=True).where(series.notna())
    elif pd.api.types.is_string_dtype(series.dtype) and not pd.api.types.is_object_dtype(series.dtype):
        text = series
    else:
        text = series.map(_say, na_action="ignore")
    text = text.astype("str")
    return text.mask(text.str.strip() == "")


def _say(value) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def clean(text: pd.Series) -> pd.Series:
    """Strip white space (also the unbreakable kind) and turn the usual words for "nothing" into missing."""
    text = text.str.replace("\u00a0", " ").str.replace("\u202f", " ").str.strip()
    return text.mask(text.str.casefold().isin(MISSING_WORDS))


def drop_nothing(texts: pd.Series) -> pd.Series:
    """Turn texts that are only a word for "nothing" into missing; leave all others as they stand."""
    short = texts[(texts.str.len() <= LONGEST_NOTHING).fillna(False).astype(bool)]
    return texts.mask(texts.index.isin(short.index[clean(short).isna()]))


def fold(word: str) -> str:
    """Fold case, accents, underscores and repeated spaces, so that names can be compared.

    Parameters
    ----------
    word : str
        A name as somebody wrote it.

    Returns
    -------
    str

    Examples
    --------
    >>> fold("  Enquête_Reactie ")
    'enquete reactie'
    """
    plain = unicodedata.normalize("NFKD", str(word))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(plain.replace("_", " ").replace("-", " ").casefold().split())


def to_boolean(values: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Turn yes and no, in English or Dutch, into True and False."""
    folded = values.str.casefold()
    converted = pd.Series(pd.NA, index=values.index, dtype="boolean")
    converted[folded.isin(YES)] = True
    converted[folded.isin(NO)] = False
    return converted, _problems(values, converted, "is neither yes nor no")


def to_category(values: pd.Series, legal: tuple[str, ...], synonyms: tuple[tuple[str, str], ...]):
    """Match values to the legal ones, whatever their case or accents, or through a synonym."""
    if not legal:
        return values, pd.Series("", index=values.index, dtype="str")
    known = {fold(spelling): value for spelling, value in synonyms} | {fold(value): value for value in legal}
    folded = values.map(fold, na_action="ignore")
    converted = folded.map(known, na_action="ignore").astype("str")
    problems = _problems(values, converted, "is not one of the values allowed")
    for label in problems.index[problems != ""]:
        near = difflib.get_close_matches(folded[label], known, n=1, cutoff=0.75)
        if near:
            problems[label] += f" (did you mean {known[near[0]]!r}?)"
    return converted, problems


def _written(values: pd.Series) -> pd.Series:
    """Return the values that are there, as they would be written."""
    check_column(values, "values")
    return values.dropna().astype("str")


def infer_decimal(values: pd.Series) -> tuple[str, str]:
    """Say which sign is the decimal sign of a column of numbers written as text.

    Parameters
    ----------
    values : Series of str
        The numbers as they stand in the file.

    Returns
    -------
    tuple of (str, str)
        ``","`` or ``"."``, and a note for the reader: empty when the values leave no doubt.

    Examples
    --------
    >>> infer_decimal(pd.Series(["1.234,50", "6,5"]))
    (',', '')
    >>> infer_decimal(pd.Series(["6.5", "1,234.50"]))
    ('.', '')
    """
    text = _written(values).str.replace(r"[^\d.,]", "", regex=True)
    comma = int(text.str.contains(r"^0*,|,(?:\d{1,2}|\d{4,})$|\.\d{3},", regex=True).sum())
    dot = int(text.str.contains(r"^0*\.|\.(?:\d{1,2}|\d{4,})$|,\d{3}\.", regex=True).sum())
    if comma and dot:
        sign, other = (",", "dot") if comma >= dot else (".", "comma")
        return sign, f"most numbers have {sign!r} as decimal sign; those with a {other} were set aside"
    if not comma and not dot:
        doubtful = text[text.str.contains(r"[.,]\d{3}$", regex=True)]
        if len(doubtful):
            example = doubtful.iloc[0]
            note = (f"{example!r} was read as a whole number with a thousands separator; if it is a fraction, name "
                    "the decimal sign (decimal=',' or decimal='.')")
            return ("," if "." in example else "."), note
    return ("," if comma else "."), ""


def to_number(values: pd.Series, *, decimal: str | None) -> tuple[pd.Series, pd.Series, str]:
    """Turn numbers written by people (currency, per cent, thousands, decimal comma) into floats."""
    plain = values.str.replace(r"(?i)^(?:€|\$|£|eur|usd|gbp)\s*|\s*(?:€|\$|£|eur|usd|gbp|%|,-)$", "", regex=True)
    plain = plain.str.replace(r"[ '’](?=\d{3}(?:\D|$))", "", regex=True).str.replace("\u2212", "-")
    sign, note = infer_decimal(plain) if decimal is None else (decimal, "")
    mark, group = (",", r"\.") if sign == "," else (r"\.", ",")
    shape = rf"^[+-]?(?:\d+|[1-9]\d{{0,2}}(?:{group}\d{{3}})+)?(?:{mark}\d*)?(?:[eE][+-]?\d+)?$"
    fits = plain.str.fullmatch(shape).fillna(False).astype(bool) & plain.str.contains(r"\d", regex=True).fillna(False)
    written = plain.where(fits).str.replace(group, "", regex=True)
    if sign == ",":
        written = written.str.replace(",", ".")
    converted = pd.to_numeric(written.astype(object), errors="coerce").astype("float64")
    converted = converted.mask(np.isinf(converted))
    problems = _problems(values, converted, NOT_A_NUMBER)
    other = "." if sign == "," else ","
    odd = (problems != "") & plain.str.fullmatch(rf"[+-]?[\d]+[{other}]\d+").fillna(False)
    problems[odd] = f"has {other!r} where this column has {sign!r} as decimal sign"
    return converted, problems, note


def clock_to_minutes(values: pd.Series) -> pd.Series:
    """Turn lengths such as 0:06:30 (hours, minutes, seconds) into minutes as text; leave all else as it is.

    A length such as 06:30 is read as minutes and seconds where all lengths of the column are written so and most are a
    minute or longer; else it could be hours and minutes, and stays as it is.
    """
    parts = values.str.extract(r"^(?:(\d{1,3}):(?=[0-5]\d:))?(\d{1,3}):([0-5]\d)(?:\.\d+)?$").astype("float64")
    if parts[0].notna().any() or (parts[1] > 0).sum() * 2 <= parts[1].notna().sum():
        parts = parts[parts[0].notna()].reindex(values.index)
    minutes = parts[0].fillna(0) * 60 + parts[1] + parts[2] / 60
    return values.where(minutes.isna(), minutes.map(lambda m: f"{m:.10g}", na_action="ignore").astype("str"))


def infer_dayfirst(values: pd.Series) -> tuple[bool, str]:
    """Say whether dates written with digits put the day before the month.

    Parameters
    ----------
    values : Series of str
        The dates as they stand in the file.

    Returns
    -------
    tuple of (bool, str)
        True for day first, and a note for the reader: empty when the values leave no doubt.

    Examples
    --------
    >>> infer_dayfirst(pd.Series(["31-01-2026", "02-03-2026"]))
    (True, '')
    >>> infer_dayfirst(pd.Series(["03/04/2026"]))[0]
    True
    """
    parts = _written(values).str.extract(r"^(\d{1,2})[-/. ](\d{1,2})[-/. ](?:\d{4}|\d{2})(?:\D|$)").dropna()
    if parts.empty:
        return True, ""
    first, second = parts[0].astype(int), parts[1].astype(int)
    day_first = int(((first > 12) & (first <= 31) & (second <= 12)).sum())
    month_first = int(((second > 12) & (second <= 31) & (first <= 12)).sum())
    if day_first and month_first:
        order = "day" if day_first >= month_first else "month"
        return day_first >= month_first, f"most dates put the {order} first; those that do not were set aside"
    if not day_first and not month_first and (first != second).any():
        example = values[parts.index[(first != second).to_numpy()][0]]
        return True, f"{example!r} was read with the day first; say dayfirst=False when the month stands first"
    return month_first == 0, ""


def to_date(values: pd.Series, *, dayfirst: bool | None) -> tuple[pd.Series, pd.Series, str]:
    """Turn dates written by people (ISO, day-month-year, month names in English or Dutch) into timestamps."""
    text = values.str.strip().str.casefold()
    day_before, note = infer_dayfirst(text) if dayfirst is None else (dayfirst, "")
    parts = _date_parts(text, day_before)
    stamps = _stamps(parts)
    problems = pd.Series("", index=values.index, dtype="str")
    problems[parts["year"].isna() & values.notna()] = NOT_A_DATE
    problems[parts["year"].notna() & stamps.isna()] = NO_SUCH_DAY
    far = stamps.notna() & ~stamps.dt.year.between(1900, 2100)
    problems[far] = "lies outside the years 1900 to 2100"
    return stamps.mask(far), problems, note


def _date_parts(text: pd.Series, day_before: bool) -> pd.DataFrame:
    names = ("year", "month", "day", "hour", "minute", "second")
    parts = pd.DataFrame(np.nan, index=text.index, columns=names)
    open_rows = text.notna()
    for pattern in (_ISO, _COMPACT, _NUMERIC, _NAMED, _NAMED_US):
        found = text[open_rows].str.extract(re.compile(pattern, re.IGNORECASE))
        found = found[found["year"].notna()]
        if found.empty:
            continue
        if "month" in found:
            month, day = found["month"].map(MONTHS, na_action="ignore"), found["first_part"]
        else:
            swap = pattern is _NUMERIC and not day_before
            month, day = found["first_part" if swap else "second_part"], found["second_part" if swap else "first_part"]
        year = found["year"].astype(float)
        block = pd.DataFrame({"year": year.where(year > 99, np.where(year < 70, 2000, 1900) + year),
                              "month": pd.to_numeric(month), "day": pd.to_numeric(day)}, index=found.index)
        for unit in ("hour", "minute", "second"):
            block[unit] = pd.to_numeric(found[unit]).fillna(0) if unit in found else 0
        if "half" in found:
            half = found["half"].str[0].str.lower()
            block["hour"] = block["hour"] % 12 + 12 * (half == "p") if half.notna().all() else \
                block["hour"].where(half.isna(), block["hour"] % 12 + 12 * (half == "p"))
        block["month"] = block["month"].fillna(13)
        parts.loc[block.index, list(names)] = block[list(names)].astype(float)
        open_rows &= parts["year"].isna()
    return parts


def _stamps(parts: pd.DataFrame) -> pd.Series:
    whole = parts.dropna()
    stamps = pd.to_datetime(whole.astype("int64"), errors="coerce") if len(whole) else pd.Series(dtype="datetime64[us]")
    return stamps.reindex(parts.index).astype("datetime64[us]")


def to_quarter(values: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Turn quarters (2026Q1, Q1 2026, K1-2026, 1e kwartaal 2026) into pandas periods."""
    converted = values.map(_quarter, na_action="ignore")
    converted = pd.Series(pd.PeriodIndex(converted.astype("object").where(converted.notna(), pd.NaT), freq="Q-DEC"),
                          index=values.index)
    return converted, _problems(values, converted, "is not a quarter")


def _quarter(text: str):
    found = _QUARTER.match(text.casefold())
    if found is None:
        return pd.NaT
    year = found["y1"] or found["y2"] or found["y3"]
    return pd.Period(f"{year}Q{found['q1'] or found['q2'] or found['q3']}", freq="Q-DEC")


def _problems(values: pd.Series, converted: pd.Series, words: str) -> pd.Series:
    problems = pd.Series("", index=values.index, dtype="str")
    problems[values.notna() & converted.isna()] = words
    return problems
