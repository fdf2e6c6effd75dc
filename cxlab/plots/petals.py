"""What a wheel shows, before anything is drawn: its petals, their outlines, its words and its colours.

The drawing (:mod:`cxlab.plots.wheel`) and the SVG are two pens on this one sheet, so they cannot disagree.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxlab.theme import EMOTION_COLOURS, GRID, INK, MUTED, PAPER
from cxlab.wheel import CONFLICTS, DUTCH, DYADS, INTENSITIES, PRIMARIES, angle_of

HUB, RIM = 0.10, 1.0
SLIM = 0.22               # half the width of a petal over its length; neighbours of equal size do not touch
RINGS = (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
STRENGTHS = ("mild", "basic", "intense")
KINDS = {"emotions": PRIMARIES} | {
    kind: tuple(sorted((name for name, dyad in DYADS.items() if dyad.distance == distance), key=angle_of))
    for distance, kind in enumerate(("primary", "secondary", "tertiary"), start=1)} | {"opposites": tuple(CONFLICTS)}
_OF = {name: dyad.of for name, dyad in (DYADS | CONFLICTS).items()} | {name: (name,) for name in PRIMARIES}

WORDS = {
    "en": {"none": "no emotion found in {share} of {n} {unit}", "all": "{n} {unit}", "texts": "texts",
           "unread": "{n} more could not be read", "hidden": "too few to show", "little": "under 1%",
           "thousands": ",", "of": " in {n} {unit}",
           "start": "Wheel of {kind}{of}: {most} is found most often, in {share}{interval}.",
           "interval": " (interval {low} to {high})", "rest": "Then {list}.",
           "nothing": "None of the {many} was found.",
           "no_text": "Wheel of {kind} without any {unit} that could be read.",
           "zero": "Not found: {list}.",
           "concealed": "Too few {unit} to show: {list}.", "strong": "Intense: {list}.", "text": "text",
           "and": "{one} with {other}", "points": "points", "unsure": "no difference shown",
           "kinds": {"emotions": "emotions", "primary": "primary dyads", "secondary": "secondary dyads",
                     "tertiary": "tertiary dyads", "opposites": "opposites felt together"},
           "many": {8: "eight", 4: "four"}, "outside": "outside the ring: more in {first}",
           "inside": "inside: more in {second}", "ring": "ring: no difference",
           "difference": "Difference wheel, {first} less {second}.", "more": "More in {group}: {list}.",
           "same": "No difference shown: {list}.",
           "several": "{n} wheels on one scale, one for each {by}.", "groups": ("first group", "second group")},
    "nl": {"none": "geen emotie gevonden in {share} van {n} {unit}", "all": "{n} {unit}", "texts": "teksten",
           "unread": "nog {n} waren niet te lezen", "hidden": "te weinig om te tonen", "little": "minder dan 1%",
           "thousands": ".", "start": "{kind}{of}: {most} komt het vaakst voor, in {share}{interval}.",
           "of": " van {n} {unit}", "interval": " (interval {low} tot {high})", "rest": "Daarna {list}.",
           "nothing": "Geen van de {many} is gevonden.", "no_text": "{kind} zonder leesbare {unit}.",
           "zero": "Niet gevonden: {list}.", "concealed": "Te weinig {unit} om te tonen: {list}.",
           "strong": "Hevig: {list}.", "text": "teksten", "and": "{one} met {other}", "points": "punten",
           "unsure": "geen verschil aangetoond",
           "kinds": {"emotions": "Emotiewiel", "primary": "Wiel van primaire dyades",
                     "secondary": "Wiel van secundaire dyades", "tertiary": "Wiel van tertiaire dyades",
                     "opposites": "Wiel van tegenpolen samen"},
           "many": {8: "acht", 4: "vier"}, "outside": "buiten de ring: meer bij {first}",
           "inside": "binnen: meer bij {second}", "ring": "ring: geen verschil",
           "difference": "Verschilwiel, {first} min {second}.", "more": "Meer bij {group}: {list}.",
           "same": "Geen verschil aangetoond: {list}.",
           "several": "{n} wielen op één schaal, één per {by}.", "groups": ("eerste groep", "tweede groep")},
}


@dataclass(frozen=True)
class Paper:
    """The colours of everything that is no petal."""

    paper: str
    ink: str
    muted: str
    grid: str


LIGHT, DARK = Paper(PAPER, INK, MUTED, GRID), Paper("#17191d", "#f4f4f4", "#c3c7cd", "#4a4f57")


@dataclass(frozen=True)
class Petal:
    """One petal: its share, and the share that lies within each band counted from the centre."""

    name: str
    label: str
    of: tuple[str, ...]
    turn: float
    share: float
    low: float
    high: float
    count: float
    bands: tuple[float, ...]

    @property
    def direction(self) -> np.ndarray:
        """Where it points."""
        turn = math.radians(self.turn)
        return np.array([math.sin(turn), math.cos(turn)])


@dataclass(frozen=True)
class Wheel:
    """All petals of one wheel, and what is said under it."""

    petals: tuple[Petal, ...]
    kind: str
    n: float
    none: float
    unread: float
    language: str
    unit: str

    @property
    def words(self) -> dict:
        """The words of its language."""
        return WORDS[self.language]

    @property
    def grows(self) -> bool:
        """Whether it shows three strengths."""
        return any(len(petal.bands) > 1 for petal in self.petals)


# ------------------------------------------------------------------ reading

def read_wheel(profile, language: str = "en", kind: str | None = None, unit: str | None = None, *, least: float = 0.0
               ) -> Wheel:
    """One petal an emotion (or dyad), in wheel order; refuses what cannot be drawn."""
    if language not in WORDS:
        raise ValueError(f"language is {language!r}; expected 'en' or 'nl'")
    if kind is not None and kind not in KINDS:
        raise ValueError(f"kind is {kind!r}; expected one of {', '.join(map(repr, KINDS))}")
    columns = _columns(profile)
    if "intensity" in columns:
        columns = _widen(columns)
    kind, rows = _rows(columns["emotion"], kind)
    given = {name: _numbers(name, values, rows, KINDS[kind]) for name, values in columns.items() if name in _NUMBERS}
    for name, values in given.items():
        if name not in ("count", "n", "n_missing"):
            _check_shares(name, values, KINDS[kind], least)
    bands = _bands(given, KINDS[kind])
    petals = tuple(_petal_of(name, place, given, bands, kind, language) for place, name in enumerate(KINDS[kind]))
    first = {name: given[name][0] if name in given else math.nan for name in ("n", "no_emotion", "n_missing")}
    return Wheel(petals, kind, first["n"], first["no_emotion"], first["n_missing"], language,
                 unit or WORDS[language]["texts"])


_NUMBERS = ("estimate", "ci_lower", "ci_upper", "count", "n", "n_missing", "no_emotion",
            *(f"estimate_{strength}" for strength in STRENGTHS))


def _columns(profile) -> dict[str, list]:
    if isinstance(profile, pd.Series):
        columns = {"emotion": list(profile.index), "estimate": profile.tolist()}
    elif isinstance(profile, pd.DataFrame):
        columns = {name: profile[name].tolist() for name in ("emotion", "intensity", *_NUMBERS) if name in profile}
    else:
        columns = {}
    wide = all(f"estimate_{strength}" in columns for strength in STRENGTHS)
    if "emotion" not in columns or not ("estimate" in columns or wide):
        raise ValueError("profile should have the columns emotion and estimate, as emotion_profile gives, or "
                         "emotion, estimate_mild, estimate_basic and estimate_intense, or be a Series of shares "
                         "by emotion")
    columns["emotion"] = [str(name).strip().lower() for name in columns["emotion"]]
    return columns


def _widen(columns) -> dict[str, list]:
    """From a row for each emotion and strength to a row for each emotion."""
    level = {str(number): name for number, name in enumerate(STRENGTHS, start=1)}
    names = [str(value).strip().lower().removesuffix(".0") for value in columns["intensity"]]
    names = [level.get(name, name) for name in names]
    wrong = sorted(set(names) - set(STRENGTHS))
    if wrong:
        raise ValueError(f"intensity is {wrong[0]!r}; expected mild, basic or intense, or 1, 2 or 3")
    cells, emotions = {}, list(dict.fromkeys(columns["emotion"]))
    for place, cell in enumerate(zip(columns["emotion"], names, strict=True)):
        if cell in cells:
            raise ValueError(f"profile has {' '.join(cell)} more than once; draw one group at a time")
        cells[cell] = place
    absent = [f"{emotion} {name}" for emotion in emotions for name in STRENGTHS if (emotion, name) not in cells]
    if absent:
        raise ValueError(f"profile lacks {', '.join(absent)}; expected mild, basic and intense for each emotion")
    wide = {"emotion": emotions} | {f"estimate_{name}": [columns["estimate"][cells[e, name]] for e in emotions]
                                    for name in STRENGTHS}
    if "count" in columns:
        wide["count"] = [sum(columns["count"][cells[e, name]] for name in STRENGTHS) for e in emotions]
    alike = ("n", "n_missing", "no_emotion")
    return wide | {name: [columns[name][cells[e, "mild"]] for e in emotions] for name in alike if name in columns}


def _rows(names: list[str], kind: str | None) -> tuple[str, list[int]]:
    """The kind of wheel, and the row of each of its names."""
    unknown = [name for name in names if name not in _OF]
    if kind is None:
        present = [k for k, members in KINDS.items() if set(members) & set(names)]
        if len(present) > 1 and not unknown:
            raise ValueError(f"profile holds {' and '.join(present)}; draw one kind at a time, such as "
                             f"kind={present[-1]!r}")
        kind = present[0] if present else "emotions"
    wanted = KINDS[kind]
    twice = sorted({name for name in names if names.count(name) > 1 and name in wanted}, key=wanted.index)
    if twice:
        raise ValueError(f"profile has {', '.join(twice)} more than once; draw one group at a time, such as "
                         'profile[profile["team"] == "North"], or all with plot_wheels')
    absent = [name for name in wanted if name not in names]
    if absent or unknown:
        raise ValueError(f"profile lacks {', '.join(absent) or 'nothing'} and has {', '.join(sorted(unknown)) or 'no'} "
                         f"unknown emotions; expected {', '.join(wanted)}")
    return kind, [names.index(name) for name in wanted]


def _numbers(column: str, values: list, rows: list[int], names) -> list[float]:
    for name, row in zip(names, rows, strict=True):
        if isinstance(values[row], str):
            raise ValueError(f"{column} of {name} is {values[row]!r}; expected a number, such as 0.3 for 30%")
    return [math.nan if pd.isna(values[row]) else float(values[row]) for row in rows]


def _check_shares(column: str, values: list[float], names, least: float) -> None:
    for name, value in zip(names, values, strict=True):
        if value < least or value > 1 + 1e-9:
            what = "a share from 0 to 1" if least == 0 else "a difference from -1 to 1"
            raise ValueError(f"{column} of {name} is {value}; expected {what}")


def _bands(given, names) -> list[tuple[float, ...]]:
    """Shares counted from the centre: intense; intense and basic; all."""
    parts = [given.get(f"estimate_{strength}") for strength in reversed(STRENGTHS)]
    if any(part is None for part in parts):
        return [(share,) for share in given["estimate"]]
    bands = [tuple(np.cumsum(cell).tolist()) for cell in zip(*parts, strict=True)]
    for name, band, share in zip(names, bands, given.get("estimate", [math.nan] * len(bands)), strict=True):
        if abs(band[-1] - share) > 1e-6:
            raise ValueError(f"the three strengths of {name} add up to {band[-1]:.4g} and its estimate is {share:.4g}; "
                             "expected the same share: each text has one strength of an emotion")
        if band[-1] > 1 + 1e-9:
            raise ValueError(f"the three strengths of {name} add up to {band[-1]:.4g}; expected a share from 0 to 1")
    return bands


def _petal_of(name, place, given, bands, kind, language) -> Petal:
    turn = place * 90.0 if kind == "opposites" else angle_of(name)
    share = given["estimate"][place] if "estimate" in given else bands[place][-1]
    low, high, count = (given[c][place] if c in given else math.nan for c in ("ci_lower", "ci_upper", "count"))
    hidden = math.isnan(share) or math.isnan(bands[place][-1])
    return Petal(name, DUTCH[name] if language == "nl" else name, _OF[name], turn, share, low, high, count,
                 (share,) if hidden else bands[place])


# ------------------------------------------------------------------ outlines and scale

def reach(share: float, whole: float) -> float:
    """Distance from the middle to the tip of a petal."""
    return HUB + (RIM - HUB) * math.sqrt(share / whole)


def outline(direction, share: float, whole: float, *, side: int = 0, slim: float = SLIM) -> np.ndarray:
    """Corners and handles of a leaf of fixed shape, whose length and width grow with the square root of the share.

    `side` -1 or 1 gives the half that lies left or right of the axis. Seven points: a cubic curve there, one back.
    """
    return leaf(direction, HUB, reach(share, whole) - HUB, side=side, slim=slim)


def leaf(direction, start: float, length: float, *, side: int = 0, slim: float = SLIM) -> np.ndarray:
    """Corners and handles of a leaf that begins at `start`; a negative length points to the middle."""
    along = np.asarray(direction)
    across = along[::-1] * [1, -1]
    # Of a cubic curve with both handles at 4/3 of the half width, the middle lies at the half width.
    half = 4 / 3 * slim * abs(length)
    left, right = (half if side >= 0 else 0.0), (-half if side <= 0 else 0.0)
    spots = [(0, 0), (0.5, left), (0.65, left), (1, 0), (0.65, right), (0.5, right), (0, 0)]
    return np.array([along * (start + part * length) + across * off for part, off in spots])


def check_largest(largest, tops) -> float:
    """The share that reaches the outer ring: the one given, or a round one at or above all that is drawn."""
    if largest is None:
        top = min(np.nanmax([0, *tops]), 1)
        return next(ring for ring in RINGS if ring >= top - 1e-12)
    if not isinstance(largest, int | float) or not 0 < largest <= 1:
        raise ValueError(f"largest is {largest!r}; expected a share above 0 and up to 1")
    return float(largest)


def tops(wheel: Wheel) -> list[float]:
    """All that must fit within the outer ring."""
    return [value for petal in wheel.petals for value in (petal.share, petal.high)]


def rings_of(rings, whole: float) -> list[float]:
    """The shares at which a ring is drawn."""
    if rings is True:
        return sorted({whole, near(whole / 2), near(whole / 4)})
    if rings is False:
        return []
    wrong = [ring for ring in rings if not 0 < ring <= whole]
    if wrong:
        raise ValueError(f"rings has {wrong[0]}; expected shares above 0 and up to {whole:g}, the outer ring")
    return sorted(rings)


def near(share: float) -> float:
    """The round share closest to this one."""
    return min(RINGS, key=lambda ring: abs(ring - share))


def check_highlight(highlight, wheel: Wheel) -> set[str]:
    """The names to keep in colour."""
    known = {petal.name for petal in wheel.petals}
    names = known if highlight is None else {str(name).strip().lower() for name in highlight}
    if not names <= known:
        raise ValueError(f"highlight has {', '.join(sorted(names - known))}; expected some of "
                         f"{', '.join(petal.name for petal in wheel.petals)}")
    return names


# ------------------------------------------------------------------ colours

def mix(colour: str, other: str, part: float) -> str:
    """A colour with a part of another in it."""
    one, two = ([int(c[i:i + 2], 16) for i in (1, 3, 5)] for c in (colour, other))
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in zip(one, two, strict=True))


def faces(colour: str, many: int) -> list[str]:
    """The colours of the bands from the centre out: the deeper the colour, the more intense."""
    return [colour] if many == 1 else [mix(colour, "#000000", 0.38), colour, mix(colour, "#ffffff", 0.55)]


def pieces(petal: Petal, whole: float, bright: bool, paper: Paper, slim: float = SLIM) -> list[tuple]:
    """(outline, face, edge) of every piece of a petal, the largest first: later pieces lie on earlier ones."""
    made = []
    # Each half of a dyad lies on the side of its own emotion.
    halves = petal.of if (angle_of(petal.of[-1]) - angle_of(petal.of[0])) % 360 <= 180 else petal.of[::-1]
    for side, emotion in zip((0,) if len(halves) == 1 else (-1, 1), halves, strict=True):
        colour = EMOTION_COLOURS[emotion] if bright else paper.grid
        edge = mix(colour, paper.ink, 0.35)
        shades = faces(colour, len(petal.bands))
        for share, face in zip(reversed(petal.bands), reversed(shades), strict=True):
            if share > 0:
                made.append((outline(petal.direction, share, whole, side=side, slim=slim), face, edge))
    return made


# ------------------------------------------------------------------ words

def percent(share: float, words) -> str:
    """A share as a reader says it; a small one is not called zero."""
    return words["little"] if 0 < share < 0.005 else f"{share:.0%}"


def whole_number(number: float, words) -> str:
    """A count with the thousands of its language."""
    return f"{number:,.0f}".replace(",", words["thousands"])


def label_of(petal: Petal, wheel: Wheel, *, counts: bool = True) -> str:
    """The words at a petal: its name, what it is made of, its share, its count, its strengths."""
    words = wheel.words
    hidden = math.isnan(petal.share)
    value = words["hidden"] if hidden else percent(petal.share, words)
    if counts and not hidden and not math.isnan(petal.count):
        value += f" ({whole_number(petal.count, words)})"
    lines = [petal.label]
    if len(petal.of) == 2:
        lines.append(" + ".join(DUTCH[e] if wheel.language == "nl" else e for e in petal.of))
    if len(petal.bands) == 1 or petal.share == 0:
        return "\n".join([*lines, value])
    names = INTENSITIES[petal.of[0]]
    shares = np.diff([0, *petal.bands]).tolist()
    inner = [f"{DUTCH[name] if wheel.language == 'nl' else name} {percent(share, words)}"
             for name, share in zip(reversed(names), shares, strict=True)]
    return "\n".join([f"{petal.label} {value}", *inner])


def coverage_of(wheel: Wheel) -> str:
    """The line under the wheel: how many, and in how many nothing was found."""
    words = wheel.words
    if math.isnan(wheel.n):
        return ""
    n = whole_number(wheel.n, words)
    said = [words["all"].format(n=n, unit=wheel.unit) if math.isnan(wheel.none)
            else words["none"].format(share=percent(wheel.none, words), n=n, unit=wheel.unit)]
    if wheel.unread > 0:
        said.append(words["unread"].format(n=whole_number(wheel.unread, words)))
    return "; ".join(said)


def say_wheel(wheel: Wheel) -> str:
    """The whole wheel in words, the most frequent first."""
    words, kind = wheel.words, wheel.words["kinds"][wheel.kind]
    if wheel.n == 0:
        unit = words["text"] if wheel.unit == words["texts"] else wheel.unit
        return words["no_text"].format(kind=kind, unit=unit)
    there = sorted((petal for petal in wheel.petals if petal.share > 0), key=lambda petal: -petal.share)
    said = [_say_most(there[0], wheel) if there else words["nothing"].format(many=words["many"][len(wheel.petals)])]
    said += _list("rest", [f"{petal.label} {percent(petal.share, words)}" for petal in there[1:]], words)
    strong = [petal for petal in there if len(petal.bands) > 1 and petal.bands[0] > 0]
    said += _list("strong", [f"{petal.label} {percent(petal.bands[0], words)}"
                             for petal in sorted(strong, key=lambda petal: -petal.bands[0])], words)
    # "None was found" has said it already.
    said += _list("zero", [petal.label for petal in wheel.petals if petal.share == 0] if there else [], words)
    hidden = [petal.label for petal in wheel.petals if math.isnan(petal.share)]
    said += [words["concealed"].format(list=", ".join(hidden), unit=wheel.unit)] if hidden else []
    coverage = coverage_of(wheel)
    return " ".join([*said, *([coverage[0].upper() + coverage[1:] + "."] if coverage else [])])


def _say_most(petal: Petal, wheel: Wheel) -> str:
    words = wheel.words
    of = "" if math.isnan(wheel.n) else words["of"].format(n=whole_number(wheel.n, words), unit=wheel.unit)
    interval = ""
    if not math.isnan(petal.high):
        low, high = percent(petal.low, words), percent(petal.high, words)
        interval = words["interval"].format(low=low, high=high)
    most = petal.label
    if len(petal.of) == 2:
        one, other = (DUTCH[e] if wheel.language == "nl" else e for e in petal.of)
        most += f" ({words['and'].format(one=one, other=other)})"
    return words["start"].format(kind=words["kinds"][wheel.kind], of=of, most=most, interval=interval,
                                 share=percent(petal.share, words))


def _list(key: str, items: list[str], words) -> list[str]:
    return [words[key].format(list=", ".join(items))] if items else []
