"""Reading the user's own file: awkward files, written here, must come in whole or be refused with a reason."""

import csv
import datetime
import io
import zipfile

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cxlab as cx
from cxlab.frames import CONTRACTS, FrameError
from cxlab.readers import (
    describe_columns,
    iter_calls,
    iter_complaints,
    read_calls,
    read_complaints,
    read_initiatives,
    read_ratings,
    say_fault,
    write_refused,
)
from cxlab.readers.columns import squeeze
from cxlab.readers.records import split_records

ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be")
DELIMITERS = (",", ";", "\t", "|")
ROWS = [
    ["C1", "Eén keer café gebeld; niet te verstaan, echt niet", "31-01-2026", "Noord"],
    ["C2", "Zij zei “nee”\nen hing op", "28-02-2026", "Zuid"],
    ["C3", 'Hij zei "te snel" en | dat was het', "1-3-2026", ""],
]
HEADER = ["Klachtnummer", "Klacht", "Datum", "Afdeling"]


def write(path, rows, *, delimiter=";", encoding="utf-8", line_end="\r\n"):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def put(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


def put_book(path, sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def notes_of(reading, about):
    return " ".join(reading.notes.loc[reading.notes["about"] == about, "note"])


# --- encodings and separators


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_every_encoding_and_separator_gives_the_same_table(tmp_path, encoding, delimiter):
    reading = read_complaints(write(tmp_path / "export.csv", [HEADER, *ROWS], delimiter=delimiter, encoding=encoding))
    assert reading.good["text"].tolist() == [row[1] for row in ROWS]
    assert reading.good["complaint_id"].tolist() == ["C1", "C2", "C3"]
    assert reading.good["date"].dt.strftime("%d-%m-%Y").tolist() == ["31-01-2026", "28-02-2026", "01-03-2026"]
    assert reading.good["team"].isna().tolist() == [False, False, True]
    assert reading.good.index.tolist() == [2, 3, 4]
    assert reading.text.startswith("All 3 rows of export.csv read.")


letters = st.characters(codec="cp1252", exclude_characters="\x7f", exclude_categories=("Cc",))
words = st.text(letters, min_size=1, max_size=12) | st.sampled_from([";", '"', "\n", ",", " ", "é", "Klacht"])
cells = st.lists(words, min_size=1, max_size=5).map("".join)
record_lists = st.lists(st.lists(cells, min_size=2, max_size=4), min_size=1, max_size=8)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(cells, min_size=1, max_size=6), encoding=st.sampled_from(("utf-8", "utf-8-sig", "utf-16")),
       delimiter=st.sampled_from(DELIMITERS))
def test_any_text_that_csv_writes_comes_back_as_it_was(tmp_path, texts, encoding, delimiter):
    rows = [[f"C{at}", text, "2026-01-31"] for at, text in enumerate(texts)]
    path = write(tmp_path / "any.csv", [HEADER[:3], *rows], delimiter=delimiter, encoding=encoding)
    reading = read_complaints(path)
    raw = pd.concat([reading.good["text"], reading.refused.get("Klacht", pd.Series(dtype="str"))]).sort_index()
    kept = [text if text.strip() else None for text in texts]
    assert [None if pd.isna(text) else text for text in raw] == kept


dutch = st.sampled_from(["één", "café", "privé’s", "“nee”", "€ 5", "–", "naïef", "coöperatie", "CAFÉ’S", ";", "a", '"'])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.lists(dutch, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=6))
def test_dutch_words_as_excel_saves_them_come_back_as_they_were(tmp_path, texts):
    rows = [[f"C{at}", f"{text} é", "2026-01-31"] for at, text in enumerate(texts)]
    reading = read_complaints(write(tmp_path / "any.csv", [HEADER[:3], *rows], encoding="cp1252"))
    assert reading.good["text"].tolist() == [row[1] for row in rows]


@settings(max_examples=60, deadline=None)
@given(records=record_lists, delimiter=st.sampled_from(DELIMITERS))
def test_well_formed_records_are_those_of_pythons_csv_module(records, delimiter):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(records)
    ours = list(split_records(io.StringIO(text.getvalue(), newline=""), delimiter))
    theirs = csv.reader(io.StringIO(text.getvalue(), newline=""), delimiter=delimiter)
    assert [fields for fields, _ in ours] == list(theirs)
    assert not any(problem for _, problem in ours)


@settings(max_examples=80, deadline=None)
@given(text=st.text(alphabet='ab;"\n', max_size=60))
def test_no_line_is_ever_lost_however_the_quotation_marks_stand(text):
    records = list(split_records(io.StringIO(text, newline=""), ";"))
    letters = sum(letter in "ab" for letter in text)
    assert sum(letter in "ab" for fields, _ in records for cell in fields for letter in cell) == letters


