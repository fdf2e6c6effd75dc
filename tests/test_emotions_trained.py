"""The trained engine, comparing groups, mixed emotions, and fitting to one's own labels."""

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests

from cxlab import emotions, lexicons, wheel
from cxlab.emotions import comparison, ngrams, trained, tuning

REFERENCE = Path(__file__).parent / "reference"
EIGHT = list(wheel.PRIMARIES)
REMARKS = ["I am so angry, this is unacceptable!", "Lovely staff, thank you so much", "I am worried about my bill",
           "What a disappointment", "Where is my order?", "Great, another delay. Fantastic service."]


def truth(column: pd.Series) -> pd.DataFrame:
    named = column.fillna("").str.split(";")
    return pd.DataFrame({emotion: [emotion in names for names in named] for emotion in EIGHT}, index=column.index)


def labels_of(**counts) -> pd.DataFrame:
    """Labels with "joy_anger=3": three texts that show joy and anger; "none" shows nothing."""
    rows = [[emotion in names.split("_") for emotion in EIGHT] for names, times in counts.items() for _ in range(times)]
    return pd.DataFrame(rows, columns=EIGHT)


def read(texts, engine="trained", **how):
    return emotions.label_emotions(emotions.score_emotions(texts, engine=engine, **how))


# Words, parts of words and pairs of words

def test_the_fast_sum_is_the_product_of_the_rows_and_the_weights(rng):
    texts = [*REMARKS, "", "!!!", "words nobody knows: xqzt", "so so so angry angry"]
    terms = ngrams.learn_terms(texts, fewest=(1, 1, 1))
    weights = rng.normal(size=(len(terms.rarity), 3))
    slow = ngrams.as_matrix(texts, terms) @ weights
    np.testing.assert_allclose(ngrams.add_up(texts, terms, weights), slow, atol=1e-12)
    parts, adds = ngrams.pull_apart(texts[-1], terms, weights)
    assert {"so", "angry", "so angry"} <= set(parts)
    np.testing.assert_allclose(adds.sum(axis=0), slow[-1], atol=1e-12)


def test_how_the_signs_are_spaced_says_nothing():
    spaced = ngrams.cut_texts(["Don't go , [PERSON] . You ass - hat !"])
    tidy = ngrams.cut_texts(["Don’t go, You ass-hat!"])
    assert [spaced.different[k] for k in spaced.code] == [tidy.different[k] for k in tidy.code]


def test_runs_of_letters_know_the_ends_of_a_word():
    assert {"<sad", "sad>", "<sa", "ad>", "sad"} == set(ngrams.letter_runs("sad"))
    assert ngrams.letter_runs("!?") == []


# The trained engine

@given(st.lists(st.sampled_from(REMARKS) | st.text(max_size=40), min_size=1, max_size=5), st.sampled_from(["en", "nl"]))
@settings(max_examples=30, deadline=None)
def test_a_text_gets_the_same_scores_in_any_company(texts, language):
    together = emotions.score_emotions(texts, language=language, engine="trained")
    alone = pd.concat([emotions.score_emotions([text], language=language, engine="trained") for text in texts],
                      ignore_index=True)
    pd.testing.assert_frame_equal(together, alone, rtol=0, atol=1e-12)
    known = together.dropna()
    assert ((known >= 0) & (known <= 1)).all(axis=None)


def test_scores_keep_the_index_and_what_is_missing_stays_missing():
    texts = pd.Series(["I am furious", None, "  ", "Ich bin sehr unzufrieden mit dem Service und warte seit Wochen"],
                      index=list("dcba"))
    scores = emotions.score_emotions(texts, engine="trained")
    assert list(scores.columns) == EIGHT
    assert scores.index.tolist() == list("dcba")
    assert scores.notna().all(axis=1).tolist() == [True, False, False, False]


def test_a_grade_is_there_if_and_only_if_the_emotion_is():
    for engine in ("trained", "trained_eager"):
        grades = emotions.grade_emotions(REMARKS, engine=engine, language="en")
        pd.testing.assert_frame_equal(grades > 0, read(REMARKS, engine, language="en"))


def test_signs_without_a_letter_are_read_by_the_word_lists_alone():
    texts = ["!!!", "12", ":-)", "\U0001f621"]
    pd.testing.assert_frame_equal(emotions.score_emotions(texts, engine="trained", language="en"),
                                  emotions.score_emotions(texts, language="en"))


