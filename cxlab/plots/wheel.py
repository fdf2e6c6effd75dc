"""Draw the shares of emotions as petals of Plutchik's wheel: one wheel, many on one scale, or a difference."""

from __future__ import annotations

import math
from html import escape

import numpy as np
import pandas as pd
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.path import Path

from cxlab.plots import petals as sheet
from cxlab.theme import EMOTION_COLOURS

_CODES = [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4, Path.CURVE4, Path.CURVE4, Path.CURVE4]
_CIRCLE = np.column_stack([np.sin(np.linspace(0, 2 * math.pi, 91)), np.cos(np.linspace(0, 2 * math.pi, 91))])
_WIDE, _FONT, _PER_UNIT = 1.93, 11.5, 145.5   # half the width of a wheel; the font that fits 145.5 points a unit
_SAID = 0.65                                  # rings further out than this say their share
_NULL, _ROOM = 0.54, 0.46                     # where the ring of no difference stands, and the room on either side


def plot_wheel(profile, *, ax=None, language: str = "en", intervals: bool = True, highlight=None, largest=None,
               kind: str | None = None, rings=True, labels: bool = True, title: str = "", dark: bool = False,
               petal_width: float = sheet.SLIM, unit: str | None = None):
    """Draw shares as petals whose area is true to the share.

    A petal of twice the area stands for twice as many texts. The line along a petal is its interval, read on the
    rings. An emotion that was never found keeps its place with an open dot. With three strengths a petal has three
    bands: intense at the centre in the deepest colour, mild at the tip, as on the wheel itself.

    Parameters
    ----------
    profile : DataFrame or Series
        What :func:`cxlab.emotions.emotion_profile` gave, for one group: `emotion`, `estimate`, and if present
        `ci_lower`, `ci_upper`, `count`, `n`, `n_missing`, `no_emotion`. Or a Series of shares by name. For three
        strengths either the columns `estimate_mild`, `estimate_basic` and `estimate_intense`, or a column `intensity`
        (mild, basic, intense, or 1, 2, 3) with a row for each. The names are the eight emotions, or the dyads of one
        kind.
    ax : matplotlib Axes, optional
        Where to draw; a new one otherwise. The letters become smaller on small axes.
    language : {"en", "nl"}
        Language of the words in the figure.
    intervals : bool
        Whether to draw the intervals.
    highlight : list of str, optional
        Names to keep in colour; the others become grey.
    largest : float in (0, 1], optional
        The share that reaches the outer ring. Give two wheels the same value to compare them by eye.
    kind : {"emotions", "primary", "secondary", "tertiary", "opposites"}, optional
        Which names to draw when `profile` holds several kinds: the eight emotions, the dyads of neighbours (primary),
        of emotions two or three steps apart, or the four pairs of opposites.
    rings : bool or list of float
        Whether to draw the rings, or the shares at which to draw them.
    labels : bool
        Whether to write names and values at the petals.
    title : str
        A line above the wheel.
    dark : bool
        A dark ground, for a slide.
    petal_width : float in (0, 0.25]
        Half the width of a petal over its length. Areas stay true.
    unit : str, optional
        What was counted, such as "raters"; "texts" otherwise.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If a name is absent or given twice, a share is not in [0, 1], three strengths do not add up to their estimate,
        or an option is unknown.

    Notes
    -----
    Length and width of a petal grow with the square root of its share, so its area grows with the share itself. The
    rings stand where the tip of a petal of that share would be. The bands of three strengths are leaves of one shape
    inside each other, so the area of each band is true as well. A petal of a dyad has the colours of its two emotions,
    each on its own side. A missing estimate (a small cell that was hidden) is said in words.

    Examples
    --------
    >>> import pandas as pd
    >>> shares = pd.Series([.3, .2, .1, .1, .2, 0, .4, .1], ["joy", "trust", "fear", "surprise", "sadness", "disgust",
    ...                                                     "anger", "anticipation"])
    >>> [text.get_text() for text in plot_wheel(shares).texts][-1]
    'anticipation\\n10%'
    """
    wheel = sheet.read_wheel(profile, language, kind, unit)
    bright = sheet.check_highlight(highlight, wheel)
    whole = sheet.check_largest(largest, sheet.tops(wheel))
    _check_width(petal_width)
    paper = sheet.DARK if dark else sheet.LIGHT
    ax, font = _lay(ax, _lines(wheel) if labels else 0, title, bool(sheet.coverage_of(wheel)), paper,
                    wide=_wide(wheel))
    _draw(ax, wheel, whole, bright, paper, font, rings=rings, intervals=intervals, labels=labels, width=petal_width)
    _say_under(ax, sheet.coverage_of(wheel), font, paper)
    return ax


