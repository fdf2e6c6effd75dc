"""Type a sentence and see which emotions are read in it, and which words gave them."""

from __future__ import annotations

import html
import re

import pandas as pd
import traitlets

from cxlab.emotions import explain_emotions, highlight_emotions, score_emotions
from cxlab.language import detect_language
from cxlab.privacy import escape
from cxlab.theme import EMOTION_COLOURS
from cxlab.wheel import DUTCH, PRIMARIES
from cxlab.widgets.shell import Shell, page

LONGEST = 5_000  # letters; a longer text is a letter to read, not a sentence to try
MOST_REASONS = 40
_MARK = re.compile(r'<mark title="\w+">(.*?)</mark>', re.DOTALL)

WORDS = {
    "en": {
        "title": "What does the reading see?", "ask": "Type or paste what a customer could have written",
        "scores": "Score of each emotion; from 0.5 on it counts as there", "marked": "Words that speak for {emotion}",
        "why": "What counted, and why", "term": "Word", "emotion": "Emotion", "weight": "Weight", "reason": "Why",
        "there": "there", "not_there": "not there", "nothing": "No word in the lists was found.",
        "seen": "Seen: {list}.", "none": "No emotion is seen.",
        "empty": "Type a sentence, and it is read while you type.",
        "other": "The text seems to be in another language than English or Dutch, so it is not read.",
        "long": "The text has more than {longest} letters; only its beginning is read.",
    },
    "nl": {
        "title": "Wat ziet de lezing?", "ask": "Typ of plak wat een klant geschreven kan hebben",
        "scores": "Score van elke emotie; vanaf 0,5 telt zij als aanwezig", "marked": "Woorden die wijzen op {emotion}",
        "why": "Wat telde, en waarom (in het Engels)", "term": "Woord", "emotion": "Emotie", "weight": "Gewicht",
        "reason": "Waarom", "there": "aanwezig", "not_there": "niet aanwezig",
        "nothing": "Er is geen woord uit de lijsten gevonden.", "seen": "Gezien: {list}.",
        "none": "Er is geen emotie gezien.", "empty": "Typ een zin; die wordt gelezen terwijl u typt.",
        "other": "De tekst lijkt in een andere taal dan Engels of Nederlands te zijn en is daarom niet gelezen.",
        "long": "De tekst heeft meer dan {longest} letters; alleen het begin is gelezen.",
    },
}


def emotion_explorer(text: str = "", *, language: str = "en", engine: str = "lexicon") -> EmotionExplorer:
    """Try sentences: which emotions are seen in them, and which words gave them.

    Change a word, add "not" or an exclamation mark, and watch the scores. It shows what a reading of words can do, and
    what it cannot. Nothing that you type is kept or sent anywhere.

    Parameters
    ----------
    text : str
        The sentence to begin with.
    language : {"en", "nl"}
        Language of the widget; the language of the sentence is found by itself.
    engine : {"lexicon", "trained"}
        As for :func:`cxlab.emotions.score_emotions`.

    Returns
    -------
    EmotionExplorer
        Show it as the last line of a cell. ``.text`` is the sentence, ``.scores`` what was read.

    Raises
    ------
    ValueError
        If the language or the engine is another.

    Examples
    --------
    >>> explorer = emotion_explorer("I am not happy")
    >>> explorer.said
    'Seen: sadness, anger.'
    >>> explorer.ask("Where is my bill?")
    >>> explorer.said
    'No emotion is seen.'
    """
    if language not in WORDS:
        raise ValueError(f"language is {language!r}; expected \"en\" or \"nl\" (the language of the widget)")
    if engine not in ("lexicon", "trained"):
        raise ValueError(f"engine is {engine!r}; expected \"lexicon\" or \"trained\"")
    if not isinstance(text, str):
        raise TypeError(f"text is {type(text).__name__}; expected one sentence")
    return EmotionExplorer(text, language, engine)


