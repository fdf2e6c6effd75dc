"""Plans explained: effort that varies, fixed starts, conflicts, frontiers, doubts and what lists lose."""

import itertools
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxlab.frames import FUNDAMENTAL, INNOVATION
from cxlab.portfolio import (
    compare_rules,
    experiment_value,
    price_of_balance,
    robust_selection,
    scenario_values,
    select_initiatives,
    trade_off_curve,
    why_not,
)

REFERENCE = Path(__file__).parents[2] / "shared" / "reference" / "portfolio"


def quarterly(numbers):
    return pd.Series(numbers, index=pd.period_range("2026Q1", periods=len(numbers), freq="Q-DEC"), dtype=float)


@pytest.fixture
def candidates():
    return pd.DataFrame({
        "initiative": ["Principles", "Pilot", "Scale the pilot", "Call back"],
        "track": [FUNDAMENTAL, INNOVATION, INNOVATION, INNOVATION],
        "duration_quarters": [2, 1, 1, 1], "effort_fte": [1.0, 1.0, 1.5, 0.5], "value": [4.0, 3.0, 9.0, 5.0],
        "requires": [None, None, "Pilot", None],
    }, index=[10, 20, 30, 40])


def row_of(found, name):
    return found.table.set_index("initiative").loc[name]


# Effort and time.

def test_effort_may_differ_from_quarter_to_quarter(candidates):
    profile = pd.DataFrame({"initiative": "Principles", "quarter_of_work": [1, 2], "effort_fte": [0.5, 2.0]})
    alone = candidates.iloc[:1]
    assert select_initiatives(alone, quarterly([0.5, 2.0]), effort_profile=profile).objective == 4
    assert select_initiatives(alone, quarterly([2.0, 0.5]), effort_profile=profile).objective == 0
    use = select_initiatives(alone, quarterly([0.5, 2.0]), effort_profile=profile).use
    assert use["used"].tolist() == [0.5, 2.0]


def test_a_flat_profile_is_the_same_as_none(candidates):
    rows = [(row.initiative, k + 1, row.effort_fte) for row in candidates.itertuples()
            for k in range(row.duration_quarters)]
    profile = pd.DataFrame(rows, columns=["initiative", "quarter_of_work", "effort_fte"])
    plain = select_initiatives(candidates, quarterly([2.5, 2.0]), share=(0.3, 0.9))
    shaped = select_initiatives(candidates, quarterly([2.5, 2.0]), share=(0.3, 0.9), effort_profile=profile)
    pd.testing.assert_frame_equal(plain.table, shaped.table)
    pd.testing.assert_frame_equal(plain.balance.table, shaped.balance.table)


@pytest.mark.parametrize(("profile", "message"), [
    ({"quarter_of_work": [1, 3], "effort_fte": [1, 1]}, "outside 1 to duration_quarters"),
    ({"quarter_of_work": [1, 1], "effort_fte": [1, 1]}, "stands in it twice"),
    ({"quarter_of_work": [1, 2], "effort_fte": [1, -1]}, "missing or negative effort"),
    ({"quarter_of_work": [1], "effort_fte": [1]}, "gives 1 of its 2 quarters"),
    ({"quarter_of_work": [1, 2]}, "lacks every resource"),
])
def test_a_wrong_profile_is_named(candidates, profile, message):
    with pytest.raises(ValueError, match=message):
        select_initiatives(candidates, quarterly([3.0]), effort_profile=pd.DataFrame(profile).assign(
            initiative="Principles"))


def test_a_start_stays_within_its_window(candidates):
    within = candidates.assign(earliest_start=[None, "2026Q2", None, None], latest_start=[None, None, None, "2026Q1"])
    found = select_initiatives(within, quarterly([9.0] * 4))
    assert str(row_of(found, "Pilot")["start"]) == "2026Q2" and str(row_of(found, "Call back")["start"]) == "2026Q1"
    assert str(row_of(found, "Scale the pilot")["start"]) == "2026Q3"


