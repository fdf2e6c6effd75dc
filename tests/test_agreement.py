import json
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from sklearn.metrics import cohen_kappa_score

from cxlab import agreement
from cxlab.agreement import (
    agreement_by_code,
    cohen_kappa,
    fleiss_kappa,
    krippendorff_alpha,
    percent_agreement,
)

OUTSIDE = json.loads((Path(__file__).parent / "reference" / "agreement.json").read_text(encoding="utf-8"))
COLUMNS = ["estimate", "ci_lower", "ci_upper", "n", "n_missing", "n_coders"]


def long(table):
    """Coders in rows, items in columns -> one row for each item and coder."""
    rows = [(f"item {i}", f"coder {c}", code) for c, row in enumerate(table) for i, code in enumerate(row)]
    return pd.DataFrame(rows, columns=["item", "coder", "code"])


def two_coders(cells):
    """{(first, second): how often} -> long table."""
    return long(np.array([pair for pair, count in cells.items() for _ in range(count)], dtype=object).T)


@pytest.fixture
def krippendorff_data():
    return long(OUTSIDE["krippendorff"]["coders"])


@pytest.fixture
def yes_no():
    return two_coders({("yes", "yes"): 20, ("yes", "no"): 5, ("no", "yes"): 10, ("no", "no"): 15})


@pytest.mark.parametrize("measurement", ["nominal", "ordinal", "interval", "ratio"])
def test_alpha_agrees_with_r_on_every_scale(krippendorff_data, measurement):
    found = krippendorff_alpha(krippendorff_data, measurement=measurement, n_resamples=100).iloc[0]
    assert found["estimate"] == pytest.approx(OUTSIDE["krippendorff"]["alpha"][measurement], abs=1e-9)
    assert found[["n", "n_missing", "n_coders"]].tolist() == [11, 1, 4]
    assert found["ci_lower"] < found["estimate"] < found["ci_upper"] + 1e-12


def test_fleiss_kappa_agrees_with_the_worked_example():
    rows = [(item, coder, code) for item, counts in enumerate(OUTSIDE["fleiss"]["counts"])
            for coder, code in enumerate(np.repeat(np.arange(5), counts))]
    found = fleiss_kappa(pd.DataFrame(rows, columns=["item", "coder", "code"]), n_resamples=100).iloc[0]
    assert found["estimate"] == pytest.approx(OUTSIDE["fleiss"]["kappa"], abs=5e-4)
    assert found[["n", "n_missing", "n_coders"]].tolist() == [10, 0, 14]


def test_cohen_kappa_agrees_with_a_hand_calculation(yes_no):
    # po = 35/50, pe = .5 * .6 + .5 * .4; standard error by Fleiss, Cohen and Everitt 1969, eq. 13.
    found = cohen_kappa(yes_no).iloc[0]
    assert found["estimate"] == pytest.approx(0.4)
    p, row, col, kappa, pe = np.array([[0.4, 0.1], [0.2, 0.3]]), [0.5, 0.5], [0.6, 0.4], 0.4, 0.5
    a = sum(p[i, i] * (1 - (row[i] + col[i]) * (1 - kappa)) ** 2 for i in range(2))
    b = (1 - kappa) ** 2 * sum(p[i, j] * (col[i] + row[j]) ** 2 for i in range(2) for j in range(2) if i != j)
    se = np.sqrt((a + b - (kappa - pe * (1 - kappa)) ** 2) / (50 * (1 - pe) ** 2))
    assert found["ci_upper"] - found["estimate"] == pytest.approx(1.959963984540054 * se)
    assert found[["n", "n_coders"]].tolist() == [50, 2]


def test_quadratic_weights_forgive_near_misses():
    near = two_coders({(1, 1): 10, (2, 2): 10, (3, 3): 10, (1, 2): 5, (3, 2): 5})
    far = two_coders({(1, 1): 10, (2, 2): 10, (3, 3): 10, (1, 3): 5, (3, 1): 5})
    assert cohen_kappa(near, weights="quadratic")["estimate"][0] > cohen_kappa(near)["estimate"][0]
    assert cohen_kappa(far, weights="quadratic")["estimate"][0] < cohen_kappa(far)["estimate"][0]


def test_weights_follow_the_order_of_an_ordered_category():
    codes = two_coders({("low", "low"): 9, ("mid", "mid"): 9, ("high", "high"): 9, ("low", "mid"): 4,
                        ("high", "low"): 4})
    order = pd.CategoricalDtype(["low", "mid", "high"], ordered=True)
    numbers = codes.assign(code=codes["code"].map({"low": 1, "mid": 2, "high": 3}))
    expected = cohen_kappa(numbers, weights="linear")
    assert_frame_equal(cohen_kappa(codes.assign(code=codes["code"].astype(order)), weights="linear"), expected)
    with pytest.raises(ValueError, match=r'weights=.linear. needs their order; expected numbers or an ordered'):
        cohen_kappa(codes, weights="linear")


