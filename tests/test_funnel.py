import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from scipy import stats

from cxlab.funnel import SIGNALS, funnel_limits

PHE = json.loads((Path(__file__).parent / "reference" / "funnel.json").read_text(encoding="utf-8"))
COLUMNS = ["estimate", "n", "center", "lower_95", "upper_95", "lower_998", "upper_998", "z", "signal"]


@pytest.fixture
def teams():
    rng = np.random.default_rng(20)
    n = pd.Series(rng.integers(80, 900, 30), index=[f"team {i}" for i in range(30)])
    return pd.Series(rng.binomial(n, rng.beta(12, 88, 30)), index=n.index), n


def test_proportion_limits_agree_with_phe():
    limits = PHE["limits"]
    overall = sum(PHE["events"]) / sum(PHE["n"])
    table = funnel_limits(np.zeros(len(limits["n"])), limits["n"], target=overall).table
    for column in COLUMNS[2:7]:
        # The outside numbers are percentages with six decimals.
        np.testing.assert_allclose(100 * table[column], limits[column], rtol=0, atol=5.1e-7, err_msg=column)


def test_signals_agree_with_phe_for_303_units():
    words = {"High (0.001)": "higher than expected", "High (0.025)": "possibly higher than expected",
             "Low (0.001)": "lower than expected", "Low (0.025)": "possibly lower than expected",
             "Not significant": "within limits"}
    found = funnel_limits(PHE["events"], PHE["n"])
    assert found.table["signal"].tolist() == [words[word] for word in PHE["significance"]]
    assert found.center == pytest.approx(sum(PHE["events"]) / sum(PHE["n"]), abs=1e-15)


def test_rate_and_ratio_limits_are_the_poisson_ones_by_hand():
    rate = funnel_limits([4, 25], [100, 400], kind="rate", target=0.04).table
    assert rate["upper_95"].tolist() == pytest.approx([0.0791992796908, 0.0595996398454])
    ratio = funnel_limits([4, 25], [4, 16], kind="ratio").table
    assert ratio["center"].tolist() == [1, 1]
    np.testing.assert_allclose(ratio["upper_95"], rate["upper_95"] / 0.04)
    np.testing.assert_allclose(ratio["z"], rate["z"])
    assert ratio["signal"].tolist() == ["within limits", "possibly higher than expected"]


def test_multiplicative_phi_is_the_mean_of_winsorised_squares(teams):
    events, n = teams
    plain, wide = funnel_limits(events, n), funnel_limits(events, n, overdispersion="multiplicative")
    z = np.sort(plain.table["z"])
    low, high = np.quantile(z, [0.1, 0.9])
    phi = np.mean([min(max(v, low), high) ** 2 for v in z])
    assert plain.phi == pytest.approx(phi)
    assert phi > 1
    np.testing.assert_allclose(wide.table["z"], plain.table["z"] / np.sqrt(phi))
    half = plain.table["upper_95"] - plain.center
    np.testing.assert_allclose(wide.table["upper_95"] - wide.center, np.sqrt(phi) * half)
    assert wide.tau2 == 0


def test_additive_tau2_is_the_moment_estimate_on_the_arcsine_scale(teams):
    events, n = (s.to_numpy(dtype=float) for s in teams)
    found = funnel_limits(*teams, overdispersion="additive")
    center = events.sum() / n.sum()
    y, target, s = np.arcsin(np.sqrt(events / n)), np.arcsin(np.sqrt(center)), 1 / (2 * np.sqrt(n))
    z = (y - target) / s
    phi = np.mean(np.clip(z, *np.quantile(z, [0.1, 0.9])) ** 2)
    w, units = 1 / s**2, len(n)
    tau2 = (units * phi - (units - 1)) / (w.sum() - (w**2).sum() / w.sum())
    assert (found.phi, found.tau2) == pytest.approx((phi, tau2))
    assert tau2 > 0
    upper = np.sin(target + stats.norm.ppf(0.999) * np.sqrt(s**2 + tau2)) ** 2
    np.testing.assert_allclose(found.table["upper_998"], upper)
    assert found.tau2 == funnel_limits(teams[0].astype(float), teams[1], overdispersion="additive").tau2


