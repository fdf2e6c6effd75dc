"""Journeys with emotions: agreement, shares, peak and end, gaps and changes, against hands and published numbers."""

import numpy as np
import pandas as pd
import pytest

from cxlab import datasets, readers
from cxlab.agreement import krippendorff_alpha
from cxlab.frames import FrameError
from cxlab.intervals import mean_ci, proportion_ci
from cxlab.journeys import (
    VALENCE,
    _newcombe,
    compare_versions,
    convert_faces,
    measure_agreement,
    measure_peak_end,
    measure_steps,
    measure_transitions,
    measure_valence,
)
from cxlab.simulate import simulate_journeys
from cxlab.wheel import PRIMARIES, opposite_of

COLUMNS = ["persona", "version", "step", "who", "rater", "emotion", "intensity"]


def table(felt, version="as-is", persona="New", who="customer"):
    """From {rater: [(emotion, strength), ...one a step]} to the table of journeys; None is a rater who felt none."""
    return pd.DataFrame([(persona, version, step, who, rater, *(given or (None, None)))
                         for rater, steps in felt.items() for step, given in enumerate(steps, start=1)
                         if given != "absent"], columns=COLUMNS)


@pytest.fixture(scope="module")
def shipped():
    return datasets.load_journeys()


def test_the_shares_of_a_step_are_counted_over_raters_with_wilsons_interval(shipped):
    steps = measure_steps(shipped)
    here = shipped[(shipped["persona"] == "Family on the move") & (shipped["version"] == "as-is")
                   & (shipped["who"] == "customer") & (shipped["step"] == 7)]
    row = steps[(steps["persona"] == "Family on the move") & (steps["version"] == "as-is")
                & (steps["who"] == "customer") & (steps["step"] == 7) & (steps["emotion"] == "anger")].iloc[0]
    count = here.loc[here["emotion"] == "anger", "rater"].nunique()
    wanted = proportion_ci(count, 10).iloc[0]
    assert [row["count"], row["n"], row["n_missing"]] == [count, 10, 0]
    assert row[["estimate", "ci_lower", "ci_upper"]].tolist() == pytest.approx(
        wanted[["estimate", "ci_lower", "ci_upper"]].tolist())
    assert row["no_emotion"] == pytest.approx(here["emotion"].isna().sum() / 10)


def test_every_step_has_its_eight_emotions_and_the_strengths_add_up(shipped):
    steps = measure_steps(shipped)
    assert len(steps) == 2 * 2 * 2 * 7 * 8
    assert steps[["estimate_mild", "estimate_basic", "estimate_intense"]].sum(axis=1).to_numpy() == pytest.approx(
        steps["estimate"].to_numpy())


def test_the_mean_strength_has_the_t_interval_and_none_when_all_are_alike():
    steps = measure_steps(table({"A": [("anger", 3)], "B": [("anger", 2)], "C": [("anger", 2)], "D": [("joy", 1)]}))
    anger, joy = (steps[steps["emotion"] == emotion].iloc[0] for emotion in ("anger", "joy"))
    wanted = mean_ci([3, 2, 2]).iloc[0]
    assert anger["mean_intensity"] == pytest.approx(7 / 3)
    assert anger["intensity_lower"] == pytest.approx(max(wanted["ci_lower"], 1))
    assert anger["intensity_upper"] == pytest.approx(min(wanted["ci_upper"], 3))
    assert np.isnan(joy["intensity_lower"])
    assert joy["n_intensity"] == 1


def test_a_rater_who_did_not_judge_a_step_is_missing_and_one_who_felt_none_is_not():
    steps = measure_steps(table({"A": [("joy", 1), ("joy", 1)], "B": [None, "absent"], "C": [("fear", 2), None]}))
    first, second = (steps[steps["step"] == step].iloc[0] for step in (1, 2))
    assert [first["n"], first["n_missing"], first["no_emotion"]] == [3, 0, pytest.approx(1 / 3)]
    assert [second["n"], second["n_missing"], second["no_emotion"]] == [2, 1, 0.5]


