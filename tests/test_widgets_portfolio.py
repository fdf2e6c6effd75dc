"""The sliders of a plan: what they say becomes limits, each answer fits them, stale answers are dropped."""

from __future__ import annotations

import asyncio
import json
import re
import time

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxlab.datasets import load_initiatives
from cxlab.frames import FUNDAMENTAL, INNOVATION
from cxlab.portfolio import select_initiatives, solver
from cxlab.portfolio.selection import make_case
from cxlab.portfolio.solver import broken_rules
from cxlab.widgets import portfolio
from cxlab.widgets.portfolio import (
    WORDS,
    check_settings,
    compare_plans,
    draw_view,
    find_plan,
    is_better,
    live_plan,
    scale_capacity,
    tell_plan,
    try_lists,
)

QUARTERS = ["2027Q1", "2027Q2", "2027Q3", "2027Q4"]


@pytest.fixture
def wishes():
    return pd.DataFrame({
        "initiative": ["Principles", "Culture", "Call back", "Fix bills", "=cmd()"],
        "track": [FUNDAMENTAL, FUNDAMENTAL, INNOVATION, INNOVATION, INNOVATION],
        "duration_quarters": [2, 3, 1, 2, 1], "effort_fte": [1.0, 0.5, 1.0, 0.5, 1.5], "value": [20, 14, 9, 12, 3]})


@pytest.fixture
def capacity():
    return pd.Series(1.5, index=QUARTERS)


@pytest.fixture
def live(wishes, capacity, tmp_path):
    return live_plan(wishes, capacity, file=str(tmp_path / "plan.xlsx"))


def settings(**changes):
    return {"band": False, "low": 0.0, "high": 1.0, "quarters": 4, "factors": {"effort_fte": 1.0}} | changes


@given(st.floats(-2, 2), st.floats(-2, 2), st.integers(-3, 40), st.floats(-5, 5), st.booleans())
def test_whatever_the_sliders_say_becomes_possible_limits(low, high, quarters, factor, band):
    checked = check_settings({"band": band, "low": low, "high": high, "quarters": quarters,
                              "factors": {"effort_fte": factor}}, 8)
    assert 0 <= checked["low"] <= checked["high"] <= 1
    assert 1 <= checked["quarters"] <= 8 and 0.5 <= checked["factors"]["effort_fte"] <= 2
    assert check_settings(checked, 8) == checked


def test_capacity_is_cut_to_the_horizon_and_scaled(capacity):
    limits = scale_capacity(capacity.to_frame("effort_fte"), settings(quarters=2, factors={"effort_fte": 2.0}))
    assert limits["effort_fte"].to_dict() == {"2027Q1": 3.0, "2027Q2": 3.0}


def test_the_first_answer_is_that_of_the_plain_call(live, wishes, capacity):
    plain = select_initiatives(wishes, capacity)
    assert live.plan.objective == plain.objective and live.view["ok"] and live.view["settled"]
    assert live.said.startswith(f"The plan takes {len(plain.table)} of 5 initiatives")


def test_a_slider_that_moves_is_answered_within_its_limits(live):
    live.set_limits(band=True, low=0.3, high=0.4, factors={"effort_fte": 1.2})
    assert 0.3 <= portfolio.share_of(live.plan) <= 0.4
    assert (live.plan.use["used"] <= 1.8 + 1e-9).all()
    live.set_limits(quarters=2)
    assert live.view["quarters"] == QUARTERS[:2]


def test_what_enters_and_what_leaves_is_told_against_the_last_plan(live):
    before = set(live.plan.table["initiative"])
    live.set_limits(factors={"effort_fte": 0.6})
    after = set(live.plan.table["initiative"])
    assert set(live.view["enters"]) == after - before and set(live.view["leaves"]) == before - after
    assert before != after
    marked = {row["name"] for lane in live.view["lanes"] for row in lane["rows"] if row["enters"]}
    assert marked == after - before


