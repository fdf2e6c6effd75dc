"""Plutchik's wheel of emotions as facts that cannot be changed.

Eight primary emotions stand on a circle. Each has three strengths: the strongest stands at the centre of the wheel and
the mildest at the tip. Opposites face each other: joy and sadness, trust and disgust, fear and anger, surprise and
anticipation. Two emotions felt together make a third, called a dyad: joy and trust make love.

The wheel is a picture to think with, not a measuring instrument. On other maps of emotion anger and fear lie close
together, while the wheel sets them apart as opposites.

| You want | Ask for |
|---|---|
| the eight, clockwise from joy | `PRIMARIES` |
| their mild, basic and intense names | `INTENSITIES` |
| the 24 mixed emotions | `DYADS` |
| the opposite of any name on the wheel | `opposite_of` |
| what two emotions make together | `dyad_of` |
| where a word stands, in English or Dutch | `locate` |

The names are those of Plutchik (1980, 2001). Where other sources use another name for a dyad, it is kept as an alias
with its source, and :func:`locate` finds it.

References
----------
Plutchik R (1980). Emotion: A Psychoevolutionary Synthesis, pp. 152-172. Harper & Row.
Plutchik R (2001). The nature of emotions. American Scientist 89, 344-350.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType
from typing import NamedTuple


class Intensity(NamedTuple):
    """The three names of one primary emotion, from the tip of the petal to the centre."""

    mild: str
    basic: str
    intense: str


@dataclass(frozen=True)
class Dyad:
    """Two primary emotions felt together.

    Attributes
    ----------
    name : str
        The name of the mixture.
    of : tuple of two str
        The primary emotions it is made of, in wheel order.
    distance : int
        Steps between the two on the circle: 1 primary, 2 secondary, 3 tertiary dyad, 4 opposites.
    opposite : str
        The dyad of the two opposite emotions; empty for a pair of opposites, which is its own opposite.
    aliases : tuple of (str, str)
        Other names, each with the source that uses it.
    dutch : str
        The Dutch name.
    """

    name: str
    of: tuple[str, str]
    distance: int
    opposite: str
    aliases: tuple[tuple[str, str], ...]
    dutch: str


@dataclass(frozen=True)
class Place:
    """Where a word stands on the wheel.

    Attributes
    ----------
    name : str
        The name that this package uses.
    kind : str
        "emotion", "dyad" or "conflict" (two opposites at once).
    of : tuple of str
        The primary emotions it belongs to: one for an emotion, two for a dyad or conflict.
    intensity : str
        "mild", "basic" or "intense"; empty for dyads and conflicts.
    distance : int
        Steps between the two primary emotions; 0 for an emotion.
    dutch : str
        The Dutch name.
    """

    name: str
    kind: str
    of: tuple[str, ...]
    intensity: str
    distance: int
    dutch: str


PRIMARIES = ("joy", "trust", "fear", "surprise", "sadness", "disgust", "anger", "anticipation")

INTENSITIES = MappingProxyType({
    "joy": Intensity("serenity", "joy", "ecstasy"),
    "trust": Intensity("acceptance", "trust", "admiration"),
    "fear": Intensity("apprehension", "fear", "terror"),
    "surprise": Intensity("distraction", "surprise", "amazement"),
    "sadness": Intensity("pensiveness", "sadness", "grief"),
    "disgust": Intensity("boredom", "disgust", "loathing"),
    "anger": Intensity("annoyance", "anger", "rage"),
    "anticipation": Intensity("interest", "anticipation", "vigilance"),
})

DUTCH = MappingProxyType({
    "serenity": "sereniteit", "joy": "vreugde", "ecstasy": "extase",
    "acceptance": "acceptatie", "trust": "vertrouwen", "admiration": "bewondering",
    "apprehension": "ongerustheid", "fear": "angst", "terror": "doodsangst",
    "distraction": "afleiding", "surprise": "verrassing", "amazement": "verbijstering",
    "pensiveness": "weemoed", "sadness": "verdriet", "grief": "rouw",
    "boredom": "verveling", "disgust": "walging", "loathing": "afschuw",
    "annoyance": "ergernis", "anger": "boosheid", "rage": "razernij",
    "interest": "interesse", "anticipation": "verwachting", "vigilance": "waakzaamheid",
    "love": "liefde", "submission": "onderwerping", "awe": "ontzag", "disapproval": "afkeuring",
    "remorse": "wroeging", "contempt": "minachting", "aggressiveness": "agressiviteit", "optimism": "optimisme",
    "guilt": "schuldgevoel", "curiosity": "nieuwsgierigheid", "despair": "wanhoop", "unbelief": "ongeloof",
    "envy": "afgunst", "cynicism": "cynisme", "pride": "trots", "hope": "hoop",
    "delight": "verrukking", "sentimentality": "sentimentaliteit", "shame": "schaamte", "outrage": "verontwaardiging",
    "pessimism": "pessimisme", "morbidness": "morbiditeit", "dominance": "dominantie", "anxiety": "bezorgdheid",
    "bittersweetness": "bitterzoetheid", "ambivalence": "ambivalentie", "frozenness": "verstarring",
    "confusion": "verwarring",
})

# Everyday Dutch names beside the ones above, as the shipped codebooks use them.
_DUTCH_ALIASES = MappingProxyType({
    "blijdschap": "joy", "plezier": "joy", "verbazing": "surprise", "droefheid": "sadness", "afkeer": "disgust",
    "woede": "anger", "anticipatie": "anticipation", "irritatie": "annoyance", "berouw": "remorse", "jaloezie": "envy",
    "hatelijkheid": "contempt", "teleurstelling": "disapproval",
})

_W, _P, _D = "Wikipedia", "PyPlutchik", "PyPlutchik's documentation"
_MIXTURES = (
    ("joy", "trust", "love", (("friendliness", _W),)),
    ("trust", "fear", "submission", (("modesty", _W),)),
    ("fear", "surprise", "awe", (("alarm", _W), ("alarm", _P))),
    ("surprise", "sadness", "disapproval", (("disappointment", _W), ("disappointment", _P))),
    ("sadness", "disgust", "remorse", (("misery", _W),)),
    ("disgust", "anger", "contempt", (("scorn", _W),)),
    ("anger", "anticipation", "aggressiveness", (("vengeance", _W), ("aggression", _D))),
    ("joy", "anticipation", "optimism", (("courage", _W),)),
    ("joy", "fear", "guilt", (("excitement", _W),)),
    ("trust", "surprise", "curiosity", ()),
    ("fear", "sadness", "despair", ()),
    ("surprise", "disgust", "unbelief", (("shock", _W),)),
    ("sadness", "anger", "envy", (("sullenness", _W),)),
    ("disgust", "anticipation", "cynicism", (("cynism", _P),)),
    ("joy", "anger", "pride", (("victory", _W),)),
    ("trust", "anticipation", "hope", (("fatalism", _W), ("fatalism", _D))),
    ("joy", "surprise", "delight", (("doom", _W),)),
    ("trust", "sadness", "sentimentality", (("resignation", _W),)),
    ("fear", "disgust", "shame", (("prudishness", _W),)),
    ("surprise", "anger", "outrage", (("hate", _W),)),
    ("sadness", "anticipation", "pessimism", ()),
    ("joy", "disgust", "morbidness", (("derisiveness", _W),)),
    ("trust", "anger", "dominance", ()),
    ("fear", "anticipation", "anxiety", (("dread", _W),)),
    ("joy", "sadness", "bittersweetness", ()),
    ("trust", "disgust", "ambivalence", ()),
    ("fear", "anger", "frozenness", ()),
    ("surprise", "anticipation", "confusion", ()),
)


def _steps(one: str, other: str) -> int:
    apart = abs(PRIMARIES.index(one) - PRIMARIES.index(other))
    return min(apart, 8 - apart)


def _across(primary: str) -> str:
    return PRIMARIES[(PRIMARIES.index(primary) + 4) % 8]


def _mixtures() -> dict[str, Dyad]:
    names = {frozenset((one, other)): name for one, other, name, _ in _MIXTURES}
    made = {}
    for one, other, name, aliases in _MIXTURES:
        opposite = names[frozenset((_across(one), _across(other)))]
        distance = _steps(one, other)
        made[name] = Dyad(name, (one, other), distance, opposite if distance < 4 else "", aliases, DUTCH[name])
    return made


_ALL = _mixtures()
DYADS = MappingProxyType({name: dyad for name, dyad in _ALL.items() if dyad.distance < 4})
#: The four pairs of opposites. Plutchik gave them no names; these are PyPlutchik's.
CONFLICTS = MappingProxyType({name: dyad for name, dyad in _ALL.items() if dyad.distance == 4})


def _places() -> dict[str, Place]:
    places = {}
    for primary, names in INTENSITIES.items():
        for intensity, name in zip(Intensity._fields, names, strict=True):
            places[name] = Place(name, "emotion", (primary,), intensity, 0, DUTCH[name])
    for name, dyad in _ALL.items():
        kind = "dyad" if dyad.distance < 4 else "conflict"
        places[name] = Place(name, kind, dyad.of, "", dyad.distance, dyad.dutch)
    known = dict(places)
    for dyad in _ALL.values():
        known |= {alias: places[dyad.name] for alias, _ in dyad.aliases}
    known |= {dutch: places[name] for name, dutch in DUTCH.items()}
    return known | {dutch: places[name] for dutch, name in _DUTCH_ALIASES.items()}


_PLACES = MappingProxyType(_places())


def locate(word: str) -> Place:
    """Find a word on the wheel.

    Parameters
    ----------
    word : str
        Any of the 24 names of strength, the 24 dyads, the four conflicts, an alias from another source, or the Dutch
        name of one of these; upper and lower case are the same.

    Returns
    -------
    Place
        Its name here, its kind, the primary emotions it belongs to, its intensity and its Dutch name.

    Raises
    ------
    TypeError
        If `word` is not text.
    ValueError
        If the word is not on the wheel; a near miss is suggested.

    Examples
    --------
    >>> locate("Ergernis").name, locate("Ergernis").of, locate("Ergernis").intensity
    ('annoyance', ('anger',), 'mild')
    >>> locate("hoop").of
    ('trust', 'anticipation')
    """
    if not isinstance(word, str):
        raise TypeError(f"an emotion is named by a word, such as \"joy\"; got {word!r} ({type(word).__name__})")
    name = " ".join(word.casefold().split())
    if name not in _PLACES:
        near = get_close_matches(name, _PLACES, n=2, cutoff=0.7)
        remedy = f"did you mean {' or '.join(near)}?" if near else f"the primary emotions are {', '.join(PRIMARIES)}."
        raise ValueError(f"{word!r} is not on the wheel; {remedy}")
    return _PLACES[name]


def opposite_of(emotion: str) -> str:
    """Name the opposite of an emotion.

    The opposite of a primary emotion faces it on the wheel. A mild emotion has a mild opposite and an intense one an
    intense opposite. The opposite of a dyad is the dyad of the two opposites.

    Parameters
    ----------
    emotion : str
        Any word that :func:`locate` knows.

    Returns
    -------
    str
        The English name of the opposite.

    Raises
    ------
    ValueError
        If the word is not on the wheel, or is a conflict such as ambivalence: that holds both opposites already.

    Notes
    -----
    In daily language one says that distrust is the opposite of trust. On Plutchik's wheel trust faces disgust: trust
    takes someone in, disgust pushes away.

    Examples
    --------
    >>> opposite_of("trust"), opposite_of("rage"), opposite_of("love")
    ('disgust', 'terror', 'remorse')
    """
    place = locate(emotion)
    if place.kind == "conflict":
        raise ValueError(f"{place.name} has no opposite on the wheel: it holds {place.of[0]} and {place.of[1]}, "
                         "which are opposites already")
    if place.kind == "dyad":
        return DYADS[place.name].opposite
    return getattr(INTENSITIES[_across(place.of[0])], place.intensity)


def dyad_of(one: str, other: str) -> str:
    """Name what two primary emotions make together.

    Parameters
    ----------
    one, other : str
        Two different primary emotions, in any order, in English or Dutch. A name of strength ("rage") counts as its
        primary emotion.

    Returns
    -------
    str
        The dyad; for two opposites the name of the conflict. Look it up in `DYADS` or `CONFLICTS` for more.

    Raises
    ------
    ValueError
        If a word is no single emotion of the wheel, or both are the same emotion.

    Examples
    --------
    >>> dyad_of("joy", "trust"), dyad_of("boosheid", "walging"), DYADS["contempt"].distance
    ('love', 'contempt', 1)
    """
    primaries = [_single(word, "a dyad is made of two primary emotions") for word in (one, other)]
    if primaries[0] == primaries[1]:
        raise ValueError(f"{one!r} and {other!r} are both {primaries[0]}; a dyad needs two different emotions")
    return next(name for name, dyad in _ALL.items() if set(dyad.of) == set(primaries))


def angle_of(emotion: str) -> float:
    """Give the direction in which an emotion points on the wheel.

    Parameters
    ----------
    emotion : str
        An emotion of the wheel, mild, basic or intense; a dyad points between its two emotions.

    Returns
    -------
    float
        Degrees clockwise from the top, in [0, 360): joy 0, trust 45, fear 90, and so on.

    Raises
    ------
    ValueError
        If the word is not on the wheel, or is a conflict: two opposites point nowhere.

    Examples
    --------
    >>> angle_of("fear"), angle_of("love"), angle_of("optimism")
    (90.0, 22.5, 337.5)
    """
    place = locate(emotion)
    if place.kind == "conflict":
        raise ValueError(f"{place.name} has no direction: {place.of[0]} and {place.of[1]} point opposite ways")
    first, last = PRIMARIES.index(place.of[0]) * 45.0, PRIMARIES.index(place.of[-1]) * 45.0
    if abs(last - first) > 180:
        first += 360
    return (first + last) / 2 % 360


def _single(word: str, rule: str) -> str:
    place = locate(word)
    if place.kind != "emotion":
        raise ValueError(f"{word!r} is a mixture of {place.of[0]} and {place.of[1]}; {rule}, "
                         f"such as {place.of[0]}")
    return place.of[0]
