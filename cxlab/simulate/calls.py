"""Simulate a year of phone calls of which the truth is known."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlab.frames import check_frame
from cxlab.simulate import world
from cxlab.simulate.chance import (
    beta,
    check_count,
    check_positive,
    check_share,
    expit,
    flip,
    logit,
    normal,
    pick,
    streams,
)


def simulate_calls(
    n: int = 24_000,
    *,
    seed: int,
    base_rate: float = 0.04,
    agent_precision: float = 80.0,
    fair_line_odds_ratio: float = 2.0,
    poor_line_odds_ratio: float = 5.0,
    training_odds_ratio: float = 0.5,
    repeat_rate: float = 0.10,
    repeat_odds_ratio: float = 2.5,
    refused_odds_ratio: float = 2.2,
    partly_odds_ratio: float = 1.4,
    fear_minutes_ratio: float = 1.3,
    anger_minutes_ratio: float = 1.0,
    dutch_share: float = 0.4,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Simulate a call log of one year, and what is true of each call.

    Whether a customer could follow the employee depends on the employee, on the team and on the telephone line. Whether
    the customer rings again depends on that and on what the call brought. A repeat call is in the log as a call of its
    own, one to seven days later.

    Parameters
    ----------
    n : int
        Number of calls.
    seed : int
        The same seed gives the same calls.
    base_rate : float
        Share of calls on a good line that an ordinary team's customers could not follow.
    agent_precision : float
        How alike the employees of a team are: each has a true rate of their own, drawn from a beta distribution with
        this precision (the sum of its two parameters) round the team's rate. Higher is more alike.
    fair_line_odds_ratio, poor_line_odds_ratio : float
        How much the odds of not being able to follow rise on a fair and on a poor line.
    training_odds_ratio : float
        What the training of the teams Birch and Elm does to those odds from 1 July 2026 on. 1 means that it does
        nothing.
    repeat_rate : float
        Share of calls followed by another when the customer could follow and the request was granted.
    repeat_odds_ratio : float
        How much the odds of ringing again rise when the customer could not follow.
    refused_odds_ratio, partly_odds_ratio : float
        The same when the request was refused, or granted in part.
    fear_minutes_ratio : float
        How many times as long a call lasts when the customer is afraid.
    anger_minutes_ratio : float
        The same when the customer is angry. 1 means that anger itself takes no time; angry customers are then longer on
        the phone only because of what makes them angry, such as being passed on.
    dutch_share : float
        Share of customers who write Dutch; the others write English.

    Returns
    -------
    calls : DataFrame
        One row a call, as the contract ``calls`` asks: call_id, date, customer_id, agent_id, team, site, topic,
        outcome, line_quality, handle_minutes, transferred, repeat_call, emotion (what the employee noted).
    truth : DataFrame
        One row a call, in the same order, as the contract ``calls_truth`` asks: call_id, could_follow,
        repeat_probability; and afraid (the customer was in fear) and language (in which the customer writes).

    Raises
    ------
    ValueError
        When a share lies outside 0 to 1, or an odds ratio, precision or count is not above zero.

    Notes
    -----
    With p the probability of not being able to follow,
    ``logit(p) = logit(agent's rate) + log(line odds ratio) + log(training odds ratio) * trained``, and
    ``logit(repeat_probability) = logit(repeat_rate) + log(repeat_odds_ratio) * (could not follow) + log(outcome odds
    ratio)``. Minutes are log-normal. A customer in fear has fear for emotion; the others have one that depends on the
    topic, the outcome, the line and whether they were passed on, or are calm. Employees note it truly, but leave it out
    in one call of twenty. A call in the last week of the year may be followed by one in the next year,
    which the log does not hold.

    Examples
    --------
    >>> calls, truth = simulate_calls(500, seed=1)
    >>> len(calls), list(truth.columns)
    (500, ['call_id', 'could_follow', 'repeat_probability', 'afraid', 'language'])
    """
    check_count(n=n)
    check_share(base_rate=base_rate, repeat_rate=repeat_rate, dutch_share=dutch_share)
    check_positive(
        base_rate=base_rate, repeat_rate=repeat_rate, agent_precision=agent_precision,
        fair_line_odds_ratio=fair_line_odds_ratio, poor_line_odds_ratio=poor_line_odds_ratio,
        training_odds_ratio=training_odds_ratio, repeat_odds_ratio=repeat_odds_ratio,
        refused_odds_ratio=refused_odds_ratio, partly_odds_ratio=partly_odds_ratio,
        fear_minutes_ratio=fear_minutes_ratio, anger_minutes_ratio=anger_minutes_ratio,
    )
    chains, people, rows, feelings = streams(seed, 4)
    agents = _agents(people, base_rate, agent_precision)
    follow = {"line": {"good": 1.0, "fair": fair_line_odds_ratio, "poor": poor_line_odds_ratio},
              "training": training_odds_ratio}
    again = {"rate": repeat_rate, "odds": repeat_odds_ratio,
             "outcome": {"granted": 1.0, "partly granted": partly_odds_ratio, "refused": refused_odds_ratio}}
    calls = _as_log(_chains(chains, n, agents, follow, again), n)
    calls = _with_customers(people, calls, dutch_share)
    calls["emotion"] = _emotions(feelings, calls)
    calls["handle_minutes"] = _minutes(rows, calls, {"fear": fear_minutes_ratio, "anger": anger_minutes_ratio})
    calls.loc[flip(feelings, world.NOT_NOTED, n), "emotion"] = None
    calls["call_id"] = [f"K{number:05d}" for number in range(1, n + 1)]
    truth = calls[["call_id", "could_follow", "repeat_probability", "afraid", "language"]]
    log = calls[["call_id", "date", "customer_id", "agent_id", "team", "site", "topic", "outcome", "line_quality",
                 "handle_minutes", "transferred", "repeat_call", "emotion"]]
    return (check_frame(log, "calls"),
            check_frame(truth, "calls_truth").astype({"afraid": "boolean", "language": "category"}))


