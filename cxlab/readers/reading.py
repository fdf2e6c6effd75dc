"""What came out of a file: the good rows, the refused rows with their reasons, and the sentence that says it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd

from cxlab.frames import Contract, Split, split_frame
from cxlab.frames.convert import drop_nothing
from cxlab.language import detect_language, summarise_languages
from cxlab.privacy import safe_cell
from cxlab.readers.columns import HEADER_SEARCHED, describe_match
from cxlab.readers.encodings import find_doubtful, settle_marks
from cxlab.readers.guess import doubt_words, guess_column
from cxlab.readers.source import BEYOND, WARNING, WHOLE_ROW, Part, Source
from cxlab.readers.units import adapt_contract, convert, doubt_size, spell_clock

LANGUAGE_SAMPLE = 2_000
ROWS_NAMED = 5
REFUSED_COLUMNS = ("row in your file", "why set aside", "what to do")
_TOTAL = r"(?i)^\s*(?:(?:grand|sub)[ -]?totals?|totals?|(?:eind|sub)?totaal|(?:sum|som)\s*:?\s*$)"
_TOTAL_ONLY = r"(?i)^\s*(?:(?:grand|sub)[ -]?totals?|totals?|(?:eind|sub)?totaal|sum|som)\s*:?\s*[\d.,]*\s*$"
_CELL_LIMIT = 32_000
# What Qualtrics and SurveyMonkey write under the column names.
IMPORT_CODE = '{"ImportId":'
ANSWER_KINDS = ("Response", "Open-Ended Response", "Open-ended response", "Antwoord", "Open antwoord")
_PLAIN_NOTES = ("file", "language", "blank rows", "example", "complaint_id", "rating_id", WARNING)
WORDS_LOOKED_AT = 20_000


@dataclass(frozen=True, eq=False, repr=False)
class Reading:
    """What came out of a file.

    Attributes
    ----------
    good : DataFrame
        The rows that can be used, typed, under our names; other columns keep the user's. The label of a row is its
        number in the spreadsheet.
    refused : DataFrame
        The rows that were set aside, as they stood, under the user's own names; same labels.
    faults : DataFrame
        One row a fault: ``column`` (ours), ``your_column``, ``row``, ``value``, ``problem``, ``expected``, ``remedy``.
    columns : DataFrame
        Which column is which; see :func:`describe_columns`.
    notes : DataFrame
        ``about`` and ``note``: how the file was understood and what is doubtful. A note about "warning" comes first
        in :attr:`text`.
    path : Path
        The file. It is never opened for writing.
    table : str
        The contract it was read by.
    n_rows : int
        Rows of data in the file (or in this part of it), blank ones left out.
    is_part : bool
        The rows are one part of a large file.
    """

    good: pd.DataFrame
    refused: pd.DataFrame
    faults: pd.DataFrame
    columns: pd.DataFrame
    notes: pd.DataFrame
    path: Path
    table: str
    n_rows: int
    is_part: bool = False

    @property
    def warnings(self) -> tuple[str, ...]:
        """Return what must be seen before anything is made of the rows."""
        return tuple(self.notes.loc[self.notes["about"] == WARNING, "note"])

    @property
    def text(self) -> str:
        """Say what came out of the file, as a person would."""
        return _say_reading(self)

    def __repr__(self) -> str:
        return self.text


def _say_reading(reading: Reading) -> str:
    name, kept, aside = reading.path.name, len(reading.good), len(reading.refused)
    if reading.is_part and reading.n_rows:
        rows = reading.good.index.union(reading.refused.index)
        name = f"this part of {name} (row {rows[0]:,} to {rows[-1]:,})"
    if not reading.n_rows:
        return f"{name} has column names but no rows under them."
    if not aside:
        said = f"All {kept:,} rows of {name} read." if kept > 1 else f"The one row of {name} was read."
    else:
        first, them = reading.faults.iloc[0], "them" if aside > 1 else "it"
        said = f"{kept:,} of {reading.n_rows:,} rows of {name} read. {aside:,} set aside " \
               f"(cx.readers.write_refused(reading, 'refused.xlsx') lists {them}). {say_fault(first)} " \
               f"{first['remedy']} Then run again; your file is unchanged."
    said = " ".join([*reading.warnings, said])
    doubts = int((~reading.notes["about"].isin(_PLAIN_NOTES)).sum())
    if doubts:
        said += f" There {'is 1 note' if doubts == 1 else f'are {doubts} notes'} to look at in .notes."
    return said


def say_fault(fault: pd.Series) -> str:
    """Say one fault as a person would.

    Parameters
    ----------
    fault : Series
        One row of ``reading.faults``.

    Returns
    -------
    str
        The row number in the spreadsheet, the column by the user's own name, the value and what is wrong with it.

    Examples
    --------
    >>> say_fault(pd.Series({"your_column": "Datum", "row": 118, "value": "31-02-2026", "problem": "does not exist"}))
    "Row 118, 'Datum': '31-02-2026' does not exist."
    """
    if fault["your_column"] == WHOLE_ROW:
        return f"Row {fault['row']} {fault['problem']}."
    value = "" if pd.isna(fault["value"]) else f": '{_shorten(str(fault['value']))}'"
    return f"Row {fault['row']}, '{fault['your_column']}'{value} {fault['problem']}."


def _shorten(value: str, most: int = 60) -> str:
    return value if len(value) <= most else value[: most - 1] + "…"


class Seen:
    """Identifiers met in earlier parts of a file: eight bytes each, so that millions fit in memory."""

    def __init__(self) -> None:
        self._hashes = np.empty(0, dtype=np.uint64)
        self.is_fresh = True

    def check(self, keys: pd.Series) -> np.ndarray:
        """Say which keys were met before."""
        hashes = pd.util.hash_array(keys.to_numpy(dtype=object))
        if not len(self._hashes):
            return np.zeros(len(keys), dtype=bool)
        places = np.searchsorted(self._hashes, hashes)
        return self._hashes[np.minimum(places, len(self._hashes) - 1)] == hashes

    def add(self, keys: pd.Series) -> None:
        """Remember keys."""
        self.is_fresh = False
        fresh = np.unique(pd.util.hash_array(keys.to_numpy(dtype=object)))
        self._hashes = np.sort(np.concatenate([self._hashes, fresh]), kind="stable")


def make_reading(source: Source, parts: list[Part], *, decimal=None, dayfirst=None,
                 seen: Seen | None = None) -> Reading:
    """Settle the letters, set aside what is no data, check the rest against the contract, and note what is doubtful."""
    raw = pd.concat([part.frame for part in parts]) if len(parts) > 1 else parts[0].frame
    odd = [record for part in parts for record in part.odd]
    notes = list(source.notes) + _say_blank(sum(part.blank for part in parts))
    raw, letter_notes = _settle_letters(raw)
    is_example = _find_example(raw, source)
    notes += letter_notes + [("example", "The example row of the template was passed over.")] * bool(is_example.any())
    raw = raw[~is_example]
    is_heading = _find_headings(raw, source)
    notes += _say_headings(raw.index[is_heading])
    raw = raw[~is_heading]
    is_total = _find_totals(raw, source)
    if seen is None or seen.is_fresh:
        notes += _doubt_words(raw[~is_total], source)
    split, number_note = _split(raw[~is_total], source, decimal, dayfirst)
    notes += [(WARNING, doubt) for doubt in _doubt_sizes(split.good, source)] if seen is None or seen.is_fresh else []
    split, nothing_note = _empty_words(_refuse_seen(split, source.contract, seen), source.contract)
    faults = _gather_faults(split, raw[is_total], odd, source)
    refused = _gather_refused(raw, faults, odd, source.names)
    notes += number_note + nothing_note + [(row.column, row.note) for row in split.notes.itertuples()]
    notes += _note_repeats(split.good) + _note_languages(split.good, source.contract)
    return Reading(split.good, refused, faults, describe_match(raw, source.match, source.contract),
                   pd.DataFrame(notes, columns=["about", "note"], dtype="str"), source.path, source.contract.name,
                   len(raw) + len(odd), is_part=seen is not None)


def _say_blank(count: int) -> list[tuple[str, str]]:
    if not count:
        return []
    rows, them = ("row was", "it") if count == 1 else ("rows were", "them")
    return [("blank rows", f"{count:,} blank {rows} passed over; the row numbers count {them}, as your "
                           "spreadsheet does.")]


def _settle_letters(raw: pd.DataFrame) -> tuple[pd.DataFrame, list[tuple[str, str]]]:
    frame, rows = raw.copy(), {"stray": set(), "broken": set(), "control": set()}
    examples: dict[str, str] = {}
    for name in [name for name in frame if pd.api.types.is_string_dtype(frame[name].dtype)]:
        frame[name], stray = settle_marks(frame[name])
        for kind, at in {"stray": stray, **find_doubtful(frame[name])}.items():
            if at.any():
                rows[kind] |= set(frame.index[at])
                examples.setdefault(kind, _quote_around(frame[name][at].iloc[0], kind))
    words = {"stray": "held bytes that did not fit the encoding and were read as Windows-1252",
             "broken": "look as if their letters were spoilt before the file was saved (such as 'Ã©' for 'é')",
             "control": "hold control characters, a sign of a wrong encoding or a damaged export"}
    return frame, [("encoding", f"{_count_rows(at)} {words[kind]}: {_name_rows(at)}, {examples[kind]!r}.")
                   for kind, at in rows.items() if at]


def _quote_around(text: str, kind: str) -> str:
    signs = {"stray": r"[^\x00-\x7f]", "broken": "Ã|â€|Â|ï¿½|\ufffd", "control": r"[\x00-\x08\x0b-\x1f\x7f-\x9f]"}
    found = re.search(signs[kind], text)
    at = found.start() if found else 0
    return text[max(0, at - 15): at + 15]


def _count_rows(rows) -> str:
    return f"{len(rows):,} {'row' if len(rows) == 1 else 'rows'}"


def _name_rows(rows) -> str:
    named = sorted(rows)[:ROWS_NAMED]
    more = f" and {len(rows) - len(named):,} more" if len(rows) > len(named) else ""
    return ("row " if len(rows) == 1 else "rows ") + ", ".join(str(row) for row in named) + more


def _find_example(raw: pd.DataFrame, source: Source) -> pd.Series:
    """Find the template's example row: the first row, and every value in it is the contract's example."""
    is_example = pd.Series(False, index=raw.index)
    if not len(raw):
        return is_example
    first = raw.iloc[0]
    verdicts = [_is_example(first[theirs], source.contract[ours])
                for ours, (theirs, _) in source.match.found.items() if not pd.isna(first[theirs])]
    is_example.iloc[0] = len(verdicts) >= min(4, len(source.contract.required) + 2) and all(verdicts)
    return is_example


def _is_example(value, column) -> bool:
    spellings = {column.example.casefold(), *({"ja", "yes"} if column.example == "yes" else {"nee", "no"}
                                              if column.kind == "boolean" else set())}
    spellings |= {said.casefold() for said, legal in column.synonyms if legal == column.example}
    said = value.strftime("%Y-%m-%d") if isinstance(value, pd.Timestamp) else f"{value:g}" if isinstance(value, float) \
        else str(value).casefold().strip()
    return said in spellings or said.replace(",", ".") in spellings


def _find_headings(raw: pd.DataFrame, source: Source) -> pd.Series:
    """Find rows with names instead of data: survey tools write several such rows, and joined exports repeat theirs."""
    is_heading, has_cell = pd.Series(True, index=raw.index), pd.Series(False, index=raw.index)
    coded = pd.Series(False, index=raw.index)
    for name in raw:
        if not pd.api.types.is_string_dtype(raw[name].dtype):
            is_heading &= raw[name].isna()
            continue
        said = re.sub(r" \(\d+\)$", "", name)
        is_heading &= raw[name].isna() | (raw[name].str.strip("\ufeff \t") == said).fillna(False)
        has_cell |= raw[name].notna()
        coded |= raw[name].str.startswith(IMPORT_CODE).fillna(False).astype(bool)
    is_heading &= has_cell
    top = raw.index[:2]
    if coded[top].any():  # the rows between the names and the codes hold the questions
        is_heading[top[: int(coded[top].to_numpy().argmax()) + 1]] = True
    main = [source.match.found[name][0] for name in source.contract.required]
    if len(top) and top[0] <= HEADER_SEARCHED and main and \
            all(str(raw[name].iloc[0]).strip() in ANSWER_KINDS for name in main):
        is_heading.iloc[0] = True
    return is_heading


def _say_headings(rows: pd.Index) -> list[tuple[str, str]]:
    if not len(rows):
        return []
    return [("header", f"{_count_rows(rows)} with column names or codes of the survey tool among the data, passed over"
                       f": {_name_rows(rows)}.")]


def _find_totals(raw: pd.DataFrame, source: Source) -> pd.Series:
    """Find rows that add up others: a word for "total" in the first columns, and no words where words should be."""
    main = [source.match.found[name][0] for name in source.contract.required]
    looked_at = dict.fromkeys([*source.names[:2], *main])
    is_total = pd.Series(False, index=raw.index)
    no_words = pd.Series(False, index=raw.index)
    for name in main:
        no_words |= raw[name].isna()
        if pd.api.types.is_string_dtype(raw[name].dtype):
            no_words |= raw[name].str.contains(r"^[\s\d.,]*$", regex=True).fillna(True).astype(bool)
    for name in looked_at:
        if pd.api.types.is_string_dtype(raw[name].dtype):
            is_total |= raw[name].str.contains(_TOTAL, regex=True).fillna(False).astype(bool) & no_words
            if name in main:
                is_total |= raw[name].str.contains(_TOTAL_ONLY, regex=True).fillna(False).astype(bool)
    return is_total


def _split(raw: pd.DataFrame, source: Source, decimal, dayfirst) -> tuple[Split, list[tuple[str, str]]]:
    """Give the columns our names, number the rows that have no identifier, and check them."""
    ours = {theirs: name for name, (theirs, _) in source.match.found.items()}
    clash = {name: f"{name} (your column)" for name in raw if name not in ours and name in set(ours.values())}
    frame = raw.rename(columns=ours | clash)
    notes = [(name, f"Your column {name!r} is kept as {kept!r}, because another column was chosen for {name!r}.")
             for name, kept in clash.items()]
    key = source.contract.key[0]
    if key not in frame and key not in source.contract.required:
        frame.insert(0, key, pd.Series("R" + frame.index.astype("str"), index=frame.index, dtype="str"))
        notes.append((key, f"The file has no {key}; each row got its row number, such as 'R2'."))
    known = [column.name for column in source.contract.columns if column.name in frame]
    frame = frame[known + [name for name in frame if name not in known]]
    written = frame.assign(**{name: spell_clock(frame[name], unit) for name, unit in source.units.items()})
    split = split_frame(written, adapt_contract(source.contract, source.units), decimal=decimal, dayfirst=dayfirst)
    good = split.good.assign(**{name: convert(split.good[name], written[name], unit, source.contract[name])
                                for name, unit in source.units.items()})
    return Split(good, split.refused, split.faults, split.notes), notes


def _doubt_words(raw: pd.DataFrame, source: Source) -> list[tuple[str, str]]:
    """Warn when the column of people's own words holds codes, or refuse it when it holds nothing else."""
    for column in source.contract.columns:
        if column.kind != "text" or not column.required or column.name not in source.match.found:
            continue
        name = source.match.found[column.name][0]
        values = raw[name] if len(raw) <= WORDS_LOOKED_AT else raw[name].iloc[:: -(-len(raw) // WORDS_LOOKED_AT)]
        said, is_useless = doubt_words(values, name)
        if said and len(values) < len(raw):
            said, is_useless = doubt_words(raw[name], name)
        if is_useless:
            raise ValueError(_say_useless(name, column, source))
        if said:
            return [(WARNING, said)]
    return []


def _say_useless(name: str, column, source: Source) -> str:
    used = {theirs for theirs, _ in source.match.found.values()}
    better, why = guess_column(source.sample, column, source.contract, [n for n in source.names if n not in used])
    example = source.sample[name].dropna().astype("str")
    such = f", such as {example.iloc[0][:40]!r}" if len(example) else ""
    remedy = f"Say which column it is: columns={{{column.name!r}: {better!r}}} (because {why})." if why else \
        f"Say which column it is: columns={{{column.name!r}: 'your name'}}. {source.path.name} has the columns " \
        f"{', '.join(map(repr, source.names))}."
    return f"Column {name!r} of {source.path.name} cannot be the customers' words: not one of its cells has two " \
           f"words{such}. {remedy}"


def doubt_first(rows: pd.DataFrame, source: Source) -> tuple[list[tuple[str, str]], str]:
    """Return the warnings that the first rows of a file already give, and why it would be refused (empty: not)."""
    refusal, warnings = "", []
    try:
        warnings = _doubt_words(rows, source)
    except ValueError as error:
        refusal = str(error)
    split, _ = _split(rows, source, None, None)
    return warnings + [(WARNING, doubt) for doubt in _doubt_sizes(split.good, source)], refusal


def _doubt_sizes(good: pd.DataFrame, source: Source) -> list[str]:
    doubts = [doubt_size(good[name], source.match.found[name][0], source.contract[name])
              for name in source.match.found if name in good and name not in source.units]
    return [doubt for doubt in doubts if doubt]


def _refuse_seen(split: Split, contract: Contract, seen: Seen | None) -> Split:
    """Set aside the rows whose identifier stood in an earlier part of the file."""
    if seen is None or len(contract.key) != 1:
        return split
    key = contract.key[0]
    again = seen.check(split.good[key])
    seen.add(split.good[key])
    if not again.any():
        return split
    rows = split.good.index[again]
    faults = pd.DataFrame({
        "column": key, "row": rows, "value": split.good[key][again].to_numpy(),
        "problem": "stands more than once (first in an earlier part of the file)", "expected": "each value once",
        "remedy": "Remove the row or give it an identifier of its own.",
    })
    return Split(split.good[~again], split.refused, pd.concat([split.faults, faults], ignore_index=True), split.notes)


def _empty_words(split: Split, contract: Contract) -> tuple[Split, list[tuple[str, str]]]:
    """Take customers' words that only say that there are none ("n.v.t.", "-") for missing, and say how many."""
    good, notes = split.good, []
    for name in [column.name for column in contract.columns if column.kind == "text" and column.name in good]:
        words = good[name]
        kept = drop_nothing(words)
        gone = words[words.notna() & kept.isna()]
        if len(gone):
            good = good.assign(**{name: kept})
            notes.append((name, f"{_count_rows(gone)} with only {gone.iloc[0].strip()!r} or the like: read as empty."))
    return Split(good, split.refused, split.faults, split.notes), notes


def _gather_faults(split: Split, totals: pd.DataFrame, odd, source: Source) -> pd.DataFrame:
    whole = [(WHOLE_ROW, row, " | ".join(fields)[:200], problem, "one field for each column name",
              _remedy(problem)) for row, fields, problem in odd]
    whole += [(WHOLE_ROW, row, pd.NA, "looks like a total and not like data", f"{source.contract.one_row}",
               "Remove the row, or fill in its words if it is data.") for row in totals.index]
    extra = pd.DataFrame(whole, columns=list(split.faults.columns))
    faults = pd.concat([split.faults, extra.astype(split.faults.dtypes.drop(["row", "value"]).to_dict())]) \
        if len(extra) else split.faults
    theirs = {ours: name for ours, (name, _) in source.match.found.items()}
    faults = faults.assign(your_column=faults["column"].map(lambda name: theirs.get(name, name)).astype("str"))
    faults = faults[["column", "your_column", "row", "value", "problem", "expected", "remedy"]]
    return faults.astype({"row": "int64"}).sort_values("row", kind="stable", ignore_index=True)


def _remedy(problem: str) -> str:
    if "quotation mark" in problem:
        return "Close the quotation mark or take it out."
    if "cell of more than" in problem:
        return "Look for a quotation mark that is missing, or shorten the cell."
    return "Put a text that holds the separator or a line break between quotation marks, or save the table as .xlsx."


def _gather_refused(raw: pd.DataFrame, faults: pd.DataFrame, odd, names: list[str]) -> pd.DataFrame:
    refused = raw[raw.index.isin(faults["row"])]
    if not odd:
        return refused
    beyond = [" | ".join(fields[len(names):]) for _, fields, _ in odd]
    rows = [dict(zip(names, fields, strict=False)) | ({BEYOND: rest} if rest else {})
            for (_, fields, _), rest in zip(odd, beyond, strict=True)]
    ragged = pd.DataFrame(rows, index=pd.Index([number for number, _, _ in odd], name="row"), dtype="str")
    ragged = ragged.reindex(columns=[*names, *([BEYOND] if any(beyond) else [])]).astype("str")
    return pd.concat([refused.astype("str"), ragged.apply(lambda column: settle_marks(column)[0])]).sort_index()


def _note_repeats(good: pd.DataFrame) -> list[tuple[str, str]]:
    """Name rows in which the same customer says the same on the same day."""
    if not {"text", "customer_id"} <= set(good):
        return []
    same = [name for name in ("customer_id", "date", "text") if name in good]
    whole = good[same].dropna()
    again = whole.index[whole.duplicated(same)]
    if not len(again):
        return []
    return [("text", f"{_count_rows(again)} repeat{'s' if len(again) == 1 else ''} a text of the same customer"
                     f"{' on the same day' if 'date' in good else ''} and {'was' if len(again) == 1 else 'were'} kept: "
                     f"{_name_rows(again)}.")]


def _note_languages(good: pd.DataFrame, contract: Contract) -> list[tuple[str, str]]:
    name = next((column.name for column in contract.columns if column.name in ("text", "comment")), None)
    if name not in good or not good[name].notna().any():
        return []
    texts = good[name].dropna()
    looked_at = texts if len(texts) <= LANGUAGE_SAMPLE else texts.iloc[:: -(-len(texts) // LANGUAGE_SAMPLE)]
    part = "" if len(looked_at) == len(texts) else f"Of {len(texts):,} texts, {len(looked_at):,} were looked at: "
    return [("language", part + summarise_languages(detect_language(looked_at)).text)]


def write_refused(reading: Reading, path, *, say: Callable[[str, str], str] | None = None) -> Path:
    """Write the refused rows to an Excel workbook, with the reason and the remedy beside each.

    Correct the rows there or in your own file; your file itself is never changed.

    Parameters
    ----------
    reading : Reading
        What a reader gave.
    path : str or Path
        The workbook to write, ending in ``.xlsx``.
    say : callable, optional
        Says our words in another language: takes the kind ("heading", "problem" or "remedy") and the English, returns
        what is written.

    Returns
    -------
    Path
        Where it was written.

    Raises
    ------
    ValueError
        When `path` does not end in ``.xlsx`` or is the user's own file.

    Notes
    -----
    A cell that a spreadsheet would take for a formula is written as plain text. Control characters, which Excel cannot
    hold, are left out, and cells are cut at 32,000 characters.

    Examples
    --------
    >>> import tempfile
    >>> from cxlab.readers import read_complaints
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "export.csv").write_text("text;date\\nToo fast;31-02-2026\\n")
    >>> write_refused(read_complaints(folder / "export.csv"), folder / "refused.xlsx").name
    'refused.xlsx'
    """
    path = Path(path)
    if path.suffix.lower() != ".xlsx":
        raise ValueError(f"the refused rows go to an Excel workbook; {path.name!r} must end in .xlsx")
    if path.resolve() == reading.path.resolve():
        raise ValueError(f"{path.name} is the file that was read; choose another name, so that it stays as it is")
    say = say or (lambda kind, english: english)
    why = reading.faults.assign(
        said=[f"{'' if f.your_column == WHOLE_ROW else f.your_column + ': '}{say('problem', f.problem)}"
              for f in reading.faults.itertuples()],
        remedy=[say("remedy", remedy) for remedy in reading.faults["remedy"]]).groupby("row")
    reasons = why["said"].agg("; ".join) if len(reading.faults) else pd.Series(dtype="str")
    remedies = why["remedy"].agg(lambda said: " ".join(dict.fromkeys(said))) if len(reading.faults) else reasons
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("refused")
    sheet.freeze_panes = "A2"
    sheet.append([*(say("heading", name) for name in REFUSED_COLUMNS), *map(_to_cell, reading.refused.columns)])
    for row in reading.refused.itertuples(name=None):
        sheet.append([row[0], _to_cell(reasons[row[0]]), remedies[row[0]], *map(_to_cell, row[1:])])
    book.save(path)
    return path


def _to_cell(value):
    if pd.isna(value):
        return None
    if isinstance(value, str):
        value = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", value)[:_CELL_LIMIT]
    return safe_cell(value.to_pydatetime() if isinstance(value, pd.Timestamp) else value)
