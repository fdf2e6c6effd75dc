"""Widgets without a browser: their state is plain data, and the page may only ask for what is on the list."""

from __future__ import annotations

import html
import importlib.util
import io
import json
import re
import sys
from pathlib import Path

import pandas as pd
import pytest
import traitlets
from hypothesis import given, settings
from hypothesis import strategies as st

import cxlab as cx
from cxlab.theme import EMOTION_COLOURS
from cxlab.wheel import PRIMARIES
from cxlab.widgets import desk, explorer, slider, wheel
from cxlab.widgets.desk import say_agreement
from cxlab.widgets.explorer import read_text
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


@pytest.mark.parametrize("path", [path for path in PAGES if path.name != "common.js"], ids=lambda path: path.name)
def test_the_style_of_one_widget_touches_no_other(path):
    kind = re.search(r'open\(model, host, "(\w+)"', path.read_text(encoding="utf-8"))[1]
    style = re.sub(r"/\*.*?\*/", "", path.with_suffix(".css").read_text(encoding="utf-8"), flags=re.DOTALL)
    for selectors in re.findall(r"([^{}]+)\{", style):
        for selector in selectors.split(","):
            assert re.match(rf"\s*(@media|\.cx-{kind}(?![\w-]))", selector), selector.strip()


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


@pytest.mark.parametrize("message", [
    {"do": "press", "emotion": "joy", "intensity": 2}, {"do": "press", "emotion": "jealousy", "intensity": 2},
    {"do": "press"}, {"do": "close"}])
def test_every_message_is_answered_with_its_turn_for_the_page_waits_for_that(message):
    tagger = cx.widgets.wheel_tagger(TEXTS)
    tagger.hear({**message, "from": "page-1", "turn": 7})
    assert tagger.heard == {"from": "page-1", "turn": 7}


def test_an_answer_arrives_whole_and_its_turn_with_it(monkeypatch):
    tagger, sent = cx.widgets.wheel_tagger(TEXTS), []
    monkeypatch.setattr(tagger, "send_state", lambda key=None: sent.append(set(key)))
    tagger.hear({"do": "press", "emotion": "joy", "intensity": 2, "from": "page-1", "turn": 1})
    assert sent == [{"tags", "done", "said", "heard"}]


def test_what_is_pressed_belongs_to_the_text_that_was_seen():
    tagger = cx.widgets.wheel_tagger(TEXTS)
    tagger.go(1)
    tagger.hear({"do": "press", "emotion": "joy", "intensity": 2, "row": 0})
    tagger.hear({"do": "nothing", "row": 2})
    assert tagger.tags == [{"row": 0, "emotion": "joy", "intensity": 2}, {"row": 2, "emotion": "none", "intensity": 0}]
    assert tagger.row == 1
    codes = cx.widgets.coding_desk(pd.DataFrame({"complaint_id": ["C1", "C2"], "text": ["He mumbled.", "My bill."]}))
    codes.go(1)
    codes.hear({"do": "code", "status": "complaint", "row": 0})
    assert (codes.given, codes.row) == ([{"row": 0, "status": "complaint", "cause": ""}], 1)
    assert "text 1" in codes.said.lower()
    codes.hear({"do": "code", "status": "no", "row": 2})
    assert len(codes.given) == 1
    assert "expected a whole number from 0 to 1" in codes.said
    codes.hear({"do": "clear", "row": 0})
    assert codes.given == []


def test_a_widget_is_larger_on_a_projector(monkeypatch):
    assert cx.widgets.wheel_tagger(["Hello"]).scale == 1.0
    monkeypatch.setenv("CXLAB_PROJECTOR", "1")
    assert cx.widgets.wheel_tagger(["Hello"]).scale == 1.5


def test_a_room_without_such_a_widget_says_what_it_has():
    with pytest.raises(AttributeError, match=r"it has .*wheel_tagger"):
        _ = cx.widgets.gauge


@pytest.fixture
def tasks():
    place = importlib.util.spec_from_file_location("tasks", Path(__file__).parents[1] / "tools" / "tasks.py")
    module = importlib.util.module_from_spec(place)
    place.loader.exec_module(module)
    return module


