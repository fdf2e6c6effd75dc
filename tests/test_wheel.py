"""The wheel: facts from the literature, and laws that any wheel must obey."""

import json
from itertools import combinations
from pathlib import Path

import pytest

from cxlab import wheel
from cxlab.frames import CONTRACTS

REFERENCE = json.loads((Path(__file__).parent / "reference" / "plutchik.json").read_text(encoding="utf-8"))


def test_the_eight_emotions_stand_clockwise_from_joy():
    assert list(wheel.PRIMARIES) == REFERENCE["primaries_clockwise"]


def test_each_emotion_has_the_published_names_from_mild_to_intense():
    assert {k: list(v) for k, v in wheel.INTENSITIES.items()} == REFERENCE["intensity_mild_basic_intense"]


def test_opposites_are_the_published_pairs():
    assert {e: wheel.opposite_of(e) for e in wheel.PRIMARIES} == REFERENCE["opposite"]


@pytest.mark.parametrize("published", REFERENCE["dyads"], ids=lambda d: d["name"])
def test_each_dyad_is_as_published(published):
    dyad = wheel.DYADS[published["name"]]
    assert set(dyad.of) == set(published["of"])
    assert dyad.distance == published["distance"]
    assert dyad.opposite == published["opposite_dyad"]
    assert [list(alias) for alias in dyad.aliases] == published["aliases"]
    assert wheel.dyad_of(*published["of"]) == wheel.dyad_of(*reversed(published["of"])) == published["name"]


@pytest.mark.parametrize("published", REFERENCE["opposites"], ids=lambda d: d["name"])
def test_two_opposites_make_the_conflict_that_pyplutchik_names(published):
    assert wheel.dyad_of(*published["of"]) == published["name"]
    assert wheel.CONFLICTS[published["name"]].distance == 4


def test_every_pair_of_emotions_has_one_mixture():
    names = [wheel.dyad_of(*pair) for pair in combinations(wheel.PRIMARIES, 2)]
    assert sorted(names) == sorted([*wheel.DYADS, *wheel.CONFLICTS])
    assert len(wheel.DYADS) == 24


def test_the_opposite_of_the_opposite_is_the_emotion_itself():
    names = [name for strengths in wheel.INTENSITIES.values() for name in strengths] + list(wheel.DYADS)
    assert {name: wheel.opposite_of(wheel.opposite_of(name)) for name in names} == {name: name for name in names}


def test_the_opposite_of_a_dyad_is_the_dyad_of_the_opposites():
    for name, dyad in wheel.DYADS.items():
        assert wheel.opposite_of(name) == wheel.dyad_of(*map(wheel.opposite_of, dyad.of))


def test_an_opposite_has_the_same_strength_and_points_the_other_way():
    for strengths in wheel.INTENSITIES.values():
        for name in strengths:
            other = wheel.opposite_of(name)
            assert wheel.locate(other).intensity == wheel.locate(name).intensity
            assert (wheel.angle_of(other) - wheel.angle_of(name)) % 360 == 180


def test_there_are_eight_dyads_of_each_distance_and_distance_is_the_angle_between():
    for distance in (1, 2, 3):
        assert sum(dyad.distance == distance for dyad in wheel.DYADS.values()) == 8
    for dyad in wheel.DYADS.values():
        apart = abs(wheel.angle_of(dyad.of[0]) - wheel.angle_of(dyad.of[1]))
        assert min(apart, 360 - apart) == 45 * dyad.distance


def test_a_dyad_points_halfway_between_its_two_emotions():
    for name, dyad in wheel.DYADS.items():
        for part in dyad.of:
            apart = abs(wheel.angle_of(name) - wheel.angle_of(part))
            assert min(apart, 360 - apart) == 22.5 * dyad.distance


def test_every_name_alias_and_dutch_name_is_found_in_any_case():
    names = {name: name for strengths in wheel.INTENSITIES.values() for name in strengths}
    names |= {name: name for name in [*wheel.DYADS, *wheel.CONFLICTS]}
    names |= {alias: name for name, dyad in wheel.DYADS.items() for alias, _ in dyad.aliases}
    names |= {dutch: name for name, dutch in wheel.DUTCH.items()}
    assert len(names) >= 24 + 28 + 20 + 52
    for word, name in names.items():
        for spelling in (word, word.upper(), f"  {word.title()} "):
            assert wheel.locate(spelling).name == name


def test_every_name_has_a_dutch_name_of_its_own():
    assert len(set(wheel.DUTCH.values())) == len(wheel.DUTCH) == 24 + 24 + 4


def test_a_near_miss_is_suggested():
    with pytest.raises(ValueError, match=r"'anticipaton' is not on the wheel; did you mean anticipation"):
        wheel.locate("anticipaton")
    with pytest.raises(ValueError, match=r"'xyz' is not on the wheel; the primary emotions are joy, trust"):
        wheel.locate("xyz")
    with pytest.raises(TypeError, match=r"named by a word.*got 3 \(int\)"):
        wheel.locate(3)


def test_what_has_no_answer_is_said_in_words():
    with pytest.raises(ValueError, match="both anger"):
        wheel.dyad_of("anger", "Rage")
    with pytest.raises(ValueError, match="'love' is a mixture of joy and trust"):
        wheel.dyad_of("love", "joy")
    with pytest.raises(ValueError, match="no opposite on the wheel"):
        wheel.opposite_of("ambivalence")
    with pytest.raises(ValueError, match="no direction"):
        wheel.angle_of("confusion")


def test_the_wheel_cannot_be_changed():
    with pytest.raises(TypeError, match="does not support item assignment"):
        wheel.INTENSITIES["joy"] = ("a", "b", "c")
    with pytest.raises(AttributeError, match="cannot assign"):
        wheel.DYADS["love"].name = "like"


def test_the_contracts_name_the_same_eight_emotions_in_the_same_order():
    for table, column in (("journeys", "emotion"), ("codings", "emotion")):
        assert CONTRACTS[table][column].legal == tuple(wheel.PRIMARIES)
    dutch = dict(CONTRACTS["journeys"]["emotion"].synonyms)
    for word, emotion in dutch.items():
        assert emotion in wheel.PRIMARIES, word