def alt_wheel(profile, *, language: str = "en", kind: str | None = None, unit: str | None = None) -> str:
    """Say in words what :func:`plot_wheel` shows.

    Parameters
    ----------
    profile, language, kind, unit
        As for :func:`plot_wheel`.

    Returns
    -------
    str
        The emotion found most often first, then the others from large to small, then what could not be read.

    Raises
    ------
    ValueError
        As :func:`plot_wheel`.

    Examples
    --------
    >>> import pandas as pd
    >>> names = ["joy", "trust", "fear", "surprise", "sadness", "disgust", "anger", "anticipation"]
    >>> alt_wheel(pd.Series([.3, .2, 0, 0, 0, 0, .4, 0], names))
    'Wheel of emotions: anger is found most often, in 40%. Then joy 30%, trust 20%. Not found: fear, surprise, sadness,
    disgust, anticipation.'
    """
    return sheet.say_wheel(sheet.read_wheel(profile, language, kind, unit))


def plot_wheels(profile, *, by: str, language: str = "en", intervals: bool = True, highlight=None, largest=None,
                kind: str | None = None, columns: int = 4, dark: bool = False, unit: str | None = None) -> Figure:
    """Draw a wheel for each group, all on one scale.

    The petals may be compared by eye from wheel to wheel. Compare by the intervals, not by the petals alone; and do
    not read a league table into the order, which is that of the table.

    Parameters
    ----------
    profile : DataFrame
        As for :func:`plot_wheel`, with one more column that names the group.
    by : str
        The column with the group.
    language, intervals, highlight, largest, kind, dark, unit
        As for :func:`plot_wheel`.
    columns : int
        Wheels in a row.

    Returns
    -------
    matplotlib Figure
        One set of axes for each group, titled with its name and its number of texts.

    Raises
    ------
    ValueError
        If the column `by` is absent, there is no group, or a group cannot be drawn; the group is named.

    Examples
    --------
    >>> import pandas as pd
    >>> from cxlab.wheel import PRIMARIES
    >>> table = pd.DataFrame({"emotion": PRIMARIES * 2, "estimate": [.1] * 8 + [.2] * 8, "team": ["A"] * 8 + ["B"] * 8})
    >>> [ax.texts[0].get_text() for ax in plot_wheels(table, by="team").axes]
    ['A', 'B']
    """
    wheels = _read_groups(profile, by, language, kind, unit)
    if not isinstance(columns, int) or columns < 1:
        raise ValueError(f"columns is {columns!r}; expected a whole number of 1 or more")
    whole = sheet.check_largest(largest, [top for wheel in wheels.values() for top in sheet.tops(wheel)])
    bright = sheet.check_highlight(highlight, next(iter(wheels.values())))
    paper = sheet.DARK if dark else sheet.LIGHT
    across = min(columns, len(wheels))
    down = -(-len(wheels) // across)
    lines, wide = (measure(next(iter(wheels.values()))) for measure in (_lines, _wide))
    figure = Figure(figsize=(2.15 * (wide - 0.2) * across, (3.5 + 0.2 * (lines - 2)) * down), facecolor=paper.paper)
    for place, (group, wheel) in enumerate(wheels.items()):
        row, column = divmod(place, across)
        ax = figure.add_axes((column / across, 1 - (row + 1) / down, 1 / across, 1 / down))
        n = "" if math.isnan(wheel.n) else f" ({sheet.whole_number(wheel.n, wheel.words)} {wheel.unit})"
        ax, font = _lay(ax, _lines(wheel), f"{group}{n}", False, paper, wide=_wide(wheel) - 0.2, least=8.5)
        _draw(ax, wheel, whole, bright, paper, font, rings=True, intervals=intervals, labels=True, width=sheet.SLIM,
              counts=False)
    return figure


def alt_wheels(profile, *, by: str, language: str = "en", kind: str | None = None, unit: str | None = None) -> str:
    """Say in words what :func:`plot_wheels` shows.

    Parameters
    ----------
    profile, by, language, kind, unit
        As for :func:`plot_wheels`.

    Returns
    -------
    str
        How many wheels, then for each group its name and what its wheel shows.

    Raises
    ------
    ValueError
        As :func:`plot_wheels`.

    Examples
    --------
    >>> import pandas as pd
    >>> from cxlab.wheel import PRIMARIES
    >>> table = pd.DataFrame({"emotion": PRIMARIES, "estimate": [.2, 0, 0, 0, 0, 0, .4, 0], "team": "A"})
    >>> alt_wheels(table, by="team")[:92]
    '1 wheels on one scale, one for each team. A: Wheel of emotions: anger is found most often, i'
    """
    wheels = _read_groups(profile, by, language, kind, unit)
    words = sheet.WORDS[language]
    return " ".join([words["several"].format(n=len(wheels), by=by),
                     *(f"{group}: {sheet.say_wheel(wheel)}" for group, wheel in wheels.items())])


def plot_wheel_difference(comparison, *, ax=None, groups=None, language: str = "en",
                          largest=None, title: str = "", dark: bool = False):
    """Draw the differences between two groups as petals that leave a ring outwards or inwards.

    The ring in the middle is "no difference". A petal that points outwards means more of that emotion in the first
    group, one that points inwards more in the second. A petal is grey when its interval crosses the ring, or when its
    `p_holm` is 0.05 or more: then no difference is shown, however large the petal.

    Parameters
    ----------
    comparison : DataFrame
        What :func:`cxlab.emotions.compare_profiles` gave in `.table`, one row an emotion: `emotion`, `estimate` (share
        in the first group less share in the second, from -1 to 1), `ci_lower`, `ci_upper`, and if present `n_first`,
        `n_second` (texts) and `p_holm` (p-value corrected for looking at eight emotions).
    ax : matplotlib Axes, optional
        Where to draw; a new one otherwise.
    groups : (str, str), optional
        Names of the first and the second group.
    language : {"en", "nl"}
        Language of the words in the figure.
    largest : float in (0, 1], optional
        The difference that fills the room on either side of the ring.
    title : str
        A line above the wheel.
    dark : bool
        A dark ground, for a slide.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If an emotion is absent or given twice, a number is not in [-1, 1], or the intervals are absent.

    Notes
    -----
    The area of a petal is true to the size of the difference, outwards and inwards alike. Eight intervals are looked
    at together: when no emotion differs, one in three such wheels at 95% still shows a petal in colour. With `p_holm`
    it is one in twenty at most.

    Examples
    --------
    >>> import pandas as pd
    >>> from cxlab.wheel import PRIMARIES
    >>> table = pd.DataFrame({"emotion": PRIMARIES, "estimate": [.1, -.2] + [0] * 6,
    ...                       "ci_lower": [.05, -.3] + [-.1] * 6, "ci_upper": [.15, -.1] + [.1] * 6})
    >>> plot_wheel_difference(table).texts[-1].get_text()
    'ring: no difference; outside the ring: more in first group; inside: more in second group'
    """
    wheel, groups, sure = _read_difference(comparison, language, groups)
    spans = [abs(v) for petal in wheel.petals for v in (petal.share, petal.low, petal.high) if not math.isnan(v)]
    whole = sheet.check_largest(largest, spans)
    paper = sheet.DARK if dark else sheet.LIGHT
    ax, font = _lay(ax, 3, title, True, paper)
    ax.add_collection(LineCollection([_CIRCLE * _signed(whole, whole), _CIRCLE * _signed(-whole, whole)],
                                     colors=paper.grid, linewidths=0.9, zorder=0), autolim=False)
    drawn = [(petal, _signed(petal.share, whole) - _NULL) for petal in wheel.petals if abs(petal.share) > 0]
    colours = [EMOTION_COLOURS[petal.name] if petal.name in sure else paper.grid for petal, _ in drawn]
    ax.add_collection(PathCollection(
        [Path(sheet.leaf(petal.direction, _NULL, length), _CODES) for petal, length in drawn], facecolors=colours,
        edgecolors=[sheet.mix(colour, paper.ink, 0.35) for colour in colours], linewidths=0.8, zorder=2), autolim=False)
    ax.add_collection(LineCollection([_CIRCLE * _NULL], colors=paper.ink, linewidths=1.6, zorder=3), autolim=False)
    ax.text(*(np.array([math.sin(math.pi / 8), math.cos(math.pi / 8)]) * _signed(whole, whole)),
            f"±{whole * 100:.0f} {wheel.words['points']}", fontsize=font * 0.74, color=paper.muted, ha="center",
            va="center", zorder=1, parse_math=False, bbox={"facecolor": paper.paper, "edgecolor": "none", "pad": 0.6})
    _whiskers(ax, [(petal.direction, *(_signed(v, whole) for v in (petal.low, petal.high))) for petal in wheel.petals
                   if not math.isnan(petal.high)], paper)
    for petal in wheel.petals:
        _write(ax, petal, _points(petal, wheel.words), font, paper)
    words = wheel.words
    _say_under(ax, "; ".join([words["ring"], words["outside"].format(first=groups[0]),
                              words["inside"].format(second=groups[1])]), font, paper)
    return ax


def alt_wheel_difference(comparison, *, groups=None, language: str = "en") -> str:
    """Say in words what :func:`plot_wheel_difference` shows.

    Parameters
    ----------
    comparison, groups, language
        As for :func:`plot_wheel_difference`.

    Returns
    -------
    str
        The emotions found more in the first group, those found more in the second, and those without a difference.

    Raises
    ------
    ValueError
        As :func:`plot_wheel_difference`.

    Examples
    --------
    >>> import pandas as pd
    >>> from cxlab.wheel import PRIMARIES
    >>> table = pd.DataFrame({"emotion": PRIMARIES, "estimate": [.1, -.2] + [0] * 6,
    ...                       "ci_lower": [.05, -.3] + [-.1] * 6, "ci_upper": [.15, -.1] + [.1] * 6})
    >>> alt_wheel_difference(table, groups=("North", "South"))
    'Difference wheel, North less South. More in North: joy +10 points (+5 to +15). More in South: trust -20 points
    (-30 to -10). No difference shown: fear, surprise, sadness, disgust, anger, anticipation.'
    """
    wheel, groups, sure = _read_difference(comparison, language, groups)
    words, ordered = wheel.words, sorted(wheel.petals, key=lambda petal: -abs(petal.share))
    said = [words["difference"].format(first=groups[0], second=groups[1])]
    for group, sign in zip(groups, (1, -1), strict=True):
        found = [_points(petal, words).replace("\n", " ") for petal in ordered
                 if petal.name in sure and petal.share * sign > 0]
        said += [words["more"].format(group=group, list=", ".join(found))] if found else []
    same = [petal.label for petal in wheel.petals if not math.isnan(petal.share) and petal.name not in sure]
    said += [words["same"].format(list=", ".join(same))] if same else []
    hidden = [petal.label for petal in wheel.petals if math.isnan(petal.share)]
    said += [words["concealed"].format(list=", ".join(hidden), unit=wheel.unit)] if hidden else []
    return " ".join(said)


def wheel_svg(profile, *, language: str = "en", intervals: bool = True, highlight=None, largest=None,
              kind: str | None = None, title: str = "", dark: bool = False, unit: str | None = None) -> str:
    """Write the wheel of :func:`plot_wheel` as an SVG picture with a title on every petal.

    For web pages and for print at any size. A reader hears the title and the words of :func:`alt_wheel`; the mouse
    shows name and share of each petal. It holds no script and no address.

    Parameters
    ----------
    profile, language, intervals, highlight, largest, kind, title, dark, unit
        As for :func:`plot_wheel`.

    Returns
    -------
    str
        A complete ``<svg>`` element.

    Raises
    ------
    ValueError
        As :func:`plot_wheel`.

    Examples
    --------
    >>> import pandas as pd
    >>> from cxlab.wheel import PRIMARIES
    >>> picture = wheel_svg(pd.Series([.3, .2, .1, .1, .2, 0, .4, .1], PRIMARIES))
    >>> picture[:4], picture.count("<path"), "<title>anger 40%</title>" in picture
    ('<svg', 7, True)
    """
    wheel = sheet.read_wheel(profile, language, kind, unit)
    bright, whole = sheet.check_highlight(highlight, wheel), sheet.check_largest(largest, sheet.tops(wheel))
    paper, words = sheet.DARK if dark else sheet.LIGHT, wheel.words
    wide, top = _wide(wheel), 1.14 + 0.105 * _lines(wheel) + (0.2 if title else 0)
    bottom = 1.14 + 0.105 * _lines(wheel) + 0.14
    box = f"{-wide * 100:.0f} {-top * 100:.0f} {wide * 200:.0f} {(top + bottom) * 100:.0f}"
    drawn = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" role="img" font-family="sans-serif">',
             f"<title>{escape(title or words['kinds'][wheel.kind].capitalize())}</title>",
             f"<desc>{escape(sheet.say_wheel(wheel))}</desc>",
             f'<rect x="{-wide * 100:.0f}" y="{-top * 100:.0f}" width="100%" height="100%" fill="{paper.paper}"/>']
    drawn += [f'<circle r="{sheet.reach(ring, whole) * 100:.1f}" fill="none" stroke="{paper.grid}"/>'
              for ring in sheet.rings_of(True, whole)]
    for petal in wheel.petals:
        drawn.append(f"<g><title>{escape(sheet.label_of(petal, wheel).replace(chr(10), ' '))}</title>")
        drawn += [_svg_path(*piece) for piece in sheet.pieces(petal, whole, petal.name in bright, paper)]
        drawn += _svg_marks(petal, whole, intervals, paper)
        drawn += [*_svg_label(petal, sheet.label_of(petal, wheel), paper), "</g>"]
    turn = math.radians(_free_turn(wheel))
    drawn += [_svg_text(math.sin(turn) * r, math.cos(turn) * r - 0.03, "middle", 8, paper.muted,
                        sheet.percent(ring, words), paper) for ring in sheet.rings_of(True, whole)
              for r in [sheet.reach(ring, whole)] if r > _SAID]
    if title:
        drawn.append(_svg_text(0, top - 0.14, "middle", 13, paper.ink, title, paper))
    drawn.append(_svg_text(0, 0.05 - bottom, "middle", 9, paper.muted, sheet.coverage_of(wheel), paper))
    return "\n".join([*drawn, "</svg>"])


