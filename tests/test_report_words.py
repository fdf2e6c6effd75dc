"""Every sentence of the readers that an analyst can meet stands in English and in Dutch, and is found back."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from cxlab.__main__ import main, say_dry_run
from cxlab.frames import CONTRACTS, FrameError
from cxlab.readers import dry_run, read_calls, read_initiatives
from cxlab.readers.units import _FACTORS, _LENGTHS, _OTHER_MONEY, MONEY, PEOPLE, QUARTERS, TIME, WORK
from cxlab.report import page, words, write_report
from cxlab.report.say import say_error, say_fault, say_reading

PACKAGE = Path(__file__).parents[1] / "cxlab"
SOURCES = [*sorted((PACKAGE / "readers").glob("*.py")), PACKAGE / "frames" / "checks.py",
           PACKAGE / "frames" / "convert.py"]
KINDS = ("error", "problem", "remedy", "note", "part", "heading")
# Sentences that no command can call forth: mistakes in a call from Python, and what a Reading says of itself in a
# notebook (a report says it with say_reading). Then pieces of sentences that stand in words.csv as a whole.
FROM_PYTHON = (
    "chunk_rows must be", "decimal must be", "dayfirst must be", "columns must be like", "expected the name of a file",
    "the refused rows go to", "is the file that was read", "there is no table called", "expected a pandas DataFrame",
    "this part of", "has column names but no rows", "rows of {", "The one row of", "There {", "are {doubts}", "Row {",
    "faults'} in {", "row {fault.row}", "more; the attribute", "{where}:{value}", "Of {len(texts)",
    "(your column)", "kept as it is",
)
PIECES = (
    "held bytes that", "look as if their letters", "hold control characters", "row above it was", "rows above it were",
    "Say which column it is: columns={{ours}", "{source} has the columns", "{source} (read as", " and {len(rows)",
    "(though its name", "(beyond the last column)", "{column.minimum", "'row' if len(rows) == 1",
    "blank {rows} passed over", "Read as an Excel workbook{suffix}", "{path.name} is {what}", "{word} a {period}",
    "a whole number", "yes or no", "a date such as", "a quarter such as", "each value once", "one field for each",
    "one column of that name", "columns= cannot be used", "cell of more than", "{'' if f.your_column", "{year}Q",
    "{int(s", "its cells read as", "the DOS code page", "The column names stand in row {row}; the {above}",
    "{_count_rows(rows)} with column names", "{_count_rows(again)} repeat", "{_count_rows(at)} {words[kind]}",
)


def sentences() -> list[str]:
    """Every text of the readers' source with three words or more, its blanks in braces."""
    found = []
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docs = {id(node.body[0].value) for node in ast.walk(tree)
                if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and isinstance(node.body[0], ast.Expr)}
        inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)
                  for part in ast.walk(node) if part is not node and isinstance(part, ast.Constant)}
        for node in ast.walk(tree):
            if id(node) in docs | inside:
                continue
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(node.value)
            elif isinstance(node, ast.JoinedStr):
                found.append("".join(part.value if isinstance(part, ast.Constant) else
                                     "{" + ast.unparse(part.value) + "}" for part in node.values))
    is_pattern = re.compile(r"\(\?|\\[dsbwW.]|\^|\]\*|\{\d|\\x|[\x00-\x08]")
    return sorted({text for text in found if len(text.split()) >= 3 and not is_pattern.search(text)})


def fill(template: str) -> Iterator[str]:
    """Put something of a user's into every blank, with and without quotation marks; what can be left out is."""
    template = re.sub(r"\{(?:hint|meant|such|_near\w*\(.*?\)|rounded)\}", "", template)
    for blank in ("'x1'", "x1"):
        yield re.sub(r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}", blank, template)


def in_dutch(text: str) -> bool:
    tried = (text, f"x1 is {text}")  # what a file is stands behind its name
    return f"sign {text}" in words.list_phrases() or any(
        say_fault(kind, said, "nl") != said for kind in KINDS for said in tried)


def test_every_sentence_of_the_readers_has_its_dutch():
    whole = [text for text in sentences() if not any(piece in text for piece in (*FROM_PYTHON, *PIECES))]
    assert len(whole) > 70
    assert [text for text in whole if not any(map(in_dutch, fill(text)))] == []


def test_the_list_of_exceptions_holds_nothing_that_is_gone():
    known = sentences()
    assert [piece for piece in (*FROM_PYTHON, *PIECES) if not any(piece in text for text in known)] == []


# ---------------------------------------------------------------- pieces, put together as the readers do


