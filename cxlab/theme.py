"""Colours and sizes that all figures share; nothing here changes matplotlib's settings.

For a class and a projector, :func:`projector` makes figures and widgets larger.

The palette is Okabe and Ito's, which colour-blind readers can tell apart. The emotions keep the hues of Plutchik's
wheel, darkened or lightened until neighbours differ in lightness as well as in hue.

References
----------
Okabe, M. and Ito, K. (2008). Color Universal Design: how to make figures and presentations that are friendly to
colorblind people.
"""

from __future__ import annotations

import os
from types import MappingProxyType

INK = "#222222"
MUTED = "#5f6368"
GRID = "#d9d9d9"
PAPER = "#ffffff"

PROJECTOR = "CXLAB_PROJECTOR"  # the environment variable that the command for a projector sets
LARGER = 1.5

PALETTE = MappingProxyType({
    "blue": "#0072B2", "orange": "#E69F00", "green": "#009E73", "vermillion": "#D55E00", "sky": "#56B4E9",
    "purple": "#CC79A7", "yellow": "#F0E442", "black": "#000000",
})

TRACK_COLOURS = MappingProxyType({
    "Strategic Fundamental": PALETTE["blue"], "Result Driven Innovation": PALETTE["orange"],
})

EMOTION_COLOURS = MappingProxyType({
    "joy": "#F2C230", "trust": "#9CCB4B", "fear": "#1E7B45", "surprise": "#5CB8E6", "sadness": "#2F5FA8",
    "disgust": "#8E4FA8", "anger": "#C8322B", "anticipation": "#EE8A2C",
})


def new_axes(width: float = 8.0, height: float = 4.5):
    """Make an empty drawing surface in the house style.

    Parameters
    ----------
    width, height : float
        Size in inches.

    Returns
    -------
    matplotlib.axes.Axes
        On a figure of its own that pyplot does not keep, so nothing has to be closed.

    Examples
    --------
    >>> new_axes(6, 4).figure.get_size_inches().tolist()
    [6.0, 4.0]
    """
    from matplotlib.figure import Figure

    axes = Figure(figsize=(width, height), layout="constrained").add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(colors=INK, labelsize=11)
    return axes


def projector(on: bool = True) -> str:
    """Make figures and widgets larger for the back row, or as large as usual again.

    Parameters
    ----------
    on : bool
        True for a projector, False for your own screen.

    Returns
    -------
    str
        What was done. Figures and widgets that are shown from now on have the new size.

    Notes
    -----
    ``make projector`` starts JupyterLab with this set, and with larger letters in the lessons as well.

    Examples
    --------
    >>> projector(True)
    'Projector: figures and widgets are 1.5 times as large.'
    >>> projector(False)
    'Projector off: figures and widgets have their usual size.'
    """
    if not isinstance(on, bool):
        raise TypeError(f"on is {on!r}; expected True or False")
    os.environ[PROJECTOR] = "1" if on else "0"
    if on:
        return f"Projector: figures and widgets are {LARGER} times as large."
    return "Projector off: figures and widgets have their usual size."


def scale() -> float:
    """Tell how many times larger than usual things are drawn.

    Returns
    -------
    float
        1.5 for a projector, otherwise 1.

    Examples
    --------
    >>> scale()
    1.0
    """
    return LARGER if os.environ.get(PROJECTOR, "0").strip().lower() in ("1", "true", "yes", "on") else 1.0


def percent_tick(value: float, place: int | None = None) -> str:
    """Write a share beside an axis with the digits that it needs.

    Parameters
    ----------
    value : float
        The share, 0.025 for two and a half per cent.
    place : int, optional
        Which tick it is; matplotlib gives it, and it is not used.

    Returns
    -------
    str
        "2.5%" and not "2%", which would stand in the wrong place; "10%" and not "10.0%".

    Examples
    --------
    >>> [percent_tick(share) for share in (0, 0.025, 0.1)]
    ['0%', '2.5%', '10%']
    """
    return f"{round(100 * value, 6):g}%"