def test_a_byte_that_is_not_utf8_far_down_the_file_decides_its_encoding(tmp_path):
    body = "id;Klacht\n" + "".join(f"{n};te snel gesproken aan de telefoon\n" for n in range(200_000))
    path = tmp_path / "late.csv"
    path.write_bytes(body.encode() + "200000;één café\n".encode("cp1252"))
    reading = read_complaints(path)
    assert reading.good["text"].iloc[-1] == "één café"
    assert "Windows-1252" in notes_of(reading, "encoding")


def test_a_file_of_two_encodings_is_read_right_and_its_rows_are_named(tmp_path):
    path = tmp_path / "two.csv"
    path.write_bytes("Klacht;Team\nÉén privé;A\n".encode() + "café;B\n".encode("cp1252"))
    reading = read_complaints(path)
    assert reading.good["text"].tolist() == ["Één privé", "café"]
    assert "mixes two encodings" in notes_of(reading, "encoding")
    assert "row 3, 'café'" in notes_of(reading, "encoding")


@pytest.mark.parametrize(("encoding", "name"), [("cp850", "code page 850"), ("mac_roman", "Mac Roman")])
def test_letters_of_old_systems_are_recognised_and_called_doubtful(tmp_path, encoding, name):
    reading = read_complaints(put(tmp_path / "old.csv", "Klacht\nEén café, hélemaal privé\n", encoding))
    assert reading.good["text"].tolist() == ["Eén café, hélemaal privé"]
    assert name in notes_of(reading, "encoding") and "doubtful" in notes_of(reading, "encoding")


def test_letters_spoilt_before_we_came_are_named_with_their_rows(tmp_path):
    reading = read_complaints(put(tmp_path / "broken.csv", "Klacht\nGoed\nEÃ©n cafÃ©\n"))
    assert "spoilt" in notes_of(reading, "encoding") and "row 3" in notes_of(reading, "encoding")


def test_control_characters_are_named_with_their_rows(tmp_path):
    reading = read_complaints(put(tmp_path / "control.csv", "Klacht\nGo\x02ed\nPrima\n"))
    assert "control characters" in notes_of(reading, "encoding") and "row 2" in notes_of(reading, "encoding")


def test_a_stray_zero_byte_spoils_one_cell_and_not_the_file(tmp_path):
    reading = read_complaints(put(tmp_path / "zero.csv", "Klacht\nGo\x00ed\nPrima\n"))
    assert len(reading.good) == 2 and "row 2" in notes_of(reading, "encoding")


def test_a_quotation_mark_after_an_accent_does_not_turn_into_a_strange_letter(tmp_path):
    reading = read_complaints(put(tmp_path / "cafe.csv", "Klacht\n“CAFÉ”\nprivé\n", "cp1252"))
    assert reading.good["text"].tolist() == ["“CAFÉ”", "privé"]


def test_a_wrong_encoding_that_the_user_names_is_refused_and_not_half_read(tmp_path):
    path = put(tmp_path / "win.csv", "Klacht\nEén\n", "cp1252")
    with pytest.raises(ValueError, match=r"win.csv is not UTF-8: byte 0xE9 does not fit.*Leave encoding out"):
        read_complaints(path, encoding="utf-8")
    with pytest.raises(ValueError, match="no encoding called 'utf8000'"):
        read_complaints(path, encoding="utf8000")


def test_the_separator_line_of_excel_is_obeyed_and_not_counted(tmp_path):
    reading = read_complaints(put(tmp_path / "sep.csv", "sep=|\r\nKlacht|Team\r\nA; b, c|X\r\n"))
    assert reading.good["text"].to_dict() == {2: "A; b, c"}


def test_decimal_commas_do_not_make_a_semicolon_file_a_comma_file(tmp_path):
    path = put(tmp_path / "calls.csv", "Gesprek;Duur\nK1;6,5\nK2;7,25\nK3;1.234,5\n")
    assert read_calls(path).good["handle_minutes"].tolist() == [6.5, 7.25, 1234.5]


def test_commas_in_the_words_of_a_one_column_file_stay_in_the_words(tmp_path):
    reading = read_complaints(put(tmp_path / "one.csv", "Klacht\nTe snel, en vaag\nGoed\n"))
    assert reading.good["text"].tolist() == ["Te snel, en vaag", "Goed"]


def test_spaces_after_separators_do_not_break_quoted_texts(tmp_path):
    reading = read_complaints(put(tmp_path / "spaced.csv", 'id, text\n1, "Too fast, too soft"\n2, "Fine"\n'))
    assert reading.good["text"].tolist() == ["Too fast, too soft", "Fine"]


# --- row numbers and ragged rows


