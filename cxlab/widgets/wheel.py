"""A wheel of emotions to click on: put remarks or journey steps on it one after another."""

from __future__ import annotations

import pandas as pd
import traitlets

from cxlab.plots.petals import faces
from cxlab.privacy import mask
from cxlab.theme import EMOTION_COLOURS
from cxlab.wheel import DUTCH, INTENSITIES, PRIMARIES, angle_of
from cxlab.widgets.shell import Shell, page

NONE = "none"
STRENGTHS = (1, 2, 3)

WORDS = {
    "en": {
        "title": "Put each text on the wheel", "wheel": "Wheel of emotions", "text": "Text to judge",
        "help": "Click every emotion that you see in the text. The closer to the middle, the stronger. With the "
                "keyboard: arrows left and right go round, up is stronger, down is milder, Enter sets and takes away.",
        "of": "Text {row} of {n}; {done} done", "previous": "Previous", "next": "Next", "nothing": "No emotion",
        "back": "Take back", "as_names": "Show as a list", "as_wheel": "Show as a wheel",
        "yours": "What you see in it", "empty": "Nothing yet.", "none": "no emotion",
        "cell": "{name}: {emotion}, strength {intensity} of 3",
        "set": "Set: {what}. {done} of {n} texts done.", "gone": "Taken away: {what}.",
        "first": "Nothing to take back.",
        "all": "All {n} texts are done.", "begin": "{done} of {n} texts done.", "remove": "Take away {what}",
        "strength": ("mild", "basic", "intense"), "emotion": "Emotion",
    },
    "nl": {
        "title": "Zet elke tekst op het wiel", "wheel": "Wiel van emoties", "text": "Tekst om te beoordelen",
        "help": "Klik op elke emotie die u in de tekst ziet. Hoe dichter bij het midden, hoe sterker. Met het "
                "toetsenbord: pijl links en rechts gaan rond, omhoog is sterker, omlaag is milder, Enter zet en "
                "haalt weg.",
        "of": "Tekst {row} van {n}; {done} gedaan", "previous": "Vorige", "next": "Volgende",
        "nothing": "Geen emotie", "back": "Terugnemen", "as_names": "Toon als lijst", "as_wheel": "Toon als wiel",
        "yours": "Wat u erin ziet", "empty": "Nog niets.", "none": "geen emotie",
        "cell": "{name}: {emotion}, sterkte {intensity} van 3",
        "set": "Gezet: {what}. {done} van {n} teksten gedaan.", "gone": "Weggehaald: {what}.",
        "first": "Er is niets om terug te nemen.", "all": "Alle {n} teksten zijn gedaan.",
        "begin": "{done} van {n} teksten gedaan.", "remove": "Haal {what} weg",
        "strength": ("licht", "gewoon", "hevig"), "emotion": "Emotie",
    },
}


def wheel_tagger(texts, *, language: str = "en", rater: str = "me", tags: pd.DataFrame | None = None,
                 names=()) -> WheelTagger:
    """Put texts on the wheel of emotions by clicking.

    The texts are shown one after another. Click every emotion that you see; the closer to the middle, the stronger. A
    text may show several emotions, or none: then say so with "No emotion", because an empty answer means "not judged
    yet". The keyboard and a screen reader work too, and a list of names may take the place of the wheel.

    Parameters
    ----------
    texts : Series or list of str
        Remarks, or the names of journey steps. Missing texts are left out.
    language : {"en", "nl"}
        Language of the wheel and the buttons, whatever the language of the texts.
    rater : str
        Pseudonym of the one who judges; it goes into the frame.
    tags : DataFrame, optional
        The ``.frame`` of an earlier sitting, to go on with.
    names : list of str
        Names to hide in the texts, as in :func:`cxlab.privacy.mask`. Addresses and numbers are always hidden.

    Returns
    -------
    WheelTagger
        Show it as the last line of a cell. ``.frame`` has one row for each text and emotion: `row` (label in the index
        of `texts`), `text` (masked), `emotion` ("none" when you saw none), `intensity` (1 mild, 2 basic, 3 intense;
        missing with "none"), `rater`. ``.labels`` has eight boolean columns with the index of `texts`, missing where
        you have not judged, as :func:`cxlab.emotions.evaluate_emotions` wants for the truth.

    Raises
    ------
    ValueError
        If there is no text, the language is another, or `tags` does not fit the texts.

    Examples
    --------
    >>> tagger = wheel_tagger(["I am furious.", "Where is my bill?"])
    >>> tagger.press("anger", 3)
    >>> tagger.go(1)
    >>> tagger.nothing()
    >>> tagger.frame[["row", "emotion", "intensity"]].to_numpy().tolist()
    [[0, 'anger', 3], [1, 'none', <NA>]]
    """
    if language not in WORDS:
        raise ValueError(f"language is {language!r}; expected \"en\" or \"nl\" (the language of the buttons)")
    if isinstance(texts, str):
        raise TypeError("texts is one single text; expected a column or a list of texts, such as [text]")
    masked = mask(pd.Series(texts), names=names).dropna()
    if masked.empty:
        raise ValueError("texts holds no text to judge; expected at least one")
    return WheelTagger(masked, pd.Series(texts).index, language, rater,
                       [] if tags is None else frame_to_tags(tags, masked.index))


