"""The two-speed portfolio: balance, tracks, questions and plans."""

import dataclasses
import itertools
import json
import re
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import OptimizeResult

from cxlab import portfolio
from cxlab.frames import FUNDAMENTAL, INNOVATION, TRACKS, FrameError
from cxlab.lexicons import load_lexicon
from cxlab.portfolio import (
    code_track,
    coding,
    find_themes,
    measure_balance,
    running_in,
    select_initiatives,
    solver,
    sweep,
    three_questions,
)
from cxlab.portfolio.selection import make_case
from cxlab.portfolio.solver import Problem, broken_rules

REFERENCE = Path(__file__).parent / "reference"
LIMITS = ["estimate", "ci_lower", "ci_upper"]


@pytest.fixture
def plan():
    return pd.DataFrame({
        "initiative": ["Principles", "Culture", "Call back", "Fix bills"],
        "track": [FUNDAMENTAL, FUNDAMENTAL, INNOVATION, INNOVATION],
        "status": ["started", "captured", "told", "delivered"],
        "description": ["Define our design principles.", "Train all managers in customer focus.",
                        "Call back every unhappy customer.", "Fix the errors on the bill."],
        "start": ["2026Q1", "2026Q2", "2026Q1", "2026Q3"],
        "duration_quarters": [4, 2, 1, 2],
        "effort_fte": [2.0, 1.0, 1.0, 0.5],
    })


def innovation(balance):
    return balance.table[balance.table["track"].eq(INNOVATION)].reset_index(drop=True)


# The balance.

def test_shares_of_count_and_effort_are_those_counted_by_hand(plan):
    table = measure_balance(plan).table
    assert table["basis"].tolist() == ["count", "count", "effort", "effort"]
    assert table["amount"].tolist() == [2, 2, 2 * 4 + 1 * 2, 1 * 1 + 0.5 * 2]
    assert table["estimate"].tolist() == pytest.approx([0.5, 0.5, 10 / 12, 2 / 12])
    assert table["n"].tolist() == [4] * 4 and table["n_missing"].tolist() == [0] * 4


def test_ongoing_work_counts_in_each_quarter_in_which_it_runs(plan):
    table = measure_balance(plan, by="effort", per_quarter=True).table
    assert table["quarter"].astype(str).unique().tolist() == ["2026Q1", "2026Q2", "2026Q3", "2026Q4"]
    amounts = table.pivot(index="quarter", columns="track", values="amount")
    assert amounts[FUNDAMENTAL].tolist() == [2, 3, 3, 2]
    assert amounts[INNOVATION].tolist() == [1, 0, 0.5, 0.5]
    assert table["n"].tolist() == [2, 2, 2, 2, 3, 3, 2, 2]


def test_quarters_add_up_to_the_whole_list(plan):
    whole = measure_balance(plan, by="effort").table["amount"].tolist()
    quarters = measure_balance(plan, by="effort", per_quarter=True).table
    assert quarters.groupby("track", observed=True)["amount"].sum().tolist() == pytest.approx(whole)


def test_one_quarter_is_the_same_as_that_row_of_all_quarters(plan):
    alone = measure_balance(plan, quarter="2026Q3").table
    all_of_them = measure_balance(plan, per_quarter=True).table
    there = all_of_them[all_of_them["quarter"].astype(str) == "2026Q3"].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone[["amount", "estimate", "n"]], there[["amount", "estimate", "n"]])


def test_tracks_carry_their_full_names(plan):
    assert set(measure_balance(plan).table["track"].cat.categories) == set(TRACKS)
    spoken = plan.assign(track=["strategic", "strategisch", "resultaat", "innovation"])
    pd.testing.assert_frame_equal(measure_balance(spoken).table, measure_balance(plan).table)
    with pytest.raises(FrameError, match=r"(?s)track.*Marketing"):
        measure_balance(plan.assign(track="Marketing"))


def test_a_complete_list_has_no_sampling_error_and_says_so(plan):
    balance = measure_balance(plan, by="count")
    assert innovation(balance).loc[0, LIMITS].nunique() == 1
    assert "nothing was sampled" in balance.text


def test_effort_is_as_uncertain_as_its_estimates(plan):
    rows = [innovation(measure_balance(plan, by="effort", estimate_error=error)).loc[0] for error in (0, 0.1, 0.3, 0.6)]
    widths = [row["ci_upper"] - row["ci_lower"] for row in rows]
    assert widths[0] == 0
    assert widths == sorted(widths) and widths[3] > 2 * widths[1]


def test_the_effort_interval_agrees_with_the_formula_for_the_logit_of_a_share():
    # Two equal halves of one initiative each: logit of the share is normal with variance 2 ln(1 + cv^2).
    two = pd.DataFrame({"initiative": ["a", "b"], "track": list(TRACKS), "duration_quarters": 1, "effort_fte": 1.0})
    row = innovation(measure_balance(two, by="effort", estimate_error=0.3)).loc[0]
    half = 1.959964 * np.sqrt(2 * np.log1p(0.09))
    assert row["ci_upper"] == pytest.approx(1 / (1 + np.exp(-half)), abs=0.01)
    assert row["ci_lower"] == pytest.approx(1 / (1 + np.exp(half)), abs=0.01)


