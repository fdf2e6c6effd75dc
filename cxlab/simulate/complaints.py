"""Simulate the complaints and survey comments that follow on simulated calls."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlab.counts import check_table, refuse
from cxlab.frames import CAUSES, LANGUAGES, check_frame
from cxlab.simulate.chance import (
    check_count,
    check_positive,
    check_share,
    flip,
    pick,
    sample,
    shuffled,
    streams,
)
from cxlab.simulate.verbatims import Wish, Writer
from cxlab.simulate.world import CHANNELS, TOPICS

EMOTIONS = ("joy", "trust", "fear", "surprise", "sadness", "disgust", "anger", "anticipation")
OTHER_FAMILIES = {  # what people write about when it is not the speech of an employee
    "unclear": 0.02, "jargon": 0.055, "letter": 0.05, "reverse": 0.035, "accent praise": 0.025, "not listened": 0.04,
    "idiom": 0.035, "line cut": 0.03, "reply": 0.02, "news": 0.02, "trouble": 0.36, "waiting": 0.075,
    "attitude": 0.055, "website": 0.045, "praise": 0.14, "neutral": 0.035,
}
CAUSE_WEIGHTS = {"articulation": 0.17, "rate": 0.19, "accent": 0.16, "proficiency": 0.12, "volume": 0.14,
                 "hearing": 0.07, "unspecified": 0.15}
LINE_CAUSE = {"good": 0.04, "fair": 0.25, "poor": 0.50}
CHANNEL_WEIGHTS = (0.42, 0.18, 0.14, 0.08, 0.08, 0.06, 0.04)
# chance that a complaint names its call, and, when it does not, that it names the customer
NAMES_CALL = {"survey": 0.95, "e-mail": 0.62, "web form": 0.58, "phone note": 0.93, "chat": 0.75,
              "social media": 0.10, "letter": 0.30}
NAMES_CUSTOMER = {"survey": 0.5, "e-mail": 0.85, "web form": 0.80, "phone note": 0.9, "chat": 0.8,
                  "social media": 0.15, "letter": 0.75}


def simulate_complaints(
    calls: pd.DataFrame,
    truth: pd.DataFrame,
    *,
    seed: int,
    n: int = 3_000,
    speech_share: float = 0.12,
    refused_ratio: float = 3.0,
    partly_ratio: float = 1.6,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Simulate complaints and survey comments on a call log, and what is true of each.

    Most are about something else than the speech of an employee: bills, waiting, engineers, letters, praise. Some are
    hard to tell from a complaint about speech: jargon, an employee who could not follow the customer, an accent that
    is praised. Who was refused speaks up more often, about anything.

    Parameters
    ----------
    calls, truth : DataFrame
        A call log and its truth, as :func:`simulate_calls` returns them, in the same order.
    seed : int
        The same seed gives the same complaints.
    n : int
        Number of complaints.
    speech_share : float
        Share of the complaints that are about not being able to follow the employee's speech. They come from calls
        that the customer could not follow, and from no other.
    refused_ratio, partly_ratio : float
        How many times as likely a customer is to speak up when the request was refused, or granted in part.

    Returns
    -------
    complaints : DataFrame
        One row a complaint, as the contract ``complaints`` asks: complaint_id, text, date, call_id, customer_id, team,
        site, channel, topic, language. About three in four name the call; others only the customer, and some neither.
    truth : DataFrame
        One row a complaint, in the same order, as the contract ``complaints_truth`` asks: complaint_id, status, a
        column for each cause, a column for each emotion; and call_id (the call behind the complaint, also where the
        complaint does not name it) and family (what kind of remark it is).

    Raises
    ------
    ValueError
        When a column is missing or holds what it cannot, or there are not enough calls, or not enough that the
        customer could not follow.

    Examples
    --------
    >>> from cxlab.simulate import simulate_calls
    >>> calls, calls_truth = simulate_calls(2_000, seed=1)
    >>> complaints, truth = simulate_complaints(calls, calls_truth, seed=1, n=200)
    >>> int((truth["status"] == "complaint").sum())
    24
    """
    check_count(n=n)
    check_share(speech_share=speech_share)
    check_positive(refused_ratio=refused_ratio, partly_ratio=partly_ratio)
    calls, truth = _check_log(calls, truth)
    structure, words = streams(seed, 2)
    behind = _choose_calls(structure, calls, truth, n, speech_share, {"refused": refused_ratio,
                                                                     "partly granted": partly_ratio})
    behind["channel"] = pick(structure, CHANNELS, CHANNEL_WEIGHTS, n)
    behind["cause"] = _causes(structure, behind)
    later = pd.to_timedelta(np.floor(6 * structure.random(n) ** 2), unit="D")
    behind["date"] = (behind["date"] + later).clip(upper=calls["date"].max())
    behind = behind.sort_values(["date", "call_id"], kind="stable", ignore_index=True)
    behind["complaint_id"] = [f"C{number:05d}" for number in range(1, n + 1)]
    said = _write(words, behind)
    return _complaints(structure, behind, said), _truth(behind, said)