def test_running_work_stays_and_only_what_is_left_of_it_takes_capacity(candidates):
    under_way = candidates.assign(start=["2025Q4", None, None, None], running=[True, False, None, False])
    found = select_initiatives(under_way, quarterly([1.0, 2.0]))
    assert str(row_of(found, "Principles")["start"]) == "2025Q4"
    assert str(row_of(found, "Principles")["finish"]) == "2026Q1"
    # Principles takes 1.0 in its last quarter; then only Pilot and Call back fit, for Pilot is due before its scaling.
    assert found.use["used"].tolist() == [1.0, 1.5] and found.objective == 12
    over = under_way.assign(start=["2025Q2", None, None, None])
    with pytest.raises(ValueError, match="'Principles' is running and ended before 2026Q1"):
        select_initiatives(over, quarterly([1.0, 2.0]))


def test_an_empty_plan_is_no_way_out():
    wishes = pd.DataFrame({"initiative": ["a", "b"], "track": "Strategic Fundamental", "duration_quarters": 1,
                           "effort_fte": 1.0, "value": [3.0, 2.0]})
    found = select_initiatives(wishes, quarterly([2.0, 2.0]), share=(0.4, 0.6), results_every_quarter=True)
    # Without results an empty plan would do: it has no share. But the list holds nothing that keeps the band.
    assert found.status == "infeasible" and found.loosening.empty and "Or drop" not in found.text


def test_of_mandatory_initiatives_as_few_as_can_be_are_let_go_and_the_least_valuable():
    wishes = pd.DataFrame({"initiative": ["a", "b", "c"], "track": "Strategic Fundamental", "duration_quarters": 1,
                           "effort_fte": 1.0, "value": [5.0, 3.0, 4.0]})
    found = select_initiatives(wishes, quarterly([1.0, 1.0]), mandatory=["a", "b", "c"])
    assert found.loosening.query("limit == 'the mandatory initiatives'")["what"].tolist() == ["'b'"]


def test_what_still_runs_after_the_last_quarter_keeps_its_days_and_brings_no_result_in_the_plan():
    wishes = pd.DataFrame({"initiative": ["Long", "Short"], "track": "Result Driven Innovation",
                           "duration_quarters": [3, 1], "effort_fte": 1.0, "value": [5.0, 1.0], "each": [4.0, 0.0],
                           "running": [True, False], "start": ["2026Q1", None]})
    plan = select_initiatives(wishes, quarterly([2.0, 2.0]), value_per_quarter="each")
    assert [str(row_of(plan, "Long")[name]) for name in ("start", "finish")] == ["2026Q1", "2026Q3"]
    assert plan.objective == 6 and plan.bound == 6  # 5 and 1; what Long adds each quarter comes after the plan
    assert plan.use["used"].sum() == 3
    # Of two quarters only one can have a result, for Long is not finished in either.
    assert select_initiatives(wishes, quarterly([2.0, 2.0]), results_every_quarter=True).status == "infeasible"
    follows = select_initiatives(wishes, quarterly([2.0, 2.0]), requires={"Short": "Long"})
    assert follows.table["initiative"].tolist() == ["Long"]


def test_running_work_need_not_wait_for_what_it_requires(candidates):
    under_way = candidates.assign(running=[False, False, True, False])
    assert "Scale the pilot" in set(select_initiatives(under_way, quarterly([1.5])).table["initiative"])


def test_results_may_count_from_the_quarter_in_which_they_are_there(candidates):
    each = candidates.assign(value=0.0, each=[1.0, 1.0, 1.0, 3.0], requires=None)
    found = select_initiatives(each, quarterly([1.0, 1.0, 1.0]), value_per_quarter="each")
    # By hand: Call back (3 quarters of 3 points), Pilot second (2 quarters of 1 point); then nothing else of more.
    best = 0
    for starts in itertools.product([None, 0, 1], [None, 0, 1, 2], [None, 0, 1, 2], [None, 0, 1, 2]):
        use = np.zeros(3)
        worth = 0.0
        for start, row in zip(starts, each.itertuples(), strict=True):
            if start is not None:
                use[start:start + row.duration_quarters] += row.effort_fte
                worth += row.each * (3 - start - row.duration_quarters + 1)
        best = max(best, worth) if (use <= 1).all() else best
    assert found.objective == best


# Conflicts.

def test_a_conflict_names_the_limits_and_what_each_would_have_to_become(candidates):
    found = select_initiatives(candidates, quarterly([2.0, 2.0]), mandatory="Principles", share=(0.9, 1.0))
    assert found.status == "infeasible"
    # With capacity without end the share would still be 3.0 of 5.0: capacity is not to blame.
    assert set(found.conflict) == {"the band for the share", "the mandatory initiatives"}
    band = found.loosening[found.loosening["limit"].eq("the band for the share")].iloc[0]
    # By hand: beside Principles (2.0) fit at most 1.0 each quarter: Pilot and Call back, 1.5, a share of 3/7.
    assert (band["now"], band["needed"]) == ("90.0%", "42.8%")
    assert "These clash: the band for the share and the mandatory initiatives." in found.text
    assert "(1) lower the least that Result Driven Innovation may have of the effort from 90.0% to 42.8%" in found.text


