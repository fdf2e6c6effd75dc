"""What must not leave the building: personal data in texts, small counts in tables, formulas in exports.

| You are about to | Ask for |
|---|---|
| share customers' words | `mask` (e-mail, phone, IBAN, card, BSN, the names you list) |
| put a customer's text on a page | `escape`, `escape_all` |
| write a file that someone opens in Excel | `safe_cell`, `safe_cells`, and `restore_cells` on the way back |
| share a table of small groups | `suppress` |
| analyse people | `refuse_personal_columns` |

Nothing here infers who someone is. Masking is a help and no proof: a text can point at a person without a name or
number.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable

import numpy as np
import pandas as pd

from cxlab.counts import check_column, check_table

MASKS = ("[e-mail]", "[phone]", "[IBAN]", "[card]", "[BSN]", "[name]")
# From the limits of a funnel or a chart the size of the group can be worked out, and from z its count.
SUPPRESSED_COLUMNS = ("estimate", "ci_lower", "ci_upper", "lower", "upper", "lower_95", "upper_95", "lower_998",
                      "upper_998", "z", "rate", "adjusted_rate", "uncorrected", "corrected", "corrected_lower",
                      "corrected_upper", "mean_intensity", "intensity_lower", "intensity_upper")
_STRENGTHS = ("estimate_mild", "estimate_basic", "estimate_intense")
_OF_GROUP = ("coverage", "no_emotion", "n_effective")

_GAP = r"[ \u00a0\u2009\u202f.\-\u2010-\u2013/]"  # what people put between the digits of one number
_ALONE = r"(?<![\w€$£+@])(?<![€$£] )(?<!\d[.,-])"  # neither part of a code nor of a price
_END = r"(?![\w@]|[.,]\d)"

_EMAIL = re.compile(r"(?<![\w.+%'-])[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+")
_CARD = re.compile(rf"{_ALONE}[2-6](?:{_GAP}?\d){{12,18}}{_END}")
_BSN = re.compile(
    rf"(?:(?<=bsn)|(?<=BSN)|{_ALONE})(?:\d{{9}}|\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{3}}|\d{{4}}{_GAP}\d\d{_GAP}\d{{3}}){_END}"
)
_PHONE = re.compile(
    rf"(?:{_ALONE})(?:"
    rf"(?:\+|\(\+|00){_GAP}?[1-9](?:\)?{_GAP}{{0,3}}\(?\d){{7,14}}"  # +31 (0)6 1234 5678, 0044 20 7946 0958
    rf"|\(?0(?:\)?{_GAP}{{0,3}}\d){{9,10}}"  # 06-12345678, (020) 7946 0958, 0470 12 34 56
    rf"|0\d{{1,2}}{_GAP}\d{{3}}(?:{_GAP}\d\d){{2}}"  # Belgian: 02 123 45 67
    rf"|0[89]00{_GAP}?\d{{4}}"  # Dutch service numbers
    rf"|316\d{{8}}|447\d{{9}}"  # a mobile number that lost its plus sign
    rf"|(?:1{_GAP})?(?:\(\d{{3}}\) ?|\d{{3}}[.-])\d{{3}}[ .-]\d{{4}}"  # American
    rf"){_END}"
)
_DATE_FIRST = re.compile(r"\d{1,2}[-/. ]\d{1,2}[-/. ](?:19|20)\d\d(?!\d)")
# Digits right after one of these words are a reference, not a person; "order 123456782" stays as it is.
_REFERENCE = re.compile(
    r"(?:order|bestel|factuur|invoice|ticket|ref|zending|track|trace|klacht|complaint|dossier|polis|policy|contract|artikel"
    r"|article|serie|serial|booking|boeking|barcode|meter)[\w&-]{0,20}(?:[\s:#.=-]|(?:nummer|number|nr|no|code|is)\b){0,6}$",
    re.IGNORECASE,
)
# Lengths of account numbers in Europe (SWIFT IBAN registry).
_IBAN_LENGTHS = {
    "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24, "FI": 18,
    "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26, "IT": 27, "LI": 21, "LT": 20, "LU": 20,
    "LV": 21, "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SE": 24, "SI": 19, "SK": 24,
    "SM": 27, "TR": 26,
}
_IBAN = re.compile(
    rf"(?<!\w)(?:{'|'.join(_IBAN_LENGTHS)})\d\d(?:{_GAP}?[A-Z0-9]){{11,30}}", re.IGNORECASE | re.ASCII
)
_LABELLED_BSN = re.compile(
    r"(?:bsn|burgerservicen\w{1,8}|sofin\w{1,8})(?:\W{0,3}|\W(?:is|nr|nummer)\W{1,2})$", re.IGNORECASE
)
_MASK_OR_WORD = re.compile("|".join([*map(re.escape, MASKS), r"\w+"]))


def mask(texts: pd.Series, *, names: Iterable[str] = ()) -> pd.Series:
    """Replace what identifies a person by a word in brackets.

    E-mail addresses become ``[e-mail]``, phone numbers ``[phone]``, account numbers ``[IBAN]``, payment cards
    ``[card]``, Dutch citizen service numbers ``[BSN]``, and the names you list ``[name]``. Order numbers, dates,
    times, postcodes and prices stay.

    Parameters
    ----------
    texts : Series of str
        One text a row.
    names : list of str, optional
        Names to hide, such as those of your own staff: whole words, in any case. No other name is looked for, because
        a name cannot be told from a word without guessing about people.

    Returns
    -------
    Series of str
        The masked texts, same index and name. Missing texts stay missing.

    Raises
    ------
    TypeError
        When `texts` or `names` is one single text instead of a column or list.

    Notes
    -----
    A card number must pass the Luhn check, a BSN the eleven-test, an IBAN its mod-97 check. A mistyped Dutch or British
    account number is known by its bank letters, and a mistyped BSN by the word BSN before it. Digits right after a
    word such as "order", "factuur" or "ticket" are taken for a reference and stay, unless they are written as a mobile
    or international number. One in eleven of all nine-digit numbers passes the eleven-test by chance: a bare one is
    masked. A number split over two lines, written in words, or with letters in between is missed: have a person read
    what you publish.

    Examples
    --------
    >>> texts = pd.Series(["Mail jan@example.nl of bel 06-12345678", "Sanne hielp, order 20240117"])
    >>> mask(texts, names=["Sanne"]).tolist()
    ['Mail [e-mail] of bel [phone]', '[name] hielp, order 20240117']
    """
    if isinstance(texts, str):
        raise TypeError("texts must be a column of texts (a pandas Series); for one text write pd.Series([text])")
    if isinstance(names, str):
        raise TypeError(f'names must be a list of names; for one name write names=["{names}"]')
    texts = _storable(texts if isinstance(texts, pd.Series) else pd.Series(texts, dtype="object"))
    hits = (texts.str.contains("@", regex=False, na=False) | (texts.str.count(r"\d") >= 8)).to_numpy(dtype=bool)
    masked = texts.copy()
    masked[hits] = [_mask_numbers(text) for text in texts[hits]]
    firsts = _names_by_first_word(names)
    if firsts:
        masked = masked.map(lambda text: _mask_names(text, firsts), na_action="ignore").astype("str")
    return masked


def _mask_numbers(text: str) -> str:
    text = _EMAIL.sub("[e-mail]", text)
    text = _IBAN.sub(_mask_iban, text)
    text = _CARD.sub(_mask_card, text)
    text = _PHONE.sub(_mask_phone, text)
    return _BSN.sub(_mask_bsn, text)


def _mask_iban(match: re.Match) -> str:
    found = match.group()
    length = _IBAN_LENGTHS[found[:2].upper()]
    places = [place for place, sign in enumerate(found) if sign.isalnum()]
    if len(places) < length:
        return found
    end = places[length - 1] + 1
    account = "".join(found[place] for place in places[:length]).upper()
    after = match.string[match.start() + end : match.start() + end + 1]
    whole = not after.isalnum()
    return "[IBAN]" + found[end:] if whole and (_mod_97(account) or account[4:8].isalpha()) else found


def _mod_97(account: str) -> bool:
    return int("".join(str(int(sign, 36)) for sign in account[4:] + account[:4])) % 97 == 1


def _mask_card(match: re.Match) -> str:
    digits = _digits(match)
    doubled = [digit * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    luhn = sum(digit - 9 * (digit > 9) for digit in doubled) % 10 == 0
    return "[card]" if luhn and not _is_reference(match) else match.group()


def _mask_phone(match: re.Match) -> str:
    found = match.group()
    bare = found.isdigit() and not found.startswith(("06", "07", "00", "316", "447"))
    keep = _DATE_FIRST.match(found) or (bare and _is_reference(match))
    opening = "(" * (found.count("(") > found.count(")"))  # the bracket of the sentence, not of the number
    return found if keep else f"{opening}[phone]"


def _mask_bsn(match: re.Match) -> str:
    digits = _digits(match)
    weighed = sum(weight * digit for weight, digit in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), digits, strict=True))
    likely = weighed % 11 == 0 and any(digits) and not _is_reference(match)
    return "[BSN]" if likely or _LABELLED_BSN.search(_before(match)) else match.group()


def _digits(match: re.Match) -> list[int]:
    return [int(sign) for sign in match.group() if sign.isdecimal()]


def _is_reference(match: re.Match) -> bool:
    return bool(_REFERENCE.search(_before(match)))


def _before(match: re.Match) -> str:
    return match.string[max(0, match.start() - 60) : match.start()]


def _names_by_first_word(names: Iterable[str]) -> dict[str, list[re.Pattern]]:
    """Patterns of whole names under their first word, longest first, so that a long list of names costs no time."""
    told = {str(name).strip() for name in names if not pd.isna(name)} - {""}
    spelt = {unicodedata.normalize(form, name) for name in told for form in ("NFC", "NFD")}
    firsts: dict[str, list[re.Pattern]] = {}
    for name in sorted(spelt, key=lambda name: (-len(name), name)):
        first = re.search(r"\w+", name)
        if first:
            body = r"\s+".join(re.escape(part) for part in name[first.start() :].split())
            body = re.sub("['’]", "['’]", body)
            firsts.setdefault(first.group().casefold(), []).append(re.compile(rf"{body}(?!\w)", re.IGNORECASE))
    return firsts


def _mask_names(text: str, firsts: dict[str, list[re.Pattern]]) -> str:
    pieces, done = [], 0
    for word in _MASK_OR_WORD.finditer(text):
        if word.start() < done:
            continue
        candidates = (name.match(text, word.start()) for name in firsts.get(word.group().casefold(), ()))
        whole = next(filter(None, candidates), None)
        if whole:
            pieces += [text[done : word.start()], "[name]"]
            done = whole.end()
    return "".join([*pieces, text[done:]])


# Control characters (all but tab and new line) and the signs that turn the reading direction round.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]")
_HALVES = re.compile("[\ud800-\udfff]")


def escape(text: object) -> str:
    """Make a text safe to stand on an HTML page.

    Parameters
    ----------
    text : str
        Any text, such as a customer's words. A number is written out; a missing value gives an empty text.

    Returns
    -------
    str
        The text with ``& < > " '`` written as HTML entities, without control characters, null bytes and the signs
        that turn the reading direction round (they can make a text read as something else). Tab and new line stay;
        half a character (a lone surrogate) becomes the replacement sign.

    Examples
    --------
    >>> escape('<b onclick="x()">Slecht & duur</b>')
    '&lt;b onclick=&quot;x()&quot;&gt;Slecht &amp; duur&lt;/b&gt;'
    """
    if text is None or text is pd.NA or text is pd.NaT or (isinstance(text, float) and np.isnan(text)):
        return ""
    plain = str(text).replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return html.escape(_HALVES.sub("\ufffd", _UNSEEN.sub("", plain)), quote=True)


def escape_all(texts: pd.Series) -> pd.Series:
    """Make every text of a column safe to stand on an HTML page.

    Parameters
    ----------
    texts : Series
        One text a row.

    Returns
    -------
    Series of str
        As :func:`escape` gives, same index and name. Missing texts stay missing.

    Examples
    --------
    >>> escape_all(pd.Series(["a < b", None])).tolist()
    ['a &lt; b', nan]
    """
    check_column(texts, "texts")
    return texts.astype("object").map(escape, na_action="ignore").astype("str")


# A spreadsheet takes a cell for a formula when it begins so, also behind spaces or signs that cannot be seen.
_FORMULA = re.compile(
    r"[\s\x00-\x20\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*"
    r"[=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212]|[\t\r\n]"
)
_NUMBER = re.compile(r" *[+-]?\d+(?:[.,]\d+)* *%? *", re.ASCII)  # behind a tab or line end nothing passes as a number


def safe_cell(value: object) -> object:
    """Keep a text from turning into a formula in Excel or LibreOffice.

    A customer can write ``=HYPERLINK(...)`` in a survey; opened in a spreadsheet it would run. An apostrophe in front
    makes it text again.

    Parameters
    ----------
    value : object
        A cell of a table or file. Only text is ever changed.

    Returns
    -------
    object
        The value; when it is text that begins with ``= + - @``, a tab or a line end (also behind spaces or unseen
        signs, also in fullwidth), with an apostrophe in front. Text that is only a number, such as ``"-5"``, stays.

    Notes
    -----
    Text that would be taken for one of ours (``"'=1"``) gets an apostrophe more, so that :func:`restore_cells` gives
    back what was there, always. Write the file with the separator that your reader's Excel expects: a semicolon inside
    a text starts a new cell where a comma file is opened in a Dutch Excel.

    References
    ----------
    OWASP, CSV Injection.

    Examples
    --------
    >>> safe_cell("=1+1"), safe_cell("-5"), safe_cell("- slecht"), safe_cell(-5)
    ("'=1+1", '-5', "'- slecht", -5)
    """
    return "'" + value if isinstance(value, str) and _is_formula(value) else value


def safe_cells(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep all texts of a table from turning into formulas in Excel or LibreOffice.

    Parameters
    ----------
    frame : DataFrame
        The table about to be written to a file.

    Returns
    -------
    DataFrame
        A copy in which texts, column names and row labels are as :func:`safe_cell` gives. Columns of numbers and
        dates are untouched.

    Examples
    --------
    >>> safe_cells(pd.DataFrame({"text": ["@SUM(A1)", "Prima"], "score": [-1, 5]}))
            text  score
    0  '@SUM(A1)     -1
    1      Prima      5
    """
    check_table(frame, "frame", unique=False)
    return _each_text(frame, safe_cell)