# ------------------------------------------------------------------ reading groups and differences

def _read_groups(profile, by: str, language: str, kind, unit) -> dict:
    if not isinstance(profile, pd.DataFrame) or by not in profile:
        have = ", ".join(map(str, profile.columns)) if isinstance(profile, pd.DataFrame) else type(profile).__name__
        raise ValueError(f"by is {by!r}; expected a column of the profile, which has {have}")
    wheels = {}
    for group, part in profile.groupby(by, observed=True, sort=False):
        try:
            wheels[group] = sheet.read_wheel(part, language, kind, unit)
        except ValueError as fault:
            raise ValueError(f"{by} {group}: {fault}") from fault
    if not wheels:
        raise ValueError(f"the column {by} is missing in every row; expected a group for at least one")
    return wheels


def _read_difference(comparison, language: str, groups):
    if not isinstance(comparison, pd.DataFrame) or not {"estimate", "ci_lower", "ci_upper"} <= set(comparison):
        raise ValueError("comparison should have the columns emotion, estimate, ci_lower and ci_upper: the difference "
                         "of two shares with its interval")
    groups = sheet.WORDS.get(language, sheet.WORDS["en"])["groups"] if groups is None else groups
    if isinstance(groups, str) or len(tuple(groups)) != 2:
        raise ValueError(f"groups is {groups!r}; expected the names of two groups, such as (\"North\", \"South\")")
    wheel = sheet.read_wheel(comparison, language, "emotions", least=-1.0)
    names = [str(group) for group in groups]
    sizes = [comparison[name].iloc[0] if name in comparison else math.nan for name in ("n_first", "n_second")]
    said = [name if pd.isna(n) else f"{name} ({sheet.whole_number(n, wheel.words)} {wheel.unit})"
            for name, n in zip(names, sizes, strict=True)]
    sure = {petal.name for petal in wheel.petals if petal.low > 0 or petal.high < 0}
    if "p_holm" in comparison:
        named = comparison["emotion"].astype("str").str.strip().str.lower()
        sure &= set(named[comparison["p_holm"].astype("float64") < 0.05])
    return wheel, tuple(said), sure


