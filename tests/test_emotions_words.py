"""A word list of one's own, and words marked in the text."""

from __future__ import annotations

import pandas as pd
import pytest

from cxlab import emotions, lexicons
from cxlab.wheel import PRIMARIES

WORDS = pd.DataFrame({"term": ["wet meter", "blackout*", "killer deal", "Wi-Fi"],
                      "emotion": ["angst", "anger", "", "sadness"], "intensity": [3, 1, None, 2]})


def score(text, words=WORDS, **options):
    return emotions.score_emotions([text], language="en", words=words, **options).iloc[0]


def test_own_words_are_found_beside_ours():
    assert score("We have a WET METER")["fear"] > 0.5 > score("We have a wet meter", None)["fear"]
    assert score("Blackouts all day")["anger"] > score("Blackouts all day", None)["anger"]
    assert score("I am furious")["anger"] == score("I am furious", None)["anger"]


def test_a_term_as_it_is_written_is_cut_as_texts_are_cut():
    assert score("no wi-fi, wi-fi again")["sadness"] > 0.5
    assert emotions.check_word_list(WORDS).rows[-1][0] == "wi fi"


def test_an_empty_emotion_takes_a_term_out():
    ours = emotions.score_emotions(["terrible"], language="en").iloc[0]
    assert ours.max() > 0.5
    assert score("terrible", pd.DataFrame({"term": ["terrible"], "emotion": [""]})).max() == 0


def test_negation_works_on_own_words():
    assert score("there was not a blackout")["anger"] < 0.5


def test_own_words_count_where_a_term_stands_in_both_lists():
    changed = pd.DataFrame({"term": ["furious"], "emotion": ["joy"]})
    assert score("furious", changed)["joy"] > 0.5 and score("furious", changed)["anger"] == 0


def test_own_words_can_take_the_place_of_ours():
    only = emotions.check_word_list(WORDS, replace=True)
    assert score("I am furious 😡", only).max() == 0 and score("a wet meter", only)["fear"] > 0.5
    single = emotions.check_word_list(pd.DataFrame({"term": ["gas"], "emotion": ["fear"], "language": ["en"]}),
                                      replace=True)
    dutch = emotions.score_emotions(["ik ben woedend, gas!"], language="nl", words=single)
    assert dutch.max(axis=None) == 0


def test_a_language_in_the_list_keeps_a_word_to_that_language():
    words = pd.DataFrame({"term": ["slim"], "emotion": ["joy"], "language": ["Nederlands"]})
    found = emotions.score_emotions(["heel slim", "slim"], language=pd.Series(["nl", "en"]), words=words)["joy"]
    assert found[0] > 0.5 and found[1] == 0


def test_all_readings_know_own_words():
    text = "blackout again, wet meter"
    assert "wet meter" in emotions.explain_emotions(text, language="en", words=WORDS)["term"].tolist()
    assert emotions.grade_emotions([text], language="en", words=WORDS)["fear"].tolist() == [3]
    assert emotions.highlight_emotions(text, emotion="fear", language="en", words=WORDS).plain.endswith("[wet meter]")
    trained = score("the wet meter in our hall is a real problem for us", engine="trained")["fear"]
    assert trained > score("the wet meter in our hall is a real problem for us", None, engine="trained")["fear"]


def test_the_users_list_is_not_changed_and_the_next_call_without_it_reads_as_before():
    kept, before = WORDS.copy(), score("a blackout", None)
    score("a blackout")
    pd.testing.assert_frame_equal(WORDS, kept)
    pd.testing.assert_series_equal(score("a blackout", None), before)


def test_every_fault_of_a_list_is_named_with_its_row():
    bad = pd.DataFrame({"term": ["ok*", "", "a*b", "fine", "good", "well"],
                        "emotion": ["joy", "joy", "joy", "rage", "blij zijn", "joy"],
                        "intensity": [1, 1, 1, 1, 1, 4], "language": ["", "", "", "", "", "de"]}, index=range(2, 8))
    with pytest.raises(ValueError, match=r"(?s)row 2: .*3 letters or more.*row 3: term is ''.*row 4: .*star may "
                                         "stand at the end.*row 6: emotion is 'blij zijn'.*row 7: intensity is '4'.*"
                                         "row 7: language is 'de'; expected en, nl"):
        emotions.check_word_list(bad)
    with pytest.raises(ValueError, match="'fine' stands in the list with several intensities for joy"):
        emotions.check_word_list(pd.DataFrame({"term": ["fine"] * 2, "emotion": "joy", "intensity": [1, 2]}))
    with pytest.raises(ValueError, match="words lacks the column emotion; it has term"):
        emotions.check_word_list(WORDS[["term"]])
    with pytest.raises(ValueError, match="the word list is empty"):
        emotions.check_word_list(WORDS.iloc[:0])
    with pytest.raises(TypeError, match="read_word_list"):
        emotions.check_word_list("words.csv")


def test_a_model_of_ones_own_takes_no_words():
    class Model:
        def read(self, texts, language):
            raise AssertionError

    with pytest.raises(ValueError, match="a model of your own learnt with our word lists"):
        emotions.score_emotions(["a"], engine=Model(), words=WORDS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_list_is_read_from_csv_as_excel_writes_it(tmp_path, encoding, separator):
    path = tmp_path / "words.csv"
    rows = [["Woord", "Emotie", "Sterkte"], ["één storing", "boosheid", "3"], ["", "", ""], ["fijn", "vreugde", ""]]
    path.write_bytes("\r\n".join(separator.join(row) for row in rows).encode(encoding))
    table = lexicons.read_word_list(path)
    assert table.index.tolist() == [2, 4]
    assert [row[:3] for row in emotions.check_word_list(table).rows if row[3] == "nl"] == [
        ("één storing", "anger", 3), ("fijn", "joy", 2)]


def test_a_list_is_read_from_excel(tmp_path):
    WORDS.to_excel(tmp_path / "words.xlsx", index=False)
    own = emotions.check_word_list(lexicons.read_word_list(tmp_path / "words.xlsx"))
    assert own == emotions.check_word_list(WORDS)


def test_a_file_that_is_not_there_or_no_table_is_said(tmp_path):
    with pytest.raises(ValueError, match=r"there is no file 'none\.csv'"):
        lexicons.read_word_list(tmp_path / "none.csv")
    (tmp_path / "words.pdf").write_text("x")
    with pytest.raises(ValueError, match="neither CSV nor Excel"):
        lexicons.read_word_list(tmp_path / "words.pdf")


def test_marked_words_show_in_colour_in_a_notebook_and_in_brackets_elsewhere():
    marked = emotions.highlight_emotions("Rude <b>staff</b> & I am furious", emotion="anger", language="en")
    assert repr(marked) == "anger: [Rude] <b>staff</b> & I am [furious]"
    page = marked._repr_html_()
    assert page.count("<mark style=") == 2 and "&lt;b&gt;staff" in page and "<b>staff" not in page
    assert "style" not in marked and marked.startswith('<mark title="anger">Rude</mark>')


def test_a_text_that_cannot_be_read_is_shown_unmarked():
    marked = emotions.highlight_emotions("Das ist leider wirklich sehr unfreundlich gewesen", language="auto")
    assert repr(marked).startswith("not read: Das") and "<mark" not in marked._repr_html_()


def test_every_colour_behind_words_can_be_read():
    from cxlab.emotions.highlight import _GROUND

    def light(colour):
        parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
        parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    assert set(_GROUND) == set(PRIMARIES)
    assert min((light(colour) + 0.05) / 0.05 for colour in _GROUND.values()) > 7