def test_the_count_interval_agrees_with_the_binomial_when_tracks_may_be_wrong():
    from scipy import stats

    n = 60
    many = pd.DataFrame({"initiative": [f"i{i}" for i in range(n)], "track": [FUNDAMENTAL] * 30 + [INNOVATION] * 30})
    row = innovation(measure_balance(many, by="count", coding_error=0.1)).loc[0]
    drawn = stats.binom.rvs(30, 0.9, size=200_000, random_state=1) + stats.binom.rvs(30, 0.1, size=200_000,
                                                                                     random_state=2)
    low, high = np.quantile(drawn / n, [0.025, 0.975])
    assert [row["ci_lower"], row["ci_upper"]] == pytest.approx([low, high], abs=1 / n)


def test_one_doubtful_track_moves_the_count_by_one_at_most(plan):
    doubt = pd.Series([0.0, 0.4, 0.0, 0.0], index=plan.index)
    row = innovation(measure_balance(plan, by="count", coding_error=doubt)).loc[0]
    assert row[LIMITS].tolist() == [0.5, 0.5, 0.75]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(TRACKS), st.integers(1, 6), st.floats(0.1, 9), st.integers(0, 7)), min_size=1,
                max_size=12), st.floats(0, 1), st.floats(0, 0.49))
def test_the_two_shares_add_up_and_mirror_each_other(rows, error, doubt):
    frame = pd.DataFrame(rows, columns=["track", "duration_quarters", "effort_fte", "start"])
    frame["start"] = [pd.Period("2026Q1", freq="Q-DEC") + k for k in frame["start"]]
    frame.insert(0, "initiative", [f"i{i}" for i in range(len(frame))])
    table = measure_balance(frame, per_quarter=True, estimate_error=error, coding_error=doubt).table.dropna()
    slow, fast = (table[table["track"].eq(track)].reset_index(drop=True) for track in TRACKS)
    assert (slow["estimate"] + fast["estimate"]).tolist() == pytest.approx([1] * len(slow))
    assert (slow["ci_lower"] + fast["ci_upper"]).tolist() == pytest.approx([1] * len(slow))
    assert (fast["ci_lower"] <= fast["estimate"]).all() and (fast["estimate"] <= fast["ci_upper"]).all()
    assert fast[LIMITS].min().min() >= 0 and fast[LIMITS].max().max() <= 1


def test_the_same_seed_gives_the_same_interval_and_another_seed_nearly(plan):
    first, again, other = (innovation(measure_balance(plan, by="effort", seed=seed)) for seed in (0, 0, 1))
    pd.testing.assert_frame_equal(first, again)
    assert abs(first.loc[0, "ci_upper"] - other.loc[0, "ci_upper"]) < 0.01


def test_missing_effort_is_left_out_and_counted_never_zero(plan):
    plan.loc[0, "effort_fte"] = None
    table = measure_balance(plan, by="effort").table
    assert table["amount"].tolist() == [2, 2]
    assert table["n"].tolist() == [3, 3] and table["n_missing"].tolist() == [1, 1]
    assert "1 initiative is left out" in measure_balance(plan, by="effort").text


def test_missing_effort_of_work_that_does_not_run_is_not_missed(plan):
    plan.loc[3, "effort_fte"] = None
    table = measure_balance(plan, by="effort", per_quarter=True).table
    assert table.groupby("quarter")["n_missing"].first().tolist() == [0, 0, 1, 1]


def test_work_without_a_start_could_run_in_any_quarter(plan):
    plan.loc[1, "start"] = None
    table = measure_balance(plan, by="count", per_quarter=True).table
    assert table["n_missing"].tolist() == [1] * 8
    assert running_in(plan.assign(start=pd.PeriodIndex(plan["start"], freq="Q")), "2026Q1").tolist() == [
        True, pd.NA, True, False]


def test_a_quarter_in_which_nothing_runs_has_no_share(plan):
    plan["start"], plan["duration_quarters"] = ["2026Q1", "2026Q1", "2026Q3", "2026Q3"], 1
    table = measure_balance(plan, per_quarter=True).table
    gap = table[table["quarter"].astype(str) == "2026Q2"]
    assert gap["estimate"].isna().all() and (gap["amount"] == 0).all() and (gap["n"] == 0).all()


def test_an_empty_list_has_no_share(plan):
    balance = measure_balance(plan.iloc[:0])
    assert balance.table[LIMITS].isna().all().all()
    assert balance.text.startswith("Result Driven Innovation has no known share")


def test_no_band_means_no_judgement(plan):
    balance = measure_balance(plan)
    assert balance.band is None and "against_band" not in balance.table
    assert "not judged" in balance.text and "names no numbers" in balance.text


def test_a_band_judges_the_interval_and_not_the_estimate_alone(plan):
    verdicts = {band: innovation(measure_balance(plan, by="effort", band=band)).loc[0, "against_band"]
                for band in ((0.4, 0.6), (0.05, 0.5), (0.16, 0.5), (0.0, 0.05))}
    assert list(verdicts.values()) == ["below", "inside", "undecided", "above"]


