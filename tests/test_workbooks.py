"""Workbooks that go out to people who work in Excel, and come back."""

import runpy
import sys
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cxlab as cx
from cxlab import readers
from cxlab.frames import CONTRACTS, FrameError, check_frame
from cxlab.workbooks import TEMPLATES, export_codes, merge_corrections, write_template, write_templates
from cxlab.workbooks.templates import _DUTCH_VALUES, _say_name

STATUSES = ["complaint", "no", "unclear", "missing"]


def read_back(table, path):
    return getattr(readers, f"read_{table}")(path)


def codes_of(**more):
    return pd.DataFrame({
        "complaint_id": ["C1", "C2", "C3"], "text": ["Te snel\ngesproken", "=1+1", "'t Was goed"],
        "status": pd.Categorical(["complaint", "no", "unclear"], STATUSES),
        "complaint": pd.array([True, False, pd.NA], dtype="boolean"),
        "cause_rate": pd.array([True, False, pd.NA], dtype="boolean"),
        "cause_unspecified": pd.array([False, False, pd.NA], dtype="boolean"),
        "anger": [0.5, np.nan, 0.25], "score": pd.array([1, 2, pd.NA], dtype="Int64"), **more,
    }, index=[10, 20, 30])


def fill(path, **cells):
    book = openpyxl.load_workbook(path)
    sheet = book["codes"]
    names = [cell.value for cell in sheet[1]]
    for name, values in cells.items():
        for row, value in values.items():
            sheet.cell(row, names.index(name) + 1).value = value
    book.save(path)
    return path


# --- templates


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("table", TEMPLATES)
def test_an_untouched_template_is_read_as_an_empty_table_with_every_column_found(tmp_path, table, language):
    reading = read_back(table, write_template(table, tmp_path / "t.xlsx", language=language))
    assert (reading.n_rows, len(reading.good), len(reading.faults)) == (0, 0, 0)
    assert reading.columns["column"].notna().all() and reading.columns["your_column"].notna().all()
    assert "example row" in " ".join(reading.notes["note"])


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("table", TEMPLATES)
def test_a_row_filled_in_from_the_drop_downs_is_accepted(tmp_path, table, language):
    path = write_template(table, tmp_path / "t.xlsx", language=language)
    book = openpyxl.load_workbook(path)
    sheet, contract = book.worksheets[0], CONTRACTS[table]
    lists = {column[0].value: [cell.value for cell in column[1:] if cell.value] for column in book["lists"].iter_cols()}
    for at, column in enumerate(contract.columns, start=1):
        sheet.cell(3, at).value = lists[column.name][-1] if column.name in lists else sheet.cell(2, at).value
    sheet.cell(3, 1).value = "anders"
    book.save(path)
    reading = read_back(table, path)
    assert (len(reading.good), reading.good.index.tolist()) == (1, [3]), reading.faults.to_string()
    for column in contract.columns:
        if column.legal:
            assert reading.good[column.name].iloc[0] == column.legal[-1]


def test_an_example_row_that_was_overwritten_is_data(tmp_path):
    path = write_template("complaints", tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["B2"] = "My own words"
    book.save(path)
    reading = readers.read_complaints(path)
    assert reading.good["text"].tolist() == ["My own words"]
    assert list(reading.good.columns) == [column.name for column in CONTRACTS["complaints"].columns]


def test_a_template_saved_as_text_still_passes_its_example_over(tmp_path):
    sheet = openpyxl.load_workbook(write_template("codings", tmp_path / "t.xlsx", language="nl")).worksheets[0]
    rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(max_row=2, values_only=True)]
    rows.append(["C9", "Groep B", "nee", "", "", ""])
    path = tmp_path / "t.csv"
    path.write_bytes("\r\n".join(";".join(row) for row in rows).encode("cp1252"))
    reading = readers.read_codings(path)
    assert reading.good[["complaint_id", "status"]].astype("str").values.tolist() == [["C9", "no"]]


@pytest.mark.parametrize("table", TEMPLATES)
def test_every_dutch_name_and_value_is_known_to_the_contract(table):
    for column in CONTRACTS[table].columns:
        assert _say_name(column, CONTRACTS[table], "nl")
        for value in column.legal:
            said = _DUTCH_VALUES.get(value, value)
            assert said == value or (said, value) in column.synonyms