def restore_cells(frame: pd.DataFrame) -> pd.DataFrame:
    """Take back what :func:`safe_cells` did, when a file comes back.

    Parameters
    ----------
    frame : DataFrame
        A table that :func:`safe_cells` gave, possibly read back from a file.

    Returns
    -------
    DataFrame
        A copy with the texts, column names and row labels as they were.

    Examples
    --------
    >>> restore_cells(safe_cells(pd.DataFrame({"text": ["=1+1", "'t Is goed"]})))["text"].tolist()
    ['=1+1', "'t Is goed"]
    """
    check_table(frame, "frame", unique=False)
    return _each_text(frame, _restore_cell)


def _is_formula(text: str) -> bool:
    core = text.lstrip("'")
    return bool(_FORMULA.match(core)) and not _NUMBER.fullmatch(core)


def _restore_cell(value: object) -> object:
    return value[1:] if isinstance(value, str) and value.startswith("'") and _is_formula(value) else value


def _each_text(frame: pd.DataFrame, change) -> pd.DataFrame:
    changed = frame.copy()
    for place in range(frame.shape[1]):
        column = frame.iloc[:, place]
        if isinstance(column.dtype, pd.CategoricalDtype):
            changed.isetitem(place, column.cat.rename_categories(_each_label(column.cat.categories, change)))
        elif _holds_text(column.dtype):
            cells = pd.Series([change(value) for value in column.astype("object")], index=column.index, dtype="object")
            changed.isetitem(place, cells.astype(column.dtype))
    changed.columns = _each_label(frame.columns, change)
    changed.index = _each_label(frame.index, change)
    return changed


