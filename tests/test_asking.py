"""Questions without traps, sizes that agree with the power room, and blind listening that gives back the truth."""

import numpy as np
import pandas as pd
import pytest

from cxlab.datasets import load_calls, load_calls_truth
from cxlab.intelligibility import (
    answers_needed,
    check_question,
    coding_sheet,
    draw_listening_sample,
    score_listening,
    smallest_effect,
    suggest_questions,
)
from cxlab.power import funnel_power, power_two_proportions


@pytest.fixture(scope="module")
def calls():
    return load_calls()


@pytest.mark.parametrize("language", ["en", "nl"])
def test_our_own_questions_have_none_of_the_faults_we_look_for(language):
    table = suggest_questions(language=language)
    assert table.index.tolist() == ["effort", "reason", "lost", "again"]
    for question in table["question"]:
        faults = set(check_question(question)["fault"])
        assert faults <= {"has a not in it"}, (question, faults)
    assert table.notna().all(axis=None)


@pytest.mark.parametrize("question, fault", [
    ("Did the agent have an accent?", "asks about who people are"),
    ("Had de medewerker een buitenlands accent?", "asks about who people are"),
    ("How great was our friendly colleague?", "leads to an answer"),
    ("Was the agent easy to hear and polite?", "asks two things"),
    ("Was de lijn goed en het gesprek prettig?", "asks two things"),
    ("Did you understand our colleague?", "asks whether they understood"),
    ("Heeft u de medewerker goed begrepen?", "asks whether they understood"),
    ("Was it not difficult to hear us?", "has a not in it"),
])
def test_the_usual_faults_are_found(question, fault):
    found = check_question(question)
    assert fault in found["fault"].tolist()
    assert found["remedy"].str.len().gt(10).all()


def test_a_question_must_be_a_text():
    with pytest.raises(TypeError, match="expected a text"):
        check_question(None)
    with pytest.raises(ValueError, match="language is 'de'"):
        suggest_questions(language="de")


def test_answers_for_a_margin_are_cochrans():
    # n = 1.96^2 x 0.05 x 0.95 / 0.01^2 = 1824.8
    assert answers_needed(share=0.05, margin=0.01).loc[0, ["n", "n_simple", "invitations"]].tolist() == [1825] * 3


def test_clusters_cost_answers_and_a_low_response_costs_invitations():
    row = answers_needed(share=0.05, margin=0.01, cluster_size=21, icc=0.05, response_rate=0.1).iloc[0]
    assert row["design_effect"] == pytest.approx(2.0)
    assert row["n"] in (2 * 1825, 2 * 1825 - 1)
    assert row["invitations"] == 10 * row["n"]


def test_the_smallest_effect_is_the_one_that_the_size_for_it_gives_back():
    plan = smallest_effect(400, share=0.06, months=3)
    assert plan.n == 1200 and plan.second < 0.06
    assert power_two_proportions(0.06, plan.second, power=0.8).n == pytest.approx(1200, rel=1e-3)


def test_more_months_show_smaller_falls():
    seen = [smallest_effect(500, share=0.05, months=months).second for months in (1, 3, 12)]
    assert seen == sorted(seen)


@pytest.mark.parametrize("change, message", [
    ({}, "give either margin="),
    ({"margin": 0.01, "change_to": 0.02}, "give either margin="),
    ({"margin": 0.01, "response_rate": 0}, "response_rate is 0"),
    ({"margin": 0.01, "icc": 2}, "icc is 2"),
])
def test_a_plan_needs_one_purpose_and_possible_numbers(change, message):
    with pytest.raises(ValueError, match=message):
        answers_needed(share=0.05, **change)
    with pytest.raises(ValueError, match="calls_per_month is 0"):
        smallest_effect(0, share=0.05)


def test_a_month_of_one_employee_shows_next_to_nothing():
    assert funnel_power(20, base=0.05, actual=0.10).loc[0, "power"] < 0.1
    with pytest.raises(ValueError, match=r"no value lower than 0\.05"):
        smallest_effect(20, share=0.05)


# Listening back.

def test_each_stratum_gets_its_share_and_weights_add_up_to_the_log(calls):
    drawn = draw_listening_sample(calls, 60, strata="line_quality", seed=3)
    assert drawn.strata["n"].tolist() == [20, 20, 20]
    assert (drawn.strata["n"] * drawn.strata["weight"]).sum() == pytest.approx(len(calls))
    assert drawn.key["weight"].sum() == pytest.approx(len(calls))
    assert drawn.key["call_id"].is_unique and drawn.key["call_id"].isin(calls["call_id"]).all()


def test_a_small_stratum_gives_all_it_has():
    calls = pd.DataFrame({"line_quality": ["good"] * 50 + ["poor"] * 3})
    drawn = draw_listening_sample(calls, 20, strata=["line_quality"], seed=1)
    assert dict(zip(drawn.strata["line_quality"], drawn.strata["n"], strict=True)) == {"good": 17, "poor": 3}