def test_alpha_and_fleiss_kappa_differ_by_the_small_sample_term_only(yes_no):
    # For complete nominal data with N codes in all: 1 - alpha = (1 - kappa) (N - 1) / N.
    alpha, kappa = krippendorff_alpha(yes_no)["estimate"][0], fleiss_kappa(yes_no)["estimate"][0]
    assert 1 - alpha == pytest.approx((1 - kappa) * 99 / 100)


def squared_difference(v, w, measurement, codes):
    """Between two codes, as Krippendorff writes it; `codes` are all that can be paired."""
    if v == w:
        return 0
    low, high = sorted([v, w])
    between = sum(low <= code <= high for code in codes)
    return {"nominal": 1, "ordinal": (between - (codes.count(v) + codes.count(w)) / 2) ** 2, "interval": (v - w) ** 2,
            "ratio": ((v - w) / (v + w)) ** 2}[measurement]


def alpha_by_pairs(items, measurement):
    """Pair by pair: within items each weighted by 1 / (codes - 1), then all codes with all others."""
    items = [codes for codes in ([code for code in item if code is not None] for item in items) if len(codes) > 1]
    codes = [code for item in items for code in item]

    def between_all(some):
        return 2 * sum(squared_difference(v, w, measurement, codes) for v, w in combinations(some, 2))
    observed = sum(between_all(item) / (len(item) - 1) for item in items)
    expected = between_all(codes) / (len(codes) - 1) if codes else 0
    return 1 - observed / expected if expected else np.nan


FEW_CODES = st.lists(st.lists(st.sampled_from([0, 1, 2, 5, None]), min_size=4, max_size=4), min_size=1, max_size=8)


@pytest.mark.parametrize("measurement", ["nominal", "ordinal", "interval", "ratio"])
@settings(deadline=None, max_examples=40)
@given(items=FEW_CODES)
def test_alpha_agrees_with_going_through_all_pairs(measurement, items):
    found = krippendorff_alpha(long(np.array(items, dtype=object).T), measurement=measurement, n_resamples=100)
    assert found["estimate"][0] == pytest.approx(alpha_by_pairs(items, measurement), abs=1e-9, nan_ok=True)


@pytest.mark.parametrize("measurement", ["nominal", "ordinal", "interval", "ratio"])
def test_the_interval_is_that_of_items_really_drawn_again(krippendorff_data, measurement):
    items = [codes.tolist() for _, codes in krippendorff_data.dropna().groupby("item", sort=False)["code"]]
    items = [codes for codes in items if len(codes) > 1]
    picks = np.random.default_rng(7).integers(0, len(items), size=(300, len(items)))
    redrawn = [alpha_by_pairs([items[i] for i in pick], measurement) for pick in picks]
    found = krippendorff_alpha(krippendorff_data, measurement=measurement, n_resamples=300, seed=7)
    assert found[["ci_lower", "ci_upper"]].iloc[0].tolist() == pytest.approx(
        np.nanquantile(redrawn, [0.025, 0.975]).tolist(), abs=1e-9)


def test_many_items_drawn_a_few_resamples_at_a_time_give_the_same_interval(krippendorff_data, monkeypatch):
    at_once = krippendorff_alpha(krippendorff_data, n_resamples=200)
    monkeypatch.setattr(agreement, "_AT_ONCE", 100)
    assert_frame_equal(krippendorff_alpha(krippendorff_data, n_resamples=200), at_once)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.lists(st.sampled_from(["a", "b", "c", None]), min_size=3, max_size=3), min_size=1, max_size=8))
def test_percent_agreement_agrees_with_counting_pairs(items):
    codes = long(np.array(items, dtype=object).T)
    shares = []
    for item in items:
        pairs = list(combinations([code for code in item if code is not None], 2))
        shares += [np.mean([a == b for a, b in pairs])] if pairs else []
    found = percent_agreement(codes).iloc[0]
    assert (found["n"], found["n_missing"]) == (len(shares), len(items) - len(shares))
    if shares:
        assert found["estimate"] == pytest.approx(np.mean(shares))
        assert found["ci_lower"] <= found["estimate"] <= found["ci_upper"]
    else:
        assert np.isnan(found["estimate"])