def test_additive_limits_of_a_ratio_are_those_of_the_root():
    events, expected = np.array([30, 90, 12, 140, 61.0]), np.array([50, 60, 20, 100, 60.0])
    found = funnel_limits(events, expected, kind="ratio", overdispersion="additive", winsorise=0)
    s = 1 / (2 * np.sqrt(expected))
    z = (np.sqrt(events / expected) - 1) / s
    w = 1 / s**2
    tau2 = (np.sum(z**2) - 4) / (w.sum() - (w**2).sum() / w.sum())
    assert found.tau2 == pytest.approx(tau2)
    np.testing.assert_allclose(found.table["lower_95"], (1 - stats.norm.ppf(0.975) * np.sqrt(s**2 + tau2)) ** 2)


def test_units_that_differ_by_luck_alone_are_not_widened():
    n = np.full(40, 500)
    events = stats.binom.ppf((np.arange(40) + 0.5) / 40, 500, 0.2)
    plain = funnel_limits(events, n)
    for way in ("multiplicative", "additive"):
        found = funnel_limits(events, n, overdispersion=way)
        assert found.phi < 1
        assert found.tau2 == 0
        assert found.table["signal"].equals(plain.table["signal"])
        assert "widened" not in found.text


@pytest.mark.parametrize("kind", ["proportion", "rate"])
def test_an_exact_signal_is_an_exact_tail_under_half_of_what_the_level_leaves(kind):
    n, center = 150, 0.02
    law = stats.binom(n, center) if kind == "proportion" else stats.poisson(n * center)
    events = np.arange(16)
    found = funnel_limits(events, np.full(16, n), kind=kind, target=center, method="exact").table["signal"]
    high, low = law.sf(events - 1), law.cdf(events)
    assert (found == "higher than expected").tolist() == (high <= 0.001).tolist()
    assert found.str.contains("higher").tolist() == (high <= 0.025).tolist()
    assert found.str.contains("lower").tolist() == (low <= 0.025).tolist()


def test_exact_limits_keep_the_false_alarms_of_rare_events_under_one_in_a_thousand():
    events = np.arange(101)
    chance = stats.binom.pmf(events, 100, 0.01)
    alarm = {method: chance[(funnel_limits(events, np.full(101, 100), target=0.01, method=method).table["signal"]
                             == "higher than expected").to_numpy()].sum() for method in ("normal", "exact")}
    assert alarm["exact"] <= 0.001 < 0.003 < alarm["normal"]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 200)), min_size=1, max_size=12),
       st.sampled_from(["normal", "exact"]))
def test_limits_hold_the_centre_and_wide_ones_hold_narrow_ones(pairs, method):
    events, n = np.array(pairs).T
    table = funnel_limits(events, events + n, method=method).table.dropna(subset=["lower_95"])
    assert (table["lower_998"] <= table["lower_95"]).all()
    assert (table["lower_95"] <= table["center"] + 1e-12).all() or method == "exact"
    assert (table["upper_95"] <= table["upper_998"]).all()
    assert table["lower_998"].between(0, 1).all()
    assert table["upper_998"].between(0, 1).all()
    assert table["signal"].isin(SIGNALS).all()


@settings(deadline=None)
@given(st.permutations(range(6)))
def test_the_order_of_the_units_does_not_matter(order):
    events, n = pd.Series([5, 9, 30, 2, 14, 8]), pd.Series([100, 80, 210, 40, 160, 90])
    one = funnel_limits(events, n, overdispersion="additive")
    other = funnel_limits(events.iloc[order], n.iloc[order], overdispersion="additive")
    assert_frame_equal(one.table, other.table.sort_index())


def test_the_curve_passes_through_the_limits_of_the_smallest_and_largest_unit(teams):
    found = funnel_limits(*teams, overdispersion="additive")
    at = found.table.sort_values("n").iloc[[0, -1]]
    np.testing.assert_allclose(found.curve.iloc[[0, -1]][COLUMNS[3:7]], at[COLUMNS[3:7]])
    assert list(found.curve.columns) == ["n", "center", *COLUMNS[3:7]]


def test_missing_and_empty_units_keep_their_row_without_a_verdict():
    units = pd.DataFrame({"events": [3, None, 0, 4], "n": [50, 50, 0, 60]}, index=list("abcd"))
    found = funnel_limits(units["events"], units["n"])
    assert found.table["signal"].isna().tolist() == [False, True, True, False]
    assert found.table.loc[["b", "c"], ["lower_95", "z"]].isna().all(axis=None)
    assert found.center == pytest.approx(7 / 110)
    assert list(found.table.columns) == COLUMNS
    assert funnel_limits([], []).text == "No unit has both events and a size, so there is nothing to compare."


