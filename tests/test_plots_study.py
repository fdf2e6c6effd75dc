"""The figures of the study room show the numbers they are given, and say them in words."""

from __future__ import annotations

import pandas as pd
import pytest

from cxlab import plots, study


@pytest.fixture(scope="module")
def report():
    quiz = study.draw_quiz(n=100, seed=1)
    for number in range(1, 101):
        strategy = quiz.bank["area"][number - 1] == "Strategy"
        best = quiz.orders[number - 1].index(quiz.bank["key"][number - 1]) + 1
        quiz = study.answer_question(quiz, number, best % 4 + 1 if strategy and number % 3 else best)
    return study.measure_areas(study.score_quiz(quiz))


@pytest.fixture(scope="module")
def items():
    bank = study.load_bank().head(25)
    answers = study.simulate_answers(bank, n=200, miskeyed=["IU07"], seed=1)
    return study.measure_items(answers, bank.set_index("item_id")["key"])


def test_each_area_stands_at_its_share_in_the_order_of_the_exam(report):
    ax = plots.plot_areas(report)
    assert [label.get_text() for label in ax.get_yticklabels()] == list(study.AREAS)[::-1]
    dots = [line for line in ax.get_lines() if line.get_marker() in ("o", "D")]
    assert [line.get_xdata()[0] for line in dots] == report.table["estimate"].tolist()[::-1]


def test_the_area_that_is_lower_has_another_shape_as_well_as_another_colour(report):
    dots = [line for line in plots.plot_areas(report).get_lines() if line.get_marker() in ("o", "D")]
    assert [line.get_marker() for line in dots].count("D") == 1


def test_the_words_of_the_areas_name_the_lower_one(report):
    said = plots.alt_areas(report)
    assert said.endswith("Clearly lower: Strategy.")
    assert "100% of 22" in said


def test_an_empty_report_is_drawn_and_said():
    empty = study.measure_areas(study.score_quiz(study.draw_quiz(n=5)))
    assert plots.plot_areas(empty).get_xlabel() == "Share right"
    assert "nothing to see" in plots.alt_areas(empty)


def test_only_questions_with_a_finding_carry_a_name(items):
    names = [text.get_text() for text in plots.plot_items(items).texts]
    assert names
    assert all(":" in name for name in names)
    assert any(name.startswith("IU07") for name in names)
    assert len(names) == (items["finding"] != "").sum()


def test_a_small_class_gets_dots_and_no_names():
    bank = study.load_bank().head(10)
    small = study.measure_items(study.simulate_answers(bank, n=9, seed=1), bank.set_index("item_id")["key"])
    assert not plots.plot_items(small).texts
    assert plots.alt_items(small).endswith("No question has a finding.")


def test_the_words_of_the_items_give_range_and_findings(items):
    said = plots.alt_items(items)
    assert said.startswith("25 questions: share right ")
    assert "IU07" in said
    assert plots.alt_items(items.iloc[:0]).endswith("no question has enough answers to be drawn.")


def test_drawing_changes_nothing(items):
    before = items.copy()
    plots.plot_items(items)
    pd.testing.assert_frame_equal(items, before)