@pytest.mark.parametrize("measure", [percent_agreement, cohen_kappa, fleiss_kappa, krippendorff_alpha])
def test_renaming_codes_and_coders_and_shuffling_rows_changes_nothing(yes_no, measure):
    other = yes_no.sample(frac=1, random_state=3).assign(
        code=lambda d: d["code"].map({"yes": "Z", "no": "A"}), coder=lambda d: d["coder"] + "!")
    assert measure(other)["estimate"][0] == pytest.approx(measure(yes_no)["estimate"][0])


@pytest.mark.parametrize("measure", [percent_agreement, cohen_kappa, fleiss_kappa, krippendorff_alpha])
def test_perfect_agreement_is_one_and_the_columns_are_the_contract(yes_no, measure):
    same = yes_no.assign(code=yes_no["item"].str[-1])
    found = measure(same)
    assert found["estimate"][0] == pytest.approx(1)
    assert list(found.columns) == COLUMNS


@pytest.mark.parametrize("measure", [cohen_kappa, fleiss_kappa, krippendorff_alpha])
def test_one_code_throughout_leaves_agreement_beyond_chance_undefined(yes_no, measure):
    found = measure(yes_no.assign(code="yes")).iloc[0]
    assert found[["estimate", "ci_lower", "ci_upper"]].isna().all()
    assert found["n"] == 50


def test_shuffled_codes_agree_no_better_than_chance():
    rng = np.random.default_rng(8)
    codes = long(rng.choice(["a", "b", "c"], size=(3, 400)))
    found = krippendorff_alpha(codes, n_resamples=300).iloc[0]
    assert found["ci_lower"] < 0 < found["ci_upper"]


def test_items_of_one_cluster_are_drawn_together():
    rng = np.random.default_rng(9)
    codes = long(rng.choice(["a", "b"], size=(2, 40)))
    tenfold = pd.concat([codes.assign(item=codes["item"] + f" copy {i}", customer=codes["item"]) for i in range(10)])
    alone = krippendorff_alpha(tenfold, n_resamples=500).iloc[0]
    together = krippendorff_alpha(tenfold, cluster="customer", n_resamples=500).iloc[0]
    assert together["estimate"] == alone["estimate"]
    assert together["ci_upper"] - together["ci_lower"] > 2 * (alone["ci_upper"] - alone["ci_lower"])


def test_the_same_seed_gives_the_same_interval(krippendorff_data):
    one, other = (krippendorff_alpha(krippendorff_data, seed=4, n_resamples=200) for _ in range(2))
    assert_frame_equal(one, other)


def test_agreement_by_code_is_alpha_on_yes_or_no(krippendorff_data):
    found = agreement_by_code(krippendorff_data, n_resamples=100)
    for code in (1.0, 2.0, 5.0):
        binary = krippendorff_data.assign(code=krippendorff_data["code"].eq(code).where(
            krippendorff_data["code"].notna()))
        expected = krippendorff_alpha(binary.astype({"code": object}), n_resamples=100)["estimate"][0]
        assert found.loc[code, "estimate"] == pytest.approx(expected)
    assert found["n_used"].tolist() == [4, 5, 4, 2, 1]
    assert found["n_missing"].tolist() == [1] * 5


def test_an_item_may_carry_several_codes_from_one_coder():
    codes = pd.DataFrame([("1", "a", "anger"), ("1", "a", "sadness"), ("1", "b", "anger"), ("2", "a", "none"),
                          ("2", "b", "none"), ("3", "a", "sadness"), ("3", "b", "sadness")],
                         columns=["item", "coder", "code"])
    found = agreement_by_code(codes)
    assert found["estimate"].to_dict() == pytest.approx({"anger": 1, "none": 1, "sadness": 1 - (2 / 6) / (18 / 30)})
    assert found["n_used"].to_dict() == {"anger": 1, "none": 1, "sadness": 2}


def test_cohen_kappa_leaves_out_items_that_one_coder_skipped(yes_no):
    gap = yes_no.copy()
    gap.loc[0, "code"] = None
    expected = cohen_kappa(yes_no[yes_no["item"] != yes_no["item"][0]])
    found = cohen_kappa(gap)
    assert found["estimate"][0] == expected["estimate"][0]
    assert found[["n", "n_missing"]].iloc[0].tolist() == [49, 1]


def test_your_own_column_names_are_mapped_and_your_table_stays_as_it_was(yes_no):
    yours = yes_no.rename(columns={"item": "zaak", "coder": "beoordelaar", "code": "label"})
    before = yours.copy()
    names = {"item": "zaak", "coder": "beoordelaar", "code": "label"}
    assert_frame_equal(cohen_kappa(yours, columns=names), cohen_kappa(yes_no))
    assert_frame_equal(yours, before)