def test_the_view_holds_each_chosen_initiative_once_and_is_plain_data(live):
    json.dumps(live.view)
    names = [row["name"] for lane in live.view["lanes"] for row in lane["rows"]]
    assert sorted(names) == sorted(live.plan.table["initiative"])
    assert all(0 <= row["from"] < row["to"] <= 4 for lane in live.view["lanes"] for row in lane["rows"])
    assert sorted(live.view["left_out"] + names) == sorted(live.plan.case.plan["initiative"])


def test_limits_that_no_plan_keeps_are_explained_and_nothing_is_drawn(wishes, capacity):
    live = live_plan(wishes, capacity, results_every_quarter=True, mandatory=["Principles", "Culture", "=cmd()"])
    live.set_limits(band=True, low=0.9, high=1.0)
    assert not live.view["ok"] and live.view["lanes"] == [] and live.said.startswith("No plan")
    live.keep("nothing")
    assert live.side == [] and live.said == WORDS["en"]["no_plan"]
    live.export()
    assert live.said == WORDS["en"]["no_plan"]
    live.set_limits(band=False)
    assert live.view["enters"] == []  # there was no plan to compare with


def test_scenarios_stand_side_by_side_with_what_is_in_one_only(live):
    live.keep("wide")
    live.set_limits(factors={"effort_fte": 0.6})
    live.keep()
    table = live.scenarios
    assert table["name"].tolist() == ["wide", "Scenario 2"] and table["value"].is_monotonic_decreasing
    only = set(table.loc[0, "only"].split("; "))
    assert only == set(live._kept[0]["plan"].table["initiative"]) - set(live.plan.table["initiative"])
    assert [row["name"] for row in live.side] == ["wide", "Scenario 2"]
    live.keep("wide")
    assert live.scenarios["name"].tolist() == ["Scenario 2", "wide"]
    live.forget("wide")
    assert live.scenarios["name"].tolist() == ["Scenario 2"]