def _agents(rng, base_rate: float, precision: float) -> pd.DataFrame:
    """Hire the employees, each with a true rate of not being followed and a share of the work.

    The rates of a team are scaled so that its calls together have exactly the team's rate: what is said to be true of
    a team is then true, whoever happens to work there.
    """
    team = np.repeat(world.TEAMS, world.AGENTS_IN_TEAM)
    of_team = expit(logit(base_rate) + np.log([world.TEAM_ODDS[name] for name in team]))
    agents = pd.DataFrame({
        "agent_id": [f"A{number:03d}" for number in range(1, len(team) + 1)], "team": team,
        "rate": beta(rng, of_team, precision), "work": np.round(np.exp(0.35 * normal(rng, len(team))), 6),
    })
    totals = agents.assign(lost=agents["rate"] * agents["work"]).groupby("team")[["lost", "work"]].transform("sum")
    scaled = agents["rate"] * of_team * totals["work"] / totals["lost"]
    return agents.assign(rate=scaled.round(6).clip(1e-4, 1 - 1e-4))


def _chains(rng, n: int, agents: pd.DataFrame, follow: dict, again: dict) -> pd.DataFrame:
    """Let `n` customers ring for the first time, and those who must ring again do so until nobody has to."""
    topics = list(world.TOPICS)
    days = (pd.Timestamp(world.LAST_DAY) - pd.Timestamp(world.FIRST_DAY)).days
    links = pd.DataFrame({
        "chain": np.arange(n), "turn": 0, "day": _first_days(rng, n, days),
        "topic": pick(rng, topics, [world.TOPICS[topic][0] for topic in topics], n),
    })
    links["afraid"] = flip(rng, links["topic"].map(lambda topic: world.TOPICS[topic][2]).to_numpy())
    log = []
    while len(links):
        links = _one_call_each(rng, links, agents, follow, again)
        log.append(links)
        links = links.loc[links["repeat_call"], ["chain", "turn", "day", "topic", "afraid"]].reset_index(drop=True)
        links["turn"] += 1
        links["day"] += 1 + np.floor(7 * rng.random(len(links)) ** 1.5).astype("int64")
        links = links[links["day"] <= days].reset_index(drop=True)
    return pd.concat(log, ignore_index=True)


def _first_days(rng, n: int, days: int) -> np.ndarray:
    """Spread first calls over the year: quiet at weekends, busy in winter."""
    day = np.arange(days + 1)
    weekday = (day + pd.Timestamp(world.FIRST_DAY).day_of_week) % 7
    weight = np.choose(weekday, [1.25, 1.1, 1.0, 1.0, 0.95, 0.35, 0.15])
    return pick(rng, day, np.round(weight * (1 + 0.15 * np.cos(2 * np.pi * day / 365)), 6), n)