def test_empty_tables_have_no_agreement():
    empty = pd.DataFrame({"item": [], "coder": [], "code": []})
    assert np.isnan(krippendorff_alpha(empty)["estimate"][0])
    assert np.isnan(percent_agreement(empty)["estimate"][0])
    assert agreement_by_code(empty).empty


@pytest.mark.parametrize(("change", "call", "message"), [
    (lambda d: d.drop(columns="coder"), krippendorff_alpha, r"codes has no column 'coder'; it has 'item', 'code'"),
    (lambda d: pd.concat([d, d.head(1)], ignore_index=True), percent_agreement,
     r"item 'item 0' has more than one code from coder 'coder 0' \(row 100\)"),
    (lambda d: d.assign(coder=None), cohen_kappa, "coder is missing in row 0; expected a label\ncoder is"),
    (lambda d: d[d["coder"] == "coder 0"], cohen_kappa, "compares two coders and found 1"),
    (lambda d: d.iloc[1:], fleiss_kappa, "items have from 1 to 2 codes; fleiss_kappa expects the same number"),
    (lambda d: d, lambda d: krippendorff_alpha(d, measurement="interval"), "code has the values 'no', 'yes'; expected"),
    (lambda d: d.assign(code=-1), lambda d: krippendorff_alpha(d, measurement="ratio"), "numbers of 0 or more"),
    (lambda d: d, lambda d: krippendorff_alpha(d, measurement="scale"), "measurement is 'scale'; expected one of"),
    (lambda d: d, lambda d: krippendorff_alpha(d, n_resamples=10), "n_resamples is 10; expected a whole number of 100"),
    (lambda d: d, lambda d: krippendorff_alpha(d, level=95), "level is 95; expected a number between 0 and 1"),
    (lambda d: d.assign(team=range(len(d))), lambda d: krippendorff_alpha(d, cluster="team"), "in more than one team"),
    (lambda d: d, lambda d: cohen_kappa(d, weights="square"), "expected one of None, 'linear', 'quadratic'"),
    (lambda d: d, lambda d: cohen_kappa(d, columns={"rater": "coder"}), "columns names 'rater'"),
    (lambda d: pd.concat([d, d.head(1)]), agreement_by_code, "more than one equal code"),
])
def test_bad_input_is_refused_in_plain_words(yes_no, change, call, message):
    with pytest.raises(ValueError, match=message):
        call(change(yes_no))


def test_a_list_instead_of_a_table_is_refused():
    with pytest.raises(TypeError, match="codes is list; expected a DataFrame with a row for each item and coder"):
        percent_agreement([1, 2])


@pytest.mark.parametrize("weights", ["linear", "quadratic"])
def test_a_step_of_the_scale_that_nobody_used_still_counts_as_distance(weights):
    cells = {(1, 1): 9, (2, 2): 8, (2, 4): 3, (4, 2): 2, (4, 4): 7, (1, 2): 4}
    codes = two_coders(cells)
    codes["code"] = pd.Categorical(codes["code"], [1, 2, 3, 4], ordered=True)
    first, second = (codes.loc[codes["coder"] == f"coder {c}", "code"].astype(int) for c in (0, 1))
    expected = cohen_kappa_score(first, second, labels=[1, 2, 3, 4], weights=weights)
    found = cohen_kappa(codes, weights=weights).iloc[0]
    assert found["estimate"] == pytest.approx(expected, abs=1e-12)
    assert found["ci_lower"] < found["estimate"] < found["ci_upper"]
    assert cohen_kappa(codes)["estimate"].tolist() == pytest.approx([cohen_kappa_score(first, second)])


def test_steps_written_as_text_are_ordered_as_numbers():
    codes = long([[10, 2, 10, 9], [9, 2, 10, 2]])
    text = codes.assign(code=codes["code"].astype(str))
    for ask in (lambda d: krippendorff_alpha(d, measurement="ordinal"), lambda d: cohen_kappa(d, weights="linear")):
        assert_frame_equal(ask(text), ask(codes))


def test_steps_whose_order_cannot_be_known_are_refused_and_two_names_need_none():
    codes = long([["low", "high", "mid"], ["low", "mid", "mid"]])
    with pytest.raises(ValueError, match=r"'low', 'high', 'mid', and measurement=.ordinal. needs their order"):
        krippendorff_alpha(codes, measurement="ordinal")
    two = long([["low", "high", "low"], ["low", "low", "low"]])
    assert krippendorff_alpha(two, measurement="ordinal")["estimate"].notna().all()


def test_one_item_has_no_interval():
    one = cohen_kappa(long([["x"], ["y"]])).iloc[0]
    assert one["estimate"] == 0
    assert np.isnan(one["ci_lower"]) and np.isnan(one["ci_upper"])
