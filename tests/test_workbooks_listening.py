"""Listeners get a workbook each, and their answers come back as they gave them."""

from __future__ import annotations

import openpyxl
import pandas as pd
import pytest

from cxlab.intelligibility import coding_sheet, draw_listening_sample, score_listening
from cxlab.workbooks import read_listening, write_listening
from cxlab.workbooks.listening import CHOICES


@pytest.fixture
def sample():
    return draw_listening_sample(pd.DataFrame({"call_id": [f"K{i}" for i in range(40)]}), 12, seed=3)


@pytest.fixture
def filled(sample) -> pd.DataFrame:
    sheet = coding_sheet(sample, coders=["Ann", "Bo"])
    for name, choices in CHOICES.items():
        sheet[name] = [choices[i % len(choices)] if i % 5 else None for i in range(len(sheet))]
    return sheet.assign(note="=1+1").astype("str")


@pytest.mark.parametrize("language", ["en", "nl"])
def test_answers_come_back_as_they_were_given(filled, sample, tmp_path, language):
    write_listening(filled, tmp_path / "out", language=language)
    back = read_listening(tmp_path / "out")
    pd.testing.assert_frame_equal(back.drop(columns="note"), filled.drop(columns="note"))
    assert score_listening(back, sample).text == score_listening(filled, sample).text


def test_nobody_sees_what_another_heard_and_nothing_becomes_a_formula(filled, tmp_path):
    for path, coder in zip(write_listening(filled, tmp_path), ["Ann", "Bo"], strict=True):
        page = openpyxl.load_workbook(path)["listening"]
        assert {cell.value for cell in page["B"][1:]} == {coder}
        assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)


def test_every_question_with_a_choice_has_its_drop_down(sample, tmp_path):
    path = write_listening(coding_sheet(sample, coders="Ann"), tmp_path, language="nl")[0]
    book = openpyxl.load_workbook(path)
    rules = {str(rule.sqref)[0]: rule.formula1 for rule in book["luisteren"].data_validations.dataValidation}
    assert set(rules) == {"C", "D", "E"} and book["lists"].sheet_state == "hidden"
    assert [cell.value for cell in book["lists"]["A"][:4]] == ["could_follow", "ja", "nee", "niet te zeggen"]


def test_all_wrong_answers_are_told_at_once_by_file_row_and_column(sample, tmp_path):
    path = write_listening(coding_sheet(sample, coders="Ann"), tmp_path)[0]
    book = openpyxl.load_workbook(path)
    book["listening"]["C3"], book["listening"]["E5"], book["listening"]["C6"] = "perhaps", "the accent", "YES "
    book.save(path)
    with pytest.raises(ValueError, match=r"(?s)listening_Ann.xlsx, row 3, could_follow: 'perhaps'.*row 5, cause"):
        read_listening([path])


def test_what_is_no_listening_workbook_is_said_so(tmp_path):
    pd.DataFrame({"a": [1]}).to_excel(tmp_path / "listening_x.xlsx", index=False)
    with pytest.raises(ValueError, match="no column 'listen_id', 'coder', 'could_follow'"):
        read_listening(tmp_path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileNotFoundError, match="no workbook listening_"):
        read_listening(tmp_path / "empty")


def test_coders_whose_files_would_be_one_are_refused(sample, tmp_path):
    with pytest.raises(ValueError, match="share a file"):
        write_listening(coding_sheet(sample, coders=["a b", "A_b"]), tmp_path)