def test_the_band_is_mirrored_for_the_slow_track(plan):
    table = measure_balance(plan, by="effort", band=(0.4, 0.6)).table
    assert table["against_band"].tolist() == ["above", "below"]


def test_a_share_on_the_edge_of_the_band_is_inside_it():
    ten = pd.DataFrame({"initiative": list("abcdefghij"), "track": [INNOVATION] * 3 + [FUNDAMENTAL] * 7})
    assert set(measure_balance(ten, by="count", band=(0.1, 0.3)).table["against_band"]) == {"inside"}
    assert set(measure_balance(ten, by="count", band=(0.3, 0.7)).table["against_band"]) == {"inside"}


def test_money_is_named_as_money(plan):
    balance = measure_balance(plan.assign(budget_keur=[10.0, 0, 5, 5]), by="effort", resource="budget_keur")
    assert set(balance.table["basis"]) == {"budget_keur"}
    assert "of the budget" in balance.text


def test_the_callers_list_is_not_changed(plan):
    before = plan.copy(deep=True)
    measure_balance(plan, per_quarter=True, coding_error=0.1)
    three_questions(plan)
    code_track(plan["description"])
    pd.testing.assert_frame_equal(plan, before)


@pytest.mark.parametrize(("options", "message"), [
    ({"band": (40, 60)}, r"from 0 to 1, the lower first, for example \(0.4, 0.6\)"),
    ({"band": (0.6, 0.4)}, "the lower first"),
    ({"band": 0.5}, "expected two shares"),
    ({"by": "money"}, "expected 'count', 'effort' or both"),
    ({"by": ()}, "expected 'count', 'effort' or both"),
    ({"per_quarter": True, "quarter": "2026Q1"}, "expected one of the two"),
    ({"quarter": "summer"}, "expected a quarter such as 2026Q3"),
    ({"quarter": "2031Q1"}, "nothing runs in 2031Q1; the list runs from 2026Q1 to 2026Q4"),
    ({"estimate_error": 30}, "such as 0.3"),
    ({"coding_error": 0.7}, "under 0.5"),
    ({"level": 95}, "level is 95"),
    ({"seed": -1}, "seed is -1"),
    ({"resource": "hours"}, "the column hours is absent"),
    ({"resource": "description"}, "expected numbers"),
])
def test_a_wrong_option_is_named_with_what_was_expected(plan, options, message):
    with pytest.raises(ValueError, match=message):
        measure_balance(plan, **options)


def test_several_wrong_options_are_told_at_once(plan):
    with pytest.raises(ValueError, match=r"(?s)by is.*level is"):
        measure_balance(plan, by="money", level=95)


def test_doubt_must_be_given_for_every_row(plan):
    with pytest.raises(ValueError, match="no chance for row 3"):
        measure_balance(plan, coding_error=pd.Series([0.1, 0.1, 0.1]))


# Tracks of descriptions.

@pytest.fixture(scope="module")
def described():
    return pd.read_csv(REFERENCE / "track_descriptions.csv", dtype="str")


def test_the_tracks_of_the_descriptions_used_in_development_are_found(described):
    mine = described[described["set"].eq("development")]
    coded = code_track(mine["description"])
    assert (coded["track"].astype("object").fillna("-") == mine["track"].fillna("-")).mean() >= 0.95


@pytest.mark.parametrize("language", ["en", "nl"])
def test_on_fresh_descriptions_it_abstains_rather_than_errs(described, language):
    mine = described[described["set"].eq("fresh") & described["language"].eq(language)]
    coded = code_track(mine["description"], language=language)["track"].astype("object")
    proposed = coded.notna()
    assert (coded[proposed] == mine["track"][proposed]).mean() >= 0.8
    assert proposed.mean() >= 0.35


def test_the_evidence_stands_in_the_text_where_it_is_said_to(described):
    coded = code_track(described["description"])
    shown = coded[coded["evidence"].notna()]
    for label, row in shown.iterrows():
        first = row["evidence"].split(" ... ")[0]
        assert described.loc[label, "description"][row["evidence_start"]:row["evidence_end"]].startswith(first)
    assert len(shown) > 60


def test_words_that_pull_both_ways_give_no_track_and_are_shown():
    row = code_track(pd.Series(["Solve complaints and discuss our strategy and vision."]), language="en").loc[0]
    assert pd.isna(row["track"]) and row["reason"] == "both tracks"
    assert {"Solve", "strategy"} <= set(row["evidence"].split(" ... "))


def test_defining_how_to_close_the_loop_is_not_closing_it():
    texts = pd.Series(["Define how we close the loop.", "Close the loop by calling customers back."])
    assert code_track(texts, language="en")["track"].tolist() == [FUNDAMENTAL, INNOVATION]