def _one_call_each(rng, links: pd.DataFrame, agents: pd.DataFrame, follow: dict, again: dict) -> pd.DataFrame:
    """Hold one call for each link: who answers, on what line, with what result."""
    count = len(links)
    who = agents.iloc[pick(rng, np.arange(len(agents)), agents["work"], count)].reset_index(drop=True)
    calls = links.assign(agent_id=who["agent_id"], team=who["team"], site=who["team"].map(world.SITE_OF_TEAM))
    calls["line_quality"] = _by_group(rng, calls["site"], world.LINE_SHARES, world.LINE_QUALITIES)
    shares = {topic: world.OUTCOME_SHARES.get(topic, world.USUAL_OUTCOMES) for topic in world.TOPICS}
    calls["outcome"] = _by_group(rng, calls["topic"], shares, world.OUTCOMES)
    calls["transferred"] = flip(rng, calls["topic"].isin(["payment trouble", "internet", "moving house"]) * 0.08 + 0.08)
    first_trained_day = (pd.Timestamp(world.TRAINING_DAY) - pd.Timestamp(world.FIRST_DAY)).days
    trained = calls["team"].isin(world.TRAINED_TEAMS) & (calls["day"] >= first_trained_day)
    lost = expit(logit(who["rate"]) + np.log(calls["line_quality"].map(follow["line"]).astype("float64"))
                 + np.log(follow["training"]) * trained)
    calls["could_follow"] = ~flip(rng, lost)
    calls["repeat_probability"] = np.round(expit(
        logit(again["rate"]) + np.log(again["odds"]) * ~calls["could_follow"]
        + np.log(calls["outcome"].map(again["outcome"]).astype("float64"))), 4)
    calls["repeat_call"] = flip(rng, calls["repeat_probability"])
    return calls


def _by_group(rng, groups: pd.Series, shares: dict, values: tuple) -> np.ndarray:
    """Pick a value for each row, with the shares that belong to the row's group."""
    edges = np.array([np.cumsum(shares[group])[:-1] for group in groups])
    return np.asarray(values)[(rng.random(len(groups))[:, None] >= edges).sum(axis=1)]


def _as_log(calls: pd.DataFrame, n: int) -> pd.DataFrame:
    """Keep whole chains until there are exactly `n` calls, in order of date."""
    size = calls.groupby("chain", sort=True).size()
    left, kept = n, []
    for chain, calls_in_chain in size.items():
        if calls_in_chain <= left:
            kept.append(chain)
            left -= calls_in_chain
        if not left:
            break
    log = calls[calls["chain"].isin(kept)]
    return log.sort_values(["day", "chain", "turn"], kind="stable", ignore_index=True)


def _with_customers(rng, calls: pd.DataFrame, dutch_share: float) -> pd.DataFrame:
    """Give each chain of calls a customer, so that one customer's chains lie more than seven days apart."""
    chains = calls.groupby("chain", sort=True)["day"].agg(["min", "max"])
    some = max(1, round(0.45 * len(chains)))
    chains["customer"] = pick(rng, np.arange(some), np.ones(some), len(chains))
    chains = chains.sort_values(["customer", "min"], kind="stable")
    latest = chains.groupby("customer")["max"].cummax().groupby(chains["customer"]).shift()
    too_close = (chains["min"] <= latest + 7).to_numpy()
    chains.loc[too_close, "customer"] = some + np.arange(too_close.sum())
    everyone = int(chains["customer"].max()) + 1
    number = np.argsort(rng.random(everyone), kind="stable") + 10_001
    language = np.where(flip(rng, dutch_share, everyone), "nl", "en")
    customer = calls["chain"].map(chains["customer"]).to_numpy()
    return calls.assign(
        customer_id=[f"U{number}" for number in number[customer]], language=language[customer],
        date=(pd.Timestamp(world.FIRST_DAY) + pd.to_timedelta(calls["day"], unit="D")).astype("datetime64[us]"),
    )


def _emotions(rng, calls: pd.DataFrame) -> np.ndarray:
    """Give each customer the emotion that is strongest: fear where there is fear, another one or calm elsewhere."""
    names = list(world.EMOTION_SHARES)
    shares = np.tile(list(world.EMOTION_SHARES.values()), (len(calls), 1))
    for column, value, emotion, more in world.EMOTION_SOURCES:
        shares[(calls[column] == value).to_numpy(), names.index(emotion)] += more
    edges = np.cumsum(np.round(shares, 6), axis=1)
    place = (rng.random(len(calls))[:, None] >= edges).sum(axis=1)
    return np.where(calls["afraid"], "fear", np.array([*names, "calm"], dtype=object)[place])


def _minutes(rng, calls: pd.DataFrame, ratios: dict) -> np.ndarray:
    """Draw how long each call lasts: log-normal, longer for heavy topics, fear and speech that is hard to follow."""
    topic = calls["topic"].map(lambda name: world.TOPICS[name][1]).to_numpy()
    longer = (calls["emotion"].map(ratios).fillna(1.0).to_numpy("float64")
              * np.where(calls["could_follow"], 1.0, world.LOST_MINUTES_RATIO)
              * np.where(calls["transferred"], world.TRANSFER_MINUTES_RATIO, 1.0))
    return np.round(np.exp(np.log(5.6 * topic * longer) + 0.5 * normal(rng, len(calls))), 1).clip(0.3)