def test_the_templates_explain_every_column_in_both_languages(tmp_path):
    for path in write_templates(tmp_path, language="en"):
        table = path.name.removesuffix("_en.xlsx")
        rows = list(openpyxl.load_workbook(path)["Explanation"].iter_rows(min_row=4, values_only=True))
        assert [(row[0], row[2], row[3]) for row in rows] == [
            (column.name, column.meaning, column.meaning_nl) for column in CONTRACTS[table].columns]
        assert [row[1] == "yes" for row in rows] == [column.required for column in CONTRACTS[table].columns]


def test_dates_have_a_date_format_the_header_is_frozen_and_lists_are_drop_downs(tmp_path):
    sheet = openpyxl.load_workbook(write_template("calls", tmp_path / "t.xlsx")).worksheets[0]
    assert sheet["B2"].number_format == sheet.column_dimensions["B"].number_format == "yyyy-mm-dd"
    assert sheet.freeze_panes == "A2"
    rules = {str(rule.sqref)[0]: rule for rule in sheet.data_validations.dataValidation}
    names = [column.name for column in CONTRACTS["calls"].columns]
    assert {names["ABCDEFGHIJKLM".index(letter)] for letter, rule in rules.items() if rule.type == "list"} == {
        "outcome", "line_quality", "transferred", "repeat_call", "emotion"}
    assert rules["B"].type == "date" and rules["J"].formula1 == "0"


def test_wrong_options_of_a_template_are_refused(tmp_path):
    with pytest.raises(ValueError, match="language must be 'en' or 'nl', got 'de'"):
        write_templates(tmp_path, language="de")
    with pytest.raises(ValueError, match=r"must end in \.xlsx"):
        write_template("calls", tmp_path / "t.csv")
    with pytest.raises(ValueError, match="there is no table called 'call'"):
        write_template("call", tmp_path / "t.xlsx")


def test_the_command_writes_all_templates_to_the_folder_given(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["make_templates.py", str(tmp_path / "out")])
    with pytest.raises(SystemExit, match="0"):
        runpy.run_path(str(Path(__file__).parents[1] / "tools" / "make_templates.py"), run_name="__main__")
    assert len(list((tmp_path / "out").glob("*.xlsx"))) == len(capsys.readouterr().out.splitlines()) == 12


# --- corrections


def test_codes_go_out_beside_the_words_and_come_back_unchanged(tmp_path):
    codes = codes_of()
    result = merge_corrections(codes, export_codes(codes, tmp_path / "codes.xlsx"))
    pd.testing.assert_frame_equal(result.table, codes)
    assert result.text == "Nothing changed: the workbook agrees with all 3 rows."


def test_no_cell_of_a_workbook_is_a_formula(tmp_path):
    codes = codes_of(agent=["=HYPERLINK(1)", "+1+1", "@x"])
    book = openpyxl.load_workbook(export_codes(codes, tmp_path / "codes.xlsx"))
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_corrections_of_every_kind_are_merged_with_types_and_index_kept(tmp_path):
    codes = codes_of()
    before = codes.copy()
    path = fill(export_codes(codes, tmp_path / "codes.xlsx"), anger_corrected={2: 0.75}, score_corrected={3: 5, 4: "7"},
                cause_rate_corrected={2: "no"}, status_corrected={4: "(empty)"})
    result = merge_corrections(codes, path)
    assert result.table.dtypes.tolist() == codes.dtypes.tolist()
    assert result.table.index.tolist() == [10, 20, 30]
    assert result.table["anger"].tolist()[0] == 0.75 and result.table["score"].tolist() == [1, 5, 7]
    assert not result.table["cause_rate"].iloc[0]
    assert pd.isna(result.table["status"].iloc[2])
    assert result.changes[["complaint_id", "column", "before", "after"]].astype("object").values.tolist()[1:3] == [
        ["C1", "cause_rate", True, False], ["C1", "anger", 0.5, 0.75]]
    pd.testing.assert_frame_equal(codes, before)