def test_looking_only_for_terms_whose_words_are_there_misses_none(described, rng, monkeypatch):
    terms = [term for language in ("en", "nl") for term in load_lexicon(f"tracks_{language}")["term"]]
    texts = [*described["description"], "ſolve the bill", "FIX İt", "K\u212aLANT", ""]
    for _ in range(400):
        parts = [term.replace("...", " de heel nieuwe ").replace("*", rng.choice(["", "s", "en", "é"]))
                 for term in rng.choice(terms, 4)]
        joined = rng.choice([" ", ", ", "-", ". "]).join(parts)
        texts.append(rng.choice([joined, joined.upper(), joined.title(), joined.replace("s", "ſ")]))
    texts = pd.Series(texts)
    quick = [code_track(texts, language=language) for language in ("en", "nl", "auto")]
    monkeypatch.setattr(coding, "_likely", lambda text, language: [
        (place, 0) for place in range(len(coding._codebook(language)))])
    for language, table in zip(("en", "nl", "auto"), quick, strict=True):
        pd.testing.assert_frame_equal(table, code_track(texts, language=language))


def test_missing_and_foreign_descriptions_stay_without_a_track():
    german = "Wir rufen jeden unzufriedenen Kunden zurück und fragen, was wir besser machen sollen."
    texts = pd.Series([None, "  ", german], index=["a", "b", "c"])
    coded = code_track(texts)
    assert coded["track"].isna().all() and coded.index.tolist() == ["a", "b", "c"]
    assert coded["reason"].tolist() == ["no text", "no text", "other language"]
    assert coded[["score_fundamental", "score_innovation"]].isna().all().all()


def test_the_codebooks_hold_only_legal_rows():
    for language in ("en", "nl"):
        terms = load_lexicon(f"tracks_{language}")
        assert set(terms["track"]) == set(TRACKS)
        assert terms["strength"].isin(["1", "2", "3"]).all()
        assert terms["term"].is_unique and (terms["term"] == terms["term"].str.strip()).all()


def test_themes_are_found_and_missing_where_nothing_can_be_read():
    themes = find_themes(pd.Series(["Train managers.", None]), language="en")
    assert themes.loc[0, "workforce"] and not themes.loc[0, "fix"]
    assert themes.loc[1].isna().all()


def test_descriptions_must_be_a_series():
    with pytest.raises(TypeError, match="expected a Series"):
        code_track("Fix the bill")


# The three questions.

def test_the_sheet_counts_what_is_delivered_measured_and_open(plan):
    table = three_questions(plan, target=3).table.set_index("topic")
    assert table["number"].tolist() == [2, 2, 1, 0, 1, 2]
    assert table["n"].tolist() == [2, 4, 2, 4, 4, 4]
    assert "target of 3 is not met" in table.loc["results", "evidence"]
    assert "1 delivered and not measured" in table.loc["improve", "evidence"]
    assert "set a target" not in table.loc["results", "what_is_missing"]


def test_a_list_that_says_nothing_gives_missing_numbers_not_zero(plan):
    table = three_questions(plan[["initiative", "track"]]).table.set_index("topic")
    assert table["number"].isna().tolist() == [True, False, True, True, True, True]
    assert table.loc["outcomes", "evidence"] == "The list does not say."
    assert "set a target" in table.loc["results", "what_is_missing"]


def test_the_sheet_never_calls_a_share_good_without_a_band(plan):
    row = three_questions(plan).table.loc[1]
    assert "choose a band" in row["what_is_missing"]
    assert "Against the band you set" in three_questions(plan, band=(0.4, 0.6)).table.loc[1, "evidence"]


def test_a_target_is_a_whole_number(plan):
    with pytest.raises(ValueError, match=r"target is 2.5"):
        three_questions(plan, target=2.5)


def test_the_room_loads_no_drawing_library():
    code = ("import sys, cxlab.portfolio; "
            "sys.exit(any(n.split('.')[0] in ('matplotlib', 'seaborn', 'IPython', 'ipywidgets') for n in sys.modules))")
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# Plans.

def as_list(rows):
    frame = pd.DataFrame(rows, columns=["track", "duration_quarters", "effort_fte", "value"])
    frame.insert(0, "initiative", [f"i{i}" for i in range(len(frame))])
    return frame


def quarterly(numbers):
    return pd.Series(numbers, index=pd.period_range("2026Q1", periods=len(numbers), freq="Q-DEC"), dtype=float)


def keeps_the_rules(frame, starts, capacity, share, results, requires, excludes, mandatory):
    """Every rule written out again, with fractions, for one vector of starts (None: not in the plan)."""
    on = [i for i, start in enumerate(starts) if start is not None]
    ends = {i: starts[i] + int(frame["duration_quarters"][i]) for i in on}
    effort = [Fraction(str(value)) for value in frame["effort_fte"]]
    fast = [track == INNOVATION for track in frame["track"]]
    for t, limit in enumerate(capacity):
        if sum(effort[i] for i in on if starts[i] <= t < ends[i]) > Fraction(str(limit)):
            return False
        if results and not any(fast[i] and ends[i] == t + 1 for i in on):
            return False
    if any(j in on and not (i in on and ends[i] <= starts[j]) for i, j in requires):
        return False
    if any(sum(i in on for i in group) > 1 for group in excludes) or not set(mandatory) <= set(on):
        return False
    work = {i: effort[i] * int(frame["duration_quarters"][i]) for i in on}
    mine, total = sum(work[i] for i in on if fast[i]), sum(work.values())
    return share is None or Fraction(str(share[0])) * total <= mine <= Fraction(str(share[1])) * total