def test_a_fault_carries_the_row_number_that_a_spreadsheet_shows(tmp_path):
    text = 'Klacht;Datum\n"Twee\nregels";01-02-2026\n\nGoed;31-02-2026\n'
    reading = read_complaints(put(tmp_path / "export.csv", text))
    assert reading.faults["row"].tolist() == [4]
    assert say_fault(reading.faults.loc[0]) == "Row 4, 'Datum': '31-02-2026' does not exist."
    assert reading.text == (
        "1 of 2 rows of export.csv read. 1 set aside (cx.readers.write_refused(reading, 'refused.xlsx') lists it). "
        "Row 4, 'Datum': '31-02-2026' does not exist. Correct the value or leave it empty. Then run again; your "
        "file is unchanged.")


def test_ragged_rows_are_refused_as_they_stood_and_the_others_are_read(tmp_path):
    path = put(tmp_path / "ragged.csv", "Klacht;Datum;Team\nA;1-2-2026;X\nB; b;1-2-2026;X\nhalf\nC;2-2-2026;Y;;\n")
    reading = read_complaints(path)
    assert reading.good["text"].to_dict() == {2: "A", 5: "C"}
    assert reading.faults["problem"].tolist() == [
        "has 4 fields where the header has 3", "has 1 field where the header has 3"]
    assert reading.refused.loc[3].tolist() == ["B", " b", "1-2-2026", "X"]
    assert list(reading.refused.columns) == ["Klacht", "Datum", "Team", "(beyond the last column)"]


def test_a_quotation_mark_that_is_never_closed_costs_one_row(tmp_path):
    text = 'Datum;Klacht\n01-02-2026;"Te snel\n02-02-2026;"Goed"\n03-02-2026;Prima\n04-02-2026;"einde\n'
    reading = read_complaints(put(tmp_path / "quote.csv", text))
    assert reading.good["text"].to_dict() == {3: "Goed", 4: "Prima"}
    assert reading.faults["row"].tolist() == [2, 5]
    assert set(reading.faults["problem"]) == {"has a quotation mark that is never closed"}
    assert reading.refused.loc[2, "Klacht"] == '"Te snel'


def test_an_open_quotation_mark_in_a_large_file_does_not_swallow_it(tmp_path):
    text = 'Datum;Klacht\n01-02-2026;"Te snel\n' + "02-02-2026;een gewone klacht\n" * 20_000
    reading = read_complaints(put(tmp_path / "large.csv", text))
    assert (len(reading.good), reading.faults["row"].tolist()) == (20_000, [2])


def test_quotation_marks_that_were_not_doubled_are_understood_on_one_line(tmp_path):
    text = 'Klacht;Team\n"Zij zei "nee" tegen mij";A\n"Goed" zei hij;B\n'
    reading = read_complaints(put(tmp_path / "loose.csv", text))
    assert reading.good["text"].tolist() == ['Zij zei "nee" tegen mij', "Goed zei hij"]


def test_blank_rows_are_passed_over_and_counted(tmp_path):
    reading = read_complaints(put(tmp_path / "blank.csv", "Klacht;Team\n\n;\nA;X\n  ; \n"))
    assert reading.good["text"].to_dict() == {4: "A"}
    assert "3 blank rows" in notes_of(reading, "blank rows")


def test_a_totals_row_is_set_aside_and_a_complaint_about_a_total_is_not(tmp_path):
    text = "Team;Klacht;Aantal\nA;Totaal niet te verstaan;1\nB;Total chaos;2\nTotaal;;3\n"
    reading = read_complaints(put(tmp_path / "totals.csv", text))
    assert reading.good["text"].tolist() == ["Totaal niet te verstaan", "Total chaos"]
    assert reading.faults["row"].tolist() == [4]
    assert "looks like a total" in reading.text


def test_a_totals_row_with_a_number_where_the_words_should_be_is_set_aside(tmp_path):
    reading = read_complaints(put(tmp_path / "totals.csv", "id;Klacht\n1;Te snel\n2;12\nTotaal;2\n"))
    assert reading.good["text"].tolist() == ["Te snel", "12"]
    assert reading.faults["row"].tolist() == [4]


def test_later_rows_with_the_same_identifier_are_set_aside_and_named(tmp_path):
    reading = read_complaints(put(tmp_path / "twice.csv", "id;Klacht\n7;A\n8;B\n7;C\n7;D\n"))
    assert reading.good["text"].tolist() == ["A", "B"]
    assert reading.faults["row"].tolist() == [4, 5]
    assert reading.faults["problem"].str.contains("first in row 2").all()


def test_the_same_words_of_the_same_customer_on_a_day_are_named_and_kept(tmp_path):
    text = "Klacht;Klant;Datum\nTe snel;U1;31-1-2026\nTe snel;U1;31-1-2026\nTe snel;U2;31-1-2026\n"
    reading = read_complaints(put(tmp_path / "same.csv", text))
    assert len(reading.good) == 3
    assert "row 3" in notes_of(reading, "text") and "1 row repeats" in notes_of(reading, "text")