def _points(petal, words) -> str:
    if math.isnan(petal.share):
        return f"{petal.label}\n{words['hidden']}"
    share, low, high = (f"{value * 100:+.0f}".replace("+0", "0").replace("-0", "0") if abs(value) < 0.005
                        else f"{value * 100:+.0f}" for value in (petal.share, petal.low, petal.high))
    to = "tot" if words is sheet.WORDS["nl"] else "to"
    return f"{petal.label}\n{share} {words['points']}\n({low} {to} {high})"


def _signed(difference: float, whole: float) -> float:
    """How far from the middle a difference lies: the ring is zero, outwards is more."""
    part = min(abs(difference) / whole, 1)
    return _NULL + math.copysign(_ROOM * math.sqrt(part), difference)


# ------------------------------------------------------------------ the pen of matplotlib

def _check_width(width) -> None:
    if not isinstance(width, int | float) or not 0 < width <= 0.25:
        raise ValueError(f"petal_width is {width!r}; expected a number above 0 and up to 0.25, or petals would overlap")


def _lines(wheel) -> int:
    return max(1 + (len(petal.of) == 2) + (3 if len(petal.bands) > 1 else 1) for petal in wheel.petals)


def _wide(wheel) -> float:
    """Half the width that the labels need: the two names of a dyad stand beside each other."""
    return 2.3 if wheel.kind != "emotions" else 2.12 if wheel.grows else _WIDE


