"""Complaints and the call log: which call is it about, and out of how many?"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cxlab as cx
from cxlab.intervals import proportion_ci
from cxlab.linkage import join_calls, mark_calls, rate_base, share_or_rate


def typed(frame):
    days = pd.to_datetime(frame["date"], format="mixed").astype("datetime64[us]")
    return frame.astype({"call_id": "str", "customer_id": "str"}).assign(date=days)


def complaints_of(*rows):
    return typed(pd.DataFrame(rows, columns=["call_id", "customer_id", "date"])).assign(text="words")


def calls_of(*rows):
    return typed(pd.DataFrame(rows, columns=["call_id", "customer_id", "date", "team"]))


CALLS = calls_of(("K1", "U1", "2026-03-01", "A"), ("K2", "U2", "2026-03-02", "A"), ("K3", "U2", "2026-03-05", "B"),
                 ("K4", None, "2026-03-05", "B"), (None, "U5", "2026-03-06", "B"))


def test_the_call_identifier_goes_before_the_customer():
    link = join_calls(complaints_of(("K1", "U2", "2026-03-06")), CALLS)
    assert link.table["matched_by"].tolist() == ["call_id"]
    assert link.table["call_customer_id"].tolist() == ["U1"]


def test_without_an_identifier_the_customers_latest_call_before_the_complaint_is_taken():
    link = join_calls(complaints_of((None, "U2", "2026-03-06"), (None, "U2", "2026-03-04")), CALLS)
    assert link.table["matched_call_id"].tolist() == ["K3", "K2"]
    assert link.multiple[["row", "candidates", "call_row", "is_tie"]].values.tolist() == [[0, 2, 2, False]]


def test_a_call_outside_the_window_or_after_the_complaint_is_never_taken():
    complaints = complaints_of((None, "U1", "2026-03-09"), (None, "U1", "2026-02-28"), (None, "U1", "2026-03-08"))
    assert join_calls(complaints, CALLS).table["matched_by"].isna().tolist() == [True, True, False]
    assert join_calls(complaints, CALLS, window="8 days").n_unmatched == 1


def test_a_complaint_without_a_time_may_be_about_a_call_of_the_same_day_and_one_with_a_time_not_about_a_later_call():
    calls = calls_of(("K1", "U1", "2026-03-01 15:00", "A"))
    times = ("2026-03-01", "2026-03-01 09:00", "2026-03-01 16:00")
    complaints = complaints_of(*[(None, "U1", time) for time in times])
    assert join_calls(complaints, calls, window="0D").table["matched_by"].notna().tolist() == [True, False, True]


def test_missing_identifiers_match_nothing():
    link = join_calls(complaints_of((None, None, "2026-03-06")), CALLS)
    assert (link.n_unmatched, len(link.unmatched), len(link.matched)) == (1, 1, 0)


def test_an_identifier_that_is_not_in_the_log_falls_back_on_the_customer():
    link = join_calls(complaints_of(("K99", "U1", "2026-03-02")), CALLS)
    assert link.table[["matched_by", "matched_call_id"]].astype("object").values.tolist() == [["customer_id", "K1"]]
    assert join_calls(complaints_of(("K99", "U1", "2026-03-02")), CALLS, keys=("call_id",)).n_unmatched == 1


def test_an_identifier_that_another_system_writes_with_zeros_is_the_same_where_only_one_call_can_be_meant():
    calls = calls_of(("4711", "U1", "2026-03-01", "A"), ("4712", "U2", "2026-03-01", "A"),
                     ("007", "U3", "2026-03-01", "B"), ("7", "U4", "2026-03-01", "B"))
    said = complaints_of(("04711", None, "2026-03-06"), ("4712.0", None, "2026-03-06"), ("7", None, "2026-03-06"),
                         ("0007", None, "2026-03-06"), ("47110", None, "2026-03-06"))
    link = join_calls(said, calls)
    assert link.table["matched_call_id"].fillna("-").tolist() == ["4711", "4712", "7", "-", "-"]


def test_a_complaint_dated_before_its_call_is_said():
    link = join_calls(complaints_of(("K3", "U2", "2026-03-04"), ("K2", "U2", "2026-03-02")), CALLS)
    assert link.n_by_id == 2
    assert "1 is dated before the call: check these dates and identifiers." in link.text
    assert "dated before" not in join_calls(complaints_of(("K2", "U2", "2026-03-02")), CALLS).text


def test_two_calls_at_the_same_time_are_told_as_a_tie():
    calls = calls_of(("K1", "U1", "2026-03-01", "A"), ("K2", "U1", "2026-03-01", "B"))
    link = join_calls(complaints_of((None, "U1", "2026-03-02")), calls)
    assert link.table["matched_call_id"].tolist() == ["K2"]
    assert link.multiple["is_tie"].tolist() == [True]
    assert link.text == (
        "1 of 1 complaints were matched to a call: 1 by the customer's latest call in the 7 days before. For 1 several "
        "calls came into question; the latest was taken, and in 1 another was as recent (see .multiple).")


def test_the_index_and_the_columns_of_the_complaints_stay_as_they_were_and_so_do_both_tables():
    complaints = complaints_of(("K1", "U1", "2026-03-01"), (None, "U7", "2026-03-01")).set_axis(["x", "y"])
    before, calls_before = complaints.copy(), CALLS.copy()
    link = join_calls(complaints, CALLS)
    pd.testing.assert_frame_equal(link.table[list(complaints.columns)], before)
    pd.testing.assert_frame_equal(complaints, before)
    pd.testing.assert_frame_equal(CALLS, calls_before)


def test_types_survive_beside_complaints_without_a_call():
    calls = CALLS.assign(minutes=5, done=True, team=CALLS["team"].astype("category"))
    link = join_calls(complaints_of(("K1", "U1", "2026-03-01"), (None, "U7", "2026-03-01")), calls)
    assert link.table[["minutes", "done", "team"]].dtypes.astype(str).tolist() == ["Int64", "boolean", "category"]


ids = st.sampled_from(["a", "b", "c", None])
days_of = st.integers(0, 12).map(lambda day: pd.Timestamp("2026-03-01") + pd.Timedelta(days=day))


@settings(max_examples=60, deadline=None)
@given(said=st.lists(st.tuples(ids, days_of), min_size=1, max_size=6),
       held=st.lists(st.tuples(ids, days_of), max_size=8), days=st.integers(0, 5))
def test_customer_matches_equal_a_search_by_hand(said, held, days):
    complaints = complaints_of(*[(None, who, day) for who, day in said])
    calls = calls_of(*[(f"K{at}", who, day, "A") for at, (who, day) in enumerate(held)])
    link = join_calls(complaints, calls, window=days)
    for at, (who, day) in enumerate(said):
        fits = [(when, place) for place, (other, when) in enumerate(held)
                if who is not None and other == who and when <= day and (day - when).days <= days]
        taken = link.table["call_row"].iloc[at]
        assert (None if pd.isna(taken) else int(taken)) == (max(fits)[1] if fits else None)


def test_all_faults_of_the_two_tables_are_told_at_once():
    calls = pd.concat([CALLS, CALLS.iloc[:1]])
    with pytest.raises(ValueError, match=r"row label 0 more than once.*call_id 'K1' more than once.*window must be"):
        join_calls(complaints_of(("K1", "U1", "2026-03-01")), calls, window=-1)
    with pytest.raises(ValueError, match="have none of 'call_id', 'customer_id' in common"):
        join_calls(pd.DataFrame({"text": ["a"]}), CALLS)
    with pytest.raises(ValueError, match="date of complaints holds str and not dates"):
        join_calls(complaints_of(("K1", "U1", "2026-03-01")).assign(date="31-01-2026"), CALLS)
    with pytest.raises(ValueError, match="keys has 'name'"):
        join_calls(complaints_of(("K1", "U1", "2026-03-01")), CALLS, keys=("name",))
    with pytest.raises(TypeError, match="calls must be a DataFrame"):
        join_calls(complaints_of(("K1", "U1", "2026-03-01")), None)


def test_joining_twice_is_refused_with_the_way_out():
    link = join_calls(complaints_of(("K1", "U1", "2026-03-01")), CALLS)
    with pytest.raises(ValueError, match="joined before: start from the tables as they were read"):
        join_calls(link.table, CALLS)


def test_calls_without_a_complaint_stay_in_the_denominator():
    rows = (("K1", "U1", "2026-03-01"), ("K1", "U1", "2026-03-02"), (None, "U8", "2026-03-02"))
    link = join_calls(complaints_of(*rows), CALLS)
    base = rate_base(link, by="team")
    assert base.to_dict("list") == {"team": ["A", "B"], "events": [2, 0], "calls": [2, 3], "calls_complained": [1, 0],
                                    "n_missing": [0, 0], "complaints": [2, 0]}
    assert rate_base(link)["calls"].tolist() == [5]


def test_only_complaints_that_count_are_counted_and_unknown_ones_are_said():
    complaints = complaints_of(("K1", "U1", "2026-03-01"), ("K2", "U2", "2026-03-02"), ("K3", "U2", "2026-03-05"))
    complaints["unclear_speech"] = pd.array([True, False, pd.NA], dtype="boolean")
    base = rate_base(join_calls(complaints, CALLS), by="team", event="unclear_speech")
    assert base[["events", "n_missing"]].values.tolist() == [[1, 0], [0, 1]]


def test_calls_of_an_unknown_team_have_a_row_of_their_own():
    calls = CALLS.assign(team=["A", None, "B", "B", "B"])
    base = rate_base(join_calls(complaints_of(("K2", "U2", "2026-03-03")), calls), by="team")
    assert base["calls"].sum() == 5 and base.loc[base["team"].isna(), "events"].tolist() == [1]


def test_without_a_call_log_no_rate_is_given_and_the_missing_file_is_named():
    with pytest.raises(ValueError, match=r"a rate needs the call log.*cx.read_calls.*cx.join_calls.*share_or_rate"):
        rate_base(None, by="team")
    with pytest.raises(ValueError, match="a rate needs the call log"):
        rate_base(complaints_of(("K1", "U1", "2026-03-01")))


def test_a_group_or_event_that_is_not_there_is_named_with_those_that_are():
    link = join_calls(complaints_of(("K1", "U1", "2026-03-01")), CALLS)
    with pytest.raises(ValueError, match="no column 'site'; it has call_id"):
        rate_base(link, by="site")
    with pytest.raises(ValueError, match="no column 'x'"):
        rate_base(link, event="x")
    with pytest.raises(TypeError, match="event must be a column of true and false, got str"):
        rate_base(link, event="text")
    with pytest.raises(ValueError, match=r"event has no value for row 0 \(1 rows in all\)"):
        rate_base(link, event=pd.Series([True], index=[7]))


def test_without_calls_the_answer_is_a_share_and_says_so():
    complaints = pd.DataFrame({"text": list("abcd"), "team": ["A", "A", "B", "B"],
                               "speech": pd.array([True, False, True, pd.NA], dtype="boolean")})
    result = share_or_rate(complaints, by="team", event="speech")
    assert result.kind == "share" and "not rates" in result.text
    assert result.table[["events", "n", "n_missing"]].values.tolist() == [[1, 2, 0], [1, 1, 1]]
    bounds = ["estimate", "ci_lower", "ci_upper"]
    expected = proportion_ci(pd.Series([1, 1]), pd.Series([2, 1]))
    np.testing.assert_allclose(result.table[bounds], expected[bounds])
    assert share_or_rate(complaints, by="team").table["estimate"].tolist() == [0.5, 0.5]


def test_with_calls_the_answer_is_a_rate_over_all_calls():
    result = share_or_rate(complaints_of(("K1", "U1", "2026-03-01"), ("K1", "U1", "2026-03-02")), CALLS, by="team")
    assert (result.kind, result.table["estimate"].tolist()) == ("rate", [0.5, 0.0])


def test_an_empty_set_of_complaints_gives_no_matches_and_all_calls():
    link = join_calls(complaints_of(("K1", "U1", "2026-03-01")).iloc[:0], CALLS)
    assert (link.n, rate_base(link, by="team")["calls"].tolist()) == (0, [2, 3])


def test_joining_stands_at_the_front_door():
    assert cx.join_calls is join_calls


def test_calls_are_marked_by_what_is_said_of_them():
    rows = (("K1", "U1", "2026-03-01"), ("K1", "U1", "2026-03-02"), ("K2", "U2", "2026-03-02"), (None, "U8", None))
    link = join_calls(complaints_of(*rows), CALLS)
    event = pd.Series([True, None, None, True], index=link.table.index, dtype="boolean")
    marked = mark_calls(link, event=event)
    assert marked.index.equals(CALLS.index)
    assert marked.astype("object").fillna("?").tolist() == [True, "?", False, False, False]
    assert mark_calls(link).sum() == 2
    with pytest.raises(ValueError, match="needs the call log"):
        mark_calls(None)
