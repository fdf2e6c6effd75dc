"""Plans explained: effort that varies, fixed starts, conflicts, frontiers, doubts and what lists lose."""

import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxlab.frames import FUNDAMENTAL, INNOVATION
from cxlab.portfolio import select_initiatives

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
    assert "cannot hold together" in found.text and "from 90.0% to 42.8%" in found.text


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