def _each_label(labels: pd.Index, change) -> pd.Index:
    if isinstance(labels, pd.MultiIndex):
        return labels.set_levels([_each_label(level, change) for level in labels.levels])
    if isinstance(labels.dtype, pd.CategoricalDtype):
        return labels.rename_categories(_each_label(labels.categories, change))
    if not _holds_text(labels.dtype):
        return labels
    return pd.Index([change(value) for value in labels], dtype=labels.dtype, name=labels.name)


def _holds_text(dtype) -> bool:
    return pd.api.types.is_object_dtype(dtype) or isinstance(dtype, pd.StringDtype)


def suppress(
    table: pd.DataFrame,
    *,
    count: str | None = "count",
    n: str | None = "n",
    least_count: int = 5,
    least_n: int = 10,
    columns: Iterable[str] = SUPPRESSED_COLUMNS,
    total_shown: bool = False,
) -> pd.DataFrame:
    """Hide small cells of a table before it is shared.

    In a small group, colleagues can tell who is meant. A count of 1 to 4 is hidden, and so is every number of a group
    of fewer than 10. A count of zero points at nobody and is shown.

    Parameters
    ----------
    table : DataFrame
        One row a group.
    count, n : str or None, default "count", "n"
        Columns with the number of cases, and out of how many. None when the table has no such column.
    least_count : int, default 5
        The smallest count, other than zero, that is shown.
    least_n : int, default 10
        The smallest group that is shown.
    columns : list of str, default SUPPRESSED_COLUMNS
        Columns from which a hidden number could be worked out, hidden with it. By default the estimates, intervals,
        limits and z-scores of this package, those that the table has; name any others that say the same.
    total_shown : bool, default False
        Whether the reader also sees the total of the rows. When a single row is hidden, the total minus the rows shown
        gives it back. Then the smallest of the rows left is hidden too, and the next, until at least two
        rows are hidden and together they reach the limit.

    Returns
    -------
    DataFrame
        A copy with hidden numbers missing (whole numbers as Int64) and one more column, ``suppressed`` (boolean):
        whether anything in the row is hidden.

    Raises
    ------
    ValueError
        When a named column is absent or holds text or a negative number.

    Notes
    -----
    A missing count or `n` hides nothing and is no zero. That nearly all of a group are meant (48 of 50) is not hidden:
    count the others when that tells too much. In a profile of emotions the shares by strength, and the share without
    any emotion, are hidden too where they stand for one to four texts. Only rows of one table are protected against
    their own total: two tables of the same people cut differently can still be subtracted from each other.

    References
    ----------
    Hundepool et al. (2012), Statistical Disclosure Control (tables, secondary suppression). Wiley.

    Examples
    --------
    >>> table = pd.DataFrame({"team": ["A", "B", "C"], "count": [0, 3, 40], "n": [50, 60, 70]})
    >>> suppress(table)
      team  count   n  suppressed
    0    A      0  50       False
    1    B   <NA>  60        True
    2    C     40  70       False
    >>> suppress(table, total_shown=True)["suppressed"].tolist()
    [False, True, True]
    """
    check_table(table, "table")
    columns = list(columns)
    if tuple(columns) == SUPPRESSED_COLUMNS:
        columns = [column for column in columns if column in table.columns]
    _require_columns(table, count, n, columns)
    cases, group = _numbers(table, count), _numbers(table, n)
    hidden_group = (group > 0) & (group < least_n)
    hidden = hidden_group | ((cases > 0) & (cases < least_count))
    if total_shown:
        hidden_group = _hide_more(hidden_group, group, least_n)
        hidden = _hide_more(hidden | hidden_group, cases, least_count)
    safe = table.copy()
    for column, where in [(n, hidden_group), (count, hidden), *((column, hidden) for column in columns)]:
        if column is not None:
            safe[column] = _hide(table[column], where)
    for names, where in _small_parts(table, group, hidden, hidden_group):
        safe[names] = safe[names].astype("float64").where(np.repeat(~where[:, None], len(names), axis=1))
    safe["suppressed"] = hidden
    return safe