def make_cells(language: str = "en") -> list[dict]:
    """List the 24 fields of the wheel: where they stand, what they are called and how they are coloured.

    Parameters
    ----------
    language : {"en", "nl"}
        Language of the names.

    Returns
    -------
    list of dict
        `emotion`, `intensity` (1 to 3), `turn` (degrees clockwise from the top), `name`, `label` (for a screen
        reader), `colour`, `ink` (black or white, whichever reads better on the colour).

    Examples
    --------
    >>> make_cells("nl")[2]["label"]
    'extase: vreugde, sterkte 3 van 3'
    """
    say = DUTCH.get if language == "nl" else str
    cells = []
    for emotion in PRIMARIES:
        shades = reversed(faces(EMOTION_COLOURS[emotion], 3))
        for intensity, name, colour in zip(STRENGTHS, INTENSITIES[emotion], shades, strict=True):
            label = WORDS[language]["cell"].format(name=say(name), emotion=say(emotion), intensity=intensity)
            cells.append({"emotion": emotion, "intensity": intensity, "turn": angle_of(emotion), "name": say(name),
                          "label": label, "colour": colour, "ink": pick_ink(colour)})
    return cells


def pick_ink(colour: str) -> str:
    """Choose black or white letters, whichever reads better on a colour.

    Parameters
    ----------
    colour : str
        Such as ``"#C8322B"``.

    Returns
    -------
    str
        ``"#000000"`` or ``"#ffffff"``; the contrast is always 4.5 or more.

    Examples
    --------
    >>> pick_ink("#C8322B"), pick_ink("#F2C230")
    ('#ffffff', '#000000')
    """
    light = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in light]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#ffffff" if 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 else "#000000"


def press_cell(tags: list[dict], row: int, emotion: str, intensity: int) -> list[dict]:
    """Give the tags after a field was pressed: it sets the emotion, changes its strength, or takes it away.

    Parameters
    ----------
    tags : list of dict
        `row`, `emotion`, `intensity`, in the order in which they were given.
    row : int
        Place of the text.
    emotion : str
        One of the eight, or "none".
    intensity : int
        1, 2 or 3; 0 with "none".

    Returns
    -------
    list of dict
        New tags. "none" takes the place of all emotions of the text, and an emotion the place of "none".

    Examples
    --------
    >>> press_cell([{"row": 0, "emotion": "anger", "intensity": 1}], 0, "anger", 3)
    [{'row': 0, 'emotion': 'anger', 'intensity': 3}]
    >>> press_cell([{"row": 0, "emotion": "anger", "intensity": 3}], 0, "anger", 3)
    []
    """
    new = {"row": row, "emotion": emotion, "intensity": intensity}
    if new in tags:
        return [tag for tag in tags if tag != new]
    rivals = {emotion, NONE} if emotion != NONE else {*PRIMARIES, NONE}
    return [tag for tag in tags if tag["row"] != row or tag["emotion"] not in rivals] + [new]