def test_old_macintosh_line_ends_are_line_ends(tmp_path):
    assert len(read_complaints(put(tmp_path / "mac.csv", "Klacht;Team\rA;X\rB;Y\r")).good) == 2


# --- header and columns


def test_title_rows_above_the_header_are_passed_over_and_said(tmp_path):
    text = "Klachten 2026;;\nBron: CRM;;\n;;\nKlacht;Team;Datum\nTe snel;A;31-1-2026\n"
    reading = read_complaints(put(tmp_path / "title.csv", text))
    assert reading.good["text"].to_dict() == {5: "Te snel"}
    assert "row 4" in notes_of(reading, "header")


def test_values_that_are_also_names_do_not_make_a_row_the_header(tmp_path):
    text = "Verhaal;Soort;Team\nTe snel;feedback;Afdeling\nGoed;klacht;Kanaal\n"
    reading = read_complaints(put(tmp_path / "values.csv", text), columns={"text": "Verhaal"})
    assert reading.good["text"].tolist() == ["Te snel", "Goed"]


def test_a_file_without_column_names_is_told_to_get_them(tmp_path):
    with pytest.raises(FrameError, match="look like data: if so, put a row with column names above them"):
        read_complaints(put(tmp_path / "bare.csv", "C1;Te snel;31-01-2026\nC2;Goed;30-01-2026\n"))


def test_the_users_word_goes_before_names_and_aliases(tmp_path):
    path = put(tmp_path / "own.csv", "Klacht;Verhaal;Datum\nkort;lang;31-1-2026\n")
    reading = read_complaints(path, columns={"text": "verhaal"})
    assert reading.good["text"].tolist() == ["lang"]
    assert reading.good["Klacht"].tolist() == ["kort"]
    found = reading.columns.set_index("your_column")["found_by"]
    assert (found["Verhaal"], found["Datum"], found["Klacht"]) == ("given", "alias", "kept as it is")


def test_a_column_of_the_file_under_our_name_survives_when_another_is_chosen(tmp_path):
    path = put(tmp_path / "clash.csv", "text,date,Received\nA,x,2026-01-31\n")
    reading = read_complaints(path, columns={"date": "Received"})
    assert reading.good["date"].dt.day.tolist() == [31]
    assert reading.good["date (your column)"].tolist() == ["x"]


@pytest.mark.parametrize("name", ["KLACHT", "klacht ", "Klacht_tekst", "Klacht-Tekst", "KlachtTekst", "Opmérking"])
def test_case_spaces_underscores_and_accents_of_a_name_do_not_matter(tmp_path, name):
    assert read_complaints(put(tmp_path / "name.csv", f"{name};Team\nA;X\n")).good["text"].tolist() == ["A"]


def test_wrong_names_in_columns_are_all_told_with_near_misses(tmp_path):
    path = put(tmp_path / "export.csv", "Klacht;Datum\nA;31-1-2026\n")
    with pytest.raises(ValueError, match=r"'Klachtt' \(did you mean 'Klacht'\?\).*'datum' \(did you mean 'date'\?\)"):
        read_complaints(path, columns={"text": "Klachtt", "datum": "Datum"})
    with pytest.raises(ValueError, match=r"other way round: write columns=\{'text': 'Klacht'\}"):
        read_complaints(path, columns={"Klacht": "text"})
    with pytest.raises(TypeError, match="columns must be like"):
        read_complaints(path, columns=["text"])


def test_a_missing_required_column_tells_the_files_columns_and_the_line_to_add(tmp_path):
    path = put(tmp_path / "export.csv", "Verhaal;Leeftijd\nA;31\n")
    with pytest.raises(FrameError, match=r"columns=\{'text': 'Verhaal'\}.*has the columns 'Verhaal', 'Leeftijd'"):
        read_complaints(path)


def test_two_columns_that_could_be_meant_are_never_guessed(tmp_path):
    with pytest.raises(FrameError, match="could be 'Opmerking' or 'Toelichting'"):
        read_complaints(put(tmp_path / "two.csv", "Opmerking;Toelichting\nA;B\n"))
    reading = read_complaints(put(tmp_path / "dates.csv", "Klacht;Ontvangen;Aangemaakt\nA;31-1-2026;30-1-2026\n"))
    assert "date" not in reading.good
    assert "could each be 'date'" in notes_of(reading, "date")


def test_a_name_that_stands_twice_in_the_header_is_said(tmp_path):
    reading = read_complaints(put(tmp_path / "twice.csv", "Klacht;Team;Team\nA;X;Y\n"))
    assert (reading.good["team"].tolist(), reading.good["Team (2)"].tolist()) == (["X"], ["Y"])
    assert "(B and C)" in notes_of(reading, "Team")


def test_a_column_without_a_name_is_kept_when_it_holds_values(tmp_path):
    reading = read_complaints(put(tmp_path / "unnamed.csv", "Klacht;;Team;\nA;x;T;\n"))
    assert reading.good["column B"].tolist() == ["x"]
    assert list(reading.good.columns) == ["complaint_id", "text", "team", "column B"]


