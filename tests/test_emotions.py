"""Reading emotions: what words do to each other, what stays missing, and how well it does on texts judged by people."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from cxlab import emotions, lexicons, wheel
from cxlab.emotions import scoring
from cxlab.emotions.reading import read_hits
from cxlab.emotions.vocabulary import KINDS, load_vocabulary

REFERENCE = Path(__file__).parent / "reference"
EIGHT = list(wheel.PRIMARIES)


def found(text: str, language: str = "en") -> set[str]:
    """The emotions that are there in one text."""
    labels = emotions.label_emotions(emotions.score_emotions([text], language=language)).iloc[0]
    return {emotion for emotion in EIGHT if labels[emotion]}


def score(text: str, emotion: str, language: str = "en") -> float:
    return emotions.score_emotions([text], language=language)[emotion].iloc[0]


def truth(column: pd.Series) -> pd.DataFrame:
    """Eight columns of yes and no from "anger;fear"."""
    named = column.fillna("").str.split(";")
    return pd.DataFrame({emotion: [emotion in names for names in named] for emotion in EIGHT}, index=column.index)


# What comes in and what goes out

def test_scores_keep_the_index_and_give_eight_numbers_in_wheel_order():
    texts = pd.Series(["I am angry", "Lovely", "Order 12"], index=["c", "a", "b"])
    scores = emotions.score_emotions(texts, language="en")
    assert list(scores.columns) == EIGHT
    assert scores.index.tolist() == ["c", "a", "b"]
    assert set(scores.dtypes.astype(str)) == {"float64"}


@pytest.mark.parametrize("nothing", [None, np.nan, pd.NA, "", "   ", "\n\t"])
def test_where_there_is_no_text_there_is_no_score_and_no_label(nothing):
    texts = pd.Series(["I am angry", nothing], dtype="object")
    scores = emotions.score_emotions(texts, language="en")
    assert scores.iloc[1].isna().all()
    assert scores.iloc[0].notna().all()
    assert emotions.label_emotions(scores).iloc[1].isna().all()
    assert emotions.grade_emotions(texts, language="en").iloc[1].isna().all()


def test_a_text_in_another_language_is_not_scored():
    texts = ["Ich bin sehr unzufrieden mit dem Service und warte seit drei Wochen auf eine Antwort.", "I am very angry"]
    scores = emotions.score_emotions(texts)
    assert scores.iloc[0].isna().all()
    assert scores.loc[1, "anger"] >= 0.5


def test_english_rules_are_not_run_on_dutch_words():
    assert found("Die man is een held", "nl") == {"trust"}
    assert emotions.score_emotions(["Wat een drama, die man had geen idee waar het over ging"])["fear"].iloc[0] < 0.5


def test_a_text_too_short_to_tell_is_tried_in_both_languages():
    texts = pd.Series(["Top!", "Super", "\U0001f621\U0001f621"])
    scores = emotions.score_emotions(texts, language=pd.Series("unsure", index=texts.index))
    either = [emotions.score_emotions(texts, language=code) for code in ("en", "nl")]
    assert scores.equals(either[0].combine(either[1], np.fmax))
    assert scores.loc[2, "anger"] >= 0.5


def test_language_may_differ_text_by_text():
    texts = pd.Series(["boos", "angry"], index=[7, 3])
    scores = emotions.score_emotions(texts, language=pd.Series({3: "en", 7: "nl"}))
    assert (scores["anger"] >= 0.5).all()


def test_no_texts_at_all_give_an_empty_table_with_eight_columns():
    empty = emotions.score_emotions(pd.Series([], dtype="str"))
    assert empty.shape == (0, 8)
    assert emotions.label_emotions(empty).shape == (0, 8)


def test_one_text_a_list_and_a_column_are_read_alike():
    text = "I am angry"
    ways = [emotions.score_emotions(way, language="en").to_numpy() for way in (text, [text], pd.Series([text]))]
    assert np.array_equal(ways[0], ways[1])
    assert np.array_equal(ways[1], ways[2])


def test_the_caller_s_column_is_left_alone():
    texts = pd.Series(["NOT happy!!", None], name="klacht")
    before = texts.copy()
    emotions.score_emotions(texts)
    pd.testing.assert_series_equal(texts, before)


def test_numbers_in_the_text_column_are_named_row_by_row():
    with pytest.raises(TypeError, match=r"row 'b' holds 12 \(int\); row 'c' holds 3\.5 \(float\).*right column"):
        emotions.score_emotions(pd.Series(["fine", 12, 3.5], index=list("abc"), dtype="object"))
    with pytest.raises(TypeError, match=r"whole table.*complaints\[.text.\]"):
        emotions.score_emotions(pd.DataFrame({"text": ["fine"]}))


def test_an_engine_that_is_not_there_is_said_plainly():
    with pytest.raises(ValueError, match="engine is 'magic'; expected 'lexicon' or 'trained' or 'trained_eager', or a"):
        emotions.grade_emotions(["fine"], engine="magic")
    with pytest.raises(ValueError, match="'fr'"):
        emotions.score_emotions(["fine"], language="fr")


# Laws

WORDS = st.sampled_from(["not", "very", "happy", "angry", "but", "great", ",", "!", "delay", "never", "again", "sad",
                         "too", "fast", "THANKS", "sooo", "fed", "up", "\U0001f621",
                         "\x00", "@x", "http://a.b/c", ":-)"])
TEXTS = st.lists(WORDS, max_size=12).map(" ".join)


@given(st.lists(TEXTS | st.text(max_size=60), min_size=1, max_size=6), st.sampled_from(["en", "nl"]))
@settings(max_examples=60, deadline=None)
def test_a_text_gets_the_same_scores_in_any_company(texts, language):
    together = emotions.score_emotions(texts, language=language)
    alone = pd.concat([emotions.score_emotions([text], language=language) for text in texts], ignore_index=True)
    pd.testing.assert_frame_equal(together, alone)
    known = together.dropna()
    assert ((known >= 0) & (known <= 1)).all(axis=None)


@given(TEXTS, st.sampled_from(["en", "nl"]))
@settings(max_examples=60, deadline=None)
def test_the_explained_weights_add_up_to_the_score(text, language):
    scores = emotions.score_emotions([text], language=language).iloc[0]
    if scores.isna().all():
        return
    table = emotions.explain_emotions(text, language=language)
    for emotion in EIGHT:
        weight = table.loc[table["emotion"] == emotion, "weight"].sum()
        assert scores[emotion] == pytest.approx(weight / (weight + scoring.HALFWAY[emotion]))


@given(st.lists(TEXTS, min_size=1, max_size=5))
@settings(max_examples=40, deadline=None)
def test_an_emotion_has_a_grade_if_and_only_if_it_is_there(texts):
    labels = emotions.label_emotions(emotions.score_emotions(texts, language="en"))
    grades = emotions.grade_emotions(texts, language="en")
    pd.testing.assert_frame_equal(grades > 0, labels)
    assert grades.stack().dropna().isin([0, 1, 2, 3]).all()


def test_reading_in_slices_changes_nothing(monkeypatch):
    texts = ["not happy", "so angry!", "", "lovely, thanks", "great, another delay", "fed up"] * 3
    whole = emotions.score_emotions(texts, language="en")
    monkeypatch.setattr(scoring, "_AT_ONCE", 4)
    pd.testing.assert_frame_equal(emotions.score_emotions(texts, language="en"), whole)


@pytest.mark.parametrize("text", ["a\x00b angry", "angry" * 3, "!" * 5000, "so " * 20000 + "angry", "\ud83d angry",
                                  "\u202eangry", "ANGRY" + "Y" * 10000, "'" * 50, "@ @@ #", "not", "but", "too",
                                  "\U0001f468\u200d\U0001f469\u200d\U0001f467"])
def test_odd_texts_are_read_without_trouble(text):
    scores = emotions.score_emotions([text], language="en")
    assert scores.notna().all(axis=None)
    assert np.isfinite(scores).all(axis=None)


# What words do to each other

@pytest.mark.parametrize(("text", "expected"), [
    ("I am so angry", {"anger"}), ("Angry!", {"anger"}), ("I'm fed up with this", {"anger"}),
    ("Never again.", {"anger"}), ("I am really worried about my deposit", {"fear"}),
    ("What a pleasant surprise", {"surprise"}), ("I cannot believe it", {"surprise"}),
    ("I look forward to the new season", {"anticipation"}), ("The bathroom was filthy", {"disgust"}),
    ("So disappointed", {"sadness"}), ("I would recommend them, very reliable", {"trust"}),
    ("We had a wonderful time", {"joy"}),
])
def test_english_feelings_are_found(text, expected):
    assert expected <= found(text)


@pytest.mark.parametrize(("text", "expected"), [
    ("Ik ben woedend", {"anger"}), ("De maat is vol", {"anger"}), ("Niet te geloven", {"surprise"}),
    ("Ik maak me grote zorgen", {"fear"}), ("Wat een tegenvaller, ik ben teleurgesteld", {"sadness"}),
    ("Ik kijk uit naar de vakantie", {"anticipation"}), ("De keuken was smerig", {"disgust"}),
    ("Heel vriendelijk en vakkundig geholpen", {"trust", "joy"}), ("Een echte aanrader", {"trust"}),
    ("Dolblij met mijn nieuwe fiets", {"joy"}), ("Van het kastje naar de muur gestuurd", {"anger"}),
])
def test_dutch_feelings_are_found(text, expected):
    assert expected <= found(text, "nl")


@pytest.mark.parametrize(("text", "language"), [
    ("I am not happy", "en"), ("Not at all a happy customer", "en"), ("I can't say I am happy", "en"),
    ("Ik ben helemaal niet tevreden", "nl")])
def test_denied_joy_is_no_joy_but_some_sadness(text, language):
    there = found(text, language)
    assert "joy" not in there
    assert "sadness" in there or "anger" in there


def test_denied_anger_is_no_anger():
    assert found("I am not angry") == set()
    assert found("Ik ben niet boos", "nl") == set()
    assert found("No delay, no problems, never rude") <= {"joy", "trust"}


def test_a_negation_does_not_reach_past_a_stop_or_a_new_clause():
    assert "joy" in found("Why not? I am happy.")
    assert "fear" in found("I could not follow her and I am frightened now")
    assert "fear" in found("Ik kon haar niet volgen en ben bang", "nl")


def test_never_again_is_one_term_and_not_a_negation():
    assert "anger" in found("Never again happy days")
    assert "joy" in found("I have never been so happy")


def test_louder_words_weigh_more_and_softer_words_less():
    plain = score("I am angry about it", "anger")
    for louder in ("I am very angry about it", "I am ANGRY about it", "I am angryyyy about it", "I am angry!!"):
        assert score(louder, "anger") > plain
    assert score("I am slightly angry about it", "anger") < plain


def test_capitals_stress_nothing_where_everything_is_in_capitals():
    assert score("I AM ANGRY ABOUT IT", "anger") == score("i am angry about it", "anger")


def test_what_stands_before_but_counts_less():
    assert score("Nice staff, but a very rude manager", "joy") < score("Nice staff, and a very rude manager", "joy")


def test_too_much_of_a_good_thing_is_no_joy():
    assert "joy" not in found("Far too fast for me")
    assert "joy" not in found("Hij praatte te snel", "nl")


@pytest.mark.parametrize(("text", "language"), [
    ("Great, another delay. Fantastic service.", "en"), ("Lovely... three hours on hold.", "en"),
    ("Thanks for nothing", "en"), ("Oh great, it is broken again", "en"), ("Well done, you lost my luggage", "en"),
    ("Fijn, alweer een storing.", "nl"), ("Geweldig! Weer niks.", "nl"), ("Super service, maar niet heus", "nl")])
def test_plain_irony_is_anger_and_not_joy(text, language):
    assert found(text, language) == {"anger"}


def test_irony_after_a_handle_is_seen_wherever_the_text_stands_in_the_file():
    texts = ["parcel", "@cxshop Great, another delay.", "parcel"]
    for place in range(3):
        turned = texts[place:] + texts[:place]
        scores = emotions.score_emotions(turned, language="en").loc[turned.index(texts[1])]
        assert scores["anger"] >= 0.5 > scores["joy"]


def test_honest_praise_beside_a_complaint_is_not_taken_for_irony():
    assert "joy" in found("Great doctor, lovely staff, only the parking was a problem.")
    assert "joy" in found("The food was great. The wait was long.")


@pytest.mark.parametrize(("text", "language"), [
    ("Thanks in advance. I look forward to your reply. Kind regards", "en"),
    ("Have a nice day", "en"), ("Sorry for the inconvenience", "en"),
    ("Alvast bedankt. Met vriendelijke groet, J. de Boer", "nl"),
    ("Fijne dag", "nl"), ("Ik hoor graag van u", "nl")])
def test_polite_formulas_carry_no_emotion(text, language):
    assert found(text, language) == set()


def test_emoji_and_emoticons_are_read():
    assert found("\U0001f621") == {"anger"}
    assert "joy" in found("parcel arrived :-)")
    assert "sadness" in found("parcel lost \U0001f622", "en")


def test_apostrophes_may_be_curly_straight_or_absent():
    scores = emotions.score_emotions(["I can't wait", "I can\u2019t wait", "I cant wait"], language="en")
    assert scores.drop_duplicates().shape[0] == 1


def test_handles_and_addresses_are_no_words():
    assert found("@angryangry https://angry.example/furious www.hate.example") == set()


# Labels, grades, explanations

def test_a_label_is_a_score_of_at_least_the_threshold():
    scores = pd.DataFrame([[0.5] * 8, [0.49999] * 8, [np.nan] * 8], columns=EIGHT)
    labels = emotions.label_emotions(scores)
    assert labels.iloc[0].all()
    assert not labels.iloc[1].any()
    assert labels.iloc[2].isna().all()
    assert set(labels.dtypes.astype(str)) == {"boolean"}


def test_thresholds_may_be_one_number_or_one_for_some_emotions():
    scores = pd.DataFrame([[0.6] * 8], columns=EIGHT)
    assert not emotions.label_emotions(scores, thresholds=0.7).any(axis=None)
    some = emotions.label_emotions(scores, thresholds={"anger": 0.7}).iloc[0]
    assert not some["anger"]
    assert some.drop("anger").all()


def test_scores_and_thresholds_that_cannot_be_are_named():
    scores = pd.DataFrame([[0.6] * 8], columns=EIGHT, index=["r1"])
    with pytest.raises(ValueError, match=r"joy is 7 in row 'r1'.*from 0 to 1"):
        emotions.label_emotions(scores.assign(joy=7))
    with pytest.raises(ValueError, match="lacks the columns fear, anger"):
        emotions.label_emotions(scores.drop(columns=["fear", "anger"]))
    with pytest.raises(ValueError, match=r"'rage' is not one of the eight.*threshold of joy is 50"):
        emotions.label_emotions(scores, thresholds={"rage": 0.5, "joy": 50})
    with pytest.raises(TypeError, match="score_emotions gives"):
        emotions.label_emotions([0.5])


def test_grades_follow_the_rings_of_the_wheel():
    texts = ["annoyed", "angry", "furious", "VERY annoyed with you", "a bit angry", "the parcel is blue"]
    assert emotions.grade_emotions(texts, language="en")["anger"].tolist() == [1, 2, 3, 2, 1, 0]


def test_an_explanation_shows_what_was_cancelled_and_why():
    table = emotions.explain_emotions("Great, another delay. Not happy, but thanks in advance!", language="en")
    why = table.drop_duplicates("term").set_index("term")["why"]
    assert why["Great"] == "praise before bad news, read as irony"
    assert why["happy"].startswith("turned round")
    assert why["thanks in advance"] == "a set phrase without feeling"
    assert table.loc[(table["term"] == "happy") & (table["emotion"] == "joy"), "weight"].item() == 0


def test_an_explanation_takes_one_text():
    with pytest.raises(TypeError, match=r"one text, such as texts\.iloc\[0\]"):
        emotions.explain_emotions(["a", "b"])
    assert list(emotions.explain_emotions("xyz 123", language="en").columns) == ["term", "emotion", "weight", "why"]
    assert emotions.explain_emotions("", language="en").empty


# Profiles

def labels_of(*rows):
    table = pd.DataFrame(False, index=range(len(rows)), columns=EIGHT).astype("boolean")
    for place, row in enumerate(rows):
        table.loc[place, EIGHT] = pd.NA if row is None else [emotion in row for emotion in EIGHT]
    return table


def test_a_profile_counts_by_hand():
    profile = emotions.emotion_profile(labels_of({"joy"}, {"joy", "trust"}, set(), None)).set_index("emotion")
    assert profile.loc["joy", ["count", "n", "n_missing"]].tolist() == [2, 3, 1]
    assert profile.loc["joy", "estimate"] == pytest.approx(2 / 3)
    # Wilson limits of 2 out of 3, from the formula worked by hand.
    assert profile.loc["joy", ["ci_lower", "ci_upper"]].tolist() == pytest.approx([0.2077, 0.9385], abs=5e-5)
    assert profile["coverage"].unique() == pytest.approx([2 / 3])
    assert profile["no_emotion"].unique() == pytest.approx([1 / 3])
    assert list(profile.index) == EIGHT


def test_the_counts_of_the_groups_add_up_to_the_whole():
    labels = labels_of({"joy"}, {"anger"}, {"anger", "fear"}, set(), {"joy"}, None)
    teams = pd.Series(["N", "S", "N", "S", "N", "N"], name="team")
    by_team, whole = emotions.emotion_profile(labels, by=teams), emotions.emotion_profile(labels)
    added = by_team.groupby("emotion", observed=True)[["count", "n", "n_missing"]].sum()
    pd.testing.assert_frame_equal(added, whole.set_index("emotion")[["count", "n", "n_missing"]], check_dtype=False)
    assert by_team.columns[:2].tolist() == ["emotion", "team"]


def test_groups_are_lined_up_by_label_and_may_be_a_column():
    labels = labels_of({"joy"}, {"anger"}, {"anger"})
    teams = pd.Series(["N", "S", "S"], name="team")
    first = emotions.emotion_profile(labels, by=teams.iloc[::-1])
    pd.testing.assert_frame_equal(first, emotions.emotion_profile(labels, by=teams))
    pd.testing.assert_frame_equal(first, emotions.emotion_profile(labels.assign(team=teams), by="team"))


def test_texts_without_a_group_are_left_out_and_a_group_without_readable_texts_has_no_estimate():
    labels = labels_of({"joy"}, {"anger"}, None)
    profile = emotions.emotion_profile(labels, by=pd.Series(["N", None, "S"], name="team"))
    assert profile.groupby("team")["n"].first().to_dict() == {"N": 1, "S": 0}
    assert profile.loc[profile["team"] == "S", ["estimate", "ci_lower", "no_emotion"]].isna().all(axis=None)


def test_what_cannot_be_counted_is_refused_with_the_way_out():
    labels = labels_of({"joy"}, {"anger"})
    with pytest.raises(ValueError, match="put scores through label_emotions first"):
        emotions.emotion_profile(emotions.score_emotions(["angry", "happy"], language="en"))
    with pytest.raises(ValueError, match="no group for row 1"):
        emotions.emotion_profile(labels, by=pd.Series(["N"], index=[0]))
    with pytest.raises(ValueError, match="no column 'team'"):
        emotions.emotion_profile(labels, by="team")
    with pytest.raises(ValueError, match="missing for every text"):
        emotions.emotion_profile(labels, by=pd.Series([None, None]))


# The word lists

@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_word_lists_are_whole_and_in_their_own_words(language):
    table = lexicons.load_lexicon(f"emotions_{language}")
    felt = table[table["emotion"] != ""]
    assert len(table) >= 700
    assert set(table["source"]) == {"cxlab"}
    assert set(felt["emotion"]) == set(EIGHT)
    assert set(felt["intensity"]) <= {"1", "2", "3"}
    assert set(table["kind"]) <= set(KINDS)
    assert not table.duplicated(["term", "emotion"]).any()
    assert (table["term"] == table["term"].str.strip().str.lower()).all()


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_term_is_found_when_a_customer_writes_it(language):
    vocabulary = load_vocabulary(language)
    written = [term.replace("*", "") for term in vocabulary.terms]
    hits = read_hits(written, vocabulary)
    missed = set(range(len(written))) - set(hits.text)
    assert [written[place] for place in sorted(missed)] == []
    assert len(written) > 3000


# How well it does

def test_dutch_customers_words_are_read_well():
    ours = pd.read_csv(REFERENCE / "emotions_nl.csv")
    result = emotions.evaluate_emotions(emotions.label_emotions(emotions.score_emotions(ours["text"], language="nl")),
                                        truth(ours["emotions"]))
    assert len(ours) == 120
    assert result.macro_f1 >= 0.80
    assert result.micro_f1 >= 0.80


def test_plain_questions_are_mostly_left_without_emotion():
    texts = pd.read_csv(REFERENCE / "emotions_neutral_en.csv")["text"]
    labels = emotions.label_emotions(emotions.score_emotions(texts, language="en"))
    assert labels.any(axis=1).mean() <= 0.15


def test_english_customers_words_are_read_above_the_bar(outside):
    table = pd.read_csv(outside / "emotion" / "cx_dev.csv")
    labels = emotions.label_emotions(emotions.score_emotions(table["text"], language="en"))
    result = emotions.evaluate_emotions(labels, truth(table["emotions"]))
    assert result.macro_f1 >= 0.65
    assert result.micro_f1 >= 0.72


def test_film_lines_are_read_better_than_by_always_saying_all_eight(outside):
    lines = (outside / "emotion" / "xed_en_train.tsv").read_text(encoding="utf-8").splitlines()
    pairs = [line.rsplit("\t", 1) for line in lines if "\t" in line]
    names = ["", "anger", "anticipation", "disgust", "fear", "joy", "sadness", "surprise", "trust"]
    real = truth(pd.Series([";".join(names[int(k)] for k in re.findall(r"[1-8]", label)) for _, label in pairs]))
    labels = emotions.label_emotions(emotions.score_emotions([text or "." for text, _ in pairs], language="en"))
    labels = labels.astype("boolean").fillna(False)
    always = f1_score(real, np.ones_like(real), average="macro")
    assert f1_score(real, labels.astype(bool), average="macro") >= max(0.30, always)


def test_the_evaluation_agrees_with_scikit_learn(rng):
    real = pd.DataFrame(rng.random((200, 8)) < 0.3, columns=EIGHT)
    said = real ^ (rng.random((200, 8)) < 0.2)
    result = emotions.evaluate_emotions(said, real.iloc[::-1])
    assert result.table["estimate"].iloc[:8].tolist() == pytest.approx(f1_score(real, said, average=None).tolist())
    assert result.macro_f1 == pytest.approx(f1_score(real, said, average="macro"))
    assert result.micro_f1 == pytest.approx(f1_score(real, said, average="micro"))
    inside = result.table["estimate"].between(result.table["ci_lower"], result.table["ci_upper"])
    assert inside.all()
    assert (result.table["ci_upper"] > result.table["ci_lower"]).all()


def test_the_evaluation_leaves_out_what_is_missing_and_says_so():
    real = labels_of({"joy"}, {"anger"}, {"fear"})
    said = labels_of({"joy"}, {"anger"}, None)
    table = emotions.evaluate_emotions(said, real).table.set_index("emotion")
    assert table.loc["joy", ["n", "n_missing", "n_true"]].tolist() == [2, 1, 1]
    assert table.loc["fear", "estimate"] == 0
    with pytest.raises(ValueError, match="different row labels"):
        emotions.evaluate_emotions(said.iloc[:2], real)


def test_plain_texts_are_cut_as_all_others_are():
    from cxlab.emotions.reading import _PLAIN_TOKEN, _TOKEN

    letters = st.text(st.characters(max_codepoint=127), max_size=60)

    @given(letters)
    def cut_alike(text):
        assert _PLAIN_TOKEN.findall(text) == _TOKEN.findall(text)

    cut_alike()
    for text in ("see https://x.y/z, www.q.nl @me :-) don't 12..!? a_b", "a\x1cb", "I'm OK--really... N0 'quoted'"):
        assert _PLAIN_TOKEN.findall(text) == _TOKEN.findall(text)


def test_words_met_before_are_read_as_if_they_were_new():
    texts = ["Soooo ANGRY!!", "angry :-(", "not happy at all", "Soooo ANGRY!!"]
    again = emotions.score_emotions(texts, language="en")
    load_vocabulary.cache_clear()
    pd.testing.assert_frame_equal(emotions.score_emotions(texts, language="en"), again)