def test_what_rests_on_the_status_follows_it_unless_it_was_corrected_itself(tmp_path):
    codes = codes_of()
    path = fill(export_codes(codes, tmp_path / "codes.xlsx"),
                status_corrected={2: "nee", 3: "complaint", 4: "complaint"}, cause_rate_corrected={4: "yes"})
    table = merge_corrections(codes, path).table
    assert table["complaint"].tolist() == [False, True, True]
    assert table["cause_rate"].tolist() == [False, False, True]
    assert table["cause_unspecified"].fillna(False).tolist()[:2] == [False, True]
    check = merge_corrections(codes, path).changes.set_index(["complaint_id", "column"])["because"]
    assert (check["C1", "complaint"], check["C1", "status"]) == ("follows status", "corrected")


values = st.sampled_from(["", "complaint", "no", "unclear", "(empty)", "Nee", "UNCLEAR "])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(values, min_size=3, max_size=3),
       rate=st.lists(st.sampled_from(["", "yes", "no"]), min_size=3, max_size=3))
def test_merging_twice_is_the_same_as_once_also_in_any_order_of_the_rows(said, rate):
    codes = codes_of()
    filled = pd.DataFrame({"complaint_id": codes["complaint_id"].to_numpy(), "status_corrected": said,
                           "cause_rate_corrected": rate})
    once = merge_corrections(codes, filled)
    twice = merge_corrections(once.table, filled)
    pd.testing.assert_frame_equal(twice.table, once.table)
    assert len(twice.changes) == 0
    pd.testing.assert_frame_equal(merge_corrections(codes, filled.iloc[::-1]).table, once.table)


def test_all_faults_of_a_corrected_workbook_are_told_at_once_with_their_rows(tmp_path):
    codes = codes_of()
    path = fill(export_codes(codes, tmp_path / "codes.xlsx"), complaint_id={3: "C1", 4: "C99"},
                status_corrected={2: "complant"}, anger_corrected={3: "veel"}, text={3: "Te snel\ngesproken"})
    with pytest.raises(FrameError) as caught:
        merge_corrections(codes, path)
    told = {(row.row, row.column): row.problem for row in caught.value.faults.itertuples()}
    assert told == {(2, "status_corrected"): "is not one of the values allowed (did you mean 'complaint'?)",
                    (3, "complaint_id"): "stands more than once", (3, "anger_corrected"): "is not a number",
                    (4, "complaint_id"): "is not in the codes"}
    assert "codes.xlsx" in str(caught.value)


def test_a_column_that_was_sorted_alone_is_found(tmp_path):
    codes = codes_of()
    path = fill(export_codes(codes, tmp_path / "codes.xlsx"), complaint_id={2: "C3", 4: "C1"})
    with pytest.raises(FrameError, match=r"is not the text that belongs to this key.*sorted alone"):
        merge_corrections(codes, path)


def test_a_correction_without_a_key_is_refused_and_an_empty_row_is_not():
    codes = codes_of()
    filled = pd.DataFrame({"complaint_id": ["C1", None], "status_corrected": ["no", None]})
    assert merge_corrections(codes, filled).n_changed == 1
    with pytest.raises(FrameError, match="is empty beside a correction"):
        merge_corrections(codes, filled.assign(status_corrected="no"))


def test_rows_may_be_deleted_and_columns_added_in_the_workbook(tmp_path):
    codes = codes_of()
    path = fill(export_codes(codes, tmp_path / "codes.xlsx"), status_corrected={4: "no"})
    book = openpyxl.load_workbook(path)
    book["codes"].delete_rows(2)
    book["codes"].cell(1, 30).value = "my remark"
    book.save(path)
    result = merge_corrections(codes, path)
    assert (result.n, result.n_read, result.table["status"].tolist()) == (3, 2, ["complaint", "no", "no"])


def test_codes_survive_a_restart_through_a_text_file(tmp_path):
    codes = codes_of().drop(columns=["complaint", "cause_rate", "cause_unspecified", "anger", "score"])
    path = fill(export_codes(codes, tmp_path / "codes.xlsx"), status_corrected={3: "unclear"})
    codes.to_csv(tmp_path / "codes.csv")
    again = pd.read_csv(tmp_path / "codes.csv", index_col=0)
    again["status"] = pd.Categorical(again["status"], STATUSES)
    assert merge_corrections(again, path).table["status"].tolist() == ["complaint", "unclear", "unclear"]


