"""Simulate survey answers of which the calls are known."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlab.frames import check_frame
from cxlab.simulate.chance import check_count, check_share, flip, pick, sample, streams
from cxlab.simulate.verbatims import Wish, Writer

# Shares of the answers 1 (no effort at all) to 5 (very much effort to understand our employee).
EFFORT_FOLLOWED = (0.58, 0.27, 0.10, 0.03, 0.02)
EFFORT_LOST = (0.03, 0.09, 0.22, 0.36, 0.30)
NPS_START = {"granted": 8.3, "partly granted": 7.0, "refused": 4.8}
COMMENT_FAMILIES = {"promoter": (("praise", "accent praise", "neutral"), (0.85, 0.07, 0.08)),
                    "passive": (("neutral", "praise", "waiting", "website", "jargon"), (0.25, 0.25, 0.2, 0.15, 0.15)),
                    "detractor": (("trouble", "waiting", "attitude", "not listened", "letter", "jargon"),
                                  (0.4, 0.2, 0.15, 0.1, 0.08, 0.07))}


def simulate_ratings(
    calls: pd.DataFrame,
    truth: pd.DataFrame,
    *,
    seed: int,
    n: int = 4_000,
    comment_share: float = 0.3,
    missing_share: float = 0.02,
) -> pd.DataFrame:
    """Simulate answered surveys after a call: effort to understand, likelihood to recommend, a comment.

    Parameters
    ----------
    calls, truth : DataFrame
        A call log and its truth, as :func:`simulate_calls` returns them, in the same order.
    seed : int
        The same seed gives the same answers.
    n : int
        Number of answered surveys. Customers with a refused request answer a little more often than others.
    comment_share : float
        Share of the answers with a comment.
    missing_share : float
        Share of the answers in which the one or the other number was left open.

    Returns
    -------
    DataFrame
        One row an answered survey, as the contract ``ratings`` asks: rating_id, date, call_id, customer_id, team,
        understanding_effort, nps_score, comment.

    Raises
    ------
    ValueError
        When there are fewer calls than answers, or a share lies outside 0 to 1.

    Examples
    --------
    >>> from cxlab.simulate import simulate_calls
    >>> ratings = simulate_ratings(*simulate_calls(500, seed=1), seed=1, n=100)
    >>> ratings["understanding_effort"].between(1, 5).sum() >= 90
    np.True_
    """
    check_count(n=n)
    check_share(comment_share=comment_share, missing_share=missing_share)
    if n > len(calls):
        raise ValueError(f"n is {n}; {len(calls)} calls cannot give more answers than that. Lower n")
    structure, words = streams(seed, 2)
    chosen = sample(structure, np.where(calls["outcome"] == "refused", 1.4, 1.0), n)
    said = calls.iloc[chosen].reset_index(drop=True)
    known = truth.iloc[chosen].reset_index(drop=True)
    lost = ~known["could_follow"].to_numpy("bool")
    points = range(1, 6)
    effort = np.where(lost, pick(structure, points, EFFORT_LOST, n), pick(structure, points, EFFORT_FOLLOWED, n))
    score = _recommend(structure, said, lost)
    later = pd.to_timedelta(np.floor(4 * structure.random(n) ** 2), unit="D")
    table = said[["call_id", "customer_id", "team"]].assign(
        rating_id=[f"R{number:05d}" for number in range(1, n + 1)],
        date=(said["date"] + later).clip(upper=calls["date"].max()),
        understanding_effort=_leave_open(structure, effort, missing_share),
        nps_score=_leave_open(structure, score, missing_share),
        comment=_comments(words, said, known, score, comment_share),
    )
    columns = ["rating_id", "date", "call_id", "customer_id", "team", "understanding_effort", "nps_score", "comment"]
    return check_frame(table[columns], "ratings")


def _recommend(rng, said: pd.DataFrame, lost: np.ndarray) -> np.ndarray:
    """Draw a score from 0 to 10: lower after a refusal, and when the customer could not follow."""
    centre = said["outcome"].astype("str").map(NPS_START).to_numpy("float64") - 1.6 * lost
    spread = rng.random((len(said), 3)).sum(axis=1) - 1.5
    return np.clip(np.round(centre + 3.4 * spread), 0, 10).astype("int64")


def _leave_open(rng, values: np.ndarray, share: float) -> pd.Series:
    """Leave some answers open."""
    return pd.Series(values, dtype="Int64").mask(flip(rng, share, len(values)))


def _comments(rng, said: pd.DataFrame, known: pd.DataFrame, score: np.ndarray, share: float) -> list[str | None]:
    """Let some customers add a comment that suits their score."""
    writer, comments = Writer(rng), []
    for place in range(len(said)):
        if rng.random() >= share:
            comments.append(None)
            continue
        mood = "promoter" if score[place] >= 9 else "passive" if score[place] >= 7 else "detractor"
        if not known["could_follow"].iloc[place] and rng.random() < 0.45:
            family = "speech"
        else:
            family = str(pick(rng, *COMMENT_FAMILIES[mood], 1)[0])
        comments.append(writer.write(Wish(family, str(said["topic"].iloc[place]), str(known["language"].iloc[place]),
                                          "survey", bool(known["afraid"].iloc[place])))["text"])
    return comments
