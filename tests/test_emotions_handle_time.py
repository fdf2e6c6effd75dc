"""Handle time: the model is the one of the textbooks, the intervals hold, and the plan adds up."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
import statsmodels.formula.api as smf
from scipy import stats

from cxlab import datasets, emotions
from cxlab.emotions.handle_time import _fit
from cxlab.simulate import simulate_calls
from cxlab.wheel import PRIMARIES


def some_calls(seed=1, *, n=1500, agents=30, fear=1.4, spread=0.15):
    """Calls whose truth is known: fear is commoner, and calls longer, on money; employees differ."""
    rng = np.random.default_rng(seed)
    topic = rng.choice(["money", "health", "house"], n, p=[0.3, 0.1, 0.6])
    emotion = np.where(rng.random(n) < np.where(topic == "money", 0.3, 0.1), "fear", "calm")
    agent = rng.integers(0, agents, n)
    mean = 6 * np.where(topic == "money", 1.3, 1.0) * np.where(emotion == "fear", fear, 1.0)
    mean = mean * np.exp(spread * rng.normal(size=agents))[agent]
    return pd.DataFrame({"handle_minutes": mean * rng.gamma(4, 1 / 4, n), "topic": topic, "emotion": emotion,
                         "agent_id": [f"A{number:02d}" for number in agent]}, index=np.arange(n) + 100)


@pytest.fixture(scope="module")
def calls():
    return some_calls()


@pytest.fixture(scope="module")
def fit(calls):
    return emotions.fit_handle_time(calls)


def row_of(fit, name):
    return fit.table.set_index("name").loc[name]


def test_the_ratios_are_those_of_statsmodels_gamma_model(calls, fit):
    oracle = smf.glm('handle_minutes ~ C(emotion, Treatment("calm")) + C(topic, Treatment("house"))', calls,
                     family=sm.families.Gamma(sm.families.links.Log())).fit()
    ratios = np.exp(oracle.params)
    assert row_of(fit, "fear")["estimate"] == pytest.approx(ratios.filter(like="fear").iloc[0], rel=1e-6)
    assert row_of(fit, "money")["estimate"] == pytest.approx(ratios.filter(like="money").iloc[0], rel=1e-6)
    minutes = [oracle.predict(calls.assign(emotion=emotion)).mean() for emotion in ("calm", "fear")]
    assert fit.table["minutes"].iloc[:2].tolist() == pytest.approx(minutes, rel=1e-6)
    assert row_of(fit, "fear")["extra_minutes"] == pytest.approx(minutes[1] - minutes[0], rel=1e-6)
    cell = fit.minutes.set_index(["topic", "emotion"]).loc[("money", "fear")]
    assert cell["estimate"] == pytest.approx(
        oracle.predict(calls[calls["topic"] == "money"].assign(emotion="fear")).mean(), rel=1e-6)


def test_with_one_emotion_and_nothing_else_the_ratio_is_the_ratio_of_the_means(calls):
    means = calls.groupby("emotion")["handle_minutes"].mean()
    fit = emotions.fit_handle_time(calls.drop(columns="topic"))
    assert row_of(fit, "fear")["estimate"] == pytest.approx(means["fear"] / means["calm"], rel=1e-9)
    assert row_of(fit, "calm")["minutes"] == pytest.approx(means["calm"], rel=1e-9)
    assert fit.minutes.empty


def test_the_covariance_is_that_of_leaving_out_one_employee_after_another(calls, fit):
    rows, beta = fit.design.to_numpy(), fit.coefficients.to_numpy()
    residual = calls["handle_minutes"].to_numpy() / np.exp(rows @ beta) - 1
    steps = []
    for agent in calls["agent_id"].unique():
        rest = (calls["agent_id"] != agent).to_numpy()
        steps.append(np.linalg.solve(rows[rest].T @ rows[rest], rows[rest].T @ residual[rest]))
    steps = np.array(steps)
    brute = (len(steps) - 1) / len(steps) * steps.T @ steps
    assert fit.covariance.to_numpy() == pytest.approx(brute, rel=1e-6, abs=1e-12)


def test_the_covariance_is_near_that_of_statsmodels_and_near_refits(calls, fit):
    family = sm.families.Gamma(sm.families.links.Log())
    oracle = sm.GLM(calls["handle_minutes"].to_numpy(), fit.design.to_numpy(), family=family).fit(
        cov_type="cluster", cov_kwds={"groups": pd.factorize(calls["agent_id"])[0]})
    ours = np.sqrt(np.diag(fit.covariance))
    assert ours == pytest.approx(oracle.bse, rel=0.08)
    refits = []
    for agent in calls["agent_id"].unique():
        rest = calls["agent_id"] != agent
        refits.append(_fit(fit.design[rest], calls.loc[rest, "handle_minutes"], calls.loc[rest, "agent_id"])[0])
    refits = np.array(refits)
    away = refits - fit.coefficients.to_numpy()
    assert ours == pytest.approx(np.sqrt(29 / 30 * (away ** 2).sum(axis=0)), rel=0.05)


def test_intervals_of_minutes_and_of_the_plan_agree_with_a_bootstrap_over_employees(calls, fit):
    rng = np.random.default_rng(0)
    parts = [np.flatnonzero(calls["agent_id"] == agent) for agent in calls["agent_id"].unique()]
    drawn = []
    for _ in range(300):
        again = np.concatenate([parts[place] for place in rng.integers(0, len(parts), len(parts))])
        design = fit.design.iloc[again]
        beta = sm.GLM(calls["handle_minutes"].to_numpy()[again], design.to_numpy(),
                      family=sm.families.Gamma(sm.families.links.Log())).fit().params
        fear, calm = (np.exp(design.assign(fear=there).to_numpy() @ beta).mean() for there in (1, 0))
        drawn.append((np.log(fear), fear - calm))
    row, width = row_of(fit, "fear"), 2 * 2.045
    by_delta = (np.log(row["minutes_upper"] / row["minutes_lower"]) / width,
                (row["extra_upper"] - row["extra_lower"]) / width)
    assert by_delta == pytest.approx(np.std(drawn, axis=0), rel=0.2)


def test_with_eight_employees_the_interval_holds_the_truth_about_as_often_as_it_says():
    held = []
    for seed in range(160):
        calls = some_calls(seed, n=240, agents=8, spread=0.3)
        design = pd.DataFrame({"start": 1.0, "fear": calls["emotion"] == "fear", "money": calls["topic"] == "money"},
                              dtype=float)
        beta, covariance = _fit(design, calls["handle_minutes"], calls["agent_id"])
        held.append(abs(beta["fear"] - np.log(1.4)) <= stats.t.ppf(0.975, 7) * covariance.loc["fear", "fear"] ** 0.5)
    assert 0.90 <= np.mean(held) <= 0.995


def test_the_truth_of_the_simulated_calls_is_found():
    calls, truth = simulate_calls(16_000, seed=3, fear_minutes_ratio=1.3, anger_minutes_ratio=1.2)
    calls["could_follow"] = truth["could_follow"].to_numpy()
    fit = emotions.fit_handle_time(calls, adjust=["transferred", "could_follow"])
    for name, true in {"fear": 1.3, "anger": 1.2, "sadness": 1.0, "trust": 1.0, "surprise": 1.0}.items():
        row = row_of(fit, name)
        assert row["ci_lower"] - 0.005 <= true <= row["ci_upper"] + 0.005, name
    assert {"fear", "anger"} == set(fit.table[(fit.table["part"] == "emotion") & (fit.table["p_holm"] < 0.05)]["name"])


def test_on_the_shipped_calls_fear_takes_time_and_anger_only_seems_to():
    calls = datasets.load_calls()
    plain = emotions.fit_handle_time(calls.drop(columns="topic"))
    fair = emotions.fit_handle_time(calls, adjust=["transferred"])
    assert row_of(plain, "fear")["ci_lower"] > 1.4 and row_of(plain, "anger")["ci_lower"] > 1.02
    fear, anger = row_of(fair, "fear"), row_of(fair, "anger")
    assert fear["ci_lower"] < 1.3 < fear["ci_upper"] and anger["ci_lower"] < 1 < anger["ci_upper"]
    assert fair.n + fair.n_missing == len(calls) and fair.n_missing == calls["emotion"].isna().sum()
    assert "fear, 1.30 times as long as a calm call" in fair.text and "not what makes a call long" in fair.text


def test_groups_of_topics_report_together_but_emotions_are_compared_within_single_topics(calls, fit):
    grouped = emotions.fit_handle_time(calls, topics={"uncertain": ["money", "health"]})
    assert row_of(grouped, "fear").drop(["n_missing"]).astype(str).equals(
        row_of(fit, "fear").drop(["n_missing"]).astype(str))
    both = calls[calls["topic"].isin(["money", "health"])]["topic"].value_counts(normalize=True)
    single = fit.table.set_index("name")["minutes"]
    assert row_of(grouped, "uncertain")["minutes"] == pytest.approx((both * single[both.index]).sum())
    assert grouped.table["name"].tolist() == ["calm", "fear", "other topics", "uncertain"]


def test_planning_the_present_mix_changes_nothing_and_more_fear_adds_its_minutes(calls, fit):
    now = (calls["emotion"] == "fear").mean()
    same = emotions.planned_handle_time(fit, {"fear": now}).table.set_index("what")
    assert same.loc["difference", ["estimate", "ci_lower", "ci_upper"]].tolist() == pytest.approx([0, 0, 0], abs=1e-9)
    assert same.loc["now", "estimate"] == pytest.approx(calls["handle_minutes"].mean(), rel=0.01)
    plan = emotions.planned_handle_time(fit, {"angst": 2 * now})
    gap = plan.table.set_index("what").loc["difference"]
    assert gap["estimate"] == pytest.approx(now * row_of(fit, "fear")["extra_minutes"], rel=0.12)
    assert 0 < gap["ci_lower"] < gap["estimate"] < gap["ci_upper"]
    assert plan.mix["extra_minutes"].sum() == pytest.approx(gap["estimate"])
    assert "fear from" in plan.text and "if topics stay as they are" in plan.text


def test_the_plan_is_that_of_calls_counted_again_with_the_new_odds(calls, fit):
    plan = emotions.planned_handle_time(fit, {"fear": 0.5})
    ratio, share = row_of(fit, "fear")["estimate"], (calls["emotion"] == "fear").groupby(calls["topic"]).mean()
    size = calls["topic"].value_counts(normalize=True)[share.index]
    low, high = 1.0, 1000.0
    for _ in range(200):
        odds = (low * high) ** 0.5
        new = share * odds / (1 - share + share * odds)
        low, high = (odds, high) if (size * new).sum() < 0.5 else (low, odds)
    calm = fit.minutes[fit.minutes["emotion"] == "calm"].set_index("topic")["estimate"][share.index]
    by_hand = (size * calm * (1 + new * (ratio - 1))).sum()
    assert plan.table.set_index("what").loc["planned", "estimate"] == pytest.approx(by_hand, rel=1e-9)


def test_the_interval_of_the_plan_agrees_with_draws_from_the_fit(fit):
    plan = emotions.planned_handle_time(fit, {"fear": 0.4})
    change = 0.4 / plan.mix["share_now"].iloc[0] - 1
    rng, rows = np.random.default_rng(1), fit.design.to_numpy()
    marks = fit.calls["fear"].to_numpy()
    topic, share = fit.calls["topic"], fit.calls["fear"].groupby(fit.calls["topic"]).mean()
    assert change > 0
    low, high = 1.0, 1000.0
    for _ in range(200):
        odds = (low * high) ** 0.5
        new = share * odds / (1 - share + share * odds)
        low, high = (odds, high) if new[topic].mean() < 0.4 else (low, odds)
    rise = (new / share - 1)[topic].to_numpy() * marks
    values = []
    for beta in rng.multivariate_normal(fit.coefficients, fit.covariance, 2000):
        values.append((np.exp(rows @ beta) * rise).mean() * (1 - np.exp(-beta[1])))
    gap = plan.table.set_index("what").loc["difference"]
    assert (gap["ci_upper"] - gap["ci_lower"]) / (2 * 2.045) == pytest.approx(np.std(values), rel=0.06)


def test_labels_of_texts_serve_as_emotions_too(calls):
    labels = pd.DataFrame(False, index=calls.index[::-1], columns=list(PRIMARIES)).astype("boolean")
    labels.loc[calls.index[calls["emotion"] == "fear"], "fear"] = True
    labels.loc[calls.index[:5]] = pd.NA
    by_label = emotions.fit_handle_time(calls.drop(columns="emotion"), emotions=labels)
    by_name = emotions.fit_handle_time(calls.iloc[5:])
    pd.testing.assert_frame_equal(by_label.table.drop(columns="n_missing"), by_name.table.drop(columns="n_missing"))
    assert by_label.n_missing == 5


def test_two_emotions_in_one_call_can_be_planned_one_by_one(calls):
    labels = pd.DataFrame(False, index=calls.index, columns=list(PRIMARIES))
    labels["fear"] = calls["emotion"] == "fear"
    labels["anger"] = np.arange(len(calls)) % 5 == 0
    fit = emotions.fit_handle_time(calls, emotions=labels)
    plan = emotions.planned_handle_time(fit, {"fear": 0.3, "anger": 0.9})
    assert plan.mix.set_index("emotion")["share_planned"].to_dict() == pytest.approx({"fear": 0.3, "anger": 0.9})
    assert plan.mix.set_index("emotion").loc["fear", "extra_minutes"] > 0


def test_the_users_own_names_and_dutch_words_are_understood(calls, fit):
    theirs = calls.rename(columns={"handle_minutes": "AHT", "emotion": "Gevoel", "agent_id": "Medewerker",
                                   "topic": "Onderwerp"}).replace({"fear": "Angst", "calm": "rustig"})
    names = {"handle_minutes": "AHT", "emotion": "Gevoel", "agent_id": "Medewerker", "topic": "Onderwerp"}
    kept = theirs.copy()
    pd.testing.assert_frame_equal(emotions.fit_handle_time(theirs, columns=names).table, fit.table)
    pd.testing.assert_frame_equal(theirs, kept)


def test_few_cases_get_no_numbers_but_their_count(calls):
    few = calls.copy()
    few.loc[few.index[:4], "emotion"] = "disgust"
    one = few[few["emotion"] != "fear"].index[20:45]
    few.loc[one, ["emotion", "agent_id"]] = ["joy", "A01"]
    fit = emotions.fit_handle_time(few)
    assert row_of(fit, "disgust")["n"] == 4 and np.isnan(row_of(fit, "disgust")["estimate"])
    assert row_of(fit, "joy")["n_agents"] == 1 and np.isnan(row_of(fit, "joy")["minutes"])
    with pytest.raises(ValueError, match=r"'disgust', of which the fit knows no or too few calls; it knows fear"):
        emotions.planned_handle_time(fit, {"disgust": 0.1})


def test_few_employees_and_none_are_said(calls):
    assert "With 5 employees the intervals are rough" in emotions.fit_handle_time(some_calls(agents=5)).text
    nobody = emotions.fit_handle_time(calls.drop(columns="agent_id"))
    assert "Without employees (agent_id) the intervals are too narrow" in nobody.text and nobody.n_agents == 0


def test_missing_values_are_left_out_and_counted(calls):
    holes = calls.copy()
    holes.loc[holes.index[:7], "emotion"] = None
    holes.loc[holes.index[7:10], "handle_minutes"] = np.nan
    fit = emotions.fit_handle_time(holes)
    assert (fit.n, fit.n_missing) == (len(calls) - 10, 10)
    pd.testing.assert_series_equal(fit.coefficients, emotions.fit_handle_time(calls.iloc[10:]).coefficients)


def test_what_cannot_be_read_is_named(calls):
    bad = calls.astype({"handle_minutes": object})
    bad.loc[100, "handle_minutes"], bad.loc[101, "handle_minutes"] = 0, "long"
    with pytest.raises(ValueError, match=r"(?s)handle_minutes is 0 in row 100; .*handle_minutes is 'long' in row 101"):
        emotions.fit_handle_time(bad)
    with pytest.raises(ValueError, match=r"emotion is 'furieus' in 1 calls; expected one of joy, .* or calm"):
        emotions.fit_handle_time(calls.assign(emotion=["furieus", *calls["emotion"].iloc[1:]]))
    with pytest.raises(ValueError, match="calls lacks the column emotion; it has handle_minutes, topic"):
        emotions.fit_handle_time(calls.drop(columns="emotion"))
    with pytest.raises(ValueError, match="topics names 'gas', which no call has"):
        emotions.fit_handle_time(calls, topics={"energy": ["gas"]})
    with pytest.raises(ValueError, match="all calls are of one employee"):
        emotions.fit_handle_time(calls.assign(agent_id="A"))
    with pytest.raises(ValueError, match="say the same thing twice"):
        emotions.fit_handle_time(calls.assign(money=calls["topic"] == "money"), adjust=["money"])
    with pytest.raises(ValueError, match="no call with minutes, a topic and an emotion is left"):
        emotions.fit_handle_time(calls.assign(emotion="calm"))
    with pytest.raises(TypeError, match="calls should be a table"):
        emotions.fit_handle_time(calls["handle_minutes"])
    with pytest.raises(ValueError, match="emotions should have each row label of calls once"):
        emotions.fit_handle_time(calls, emotions=calls["emotion"].iloc[1:])


@pytest.mark.parametrize(("mix", "said"), [
    ({"fear": 1.2}, "the share 1.2; expected a number from 0 to 1"), ({}, "mix should give shares"),
    ({"calm": 0.5}, "mix names calm"), ({"fear": 1.0}, "adds up to 100% of all calls"),
    ({"love": 0.1}, "'love', of which the fit knows no or too few calls")])
def test_a_mix_that_cannot_be_is_refused(fit, mix, said):
    with pytest.raises(ValueError, match=said):
        emotions.planned_handle_time(fit, mix)
