"""The page for the board: the open work as the list plans it, and the ledger that stands in the user's own file."""

from __future__ import annotations

import pandas as pd
import pytest

from cxlab.datasets import load_initiatives
from cxlab.portfolio import measure_ledger
from cxlab.readers import read_initiatives
from cxlab.report import write_report
from cxlab.report.board import find_ledger, lay_out_work, tell_ledger
from cxlab.simulate import simulate_ledger

TODAY = "2026-10-31"


@pytest.fixture(scope="module")
def register():
    return simulate_ledger(seed=5, today=TODAY)[0]


@pytest.fixture(scope="module")
def dutch_file(register, tmp_path_factory):
    """A list of initiatives with the ledger beside it, as a Dutch Excel file has it."""
    listed = load_initiatives()
    table = listed.merge(register.drop(columns=["track", "owner_role"]), on="initiative")
    for name in table:
        if name.endswith("_on"):
            table[name] = table[name].dt.strftime("%d-%m-%Y")
    names = {"delivered_on": "Opgeleverd op", "started_on": "Gestart op", "promised_value": "Beloofde waarde"}
    path = tmp_path_factory.mktemp("board") / "lijst.xlsx"
    table.assign(start=table["start"].astype("str")).rename(columns=names).to_excel(path, index=False)
    return path


def test_the_ledger_is_found_under_names_that_we_know(dutch_file, register):
    found = measure_ledger(find_ledger(read_initiatives(dutch_file).good), today=TODAY)
    plain = measure_ledger(register, today=TODAY)
    pd.testing.assert_frame_equal(found.summary, plain.summary)


def test_a_list_without_days_has_no_ledger():
    listed = load_initiatives()
    assert find_ledger(listed) is None and tell_ledger(listed, TODAY) is None


def test_the_quarter_of_a_plan_is_not_taken_for_a_day():
    listed = pd.DataFrame({"initiative": ["Fix bills"], "start": pd.PeriodIndex(["2026Q1"], freq="Q-DEC"),
                           "delivered_on": ["2026-03-01"]})
    assert "started_on" not in find_ledger(listed)


def test_days_that_do_not_fit_are_told_and_do_not_stop_the_page():
    listed = pd.DataFrame({"initiative": ["Fix bills"], "started_on": ["2026-05-01"], "delivered_on": ["2026-03-01"]})
    assert "row 7" in tell_ledger(listed.set_axis([7]), TODAY)  # as the reader numbers it, and the spreadsheet


def test_open_work_is_laid_out_with_its_load():
    listed = pd.DataFrame({
        "initiative": ["Done", "Long", "Short", "No start"], "track": "Strategic Fundamental",
        "status": ["told", "started", "owned", "owned"], "duration_quarters": [1, 2, 1, 1],
        "start": pd.PeriodIndex(["2026Q1", "2026Q2", "2026Q3", None], freq="Q-DEC"), "effort_fte": [9, 1.5, 0.5, 9]})
    before = listed.copy(deep=True)
    table, load = lay_out_work(listed)
    assert table["initiative"].tolist() == ["Long", "Short"]
    assert table["finish"].astype("str").tolist() == ["2026Q3", "2026Q3"]
    assert load["used"].tolist() == [1.5, 2.0] and load["capacity"].isna().all()
    pd.testing.assert_frame_equal(listed, before)


def test_without_effort_the_load_counts_initiatives():
    listed = load_initiatives().drop(columns="effort_fte")
    _, load = lay_out_work(listed)
    assert load["resource"].eq("initiatives").all() and load["used"].max() >= 5


def test_a_list_without_a_plan_lays_out_nothing():
    table, load = lay_out_work(load_initiatives().drop(columns="start"))
    assert table.empty and load.empty


def test_the_page_shows_the_plan_and_what_came_of_it_in_dutch(dutch_file, tmp_path):
    page = write_report("portfolio", dutch_file, out=tmp_path / "page.html", language="nl").path.read_text("utf-8")
    assert "Het open werk, kwartaal voor kwartaal" in page and "Resultatenboek van 8 initiatieven" in page
    assert "Gemeten: 8, waarvan er 6 de belofte haalden. Opgeleverd en nooit gemeten: 13" in page
    assert "<script" not in page


def test_the_page_says_when_the_list_holds_no_ledger(tmp_path):
    listed = load_initiatives()
    path = tmp_path / "list.xlsx"
    listed.assign(start=listed["start"].astype("str")).to_excel(path, index=False)
    page = write_report("portfolio", path, out=tmp_path / "page.html").path.read_text("utf-8")
    assert "The open work, quarter by quarter" in page and "Lesson 33 shows the columns of a ledger" in page