def best_by_brute_force(frame, capacity, **rules):
    options = [[None, *range(len(capacity) - int(d) + 1)] for d in frame["duration_quarters"]]
    values = [sum(v for v, start in zip(frame["value"], starts, strict=True) if start is not None)
              for starts in itertools.product(*options) if keeps_the_rules(frame, starts, capacity, **rules)]
    return max(values, default=None)


one_row = st.tuples(st.sampled_from(TRACKS), st.integers(1, 3), st.sampled_from([0.25, 0.5, 1.0, 1.5, 2.0]),
                    st.integers(0, 20))


@settings(max_examples=60, deadline=None)
@given(st.lists(one_row, min_size=2, max_size=5), st.lists(st.sampled_from([1.0, 1.75, 3.0]), min_size=1, max_size=3),
       st.sampled_from([None, (0.4, 0.6), (0.0, 0.35), (0.333, 1.0)]), st.booleans(), st.booleans(), st.booleans(),
       st.booleans())
def test_a_plan_is_as_good_as_brute_force_finds(rows, capacity, share, results, ordered, exclusive, must):
    frame = as_list(rows)
    rules = {"share": share, "results": results, "requires": [(0, 1)] if ordered else [],
             "excludes": [(0, 1)] if exclusive else [], "mandatory": [1] if must else []}
    best = best_by_brute_force(frame, capacity, **rules)
    found = select_initiatives(frame, quarterly(capacity), share=share, results_every_quarter=results,
                               requires={"i1": "i0"} if ordered else {}, excludes=[("i0", "i1")] if exclusive else None,
                               mandatory="i1" if must else (), gap_tolerance=0)
    if best is None:
        assert found.status == "infeasible" and np.isnan(found.objective) and found.table.empty
    else:
        assert found.status == "optimal" and found.objective == best and found.bound == best
        starts = [None] * len(frame)
        for label, row in found.table.iterrows():
            starts[label] = row["start"].ordinal - pd.Period("2026Q1", freq="Q-DEC").ordinal
        assert keeps_the_rules(frame, starts, capacity, **rules)


def searched_list(seed, n=14, quarters=4):
    """A list in the solver's numbers, with order, groups, a band and a result each quarter."""
    rng = np.random.default_rng(seed)
    frame = as_list(zip(rng.choice(TRACKS, n), rng.integers(1, 4, n), rng.integers(2, 20, n) / 10,
                        rng.integers(1, 90, n), strict=True))
    frame["each"] = rng.integers(0, 20, n)
    return make_case(frame, quarterly([3.0] * quarters), value_per_quarter="each", share=(0.3, 0.7),
                     results_every_quarter=True, requires={"i1": "i0", "i5": ["i2", "i3"]}, excludes=[("i6", "i7")],
                     mandatory="i8").problem


@pytest.mark.parametrize("seed", [0, 2, 4, 5, 6, 7, 8, 10])
def test_quarter_by_quarter_the_same_plan_is_proven_as_by_branch_and_bound(seed, monkeypatch):
    monkeypatch.setattr(sweep, "STAGES", ((15, "front"), (15, "back"), (sweep.MOST, "easier")))
    monkeypatch.setattr(sweep, "MANY", 10)
    problem = searched_list(seed)
    model = solver._model(problem)
    columns, bound = sweep.find_best(model, 0.0, time.monotonic() + 60)
    witness = solver._milp(-model.gain, model, model.least, model.most, 60, 0.0, False)
    assert model.gain @ columns == bound == pytest.approx(-witness.fun)
    assert not broken_rules(problem, solver._as_starts(model, columns, len(problem.value)))


def test_when_partial_plans_grow_too_many_the_plan_is_still_proven_another_way(monkeypatch):
    problem = searched_list(0)
    model = solver._model(problem)
    monkeypatch.setattr(sweep, "STAGES", ((2, "front"), (sweep.MOST, "easier")))
    monkeypatch.setattr(sweep.Sweep, "_likeliest", cut_to_two)
    columns, bound = sweep.find_best(model, 0.0, time.monotonic() + 60)
    assert columns is None or bound > model.gain @ columns
    monkeypatch.setattr(solver, "SWEPT", (0, 500))
    found = solver.solve(problem, time_limit=60, tolerance=1e-4)
    assert found.bound == pytest.approx(problem.worth(found.starts))


def cut_to_two(search, plans):
    search.dropped = search.dropped or len(plans) > 2
    return plans.take(slice(2))


def test_a_plan_that_breaks_the_order_does_not_take_the_place_of_one_that_keeps_it(monkeypatch):
    problem = solver.Problem(value=np.array([4.0, 6.0, 0.0, 3.0]), duration=np.array([2, 1, 2, 2]),
                             effort=np.zeros((4, 1, 2), dtype=int), capacity=np.array([[2, 2, 2, 0]]),
                             innovation=np.array([True, True, False, True]), requires=((0, 1), (2, 3)))
    monkeypatch.setattr(sweep, "STAGES", ((sweep.MOST, "back"),))
    monkeypatch.setattr(sweep, "MANY", 2)
    monkeypatch.setattr(sweep, "GROWN", 1)
    columns, bound = sweep.find_best(solver._model(problem), 0.0, time.monotonic() + 60)
    assert bound == 13 and solver._model(problem).gain @ columns == 13