def answering(path: Path, words: str) -> str:
    """A program that stands in for the environment's Python and prints these words."""
    if sys.platform == "win32":
        pytest.skip("a script of the shell does not run on Windows")
    path.write_text(f"#!/bin/sh\n{words}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_jupyterlab_is_larger_for_a_projector_and_asks_for_no_news(tasks, tmp_path):
    python = answering(tmp_path / "python", f"echo '{tmp_path}'")
    for large in (True, False):
        options = tasks.dress_lab(python, tmp_path / "lab", large=large)
        wishes = json.loads((tmp_path / "lab" / "overrides.json").read_text(encoding="utf-8"))
        style = (tmp_path / "custom" / "custom.css").read_text(encoding="utf-8")
        assert {f"--LabApp.app_settings_dir={tmp_path / 'lab'}", "--LabApp.custom_css=True"} <= set(options)
        assert wishes["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"
        assert ("--jp-content-font-size1: 21px" in style) is large
        assert "word-break: normal" in style


def test_an_environment_that_cannot_be_asked_still_gets_its_settings(tasks, tmp_path):
    options = tasks.dress_lab(answering(tmp_path / "python", "exit 1"), tmp_path / "lab", large=True)
    assert "--LabApp.custom_css=True" not in options
    assert (tmp_path / "lab" / "overrides.json").exists()


def test_a_figure_is_larger_on_a_projector_with_the_same_words(monkeypatch):
    from PIL import Image

    def shown():
        return cx.show(cx.theme.new_axes(4, 2), "An empty chart without any data.")
    usual = shown()
    monkeypatch.setenv("CXLAB_PROJECTOR", "1")
    large = shown()
    widths = [Image.open(io.BytesIO(figure.png)).width for figure in (usual, large)]
    assert widths[1] == pytest.approx(1.5 * widths[0], rel=0.02)
    assert repr(usual) == repr(large)


def test_the_projector_is_on_or_off_and_nothing_else():
    with pytest.raises(TypeError, match="expected True or False"):
        cx.theme.projector("large")


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


# ------------------------------------------------------------------ the explorer

NASTY = ["<script>alert(1)</script> I am furious", "a & b < c > d \"quoted\" 'single'",
         "Great &amp; <mark title=\"joy\">bad</mark>",
         "\u202efurious", "👩\u200d🚒 boos!!", "x" * 50 + " angry\r\nangry\tangry"]


@settings(max_examples=30)
@given(st.sampled_from(NASTY) | st.text(max_size=60))
def test_the_marked_parts_joined_are_what_was_typed_without_unseen_signs(text):
    read = read_text(text)
    assert "".join(span["text"] for span in read["spans"]) == html.unescape(cx.privacy.escape(text))


def test_a_mark_that_a_customer_typed_marks_nothing():
    read = read_text('<mark title="joy">furious</mark>')
    assert [span["text"] for span in read["spans"] if span["marked"]] == ["furious"]
    assert "".join(span["text"] for span in read["spans"]) == '<mark title="joy">furious</mark>'


def test_the_explorer_shows_what_a_plain_call_gives():
    text = "Your colleague was friendly, but I am furious about the bill"
    explorer = cx.widgets.emotion_explorer(text)
    plain = cx.emotions.score_emotions([text]).iloc[0]
    assert {row["emotion"]: row["score"] for row in explorer.scores} == pytest.approx(plain.to_dict(), abs=5e-4)
    assert [row["emotion"] for row in explorer.scores if row["there"]] == plain.index[plain >= 0.5].tolist()
    assert explorer.emotion == plain.idxmax()
    assert [row["term"] for row in explorer.why] == cx.emotions.explain_emotions(text)["term"].tolist()
    assert [span["text"] for span in explorer.spans if span["marked"]] == ["furious"]


def test_the_words_of_another_emotion_can_be_marked():
    explorer = cx.widgets.emotion_explorer("Your colleague was friendly, but I am furious")
    explorer.hear({"do": "choose", "emotion": "joy"})
    assert [span["text"] for span in explorer.spans if span["marked"]] == ["friendly"]
    explorer.hear({"do": "ask", "text": "Where is my bill?"})
    assert explorer.said == "No emotion is seen."


def test_a_text_that_cannot_be_read_gets_no_scores_and_says_why():
    explorer = cx.widgets.emotion_explorer()
    assert (explorer.scores, explorer.said) == ([], "Type a sentence, and it is read while you type.")
    explorer.ask("Der Mitarbeiter hat mich überhaupt nicht verstanden und das ärgert mich sehr, ich bin wütend darüber")
    assert explorer.scores == []
    assert "another language" in explorer.said
    explorer.ask("so angry " * 1_000)
    assert len(explorer.text) == 5_000
    assert explorer.said.endswith("only its beginning is read.")


def test_the_explorer_speaks_dutch_and_refuses_what_it_does_not_know():
    explorer = cx.widgets.emotion_explorer("Ik ben woedend over deze rekening", language="nl")
    assert explorer.said == "Gezien: boosheid."
    with pytest.raises(ValueError, match="engine is 'magic'"):
        cx.widgets.emotion_explorer("Hello", engine="magic")
    with pytest.raises(TypeError, match="text is list"):
        cx.widgets.emotion_explorer(["Hello"])


# ------------------------------------------------------------------ the coding desk

SAMPLE = pd.DataFrame({"complaint_id": ["C1", "C2", "C3", "C4"], "team": ["North", "South", "North", "South"],
                       "text": ["He mumbled.", "The bill is wrong.", None, "Too fast, call me on 06-12345678."]})
OTHER = pd.DataFrame({"complaint_id": ["C1", "C2", "C4", "C9"], "coder": "Group B",
                      "status": ["complaint", "no", "complaint", "no"], "cause": ["articulation", None, "line", None]})


def coded(**options):
    desk = cx.widgets.coding_desk(SAMPLE, coder="Group A", **options)
    for place, code in enumerate([("complaint", "articulation"), ("no",), ("complaint", "rate")]):
        desk.go(place)
        desk.code(*code)
    return desk


def test_codes_are_a_table_of_codings_that_the_readers_and_workbooks_take(tmp_path):
    codes = coded().codes
    pd.testing.assert_frame_equal(codes, cx.check_frame(codes, "codings"))
    assert codes["complaint_id"].tolist() == ["C1", "C2", "C4"]
    assert codes["cause"].isna().tolist() == [False, True, False]
    codes.to_csv(tmp_path / "a.csv", index=False)
    back = cx.read_codings(tmp_path / "a.csv").good
    assert back["status"].tolist() == codes["status"].tolist()
    assert back["cause"].fillna("rate").tolist() == codes["cause"].fillna("rate").tolist()
    assert cx.export_codes(codes, tmp_path / "a.xlsx").exists()


def test_the_desk_shows_masked_words_and_nothing_else_of_the_sample():
    desk = cx.widgets.coding_desk(SAMPLE, other=OTHER)
    desk.go(2)
    assert desk.text == "Too fast, call me on [phone]."
    state = repr(desk.get_state())
    assert "North" not in state
    assert "Group B" not in state


def test_agreement_stays_hidden_until_all_is_coded():
    desk = cx.widgets.coding_desk(SAMPLE, coder="Group A", other=OTHER)
    desk.code("complaint", "articulation")
    assert desk.others
    assert desk.compared == {}
    assert desk.agreement is None
    desk = coded(other=OTHER)
    assert desk.agreement.loc["status", ["same", "estimate", "n"]].tolist() == [1.0, 1.0, 3]
    assert desk.compared["differ"] == [{"complaint_id": "C4", "coder": "Group B", "yours": "complaint: rate",
                                        "theirs": "complaint: line"}]
    desk.clear()
    assert desk.compared == {}


def test_the_agreement_is_that_of_the_plain_call():
    codings = cx.datasets.load_codings()
    ids = codings["complaint_id"].unique()
    sample = pd.DataFrame({"complaint_id": ids, "text": "words"})
    first = codings[codings["coder"] == "Group A"]
    desk = cx.widgets.coding_desk(sample, coder="Group A", codes=first, other=codings)
    plain = cx.agreement.krippendorff_alpha(codings[["complaint_id", "coder", "status"]],
                                            columns={"item": "complaint_id", "code": "status"}).iloc[0]
    assert desk.done == 60
    assert desk.agreement.loc["status", ["estimate", "ci_lower", "ci_upper"]].tolist() == pytest.approx(
        plain[["estimate", "ci_lower", "ci_upper"]].tolist())
    assert "too little" in desk.compared["text"]


def test_a_reason_goes_with_a_complaint_only():
    desk = cx.widgets.coding_desk(SAMPLE)
    desk.code("no", "rate")
    assert desk.given == [{"row": 0, "status": "no", "cause": ""}]
    desk.hear({"do": "code", "status": "complaint", "cause": "mumbling"})
    assert desk.said.startswith("cause is 'mumbling'; expected one of articulation")
    assert desk.given[0]["status"] == "no"


def test_earlier_codes_can_be_gone_on_with():
    first = coded()
    again = cx.widgets.coding_desk(SAMPLE, coder="Group A", codes=first.codes)
    pd.testing.assert_frame_equal(again.codes, first.codes)
    with pytest.raises(ValueError, match="codes has no row of coder 'me'; it has Group A"):
        cx.widgets.coding_desk(SAMPLE, codes=first.codes)
    with pytest.raises(ValueError, match="codes has complaint 'C4', which is not in the sample"):
        cx.widgets.coding_desk(SAMPLE.head(3), coder="Group A", codes=first.codes)


def test_own_column_names_and_faults_of_the_sample():
    own = SAMPLE.rename(columns={"text": "Klacht", "complaint_id": "Nummer"})
    desk = cx.widgets.coding_desk(own, columns={"text": "Klacht", "complaint_id": "Nummer"}, language="nl")
    assert desk.n == 3
    assert desk.said == "0 van 3 teksten gecodeerd."
    with pytest.raises(ValueError, match="sample has no column 'text'; it has Nummer, team, Klacht"):
        cx.widgets.coding_desk(own)
    with pytest.raises(ValueError, match="complaint_id 'C1' stands more than once"):
        cx.widgets.coding_desk(pd.concat([SAMPLE, SAMPLE]))
    with pytest.raises(ValueError, match="no codes of somebody else"):
        cx.widgets.coding_desk(SAMPLE, coder="Group B", other=OTHER)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_sentence_on_agreement_says_what_it_cannot_tell(language):
    row = {"same": 1.0, "estimate": float("nan"), "ci_lower": float("nan"), "ci_upper": float("nan"), "n": 5}
    same = say_agreement(pd.DataFrame([row], index=["status"]), language)
    few = say_agreement(pd.DataFrame([{**row, "n": 1}], index=["status"]), language)
    wide = say_agreement(pd.DataFrame([{**row, "estimate": 0.9}], index=["status"]), language)
    assert len({same, few, wide}) == 3
    assert not any("nan" in said.split() for said in (same, few, wide))


# ------------------------------------------------------------------ the slider

def test_the_slider_says_what_a_plain_call_gives():
    slider = cx.widgets.power_slider(base=0.01, ratio=3, n=300)
    plain = cx.power.funnel_power([300], base=0.01, actual=0.03)
    assert slider.power == plain["power"].iloc[0]
    assert slider.needed == cx.power.funnel_sample_size(base=0.01, actual=0.03)
    pd.testing.assert_frame_equal(slider.table, plain)
    assert "30 complaints per 1,000 instead of 10 is noticed in 29 of 100 such charts" in slider.said
    assert "tells nothing about this team" in slider.said


def test_every_point_of_the_curve_is_a_plain_call():
    slider = cx.widgets.power_slider(base=0.05, ratio=0.5, n=1000, level=0.95)
    sizes = [n for n, _ in slider.curve]
    plain = cx.power.funnel_power(sizes, base=0.05, actual=0.025, level=0.95)
    assert [chance for _, chance in slider.curve] == pytest.approx(plain["power"].tolist(), abs=1e-4)
    assert (sizes[0], sizes[-1]) == (20, 50_000)


def test_the_page_moves_one_slider_at_a_time():
    slider = cx.widgets.power_slider()
    slider.hear({"do": "set", "calls": 1000})
    assert (slider.calls, slider.ratio) == (1000, 3.0)
    assert slider.power == pytest.approx(0.95, abs=0.005)
    slider.hear({"do": "set", "ratio": 1.0})
    assert slider.said.startswith("the sliders go from 0 to 200")
    assert slider.ratio == 3.0


def test_impossible_and_hopeless_settings_are_said_in_words():
    slider = cx.widgets.power_slider(base=0.2, ratio=5)
    assert (slider.power, slider.curve) == (None, [])
    assert slider.said.startswith("1000 per 1,000 calls is not possible")
    slider.set(per_1000=1, ratio=1.25)
    assert slider.needed is None
    assert slider.said.endswith("No number of calls in reach is enough.")


@pytest.mark.parametrize("options, words", [
    ({"base": 0}, "base is 0; expected a share above 0"), ({"level": 0.9}, "level is 0.9; expected 0.95 or 0.998"),
    ({"ratio": -1}, "ratio is -1"), ({"language": "fr"}, "language is 'fr'"),
])
def test_a_slider_that_cannot_be_set_is_refused(options, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        cx.widgets.power_slider(**options)


def test_the_slider_speaks_dutch():
    assert cx.widgets.power_slider(language="nl", base=0.0125, n=2000).said.startswith(
        "Een team met 2.000 gesprekken en 37,5 klachten per 1.000 in plaats van 12,5 valt op in")


@pytest.mark.parametrize("words", [module.WORDS for module in (wheel, explorer, desk, slider)])
def test_both_languages_have_all_words(words):
    assert words["en"].keys() == words["nl"].keys()
    for key, said in words["en"].items():
        if isinstance(said, dict):
            assert said.keys() == words["nl"][key].keys()
        else:
            places = [set(re.findall(r"{(\w+)", str(words[language][key]))) for language in ("en", "nl")]
            assert places[0] == places[1], key