def _lay(ax, lines: float, title: str, footed: bool, paper, *, wide: float = _WIDE, least: float = 5.0):
    """Axes with room for the labels, and the size of letter that fits them."""
    top = 1.12 + 0.105 * lines + (0.24 if title else 0.0)
    bottom = 1.12 + 0.105 * lines + (0.16 if footed else 0.0)
    if ax is None:
        # The wheel fills its figure, so nothing has to be laid out; that halves the time of drawing.
        size = (7.8 * wide / _WIDE, 7.8 * (top + bottom) / (2 * _WIDE))
        ax = Figure(figsize=size, facecolor=paper.paper).add_axes((0, 0, 1, 1))
    elif paper is sheet.DARK:
        ax.figure.set_facecolor(paper.paper)
    inches = ax.get_window_extent().size / ax.figure.dpi
    per_unit = 72 * min(inches[0] / (2 * wide), inches[1] / (top + bottom))
    font = min(max(_FONT * per_unit / _PER_UNIT, least), 16.0)
    ax.set(xlim=(-wide, wide), ylim=(-bottom, top), aspect="equal")
    ax.set_axis_off()
    if title:
        ax.text(0, top - 0.03, title, fontsize=font * 1.2, color=paper.ink, ha="center", va="top", weight="bold",
                parse_math=False)
    return ax, font