def _small_parts(table, group, hidden, hidden_group) -> list:
    """Shares that stand beside the count in a profile of emotions, and the rows in which they tell of a few texts."""
    parts = []
    strengths, of_group = ([name for name in names if name in table] for names in (_STRENGTHS, _OF_GROUP))
    if strengths:
        each = (table[strengths].to_numpy(dtype=float) * group[:, None]).round()
        parts.append((strengths, hidden | ((each > 0) & (each < 5)).any(axis=1)))
    if of_group:
        none = (table["no_emotion"].to_numpy(dtype=float) * group).round() if "no_emotion" in table else 0 * group
        parts.append((of_group, hidden_group | ((none > 0) & (none < 5))))
    return parts


def _require_columns(table: pd.DataFrame, count: str | None, n: str | None, columns: list[str]) -> None:
    if count is None and n is None:
        raise ValueError("name at least one of count= and n=; without them no cell can be judged")
    absent = [column for column in (count, n, *columns) if column is not None and column not in table.columns]
    if absent:
        raise ValueError(
            f"the table has no column {', '.join(map(repr, absent))}; it has {', '.join(map(repr, table.columns))}. "
            "Name yours with count=, n= and columns=, or pass count=None or n=None when there is none"
        )
    for column in filter(None, (count, n)):
        if not pd.api.types.is_numeric_dtype(table[column]):
            raise ValueError(f"column {column!r} must hold numbers; it holds {table[column].dtype}")
        negative = table.index[(table[column] < 0).fillna(False).to_numpy(dtype=bool)]
        if len(negative):
            raise ValueError(f"column {column!r} has a negative number in row {negative[0]!r}; a count is zero or more")


