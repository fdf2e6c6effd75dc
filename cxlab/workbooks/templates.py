"""Empty workbooks to fill in: the columns of a table, with drop-downs, bounds and an explanation in two languages."""

from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from cxlab.frames import find_contract
from cxlab.frames.contracts import Column, Contract
from cxlab.workbooks.cells import BLUE, GREY, check_path, list_rule

TEMPLATES = ("complaints", "calls", "ratings", "initiatives", "journeys", "codings")
TEMPLATE_ROWS = 1_000
# The readers take no notice of a cell that begins with this sign.
_EXAMPLE_MARK = {"en": "« example, not read", "nl": "« voorbeeld, wordt niet gelezen"}

# Names and values as a Dutch template shows them; each is an alias or synonym in the contracts, and a test says so.
_DUTCH_NAMES = {
    "complaint_id": "Klachtnummer", "text": "Klacht", "date": "Datum", "call_id": "Gespreksnummer",
    "customer_id": "Klantnummer", "agent_id": "Medewerkernummer", "team": "Teamnaam", "site": "Locatie",
    "channel": "Kanaal", "topic": "Onderwerp", "language": "Taal", "outcome": "Uitkomst",
    "line_quality": "Lijnkwaliteit", "handle_minutes": "Gespreksduur", "transferred": "Doorverbonden",
    "repeat_call": "Herhaalcontact", "rating_id": "Respons ID", "understanding_effort": "Moeite",
    "nps_score": "Aanbeveling", "comment": "Toelichting", "initiative": "Initiatief", "track": "Spoor",
    "description": "Omschrijving", "owner_role": "Eigenaar", "start": "Startkwartaal", "duration_quarters": "Looptijd",
    "effort_fte": "Inzet", "budget_keur": "Budget", "value": "Waarde", "customers_reached": "Bereik",
    "requires": "Vereist", "persona": "Klanttype", "version": "Versie", "step": "Stap", "step_name": "Stapnaam",
    "who": "Wie", "rater": "Beoordelaar", "emotion": "Emotie", "intensity": "Intensiteit", "coder": "Codeur",
    "cause": "Oorzaak", "earliest_start": "Vroegste start", "latest_start": "Uiterste start", "running": "Loopt al",
    "moscow": "Prioriteit", "value_per_quarter": "Waarde per kwartaal", "hypothesis": "Hypothese",
    "promised_value": "Beloofde waarde", "captured_on": "Vastgelegd op", "owned_on": "Eigenaar sinds",
    "started_on": "Gestart op", "delivered_on": "Opgeleverd op", "measured_on": "Gemeten op", "told_on": "Verteld op",
    "stopped_on": "Gestopt op", "measured_value": "Gemeten waarde", "measured_lower": "Ondergrens",
    "measured_upper": "Bovengrens", "theme": "Thema", "found_on": "Gevonden op", "fixed_on": "Opgelost op",
}
_DUTCH_STATUS = {"initiatives": "Fase", "codings": "Oordeel"}
_DUTCH_VALUES = {
    "granted": "toegewezen", "partly granted": "deels toegewezen", "good": "goed", "fair": "matig",
    "poor": "slecht", "Strategic Fundamental": "strategisch fundament",
    "Result Driven Innovation": "resultaatgedreven innovatie", "captured": "vastgelegd", "owned": "eigenaar",
    "started": "gestart", "delivered": "opgeleverd", "measured": "gemeten", "told": "verteld", "as-is": "huidig",
    "to-be": "gewenst", "customer": "klant", "employee": "medewerker", "joy": "vreugde", "trust": "vertrouwen",
    "fear": "angst", "surprise": "verrassing", "sadness": "verdriet", "disgust": "walging", "anger": "boosheid",
    "anticipation": "verwachting", "calm": "rustig", "complaint": "klacht", "no": "nee", "unclear": "onduidelijk",
    "yes": "ja", "articulation": "articulatie", "rate": "tempo", "proficiency": "taalvaardigheid", "line": "lijn",
    "hearing": "gehoor", "unspecified": "niet genoemd", "refused": "afgewezen", "en": "engels", "nl": "nederlands",
}
_WORDS = {
    "en": {"sheet": "Explanation",
           "head": ("Column", "Required", "Meaning", "Betekenis", "Values allowed", "Unit", "Example"),
           "intro": ("Fill in the first sheet, one row for each {one}. Required columns are bold. Row 2 is an example: "
                     "overwrite it, delete it or leave it; it is not read. Your own columns may be added at the end."),
           "comment": "Row 2 is an example. It is not read.", "yes": "yes", "no": "no",
           "wrong": "Please choose a value from the list."},
    "nl": {"sheet": "Uitleg",
           "head": ("Kolom", "Verplicht", "Meaning", "Betekenis", "Toegestane waarden", "Eenheid", "Voorbeeld"),
           "intro": ("Vul het eerste blad in, één rij per regel van uw tabel. Verplichte kolommen zijn vet. Rij 2 is "
                     "een voorbeeld: overschrijf haar, verwijder haar of laat haar staan; zij wordt niet gelezen. "
                     "Eigen kolommen mogen achteraan worden toegevoegd."),
           "comment": "Rij 2 is een voorbeeld. Zij wordt niet gelezen.", "yes": "ja", "no": "nee",
           "wrong": "Kies een waarde uit de lijst."},
}