@pytest.mark.parametrize("table", sorted(CONTRACTS))
def test_no_name_in_a_contract_could_be_two_of_its_columns(table):
    names = [name for column in CONTRACTS[table].columns for name in set(map(squeeze, (column.name, *column.aliases)))]
    assert len(names) == len(set(names))


def test_rows_without_an_identifier_get_their_row_number(tmp_path):
    reading = read_complaints(put(tmp_path / "plain.csv", "Klacht\nA\nB\n"))
    assert reading.good["complaint_id"].tolist() == ["R2", "R3"]
    assert "no complaint_id" in notes_of(reading, "complaint_id")


def test_the_dry_run_shows_which_column_is_which(tmp_path):
    path = put(tmp_path / "export.csv", "Klacht;Datum;Cijfer\nA;31-1-2026;\nB;;4\n")
    table = describe_columns(path).set_index("your_column")
    assert table.loc["Klacht", ["column", "found_by", "kind", "example"]].tolist() == ["text", "alias", "text", "A"]
    assert table.loc["Datum", "share_filled"] == 0.5
    assert table.loc["Cijfer", "found_by"] == "kept as it is"


# --- Excel


def test_a_workbook_with_a_title_blank_rows_and_typed_cells_is_read_with_its_own_row_numbers(tmp_path):
    day = datetime.date(2026, 4, 3)
    path = put_book(tmp_path / "log.xlsx", {"Blad1": [
        ["Gesprekken april"], [], ["Gesprek", "Datum", "Duur", "Doorverbonden", "Relatienummer"],
        [1001, day, 6.5, True, 12345], [], ["K7", day, 12, False, None], [1003, None, -1, None, 7]]})
    reading = read_calls(path)
    assert reading.good.index.tolist() == [4, 6]
    assert reading.good["call_id"].tolist() == ["1001", "K7"]
    assert reading.good["date"].tolist() == [pd.Timestamp(day)] * 2
    assert reading.good["handle_minutes"].tolist() == [6.5, 12]
    assert reading.good["transferred"].tolist() == [True, False]
    assert reading.good["customer_id"].iloc[0] == "12345"
    assert say_fault(reading.faults.loc[0]) == "Row 7, 'Duur': '-1.0' is below 0."


def test_numbers_typed_and_written_in_one_column_of_a_workbook_agree_on_the_decimal_sign(tmp_path):
    path = put_book(tmp_path / "mix.xlsx", {"x": [["Gesprek", "Duur"], ["K1", 6.5], ["K2", "7,5"]]})
    assert read_calls(path).good["handle_minutes"].tolist() == [6.5, 7.5]


def test_the_sheet_is_the_one_asked_for_or_the_one_named_after_the_table(tmp_path):
    path = put_book(tmp_path / "book.xlsx", {
        "Uitleg": [["Klacht"], ["niet deze"]], "Klachten en enquêtereacties": [["Klacht"], ["deze"]],
        "2025": [["Klacht"], ["oud"]]})
    assert read_complaints(path).good["text"].tolist() == ["deze"]
    assert "'Uitleg', '2025'" in notes_of(read_complaints(path), "sheet")
    assert read_complaints(path, sheet="2025").good["text"].tolist() == ["oud"]
    assert read_complaints(path, sheet=1).good["text"].tolist() == ["niet deze"]
    with pytest.raises(ValueError, match=r"no sheet 'Uitlegg' \(did you mean 'Uitleg'\?\)"):
        read_complaints(path, sheet="Uitlegg")


def test_a_sheet_of_explanation_before_the_data_is_passed_over_and_said(tmp_path):
    path = put_book(tmp_path / "a.xlsx", {"Toelichting": [["Dit bestand bevat klachten"], ["Gemaakt door CX"]],
                                          "Lijst": [["Klacht", "Team"], ["Te snel", "A"]],
                                          "Oud": [["Klacht", "Team"], ["Te zacht", "A"]]})
    reading = read_complaints(path)
    assert reading.good["text"].tolist() == ["Te snel"]
    assert "Sheet 'Lijst' was read." in reading.notes.set_index("about").loc["sheet", "note"]
    assert read_complaints(path, columns={"text": "Klacht"}).good["text"].tolist() == ["Te snel"]


def test_an_empty_first_sheet_is_passed_over(tmp_path):
    path = put_book(tmp_path / "book.xlsx", {"Leeg": [], "Data": [["Klacht"], ["deze"]]})
    assert read_complaints(path).good["text"].tolist() == ["deze"]


def test_a_workbook_under_another_name_is_still_read(tmp_path):
    path = put_book(tmp_path / "book.xlsx", {"Data": [["Klacht"], ["deze"]]}).rename(tmp_path / "book.csv")
    reading = read_complaints(path)
    assert reading.good["text"].tolist() == ["deze"]
    assert "though its name ends in '.csv'" in notes_of(reading, "file")


