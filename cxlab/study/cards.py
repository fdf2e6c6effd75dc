"""Cards that come back when you are about to forget them: spaced repetition, kept as plain data."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
from fsrs import Card, Rating, Scheduler, State

from cxlab.counts import check_choice, check_table
from cxlab.study.bank import load_bank

RATINGS = {"again": Rating.Again, "hard": Rating.Hard, "good": Rating.Good, "easy": Rating.Easy}
_VERSION = 1


def start_cards(bank: pd.DataFrame | None = None, *, now: datetime | None = None) -> dict:
    """Make a card for each question; all are due now.

    Parameters
    ----------
    bank : DataFrame, optional
        Questions; ours when left out.
    now : datetime, optional
        The present time; the computer's clock when left out.

    Returns
    -------
    dict
        Plain data for the other functions and for :func:`write_cards`: ``{"version": 1, "cards": {item_id: ...}}``.

    Notes
    -----
    The scheduler is FSRS, which learnt from hundreds of millions of reviews how people forget; it aims at nine in ten
    remembered. Its random spread of dates is off, so the same answers give the same dates.

    References
    ----------
    Ye J, Su J, Cao Y (2022). A stochastic shortest path algorithm for optimizing spaced repetition scheduling. KDD
    2022, 4381-4390.

    Examples
    --------
    >>> cards = start_cards(now=datetime(2026, 1, 5, tzinfo=UTC))
    >>> len(cards["cards"])
    100
    """
    bank = load_bank() if bank is None else bank
    check_table(bank, "bank", needs=["item_id"])
    items = bank["item_id"]
    due = _now(now)
    return {"version": _VERSION,
            "cards": {str(item): Card(card_id=number, due=due).to_dict() for number, item in enumerate(items, 1)}}


def review_card(cards: dict, item_id: str, rating: str | bool, *, now: datetime | None = None) -> dict:
    """Say how well you knew a card; it comes back sooner or later.

    Parameters
    ----------
    cards : dict
        From :func:`start_cards` or :func:`read_cards`.
    item_id : str
        The question.
    rating : {"again", "hard", "good", "easy"} or bool
        How it went; True counts as "good", False as "again".
    now : datetime, optional
        The present time; the computer's clock when left out.

    Returns
    -------
    dict
        New cards; those given are as they were.

    Raises
    ------
    ValueError
        If there is no such card or rating, or the time lies before the last review.

    Examples
    --------
    >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> cards = review_card(start_cards(now=nine), "IU01", "easy", now=nine)
    >>> [list_due(cards, now=nine.replace(month=month)).loc[0, "item_id"] for month in (1, 2)]
    ['IU02', 'IU01']
    """
    if item_id not in cards["cards"]:
        raise ValueError(f"there is no card {item_id!r}; the cards are those of the bank they were made from")
    rating = {True: "good", False: "again"}.get(rating, rating) if isinstance(rating, bool) else rating
    check_choice("rating", rating, RATINGS)
    card, moment = Card.from_dict(cards["cards"][item_id]), _now(now)
    if card.last_review is not None and moment < card.last_review:
        raise ValueError(f"card {item_id!r} was reviewed at {card.last_review:%Y-%m-%d %H:%M}, which is later than "
                         f"{moment:%Y-%m-%d %H:%M}; is the computer's clock right?")
    after, _ = Scheduler(enable_fuzzing=False).review_card(card, RATINGS[rating], review_datetime=moment)
    return {**cards, "cards": {**cards["cards"], item_id: after.to_dict()}}


def review_quiz(cards: dict, scores: pd.DataFrame, *, now: datetime | None = None) -> dict:
    """Review all cards of a quiz: right answers as "good", wrong ones as "again".

    Parameters
    ----------
    cards : dict
        From :func:`start_cards` or :func:`read_cards`.
    scores : DataFrame
        From :func:`cxlab.study.score_quiz`. What was not answered is left as it is.
    now : datetime, optional
        The present time; the computer's clock when left out.

    Returns
    -------
    dict
        New cards.

    Examples
    --------
    >>> from cxlab.study import answer_question, draw_quiz, score_quiz
    >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> quiz = answer_question(draw_quiz(n=3), 1, 2)
    >>> cards = review_quiz(start_cards(now=nine), score_quiz(quiz), now=nine)
    >>> len(list_due(cards, now=nine))
    99
    """
    answered = scores[scores["right"].notna()]
    for row in answered.itertuples():
        cards = review_card(cards, row.item_id, bool(row.right), now=now)
    return cards


def list_due(cards: dict, *, now: datetime | None = None) -> pd.DataFrame:
    """List the cards that are due, the longest overdue first.

    Parameters
    ----------
    cards : dict
        From :func:`start_cards` or :func:`read_cards`.
    now : datetime, optional
        The present time; the computer's clock when left out.

    Returns
    -------
    DataFrame
        `item_id`, `due` (time, UTC), `state` ("new", "learning", "review", "relearning"). Cards that you have seen
        come before new ones. Give ``items=`` of :func:`cxlab.study.draw_quiz` the `item_id`.

    Examples
    --------
    >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> list_due(start_cards(now=nine), now=nine).head(1)
      item_id                       due state
    0    IU01 2026-01-05 09:00:00+00:00   new
    """
    moment = _now(now)
    opened = {item: Card.from_dict(card) for item, card in cards["cards"].items()}
    rows = [(item, card.due, "new" if card.last_review is None else State(card.state).name.lower())
            for item, card in opened.items() if card.due <= moment]
    table = pd.DataFrame(rows, columns=["item_id", "due", "state"]).assign(
        due=lambda frame: pd.to_datetime(frame["due"], utc=True).astype("datetime64[us, UTC]"))
    order = table.assign(fresh=table["state"] == "new").sort_values(["fresh", "due"], kind="stable").index
    return table.loc[order].reset_index(drop=True).astype({"item_id": "str", "state": "str"})


def write_cards(cards: dict, path) -> Path:
    """Write your cards to a file, so that you can go on tomorrow. An earlier file of cards is replaced.

    Parameters
    ----------
    cards : dict
        Your cards.
    path : str or path
        A file of your choice that ends in ``.json``. It holds dates and question numbers, no names.

    Returns
    -------
    Path
        Where the file stands.

    Raises
    ------
    ValueError
        If the name ends in something else, or the file holds something other than cards.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = write_cards(start_cards(), f"{folder}/cards.json")
    ...     len(read_cards(path)["cards"])
    100
    """
    path = Path(path)
    if path.suffix.lower() != ".json":
        raise ValueError(f"the file {path.name!r} ends in {path.suffix!r}; expected .json")
    if path.exists():
        read_cards(path)
    path.write_text(json.dumps(cards, indent=1), encoding="utf-8")
    return path


def read_cards(path) -> dict:
    """Read your cards back.

    Parameters
    ----------
    path : str or path
        The file that :func:`write_cards` made.

    Returns
    -------
    dict
        Your cards.

    Raises
    ------
    ValueError
        If there is no such file, or it holds something else.

    Examples
    --------
    >>> read_cards("none.json")
    Traceback (most recent call last):
    ValueError: there is no file 'none.json'; start with start_cards() and keep them with write_cards
    """
    path = Path(path)
    if not path.is_file():
        raise ValueError(f"there is no file {path.name!r}; start with start_cards() and keep them with write_cards")
    try:
        cards = json.loads(path.read_text(encoding="utf-8"))
        for card in cards["cards"].values():
            Card.from_dict(card)
        known = cards["version"] == _VERSION
    except (ValueError, KeyError, TypeError, AttributeError):
        known = False
    if not known:
        raise ValueError(f"{path.name} holds no cards of this laboratory; choose another file")
    return cards


def _now(now: datetime | None) -> datetime:
    if now is None:
        return datetime.now(UTC)
    if now.tzinfo is None:
        raise ValueError(f"now is {now}, without a time zone; write datetime(..., tzinfo=UTC)")
    return now.astimezone(UTC)
