"""Widgets without a browser: their state is plain data, and the page may only ask for what is on the list."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
import traitlets
from hypothesis import given
from hypothesis import strategies as st

import cxlab as cx
from cxlab.theme import EMOTION_COLOURS
from cxlab.wheel import PRIMARIES
from cxlab.widgets.shell import Shell, page
from cxlab.widgets.wheel import make_cells, pick_ink, press_cell, tags_to_labels

PAGES = sorted((Path(cx.widgets.__file__).parent / "page").glob("*.js"))
TEXTS = pd.Series(["I am furious", None, "Where is my bill?", "Call 06-12345678"], index=["C1", "C2", "C3", "C4"])


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2."""
    def light(colour):
        parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True)) + 0.05
    a, b = light(one), light(other)
    return max(a, b) / min(a, b)


# ------------------------------------------------------------------ what all share

@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_page_reads_text_as_html_or_fetches_anything(path):
    script = path.read_text(encoding="utf-8")
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "fetch(", "import(",
                 "XMLHttpRequest", "WebSocket", "srcdoc"):
        assert word not in script, word
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", script)


def test_the_style_of_a_widget_begins_with_the_style_of_all():
    assert page("wheel.css").startswith(page("common.css"))
    assert page("common.css").count(".cx-verbatim {") == 1


def test_the_page_can_only_ask_for_what_is_on_the_list():
    class Bell(Shell):
        ACTIONS = ("ring",)

        def ring(self, times):
            self.said = f"rang {times:d} times"

    bell = Bell()
    bell.hear({"do": "close"})
    bell.hear({"do": "set_trait", "name": "said", "value": "hacked"})
    bell.hear("ring")
    assert bell.said == ""
    bell.hear({"do": "ring", "times": 2})
    assert bell.said == "rang 2 times"


def test_what_cannot_be_done_is_said_and_stops_nothing():
    tagger = cx.widgets.wheel_tagger(["Hello"])
    tagger.hear({"do": "press", "emotion": "jealousy", "intensity": 2})
    assert tagger.said.startswith("emotion is 'jealousy'; expected one of joy, trust")
    assert tagger.tags == []
    tagger.hear({"do": "press"})
    assert "missing" in tagger.said


def test_a_widget_is_larger_on_a_projector(monkeypatch):
    assert cx.widgets.wheel_tagger(["Hello"]).scale == 1.0
    monkeypatch.setenv("CXLAB_PROJECTOR", "1")
    assert cx.widgets.wheel_tagger(["Hello"]).scale == 1.5


def test_a_room_without_such_a_widget_says_what_it_has():
    with pytest.raises(AttributeError, match=r"it has .*wheel_tagger"):
        _ = cx.widgets.gauge


# ------------------------------------------------------------------ the wheel

def test_the_wheel_has_24_fields_that_can_be_read_in_both_languages():
    for language in ("en", "nl"):
        cells = make_cells(language)
        assert len({cell["name"] for cell in cells}) == 24
        assert [cell["emotion"] for cell in cells[::3]] == list(PRIMARIES)
        assert [cell["turn"] for cell in cells[::3]] == [45.0 * place for place in range(8)]
        for cell in cells:
            assert contrast(cell["colour"], cell["ink"]) >= 4.5, cell


def test_the_stronger_an_emotion_the_darker_its_field():
    for emotion in PRIMARIES:
        mild, basic, intense = (c["colour"] for c in make_cells() if c["emotion"] == emotion)
        assert contrast(mild, "#000000") > contrast(basic, "#000000") > contrast(intense, "#000000")
        assert basic.lower() == EMOTION_COLOURS[emotion].lower()


@given(st.integers(0, 0xFFFFFF))
def test_letters_can_be_read_on_any_colour(number):
    colour = f"#{number:06x}"
    assert contrast(colour, pick_ink(colour)) >= 4.5


def test_a_text_may_show_several_emotions_each_with_one_strength():
    tagger = cx.widgets.wheel_tagger(TEXTS, rater="Group A")
    tagger.press("anger", 1)
    tagger.press("fear", 2)
    tagger.press("anger", 3)
    tagger.go(1)
    tagger.nothing()
    frame = tagger.frame
    assert frame.columns.tolist() == ["row", "text", "emotion", "intensity", "rater"]
    assert frame[["row", "emotion"]].to_numpy().tolist() == [["C1", "fear"], ["C1", "anger"], ["C3", "none"]]
    assert frame["intensity"].tolist()[:2] == [2, 3]
    assert frame["intensity"].isna().tolist() == [False, False, True]
    assert set(frame["rater"]) == {"Group A"}
    assert repr(tagger) == "WheelTagger: 2 of 3 texts judged by Group A"


def test_no_emotion_and_an_emotion_exclude_each_other():
    tagger = cx.widgets.wheel_tagger(["Hello"])
    tagger.press("joy", 2)
    tagger.nothing()
    assert tagger.frame["emotion"].tolist() == ["none"]
    tagger.press("joy", 1)
    assert tagger.frame["emotion"].tolist() == ["joy"]


def test_a_text_not_judged_is_missing_in_the_labels_and_never_no():
    tagger = cx.widgets.wheel_tagger(TEXTS)
    tagger.press("anger", 2)
    tagger.go(2)
    tagger.nothing()
    labels = tagger.labels
    assert labels.index.tolist() == TEXTS.index.tolist()
    assert labels["anger"].tolist() == [True, pd.NA, pd.NA, False]
    assert labels.dtypes.eq("boolean").all()


