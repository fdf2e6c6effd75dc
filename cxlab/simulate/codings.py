"""Simulate groups that code the same complaints by hand, and do not always agree."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlab.frames import CAUSES, check_frame
from cxlab.simulate.chance import check_count, check_share, pick, sample, streams
from cxlab.simulate.complaints import EMOTIONS

HARD = ("unclear", "jargon", "letter", "reverse", "accent praise", "not listened", "line cut")
SLIPS = (("anger", "sadness", "surprise", "disgust", "trust"), (0.4, 0.25, 0.15, 0.1, 0.1))
NEAR_CAUSE = {"articulation": "rate", "rate": "articulation", "accent": "proficiency", "proficiency": "accent",
              "volume": "line", "line": "volume", "hearing": "volume", "unspecified": "articulation"}


def simulate_codings(
    complaints: pd.DataFrame,
    truth: pd.DataFrame,
    *,
    seed: int,
    coders: tuple[str, ...] = ("Group A", "Group B", "Group C", "Group D"),
    n: int = 60,
    accuracy: float = 0.88,
) -> pd.DataFrame:
    """Simulate groups that code the same complaints: status, cause and emotion.

    Parameters
    ----------
    complaints, truth : DataFrame
        Complaints and their truth, as :func:`simulate_complaints` returns them, in the same order.
    seed : int
        The same seed gives the same codings.
    coders : tuple of str
        Names of the groups. The last one is a little less careful than the others, and leaves the last items open.
    n : int
        Number of complaints that all groups code: two in five are about speech, two in five look like it, the others
        are about something else.
    accuracy : float
        Chance that a group codes an easy item as it is. Hard items are coded right less often.

    Returns
    -------
    DataFrame
        One row a complaint and group, as the contract ``codings`` asks: complaint_id, coder, status, cause, emotion.
        The cause is missing unless the status is complaint; the emotion is missing when the group saw none.

    Raises
    ------
    ValueError
        When there are not enough complaints of each kind.

    Examples
    --------
    >>> from cxlab.simulate import simulate_calls, simulate_complaints
    >>> calls, calls_truth = simulate_calls(2_000, seed=1)
    >>> codings = simulate_codings(*simulate_complaints(calls, calls_truth, seed=1, n=300), seed=1, n=20)
    >>> codings.groupby("coder").size().tolist()
    [20, 20, 20, 20]
    """
    check_count(n=n, groups=len(coders))
    check_share(accuracy=accuracy)
    (rng,) = streams(seed, 1)
    items = truth.iloc[_items(rng, complaints, truth, n)].to_dict("records")
    rows = []
    for place_of_coder, coder in enumerate(coders):
        careless = len(coders) > 2 and place_of_coder == len(coders) - 1
        for place, item in enumerate(items):
            code = _code(rng, item, accuracy - 0.12 * careless)
            if careless and place >= n - max(1, n // 20):
                code = {"status": None, "cause": None, "emotion": None}
            rows.append({"complaint_id": item["complaint_id"], "coder": coder, **code})
    return check_frame(pd.DataFrame(rows), "codings")


def _items(rng, complaints: pd.DataFrame, truth: pd.DataFrame, n: int) -> np.ndarray:
    """Choose the complaints to code: about speech, looking like it, about something else."""
    short = complaints["text"].str.len().to_numpy("int64") <= 320
    family = truth["family"].astype("str")
    speech, look_alike = (family == "speech").to_numpy(), family.isin(HARD).to_numpy()
    wanted = round(0.4 * n)
    groups = (("about speech", short & speech, wanted), ("that look like it", short & look_alike, wanted),
              ("about other things", short & ~speech & ~look_alike, n - 2 * wanted))
    few = [f"{fit.sum()} short ones {name} where {count} are needed"
           for name, fit, count in groups if fit.sum() < count]
    if few:
        raise ValueError(f"there are not enough complaints: {'; '.join(few)}. Lower n, or simulate more complaints")
    return np.sort(np.concatenate([sample(rng, 1.0 * fit, count) for _, fit, count in groups]))


def _code(rng, item: dict, accuracy: float) -> dict:
    """Code one complaint as one group does."""
    hard = item["family"] in HARD
    draw = rng.random(3)
    status = item["status"]
    if draw[0] >= accuracy - 0.15 * hard:
        others = {"complaint": ("unclear", "no"), "no": ("complaint", "unclear") if hard else ("unclear", "complaint"),
                  "unclear": ("complaint", "no")}[status]
        status = str(pick(rng, others, (0.65, 0.35), 1)[0])
    causes = [cause for cause in CAUSES if item[f"cause_{cause}"]]
    cause = None
    if status == "complaint":
        cause = causes[0] if causes else "unspecified"
        if draw[1] >= accuracy:
            cause = NEAR_CAUSE[cause]
    felt = [emotion for emotion in EMOTIONS if item[emotion]]
    emotion = felt[int(rng.random() * len(felt))] if felt else None
    if draw[2] >= accuracy:
        emotion = str(pick(rng, *SLIPS, 1)[0])
    return {"status": status, "cause": cause, "emotion": emotion}
