"""Study for the CCXP exam: questions with reasons, quizzes, a mock exam, cards that come back, and item analysis.

| You want to | Ask for |
|---|---|
| see the questions, or bring your own | `load_bank`, `read_bank`, `write_bank`, `check_items`, `measure_cues` |
| practise | `draw_quiz`, `ask_question`, `answer_question`, `answer_items`, `explain_answer` |
| sit a mock exam against the clock | `draw_mock`, `start_clock`, `pause_clock`, `measure_time_left`, `finish_quiz` |
| know what to answer next, and what to read | `score_quiz`, `measure_areas`, `draw_next`, `map_lessons` |
| see a question again when you are about to forget it | `start_cards`, `review_card`, `review_quiz`, `list_due` |
| know whether your test is any good | `measure_items`, `measure_reliability`, `measure_distractors` |
| learn item analysis on answers whose truth is known | `simulate_answers` |

The questions are our own and follow the five areas of the exam as published: 22, 20, 20, 19 and 19 of 100. This is not
affiliated with the CXPA, which owns the CCXP exam. How long the exam takes is taken from an older public page and is
unofficial; no pass mark is published, so none is given here.

Nothing in this room ranks people: item analysis judges questions.
"""

from cxlab.study.analysis import (
    Reliability,
    measure_distractors,
    measure_items,
    measure_reliability,
    simulate_answers,
)
from cxlab.study.areas import AreaReport, draw_next, measure_areas
from cxlab.study.bank import (
    AREAS,
    BLUEPRINT,
    LETTERS,
    LEVELS,
    OPTIONS,
    REASONS,
    load_bank,
    map_lessons,
    read_bank,
    write_bank,
)
from cxlab.study.cards import list_due, read_cards, review_card, review_quiz, start_cards, write_cards
from cxlab.study.quality import check_items, measure_cues
from cxlab.study.quiz import (
    UNOFFICIAL,
    Quiz,
    answer_items,
    answer_question,
    ask_question,
    draw_mock,
    draw_quiz,
    explain_answer,
    finish_quiz,
    measure_time_left,
    pause_clock,
    score_quiz,
    start_clock,
)

__all__ = [
    "AREAS", "BLUEPRINT", "LETTERS", "LEVELS", "OPTIONS", "REASONS", "UNOFFICIAL", "AreaReport", "Quiz", "Reliability",
    "answer_items", "answer_question", "ask_question", "check_items", "draw_mock", "draw_next", "draw_quiz",
    "explain_answer", "finish_quiz", "list_due", "load_bank", "map_lessons", "measure_areas", "measure_cues",
    "measure_distractors", "measure_items", "measure_reliability", "measure_time_left", "pause_clock", "read_bank",
    "read_cards", "review_card", "review_quiz", "score_quiz", "simulate_answers", "start_cards", "start_clock",
    "write_bank", "write_cards",
]
