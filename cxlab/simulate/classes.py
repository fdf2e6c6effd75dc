"""Simulate a fresh company for a class, with a truth of its own that only the trainer knows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxlab.frames import CONTRACTS, check_frame
from cxlab.simulate.calls import simulate_calls
from cxlab.simulate.chance import check_count, shuffled, streams
from cxlab.simulate.codings import _items
from cxlab.simulate.complaints import simulate_complaints
from cxlab.simulate.initiatives import simulate_initiatives
from cxlab.simulate.ratings import simulate_ratings
from cxlab.simulate.world import SITE_OF_TEAM, TEAM_ODDS, TRAINED_TEAMS

# For each true value: what it means, and what it may be. They lie far enough apart for a class to tell them apart.
TRUTHS = {
    "base_rate": ("share of calls on a good line that an ordinary team's customers cannot follow", (0.03, 0.04, 0.06)),
    "poor_line_odds_ratio": ("times as high the odds of that on a poor line", (2.0, 4.0, 7.0)),
    "training_odds_ratio": ("times as high those odds after the training (1 = it did nothing)", (0.3, 0.5, 1.0)),
    "repeat_odds_ratio": ("times as high the odds of a second call when the customer could not follow (1 = no effect)",
                          (1.0, 2.0, 4.0)),
    "refused_odds_ratio": ("times as high the odds of a second call after a refusal", (1.2, 2.2, 3.5)),
    "fear_minutes_ratio": ("times as long a call of a customer in fear (1 = no longer)", (1.0, 1.3, 1.6)),
    "speech_share": ("share of the complaints that are about our speech", (0.08, 0.12, 0.18)),
    "fundamental_share": ("share of the effort on the Strategic Fundamental track", (0.5, 0.65, 0.8)),
}
CALL_TRUTHS = ("base_rate", "poor_line_odds_ratio", "training_odds_ratio", "repeat_odds_ratio", "refused_odds_ratio",
               "fear_minutes_ratio")


@dataclass(frozen=True, eq=False)
class ClassSet:
    """A company made for one class, or for one group of it.

    Attributes
    ----------
    tables : dict of str to DataFrame
        What learners get: calls, complaints, ratings, initiatives, each as its contract asks.
    to_code : DataFrame
        The complaints that all groups code by hand: complaint_id, text.
    truth : DataFrame
        For the trainer. One row a true value: what, value, meaning.
    teams : DataFrame
        For the trainer. One row a team: team, site, odds_ratio (against an ordinary team), trained.
    true_rows : dict of str to DataFrame
        For the trainer: calls_truth and complaints_truth, what is true of each row.
    """

    tables: dict[str, pd.DataFrame]
    to_code: pd.DataFrame
    truth: pd.DataFrame
    teams: pd.DataFrame
    true_rows: dict[str, pd.DataFrame]


def simulate_class(seed: int, *, group: int = 0, calls: int = 12_000, complaints: int = 1_500, n_to_code: int = 40
                   ) -> ClassSet:
    """Simulate a company for a class: which team is which, and how large each effect is, is drawn anew.

    The shipped company is known to everybody who did a lesson before. Here the answers are others, so that a class has
    to look. Give each group a number of its own when each should find something else.

    Parameters
    ----------
    seed : int
        The same seed and group give the same company.
    group : int
        0 for a whole class; 1, 2, ... for a truth of its own for each group.
    calls, complaints : int
        Number of rows. There are a third as many ratings as calls.
    n_to_code : int
        Number of complaints to code by hand, easy and hard ones.

    Returns
    -------
    ClassSet
        ``.tables`` for the learners, ``.to_code`` for the coding sheets; ``.truth``, ``.teams`` and ``.true_rows`` for
        the trainer.

    Raises
    ------
    ValueError
        When a number is not a whole one, or there are too few calls for so many complaints.

    Notes
    -----
    The names of the teams are dealt out anew, and the names of the sites, so the team that speaks less clearly, the two
    that were trained and the building with the poorer lines have other names in each class. Each size of effect is one
    of three, each equally likely; for some, one of the three is "no effect".

    Examples
    --------
    >>> one = simulate_class(7, calls=3_000, complaints=300, n_to_code=20)
    >>> sorted(one.tables), len(one.to_code), len(one.teams)
    (['calls', 'complaints', 'initiatives', 'ratings'], 20, 8)
    >>> one.truth["what"].head(3).tolist()
    ['base_rate', 'poor_line_odds_ratio', 'training_odds_ratio']
    """
    check_count(calls=calls, complaints=complaints, n_to_code=n_to_code)
    if isinstance(group, bool) or not isinstance(group, int) or group < 0:
        raise ValueError(f"group is {group!r}; expected 0 for a whole class, or 1, 2, ... for a group")
    rng = streams(seed, group + 1)[group]
    drawn = {what: choices[int(rng.random() * len(choices))] for what, (_, choices) in TRUTHS.items()}
    names = _deal(rng, list(SITE_OF_TEAM)) | _deal(rng, sorted(set(SITE_OF_TEAM.values())))
    inner = int(rng.random() * 2**31)
    log, log_truth = simulate_calls(calls, seed=inner, **{what: drawn[what] for what in CALL_TRUTHS})
    said, said_truth = simulate_complaints(log, log_truth, seed=inner, n=complaints,
                                           speech_share=drawn["speech_share"])
    ratings = simulate_ratings(log, log_truth, seed=inner, n=max(1, calls // 3))
    plan = simulate_initiatives(seed=inner, fundamental_share=drawn["fundamental_share"])
    items = said.iloc[_items(np.random.Generator(np.random.PCG64(inner)), said, said_truth, n_to_code)]
    return ClassSet(
        tables={"calls": _rename(log, "calls", names), "complaints": _rename(said, "complaints", names),
                "ratings": _rename(ratings, "ratings", names), "initiatives": plan},
        to_code=items[["complaint_id", "text"]].reset_index(drop=True),
        truth=pd.DataFrame([{"what": what, "value": value, "meaning": TRUTHS[what][0]}
                            for what, value in drawn.items()]),
        teams=_teams(names), true_rows={"calls_truth": log_truth, "complaints_truth": said_truth})


def _deal(rng, names: list[str]) -> dict[str, str]:
    """Give each of some names to another of them by chance."""
    return dict(zip(names, np.array(names)[shuffled(rng, len(names))].tolist(), strict=True))


def _rename(table: pd.DataFrame, contract: str, names: dict[str, str]) -> pd.DataFrame:
    """Give teams and sites their new names."""
    known = {column.name for column in CONTRACTS[contract].columns}
    changed = {column: table[column].astype("object").map(lambda name: names.get(name, name), na_action="ignore")
               for column in ("team", "site") if column in table}
    extra = [column for column in table if column not in known]
    return check_frame(table.drop(columns=extra).assign(**changed), contract).assign(
        **{column: table[column] for column in extra})[list(table.columns)]


def _teams(names: dict[str, str]) -> pd.DataFrame:
    """Tell what is true of each team, under its new name."""
    return pd.DataFrame([
        {"team": names[team], "site": names[site], "odds_ratio": TEAM_ODDS[team], "trained": team in TRAINED_TEAMS}
        for team, site in SITE_OF_TEAM.items()]).sort_values("team", ignore_index=True)