def test_what_is_not_in_whole_numbers_is_left_to_branch_and_bound():
    problem = dataclasses.replace(searched_list(0), floors=((np.full(14, 0.5), 2.0),))
    assert sweep.find_best(solver._model(problem), 1e-4, time.monotonic() + 60) == (None, None)


def test_a_search_whose_time_is_up_gives_a_bound_and_no_proof():
    model = solver._model(searched_list(0))
    columns, bound = sweep.find_best(model, 1e-4, time.monotonic())
    witness = solver._milp(-model.gain, model, model.least, model.most, 60, 0.0, False)
    assert columns is None and bound >= -witness.fun


def as_knapsack(value, weights, capacity):
    frame = pd.DataFrame(np.array(weights).T, columns=[f"r{r}" for r in range(len(weights))])
    frame.insert(0, "initiative", [f"i{i}" for i in range(len(frame))])
    frame = frame.assign(track=INNOVATION, duration_quarters=1, value=value)
    limits = pd.DataFrame([capacity], columns=[f"r{r}" for r in range(len(weights))], index=["2026Q1"])
    return select_initiatives(frame, limits, resources=list(limits.columns), gap_tolerance=0)


def read_numbers(path):
    return [float(word) for word in path.read_text().split()]


def test_known_knapsack_optima_are_reached_and_proven():
    for instance in json.loads((REFERENCE / "knapsack.json").read_text())["instances"]:
        found = as_knapsack(instance["value"], instance["weights"], instance["capacity"])
        assert found.status == "optimal" and found.objective == pytest.approx(instance["optimum"], abs=1e-6)


def test_the_optima_of_the_or_library_are_reached():
    folder = Path(__file__).parents[2] / "shared" / "reference" / "portfolio"
    if not folder.exists():
        pytest.skip("the folder with outside numbers is not here")
    for path in sorted((folder / "weing").glob("weing*.dat")):
        numbers = read_numbers(path)
        n, m, optimum, words = int(numbers[0]), int(numbers[1]), numbers[2], numbers[3:]
        # In these files the weights come after the values, then the capacities.
        value, rest = words[:n], words[n:]
        weights = [rest[r * n:(r + 1) * n] for r in range(m)]
        found = as_knapsack(value, weights, rest[m * n:m * n + m])
        assert found.objective == pytest.approx(optimum), path.name


def test_a_long_list_is_solved_by_parts_with_a_proven_bound(monkeypatch):
    rng = np.random.default_rng(3)
    n = 120
    frame = as_list(zip(rng.choice(TRACKS, n), rng.integers(1, 4, n), rng.integers(2, 30, n) / 10,
                        rng.integers(1, 90, n), strict=True))
    capacity = quarterly([6.0] * 6)
    whole = select_initiatives(frame, capacity, share=(0.4, 0.6), gap_tolerance=0.01)
    monkeypatch.setattr("cxlab.portfolio.solver.WHOLE", 10)
    monkeypatch.setattr("cxlab.portfolio.solver.KERNEL", 150)
    parts = select_initiatives(frame, capacity, share=(0.4, 0.6), gap_tolerance=0.01)
    for found in (whole, parts):
        assert found.status == "optimal" and found.gap <= 0.01
    assert parts.objective <= whole.bound and whole.objective <= parts.bound


@pytest.fixture
def candidates():
    return pd.DataFrame({
        "initiative": ["Principles", "Pilot", "Scale the pilot", "Call back"],
        "track": [FUNDAMENTAL, INNOVATION, INNOVATION, INNOVATION],
        "duration_quarters": [2, 1, 1, 1], "effort_fte": [1.0, 1.0, 1.5, 0.5], "value": [4.0, 3.0, 9.0, 5.0],
        "requires": [None, None, "Pilot", None],
    }, index=[10, 20, 30, 40])


def test_work_starts_only_after_what_it_requires_is_finished(candidates):
    table = select_initiatives(candidates, quarterly([2.5, 2.5])).table.set_index("initiative")
    assert table.loc["Pilot", "finish"] < table.loc["Scale the pilot", "start"]


def test_the_order_can_be_switched_off_or_given_by_hand(candidates):
    free = select_initiatives(candidates, quarterly([1.5]), requires={})
    assert free.table["initiative"].tolist() == ["Scale the pilot"]
    assert select_initiatives(candidates, quarterly([1.5])).objective == 8


def test_what_is_done_opens_the_way_and_is_not_planned_again(candidates):
    found = select_initiatives(candidates, quarterly([1.5]), done="Pilot")
    assert found.table["initiative"].tolist() == ["Scale the pilot"]
    assert "Pilot" not in found.not_chosen


def test_the_schedule_keeps_the_labels_of_the_list(candidates):
    found = select_initiatives(candidates, quarterly([3.0, 3.0]))
    assert candidates.loc[found.table.index, "initiative"].tolist() == found.table["initiative"].tolist()
    assert set(found.not_chosen) | set(found.table["initiative"]) == set(candidates["initiative"])


