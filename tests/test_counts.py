import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from cxlab.counts import by_label, check_choice, check_level, check_resamples, faults, line_up, numbers, refuse
from cxlab.funnel import funnel_limits
from cxlab.intervals import rate_ci
from cxlab.spc import u_chart
from cxlab.timeseries import interrupted_series

APART = pd.Series([1, 2], index=["a", "b"]), pd.Series([1, 2], index=["a", "c"])


@settings(deadline=None)
@given(st.permutations(list("abcdef")))
def test_the_order_of_the_second_column_does_not_matter(order):
    events, n = pd.Series(range(6), index=list("abcdef")), pd.Series(range(10, 16), index=list("abcdef"))
    assert_frame_equal(line_up(events=events, n=n[order]), line_up(events=events, n=n))


def test_the_labels_are_those_of_the_first_column_that_has_any():
    n = pd.Series([10, 20], index=["a", "b"])
    assert line_up(events=[1, 2], n=n, each="unit").index.tolist() == ["a", "b"]
    assert line_up(events=[1, 2], n=20).index.tolist() == [0, 1]
    assert line_up(events=1, n=20).to_numpy().tolist() == [[1.0, 20.0]]


def test_lists_arrays_gaps_and_every_kind_of_number_give_the_same_column():
    for values in ([1, None, 3], (1, np.nan, 3), np.array([1, np.nan, 3]), ["1", None, "3"], iter([1, None, 3])):
        found = numbers(values, "events", scalar=True)
        assert found.dtype == "float64"
        np.testing.assert_array_equal(found, [1, np.nan, 3])
    np.testing.assert_array_equal(numbers(pd.Series([1, None, 3], dtype="Int64"), "events"), [1, np.nan, 3])


def test_the_columns_given_stay_as_they_were():
    events, n = pd.Series(["1", "2"], index=["a", "b"]), pd.Series([9, 8], index=["b", "a"])
    before = events.copy(), n.copy()
    line_up(events=events, n=n)
    assert events.equals(before[0])
    assert n.equals(before[1])


@pytest.mark.parametrize(("each", "message"), [
    ("row", r"n and events have different row labels \('b', 'c'\); expected the same labels in both, in any order"),
    ("period", r"events and n have different or repeated row labels \(b, c\); expected the same labels, each once"),
    ("unit", r"events and n have different or repeated row labels \(b, c\); expected the same labels, each once"),
])
def test_labels_that_differ_are_named(each, message):
    with pytest.raises(ValueError, match=message):
        line_up(events=APART[0], n=APART[1], each=each)


@pytest.mark.parametrize(("each", "message"), [
    ("row", "n has 1 rows and events has 2; expected the same number$"),
    ("period", "n has 1 rows and events has 2; expected one row a period in both$"),
    ("unit", "n has 1 rows and events has 2; expected one row a unit in both$"),
])
def test_lengths_that_differ_are_named(each, message):
    with pytest.raises(ValueError, match=message):
        line_up(events=[1, 2], n=[5], each=each)


@pytest.mark.parametrize(("call", "message"), [
    (lambda: numbers(["drie", 4], "events"), "^events is 'drie' in row 0; expected a number$"),
    (lambda: numbers(["drie", 4], "events", each="unit"), "^events is 'drie' for unit 0; expected a number$"),
    (lambda: numbers("drie", "events", scalar=True), "^events is 'drie'; expected a number$"),
    (lambda: numbers([np.inf], "n", each="period"), "^n is inf in row 0; expected a number$"),
    (lambda: line_up(events=4, n=[5], each="period"), "is int; expected one column of numbers, one row a period"),
    (lambda: line_up(events=[4], n="vijf", each="period"), "n is 'vijf'; expected a number or one column of numbers"),
    (lambda: line_up(events=[4], n=None, each="unit"), "n is None; expected a number or one column of numbers"),
    (lambda: by_label(pd.Series([1, 2], index=["a", "a"]), pd.Index(["a", "b"]), "n", "events"), "repeated row labels"),
    (lambda: check_level(95), "level is 95; expected a number between 0 and 1, for example 0.95"),
    (lambda: check_level("high"), "level is 'high'; expected a number between 0 and 1"),
    (lambda: check_resamples(99), "n_resamples is 99; expected a whole number of 100 or more"),
    (lambda: check_choice("kind", "share", ("rate", None)), "kind is 'share'; expected one of 'rate', None"),
])
def test_what_cannot_be_used_is_refused_in_plain_words(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_twenty_faults_are_told_and_the_rest_counted():
    events = pd.Series(-np.arange(1.0, 26.0), name="events")
    with pytest.raises(ValueError, match="and 5 more faults of these kinds") as caught:
        refuse(faults(events, events < 0, "0 or more"))
    assert str(caught.value).count("expected 0 or more") == 20


@pytest.mark.parametrize(("call", "place"), [
    (lambda events, n: rate_ci(events, n), "in row 'Bob'"),
    (lambda events, n: funnel_limits(events, n, kind="rate"), "for unit Bob"),
    (lambda events, n: u_chart(events, n), "in row Bob"),
    (lambda events, n: interrupted_series(events, n, intervention=1), "in row Bob"),
])
def test_the_rooms_above_name_the_same_fault_each_in_its_own_words(call, place):
    with pytest.raises(ValueError, match=f"events is -1 {place}; expected "):
        call(pd.Series([4, -1], index=["Ann", "Bob"]), pd.Series([10, 12], index=["Bob", "Ann"]))


@pytest.mark.parametrize("values", [pd.to_datetime(["2024-01-01"]), pd.to_timedelta(["3min"]),
                                    pd.to_datetime(["2024-01-01"], utc=True), pd.period_range("2024-01", periods=1)])
def test_dates_and_durations_are_no_numbers(values):
    for column in (pd.Series(values), list(values)):
        with pytest.raises(ValueError, match=r"minutes holds dates or durations .* minutes / pd\.Timedelta"):
            numbers(column, "minutes")