def test_a_missing_strength_leaves_the_share_and_hides_the_strengths():
    row = measure_steps(table({"A": [("joy", None)], "B": [("joy", 2)]})).iloc[0]
    assert row["estimate"] == 1
    assert np.isnan(row["estimate_mild"])
    assert row["n_intensity"] == 1


def test_alpha_is_that_of_the_leading_emotions_by_hand():
    felt = {"A": [("joy", 1), ("anger", 2), ("fear", 1)], "B": [("joy", 1), ("anger", 1), None]}
    codes = pd.DataFrame([(step, rater, given[0] if given else "none") for rater, steps in felt.items()
                          for step, given in enumerate(steps)], columns=["item", "coder", "code"])
    found = measure_agreement(table(felt))
    assert found.alpha == pytest.approx(krippendorff_alpha(codes)["estimate"].iloc[0])
    assert found.alpha == pytest.approx(1 - (2 / 6) / (26 / 30))


def test_of_two_emotions_the_more_intense_leads_and_none_is_a_judgement(shipped):
    both = pd.concat([table({"A": [("joy", 1), None], "B": [("anger", 3), None]}),
                      table({"A": [("anger", 3), "absent"]})])
    found = measure_agreement(both)
    assert found.alpha == 1
    assert set(found.table["emotion"]) == {"joy", "anger", "none"}
    assert measure_agreement(shipped, n_resamples=100).table["n"].tolist() == [56] * 9


def test_raters_who_agree_by_the_making_of_the_data_are_found_to_agree():
    found = [measure_agreement(simulate_journeys(seed=3, agreement=share, second_share=0, raters=4), n_resamples=100)
             for share in (0.3, 0.6, 1.0)]
    assert found[0].alpha < found[1].alpha < found[2].alpha == 1
    assert "too little" in found[0].text and "good enough" in found[2].text


def test_valence_is_strength_with_the_sign_of_the_convention():
    felt = {"A": [("joy", 3)], "B": [("anger", 2)], "C": [("surprise", 3)], "D": [None]}
    row = measure_valence(table(felt)).iloc[0]
    assert row["estimate"] == pytest.approx((3 - 2 + 0 + 0) / 4)
    assert row["n"] == 4
    surprised = measure_valence(table(felt), valence=dict(VALENCE) | {"surprise": 1.0}).iloc[0]
    assert surprised["estimate"] == pytest.approx((3 - 2 + 3 + 0) / 4)


def test_the_convention_gives_no_emotion_the_sign_of_its_opposite():
    assert set(VALENCE) == set(PRIMARIES)
    pleasant = {emotion for emotion, sign in VALENCE.items() if sign > 0}
    assert not {opposite_of(emotion) for emotion in pleasant} & pleasant


def test_a_mirrored_convention_mirrors_every_number(shipped):
    mirror = {emotion: -sign for emotion, sign in VALENCE.items()}
    one, other = measure_peak_end(shipped), measure_peak_end(shipped, valence=mirror)
    assert one["estimate"].to_numpy() == pytest.approx(-other["estimate"].to_numpy())
    assert one["ci_lower"].to_numpy() == pytest.approx(-other["ci_upper"].to_numpy(), nan_ok=True)


def test_an_emotion_without_strength_has_no_valence_and_is_counted_as_missing():
    row = measure_valence(table({"A": [("joy", None)], "B": [("joy", 2)]})).iloc[0]
    assert [row["estimate"], row["n"], row["n_missing"]] == [2, 1, 1]


def test_peak_and_end_by_hand():
    felt = {"A": [("joy", 1), ("anger", 3), ("trust", 2)], "B": [("joy", 3), ("sadness", 1), ("fear", 2)],
            "C": [("joy", 2), ("anger", 2), None]}
    found = measure_peak_end(table(felt)).set_index("measure")["estimate"]
    # A: peak -3, end 2; B: peak 3, end -2; C: equally high and low, so peak 0, end 0.
    assert found["mean"] == pytest.approx((0 + 0 + 0) / 3)
    assert found["peak"] == pytest.approx(0)
    assert found["end"] == pytest.approx(0)
    only = measure_peak_end(table({"A": felt["A"]})).set_index("measure")["estimate"]
    assert only.tolist() == pytest.approx([0, -3, 2, -0.5, -0.5])