def test_use_and_capacity_and_what_is_left_add_up(candidates):
    found = select_initiatives(candidates, quarterly([2.5, 2.0]))
    assert (found.use["used"] + found.use["left"]).tolist() == pytest.approx(found.use["capacity"].tolist())
    assert (found.use["left"] >= 0).all()
    work = (found.table["effort_fte"] * found.table["duration_quarters"]).sum()
    assert found.use["used"].sum() == pytest.approx(work)


def test_among_equal_plans_valuable_work_starts_first():
    frame = as_list([(INNOVATION, 1, 1.0, 1), (INNOVATION, 1, 1.0, 9), (INNOVATION, 1, 1.0, 5)])
    found = select_initiatives(frame, quarterly([1.0, 1.0, 1.0]))
    assert found.table["value"].tolist() == [9, 5, 1]


def test_a_band_on_its_edge_holds_exactly():
    frame = as_list([(INNOVATION, 1, 0.1, 1), (INNOVATION, 1, 0.2, 1), (FUNDAMENTAL, 1, 0.7, 1)])
    found = select_initiatives(frame, quarterly([1.0]), share=(0.3, 0.3))
    assert found.objective == 3 and found.status == "optimal"


def test_when_nothing_fits_it_says_what_to_loosen(candidates):
    found = select_initiatives(candidates, quarterly([2.0, 2.0]), mandatory="Principles", share=(0.9, 1.0))
    assert found.status == "infeasible"
    assert found.loosen == ("the band for the share", "the mandatory initiatives")
    assert found.text.startswith("No plan fits all your rules")
    assert len(found.not_chosen) == 4


def test_a_proof_is_only_claimed_when_there_is_one(candidates):
    found = select_initiatives(candidates, quarterly([3.0, 3.0]), gap_tolerance=0)
    assert "Proven: no plan that keeps the rules scores more." in found.text
    assert found.gap == 0 and found.bound == found.objective


def test_the_plan_says_nothing_on_the_standard_output(capfd, candidates):
    select_initiatives(candidates, quarterly([3.0, 3.0]), share=(0.4, 0.6), results_every_quarter=True)
    assert capfd.readouterr().out == ""


def test_two_searches_at_once_give_the_output_back_when_the_last_has_ended(capfd, monkeypatch):
    import contextlib
    import os

    monkeypatch.setattr(sys, "stdout", sys.stderr)  # as in a notebook, whose prints go another way
    first, second = contextlib.ExitStack(), contextlib.ExitStack()
    first.enter_context(solver._quiet(False))
    second.enter_context(solver._quiet(False))
    os.write(1, b"during")
    first.close()
    os.write(1, b"still")
    second.close()
    os.write(1, b"after")
    assert capfd.readouterr().out == "after"


def test_in_a_script_a_search_in_another_thread_leaves_the_output_alone():
    script = """if True:
        import threading
        from cxlab.portfolio import solver
        def work():
            with solver._quiet(False):
                inside.set(), go.wait(20)
        inside, go = threading.Event(), threading.Event()
        thread = threading.Thread(target=work)
        thread.start(), inside.wait(20)
        print("seen", flush=True)
        go.set(), thread.join()
        """
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "seen\n"


def test_a_relaxation_that_fails_is_no_proof_that_there_is_no_plan(candidates, monkeypatch):
    wanted = select_initiatives(candidates, quarterly([3.0, 3.0])).objective
    monkeypatch.setattr(solver, "WHOLE", 0)
    assert select_initiatives(candidates, quarterly([3.0, 3.0])).objective == wanted
    failed = OptimizeResult(x=None, status=4, message="numerical difficulties")
    monkeypatch.setattr(solver, "linprog", lambda *given, **options: failed)
    found = select_initiatives(candidates, quarterly([3.0, 3.0]))
    assert (found.status, found.objective) == ("optimal", wanted)
    monkeypatch.setattr(solver, "linprog", lambda *given, **options: OptimizeResult(x=None, status=2))
    assert solver._best(solver._model(found.case.problem), 5, 1e-4, False)[2] == "infeasible"


def test_the_rules_are_checked_without_the_solver():
    problem = Problem(value=np.array([1.0, 1.0]), duration=np.array([2, 1]), effort=np.array([[[2, 2]], [[2, 0]]]),
                      capacity=np.array([[2, 2]]), innovation=np.array([True, False]), requires=((0, 1),),
                      excludes=((0, 1),), mandatory=(1,), share=(Fraction(0), Fraction(1, 2)), results=True)
    broken = " ".join(broken_rules(problem, np.array([0, 0])))
    for words in ("exceeds its capacity in quarter 0", "has no result", "before 0 is finished", "more than one of",
                  "share lies outside"):
        assert words in broken
    assert broken_rules(problem, np.array([1, -1])) == [
        "initiative 0 ends after the last quarter", "quarter 0 has no result", "quarter 1 has no result",
        "mandatory 1 is left out", "the share lies outside its band"]


