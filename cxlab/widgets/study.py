"""A card with a question: answer it, read the reasons, and keep the score in Python."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pandas as pd
import traitlets

from cxlab import study
from cxlab.widgets.shell import Shell, page

WORDS = {
    "en": {
        "title": "Quiz", "mock": "Mock exam", "of": "Question {number} of {n}; {done} answered",
        "answer": "Answer", "next": "Next", "previous": "Previous", "finish": "Finish and see the result",
        "start": "Start the clock", "go_on": "Go on", "pause": "Pause", "left": "Time left", "up": "Time is up",
        "best": "best answer", "yours": "your answer", "source": "Source", "read": "Lesson to read",
        "help": "Choose with the mouse or with the keys 1 to 4; Enter answers, and then goes on.",
        "help_mock": "Choose with the mouse or with the keys 1 to 4; Enter goes on. You may change answers until you "
                     "finish.",
        "paused": "The clock stands still. Start it to see the question.", "choose": "Choose an option first.",
        "right": "Right.", "wrong": "Not the best answer. The best is: {best}", "kept": "Answer kept.",
        "all": "All questions are answered.", "result": "Result", "area": "Area", "share": "Right", "n": "Answered",
        "begin": "{n} questions. Not affiliated with the CXPA.", "unofficial": study.UNOFFICIAL,
        "is_up": "The time is up. Nothing is lost: you may go on, and what you answer now is counted apart.",
        "minutes": "{minutes} minutes left.", "late": "answered after the time was up", "open": "not answered",
        "score": "{right} of {n} answers are right.", "sure": "Still open: {n}. Press again to finish all the same.",
    },
    "nl": {
        "title": "Quiz", "mock": "Proefexamen", "of": "Vraag {number} van {n}; {done} beantwoord",
        "answer": "Antwoorden", "next": "Volgende", "previous": "Vorige", "finish": "Afronden en uitslag zien",
        "start": "Start de klok", "go_on": "Verder", "pause": "Pauze", "left": "Resterende tijd",
        "up": "De tijd is om", "best": "beste antwoord", "yours": "uw antwoord", "source": "Bron",
        "read": "Les om te lezen",
        "help": "Kies met de muis of met de toetsen 1 tot en met 4; Enter antwoordt, en gaat daarna verder.",
        "help_mock": "Kies met de muis of met de toetsen 1 tot en met 4; Enter gaat verder. U kunt antwoorden wijzigen "
                     "tot u afrondt.",
        "paused": "De klok staat stil. Start hem om de vraag te zien.", "choose": "Kies eerst een antwoord.",
        "right": "Goed.", "wrong": "Niet het beste antwoord. Het beste is: {best}", "kept": "Antwoord bewaard.",
        "all": "Alle vragen zijn beantwoord.", "result": "Uitslag", "area": "Gebied", "share": "Goed",
        "n": "Beantwoord",
        "begin": "{n} vragen. Niet verbonden aan de CXPA.",
        "unofficial": "De lengte van het examen komt van een oudere openbare pagina en is niet officieel. Er is geen "
                      "zak-slaaggrens gepubliceerd, dus die staat hier niet. Niet verbonden aan de CXPA.",
        "is_up": "De tijd is om. Er gaat niets verloren: u kunt verder, en wat u nu antwoordt telt apart.",
        "minutes": "Nog {minutes} minuten.", "late": "beantwoord nadat de tijd om was", "open": "niet beantwoord",
        "score": "{right} van {n} antwoorden zijn goed.",
        "sure": "Nog open: {n}. Druk nog eens om toch af te ronden.",
    },
}


def quiz_card(quiz: study.Quiz | None = None, *, language: str = "en", cards: dict | None = None,
              clock: Callable[[], datetime] | None = None) -> QuizCard:
    """Show a quiz or a mock exam as a card to click through; the score reaches Python.

    The right answers stay in Python until you have answered: they are neither in the page nor in the saved notebook.

    Parameters
    ----------
    quiz : Quiz, optional
        From :func:`cxlab.study.draw_quiz` or :func:`cxlab.study.draw_mock`; ten questions of ours when left out.
    language : {"en", "nl"}
        Language of the buttons; the questions are as they are in the bank.
    cards : dict, optional
        Cards that come back (:func:`cxlab.study.start_cards`); each answer is put in, and ``.cards`` gives them back.
    clock : function, optional
        Gives the present time; the computer's clock when left out.

    Returns
    -------
    QuizCard
        Show it as the last line of a cell. ``.scores`` is the table of :func:`cxlab.study.score_quiz`, ``.report``
        that of :func:`cxlab.study.measure_areas`, ``.quiz`` the whole state, ``.cards`` the cards.

    Raises
    ------
    ValueError
        If the language is another.

    Examples
    --------
    >>> card = quiz_card(study.draw_quiz(n=2, seed=1))
    >>> card.answer(1)
    >>> card.scores["chosen"].notna().tolist()
    [True, False]
    """
    if language not in WORDS:
        raise ValueError(f"language is {language!r}; expected \"en\" or \"nl\" (the language of the buttons)")
    return QuizCard(study.draw_quiz() if quiz is None else quiz, language, cards,
                    clock or (lambda: datetime.now(UTC)))


def show_state(quiz: study.Quiz, number: int) -> dict:
    """Give all that the page may know about a question, and nothing that it may not.

    Parameters
    ----------
    quiz : Quiz
        The quiz.
    number : int
        1 for the first question.

    Returns
    -------
    dict
        `number`, `n`, `question`, `options`, `chosen`, and `explained`: empty until the reasons may be seen, then
        `right`, `best`, `reasons`, `source`, `lesson`. In a mock whose clock stands still the question is empty.

    Examples
    --------
    >>> state = show_state(study.draw_quiz(n=3), 1)
    >>> state["explained"], len(state["options"])
    ({}, 4)
    """
    asked = study.ask_question(quiz, number)
    asked.pop("item_id")
    mock = quiz.minutes is not None
    if mock and quiz.running_since is None and not quiz.finished:
        asked |= {"question": "", "options": [], "chosen": 0}
    seen = quiz.finished or (not mock and bool(asked["chosen"]))
    explained = study.explain_answer(quiz, number) if seen else {}
    keep = ("right", "best", "reasons", "source", "lesson")
    return asked | {"explained": {name: explained[name] for name in keep if name in explained}}


class QuizCard(Shell):
    """A card with a question; made by :func:`quiz_card`.

    Attributes
    ----------
    asked : dict
        The question on the card, as :func:`show_state` gives it.
    done : int
        Number of questions answered.
    timed, running, finished : bool
        Whether there is a clock, whether it runs, and whether the quiz is finished.
    seconds_left : float
        Time left when the page last heard of it; -1 without a clock.
    result : dict
        Empty until the quiz is finished; then `text` and `rows` (area, share with interval, answered, lesson).
    """

    ACTIONS = ("answer", "go", "start", "pause", "finish", "tick")
    _esm = page("study.js")
    _css = page("study.css")

    asked = traitlets.Dict().tag(sync=True)
    done = traitlets.Int(0).tag(sync=True)
    timed = traitlets.Bool(False).tag(sync=True)
    running = traitlets.Bool(False).tag(sync=True)
    finished = traitlets.Bool(False).tag(sync=True)
    seconds_left = traitlets.Float(-1.0).tag(sync=True)
    result = traitlets.Dict().tag(sync=True)

    def __init__(self, quiz: study.Quiz, language: str, cards: dict | None, clock: Callable[[], datetime]) -> None:
        self._quiz, self._number, self._say, self._clock = quiz, 1, WORDS[language], clock
        self._cards, self._language = cards, language
        super().__init__(words=dict(self._say))
        self._draw(self._say["begin"].format(n=quiz.n))

    @property
    def quiz(self) -> study.Quiz:
        """The quiz with the answers given so far."""
        return self._quiz

    @property
    def scores(self) -> pd.DataFrame:
        """One row a question: chosen, key, right (missing when not answered)."""
        return study.score_quiz(self._quiz)

    @property
    def report(self) -> study.AreaReport:
        """The share right by area, with intervals and what to read next."""
        return study.measure_areas(self.scores)

    @property
    def cards(self) -> dict | None:
        """The cards that come back, with the answers put in."""
        return self._cards

    def answer(self, choice: int, number: int | None = None) -> None:
        """Answer a question (the one on the card) with option 1 to 4."""
        number = self._number if number is None else number
        self._quiz = study.answer_question(self._quiz, number, choice, now=self._clock())
        if self._quiz.minutes is not None:
            late = self._quiz.late[number - 1]
            self._draw(self._say["is_up"] if late else self._say["kept"])
            return
        said = study.explain_answer(self._quiz, number)
        self._review(said["right"], self._quiz.bank["item_id"].iloc[number - 1])
        options = study.ask_question(self._quiz, number)["options"]
        news = self._say["right"] if said["right"] else self._say["wrong"].format(best=options[said["best"] - 1])
        self._draw(f"{news} {self._say['all']}" if self._quiz.n_answered == self._quiz.n else news)

    def go(self, number: int) -> None:
        """Go to another question; the card stays where it is at the first and the last."""
        self._number = min(max(int(number), 1), self._quiz.n)
        self._draw("")

    def start(self) -> None:
        """Start the clock of a mock, or let it go on."""
        self._quiz = study.start_clock(self._quiz, now=self._clock())
        self._draw("")

    def pause(self) -> None:
        """Stop the clock of a mock; the question is hidden meanwhile."""
        self._quiz = study.pause_clock(self._quiz, now=self._clock())
        self._draw(self._say["paused"])

    def finish(self, sure: bool = True) -> None:
        """Finish: the result and all reasons are shown. When not sure, open questions are mentioned first."""
        still_open = self._quiz.n - self._quiz.n_answered
        if not sure and still_open and not self._quiz.finished:
            self.said = self._say["sure"].format(n=still_open)
            return
        if self._quiz.finished:
            return
        self._quiz = study.finish_quiz(self._quiz, now=self._clock())
        if self._quiz.minutes is not None:
            for row in self.scores.dropna(subset="right").itertuples():
                self._review(bool(row.right), row.item_id)
        self.result = self._tell_result()
        scores = self.scores[~self.scores["late"]]
        self._draw(self._say["score"].format(right=int(scores["right"].sum()), n=int(scores["right"].count())))

    def tick(self) -> None:
        """Tell the page how much time is left, and a screen reader when little is."""
        left = study.measure_time_left(self._quiz, now=self._clock())
        minutes = round(left / 60)
        self._draw(self._say["is_up"] if left <= 0 else self._say["minutes"].format(minutes=minutes)
                   if minutes in (1, 5, 10, 30, 60) else self.said)

    def _review(self, right: bool, item: str) -> None:
        if self._cards is not None and item in self._cards["cards"]:
            self._cards = study.review_card(self._cards, item, right, now=self._clock())

    def _tell_result(self) -> dict:
        report = self.report
        right = round(report.estimate * report.n) if report.n else 0
        text = report.text if self._language == "en" else self._say["score"].format(right=right, n=report.n)
        rows = [[row.area, "–" if row.n == 0 else f"{row.estimate:.0%} ({row.ci_lower:.0%} – {row.ci_upper:.0%})",
                 row.n, row.read_next or "–"] for row in report.table.itertuples()]
        return {"text": text, "rows": rows}

    def _draw(self, news: str) -> None:
        quiz = self._quiz
        left = -1.0 if quiz.minutes is None else study.measure_time_left(quiz, now=self._clock())
        with self.hold_sync():
            self.asked = show_state(quiz, self._number)
            self.done, self.finished, self.seconds_left = quiz.n_answered, quiz.finished, left
            self.timed, self.running = quiz.minutes is not None, quiz.running_since is not None
            self.said = news