def test_a_rater_who_missed_a_step_is_left_out_of_peak_and_end():
    found = measure_peak_end(table({"A": [("joy", 1), ("joy", 2)], "B": [("joy", 1), "absent"],
                                    "C": [None, ("joy", 1)]}))
    assert found["n"].tolist() == [2] * 5
    assert found["n_missing"].tolist() == [1] * 5


@pytest.mark.parametrize(("cells", "wanted"), [
    ((1, 1, 7, 12), (-0.507, -0.026)),    # Bentur 2009, in Fagerland, Lydersen and Laake (2014), Newcombe's interval
    ((14, 5, 0, 22), (0.011, 0.226)),     # Altman, Statistics with Confidence (2000), Table 6.2
    ((36, 12, 2, 0), (0.0569, 0.3404)),   # Newcombe (1998), method 10
])
def test_newcombes_paired_interval_agrees_with_published_ones(cells, wanted):
    found = _newcombe(*(np.array([count]) for count in cells), 0.95)
    assert [found[1][0], found[2][0]] == pytest.approx(wanted, abs=0.0006)


def test_the_gap_is_to_be_less_as_is_and_turns_with_the_versions(shipped):
    swapped = shipped.assign(version=shipped["version"].astype("str").map({"as-is": "to-be", "to-be": "as-is"}))
    for what in ("emotions", "valence"):
        one, other = compare_versions(shipped, what=what), compare_versions(swapped, what=what)
        assert one["estimate"].to_numpy() == pytest.approx((one["to_be"] - one["as_is"]).to_numpy())
        assert one["estimate"].to_numpy() == pytest.approx(-other["estimate"].to_numpy())
        assert one["ci_lower"].to_numpy() == pytest.approx(-other["ci_upper"].to_numpy(), nan_ok=True)


def test_the_gap_of_the_shipped_journey_is_the_one_it_was_made_with(shipped):
    gaps = compare_versions(shipped)
    wanted = gaps[(gaps["persona"] == "Family on the move") & (gaps["who"] == "customer") & (gaps["step"] == 7)]
    anger = wanted.set_index("emotion").loc["anger"]
    assert anger["step_name"] == "Gets the first bill"
    assert anger["ci_upper"] < 0


def test_a_rater_of_one_version_only_is_missing_from_the_gap():
    both = pd.concat([table({"A": [("joy", 1)], "B": [("fear", 2)], "C": [None]}),
                      table({"A": [("joy", 3)], "B": [("joy", 2)]}, "to-be")])
    row = compare_versions(both, what="valence").iloc[0]
    assert [row["as_is"], row["to_be"], row["estimate"], row["n"], row["n_missing"]] == [-0.5, 2.5, 3, 2, 1]


def test_gaps_need_both_versions_and_shared_raters():
    with pytest.raises(ValueError, match="version to-be is absent"):
        compare_versions(table({"A": [("joy", 1)]}))
    apart = pd.concat([table({"A": [("joy", 1)]}), table({"B": [("joy", 1)]}, "to-be")])
    with pytest.raises(ValueError, match="no rater judged both versions"):
        compare_versions(apart)
    with pytest.raises(ValueError, match="what is 'faces'"):
        compare_versions(apart, what="faces")


def test_every_rater_who_judged_two_steps_makes_one_change(shipped):
    moves = measure_transitions(shipped)
    place = ["persona", "version", "who", "step_from", "step_to"]
    assert moves.groupby(place)["count"].sum().eq(10).all()
    assert len(moves.groupby(place)) == 8 * 6
    assert moves.groupby([*place, "emotion_from"], observed=True)["estimate"].sum().to_numpy() == pytest.approx(1)