def _numbers(table: pd.DataFrame, column: str | None) -> np.ndarray:
    if column is None:
        return np.full(len(table), np.nan)
    return table[column].astype("Float64").to_numpy(dtype=float, na_value=np.nan)


def _hide_more(hidden: np.ndarray, numbers: np.ndarray, least: int) -> np.ndarray:
    """Hide further rows, the smallest first and zeros last, until the total no longer tells what is hidden."""
    hidden = hidden.copy()
    left = [row for row in np.lexsort((numbers, numbers == 0)) if not hidden[row] and not np.isnan(numbers[row])]
    for row in left:
        if not hidden.any() or (hidden.sum() >= 2 and np.nansum(numbers[hidden]) >= least):
            break
        hidden[row] = True
    return hidden


def _hide(values: pd.Series, where: np.ndarray) -> pd.Series:
    if pd.api.types.is_integer_dtype(values.dtype):
        values = values.astype("Int64")
    return values.mask(where)


# Words that say whose it is; what is left of a column's name when they are gone says what it is.
_WHOSE = {
    "adviser", "advisor", "agent", "caller", "client", "coach", "contact", "customer", "employee", "manager", "member",
    "person", "rep", "staff", "user", "adviseur", "beller", "collega", "contactpersoon", "gebruiker", "klant",
    "medewerker", "persoon", "teamleider", "of", "the", "s", "van", "de", "het", "een",
}
_PERSONAL = {
    "a name": r"name|naam|(?:first|last|full|sur|family|given|middle|maiden|birth|nick|display) ?name"
    r"|(?:voor|achter|roep|geboorte|familie|meisjes|agent|medewerkers?|klant|beller|gebruikers?) ?naam"
    r"|(?:user|agent|customer|employee|caller)name|(?:volledige|eigen) naam|initials|initialen"
    r"|voorletters|tussenvoegsel",
    "nationality": r"nationality|nationaliteit|citizenship|staatsburgerschap|passport(?: country)?|paspoort(?:land)?",
    "a country of birth or origin": r"(?:country|place|city) (?:birth|origin)|birth ?(?:country|place)"
    r"|geboorte ?(?:land|plaats)|(?:land|plaats) (?:geboorte|herkomst)|herkomstland|migratie ?achtergrond"
    r"|migration background|mother tongue|native language|moedertaal",
    "a photo": r"(?:profile |profiel|pas|id )?(?:photo|photograph|picture|portrait|headshot|foto|selfie)",
    "gender": r"gender|sex|geslacht|sekse|pronouns?|salutation|aanhef|m v|m v x",
    "ethnicity": r"ethnicity|ethnic ?(?:group|origin|background)|race|etniciteit"
    r"|etnische (?:groep|afkomst|herkomst|achtergrond)|afkomst|ras|skin ?colou?r|huidskleur",
    "religion": r"religion|religious beliefs?|faith|religie|geloof|godsdienst|geloofsovertuiging|levensovertuiging",
}


