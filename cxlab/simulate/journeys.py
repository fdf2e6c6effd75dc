"""Simulate the emotions that people give to the steps of a customer journey."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlab.frames import check_frame
from cxlab.simulate.chance import check_count, check_share, pick, streams

# step: name, channel, emotion and strength of the customer as-is and to-be, of the employee as-is and to-be.
# A dot stands for no emotion.
JOURNEYS = {
    "Family on the move": (
        ("Compares offers", "website", "anticipation 2", "anticipation 2", ". 0", ". 0"),
        ("Reports the move", "website", "anger 1", "trust 1", "anger 1", ". 0"),
        ("Rings about the date", "phone", "anger 2", "trust 2", "fear 1", "trust 2"),
        ("Gets the confirmation", "e-mail", "surprise 1", "trust 2", ". 0", "joy 1"),
        ("Engineer connects the house", "at home", "anticipation 3", "joy 2", "joy 1", "joy 2"),
        ("Waits for the internet", "at home", "sadness 2", "joy 1", "sadness 1", "anticipation 1"),
        ("Gets the first bill", "e-mail", "anger 3", "trust 1", "fear 2", "trust 1"),
    ),
    "Customer with hearing aids": (
        ("Looks for a way to get in touch", "website", "fear 1", "anticipation 1", ". 0", ". 0"),
        ("Rings and waits", "phone", "fear 2", "trust 1", "anticipation 1", "anticipation 1"),
        ("Speaks with an employee", "phone", "anger 2", "joy 2", "sadness 2", "joy 2"),
        ("Asks to repeat", "phone", "sadness 3", "trust 2", "anger 1", "trust 2"),
        ("Rings again", "phone", "anger 3", ". 0", "fear 1", ". 0"),
        ("Gets it in writing", "e-mail", "surprise 2", "joy 2", ". 0", "joy 1"),
        ("Pays the bill", "app", "trust 1", "trust 2", ". 0", "trust 1"),
    ),
}
CELLS = (("customer", "as-is"), ("customer", "to-be"), ("employee", "as-is"), ("employee", "to-be"))
WHEEL = ("joy", "trust", "fear", "surprise", "sadness", "disgust", "anger", "anticipation")


def simulate_journeys(*, seed: int, raters: int = 10, agreement: float = 0.62, second_share: float = 0.15
                      ) -> pd.DataFrame:
    """Simulate two journeys, as they are and as they should become, with the emotions of customer and employee.

    Parameters
    ----------
    seed : int
        The same seed gives the same ratings.
    raters : int
        Number of people who gave an emotion to each step.
    agreement : float
        Chance that a rater gives the emotion that the step was made with; otherwise a neighbour on the wheel, any
        other, or none.
    second_share : float
        Chance that a rater gives a second emotion as well.

    Returns
    -------
    DataFrame
        One row an emotion that one rater gave to one step, as the contract ``journeys`` asks: persona, version, step,
        step_name, channel, who, rater, emotion, intensity. Both are missing when the rater felt none.

    Examples
    --------
    >>> journeys = simulate_journeys(seed=1)
    >>> journeys["step"].nunique(), journeys["rater"].nunique()
    (7, 10)
    """
    check_count(raters=raters)
    check_share(agreement=agreement, second_share=second_share)
    (rng,) = streams(seed, 1)
    rows = []
    for persona, steps in JOURNEYS.items():
        for place, (name, channel, *made_with) in enumerate(steps, start=1):
            for (who, version), emotion in zip(CELLS, made_with, strict=True):
                step = {"persona": persona, "version": version, "step": place, "step_name": name, "channel": channel,
                        "who": who}
                rows += [{**step, "rater": f"P{number:02d}", **given} for number in range(1, raters + 1)
                         for given in _given(rng, *emotion.split(), agreement, second_share)]
    table = pd.DataFrame(rows).astype({"intensity": "Int64"})
    order = ["persona", "version", "step", "who", "rater"]
    return check_frame(table.sort_values(order, kind="stable", ignore_index=True), "journeys")


def _given(rng, emotion: str, strength: str, agreement: float, second_share: float) -> list[dict]:
    """Give what one rater writes down for one step: one emotion, two, or none."""
    draw = rng.random(4)
    first = emotion if draw[0] < agreement else _other(rng, emotion)
    if first == ".":
        return [{"emotion": None, "intensity": None}]
    intensity = int(np.clip(int(strength or 1) + (draw[1] < 0.2) - (draw[2] < 0.2), 1, 3))
    given = [{"emotion": first, "intensity": intensity}]
    if draw[3] < second_share:
        second = _other(rng, first)
        if second != ".":
            given.append({"emotion": second, "intensity": 1})
    return given


def _other(rng, emotion: str) -> str:
    """Give another emotion than this one: most often a neighbour on the wheel, now and then none."""
    if emotion == ".":
        return str(pick(rng, ("trust", "anticipation", "joy", "."), (0.3, 0.25, 0.15, 0.3), 1)[0])
    place = WHEEL.index(emotion)
    distance = int(pick(rng, (1, -1, 2, -2, 0), (0.3, 0.3, 0.12, 0.12, 0.16), 1)[0])
    return "." if distance == 0 else WHEEL[(place + distance) % 8]