def test_a_change_skips_nobody_and_says_who_is_missing():
    moves = measure_transitions(table({"A": [("fear", 1), ("joy", 1)], "B": [("fear", 1), "absent"],
                                       "C": [None, ("joy", 1)]}))
    assert moves[["emotion_from", "emotion_to", "count", "n", "n_missing"]].astype("object").to_numpy().tolist() == [
        ["fear", "joy", 1, 1, 1], ["none", "joy", 1, 1, 1]]
    with pytest.raises(ValueError, match="one step only"):
        measure_transitions(table({"A": [("joy", 1)]}))


def test_faces_become_questions_and_no_emotion_is_filled_in():
    old = pd.DataFrame({"Stap": [1, 2, 3, 4], "Naam": ["Bestelt", "Wacht", "Rekening", "Belt"],
                        "Smiley": ["🙂", "neutraal", "☹️", None]}, index=[7, 8, 9, 10])
    new = convert_faces(old, columns={"step": "Stap", "step_name": "Naam", "face": "Smiley"}, language="nl")
    assert new.index.tolist() == [7, 8, 9, 10]
    assert new["face"].tolist()[:3] == ["happy", "neutral", "unhappy"]
    assert new["face"].isna().tolist() == [False, False, False, True]
    assert new["emotion"].isna().all() and new["intensity"].isna().all()
    assert all(name in question for name, question in zip(old["Naam"], new["question"], strict=True))
    assert "boosheid" in new.loc[9, "question"]
    assert list(old.columns) == ["Stap", "Naam", "Smiley"]


def test_the_candidates_of_a_face_are_emotions_of_the_wheel_and_the_question_names_them():
    new = convert_faces(pd.DataFrame({"step": [1, 2], "face": [1, -1.0]}))
    for _, row in new.iterrows():
        candidates = row["candidates"].split(", ")
        assert set(candidates) <= set(PRIMARIES)
        assert all(emotion in row["question"] for emotion in candidates)


def test_unknown_faces_are_named_all_at_once():
    with pytest.raises(ValueError, match=r"face is 'meh' in row 0(.|\n)*face is 'wow' in row 2"):
        convert_faces(pd.DataFrame({"step": [1, 2, 3], "face": ["meh", "happy", "wow"]}))
    with pytest.raises(ValueError, match="lacks the column face; it has step, mood"):
        convert_faces(pd.DataFrame({"step": [1], "mood": ["happy"]}))


def test_a_convention_that_is_not_whole_is_refused():
    with pytest.raises(ValueError, match=r"valence lacks trust(.|\n)*valence has rage(.|\n)*valence of joy is 5"):
        measure_valence(table({"A": [("joy", 1)]}), valence={"joy": 5, "rage": -1} | {
            emotion: 0 for emotion in PRIMARIES if emotion not in ("joy", "trust")})


def test_what_is_no_table_of_journeys_is_refused_by_its_columns():
    with pytest.raises(FrameError, match="rater"):
        measure_steps(pd.DataFrame({"persona": ["New"], "version": ["as-is"], "step": [1], "emotion": ["joy"]}))


def test_the_table_given_is_left_alone(shipped):
    before = shipped.copy()
    for measure in (measure_steps, measure_valence, measure_peak_end, compare_versions, measure_transitions):
        measure(shipped)
    pd.testing.assert_frame_equal(shipped, before)


def test_a_dutch_file_goes_through_from_reading_to_peak_and_end(tmp_path):
    path = tmp_path / "reis.csv"
    path.write_text("Persona;Versie;Stap;Beoordelaar;Emotie;Sterkte\nNieuw;nu;1;P01;vreugde;2\nNieuw;nu;2;P01;boosheid;3\n"
                    "Nieuw;nu;1;P02;;\nNieuw;nu;2;P02;angst;1\n", encoding="utf-8")
    journeys = readers.read_journeys(path).good
    assert measure_peak_end(journeys).set_index("measure").loc["end", "estimate"] == pytest.approx(-2)
    assert measure_steps(journeys)["who"].unique().tolist() == ["customer"]
