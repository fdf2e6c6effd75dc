"""The mixed model agrees with lme4, with plain numerical integration, and with the truth of simulated groups."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, optimize, stats
from scipy.special import expit

from cxlab.mixed import _Model, fit_mixed_logistic

CBPP = json.loads((Path(__file__).parent / "reference" / "cbpp.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def herds():
    period = np.concatenate([np.arange(1, rows + 1) for rows in CBPP["rows_of_herd"]])
    herd = np.repeat(np.arange(15), CBPP["rows_of_herd"])
    terms = pd.get_dummies(pd.Series(period), prefix="period", drop_first=True, dtype=float)
    return np.array(CBPP["incidence"]), terms, herd, np.array(CBPP["size"])


@pytest.fixture(scope="module")
def small():
    rng = np.random.default_rng(4)
    group = np.repeat(np.arange(12), 9)
    terms = pd.DataFrame({"treated": np.tile([0, 0, 1], 36), "dose": rng.normal(size=108)})
    chance = expit(-1 + 0.8 * terms["treated"] + 0.9 * rng.normal(size=12)[group])
    return (rng.random(108) < chance).astype(int).to_numpy(), terms, group


def exact_log_likelihood(y, terms, group, beta, sd):
    """Each group's integral taken by scipy's general integrator."""
    eta = np.column_stack([np.ones(len(terms)), terms]) @ beta
    total = 0.0
    for name in np.unique(group):
        e, seen = eta[group == name], y[group == name]

        def chance(u, e=e, seen=seen):
            p = expit(e + sd * u)
            return np.prod(np.where(seen, p, 1 - p)) * stats.norm.pdf(u)
        total += np.log(integrate.quad(chance, -9, 9, epsabs=1e-13)[0])
    return total


def test_the_laplace_fit_agrees_with_lme4(herds):
    y, terms, herd, size = herds
    fit, lme4 = fit_mixed_logistic(y, terms, herd, n=size, points=1), CBPP["glmer_laplace"]
    np.testing.assert_allclose(fit.table["coefficient"], lme4["fixef"], atol=1e-3)
    assert fit.sd == pytest.approx(lme4["sd"], abs=1e-3)
    np.testing.assert_allclose(fit.table["se"], lme4["se"], rtol=0.02)
    assert fit.log_likelihood == pytest.approx(lme4["log_likelihood"], abs=1e-3)
    assert fit.log_likelihood >= lme4["log_likelihood"]


def test_the_likelihood_is_that_of_plain_integration(small):
    y, terms, group = small
    fit = fit_mixed_logistic(y, terms, group, points=15)
    assert fit.log_likelihood == pytest.approx(
        exact_log_likelihood(y, terms, group, fit.table["coefficient"].to_numpy(), fit.sd), abs=1e-6)


def test_no_neighbouring_coefficients_are_more_likely(small):
    y, terms, group = small
    fit = fit_mixed_logistic(y, terms, group, points=25)
    best = np.append(fit.table["coefficient"], fit.sd)
    top = exact_log_likelihood(y, terms, group, best[:-1], best[-1])
    for place in range(len(best)):
        for step in (-0.02, 0.02):
            other = best.copy()
            other[place] += step
            assert exact_log_likelihood(y, terms, group, other[:-1], other[-1]) < top


@pytest.mark.parametrize("points", [1, 3, 9])
def test_the_gradient_is_the_slope_of_the_likelihood(herds, points):
    y, terms, herd, size = herds
    model = _Model(y.astype(float), size.astype(float), np.column_stack([np.ones(56), terms]), herd, points)
    at = np.array([-1.2, -0.8, -1.0, -1.3, 0.7])
    slope = optimize.approx_fprime(at, lambda theta: model.loss(theta)[0], 1e-6)
    np.testing.assert_allclose(model.loss(at)[1], slope, atol=2e-4)


def test_rows_of_single_calls_and_their_counts_give_the_same_fit():
    counts = pd.DataFrame({"group": list("AABBCCDD"), "trained": [0, 1] * 4, "events": [9, 5, 12, 8, 4, 1, 7, 5]})
    rows = counts.loc[counts.index.repeat(40)].reset_index()
    rows["event"] = rows.groupby("index").cumcount() < rows["events"]
    whole = fit_mixed_logistic(counts["events"], counts[["trained"]], counts["group"], n=40)
    single = fit_mixed_logistic(rows["event"], rows[["trained"]], rows["group"])
    np.testing.assert_allclose(single.table[["estimate", "ci_lower", "ci_upper"]],
                               whole.table[["estimate", "ci_lower", "ci_upper"]], rtol=1e-6)
    assert single.n == whole.n == 320


def test_names_of_groups_and_order_of_rows_do_not_matter(small):
    y, terms, group = small
    order = np.random.default_rng(1).permutation(len(y))
    one = fit_mixed_logistic(y, terms, group)
    other = fit_mixed_logistic(y[order], terms.iloc[order].reset_index(drop=True), [f"g{g}" for g in 50 - group[order]])
    np.testing.assert_allclose(one.table["coefficient"], other.table["coefficient"], atol=1e-6)


def test_groups_that_are_alike_get_no_spread_and_the_answer_of_a_plain_model():
    y, trained = np.tile([3, 6], 6), np.tile([0.0, 1.0], 6)
    fit = fit_mixed_logistic(y, pd.DataFrame({"trained": trained}), np.repeat(np.arange(6), 2), n=20)
    assert fit.sd == 0
    assert fit.table.loc["trained", "estimate"] == pytest.approx((6 / 14) / (3 / 17), rel=1e-6)
    assert "do not differ by more than luck" in fit.text


def test_a_simulated_truth_is_found():
    rng = np.random.default_rng(12)
    group, lost = rng.integers(0, 300, 30_000), rng.random(30_000) < 0.1
    y = rng.random(30_000) < expit(-2 + np.log(2.5) * lost + 0.6 * rng.normal(size=300)[group])
    fit = fit_mixed_logistic(y, pd.DataFrame({"lost": lost.astype(float)}), group)
    row = fit.table.loc["lost"]
    assert row["ci_lower"] < 2.5 < row["ci_upper"] < 3
    assert fit.sd == pytest.approx(0.6, abs=0.09)
    assert (fit.n, fit.n_groups) == (30_000, 300)


@pytest.mark.parametrize("change, message", [
    ({"events": [0, 1, None, 1]}, "events is missing in 1 rows"),
    ({"events": [0, 2, 1, 1]}, "2 events out of 1"),
    ({"events": [0, 0, 0, 0]}, "no row has an event"),
    ({"group": ["A"] * 4}, "fewer than two groups"),
    ({"group": ["A", "B"]}, "group has 2 rows"),
    ({"terms": pd.DataFrame({"x": [1, 1, 1, 1]})}, "'x' is constant"),
    ({"terms": pd.DataFrame({"x": list("abcd")})}, "x has text"),
    ({"points": 4}, "points is 4"),
    ({"level": 95}, "level is 95"),
])
def test_what_cannot_be_fitted_is_refused(change, message):
    given = {"events": [0, 1, 0, 1], "terms": pd.DataFrame({"x": [0, 0, 1, 1]}), "group": list("ABAB")} | change
    with pytest.raises(ValueError, match=message):
        fit_mixed_logistic(given.pop("events"), given.pop("terms"), given.pop("group"), **given)


def test_a_term_that_predicts_perfectly_is_named_as_the_trouble():
    terms = pd.DataFrame({"x": [0.0] * 20 + [1.0] * 20})
    with pytest.raises(ValueError, match="predicts the events perfectly"):
        fit_mixed_logistic([0] * 10 + [1] * 10 + [1] * 20, terms, np.tile([0, 1, 2, 3], 10))