def test_every_loosening_makes_a_plan_possible(candidates):
    rules = {"mandatory": "Principles", "share": (0.9, 1.0)}
    found = select_initiatives(candidates, quarterly([2.0, 2.0]), **rules)
    band = float(found.loosening.set_index("limit").loc["the band for the share", "needed"].strip("%")) / 100
    assert select_initiatives(candidates, quarterly([2.0, 2.0]), **rules | {"share": (band, 1.0)}).status == "optimal"
    assert select_initiatives(candidates, quarterly([2.0, 2.0]), **rules | {"share": (band + 0.002, 1.0)}
                              ).status == "infeasible"


def test_capacity_that_is_short_is_told_in_the_users_units(candidates):
    found = select_initiatives(candidates, quarterly([0.75, 1.0]), mandatory="Principles")
    row = found.loosening[found.loosening["limit"].eq("the capacity of effort_fte")].iloc[0]
    assert (row["what"], row["now"], row["needed"], row["unit"]) == ("2026Q1", "0.75", "1", "effort_fte")


def test_a_window_that_is_too_narrow_is_told(candidates):
    late = candidates.assign(earliest_start=["2026Q2", None, None, None])
    found = select_initiatives(late, quarterly([2.0, 2.0]), mandatory="Principles")
    rows = found.loosening.set_index("limit").loc["the earliest and latest starts"]
    assert (rows["what"], rows["now"], rows["needed"]) == ("'Principles'", "2026Q2", "2026Q1")


def test_a_plan_that_exists_has_no_conflict(candidates):
    found = select_initiatives(candidates, quarterly([2.0, 2.0]))
    assert found.conflict == () and found.loosening.empty


# Near against long term.

def read_vopt(path):
    """Two objectives, one limit: numbers under headings."""
    blocks, name = {}, None
    for line in path.read_text(encoding="utf-8").splitlines():
        text = line.strip()
        if text.startswith("#"):
            name = text
            blocks[name] = []
        elif text and name:
            blocks[name] += [float(word) for word in text.split()]
    near, long, limit = (next(v for k, v in blocks.items() if k.startswith(f"# {start}"))
                         for start in ("Objectif 1", "Objectif 2", "Contrainte 1"))
    return near, long, limit[:-1], limit[-1]


@pytest.mark.parametrize(("name", "points"), [("2KP50-11", None), ("2KP50-50", 8)])
def test_published_fronts_are_found(name, points):
    if not REFERENCE.exists():
        pytest.skip("the folder with outside numbers is not here")
    near, long, size, limit = read_vopt(REFERENCE / f"{name}.dat")
    frame = pd.DataFrame({"initiative": [f"i{i}" for i in range(len(near))], "track": INNOVATION,
                          "duration_quarters": 1, "effort_fte": size, "soon": near, "later": long})
    found = trade_off_curve(frame, quarterly([limit]), near="soon", long="later", time_limit_seconds=300,
                            most_points=points or 200)
    known = json.loads((REFERENCE / "optima.json").read_text(encoding="utf-8"))["voptlib_Y"][name]
    assert found.complete == (points is None)  # of the long front the first plans only, for the time it takes
    assert found.table[["near", "long"]].astype(int).to_numpy().tolist() == sorted(known)[:points]


@pytest.fixture
def wishes():
    rng = np.random.default_rng(5)
    n = 9
    fast = rng.random(n) < 0.5
    return pd.DataFrame({
        "initiative": [f"i{i}" for i in range(n)], "track": np.where(fast, INNOVATION, FUNDAMENTAL),
        "duration_quarters": 1, "effort_fte": rng.integers(1, 6, n) / 2, "value": rng.integers(1, 20, n),
        "soon": rng.integers(0, 9, n) / 2, "later": rng.integers(0, 9, n), "customers_reached": rng.integers(0, 90, n)})