def read_text(text: str, *, emotion: str = "", language: str = "en", engine: str = "lexicon") -> dict:
    """Read one text, with everything that the page shows.

    Parameters
    ----------
    text : str
        The text.
    emotion : str
        The emotion whose words are marked; empty for the one with the highest score.
    language : {"en", "nl"}
        Language of the labels.
    engine : {"lexicon", "trained"}
        As for :func:`cxlab.emotions.score_emotions`.

    Returns
    -------
    dict
        `scores` (list of `emotion`, `label`, `score`, `there`, `colour`; empty when the text was not read), `emotion`
        (whose words are marked), `spans` (list of `text` and `marked`, together the whole text without
        signs that cannot be seen), `why` (list of
        `term`, `emotion`, `weight`, `why`), `said` (the sentence).

    Examples
    --------
    >>> read_text("I am furious!", engine="lexicon")["spans"]
    [{'text': 'I am ', 'marked': False}, {'text': 'furious', 'marked': True}, {'text': '!', 'marked': False}]
    """
    words, plain = WORDS[language], split_marks(escape(text))
    nothing = {"scores": [], "emotion": "", "spans": plain, "why": []}
    if not text.strip():
        return {**nothing, "said": words["empty"]}
    row = score_emotions([text], language="auto", engine=engine).iloc[0]
    if row.isna().any():
        other = detect_language(pd.Series([text])).iloc[0] == "other"
        return {**nothing, "said": words["other"] if other else words["none"]}
    name = DUTCH.get if language == "nl" else str
    scores = [{"emotion": each, "label": name(each), "score": round(float(row[each]), 3),
               "there": bool(row[each] >= 0.5), "colour": EMOTION_COLOURS[each]} for each in PRIMARIES]
    shown = emotion if emotion in PRIMARIES else str(row.idxmax()) if row.max() > 0 else ""
    because = explain_emotions(text, engine=engine)[["term", "emotion", "weight", "why"]].head(MOST_REASONS)
    why = [{"term": term, "emotion": name(each), "weight": round(float(weight), 2), "why": reason}
           for term, each, weight, reason in because.itertuples(index=False)]
    there = [score["label"] for score in scores if score["there"]]
    spans = split_marks(highlight_emotions(text, emotion=shown, engine=engine)) if shown else plain
    said = words["seen"].format(list=", ".join(there)) if there else words["none"]
    return {"scores": scores, "emotion": shown, "spans": spans, "why": why, "said": said}


def split_marks(marked: str) -> list[dict]:
    """Take a text with marks apart, so that a page can show it as text instead of HTML.

    Parameters
    ----------
    marked : str
        What :func:`cxlab.emotions.highlight_emotions` gives.

    Returns
    -------
    list of dict
        `text` and `marked`, in order; joined they are what the customer wrote.

    Examples
    --------
    >>> split_marks('<mark title="anger">Rude</mark> &amp; slow')
    [{'text': 'Rude', 'marked': True}, {'text': ' & slow', 'marked': False}]
    """
    parts = _MARK.split(marked)
    return [{"text": html.unescape(part), "marked": place % 2 == 1} for place, part in enumerate(parts) if part]


class EmotionExplorer(Shell):
    """A box to type in, with what is read; made by :func:`emotion_explorer`.

    Attributes
    ----------
    text : str
        The sentence.
    scores, spans, why : list of dict
        What was read, as :func:`read_text` gives.
    emotion : str
        The emotion whose words are marked.
    """

    ACTIONS = ("ask", "choose")
    _esm = page("explorer.js")
    _css = page("explorer.css")

    text = traitlets.Unicode("").tag(sync=True)
    emotion = traitlets.Unicode("").tag(sync=True)
    scores = traitlets.List().tag(sync=True)
    spans = traitlets.List().tag(sync=True)
    why = traitlets.List().tag(sync=True)

    def __init__(self, text: str, language: str, engine: str) -> None:
        self._language, self._engine = language, engine
        super().__init__(words=dict(WORDS[language]))
        self.ask(text)

    def ask(self, text: str) -> None:
        """Read another sentence."""
        text = str(text)
        self._read(text[:LONGEST], "")
        if len(text) > LONGEST:
            self.said += " " + self.words["long"].format(longest=LONGEST)

    def choose(self, emotion: str) -> None:
        """Mark the words of another emotion."""
        self._read(self.text, emotion)

    def _read(self, text: str, emotion: str) -> None:
        read = read_text(text, emotion=emotion, language=self._language, engine=self._engine)
        with self.hold_sync():
            self.text = text
            for name, value in read.items():
                setattr(self, name, value)
