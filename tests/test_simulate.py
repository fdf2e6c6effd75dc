"""Simulated tables: the same from the same seed, valid, and true to what they say is true."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import FrozenInstanceError

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from cxlab.frames import CAUSES, CONTRACTS, FUNDAMENTAL, check_frame
from cxlab.lexicons import load_lexicon
from cxlab.simulate import (
    simulate_calls,
    simulate_codings,
    simulate_company,
    simulate_complaints,
    simulate_initiatives,
    simulate_journeys,
    simulate_ratings,
)
from cxlab.simulate.chance import beta, normal, pick, sample, shuffled, streams
from cxlab.simulate.complaints import EMOTIONS
from cxlab.simulate.verbatims import Wish, Writer

LANGUAGES = ("en", "nl")
PARTS = ("opener", "detail", "closer")


@pytest.fixture(scope="module")
def company():
    return simulate_company(7)


def odds_ratios(outcome, **exposures) -> pd.DataFrame:
    """Odds ratios with 99% intervals from a plain logistic regression."""
    design = sm.add_constant(pd.DataFrame({name: np.asarray(values, float) for name, values in exposures.items()}))
    fit = sm.GLM(np.asarray(outcome, float), design, family=sm.families.Binomial()).fit()
    return np.exp(fit.conf_int(alpha=0.01).set_axis(["low", "high"], axis=1).assign(estimate=fit.params))


# ---------------------------------------------------------------- chance


def test_the_same_seed_gives_the_same_company(company):
    again = simulate_company(7)
    for name, table in company.tables.items():
        pd.testing.assert_frame_equal(table, again.tables[name])


def test_another_seed_gives_another_company(company):
    other = simulate_company(8, calls=3_000, complaints=300, ratings=300)
    assert not other.calls["customer_id"].equals(company.calls["customer_id"].head(3_000))
    assert not other.initiatives["value"].equals(company.initiatives["value"])


def test_the_company_does_not_depend_on_the_order_of_python_sets():
    code = ("from cxlab.simulate import simulate_company\n"
            "c = simulate_company(3, calls=2000, complaints=300, ratings=200)\n"
            "import hashlib\n"
            "print(hashlib.sha256(''.join(t.to_csv() for t in c.tables.values()).encode()).hexdigest())")
    digests = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                       env={**os.environ, "PYTHONHASHSEED": seed}).stdout for seed in ("0", "4711")}
    assert len(digests) == 1


def test_drawing_does_not_touch_numpys_global_stream():
    before = np.random.get_state()[1].copy()  # noqa: NPY002 the global stream is what must stay as it is
    simulate_calls(50, seed=1)
    assert (np.random.get_state()[1] == before).all()  # noqa: NPY002


def test_pick_follows_its_weights():
    (rng,) = streams(1, 1)
    counts = pd.Series(pick(rng, ["a", "b", "c"], [1, 2, 7], 10_000)).value_counts()[["a", "b", "c"]]
    assert stats.chisquare(counts, [1_000, 2_000, 7_000]).pvalue > 0.001


def test_normal_and_beta_draws_follow_their_distributions():
    (rng,) = streams(2, 1)
    assert stats.kstest(normal(rng, 5_000), "norm").pvalue > 0.001
    assert stats.kstest(beta(rng, np.full(5_000, 0.04), 80), stats.beta(3.2, 76.8).cdf).pvalue > 0.001


@given(st.lists(st.integers(0, 5), min_size=1, max_size=30), st.integers(0, 10_000))
def test_a_sample_holds_different_positions_and_none_of_weight_zero(weights, seed):
    (rng,) = streams(seed, 1)
    possible = int(np.count_nonzero(weights))
    chosen = sample(rng, weights, possible)
    assert len(set(chosen)) == possible
    assert all(weights[place] > 0 for place in chosen)


@given(st.integers(1, 50), st.integers(0, 1_000))
def test_shuffling_keeps_every_position_once(count, seed):
    (rng,) = streams(seed, 1)
    assert sorted(shuffled(rng, count)) == list(range(count))


@pytest.mark.parametrize("seed", [-1, 1.5, "a", True, None])
def test_a_seed_that_is_no_whole_number_is_refused(seed):
    with pytest.raises(ValueError, match=r"seed is .*; expected a whole number"):
        simulate_calls(10, seed=seed)


# ---------------------------------------------------------------- contracts


@pytest.mark.parametrize("name", list(CONTRACTS))
def test_every_table_keeps_its_contract(company, name):
    table = company.tables[name]
    checked = check_frame(table, name)
    assert set(CONTRACTS[name].required) <= set(table)
    pd.testing.assert_frame_equal(checked[list(table)], table, check_dtype=False, check_categorical=False)


@pytest.mark.parametrize("name", [name for name in CONTRACTS if CONTRACTS[name].key])
def test_keys_are_unique(company, name):
    assert not company.tables[name].duplicated(list(CONTRACTS[name].key)).any()


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 2**32))
def test_a_small_company_is_valid_for_any_seed(seed):
    small = simulate_company(seed, calls=1_200, complaints=160, ratings=40)
    for name, table in small.tables.items():
        check_frame(table, name)
    assert (small.complaints_truth["status"] == "complaint").sum() == 19


def test_a_company_cannot_be_changed(company):
    with pytest.raises(FrozenInstanceError, match="calls"):
        company.calls = None


# ---------------------------------------------------------------- calls


@pytest.mark.parametrize("n", [1, 17, 500])
def test_a_call_log_has_exactly_the_calls_that_were_asked_for(n):
    calls, truth = simulate_calls(n, seed=4)
    assert len(calls) == len(truth) == n
    assert calls["call_id"].tolist() == truth["call_id"].tolist()
    assert calls["date"].is_monotonic_increasing


def test_a_repeat_call_is_in_the_log_and_nothing_else_looks_like_one(company):
    calls = company.calls.sort_values(["customer_id", "date", "call_id"], kind="stable")
    following = calls.groupby("customer_id")["date"].shift(-1)
    days = (following - calls["date"]).dt.days
    seen = days.between(1, 7)
    whole_week = calls["date"] <= calls["date"].max() - pd.Timedelta(days=7)
    assert (seen[whole_week] == calls.loc[whole_week, "repeat_call"].astype(bool)).all()
    assert not (days == 0).any()


def test_the_odds_of_a_repeat_call_come_back_from_the_data(company):
    calls, truth = company.calls, company.calls_truth
    found = odds_ratios(calls["repeat_call"], lost=~truth["could_follow"], refused=calls["outcome"] == "refused",
                        partly=calls["outcome"] == "partly granted")
    for name, true in {"lost": 2.5, "refused": 2.2, "partly": 1.4}.items():
        assert found.loc[name, "low"] < true < found.loc[name, "high"], name


@pytest.mark.parametrize("true", [1.0, 4.0])
def test_another_odds_ratio_of_repeat_calls_comes_back_too(true):
    calls, truth = simulate_calls(20_000, seed=11, repeat_odds_ratio=true, base_rate=0.1)
    found = odds_ratios(calls["repeat_call"], lost=~truth["could_follow"], refused=calls["outcome"] == "refused",
                        partly=calls["outcome"] == "partly granted").loc["lost"]
    assert found["low"] < true < found["high"]


def test_the_repeat_probabilities_are_honest(company):
    truth = company.calls_truth
    observed, expected = company.calls["repeat_call"].sum(), truth["repeat_probability"].sum()
    spread = np.sqrt((truth["repeat_probability"] * (1 - truth["repeat_probability"])).sum())
    assert abs(observed - expected) < 3.3 * spread
    usual = truth["could_follow"] & (company.calls["outcome"] == "granted")
    assert truth.loc[usual, "repeat_probability"].eq(0.1).all()


def test_lines_and_training_come_back_from_the_data():
    calls, truth = simulate_calls(60_000, seed=5, agent_precision=1e6)
    teams = {team: calls["team"] == team for team in calls["team"].cat.categories if team != "Alder"}
    trained = calls["team"].isin(["Birch", "Elm"]) & (calls["date"] >= "2026-07-01")
    found = odds_ratios(~truth["could_follow"], fair=calls["line_quality"] == "fair",
                        poor=calls["line_quality"] == "poor", trained=trained, **teams)
    expected = {"fair": 2.0, "poor": 5.0, "trained": 0.5, "Elm": 1.9, "Dune": 0.6, "Grove": 1.0, "Heath": 1.0}
    for name, true in expected.items():
        assert found.loc[name, "low"] < true < found.loc[name, "high"], name


def test_the_base_rate_comes_back_on_good_lines():
    calls, truth = simulate_calls(30_000, seed=6, base_rate=0.08, agent_precision=1e6)
    plain = calls["team"].isin(["Alder", "Fern", "Grove", "Heath"]) & (calls["line_quality"] == "good")
    lost = (~truth.loc[plain, "could_follow"]).sum()
    assert stats.binomtest(int(lost), int(plain.sum()), 0.08).pvalue > 0.001


def test_the_towers_teams_look_worse_only_because_of_their_lines(company):
    lost = ~company.calls_truth["could_follow"].astype(bool)
    tower = company.calls["site"] == "Tower"
    good = company.calls["line_quality"] == "good"
    assert lost[tower].mean() > 1.3 * lost[~tower].mean()
    ordinary = good & company.calls["team"].isin(["Alder", "Fern"])
    table = [[int(lost[group].sum()), int((~lost[group]).sum())] for group in (tower & good, ordinary)]
    assert stats.chi2_contingency(table).pvalue > 0.01


def test_a_training_without_effect_leaves_no_trace():
    calls, truth = simulate_calls(40_000, seed=9, training_odds_ratio=1.0, agent_precision=1e6)
    teams = calls["team"].isin(["Birch", "Elm"])
    later = calls["date"] >= "2026-07-01"
    found = odds_ratios(~truth["could_follow"], teams=teams, later=later, trained=teams & later).loc["trained"]
    assert found["low"] < 1 < found["high"]


def test_calls_last_longer_for_heavy_topics_and_for_fear(company):
    calls, truth = company.calls, company.calls_truth
    median = calls.groupby("topic", observed=True)["handle_minutes"].median()
    assert median["health priority"] > median["payment trouble"] > median["billing"]
    design = pd.get_dummies(calls[["topic"]].astype("str"), drop_first=True).astype(float)
    design = sm.add_constant(design.assign(afraid=truth["afraid"].astype(float),
                                           lost=(~truth["could_follow"]).astype(float),
                                           transferred=calls["transferred"].astype(float)))
    fit = sm.OLS(np.log(calls["handle_minutes"]), design).fit()
    for name, true in {"afraid": 1.3, "lost": 1.15, "transferred": 1.25}.items():
        low, high = np.exp(fit.conf_int(alpha=0.01).loc[name])
        assert low < true < high, name


def test_employees_of_a_team_differ_more_when_their_precision_is_low():
    def spread(precision: float) -> float:
        calls, truth = simulate_calls(20_000, seed=2, agent_precision=precision, base_rate=0.1)
        return (~truth["could_follow"].astype(bool)).groupby(calls["agent_id"]).mean().std()

    assert spread(15) > 1.5 * spread(1e6)


def test_a_site_has_its_teams_and_a_team_its_employees(company):
    calls = company.calls
    assert calls.groupby("team", observed=True)["site"].nunique().eq(1).all()
    assert calls.groupby("agent_id")["team"].nunique().eq(1).all()
    assert (calls["team"].nunique(), calls["site"].nunique(), calls["agent_id"].nunique()) == (8, 3, 110)


def test_faults_in_the_true_values_are_named_together():
    with pytest.raises(ValueError, match=r"base_rate is 1\.4; dutch_share is -1; expected a number from 0 to 1"):
        simulate_calls(10, seed=1, base_rate=1.4, dutch_share=-1)
    with pytest.raises(ValueError, match="repeat_odds_ratio is 0; expected a number above 0"):
        simulate_calls(10, seed=1, repeat_odds_ratio=0)
    with pytest.raises(ValueError, match=r"n is 2\.5; expected a whole number of 1 or more"):
        simulate_calls(2.5, seed=1)


# ---------------------------------------------------------------- phrases


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_many_different_sentences(language):
    phrases = load_lexicon(f"phrases_{language}")
    core = phrases[~phrases["family"].isin(PARTS)]
    assert len(core) >= 260
    assert not core["text"].str.casefold().duplicated().any()
    assert not phrases["id"].duplicated().any()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_carries_legal_truth(language):
    phrases = load_lexicon(f"phrases_{language}")
    assert set(phrases["status"]) <= {"complaint", "no", "unclear"}
    assert {cause for causes in phrases["causes"] for cause in causes.split(";") if cause} == set(CAUSES)
    assert {each for emotions in phrases["emotions"] for each in emotions.split(";") if each} == set(EMOTIONS)
    assert ((phrases["status"] == "complaint") == (phrases["causes"] != "")).all()
    assert ((phrases["status"] == "complaint") == (phrases["family"] == "speech")).all()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_gap_in_a_sentence_can_be_filled(language):
    writer = Writer(streams(1, 1)[0])
    for text in load_lexicon(f"phrases_{language}")["text"]:
        filled = writer._fill(text, language)
        assert not set("{}") & set(filled), text


def test_verstaan_is_kept_for_hearing_and_begrijpen_for_grasping():
    phrases = load_lexicon("phrases_nl")
    jargon = phrases[phrases["family"].isin(["jargon", "letter"])]["text"]
    assert not jargon.str.contains(r"niet (?:te )?verstaan|verstond|onverstaanbaar", case=False).any()
    speech = phrases[phrases["family"] == "speech"]["text"]
    assert not speech.str.contains(r"begrijp|begreep|begrepen", case=False).any()
    assert speech.str.contains(r"versta|verstond|volgen|bijhouden|horen", case=False).mean() > 0.75


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(LANGUAGES), st.booleans(),
       st.sampled_from(["speech", "trouble", "praise", "neutral", "jargon", "news", "line cut", "accent praise"]),
       st.sampled_from(["survey", "letter", "e-mail", "social media"]), st.sampled_from(["billing", "health priority"]))
def test_any_wish_can_be_written(seed, language, afraid, family, channel, topic):
    said = Writer(streams(seed, 1)[0]).write(Wish(family, topic, language, channel, afraid))
    assert 1 <= len(said["text"].split()) <= 121
    assert (said["status"] == "complaint") == (family == "speech") == bool(said["causes"])


# ---------------------------------------------------------------- complaints


def test_complaints_about_speech_come_only_from_calls_that_could_not_be_followed(company):
    behind = company.calls_truth.set_index("call_id").loc[company.complaints_truth["call_id"], "could_follow"]
    about_speech = (company.complaints_truth["status"] == "complaint").to_numpy()
    assert not behind.to_numpy(bool)[about_speech].any()
    assert about_speech.sum() == 360


def test_a_complaint_about_speech_has_a_cause_and_another_has_none(company):
    causes = company.complaints_truth.filter(like="cause_").any(axis=1)
    assert (causes == (company.complaints_truth["status"] == "complaint")).all()


def test_the_hard_cases_are_all_there(company):
    families = company.complaints_truth.groupby("family", observed=True).size()
    assert (families[["jargon", "letter", "reverse", "accent praise", "not listened", "idiom", "unclear"]] >= 40).all()


def test_refusal_raises_complaints_and_repeat_calls(company):
    critical = ~company.complaints_truth["family"].isin(["praise", "accent praise", "neutral"])
    complained = company.calls["call_id"].isin(company.complaints_truth.loc[critical, "call_id"])
    refused, granted = (company.calls["outcome"] == outcome for outcome in ("refused", "granted"))
    assert 2.2 < complained[refused].mean() / complained[granted].mean() < 3.3
    crude = odds_ratios(company.calls["repeat_call"], complained=complained).loc["complained"]
    adjusted = odds_ratios(company.calls["repeat_call"], complained=complained, refused=refused,
                           partly=company.calls["outcome"] == "partly granted").loc["complained"]
    assert crude["estimate"] > adjusted["estimate"] * 1.05


def test_most_complaints_name_their_call_and_what_they_name_is_right(company):
    said = company.complaints
    assert 0.72 < said["call_id"].notna().mean() < 0.79
    assert 0.06 < said["customer_id"].isna().mean() < 0.10
    linked = said[said["call_id"].notna()].merge(company.calls, on="call_id", suffixes=("", "_call"))
    for column in ("customer_id", "team", "site", "topic"):
        assert (linked[column].astype(str) == linked[f"{column}_call"].astype(str)).all()
    assert (linked["date"] - linked["date_call"]).dt.days.between(0, 6).all()
    assert (said["team"].isna() == said["call_id"].isna()).all()


def test_one_call_gives_at_most_one_complaint(company):
    assert company.complaints_truth["call_id"].is_unique


def test_texts_look_like_those_of_customers(company):
    text = company.complaints["text"]
    words = text.str.split().str.len()
    assert (words.min(), words.max()) <= (3, 120)
    assert words.max() > 80
    assert words.median() < 25
    assert text.duplicated().mean() < 0.10
    assert text.str.isupper().mean() > 0.01
    assert text.str.contains("[\U0001f600-\U0001f64f]", regex=True).mean() > 0.01
    assert 0.3 < (company.complaints["language"] == "nl").mean() < 0.5


def test_no_text_holds_an_e_mail_address_or_a_telephone_number(company):
    texts = pd.concat([company.complaints["text"], company.ratings["comment"].dropna()])
    assert not texts.str.contains(r"\S@\S|https?://|www\.").any()
    assert not texts.str.contains(r"(?:\d[\s-]?){8,}").any()


def test_a_customer_keeps_one_language(company):
    language = company.calls_truth.assign(customer=company.calls["customer_id"]).groupby("customer")["language"]
    assert language.nunique().eq(1).all()


def test_fear_shows_in_the_texts_of_customers_who_were_afraid(company):
    afraid = company.calls_truth.set_index("call_id").loc[company.complaints_truth["call_id"], "afraid"].to_numpy(bool)
    fear = company.complaints_truth["fear"].to_numpy(bool)
    assert fear[afraid].mean() > 5 * fear[~afraid].mean()


def test_too_few_calls_are_said_in_words():
    calls, truth = simulate_calls(300, seed=1)
    with pytest.raises(ValueError, match="could not be followed, cannot give 290 complaints with 145 about speech"):
        simulate_complaints(calls, truth, seed=1, n=290, speech_share=0.5)
    with pytest.raises(ValueError, match="same call_id in the same order"):
        simulate_complaints(calls, truth.iloc[::-1], seed=1, n=10)


def test_simulating_leaves_the_calls_as_they_were():
    calls, truth = simulate_calls(2_000, seed=1)
    before = calls.copy(), truth.copy()
    complaints, said_truth = simulate_complaints(calls, truth, seed=1, n=300)
    simulate_ratings(calls, truth, seed=1, n=100)
    kept = complaints.copy(), said_truth.copy()
    simulate_codings(complaints, said_truth, seed=1, n=20)
    for now, then in zip((calls, truth, complaints, said_truth), (*before, *kept), strict=True):
        pd.testing.assert_frame_equal(now, then)


# ---------------------------------------------------------------- ratings, initiatives, journeys, codings


def test_who_could_not_follow_gives_more_effort_and_lower_scores(company):
    could = company.calls_truth.set_index("call_id").loc[company.ratings["call_id"], "could_follow"].to_numpy(bool)
    much = company.ratings["understanding_effort"].ge(4).to_numpy(bool, na_value=False)
    assert much[~could].mean() > 0.5 > 0.1 > much[could].mean()
    scores = company.ratings["nps_score"]
    assert scores[~could].mean() < scores[could].mean() - 1


def test_some_survey_answers_are_left_open(company):
    missing = company.ratings[["understanding_effort", "nps_score", "comment"]].isna().mean()
    assert missing["understanding_effort"] == pytest.approx(0.02, abs=0.01)
    assert missing["comment"] == pytest.approx(0.7, abs=0.04)


def test_more_answers_than_calls_are_refused():
    with pytest.raises(ValueError, match="50 calls cannot give more answers"):
        simulate_ratings(*simulate_calls(50, seed=1), seed=1, n=51)


@pytest.mark.parametrize("share", [0.3, 0.5, 2 / 3, 0.9])
def test_the_share_of_effort_is_the_one_asked_for(share):
    table = simulate_initiatives(seed=5, fundamental_share=share)
    effort = table["effort_fte"] * table["duration_quarters"].astype(float)
    assert effort[table["track"] == FUNDAMENTAL].sum() / effort.sum() == pytest.approx(share, abs=0.02)


@pytest.mark.parametrize("n", [1, 5, 36, 200])
def test_what_an_initiative_requires_is_in_the_list_and_finished_before(n):
    table = simulate_initiatives(seed=3, n=n).set_index("initiative")
    assert len(table) == n
    ends = table["start"] + table["duration_quarters"].astype("int64")
    assert (ends <= pd.Period("2028Q1", freq="Q-DEC")).all()
    for name, required in table["requires"].dropna().items():
        for other in required.split(";"):
            assert ends[other] <= table.loc[name, "start"], name


def test_an_initiative_that_starts_later_has_not_begun(company):
    table = company.initiatives
    later = table["start"] > pd.Period("2026Q4", freq="Q-DEC")
    assert set(table.loc[later, "status"]) <= {"captured", "owned"}
    assert not set(table.loc[~later, "status"]) & {"captured", "owned"}


def test_every_journey_has_all_its_cells(company):
    cells = company.journeys.groupby(["persona", "version", "step", "who"], observed=True)["rater"].nunique()
    assert len(cells) == 2 * 2 * 7 * 2
    assert cells.eq(10).all()
    assert (company.journeys["emotion"].isna() == company.journeys["intensity"].isna()).all()


def test_the_journey_as_it_should_become_feels_better(company):
    customer = company.journeys[company.journeys["who"] == "customer"]
    glad = customer["emotion"].isin(["joy", "trust", "anticipation"]).groupby(customer["version"], observed=True).mean()
    assert glad["to-be"] > 2 * glad["as-is"]


def test_raters_who_agree_fully_give_each_step_its_own_emotion():
    journeys = simulate_journeys(seed=2, agreement=1.0, second_share=0.0, raters=3)
    cells = journeys.groupby(["persona", "version", "step", "who"], observed=True)["emotion"]
    assert cells.nunique(dropna=False).eq(1).all()
    assert len(journeys) == 2 * 2 * 7 * 2 * 3


def test_groups_code_the_same_items_and_mostly_agree(company):
    table = company.codings.pivot(index="complaint_id", columns="coder", values="status").astype("str")
    assert table.shape == (60, 4)
    truth = company.complaints_truth.set_index("complaint_id").loc[table.index, "status"].astype("str")
    right = table.eq(truth, axis=0).mean()
    assert right[["Group A", "Group B", "Group C"]].between(0.65, 0.95).all()
    assert right["Group D"] < right.drop("Group D").mean()


def test_a_cause_is_coded_only_for_a_complaint(company):
    coded = company.codings
    assert (coded["cause"].notna() == (coded["status"] == "complaint").fillna(False)).all()


def test_perfect_groups_agree_with_the_truth(company):
    coded = simulate_codings(company.complaints, company.complaints_truth, seed=1, accuracy=1.0, coders=("A", "B"))
    truth = company.complaints_truth.set_index("complaint_id")
    easy = coded[~truth.loc[coded["complaint_id"], "family"].isin(
        ["unclear", "jargon", "letter", "reverse", "accent praise", "not listened", "line cut"]).to_numpy()]
    assert (easy["status"].astype(str).to_numpy()
            == truth.loc[easy["complaint_id"], "status"].astype(str).to_numpy()).all()


def test_too_few_complaints_to_code_are_said_in_words(company):
    with pytest.raises(ValueError, match=r"there are not enough complaints: .* short ones about speech where 400"):
        simulate_codings(company.complaints, company.complaints_truth, seed=1, n=1_000)


def test_a_smaller_company_has_the_sizes_asked_for():
    small = simulate_company(1, calls=1_500, complaints=300, ratings=120)
    assert (len(small.calls), len(small.complaints), len(small.ratings)) == (1_500, 300, 120)
    assert small.codings["complaint_id"].nunique() == 37
    digest = hashlib.sha256(small.calls.to_csv().encode()).hexdigest()
    assert digest == hashlib.sha256(simulate_calls(1_500, seed=1)[0].to_csv().encode()).hexdigest()