def all_plans(frame, limit, share=None):
    """Every set of one-quarter initiatives that fits one quarter."""
    fast, effort = frame["track"].eq(INNOVATION).to_numpy(), frame["effort_fte"].to_numpy()
    for bits in itertools.product([False, True], repeat=len(frame)):
        on = np.array(bits)
        mine, total = effort[on & fast].sum(), effort[on].sum()
        if total <= limit and (share is None or share[0] * total <= mine <= share[1] * total):
            yield on


def test_the_curve_is_the_one_that_brute_force_finds(wishes):
    found = trade_off_curve(wishes, quarterly([6.0]), near="soon", long="later", share=(0.25, 0.75))
    points = {(wishes["soon"][on].sum(), wishes["later"][on].sum()) for on in all_plans(wishes, 6.0, (0.25, 0.75))}
    front = sorted(a for a in points if not any(b != a and b[0] >= a[0] and b[1] >= a[1] for b in points))
    assert [tuple(point) for point in found.table[["near", "long"]].to_numpy()] == front
    assert found.complete and found.table["share"].dropna().between(0.25, 0.75).all()


def test_a_curve_that_is_cut_short_says_so(wishes):
    found = trade_off_curve(wishes, quarterly([6.0]), near="soon", long="later", most_points=2)
    assert len(found.table) == 2 and not found.complete and "may be missing" in found.text


def test_a_band_costs_what_brute_force_says(wishes):
    bands = [(0.0, 0.2), (0.5, 0.6)]
    table = price_of_balance(wishes, quarterly([6.0]), bands=bands).table
    best = [max(wishes["value"][on].sum() for on in all_plans(wishes, 6.0, band)) for band in (None, *bands)]
    assert table["value"].tolist() == best
    assert table["lost"].tolist() == [best[0] - value for value in best]


def test_the_price_of_leaving_one_out_is_what_brute_force_says(wishes):
    selection = select_initiatives(wishes, quarterly([6.0]), gap_tolerance=0)
    for name in selection.not_chosen:
        place = int(name[1:])
        with_it = max(wishes["value"][on].sum() for on in all_plans(wishes, 6.0) if on[place])
        reason = why_not(selection, name)
        assert reason.lost == selection.objective - with_it
        assert reason.table.loc[0, "limit"] == "the capacity of effort_fte"


def test_what_keeps_an_initiative_out_is_the_limit_and_not_another(candidates):
    # Principles would fit, and only the band is against it.
    selection = select_initiatives(candidates, quarterly([9.0, 9.0]), share=(0.9, 1.0))
    reason = why_not(selection, "Principles")
    assert reason.table.loc[reason.table["binds"], "limit"].tolist() == ["the band for the share"]
    assert "What keeps it out: the band for the share." in reason.text


def test_only_what_was_left_out_can_be_asked_about(candidates):
    selection = select_initiatives(candidates, quarterly([9.0, 9.0]))
    with pytest.raises(ValueError, match="'Pilot' is not among the initiatives left out"):
        why_not(selection, "Pilot")


# Lists.

def test_no_list_passes_the_best_plan_and_what_it_breaks_is_told(wishes):
    found = compare_rules(wishes.assign(moscow=["must", "should", "could"] * 3), quarterly([6.0]), share=(0.45, 0.55))
    lists = found.table.iloc[1:]
    assert set(lists["rule"]) == {"value", "WSJF", "RICE", "MoSCoW"}
    for row in lists.itertuples():
        assert row.breaks == (() if 0.45 <= row.share <= 0.55 else ("the band for the share",))
        assert row.breaks or row.value <= found.best.objective
    assert found.table.loc[0, "kept"] == 1


def test_a_list_by_value_takes_what_fits_from_the_top(wishes):
    left, mine = 6.0, 0.0
    for row in wishes.sort_values("value", ascending=False, kind="stable").itertuples():
        if row.effort_fte <= left:
            left, mine = left - row.effort_fte, mine + row.value
    table = compare_rules(wishes, quarterly([6.0])).table.set_index("rule")
    assert table.loc["value", "value"] == mine
    assert "MoSCoW" not in table.index


# Doubt.