def test_no_events_at_all_is_within_limits():
    assert funnel_limits([0, 0], [10, 20]).table["signal"].tolist() == ["within limits"] * 2


def test_series_meet_by_label_and_the_input_stays_as_it_was(teams):
    events, n = teams
    before = events.copy(), n.copy()
    assert_frame_equal(funnel_limits(events, n[::-1]).table, funnel_limits(events, n).table)
    assert events.equals(before[0])
    assert n.equals(before[1])


def test_levels_name_the_columns_and_the_widest_decides():
    found = funnel_limits([9, 0], [100, 100], target=0.04, levels=(0.99, 0.9)).table
    assert list(found.columns)[3:7] == ["lower_90", "upper_90", "lower_99", "upper_99"]
    assert found["signal"].tolist() == ["possibly higher than expected", "possibly lower than expected"]


def test_the_text_counts_units_warns_of_rare_events_and_of_spread():
    rare = funnel_limits([0, 3, 1], [100, 100, 100])
    assert "In 3 of them fewer than 5 events are expected" in rare.text
    assert "Of 3 units, 0 are higher and 0 lower than expected, with 1.33% as the centre" in rare.text
    assert 'see overdispersion="additive"' in funnel_limits(PHE["events"], PHE["n"]).text
    assert "the limits were widened" in funnel_limits(PHE["events"], PHE["n"], overdispersion="additive").text
    assert "rank" not in rare.text


@pytest.mark.parametrize(("arguments", "options", "message"), [
    (([5, 12], [10, 10]), {}, 'events is 12 for unit 1, more than its n of 10; .* use kind="rate"'),
    (([-5, 2], [10, -10]), {"kind": "rate"}, "events is -5 for unit 0; expected 0 or more\nn is -10 for unit 1"),
    (([5, 2], [10]), {}, "n has 1 rows and events has 2"),
    ((["vijf"], [10]), {}, "events is 'vijf' for unit 0; expected a number"),
    ((5, 10), {}, "events is int; expected one column of numbers, one row a unit"),
    (([5], "ten"), {}, "n is 'ten'"),
    ((pd.Series([1], index=["a"]), pd.Series([9], index=["b"])), {}, "different or repeated row labels"),
    (([5], [10]), {"kind": "share"}, "kind is 'share'; expected one of 'proportion', 'rate', 'ratio'"),
    (([5], [10]), {"overdispersion": True}, "expected one of None, 'multiplicative', 'additive'"),
    (([5], [10]), {"method": "byar"}, "expected one of 'normal', 'exact'"),
    (([5], [10]), {"levels": 0.95}, r"levels is 0.95; expected numbers between 0 and 1"),
    (([5], [10]), {"levels": (95, 99)}, r"levels is \(95, 99\)"),
    (([5], [10]), {"winsorise": 0.5}, "winsorise is 0.5; expected a share from 0 up to 0.5"),
    (([5], [10]), {"target": 3}, "target is 3; expected a share between 0 and 1"),
    (([5], [10]), {"target": 0, "kind": "rate"}, "target is 0; expected a number above 0"),
    (([5], [10]), {"method": "exact", "overdispersion": "additive"}, 'method="exact" has no over-dispersion'),
    (([5, 4], [10, 10]), {"overdispersion": "additive"}, "expected at least three units"),
])
def test_bad_input_is_refused_in_plain_words(arguments, options, message):
    with pytest.raises(ValueError, match=message):
        funnel_limits(*arguments, **options)


@pytest.mark.parametrize("kind", ["proportion", "rate"])
@pytest.mark.parametrize("overdispersion", ["multiplicative", "additive"])
def test_without_a_single_event_limits_are_not_widened_and_not_lost(kind, overdispersion):
    wide, plain = (funnel_limits([0, 0, 0], [10, 20, 30], kind=kind, overdispersion=o) for o in (overdispersion, None))
    assert_frame_equal(wide.table, plain.table)
    assert wide.table["lower_95"].notna().all()
    assert wide.tau2 == 0


def test_the_text_gives_luck_per_hundred_units_and_counts_only_units_it_judged():
    few = funnel_limits([4, 12, 4, None], [100, 100, 100, 10])
    assert "1 more lies outside the 95% limits; luck alone puts about 5 in 100 units outside those." in few.text
    assert "fewer than 5 events are expected" not in few.text
    assert "1 is higher" in funnel_limits([4, 30, 4], [100, 100, 100]).text