@pytest.mark.parametrize("kind, said, dutch", [
    ("note", "1 row held bytes that did not fit the encoding and were read as Windows-1252: row 3, 'caf'.",
     "1 rij met bytes die niet in de tekencodering passen, gelezen als Windows-1252: rij 3, 'caf'."),
    ("note", "1,207 rows hold control characters, a sign of a wrong encoding or a damaged export: rows 3, 4 and 1,205 "
             "more, 'ab'.", "1.207 rijen met stuurtekens, wat wijst op een verkeerde tekencodering of een beschadigde "
                            "export: rijen 3, 4 en nog 1.205, 'ab'."),
    ("note", "3 rows repeat a text of the same customer on the same day and were kept: rows 3, 4, 5.",
     "3 rijen herhalen een tekst van dezelfde klant op dezelfde dag en zijn bewaard: rijen 3, 4, 5."),
    ("note", "Read as an Excel workbook (though its name ends in '.csv'), sheet 'A'.",
     "Gelezen als Excel-werkmap (al eindigt de naam op '.csv'), blad 'A'."),
    ("note", "'1.234' was read as a whole number with a thousands separator; if it is a fraction, name the decimal "
             "sign (decimal=',' or decimal='.'); '06:30' was read as minutes and seconds",
     "'1.234' is gelezen als heel getal met een scheidingsteken voor duizendtallen; is het een breuk, kies dan "
     "--decimal.; '06:30' is gelezen als minuten en seconden."),
    ("note", "'D (mnd)' is in months; divided by 3 and rounded up to whole numbers, so that it is in quarters.",
     "'D (mnd)' staat in maanden; gedeeld door 3 en naar boven afgerond op hele getallen, zodat het in kwartalen "
     "staat."),
    ("note", "'K' is in euros a year; divided by 4,000, so that it is in thousand euros a quarter.",
     "'K' staat in euro per jaar; gedeeld door 4.000, zodat het in duizend euro per kwartaal staat."),
    ("note", "'V (1-10)' is in points from 1 to 10 where points from 1 to 5 is expected, so it was not used. Add a "
             "column in points from 1 to 5, or change the name of this one if it is in that already.",
     "'V (1-10)' staat in punten van 1 tot 10 waar punten van 1 tot 5 wordt verwacht, dus de kolom is niet gebruikt. "
     "Voeg een kolom in punten van 1 tot 5 toe, of verander de naam van deze als die daar al in staat."),
    ("problem", "stands more than once (first in row 12)", "komt meer dan eens voor (eerst in rij 12)"),
    ("problem", "has 5 fields where the header has 3", "heeft 5 velden waar de kop er 3 heeft"),
    ("problem", "is below 0", "is lager dan 0"), ("problem", "is above 10", "is hoger dan 10"),
    ("problem", "could be 'A' or 'B'", "kan 'A' of 'B' zijn"),
    ("error", "columns= cannot be used: a.csv has no column 'K' (did you mean 'Klacht'?); it has 'Klacht', 'Datum'; we "
              "have no column 'datum' (did you mean 'date'?); ours are text, date",
     "--columns is zo niet te gebruiken: a.csv heeft geen kolom 'K' (bedoelt u 'Klacht'?); wel 'Klacht', 'Datum'; wij "
     "hebben geen kolom 'datum' (bedoelt u 'date'?); de onze zijn text, date"),
    ("error", "a.csv is a web page or XML under another name; open it in your spreadsheet program and save it as .xlsx",
     "a.csv is een webpagina of XML onder een andere naam; open het in uw spreadsheetprogramma en bewaar het als "
     ".xlsx"),
])
def test_what_is_put_together_is_said_in_dutch_with_its_numbers(kind, said, dutch):
    assert say_fault(kind, said, "nl") == dutch


def test_words_that_a_customer_typed_are_never_translated():
    typed = "'rows or fields a month'"
    said = say_fault("note", f"2 rows with only {typed} or the like: read as empty.", "nl")
    assert said == f"2 rijen met alleen {typed} of iets dergelijks: gelezen als leeg."


def test_every_unit_has_its_dutch():
    units = {MONEY, WORK, TIME, QUARTERS, PEOPLE, "euros", "million euros", "per cent", "thousands", "millions"}
    units |= {*_LENGTHS, *(name for name, _ in _OTHER_MONEY), *(name for known in _FACTORS.values() for name in known)}
    assert sorted(unit for unit in units if f"sign {unit}" not in words.list_phrases()) == []