def _draw(ax, wheel, whole, bright, paper, font, *, rings, intervals, labels, width, counts=True) -> None:
    _draw_rings(ax, wheel, whole, rings, labels, paper, font)
    made = [piece for petal in wheel.petals
            for piece in sheet.pieces(petal, whole, petal.name in bright, paper, width)]
    ax.add_collection(PathCollection([Path(spots, _CODES) for spots, _, _ in made], zorder=2, linewidths=0.8,
                                     facecolors=[face for _, face, _ in made],
                                     edgecolors=[edge for _, _, edge in made]), autolim=False)
    # An emotion that was never found is marked too, and so is one that is hidden.
    spots = np.array([petal.direction * (sheet.HUB + 0.03) for petal in wheel.petals if not petal.share > 0])
    if len(spots):
        ax.scatter(*spots.T, s=26, facecolor=paper.paper, edgecolor=paper.muted, linewidth=1.4, zorder=3)
    if intervals:
        _whiskers(ax, [(petal.direction, *(sheet.reach(min(v, whole), whole) for v in (petal.low, petal.high)))
                       for petal in wheel.petals if petal.share > 0 and not math.isnan(petal.high)], paper)
    if labels:
        for petal in wheel.petals:
            _write(ax, petal, sheet.label_of(petal, wheel, counts=counts), font, paper)


def _free_turn(wheel) -> float:
    """A direction in which no petal points, for the words of the rings."""
    return {"emotions": 22.5, "secondary": 22.5, "opposites": 45.0}.get(wheel.kind, 0.0)