def write_templates(folder, *, language: str = "en") -> list[Path]:
    """Write a workbook to fill in for every table: complaints, calls, ratings, initiatives, journeys, codings.

    Parameters
    ----------
    folder : str or Path
        Where to put them; it is made when it is not there.
    language : {"en", "nl"}
        Language of the column names and the drop-downs. The explanation is in both.

    Returns
    -------
    list of Path
        The workbooks.

    Raises
    ------
    ValueError
        When `language` is another.

    Examples
    --------
    >>> import tempfile
    >>> [path.name for path in write_templates(tempfile.mkdtemp(), language="nl")][:2]
    ['complaints_nl.xlsx', 'calls_nl.xlsx']
    """
    _check_language(language)
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    return [write_template(name, folder / f"{name}_{language}.xlsx", language=language) for name in TEMPLATES]


def write_template(contract: str | Contract, path, *, language: str = "en") -> Path:
    """Write a workbook to fill in for one table.

    Parameters
    ----------
    contract : str or Contract
        The table, such as "complaints".
    path : str or Path
        The workbook to write, ending in ``.xlsx``.
    language : {"en", "nl"}
        Language of the column names and the drop-downs.

    Returns
    -------
    Path
        Where it was written.

    Raises
    ------
    ValueError
        When there is no such table, `language` is another, or `path` does not end in ``.xlsx``.

    Notes
    -----
    Categories and yes/no have a drop-down, dates a date format, numbers their bounds. The row under the header is an
    example; the readers recognise it by its values and pass it over. Drop-downs reach 1,000 rows down.

    Examples
    --------
    >>> import tempfile
    >>> write_template("calls", tempfile.mkdtemp() + "/calls.xlsx").name
    'calls.xlsx'
    """
    contract, path = find_contract(contract), check_path(path)
    _check_language(language)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = contract.title_nl if language == "nl" else contract.title
    lists = book.create_sheet("lists")
    lists.sheet_state = "hidden"
    for place, column in enumerate(contract.columns, start=1):
        _write_column(sheet, lists, place, column, contract, language)
    mark = sheet.cell(2, len(contract.columns) + 1, _EXAMPLE_MARK[language])
    mark.font = Font(italic=True, color="777777")
    sheet["A2"].comment = Comment(_WORDS[language]["comment"], "cxlab")
    sheet.freeze_panes = "A2"
    _write_explanation(book.create_sheet(_WORDS[language]["sheet"], 1), contract, language)
    book.save(path)
    return path