def test_every_kind_and_table_has_its_word():
    kinds = {column.kind for contract in CONTRACTS.values() for column in contract.columns}
    assert sorted(kind for kind in kinds if f"kind_{kind}" not in words.list_phrases()) == []
    readable = ("complaints", "calls", "ratings", "initiatives", "journeys", "codings")
    assert sorted(table for table in readable if f"sign {table}" not in words.list_phrases()) == []


# ---------------------------------------------------------------- as an analyst meets them

WRONG_FILES = {
    "a.pdf": b"%PDF-1.7", "a.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.csv": b"", "b.csv": b"\xef\xbb\xbf\r\n \r\n",
    "a.xlsx": b"PK\x03\x04rest", "c.xls": b"<html><table>", "a.json": b'{"a": 1}', "a.gz": b"\x1f\x8b\x08",
    "a.bin": bytes(range(256)), "a.png": b"\x89PNG", "a.parquet": b"PAR1", "a.rtf": b"{\\rtf",
    "twee.csv": b"Opmerking;Toelichting\nniet goed;helemaal niet goed\n", "kaal.csv": b"C1;Te snel;31-01-2026\n",
}
ENGLISH = re.compile(r"\b(the|is a|was|were|which|your|and|of the|has no|cannot|first|rows?|it)\b")


@pytest.mark.parametrize("name", WRONG_FILES)
def test_a_file_that_cannot_be_read_is_told_about_in_dutch(tmp_path, name, capsys):
    (tmp_path / name).write_bytes(WRONG_FILES[name])
    out = str(tmp_path / "x.html")
    assert main(["report", "emotions", str(tmp_path / name), "--language", "nl", "--out", out]) == 2
    said = capsys.readouterr().err
    assert said.startswith("cxlab: ")
    assert not ENGLISH.search(re.sub(r"'[^']*'", "", said)), said


@pytest.mark.parametrize("arguments", [["--columns", "text=Klagt", "datum=Datum"], ["--columns", "Klacht=text"],
                                       ["--encoding", "utf8000"], ["--encoding", "utf-16"], ["--delimiter", "::"]])
def test_a_wrong_option_is_told_about_in_dutch(tmp_path, arguments, capsys):
    path = tmp_path / "a.csv"
    path.write_bytes("Klacht;Datum\nEén woord;1-2-2026\n".encode("cp1252") + b"abc")
    assert main(["columns", "complaints", str(path), "--language", "nl", *arguments]) == 2
    said = capsys.readouterr().err
    assert not ENGLISH.search(re.sub(r"'[^']*'", "", said)), said


def test_an_error_of_the_table_is_said_in_dutch_with_the_words_to_type(tmp_path, capsys):
    path = tmp_path / "klachten.csv"
    path.write_text("Nr;Wat zei u\n1;Zij sprak veel te snel\n2;Prima geholpen hoor\n", encoding="utf-8")
    assert main(["report", "emotions", str(path), "--language", "nl"]) == 2
    assert capsys.readouterr().err == (
        "cxlab: 1 fout in klachten.csv (gelezen als klachten):\n- kolom 'text' is niet gevonden. Verwacht: de woorden "
        "van de klant zelf. Zeg welke kolom het is: --columns \"text=Wat zei u\" (want de cellen zijn het langst). "
        "klachten.csv heeft de kolommen 'Nr', 'Wat zei u'.\n")


def test_an_english_page_gets_the_english_error():
    error = FrameError(pd.DataFrame({"column": ["text"], "row": [pd.NA], "value": [pd.NA], "problem": ["is missing"],
                                     "expected": [""], "remedy": ["Rename it."]}), "a.csv (read as complaints)")
    assert say_error(error, "en") == str(error)
    assert "ontbreekt" in say_error(error, "nl")


def test_an_error_that_has_no_phrase_is_said_as_it_is():
    assert say_error(ValueError("a sentence that has no phrase"), "nl") == "a sentence that has no phrase"


FAULTY = ("Gesprek;Datum;Duur (sec);Lijn;Doorverbonden\nK1;31-02-2026;x;geel;misschien\nK1;1-1-1850;-5;goad;ja\n"
          ";1-2-2026;1e30;goed;ja\nK4;gisteren;1.5;goed;ja\nK5;1-2-2026;2,5;goed;ja\nK6;1-2-2026;2,5;goed\n"
          "Totaal;;;;\n\"K7;open\n")