def test_the_labels_serve_as_the_truth_of_an_evaluation():
    tagger = cx.widgets.wheel_tagger(TEXTS)
    for place, emotion in enumerate(["anger", "anticipation", "sadness"]):
        tagger.go(place)
        tagger.press(emotion, 2)
    found = cx.emotions.label_emotions(cx.emotions.score_emotions(TEXTS))
    judged = tagger.labels.dropna()
    result = cx.emotions.evaluate_emotions(found.loc[judged.index], judged)
    assert result.table.set_index("emotion").loc["anger", "n_true"] == 1


def test_taking_back_goes_to_the_text_of_the_last_tag():
    tagger = cx.widgets.wheel_tagger(TEXTS)
    tagger.press("anger", 2)
    tagger.go(2)
    tagger.take_back()
    assert (tagger.row, tagger.tags) == (0, [])
    tagger.take_back()
    assert tagger.said == "Nothing to take back."


def test_personal_data_are_masked_on_the_page_and_in_the_frame():
    tagger = cx.widgets.wheel_tagger(TEXTS, names=["bill"])
    tagger.go(2)
    tagger.press("anger", 1)
    assert tagger.text == tagger.frame.loc[0, "text"] == "Call [phone]"
    tagger.go(1)
    assert tagger.text == "Where is my [name]?"


def test_going_past_the_ends_stays_on_the_last_text():
    tagger = cx.widgets.wheel_tagger(TEXTS)
    tagger.go(99)
    assert tagger.row == 2
    tagger.go(-1)
    assert (tagger.row, tagger.text) == (0, "I am furious")


def test_an_earlier_sitting_can_be_gone_on_with():
    first = cx.widgets.wheel_tagger(TEXTS)
    first.press("joy", 3)
    first.go(1)
    first.nothing()
    again = cx.widgets.wheel_tagger(TEXTS, tags=first.frame)
    assert again.done == 2
    pd.testing.assert_frame_equal(again.frame, first.frame)
    with pytest.raises(ValueError, match="tags has row C1, C3, which is no text here"):
        cx.widgets.wheel_tagger(["Hello"], tags=first.frame)
    with pytest.raises(ValueError, match="tags has no column intensity"):
        cx.widgets.wheel_tagger(TEXTS, tags=first.frame.drop(columns="intensity"))


@pytest.mark.parametrize("tag, words", [
    ({"row": 5, "emotion": "joy", "intensity": 1}, "row is 5; expected a whole number from 0 to 2"),
    ({"row": 0, "emotion": "love", "intensity": 1}, "emotion is 'love'"),
    ({"row": 0, "emotion": "joy", "intensity": 4}, "intensity of joy is 4"),
    ({"row": 0, "emotion": "none", "intensity": 1}, "intensity of none is 1"),
    ({"row": "0", "emotion": "joy", "intensity": 1}, "row is '0'"),
])
def test_a_page_cannot_set_what_is_not_on_the_wheel(tag, words):
    tagger = cx.widgets.wheel_tagger(TEXTS)
    with pytest.raises((ValueError, traitlets.TraitError), match=words):
        tagger.tags = [tag]
    assert tagger.tags == []


cell = st.tuples(st.integers(0, 3), st.sampled_from([*PRIMARIES, "none"]), st.integers(1, 3))


@given(st.lists(cell, max_size=30))
def test_whatever_is_pressed_a_text_has_none_or_one_strength_of_each_emotion(pressed):
    tags: list[dict] = []
    for row, emotion, intensity in pressed:
        tags = press_cell(tags, row, emotion, 0 if emotion == "none" else intensity)
    keys = [(tag["row"], tag["emotion"]) for tag in tags]
    assert len(set(keys)) == len(keys)
    for row in range(4):
        emotions = {tag["emotion"] for tag in tags if tag["row"] == row}
        assert "none" not in emotions or emotions == {"none"}
    labels = tags_to_labels(tags, pd.RangeIndex(4), pd.RangeIndex(4))
    assert labels.isna().all(axis=1).tolist() == [row not in {tag["row"] for tag in tags} for row in range(4)]


def test_the_wheel_speaks_dutch():
    tagger = cx.widgets.wheel_tagger(["Ik ben boos"], language="nl")
    tagger.press("anger", 1)
    assert tagger.said == "Gezet: ergernis. 1 van 1 teksten gedaan. Alle 1 teksten zijn gedaan."
    assert tagger.words["next"] == "Volgende"


def test_texts_that_cannot_be_judged_are_refused():
    with pytest.raises(ValueError, match="holds no text to judge"):
        cx.widgets.wheel_tagger([None])
    with pytest.raises(TypeError, match="one single text"):
        cx.widgets.wheel_tagger("Hello")
    with pytest.raises(ValueError, match='language is \'de\'; expected "en" or "nl"'):
        cx.widgets.wheel_tagger(["Hallo"], language="de")


def test_the_texts_given_are_not_changed():
    before = TEXTS.copy()
    tagger = cx.widgets.wheel_tagger(TEXTS)
    tagger.press("joy", 1)
    pd.testing.assert_series_equal(TEXTS, before)