def test_the_same_seed_draws_the_same_and_another_seed_others(calls):
    one, same, other = (draw_listening_sample(calls, 40, seed=seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one.key, same.key)
    assert set(one.key["call_id"]) != set(other.key["call_id"])


def test_every_call_is_drawn_about_equally_often():
    calls = pd.DataFrame({"call_id": range(12), "team": ["A"] * 6 + ["B"] * 6})
    times = pd.concat([draw_listening_sample(calls, 4, strata="team", seed=seed).key["call_id"]
                       for seed in range(300)]).value_counts()
    assert len(times) == 12
    assert times.between(70, 130).all()


def test_the_sheet_says_nothing_about_people_or_places(calls):
    drawn = draw_listening_sample(calls, 24, strata=["team", "line_quality"], seed=1)
    sheet = coding_sheet(drawn)
    assert list(sheet) == ["listen_id", "coder", "could_follow", "line_quality_heard", "cause", "lost", "note"]
    shown = " ".join(sheet.fillna("").astype(str).to_numpy().ravel())
    for value in [*calls["team"].unique(), *calls["site"].unique(), *drawn.key["call_id"]]:
        assert value not in shown
    assert len(sheet) == 48 and list(drawn.table) == ["listen_id"]
    # The numbers tell nothing either: strata stand mixed.
    assert drawn.key["stratum"].diff().lt(0).any()


def test_what_listeners_find_weighted_is_what_is_true_of_all_calls(calls):
    truth = load_calls_truth().set_index("call_id")["could_follow"]
    drawn = draw_listening_sample(calls, 1800, strata="line_quality", seed=5)
    sheet = coding_sheet(drawn)
    heard = drawn.key.set_index("listen_id")["call_id"].map(truth)
    sheet["could_follow"] = sheet["listen_id"].map(heard).map({True: "yes", False: "no"}).astype("str")
    found = score_listening(sheet, drawn)
    row = found.table.iloc[0]
    assert row["ci_lower"] < 1 - truth.mean() < row["ci_upper"]
    assert heard.eq(False).mean() > row["ci_upper"]  # unweighted, poor lines would be counted too often
    assert found.agreement.loc[0, "estimate"] == 1
    assert "enough to build on" in found.text


def test_without_strata_and_with_one_listener_the_interval_is_wilsons(calls):
    drawn = draw_listening_sample(calls, 50, seed=1)
    sheet = coding_sheet(drawn, coders=["A"])
    sheet["could_follow"] = ["no"] * 5 + ["yes"] * 45
    found = score_listening(sheet, drawn)
    # Wilson for 5 of 50, as R's prop.test(5, 50, correct = FALSE) gives it.
    np.testing.assert_allclose(found.table.loc[0, ["ci_lower", "ci_upper"]].astype(float), [0.0434786, 0.2136024],
                               atol=1e-5)
    assert "cannot be told" in found.text


def test_cannot_tell_counts_for_neither_and_is_counted_apart(calls):
    drawn = draw_listening_sample(calls, 10, seed=1)
    sheet = coding_sheet(drawn)
    sheet["could_follow"] = (["no", "cannot tell"] + ["yes"] * 8) * 2
    row = score_listening(sheet, drawn).table.iloc[0]
    assert row["n"] == 9 and row["n_missing"] == 1
    assert row["estimate"] == pytest.approx(1 / 9)


def test_listeners_who_differ_are_told_to_talk(calls):
    drawn = draw_listening_sample(calls, 40, seed=1)
    sheet = coding_sheet(drawn)
    sheet["could_follow"] = ["no", "yes"] * 20 + ["no"] * 20 + ["yes"] * 20
    assert "talk over the calls" in score_listening(sheet, drawn).text


@pytest.mark.parametrize("change, message", [
    ({"n": 0}, "n is 0"), ({"n": 2, "strata": "team"}, "n is 2"), ({"n": 10, "strata": "agent_id"}, "not for one"),
    ({"n": 10, "strata": "weather"}, "no column 'weather'"),
])
def test_a_sample_that_cannot_be_drawn_is_refused(calls, change, message):
    given = {"seed": 1} | change
    with pytest.raises(ValueError, match=message):
        draw_listening_sample(calls, given.pop("n"), **given)
    with pytest.raises(ValueError, match="says who people are"):
        draw_listening_sample(calls.assign(photo="x"), 10, seed=1)


@pytest.mark.parametrize("column, value, message", [
    ("could_follow", "maybe", "could_follow is 'maybe'"), ("listen_id", "L999", "not in this sample"),
    ("cause", "origin", "cause is 'origin'"),
])
def test_a_sheet_with_other_answers_is_refused(calls, column, value, message):
    drawn = draw_listening_sample(calls, 5, seed=1)
    sheet = coding_sheet(drawn)
    sheet.loc[2, column] = value
    with pytest.raises(ValueError, match=message):
        score_listening(sheet, drawn)
