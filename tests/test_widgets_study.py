"""The quiz card: its state is plain data, its answers stay in Python until they are given."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from cxlab import study
from cxlab.widgets import QuizCard, quiz_card

NINE = datetime(2026, 1, 5, 9, tzinfo=UTC)


class Clock:
    """A clock that a test sets."""

    def __init__(self):
        self.now = NINE

    def __call__(self):
        return self.now


def sent(card: QuizCard) -> str:
    """Everything that the page can know: the synced state, its script and its style."""
    state = {name: value for name, value in card.get_state().items() if not name.startswith("_")}
    return json.dumps(state, ensure_ascii=False) + str(card._esm) + str(card._css)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def card():
    return quiz_card(study.draw_quiz(n=4, seed=3))


@pytest.fixture
def mock(clock):
    return quiz_card(study.draw_mock(n=20, minutes=36, seed=2), clock=clock)


def best_of(card: QuizCard, number: int) -> int:
    return card.quiz.orders[number - 1].index(card.quiz.bank["key"].iloc[number - 1]) + 1


def test_no_answer_and_no_reason_reaches_the_page_before_the_question_is_answered(card):
    page = sent(card)
    assert card.asked["explained"] == {}
    for name in (*study.REASONS, "source"):
        for text in card.quiz.bank[name]:
            assert text not in page
    assert '"key"' not in page


def test_nor_do_the_answers_of_other_questions_after_the_first_is_answered(card):
    card.answer(1)
    page = sent(card)
    assert card.quiz.bank["reason_a"].iloc[0] in page
    for name in study.REASONS:
        for text in card.quiz.bank[name].iloc[1:]:
            assert text not in page


def test_a_question_can_be_told_from_the_page_no_better_than_by_guessing():
    places = [best_of(quiz_card(study.draw_quiz(n=1, seed=seed)), 1) for seed in range(60)]
    assert {1, 2, 3, 4} == set(places)
    assert max(map(places.count, range(1, 5))) < 30


def test_the_page_answers_by_message_and_python_has_the_score(card):
    card.hear({"do": "answer", "choice": best_of(card, 1)})
    card.hear({"do": "go", "number": 2})
    card.hear({"do": "answer", "choice": best_of(card, 2) % 4 + 1})
    assert card.scores["right"].tolist()[:2] == [True, False]
    assert card.scores["right"].isna().tolist() == [False, False, True, True]
    assert card.done == 2
    assert card.said.startswith("Not the best answer. The best is: ")


def test_an_answer_belongs_to_the_question_that_was_seen(card):
    card.go(2)
    card.hear({"do": "answer", "choice": best_of(card, 1), "number": 1})
    assert card.scores["right"].iloc[0]
    assert card.scores["right"].isna().tolist()[1:] == [True] * (len(card.scores) - 1)
    assert card.asked["number"] == 2


def test_a_right_answer_is_said_and_the_reasons_are_shown_in_the_order_on_the_card(card):
    place = best_of(card, 1)
    card.answer(place)
    assert card.said == "Right."
    row, order = card.quiz.bank.iloc[0], card.quiz.orders[0]
    assert card.asked["explained"]["reasons"] == [row[f"reason_{letter}"] for letter in order]
    assert card.asked["explained"]["best"] == card.asked["chosen"] == place


def test_the_first_answer_counts_and_a_second_is_told_so(card):
    card.answer(1)
    card.hear({"do": "answer", "choice": 2})
    assert card.said == "question 1 is answered already; the first answer counts"
    assert card.asked["chosen"] == 1


@pytest.mark.parametrize("message", [
    {"do": "answer", "choice": 9}, {"do": "answer", "choice": "2"}, {"do": "answer"}, {"do": "go", "number": "x"},
])
def test_nonsense_from_the_page_is_said_and_changes_nothing(card, message):
    card.hear(message)
    assert card.done == 0
    assert card.asked["number"] == 1
    assert card.said != "4 questions. Not affiliated with the CXPA."


@pytest.mark.parametrize("message", ["answer", {"do": "finish_quiz"}, {"do": "_draw", "news": "x"}, None])
def test_what_is_no_action_is_not_heard(card, message):
    before = card.said
    card.hear(message)
    assert card.said == before


def test_the_card_stays_within_the_quiz(card):
    card.go(0)
    assert card.asked["number"] == 1
    card.go(99)
    assert card.asked["number"] == 4


def test_finishing_with_open_questions_asks_first(card):
    card.hear({"do": "finish", "sure": False})
    assert card.said == "Still open: 4. Press again to finish all the same."
    assert not card.finished
    card.hear({"do": "finish", "sure": True})
    assert card.finished
    assert card.result["rows"]


def test_answers_go_into_the_cards_that_come_back():
    clock = Clock()
    card = quiz_card(study.draw_quiz(n=2, seed=1), cards=study.start_cards(now=NINE), clock=clock)
    card.answer(best_of(card, 1))
    card.go(2)
    card.answer(best_of(card, 2) % 4 + 1)
    known, missed = (card.cards["cards"][item] for item in card.quiz.bank["item_id"])
    assert datetime.fromisoformat(known["due"]) > datetime.fromisoformat(missed["due"]) > NINE
    assert len(study.list_due(card.cards, now=NINE)) == 98


def test_a_mock_shows_nothing_before_the_clock_starts_and_while_it_pauses(mock, clock):
    assert mock.asked["question"] == ""
    mock.start()
    assert len(mock.asked["options"]) == 4
    clock.now += timedelta(minutes=6)
    mock.pause()
    clock.now += timedelta(hours=8)
    mock.tick()
    assert mock.asked["options"] == []
    assert mock.seconds_left == 30 * 60


def test_a_mock_explains_nothing_until_it_is_finished_and_then_everything(mock):
    mock.start()
    for number in range(1, 21):
        mock.go(number)
        mock.answer(best_of(mock, number))
        assert mock.asked["explained"] == {}
    assert not any(text in sent(mock) for name in study.REASONS for text in mock.quiz.bank[name])
    mock.finish()
    assert mock.asked["explained"]["right"]
    assert mock.said == "20 of 20 answers are right."
    assert mock.report.estimate == 1


def test_when_the_time_is_up_nothing_is_lost(mock, clock):
    mock.start()
    mock.answer(1)
    clock.now += timedelta(minutes=40)
    mock.tick()
    assert mock.said.startswith("The time is up. Nothing is lost")
    mock.go(2)
    mock.answer(1)
    assert mock.scores["late"].tolist()[:2] == [False, True]
    mock.finish()
    assert mock.report.n == 1
    assert "answered too late (1)" in mock.result["text"]


def test_a_mock_says_that_its_length_is_unofficial_and_knows_no_pass_mark(mock):
    page = sent(mock)
    assert "unofficial" in page
    assert "No pass mark is published" in page
    assert "Not affiliated with the CXPA" in page
    assert "passed" not in page.lower()


def test_the_words_are_there_in_dutch_too():
    from cxlab.widgets.study import WORDS
    assert set(WORDS["en"]) == set(WORDS["nl"])
    dutch = quiz_card(study.draw_quiz(n=1, seed=1), language="nl")
    dutch.answer(best_of(dutch, 1))
    assert dutch.said == "Goed. Alle vragen zijn beantwoord."
    dutch.finish()
    assert dutch.result["text"] == "1 van 1 antwoorden zijn goed."
    with pytest.raises(ValueError, match="language is 'fr'"):
        quiz_card(language="fr")


def test_a_question_with_html_in_it_stays_text():
    bank = study.load_bank().head(1).assign(question="<img src=x onerror=alert(1)>")
    card = quiz_card(study.draw_quiz(bank, n=1))
    assert card.asked["question"] == "<img src=x onerror=alert(1)>"
    assert "innerHTML" not in str(card._esm)


def test_all_state_is_plain_data(card):
    card.answer(2)
    card.finish()
    json.dumps({name: value for name, value in card.get_state().items() if not name.startswith("_")})