def _draw_rings(ax, wheel, whole, rings, labels, paper, font) -> None:
    shown = sheet.rings_of(rings, whole)
    ax.add_collection(LineCollection([_CIRCLE * sheet.reach(ring, whole) for ring in shown], colors=paper.grid,
                                     linewidths=0.9, zorder=0), autolim=False)
    turn = math.radians(_free_turn(wheel))
    for ring in shown if labels else []:
        spot = sheet.reach(ring, whole) * np.array([math.sin(turn), math.cos(turn)])
        # Nearer to the middle the petals are too close for words.
        if np.hypot(*spot) > _SAID:
            ax.text(*spot, sheet.percent(ring, wheel.words), fontsize=font * 0.74, color=paper.muted, ha="center",
                    va="center", zorder=1, parse_math=False,
                    bbox={"facecolor": paper.paper, "edgecolor": "none", "pad": 0.6})


def _whiskers(ax, spans, paper) -> None:
    lines = []
    for along, low, high in spans:
        across = along[::-1] * [1, -1] * 0.022
        low, high = along * low, along * high
        lines += [[low, high], [low - across, low + across], [high - across, high + across]]
    # The colour of the paper below that of ink, so that the line is seen on a petal too.
    for colour, width in ((paper.paper, 3.2), (paper.ink, 1.3)):
        ax.add_collection(LineCollection(lines, colors=colour, linewidths=width, zorder=4), autolim=False)


def _anchor(direction) -> tuple[str, str]:
    x, y = direction
    return ("center" if abs(x) < 0.1 else "left" if x > 0 else "right",
            "center" if abs(y) < 0.1 else "bottom" if y > 0 else "top")


def _write(ax, petal, text, font, paper) -> None:
    ha, va = _anchor(petal.direction)
    ax.text(*(petal.direction * 1.1), text, fontsize=font, color=paper.ink, ha=ha, va=va, linespacing=1.25, zorder=5,
            parse_math=False)


def _say_under(ax, line, font, paper) -> None:
    if line:
        # A hundred letters fill the width; longer lines (names of groups) are written smaller.
        ax.text(0, ax.get_ylim()[0] + 0.03, line, fontsize=font * 0.87 * min(1, 100 / len(line)), color=paper.muted,
                ha="center", va="bottom", parse_math=False)


# ------------------------------------------------------------------ the pen of SVG: a hundred units a radius, down is y

def _svg_path(spots, face, edge) -> str:
    start, *rest = [f"{x * 100:.1f} {-y * 100:.1f}" for x, y in spots.tolist()]
    return f'<path d="M{start}C{",".join(rest[:3])}C{",".join(rest[3:])}Z" fill="{face}" stroke="{edge}"/>'


def _svg_marks(petal, whole, intervals, paper) -> list[str]:
    x, y = petal.direction * 100
    if not petal.share > 0:
        at = sheet.HUB + 0.03
        return [f'<circle cx="{x * at:.1f}" cy="{-y * at:.1f}" r="2.4" fill="{paper.paper}" stroke="{paper.muted}"/>']
    if not intervals or math.isnan(petal.high):
        return []
    low, high = (sheet.reach(min(value, whole), whole) for value in (petal.low, petal.high))
    ends = f'x1="{x * low:.1f}" y1="{-y * low:.1f}" x2="{x * high:.1f}" y2="{-y * high:.1f}"'
    return [f'<line {ends} stroke="{colour}" stroke-width="{width}"/>'
            for colour, width in ((paper.paper, 2.4), (paper.ink, 1))]


def _svg_label(petal, label: str, paper) -> list[str]:
    ha, va = _anchor(petal.direction)
    lines = label.split("\n")
    x, y = petal.direction * 1.1
    high = {"bottom": len(lines) - 1, "center": (len(lines) - 1) / 2 - 0.3, "top": -0.8}[va] * 0.105
    anchor = {"left": "start", "center": "middle", "right": "end"}[ha]
    return [_svg_text(x, y + high - 0.105 * place, anchor, 8.2, paper.ink, line, paper)
            for place, line in enumerate(lines)]


def _svg_text(x, y, anchor, size, colour, text, paper) -> str:
    return (f'<text x="{x * 100:.1f}" y="{-y * 100:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{colour}">'
            f"{escape(text)}</text>")