def test_keys_that_excel_turned_into_numbers_still_match(tmp_path):
    codes = codes_of().assign(complaint_id=["1", "2", "3"])
    path = export_codes(codes, tmp_path / "codes.xlsx")
    fill(path, complaint_id={2: 1, 3: 2, 4: 3.0}, status_corrected={4: "no"})
    assert merge_corrections(codes, path).table["status"].tolist() == ["complaint", "no", "no"]


def test_the_key_may_be_the_index(tmp_path):
    codes = codes_of().set_index("complaint_id")
    path = fill(export_codes(codes, tmp_path / "codes.xlsx"), status_corrected={2: "no"})
    result = merge_corrections(codes, path)
    assert result.table["status"].tolist() == ["no", "no", "unclear"] and result.table.index.name == "complaint_id"


def test_a_table_whose_rows_cannot_be_told_apart_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"row 20 has no complaint_id.*'C1' stands again in row 30"):
        export_codes(codes_of().assign(complaint_id=["C1", None, "C1"]), tmp_path / "codes.xlsx")
    with pytest.raises(ValueError, match=r"no column 'complaint_id' to know its rows by.*complaints.join\(codes\)"):
        export_codes(codes_of().drop(columns="complaint_id"), tmp_path / "codes.xlsx")
    with pytest.raises(ValueError, match="there are no codes to correct"):
        export_codes(codes_of()[["complaint_id", "text"]], tmp_path / "codes.xlsx")
    with pytest.raises(ValueError, match="there is no column 'statsu' to correct"):
        export_codes(codes_of(), tmp_path / "codes.xlsx", codes=["statsu"])
    with pytest.raises(TypeError, match="must be a DataFrame, got list"):
        export_codes([1], tmp_path / "codes.xlsx")


def test_a_workbook_without_corrections_is_refused_with_what_it_has(tmp_path):
    with pytest.raises(ValueError, match=r"no column that ends in _corrected.*It has complaint_id, x"):
        merge_corrections(codes_of(), pd.DataFrame({"complaint_id": ["C1"], "x": [1]}))
    with pytest.raises(ValueError, match="'mood_corrected' corrects no column of the codes"):
        merge_corrections(codes_of(), pd.DataFrame({"complaint_id": ["C1"], "mood_corrected": [1]}))
    with pytest.raises(FileNotFoundError, match="there is no file"):
        merge_corrections(codes_of(), tmp_path / "none.xlsx")
    (tmp_path / "codes.csv").write_text("a")
    with pytest.raises(ValueError, match=r"codes.csv is not an \.xlsx workbook"):
        merge_corrections(codes_of(), tmp_path / "codes.csv")


def test_the_sheet_of_codes_is_easy_to_correct(tmp_path):
    book = openpyxl.load_workbook(export_codes(codes_of(), tmp_path / "codes.xlsx"))
    sheet = book["codes"]
    names = [cell.value for cell in sheet[1]]
    assert names == [
        "complaint_id", "text", "complaint", "status", "status_corrected", "cause_rate", "cause_rate_corrected",
        "cause_unspecified", "cause_unspecified_corrected", "anger", "anger_corrected", "score", "score_corrected"]
    assert sheet.freeze_panes == "B2" and "note" in book.sheetnames
    drop_downs = [rule for rule in sheet.data_validations.dataValidation if rule.type == "list"]
    assert [str(rule.sqref) for rule in drop_downs] == ["E2:E4", "G2:G4", "I2:I4"]
    assert [cell.value for cell in book["lists"]["A"]] == ["status", *STATUSES, "(empty)"]


def test_corrected_codes_still_hold_to_their_contract():
    codings = check_frame(pd.DataFrame({"complaint_id": ["C1"], "coder": ["A"], "status": ["ja"]}), "codings")
    result = merge_corrections(codings, pd.DataFrame({"complaint_id": ["C1"], "status_corrected": ["twijfel"]}))
    assert check_frame(result.table, "codings")["status"].tolist() == ["unclear"]


def test_the_workbooks_stand_at_the_front_door():
    assert cx.write_templates is write_templates and cx.export_codes is export_codes
    assert cx.merge_corrections is merge_corrections