def test_core_and_exterior_agree_with_all_plans_that_make_sense(wishes):
    low, high = wishes["value"] * 0.8, wishes["value"] * 1.2
    found = robust_selection(wishes.assign(low=low, high=high), quarterly([6.0]), low="low", high="high", draws=40)
    plans = np.array(list(all_plans(wishes, 6.0)))
    low, high = low.to_numpy(), high.to_numpy()

    def dominates(p, q):
        only_p, only_q = p & ~q, q & ~p
        return low[only_p].sum() >= high[only_q].sum() and high[only_p].sum() > low[only_q].sum()

    sensible = np.array([q for q in plans if not any(dominates(p, q) for p in plans)])
    groups = found.table.set_index("initiative")["group"]
    for i, name in enumerate(wishes["initiative"]):
        held = sensible[:, i]
        allowed = {"core"} if held.all() else {"exterior"} if not held.any() else {"borderline"}
        assert groups[name] in allowed | {"undecided"}
    assert (groups != "undecided").mean() > 0.5
    plan = np.isin(wishes["initiative"], found.plan)
    regret = max(high[p & ~plan].sum() - low[plan & ~p].sum() for p in plans)
    assert found.max_regret == pytest.approx(regret)


def test_without_doubt_there_is_no_borderline_and_no_regret(wishes):
    one = wishes.assign(value=[3.0, 5.1, 7.3, 2.2, 9.7, 4.4, 8.9, 6.05, 1.6])
    found = robust_selection(one, quarterly([6.0]), low="value", high="value", draws=3)
    assert set(found.table["group"]) == {"core", "exterior"} and found.max_regret == pytest.approx(0, abs=1e-6)
    assert found.table["estimate"].isin([0, 1]).all()


def test_crossed_scores_are_named(wishes):
    with pytest.raises(ValueError, match=r"low lies above high for 'i0'"):
        robust_selection(wishes.assign(low=[5.0] + [1.0] * 8, high=2.0), quarterly([6.0]), low="low", high="high")


def test_scenarios_have_the_mean_and_spread_that_the_formula_gives():
    frame = pd.DataFrame({"initiative": ["a", "b"], "value": [10.0, 30.0]})
    table = scenario_values(frame, {"both": ["a", "b"], "a": ["a"]}, spread=0.5, correlation=0.4, draws=200_000).table
    assert table["estimate"].tolist() == pytest.approx([40, 10], rel=0.01)
    s = np.sqrt(np.log(1.25))
    limits = 10 * np.exp(s * 1.644854 * np.array([-1, 1]) - s**2 / 2)
    assert table.loc[1, ["ci_lower", "ci_upper"]].tolist() == pytest.approx(limits, rel=0.02)


def test_values_that_move_together_spread_a_plan_more():
    frame = pd.DataFrame({"initiative": [f"i{i}" for i in range(30)], "value": 10.0})
    widths = []
    for correlation in (0.0, 0.3, 0.8):
        row = scenario_values(frame, {"all": frame["initiative"]}, correlation=correlation).table.iloc[0]
        widths.append(row["ci_upper"] - row["ci_lower"])
    assert widths == sorted(widths) and widths[2] > 2 * widths[0]


def test_a_missing_value_is_counted_and_an_unknown_name_refused():
    frame = pd.DataFrame({"initiative": ["a", "b"], "value": [10.0, None]})
    assert scenario_values(frame, {"both": ["a", "b"]}).table.loc[0, ["n", "n_missing"]].tolist() == [1, 1]
    with pytest.raises(ValueError, match="there is no initiative 'c' in the list"):
        scenario_values(frame, {"both": ["a", "c"]})


def test_the_value_of_a_trial_agrees_with_drawing_it_out():
    trial = experiment_value(10, 30, 120, quarters=8, delay_quarters=1, customers=200, customer_sd=200, trial_cost=10)
    assert trial.value_with == pytest.approx(43.39, abs=0.005)
    rng = np.random.default_rng(0)
    truth = rng.normal(10, 30, 1_000_000)
    seen = truth + rng.normal(0, 200 / np.sqrt(200), truth.size)
    belief = 10 + 900 / (900 + 200) * (seen - 10)
    drawn = np.where(7 * belief > 120, 7 * truth - 120, 0) - 10
    assert trial.value_with == pytest.approx(drawn.mean(), abs=4 * drawn.std() / 1000)
    assert trial.chance_to_scale == pytest.approx((7 * belief > 120).mean(), abs=0.003)


def test_impossible_trials_are_told_all_at_once():
    with pytest.raises(ValueError, match=r"(?s)sd is 0.*delay_quarters is 9"):
        experiment_value(10, 0, 120, quarters=8, delay_quarters=9, customers=200, customer_sd=200, trial_cost=10)