def _check_log(calls, truth) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the log and its truth typed, or refuse them."""
    check_table(calls, "calls", needs=["call_id", "date", "customer_id", "team", "site", "topic", "outcome",
                                       "line_quality"])
    check_table(truth, "truth", needs=["call_id", "could_follow", "afraid", "language"])
    truth = check_frame(truth, "calls_truth")
    faults = [f"truth has {value!r} in {name}; expected {' or '.join(map(repr, legal))}: take it from simulate_calls"
              for name, legal in (("afraid", (True, False)), ("language", LANGUAGES))
              for value in truth.loc[~truth[name].isin(legal), name].unique()[:3]]
    faults += [f"calls has the topic {topic!r}; expected {', '.join(TOPICS)}: take the log from simulate_calls"
               for topic in calls.loc[~calls["topic"].isin(list(TOPICS)), "topic"].unique()[:3]]
    refuse(faults)
    return check_frame(calls, "calls"), truth


def _choose_calls(rng, calls, truth, n: int, speech_share: float, ratios: dict) -> pd.DataFrame:
    """Choose the calls that lead to a complaint, and what kind of remark each leads to."""
    if len(calls) != len(truth) or (calls["call_id"].to_numpy() != truth["call_id"].to_numpy()).any():
        raise ValueError("calls and truth must hold the same call_id in the same order; take both from one "
                         "simulate_calls")
    everything = calls.assign(could_follow=truth["could_follow"].to_numpy(), afraid=truth["afraid"].to_numpy(),
                              language=truth["language"].to_numpy())
    voice = everything["outcome"].astype("str").map(ratios).fillna(1.0).to_numpy("float64")
    lost = ~everything["could_follow"].to_numpy("bool")
    about_speech = round(n * speech_share)
    if about_speech > lost.sum() or n > len(calls):
        raise ValueError(f"{len(calls)} calls, of which {lost.sum()} could not be followed, cannot give {n} complaints "
                         f"with {about_speech} about speech; lower n or speech_share, or simulate more calls")
    speech = sample(rng, voice * lost, about_speech)
    free = np.ones(len(calls))
    free[speech] = 0
    families = _families(rng, n - about_speech)
    granted = (everything["outcome"] == "granted").to_numpy()
    glad = np.isin(families, ["praise", "accent praise", "neutral"])
    happy = sample(rng, free * np.where(granted, 1.0, 0.15), int(glad.sum()))
    free[happy] = 0
    unhappy = sample(rng, free * voice * np.where(everything["afraid"], 1.5, 1.0), int((~glad).sum()))
    return pd.concat([
        everything.iloc[speech].assign(family="speech"),
        everything.iloc[_shuffled_rows(rng, happy)].assign(family=families[glad]),
        everything.iloc[_shuffled_rows(rng, unhappy)].assign(family=families[~glad]),
    ], ignore_index=True)


def _shuffled_rows(rng, rows: np.ndarray) -> np.ndarray:
    """Put chosen rows in a random order."""
    return rows[shuffled(rng, len(rows))]


def _families(rng, count: int) -> np.ndarray:
    """Give each remark that is not about speech its kind, in fixed numbers as far as rounding allows."""
    shares = np.cumsum(list(OTHER_FAMILIES.values()))
    places = np.searchsorted(shares / shares[-1], (np.arange(count) + rng.random()) / max(count, 1), side="right")
    return np.array(list(OTHER_FAMILIES))[np.minimum(places, len(shares) - 1)]


def _causes(rng, behind: pd.DataFrame) -> np.ndarray:
    """Give each remark about speech its cause; a poor line is named more often after a call on a poor line."""
    other = pick(rng, list(CAUSE_WEIGHTS), list(CAUSE_WEIGHTS.values()), len(behind))
    line = flip(rng, behind["line_quality"].astype("str").map(LINE_CAUSE).to_numpy("float64"))
    return np.where(behind["family"] == "speech", np.where(line, "line", other), "")


def _write(rng, behind: pd.DataFrame) -> pd.DataFrame:
    """Write the texts."""
    writer = Writer(rng)
    columns = ["family", "topic", "language", "channel", "afraid", "cause"]
    return pd.DataFrame([writer.write(Wish(**wish)) for wish in behind[columns].to_dict("records")])


def _complaints(rng, behind: pd.DataFrame, said: pd.DataFrame) -> pd.DataFrame:
    """Set the table as a company would have it, with calls and customers that are not always named."""
    names_call = flip(rng, behind["channel"].map(NAMES_CALL).to_numpy("float64"))
    names_customer = names_call | flip(rng, behind["channel"].map(NAMES_CUSTOMER).to_numpy("float64"))
    keep = {"call_id": names_call, "team": names_call, "site": names_call, "customer_id": names_customer}
    table = behind.assign(text=said["text"], **{
        column: behind[column].astype("object").where(known, None) for column, known in keep.items()})
    columns = ["complaint_id", "text", "date", "call_id", "customer_id", "team", "site", "channel", "topic", "language"]
    return check_frame(table[columns], "complaints")


def _truth(behind: pd.DataFrame, said: pd.DataFrame) -> pd.DataFrame:
    """Set the truth of each text in columns."""
    table = pd.DataFrame({"complaint_id": behind["complaint_id"], "status": said["status"]})
    for cause in CAUSES:
        table[f"cause_{cause}"] = [cause in causes for causes in said["causes"]]
    for emotion in EMOTIONS:
        table[emotion] = [emotion in emotions for emotions in said["emotions"]]
    table["call_id"] = behind["call_id"].astype("str")
    table["family"] = behind["family"]
    return check_frame(table, "complaints_truth").astype({"family": "category"})