# --- other files


@pytest.mark.parametrize(("name", "content", "said"), [
    ("a.pdf", b"%PDF-1.7", "a PDF document"), ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel workbook"),
    ("a.csv", b"", "is empty"), ("b.csv", b"\xef\xbb\xbf\r\n \r\n", "is empty"),
    ("a.xlsx", b"PK\x03\x04rest", "damaged"), ("c.xls", b"<html><table>", "a web page"),
    ("a.json", b'{"a": 1}', "a JSON file"), ("a.gz", b"\x1f\x8b\x08", "compressed"),
    ("a.bin", bytes(range(256)), "not a text file"),
])
def test_another_kind_of_file_is_named_for_what_it_is(tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match=said):
        read_complaints(tmp_path / name)


@pytest.mark.parametrize(("member", "content", "said"), [
    ("mimetype", "application/vnd.oasis.opendocument.spreadsheet", "LibreOffice workbook"),
    ("word/document.xml", "", "word processor"), ("xl/workbook.bin", "", "binary Excel"),
    ("a.csv", "", "compressed folder"),
])
def test_archives_that_are_no_workbook_are_named(tmp_path, member, content, said):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(member, content)
    with pytest.raises(ValueError, match=said):
        read_complaints(tmp_path / "a.zip")


def test_an_empty_workbook_is_said_to_be_empty(tmp_path):
    with pytest.raises(ValueError, match="is empty"):
        read_complaints(put_book(tmp_path / "leeg.xlsx", {"Blad1": []}))


def test_a_folder_a_missing_file_and_a_web_address_get_their_own_sentence(tmp_path):
    put(tmp_path / "klachten.csv", "Klacht\nA\n")
    with pytest.raises(ValueError, match=r"is a folder; name a file in it; it holds 'klachten.csv'"):
        read_complaints(tmp_path)
    with pytest.raises(FileNotFoundError, match=r"did you mean 'klachten.csv'\?"):
        read_complaints(tmp_path / "klachtn.csv")
    with pytest.raises(ValueError, match="is a web address"):
        read_complaints("https://example.org/a.csv")
    with pytest.raises(TypeError, match="expected the name of a file, got DataFrame"):
        read_complaints(pd.DataFrame())


def test_wrong_options_are_refused_with_the_legal_ones(tmp_path):
    path = put(tmp_path / "a.csv", "Klacht\nA\n")
    with pytest.raises(ValueError, match=r"decimal must be ',' or '\.'"):
        read_complaints(path, decimal=";")
    with pytest.raises(ValueError, match="dayfirst must be True or False"):
        read_complaints(path, dayfirst="yes")
    with pytest.raises(ValueError, match="delimiter must be one character"):
        read_complaints(path, delimiter="::")
    with pytest.raises(ValueError, match="chunk_rows must be a whole number of at least 1"):
        iter_complaints(path, chunk_rows=0)


def test_a_header_without_rows_is_said_in_a_sentence(tmp_path):
    reading = read_complaints(put(tmp_path / "header.csv", "Klacht;Datum\n"))
    assert reading.text == "header.csv has column names but no rows under them."
    assert len(reading.good) == 0 and str(reading.good["date"].dtype) == "datetime64[us]"


# --- parts of a large file


def test_parts_together_are_the_whole(tmp_path):
    rows = [[f"C{n}", f"klacht {n}\nregel twee", f"{1 + n % 28:02d}-01-2026", "AB"[n % 2]] for n in range(257)]
    rows[100][2] = "31-02-2026"
    path = write(tmp_path / "large.csv", [HEADER, *rows])
    whole, parts = read_complaints(path), list(iter_complaints(path, chunk_rows=50))
    assert [len(part.good) + len(part.refused) for part in parts] == [50, 50, 50, 50, 50, 7]
    together = pd.concat([part.good for part in parts])
    pd.testing.assert_frame_equal(together.astype({"team": "str"}), whole.good.astype({"team": "str"}))
    assert pd.concat([part.faults for part in parts])["row"].tolist() == whole.faults["row"].tolist() == [102]


def test_a_part_says_which_rows_it_holds(tmp_path):
    path = put(tmp_path / "ids.csv", "id;Klacht\n1;A\n2;B\n3;C\n")
    assert [part.text for part in iter_complaints(path, chunk_rows=2)] == [
        "All 2 rows of this part of ids.csv (row 2 to 3) read.",
        "The one row of this part of ids.csv (row 4 to 4) was read."]


def test_an_identifier_of_an_earlier_part_is_found_again(tmp_path):
    path = put(tmp_path / "ids.csv", "id;Klacht\n1;A\n2;B\n3;C\n1;D\n")
    parts = list(iter_complaints(path, chunk_rows=2))
    assert [part.good["complaint_id"].tolist() for part in parts[:2]] == [["1", "2"], ["3"]]
    assert parts[1].faults["row"].tolist() == [5]
    assert parts[1].refused["Klacht"].tolist() == ["D"]