def test_plain_remarks_are_read_as_people_read_them():
    labels = read(REMARKS, language="en")
    assert labels["anger"].tolist()[:3] == [True, False, False]
    assert labels["joy"].tolist()[:3] == [False, True, False]
    assert labels.loc[2, "fear"]
    assert labels.loc[3, "sadness"]


def test_the_weights_are_plain_and_small():
    files = sorted(Path(lexicons.__file__).parent.glob("*.npz"))
    assert [path.name for path in files] == ["emotion_weights_en.npz", "emotion_weights_nl.npz"]
    assert sum(path.stat().st_size for path in files) < 5e6
    for path in files:
        with np.load(path, allow_pickle=False) as stored:
            assert {stored[name].dtype.kind for name in stored.files} <= set("iuf")


def test_dutch_customers_words_are_read_well():
    ours = pd.read_csv(REFERENCE / "emotions_nl.csv")
    assert emotions.evaluate_emotions(read(ours["text"], language="nl"), truth(ours["emotions"])).macro_f1 >= 0.70


def test_plain_questions_are_mostly_left_without_emotion():
    texts = pd.read_csv(REFERENCE / "emotions_neutral_en.csv")["text"]
    assert read(texts, language="en").any(axis=1).mean() <= 0.25


def test_customers_are_read_above_the_bar(outside):
    # Weights were fitted on these texts too: the honest figures stand in the card of the weights. This guards the file.
    table = pd.read_csv(outside / "emotion" / "cx_dev.csv")
    result = emotions.evaluate_emotions(read(table["text"], language="en"), truth(table["emotions"]))
    assert result.macro_f1 >= 0.65
    assert result.micro_f1 >= 0.75


def test_an_explanation_names_the_word_that_speaks_loudest():
    table = emotions.explain_emotions("The staff was rude", language="en", engine="trained")
    assert list(table.columns) == ["term", "emotion", "weight", "why"]
    assert table["weight"].abs().is_monotonic_decreasing
    words = table[(table["emotion"] == "anger") & ~table["term"].str.startswith("(")]
    assert "rude" in words.loc[words["weight"].idxmax(), "term"]


def test_an_explanation_adds_up_to_the_mixed_reading():
    text = "Rude staff, I am very disappointed"
    weights, listed = trained.load_weights("en"), emotions.score_emotions([text], language="en").to_numpy()
    heads = trained.read_heads([text], listed, weights)[0]
    nothing = trained.read_heads([""], np.zeros((1, 8)), weights)[0]
    share = trained.chance(heads[trained.IS_CUSTOMER])
    expected = share * (heads - nothing)[trained.CUSTOMERS] + (1 - share) * (heads - nothing)[trained.FILMS]
    table = emotions.explain_emotions(text, language="en", engine="trained").groupby("emotion")["weight"].sum()
    np.testing.assert_allclose(table[EIGHT], expected, atol=1e-4)


@pytest.mark.parametrize("engine", ["lexicon", "trained"])
def test_marked_text_is_safe_and_whole(engine):
    text = '<script>alert("x")</script> I am furious & <b>sad</b>'
    marked = emotions.highlight_emotions(text, emotion="anger", language="en", engine=engine)
    assert "<script" not in marked
    assert "<b>" not in marked
    assert '<mark title="anger">furious</mark>' in marked
    from html import unescape
    assert unescape(re.sub(r"</?mark[^>]*>", "", marked)) == text


def test_marking_takes_one_of_the_eight_and_may_find_nothing():
    assert emotions.highlight_emotions("Order 12 & 13", language="en") == "Order 12 &amp; 13"
    assert "furieus" in emotions.highlight_emotions("Ik ben furieus", emotion="boosheid", language="nl")
    with pytest.raises(ValueError, match="'love' is a mixture"):
        emotions.highlight_emotions("fine", emotion="love", language="en")


# Comparing groups