def test_the_plan_is_saved_with_safe_cells_and_a_picture(wishes, tmp_path):
    live = live_plan(wishes, pd.Series(9.0, index=QUARTERS), file=str(tmp_path / "mine.xlsx"))
    live.keep("=2+2")
    live.export()
    assert live.said == "Saved: mine.xlsx, mine.png."
    assert (tmp_path / "mine.png").read_bytes().startswith(b"\x89PNG")
    book = openpyxl.load_workbook(tmp_path / "mine.xlsx")
    assert book.sheetnames == ["plan", "capacity", "left out", "scenarios", "read me"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    assert "'=cmd()" in [cell.value for cell in cells]


def test_a_workbook_that_cannot_be_written_is_told_and_not_raised(wishes, capacity, tmp_path):
    (tmp_path / "here.xlsx").mkdir()
    live = live_plan(wishes, capacity, file=str(tmp_path / "here.xlsx"))
    live.export()
    assert "here.xlsx" in live.said


def test_a_better_or_better_proven_answer_takes_the_place_of_an_older_one(wishes, capacity):
    small, large = (select_initiatives(wishes, capacity * factor) for factor in (0.7, 2))
    assert is_better(large, small) and not is_better(small, large) and is_better(small, None)


def test_an_answer_for_limits_that_are_no_longer_asked_for_is_dropped(live):
    stale, key = live.plan, live._key(live.settings)
    live.set_limits(factors={"effort_fte": 0.6})
    shown, plan = dict(live.view), live.plan
    live._take(key, stale, 9.0, True)
    assert live.plan is plan and live.view == shown


def test_limits_that_were_answered_before_are_not_searched_again(live, monkeypatch):
    first = live.plan
    live.set_limits(quarters=3)
    monkeypatch.setattr(portfolio, "find_plan", None)
    live.set_limits(quarters=4)
    assert live.plan is first


def unsettled(monkeypatch, times):
    """Searches under a quarter of a second settle nothing; longer ones do."""
    real = find_plan

    def slow(initiatives, capacity, asked, seconds, rules):
        times.append(seconds)
        plan = real(initiatives, capacity, asked, 5, rules)
        if seconds < 1:
            object.__setattr__(plan, "status", "feasible")
            object.__setattr__(plan, "gap", 0.05)
            object.__setattr__(plan, "bound", plan.objective * 1.05)
        else:
            time.sleep(0.15)
        return plan

    monkeypatch.setattr(portfolio, "find_plan", slow)


def test_in_a_notebook_the_search_goes_on_by_itself_while_the_kernel_stays_free(wishes, capacity, monkeypatch):
    times: list[float] = []
    unsettled(monkeypatch, times)

    async def cell():
        live = live_plan(wishes, capacity)
        assert live.view["searching"] and "at most 5.0% better" in live.said and "Still searching" in live.said
        ticks = 0
        while live.view["searching"] and ticks < 400:
            await asyncio.sleep(0.01)
            ticks += 1
        assert ticks > 5  # the loop went round while the thread searched
        return live

    live = asyncio.run(cell())
    assert live.view["settled"] and "Proven" in live.said and times == [portfolio.QUICK_SECONDS, portfolio.PASSES[0]]


def test_when_sliders_move_during_a_search_the_newest_limits_are_searched_next(wishes, capacity, monkeypatch):
    times: list[float] = []
    unsettled(monkeypatch, times)

    async def cell():
        live = live_plan(wishes, capacity)
        live.set_limits(quarters=2)
        for _ in range(400):
            await asyncio.sleep(0.01)
            if not live.view["searching"]:
                break
        return live

    live = asyncio.run(cell())
    assert live.view["settled"] and live.view["quarters"] == QUARTERS[:2]
    assert sorted(times) == [*[portfolio.QUICK_SECONDS] * 2, *[portfolio.PASSES[0]] * 2]


def test_without_searching_on_only_the_button_searches(wishes, capacity, monkeypatch):
    unsettled(monkeypatch, [])
    live = live_plan(wishes, capacity, searches_on=False)
    assert not live.view["searching"] and "The search ended there" in live.said
    live.hear({"do": "search_on"})
    live.wait()
    assert live.view["settled"]


def test_messages_of_the_page_are_heard_and_wrong_ones_are_told(live):
    live.hear({"do": "set_limits", "quarters": 2})
    assert live.settings["quarters"] == 2
    live.hear({"do": "set_limits", "people": 2})
    assert "there is no slider people" in live.said
    live.hear({"do": "set_limits", "low": "much"})
    assert "much" in live.said
    live.hear({"do": "wait"})  # not an action of the page
    assert live.settings["quarters"] == 2


def test_the_page_speaks_dutch(wishes, capacity):
    live = live_plan(wishes, capacity, share=(0.2, 0.5), language="nl")
    assert live.said.startswith("Het plan neemt") and "Bewezen" in live.said
    assert live.view["lanes"][1]["name"] == "Resultaatgedreven innovatie"
    assert live.view["load"][0]["name"] == "inzet (fte)" and "1,5" in live.view["load"][0]["cells"][0]["capacity"]
    live.keep()
    assert live.side[0]["band"] == "20%–50%" and live.side[0]["name"] == "Scenario 1"


def test_both_languages_have_the_same_words():
    assert WORDS["en"].keys() == WORDS["nl"].keys() and WORDS["en"]["heads"].keys() == WORDS["nl"]["heads"].keys()


def test_names_on_the_page_stay_text():
    for name in ("live.js", "common.js"):
        source = portfolio.page(name)
        assert "innerHTML" not in source and "http://" not in source.replace("http://www.w3.org/2000/svg", "")


def test_a_list_too_long_for_a_workshop_is_refused(wishes, capacity):
    many = pd.concat([wishes.assign(initiative=wishes["initiative"] + str(i)) for i in range(13)])
    with pytest.raises(ValueError, match="65 initiatives; expected at most 60"):
        live_plan(many, capacity)
    with pytest.raises(ValueError, match='expected "en" or "nl"'):
        live_plan(wishes, capacity, language="de")


def test_a_plan_compared_with_itself_changes_nothing(live):
    assert compare_plans(live.plan, live.plan) == ([], []) and compare_plans(live.plan, None) == ([], [])
    assert draw_view(live.plan, live.plan, "en")["enters"] == []


def test_a_search_that_found_nothing_says_so(live):
    plan = live.plan
    object.__setattr__(plan, "status", "unknown")
    assert tell_plan(plan, "nl", searching=True) == f"{WORDS['nl']['none']} {WORDS['nl']['on']}"


def whole_list(factor=1.0):
    quarters = pd.period_range("2026Q1", periods=8, freq="Q-DEC")
    return pd.DataFrame({"effort_fte": 5.0 * factor, "budget_keur": 120.0 * factor}, index=quarters)


@pytest.mark.parametrize("share", [None, (0.2, 0.4), (0.4, 0.6)])
def test_ranked_lists_give_a_first_plan_that_keeps_every_rule(share):
    case = make_case(load_initiatives(), whole_list(), resources=("effort_fte", "budget_keur"), share=share)
    starts = try_lists(case)
    assert broken_rules(case.problem, starts) == []
    assert case.problem.worth(starts) > 0.75 * 962  # what the best plan without a band scores


def test_a_search_cut_short_still_gives_a_plan_with_an_honest_bound():
    asked = settings(band=True, low=0.4, high=0.6, quarters=8, factors={"effort_fte": 1.0, "budget_keur": 1.0})
    plan = find_plan(load_initiatives(), whole_list(), asked, 0.05, {})
    assert plan.objective > 0.8 * 962 and plan.bound >= 962 and plan.status == "feasible"
    assert 0.4 <= portfolio.share_of(plan) <= 0.6
    assert len(plan.table) + len(plan.not_chosen) == 36
    assert "Proven" not in plan.text


def test_lists_that_keep_no_rule_give_no_plan(wishes):
    case = make_case(wishes, pd.Series(0.1, index=QUARTERS), mandatory="Culture")
    assert try_lists(case) is None


@pytest.mark.parametrize(("rules", "most", "window", "said"), [
    ({"mandatory": ["Culture", "Principles"], "share": (0.9, 1.0)}, 1.5, None, "van 90,0% naar"),
    ({"mandatory": ["Principles"]}, 0.5, None, "verhoog inzet (fte) in 2027Q1 van 0,5 naar 1"),
    ({"results_every_quarter": True}, 1.5, None, "neem genoegen met geen resultaat in 2027Q"),
    ({"mandatory": ["Principles"]}, 1.5, "2027Q4", "laat 'Principles' beginnen in 2027Q3 (nu 2027Q4)"),
])
def test_why_there_is_no_plan_is_said_in_the_language_of_the_page_alone(wishes, rules, most, window, said):
    capacity = pd.Series(most, index=QUARTERS)
    wishes = wishes if window is None else wishes.assign(earliest_start=[window, *[None] * 4])
    live = live_plan(wishes, capacity, language="nl", **rules)
    assert live.said.startswith("Geen plan past binnen al je grenzen.") and said in live.said
    assert not re.search(r"\b(the|and|or|raise|lower|let|these|smallest)\b|effort_fte|\d\.\d", live.said)
    english = live_plan(wishes, capacity, **rules)
    assert english.said.startswith("No plan fits all your rules.")
    assert english.said == english.plan.text.replace("effort_fte", "effort (FTE)")


def test_an_answer_that_must_be_quick_spends_no_time_on_the_earliest_starts(monkeypatch):
    polished = []
    real = solver._early
    monkeypatch.setattr(solver, "_early", lambda *given: polished.append(1) or real(*given))
    asked = settings(band=True, low=0.4, high=0.6, quarters=8, factors={"effort_fte": 1.0, "budget_keur": 1.0})
    find_plan(load_initiatives(), whole_list(), asked, 0.05, {})
    assert polished == []
    find_plan(load_initiatives(), whole_list(), asked, 1.0, {})
    assert polished == [1]