def _check_language(language: str) -> None:
    if language not in _WORDS:
        raise ValueError(f"language must be 'en' or 'nl', got {language!r}")


def _say_name(column: Column, contract: Contract, language: str) -> str:
    if language == "en":
        return column.name
    return _DUTCH_STATUS[contract.name] if column.name == "status" else _DUTCH_NAMES[column.name]


def _say_value(value: str, language: str) -> str:
    return _DUTCH_VALUES.get(value, value) if language == "nl" else value


def _write_column(sheet, lists, place: int, column: Column, contract: Contract, language: str) -> None:
    letter = get_column_letter(place)
    head = sheet.cell(1, place, _say_name(column, contract, language))
    head.font, head.fill = Font(bold=column.required), BLUE
    example = sheet.cell(2, place, _example(column, language))
    example.font, example.fill = Font(italic=True, color="777777"), GREY
    sheet.column_dimensions[letter].width = 50 if column.kind == "text" else max(14, len(head.value) + 3)
    if column.kind == "date":
        example.number_format = sheet.column_dimensions[letter].number_format = "yyyy-mm-dd"
    rule = _make_rule(lists, column, language)
    if rule is not None:
        rule.error, rule.showErrorMessage, rule.allow_blank = _WORDS[language]["wrong"], True, True
        sheet.add_data_validation(rule)
        rule.add(f"{letter}2:{letter}{TEMPLATE_ROWS + 1}")


def _example(column: Column, language: str):
    if not column.example:
        return None
    if column.kind == "date":
        return datetime.date.fromisoformat(column.example)
    if column.kind in ("integer", "number"):
        return float(column.example) if "." in column.example else int(column.example)
    return _say_value(column.example, language) if column.legal or column.kind == "boolean" else column.example


def _make_rule(lists, column: Column, language: str) -> DataValidation | None:
    if column.legal or column.kind == "boolean":
        values = column.legal or ("yes", "no")
        return list_rule(lists, column.name, [_say_value(value, language) for value in values])
    if column.kind == "date":
        return DataValidation(type="date", operator="between", formula1="DATE(1900,1,1)", formula2="DATE(2100,12,31)")
    if column.kind in ("integer", "number") and column.minimum is not None:
        kind = "whole" if column.kind == "integer" else "decimal"
        high = {"operator": "between", "formula2": f"{column.maximum:g}"} if column.maximum is not None else \
            {"operator": "greaterThanOrEqual"}
        return DataValidation(type=kind, formula1=f"{column.minimum:g}", **high)
    return None


def _write_explanation(sheet, contract: Contract, language: str) -> None:
    words = _WORDS[language]
    sheet["A1"] = words["intro"].format(one=contract.one_row.removeprefix("one "))
    sheet["A1"].alignment = Alignment(wrap_text=True, vertical="top")
    sheet.merge_cells("A1:G1")
    sheet.row_dimensions[1].height = 60
    sheet.append([])
    sheet.append(list(words["head"]))
    for cell in sheet[3]:
        cell.font, cell.fill = Font(bold=True), BLUE
    for column in contract.columns:
        sheet.append([_say_name(column, contract, language), words["yes" if column.required else "no"], column.meaning,
                      column.meaning_nl, _say_legal(column, language), column.unit, column.example])
    for letter, width in zip("ABCDEFG", (22, 10, 50, 50, 40, 16, 30), strict=True):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows(min_row=4):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _say_legal(column: Column, language: str) -> str:
    if column.legal:
        return ", ".join(_say_value(value, language) for value in column.legal)
    if column.kind == "boolean":
        return f"{_say_value('yes', language)}, {_say_value('no', language)}"
    low, high = column.minimum, column.maximum
    if low is None:
        return ""
    return f"{low:g} – {high:g}" if high is not None else f"≥ {low:g}"