def check_tags(tags: list[dict], n: int) -> list[dict]:
    """Refuse tags that are not on the wheel or not of one of the texts.

    Parameters
    ----------
    tags : list of dict
        `row`, `emotion`, `intensity`.
    n : int
        Number of texts.

    Returns
    -------
    list of dict
        The tags as they were.

    Raises
    ------
    ValueError
        With the first tag that is wrong, and what was expected.

    Examples
    --------
    >>> check_tags([{"row": 0, "emotion": "joy", "intensity": 2}], 1)
    [{'row': 0, 'emotion': 'joy', 'intensity': 2}]
    """
    seen = set()
    for tag in tags:
        row, emotion, intensity = (tag.get(name) for name in ("row", "emotion", "intensity"))
        if isinstance(row, bool) or not isinstance(row, int) or not 0 <= row < n:
            raise ValueError(f"row is {row!r}; expected a whole number from 0 to {n - 1}")
        if emotion not in (*PRIMARIES, NONE):
            raise ValueError(f"emotion is {emotion!r}; expected one of {', '.join(PRIMARIES)}, or none")
        if intensity not in (STRENGTHS if emotion != NONE else (0,)) or isinstance(intensity, bool):
            raise ValueError(f"intensity of {emotion} is {intensity!r}; expected 1 (mild), 2 (basic) or 3 (intense)")
        if (row, emotion) in seen:
            raise ValueError(f"text {row} has {emotion} twice; expected one strength of each emotion")
        seen.add((row, emotion))
    return tags


def frame_to_tags(frame: pd.DataFrame, index: pd.Index) -> list[dict]:
    """Read tags back from the frame of an earlier sitting.

    Parameters
    ----------
    frame : DataFrame
        Columns `row`, `emotion`, `intensity`, as ``.frame`` gives.
    index : Index
        Labels of the texts that are shown.

    Returns
    -------
    list of dict
        `row` (place of the text), `emotion`, `intensity`.

    Raises
    ------
    ValueError
        If a column is missing, or a row stands for no text.

    Examples
    --------
    >>> frame_to_tags(pd.DataFrame({"row": ["C2"], "emotion": ["joy"], "intensity": [2]}), pd.Index(["C1", "C2"]))
    [{'row': 1, 'emotion': 'joy', 'intensity': 2}]
    """
    absent = [name for name in ("row", "emotion", "intensity") if name not in frame]
    if absent:
        raise ValueError(f"tags has no column {', '.join(absent)}; expected the .frame of an earlier sitting")
    if not index.is_unique:
        raise ValueError("the index of texts holds a label twice, so earlier tags cannot be matched; "
                         "number the texts first: texts.reset_index(drop=True)")
    places = index.get_indexer(frame["row"])
    lost = [str(row) for row, place in zip(frame["row"], places, strict=True) if place < 0]
    if lost:
        raise ValueError(f"tags has row {', '.join(lost[:3])}, which is no text here; are these the same texts?")
    return [{"row": int(place), "emotion": str(emotion), "intensity": 0 if pd.isna(strength) else int(strength)}
            for place, emotion, strength in zip(places, frame["emotion"], frame["intensity"], strict=True)]


def tags_to_frame(tags: list[dict], texts: pd.Series, rater: str) -> pd.DataFrame:
    """Make a tidy frame of tags, in the order of the texts.

    Parameters
    ----------
    tags : list of dict
        `row`, `emotion`, `intensity`.
    texts : Series of str
        The texts as shown.
    rater : str
        Who judged.

    Returns
    -------
    DataFrame
        `row`, `text`, `emotion`, `intensity` (Int64), `rater`, one row for each text and emotion.

    Examples
    --------
    >>> tags_to_frame([{"row": 0, "emotion": "none", "intensity": 0}], pd.Series(["Hello"]), "me")["emotion"].tolist()
    ['none']
    """
    order = [NONE, *PRIMARIES]
    tags = sorted(tags, key=lambda tag: (tag["row"], order.index(tag["emotion"])))
    rows = [tag["row"] for tag in tags]
    frame = pd.DataFrame({"row": texts.index[rows], "text": texts.iloc[rows].to_numpy()})
    frame["emotion"] = pd.Series([tag["emotion"] for tag in tags], dtype="str")
    frame["intensity"] = pd.Series([tag["intensity"] or pd.NA for tag in tags], dtype="Int64")
    frame["rater"] = pd.Series([rater] * len(tags), dtype="str")
    return frame


def tags_to_labels(tags: list[dict], shown: pd.Index, index: pd.Index) -> pd.DataFrame:
    """Make eight columns of yes and no of tags; a text that was not judged is missing, never "no".

    Parameters
    ----------
    tags : list of dict
        `row`, `emotion`, `intensity`.
    shown : Index
        Labels of the texts that were shown, in their order.
    index : Index
        Labels of all texts.

    Returns
    -------
    DataFrame
        The eight emotions (boolean), one row for each label of `index`.

    Examples
    --------
    >>> tags = [{"row": 0, "emotion": "joy", "intensity": 2}]
    >>> tags_to_labels(tags, pd.Index([0, 1]), pd.Index([0, 1]))["joy"].tolist()
    [True, <NA>]
    """
    judged = {tag["row"] for tag in tags}
    given = {(tag["row"], tag["emotion"]) for tag in tags}
    cells = [[(row, emotion) in given if row in judged else pd.NA for emotion in PRIMARIES]
             for row in range(len(shown))]
    labels = pd.DataFrame(cells, columns=list(PRIMARIES), dtype="boolean")
    if index.equals(shown):
        return labels.set_axis(index)
    return labels.set_axis(shown).reindex(index)