def test_the_order_of_day_and_month_is_the_same_in_every_part(tmp_path):
    path = put(tmp_path / "us.csv", "call_id,date\nK1,01/31/2026\nK2,02/03/2026\n")
    days = pd.concat([part.good["date"] for part in iter_calls(path, chunk_rows=1)])
    assert days.dt.strftime("%Y-%m-%d").tolist() == ["2026-01-31", "2026-02-03"]


def test_a_workbook_can_be_read_in_parts_too(tmp_path):
    path = put_book(tmp_path / "book.xlsx", {"Data": [["Klacht"], ["a"], ["b"], ["c"]]})
    assert [part.good["text"].tolist() for part in iter_complaints(path, chunk_rows=2)] == [["a", "b"], ["c"]]


def test_faults_in_the_call_itself_are_told_before_the_first_part(tmp_path):
    with pytest.raises(FileNotFoundError, match="there is no file"):
        iter_complaints(tmp_path / "none.csv")


def test_the_progress_bar_counts_the_bytes_of_the_file(tmp_path, capsys):
    path = write(tmp_path / "bar.csv", [HEADER, *ROWS])
    read_complaints(path, progress=True)
    assert "100%" in capsys.readouterr().err


# --- what comes out


def test_the_users_file_stays_as_it_was(tmp_path):
    path = put(tmp_path / "export.csv", "Klacht;Datum\nA;31-02-2026\n")
    before, stamp = path.read_bytes(), path.stat().st_mtime_ns
    reading = read_complaints(path)
    write_refused(reading, tmp_path / "refused.xlsx")
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, stamp)


def test_the_refused_rows_go_out_as_they_stood_with_reasons_and_without_formulas(tmp_path):
    text = "Klacht;Datum;Duur\n=1+1;31-02-2026;x\nB; b;1-2-2026;3\nGoed;31-1-2026;4\n"
    reading = read_complaints(put(tmp_path / "export.csv", text))
    sheet = openpyxl.load_workbook(write_refused(reading, tmp_path / "refused.xlsx")).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:5] == ("row in your file", "why set aside", "what to do", "Klacht", "Datum")
    assert rows[1][:3] == (2, "Datum: does not exist", "Correct the value or leave it empty.")
    assert rows[1][3:] == ("'=1+1", "31-02-2026", "x", None)
    assert rows[2][0] == 3 and rows[2][3:] == ("B", " b", "1-2-2026", "3")
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_a_corrected_refused_file_can_be_read_again(tmp_path):
    reading = read_complaints(put(tmp_path / "export.csv", "Klacht;Datum\nA;31-02-2026\n"))
    path = write_refused(reading, tmp_path / "refused.xlsx")
    book = openpyxl.load_workbook(path)
    book.active["E2"] = "28-02-2026"
    book.save(path)
    assert read_complaints(path).good["text"].tolist() == ["A"]


def test_refused_rows_are_never_written_over_the_users_file(tmp_path):
    path = put_book(tmp_path / "own.xlsx", {"Data": [["Klacht", "Datum"], ["A", "31-02-2026"]]})
    reading = read_complaints(path)
    with pytest.raises(ValueError, match="is the file that was read"):
        write_refused(reading, path)
    with pytest.raises(ValueError, match=r"must end in .xlsx"):
        write_refused(reading, tmp_path / "refused.csv")


def test_the_languages_of_the_texts_are_counted(tmp_path):
    text = "Klacht\nIk kon uw medewerker niet goed verstaan\nI could not understand your employee at all\n"
    assert "1 text in" in notes_of(read_complaints(put(tmp_path / "a.csv", text)), "language")


def test_the_rows_that_qualtrics_writes_under_the_column_names_are_no_answers(tmp_path):
    rows = [["StartDate", "ResponseId", "feedback"], ["Start Date", "Response ID", "What can we do better?"],
            ['{"ImportId":"startDate"}', '{"ImportId":"_recordId"}', '{"ImportId":"QID2"}'],
            ["2026-01-02 10:00:00", "R_1", "He spoke too fast"], ["2026-01-03 10:00:00", "R_2", "Fine"]]
    reading = read_complaints(write(tmp_path / "a.csv", rows, delimiter=","))
    assert reading.good["text"].tolist() == ["He spoke too fast", "Fine"]
    assert reading.good.index.tolist() == [4, 5]
    assert "passed over: rows 2, 3." in reading.notes.set_index("about").loc["header", "note"]