def test_a_comparison_counts_by_hand_and_its_p_value_is_the_exact_one():
    labels = pd.concat([labels_of(anger=12, joy=8), labels_of(anger=4, joy_trust=16)], ignore_index=True)
    result = emotions.compare_profiles(labels, by=["N"] * 20 + ["S"] * 20, resamples=10_000)
    table = result.table.set_index("emotion")
    assert table["estimate"].tolist() == pytest.approx([-0.4, -0.8, 0, 0, 0, 0, 0.4, 0])
    # All ways to deal 16 angry texts to two groups of twenty: Fisher's exact test.
    exact = stats.fisher_exact([[12, 8], [4, 16]]).pvalue
    assert table.loc["anger", "p_value"] == pytest.approx(exact, abs=0.006)
    assert table.loc["fear", "p_value"] == 1
    assert table["p_holm"].tolist() == pytest.approx(multipletests(table["p_value"], method="holm")[1].tolist())
    assert (table["ci_lower"] <= table["estimate"]).all()
    assert (table["ci_upper"] >= table["estimate"]).all()
    assert (result.first, result.second) == ("N", "S")


def test_turning_the_groups_round_turns_the_signs():
    labels = pd.concat([labels_of(anger=12, joy=8), labels_of(anger=4, none=16)], ignore_index=True)
    by = pd.Series(["N"] * 20 + ["S"] * 20, name="team")
    one = emotions.compare_profiles(labels, by=by, groups=("N", "S")).table
    other = emotions.compare_profiles(labels.assign(team=by), by="team", groups=("S", "N")).table
    assert one["estimate"].tolist() == pytest.approx((-other["estimate"]).tolist())
    assert one["p_value"].tolist() == pytest.approx(other["p_value"].tolist(), abs=0.02)


def test_groups_that_do_not_differ_are_seldom_told_to_differ(rng):
    false = 0
    for _ in range(60):
        table, _ = comparison._compare(rng.random((80, 8)) < 0.3, np.arange(80) < 40, 0.95, 500, rng)
        false += (table["p_holm"] < 0.05).any()
    assert false <= 9      # 3 expected; more than 9 in 60 has a chance of less than one in a thousand


def test_the_intervals_hold_the_true_difference_as_often_as_they_say(rng):
    inside = []
    for _ in range(40):
        yes = np.vstack([rng.random((30, 8)) < 0.1, rng.random((60, 8)) < 0.3])
        table, _ = comparison._compare(yes, np.arange(90) < 30, 0.95, 400, rng)
        inside += ((table["ci_lower"] <= -0.2) & (table["ci_upper"] >= -0.2)).tolist()
    assert 0.92 <= np.mean(inside) <= 0.98


def test_a_comparison_that_cannot_be_made_says_what_to_do():
    labels = labels_of(joy=2, anger=2)
    with pytest.raises(ValueError, match=r"by has 4 groups \(a, b, c, d\); name two of them"):
        emotions.compare_profiles(labels, by=list("abcd"))
    with pytest.raises(ValueError, match="there is no group 'x'; expected two different groups out of a, b"):
        emotions.compare_profiles(labels, by=list("aabb"), groups=("a", "x"))
    with pytest.raises(ValueError, match="resamples is 5"):
        emotions.compare_profiles(labels, by=list("aabb"), resamples=5)
    unread = labels.astype("boolean")
    unread.loc[2:] = pd.NA
    with pytest.raises(ValueError, match="no text of b could be read"):
        emotions.compare_profiles(unread, by=list("aabb"))


def test_texts_without_group_or_label_are_left_out_and_counted():
    labels = labels_of(joy=4, anger=4).astype("boolean")
    labels.loc[0] = pd.NA
    result = emotions.compare_profiles(labels, by=["a", "a", "b", "b", "a", "b", None, "c"], groups=("a", "b"))
    assert result.table[["n_first", "n_second", "n", "n_missing"]].iloc[0].tolist() == [2, 3, 5, 1]


# Mixed emotions

def test_there_are_24_dyads_and_four_conflicts_and_each_needs_both_emotions(rng):
    scores = pd.DataFrame(rng.random((50, 8)), columns=EIGHT, index=range(50, 100))
    mixed = emotions.dyad_scores(scores)
    assert list(mixed.columns) == [*wheel.DYADS, *wheel.CONFLICTS]
    assert len(mixed.columns) == 28
    assert mixed.index.equals(scores.index)
    for one, other in combinations(EIGHT, 2):
        assert (mixed[wheel.dyad_of(one, other)] == scores[[one, other]].min(axis=1)).all()
    decided = emotions.dyad_scores(emotions.label_emotions(scores))
    pd.testing.assert_frame_equal(decided, (mixed >= 0.5).astype("boolean"))