class WheelTagger(Shell):
    """A clickable wheel; made by :func:`wheel_tagger`.

    Attributes
    ----------
    tags : list of dict
        What was given, in its order: `row`, `emotion`, `intensity`.
    row : int
        Place of the text that is shown.
    text : str
        That text, masked.
    n, done : int
        Number of texts, and of texts judged.
    view : {"wheel", "names"}
        How the emotions are shown.
    """

    ACTIONS = ("press", "nothing", "take_back", "go", "turn")
    _esm = page("wheel.js")
    _css = page("wheel.css")

    tags = traitlets.List().tag(sync=True)
    row = traitlets.Int(0).tag(sync=True)
    text = traitlets.Unicode("").tag(sync=True)
    n = traitlets.Int(0).tag(sync=True)
    done = traitlets.Int(0).tag(sync=True)
    view = traitlets.Enum(("wheel", "names"), "wheel").tag(sync=True)
    cells = traitlets.List().tag(sync=True)
    rater = traitlets.Unicode("me")

    def __init__(self, texts: pd.Series, index: pd.Index, language: str, rater: str, tags: list[dict]) -> None:
        self._texts, self._index, self._say = texts, index, WORDS[language]
        super().__init__(n=len(texts), text=texts.iloc[0], cells=make_cells(language), rater=rater,
                         words=dict(self._say))
        self._names = {(cell["emotion"], cell["intensity"]): cell["name"] for cell in self.cells}
        self.tags = tags
        self.said = self._news("begin")

    @traitlets.validate("tags")
    def _check_tags(self, proposal) -> list[dict]:
        return check_tags(proposal["value"], self.n)

    @traitlets.observe("tags")
    def _count(self, change) -> None:
        self.done = len({tag["row"] for tag in change["new"]})

    @traitlets.validate("row")
    def _check_row(self, proposal) -> int:
        return min(max(proposal["value"], 0), max(self.n - 1, 0))

    @traitlets.observe("row")
    def _show(self, change) -> None:
        self.text = self._texts.iloc[change["new"]]

    @property
    def frame(self) -> pd.DataFrame:
        """What you gave so far, one row for each text and emotion."""
        return tags_to_frame(self.tags, self._texts, self.rater)

    @property
    def labels(self) -> pd.DataFrame:
        """Eight columns of yes and no with the index of the texts; missing where you have not judged."""
        return tags_to_labels(self.tags, self._texts.index, self._index)

    def press(self, emotion: str, intensity: int, row: int | None = None) -> None:
        """Set an emotion for a text (the one that is shown); press the same again to take it away."""
        row = self.row if row is None else row
        gone = {"row": row, "emotion": emotion, "intensity": intensity} in self.tags
        self.tags = press_cell(self.tags, row, emotion, intensity)
        self.said = self._news("gone" if gone else "set", self._names.get((emotion, intensity), self._say["none"]))

    def nothing(self, row: int | None = None) -> None:
        """Say that a text (the one that is shown) shows no emotion."""
        self.press(NONE, 0, row)

    def take_back(self) -> None:
        """Take the last tag back, and go to its text."""
        if not self.tags:
            self.said = self._say["first"]
            return
        last = self.tags[-1]
        self.row = last["row"]
        self.tags = self.tags[:-1]
        self.said = self._news("gone", self._names.get((last["emotion"], last["intensity"]), self._say["none"]))

    def go(self, row: int) -> None:
        """Show another text."""
        self.row = row
        self.said = self._say["of"].format(row=self.row + 1, n=self.n, done=self.done)

    def turn(self, view: str) -> None:
        """Show the emotions as a wheel or as a list of names."""
        self.view = view

    def _news(self, kind: str, what: str = "") -> str:
        if kind == "set" and self.done == self.n:
            return f"{self._say['set'].format(what=what, done=self.done, n=self.n)} {self._say['all'].format(n=self.n)}"
        return self._say[kind].format(what=what, done=self.done, n=self.n)

    def __repr__(self) -> str:
        return f"WheelTagger: {self.done} of {self.n} texts judged by {self.rater}"
