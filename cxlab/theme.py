"""Colours and sizes that all figures share; nothing here changes matplotlib's settings.

The palette is Okabe and Ito's, which colour-blind readers can tell apart. The emotions keep the hues of Plutchik's
wheel, darkened or lightened until neighbours differ in lightness as well as in hue.

References
----------
Okabe, M. and Ito, K. (2008). Color Universal Design: how to make figures and presentations that are friendly to
colorblind people.
"""

from __future__ import annotations

from types import MappingProxyType

INK = "#222222"
MUTED = "#5f6368"
GRID = "#d9d9d9"
PAPER = "#ffffff"

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