def refuse_personal_columns(frame: pd.DataFrame, allowed: Iterable[str] = ()) -> None:
    """Stop when a table brings columns about who people are instead of what happened.

    How well a customer could follow an agent must never be explained by a name, a passport, a face or a faith. Such
    columns do not come in.

    Parameters
    ----------
    frame : DataFrame
        The table about to be used. Only the column names are read, English or Dutch.
    allowed : list of str, optional
        Columns that may come in all the same, because you have a lawful reason or they mean something else.

    Raises
    ------
    ValueError
        When a column looks like a name, nationality, country of birth, photo, gender, ethnicity or religion. All such
        columns are named, with the way out.
    TypeError
        When `allowed` is one single text instead of a list.

    Notes
    -----
    Names of things, such as ``product_name`` or ``team_name``, pass; a column just called ``name`` does not, unless
    allowed. A column called ``agent`` passes too, whatever it holds: give it codes, not names.

    References
    ----------
    Regulation (EU) 2016/679 (GDPR), articles 5 and 9.

    Examples
    --------
    >>> refuse_personal_columns(pd.DataFrame(columns=["agent_id", "team", "product_name"]))
    >>> refuse_personal_columns(pd.DataFrame(columns=["agent_id", "Geboorteland"]))
    Traceback (most recent call last):
    ValueError: this table has a column that says who people are: 'Geboorteland' (a country of birth)...
    """
    check_table(frame, "frame", unique=False)
    if isinstance(allowed, str):
        raise TypeError(f'allowed must be a list of column names; for one column write allowed=["{allowed}"]')
    allowed = set(allowed)
    found = [(column, _personal(str(column))) for column in frame.columns if column not in allowed]
    found = [(column, kind) for column, kind in found if kind]
    if not found:
        return
    listed = ", ".join(f"{column!r} ({kind})" for column, kind in found)
    names = [column for column, _ in found]
    has = "a column that says" if len(found) == 1 else "columns that say"
    raise ValueError(
        f"this table has {has} who people are: {listed}. Such data can identify people, and must not explain how a "
        "customer and an agent understood each other. Leave out what you do not need: "
        f"frame.drop(columns={names!r}), and use a code such as agent_id in place of a name. If a column means "
        f"something else, or you have a lawful reason, pass allowed={names!r}"
    )


def _personal(column: str) -> str | None:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column).casefold()
    what = " ".join(word for word in re.findall(r"[^\W\d_]+", words) if not {word, word.removesuffix("s")} & _WHOSE)
    return next((kind for kind, pattern in _PERSONAL.items() if re.fullmatch(rf"(?:{pattern})s?", what)), None)


def _storable(texts: pd.Series) -> pd.Series:
    try:
        return texts.astype("str")
    except UnicodeEncodeError:  # half an emoji, as some exports leave behind, cannot be stored as text
        repaired = [_HALVES.sub("\ufffd", value) if isinstance(value, str) else value for value in texts]
        return pd.Series(repaired, index=texts.index, name=texts.name, dtype="object").astype("str")