@pytest.mark.parametrize(("options", "message"), [
    ({"mandatory": "Pylon"}, "there is no initiative 'Pylon'"),
    ({"requires": {"Call back": ["Nothing"]}}, "there is no initiative 'Nothing'"),
    ({"requires": {"Pilot": "Call back", "Call back": "Pilot"}},
     "in a circle: 'Pilot' waits for 'Call back' waits for 'Pilot'"),
    ({"excludes": [("Pilot", "Nobody")]}, "there is no initiative 'Nobody'"),
    ({"share": (40, 60)}, r"for example \(0.4, 0.6\)"),
    ({"share_resource": "money"}, "expected one of 'effort_fte'"),
    ({"resources": "hours"}, "column 'hours': is absent"),
    ({"value": "points"}, "column 'points': is absent"),
    ({"time_limit_seconds": 0}, "expected a number above 0"),
    ({"gap_tolerance": 5}, "gap_tolerance is 5"),
])
def test_a_wrong_rule_is_named(candidates, options, message):
    with pytest.raises(ValueError, match=message):
        select_initiatives(candidates, quarterly([3.0]), **options)


@pytest.mark.parametrize(("capacity", "message"), [
    (quarterly([1.0, 2.0]).iloc[[0]].rename_axis(None).iloc[:0], "no quarter"),
    (pd.Series([1.0, 2.0], index=["2026Q1", "2026Q3"]), "each to follow the one before"),
    (pd.Series([1.0], index=["spring"]), "expected quarters such as 2026Q1"),
    (pd.Series([-1.0], index=["2026Q1"]), "capacity of effort_fte in 2026Q1 is -1.0"),
    (pd.DataFrame({"quarter": ["2026Q1"], "budget_keur": [3.0]}), "no column effort_fte"),
])
def test_a_wrong_capacity_is_named(candidates, capacity, message):
    with pytest.raises(ValueError, match=message):
        select_initiatives(candidates, capacity)


def test_missing_numbers_are_refused_with_the_names(candidates):
    candidates.loc[20, "value"] = None
    candidates.loc[40, "effort_fte"] = None
    with pytest.raises(ValueError, match=r"(?s)row 20, .*'value': is missing for 'Pilot'.*row 40, .*'effort_fte'"):
        select_initiatives(candidates, quarterly([3.0]))


def test_the_words_on_the_interval_tell_its_level_and_no_doubt_that_was_not_given(plan):
    assert "99.5% of the time" in measure_balance(plan, level=0.995).text
    assert "coded wrongly" in measure_balance(plan, coding_error=0.1).text
    assert "coded wrongly" not in measure_balance(plan, coding_error=0).text
    with pytest.raises(ValueError, match=r"coding_error is 'high'; expected a chance from 0 to under 0\.5"):
        measure_balance(plan, coding_error="high")
    with pytest.raises(ValueError, match="each row label once"):
        measure_balance(plan, coding_error=pd.Series(0.1, index=[0, 0, 1, 2, 3]))


# What is absent is said in the words of who plans.

FUNCTIONS = [name for name in portfolio.__all__ if not isinstance(getattr(portfolio, name), type)]


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("given", ["the table alone", [1, 2], 5, "x", None], ids=str)
def test_a_call_with_too_little_or_with_no_table_is_answered_without_a_word_of_python(plan, name, given):
    function = getattr(portfolio, name)
    about = {"code_track": plan["description"], "find_themes": plan["description"],
             "complaint_backlog": plan.assign(date="2026-01-05", theme="bill")}.get(name, plan)
    try:
        function(about if isinstance(given, str) and given.startswith("the") else given)
    except (TypeError, ValueError) as error:
        said = str(error)
    else:
        return
    assert not re.search(r"positional|required|attribute|NoneType|\ba int\b|got (list|int|str)\b", said), said
    assert "expected" in said or "for example" in said.lower() or "first " in said, said


def test_without_a_capacity_it_is_said_what_one_is_and_the_example_runs(plan):
    plan = plan.assign(value=1)
    with pytest.raises(TypeError, match="capacity is not given: say how much you have in each quarter") as caught:
        select_initiatives(plan)
    lines = [line.strip() for line in str(caught.value).splitlines() if line.startswith("    ")]
    told = {"pd": pd, "initiatives": plan.assign(start=None), "cx": SimpleNamespace(portfolio=portfolio)}
    exec(lines[0], told)  # the example of the message, as a reader would type it
    assert len(eval(lines[1], told).table) >= 2
    for wrong in (3, [3, 3], {"2026Q1": 3}, "3"):
        with pytest.raises(TypeError, match=r"capacity is a (number|list|dictionary|text); expected how much you have"):
            select_initiatives(plan, wrong)


def test_of_several_absent_things_all_are_said(plan):
    with pytest.raises(TypeError, match=r"(?s)initiatives is a list.*capacity is not.*near is not.*long is not"):
        portfolio.trade_off_curve([1])
    with pytest.raises(TypeError, match=r"(?s)sd is not given: give how unsure.*trial_cost is not given.*For example"):
        portfolio.experiment_value(10)
    with pytest.raises(TypeError, match=r"first plan = cx\.portfolio\.select_initiatives"):
        portfolio.why_not(plan, "Call back")
