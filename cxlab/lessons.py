"""Checkpoints for lessons: they say whether a number is right, and never stop the notebook.

A checkpoint guards a number that a sentence relies on, or tells a learner whether an exercise is done. An exercise
that still holds ``...`` is simply "not yet".
"""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Real


@dataclass(frozen=True)
class Checkpoint:
    """The outcome of a checkpoint.

    Attributes
    ----------
    what : str
        What was checked.
    passed : bool
        Whether the value was as expected.
    hint : str
        What to try next when it was not.
    """

    what: str
    passed: bool
    hint: str = ""

    def __repr__(self) -> str:
        if self.passed:
            return f"Checkpoint passed: {self.what}."
        return f"Not yet: {self.what}." + (f" Hint: {self.hint}" if self.hint else "")


def checkpoint(what: str, value, expected, *, within: float = 0, hint: str = "") -> Checkpoint:
    """Check a value against what is expected, without stopping the notebook.

    Parameters
    ----------
    what : str
        What is checked, as a short phrase.
    value : object
        The value to check; ``...`` means that the exercise has not been done.
    expected : object
        The right value.
    within : float
        How far a number may lie from `expected`.
    hint : str
        Shown when the value is not right yet.

    Returns
    -------
    Checkpoint
        Displays as "Checkpoint passed: ..." or "Not yet: ...".

    Examples
    --------
    >>> checkpoint("share of anger", 0.312, 0.31, within=0.005)
    Checkpoint passed: share of anger.
    >>> checkpoint("number of teams", ..., 8, hint="count the rows")
    Not yet: number of teams. Hint: count the rows
    """
    if value is ...:
        return Checkpoint(what, False, hint)
    if isinstance(value, Real) and isinstance(expected, Real):
        return Checkpoint(what, bool(abs(value - expected) <= within), hint)
    return Checkpoint(what, bool(value == expected), hint)