def test_the_workbook_of_refused_rows_is_dutch_throughout(tmp_path):
    from cxlab.report.write import _save_refused

    path = tmp_path / "calls.csv"
    path.write_text(FAULTY, encoding="utf-8")
    reading = read_calls(path)
    assert len(reading.faults) >= 9
    sheet = openpyxl.load_workbook(_save_refused(reading, tmp_path, "refused", "nl")).active
    for row in sheet.iter_rows(values_only=True):
        assert not ENGLISH.search(re.sub(r"'[^']*'", "", f"{row[1]} {row[2]}")), row
    same = [p for p in reading.faults["problem"] if say_fault("problem", p, "nl") == p]
    same += [r for r in reading.faults["remedy"] if say_fault("remedy", r, "nl") == r]
    assert same == []


def test_many_faults_are_counted_by_their_reason():
    faults = pd.DataFrame({"column": "date", "row": range(2, 32), "your_column": "Datum", "value": "x",
                           "problem": ["is not a date"] * 20 + [f"stands more than once (first in row {n})"
                                                                for n in range(10)], "remedy": "Fill in the value."})
    about = {"file": "a.csv", "said": [], "notes": [], "simulated": False}
    shown = page.Page("emotions", pd.DataFrame(), None, faults, pd.DataFrame(), about, "nl").what_was_read()
    assert "Datum is geen datum 20" in repr(shown)
    assert "Datum komt meer dan eens voor 10" in repr(shown)


def test_the_dry_run_is_dutch_throughout(tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text("Projecten;;;\nProjectnaam;Soort;Kosten (€);Inzet (uren)\nTerugbellen;innovatie;33.000;120\n"
                    "Brieven;fundament;1.000;80\n", encoding="cp1252")
    said = say_dry_run(dry_run(path, "initiatives"), "nl")
    assert said.startswith("Kijk hier eerst naar: 'Inzet (uren)' staat in uren waar fte wordt verwacht")
    assert "'Kosten (€)' staat in euro; gedeeld door 1.000" in said
    assert said.splitlines()[-1] == ("Het bestand is nog niet te lezen: track is nodig. Bijvoorbeeld: --columns "
                                     '"track=Soort" (de cellen bevatten de woorden ervoor)')
    assert not ENGLISH.search(re.sub(r"'[^']*'", "", said))


def test_the_dry_run_warns_first_and_in_english_by_default(tmp_path, capsys):
    path = tmp_path / "codes.csv"
    path.write_text("Klachtnr.;Verhaal van de klant\n" + "".join(f"K-{n};Zij sprak te snel {n}\n" for n in range(40)),
                    encoding="utf-8")
    assert main(["columns", "complaints", str(path), "--columns", "text=Klachtnr."]) == 2
    said = capsys.readouterr().out
    assert said.startswith("Look at this first: Column 'Klachtnr.' of codes.csv cannot be the customers' words")
    assert '--columns "text=Verhaal van de klant"' in said.splitlines()[0]


def test_what_is_doubtful_about_the_whole_file_stands_first_on_the_screen_and_on_the_page(tmp_path):
    path, said = tmp_path / "reasons.csv", []
    path.write_text("Klacht;Team\n" + "Factuur niet juist;A\nMonteur te laat;A\n" * 150, encoding="utf-8")
    report = write_report("emotions", path, language="nl", out=tmp_path / "page.html", say=said.append)
    warning = "Kolom 'Klacht' heeft maar 2 verschillende teksten in 300 rijen"
    assert said[0].startswith(warning)
    text = report.path.read_text(encoding="utf-8")
    assert text.index("heeft maar 2 verschillende teksten") < text.index('class="finding"')


def test_a_list_with_effort_and_no_duration_is_not_told_that_it_has_no_effort(tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text("Projectnaam;Spoor;Inzet (fte);Startkwartaal\n" + "".join(
        f"Project {n};{'innovatie' if n % 2 else 'fundament'};1,5;2026Q{1 + n % 4}\n" for n in range(12)),
        encoding="utf-8")
    text = write_report("portfolio", path, out=tmp_path / "page.html").path.read_text(encoding="utf-8")
    assert "The file has effort but no duration" in text
    assert "The file has no effort" not in text
    assert "<th scope=\"col\" style=\"text-align:left\">Share</th>" in text
    assert "Estimate (interval)" not in text


def test_what_was_read_is_said_in_both_languages(tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text("Projectnaam;Spoor\nA;innovatie\nB;geel\n", encoding="utf-8")
    reading = read_initiatives(path)
    assert say_reading(reading, "r.xlsx", "nl").startswith("1 van de 2 rijen van plan.csv gelezen.")
    path.write_text("a;b\n1;2\n", encoding="utf-8")
    with pytest.raises(FrameError, match=r"plan.csv \(read as initiatives\)"):
        read_initiatives(path)