def test_the_row_that_surveymonkey_writes_under_the_column_names_is_no_answer(tmp_path):
    rows = [["Respondent ID", "Comments"], ["", "Open-Ended Response"], ["11", "He spoke too fast"], ["12", "Response"]]
    reading = read_complaints(write(tmp_path / "a.csv", rows, delimiter=","))
    assert reading.good["text"].tolist() == ["He spoke too fast", "Response"]


def test_column_names_that_stand_again_between_joined_exports_are_no_data(tmp_path):
    part = "\ufeffKlacht;Team\nTe snel;A\nPrima;A\n"
    reading = read_complaints(put(tmp_path / "a.csv", part + part))
    assert reading.good["text"].tolist() == ["Te snel", "Prima"] * 2
    assert reading.n_rows == 4
    assert "passed over: row 4." in reading.notes.set_index("about").loc["header", "note"]


def test_words_that_only_say_that_there_are_none_are_missing_and_said(tmp_path):
    words = ["NVT", " n.v.t. ", "-", "Geen", "Geen idee wat hij zei ", "Fine"]
    reading = read_complaints(put(tmp_path / "a.csv", "Klacht;Team\n" + "".join(f"{word};A\n" for word in words)))
    assert reading.good["text"].isna().tolist() == [True, True, True, True, False, False]
    assert reading.good.loc[6, "text"] == "Geen idee wat hij zei "
    assert "4 rows with only 'NVT' or the like: read as empty." in reading.notes["note"].tolist()


def test_scores_outside_their_scale_are_set_aside_and_not_clipped(tmp_path):
    reading = read_ratings(put(tmp_path / "nps.csv", "NPS;Toelichting\n9;Goed\n11;Fout\n"))
    assert reading.good["nps_score"].tolist() == [9]
    assert say_fault(reading.faults.loc[0]) == "Row 3, 'NPS': '11' is above 10."


def test_initiatives_in_dutch_become_ours(tmp_path):
    path = put(tmp_path / "plan.csv", "Naam;Spoor;Startkwartaal;Duur;Inzet\nTerugbellen;innovatie;2026 Q1;2;1,5\n")
    good = read_initiatives(path).good
    assert good["track"].tolist() == ["Result Driven Innovation"]
    assert (good["start"].astype(str).tolist(), good["effort_fte"].tolist()) == (["2026Q1"], [1.5])


def test_the_readers_stand_at_the_front_door():
    assert cx.read_complaints is read_complaints and cx.describe_columns is describe_columns


def test_a_dry_run_shows_a_needed_column_as_not_found_instead_of_stopping(tmp_path, capsys):
    from cxlab.__main__ import main

    path = tmp_path / "export.csv"
    path.write_text("Nummer;Uw verhaal;Datum\n1;Te snel;28-02-2026\n", encoding="utf-8")
    table = describe_columns(path).set_index("column")
    assert table.loc["text", "found_by"] == "not found" and table.loc["text", "required"]
    assert main(["columns", "complaints", str(path)]) == 2
    assert "cannot be read yet: text is needed" in capsys.readouterr().out
    assert main(["columns", "complaints", str(path), "--columns", "text=Uw verhaal"]) == 0
    with pytest.raises(FrameError, match="Uw verhaal"):
        read_complaints(path)


def test_a_ledger_and_fixes_are_read_with_dutch_names_and_feed_their_measures(tmp_path):
    ledger, fixes = tmp_path / "logboek.csv", tmp_path / "thema.csv"
    ledger.write_text("Initiatief;Beloofde waarde;Gestart op;Opgeleverd op;Gemeten op;Gemeten waarde\n"
                      "Terugbellen;12,5;05-01-2026;06-03-2026;06-05-2026;13\nBrieven;8;02-02-2026;31-02-2026;;\n",
                      encoding="cp1252")
    fixes.write_text("Thema;Eigenaar;Opgelost op\nDubbele incasso;Incasso;01-03-2026\n", encoding="utf-8")
    reading = cx.read_ledger(ledger)
    assert reading.good.loc[2, "promised_value"] == 12.5 and reading.refused.index.tolist() == [3]
    assert cx.portfolio.measure_ledger(reading.good, today="2026-09-30").table["initiative"].tolist() == ["Terugbellen"]
    complaints = pd.DataFrame({"date": pd.date_range("2026-01-01", periods=60), "theme": "Dubbele incasso"})
    backlog = cx.portfolio.complaint_backlog(complaints, fixes=cx.read_fixes(fixes).good, today="2026-03-31")
    assert backlog.table.loc[0, "owner_role"] == "Incasso"


def test_a_cell_too_long_is_set_aside_whatever_another_package_allows_csv_to_hold(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text("text;team\nToo fast;A\n" + "a " * 70_000 + ";B\nFine;C\n", encoding="utf-8")
    before = csv.field_size_limit(10_000_000)
    try:
        reading = read_complaints(path)
    finally:
        csv.field_size_limit(before)
    assert reading.good["team"].tolist() == ["A", "C"] and reading.refused.index.tolist() == [3]