def test_a_mixture_is_missing_where_an_emotion_is():
    scores = emotions.score_emotions(["I am sad and furious", None], language="en")
    assert emotions.dyad_scores(scores).loc[1].isna().all()
    assert emotions.dyad_scores(emotions.label_emotions(scores)).loc[1].isna().all()


# Thresholds and models of one's own

@pytest.fixture(scope="module")
def shifted():
    """Scores whose right decision for anger is at 0.3 and for all others at 0.5."""
    rng = np.random.default_rng(5)
    scores = pd.DataFrame(rng.random((400, 8)), columns=EIGHT)
    labels = scores >= [0.3 if emotion == "anger" else 0.5 for emotion in EIGHT]
    return scores, labels


def test_thresholds_move_where_the_labels_say_and_the_gain_is_told(shifted):
    result = emotions.tune_thresholds(*shifted)
    assert result.thresholds["anger"] == pytest.approx(0.3, abs=0.02)
    assert all(abs(result.thresholds[emotion] - 0.5) < 0.02 for emotion in EIGHT if emotion != "anger")
    assert result.table.set_index("emotion").loc["anger", "ci_lower"] > 0.05
    assert result.ci_lower > 0
    assert "use them" in result.text


def test_labels_that_scores_do_not_foretell_bring_no_gain(rng):
    scores = pd.DataFrame(rng.random((100, 8)), columns=EIGHT)
    labels = pd.DataFrame(rng.random((100, 8)) < 0.5, columns=EIGHT)
    in_sample = emotions.tune_thresholds(scores, scores >= 0.5)
    assert in_sample.gain == 0
    assert "keep 0.5" in in_sample.text
    result = emotions.tune_thresholds(scores, labels)
    assert result.table["estimate"].iloc[8] == pytest.approx(result.gain)
    assert result.ci_lower <= result.gain <= result.ci_upper


def test_a_rare_emotion_keeps_its_threshold():
    right = np.zeros(60, dtype=bool)
    right[:4] = True
    assert tuning._fit_limit(np.linspace(0, 1, 60), right) == 0.5


def test_tuning_refuses_too_few_rows_and_other_rows(shifted):
    scores, labels = shifted
    with pytest.raises(ValueError, match="20 rows have both scores and labels; expected at least 30"):
        emotions.tune_thresholds(scores.head(20), labels.head(20))
    with pytest.raises(ValueError, match="different row labels"):
        emotions.tune_thresholds(scores, labels.head(50))


@pytest.fixture(scope="module")
def house_words():
    """A firm whose customers show anger by a word that no engine can know."""
    rng = np.random.default_rng(7)
    angry = rng.random(160) < 0.4
    rest = rng.choice(["the parcel was on the doorstep", "I called about the order", "my neighbour took the box"], 160)
    texts = pd.Series([f"{text} {'it was a proper zwimmel' if cross else 'at noon'}" for text, cross in
                       zip(rest, angry, strict=True)])
    labels = pd.DataFrame(False, index=texts.index, columns=EIGHT)
    labels["anger"] = angry
    return texts, labels


def test_a_model_of_ones_own_learns_the_words_of_the_house(house_words):
    texts, labels = house_words
    model = emotions.fit_emotions(texts, labels, language="en")
    found = read(["it was a proper zwimmel", "I called at noon"], model, language="en")
    assert found["anger"].tolist() == [True, False]
    anger = model.table.set_index("emotion").loc["anger"]
    assert anger["f1_after"] > 0.95 > anger["f1_before"]
    assert anger["ci_lower"] > 0
    with pytest.raises(ValueError, match="cannot explain a model of your own"):
        emotions.explain_emotions("zwimmel", language="en", engine=model)


def test_a_model_is_the_same_for_the_same_labels_in_another_order(house_words):
    texts, labels = house_words
    one = emotions.fit_emotions(texts, labels, language="en")
    other = emotions.fit_emotions(texts, labels.iloc[::-1], language="en")
    np.testing.assert_array_equal(one.read(["a zwimmel"], "en"), other.read(["a zwimmel"], "en"))
    assert one.text == other.text


def test_fitting_refuses_too_few_texts(house_words):
    texts, labels = house_words
    with pytest.raises(ValueError, match="50 texts have labels and can be read; expected at least 60"):
        emotions.fit_emotions(texts.head(50), labels.head(50), language="en")
    with pytest.raises(ValueError, match="different row labels"):
        emotions.fit_emotions(texts, labels.head(50), language="en")
