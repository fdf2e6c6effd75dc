"""Write what simulated customers say, from sentences whose meaning is known.

The sentences stand in the lexicons ``phrases_en`` and ``phrases_nl``, all written for this package. Each
has a family (what kind of remark it is), a topic, a tone, and its truth: the status, the causes and the emotions. A
text is a core sentence with others round it; its truth is that of all its sentences together.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from cxlab.lexicons import load_lexicon
from cxlab.simulate.chance import shuffled

LONGEST = 120
SENTENCES = {  # fewest and most sentences round the core, by channel
    "survey": (0, 1), "e-mail": (1, 6), "web form": (0, 3), "phone note": (0, 1), "chat": (0, 1),
    "social media": (0, 1), "letter": (4, 13),
}
MONTHS = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
    "nl": ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober",
           "november", "december"),
}
WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"),
    "nl": ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"),
}
NTH = {"en": ("second", "third", "fourth", "fifth"), "nl": ("tweede", "derde", "vierde", "vijfde")}
EMOJI = {"anger": ("😡", "🤬", "😠"), "sadness": ("😢", "😞", "☹️"), "joy": ("😊", "😃", "🎉"), "fear": ("😨", "😰"),
         "surprise": ("😮", "😲"), "trust": ("🙏",), "disgust": ("🤢",)}


@dataclass(frozen=True)
class Wish:
    """What a text must be about.

    Attributes
    ----------
    family : str
        The kind of remark, as in the column ``family`` of the phrases.
    topic, language, channel : str
        What the call was about, the language and the channel.
    afraid : bool
        The customer was in fear during the call.
    cause : str
        For remarks about speech, one of the causes that the core must have; empty for any.
    """

    family: str
    topic: str
    language: str
    channel: str = "survey"
    afraid: bool = False
    cause: str = ""


@cache
class Writer:
    """Writes texts one after the other, and goes through all fitting sentences before it repeats one."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._queues: dict[tuple, list] = {}
        self._phrases = {language: load_lexicon(f"phrases_{language}").to_dict("records") for language in ("en", "nl")}

    def write(self, wish: Wish) -> dict:
        """Write one text with its truth: text, status, causes and emotions."""
        core = self._core(wish)
        parts = self._round_it(core, wish)
        emotions = {emotion for part in parts for emotion in part["emotions"].split(";") if emotion}
        text = self._roughen(self._join(parts, wish.language), wish, emotions)
        causes = {cause for cause in core["causes"].split(";") if cause}
        return {"text": text, "status": core["status"], "causes": causes, "emotions": emotions}

    def _next(self, key: tuple, fits) -> dict | None:
        """Take the next sentence from the queue called `key`, which holds the sentences that `fits` accepts."""
        if not self._queues.get(key):
            pool = [phrase for phrase in self._phrases[key[0]] if fits(phrase)]
            self._queues[key] = [pool[place] for place in shuffled(self._rng, len(pool))]
        return self._queues[key].pop() if self._queues[key] else None

    def _core(self, wish: Wish) -> dict:
        """Choose the core sentence: one of the topic's own where there is one, of fear for who was afraid."""
        def queue(topic: str, fear: bool | None) -> dict | None:
            key = (wish.language, "core", wish.family, topic, wish.cause, fear)
            return self._next(key, lambda phrase: (
                phrase["family"] == wish.family and phrase["topic"] == topic
                and (not wish.cause or wish.cause in phrase["causes"].split(";"))
                and (fear is None or ("fear" in phrase["emotions"].split(";")) == fear)))

        of_topic = wish.family in ("trouble", "news", "line cut") or self._rng.random() < 0.3
        places = [(wish.topic, wish.afraid), ("any", wish.afraid), (wish.topic, False), ("any", False),
                  (wish.topic, None), ("any", None)]
        if not of_topic:
            places = places[1:]
        for topic, fear in places:
            found = queue(topic, fear)
            if found is not None:
                return found
        raise AssertionError(f"no sentence for {wish}")

    def _round_it(self, core: dict, wish: Wish) -> list[dict]:
        """Put an opener, details and a closer round the core, as long as the channel allows."""
        fewest, most = SENTENCES[wish.channel]
        count = fewest + int(self._rng.random() * (most - fewest + 1))
        tone = self._tone(core)
        if tone == "neutral" and len(core["text"].split()) < 4:
            return [core]
        opener = self._part(wish, "opener", tone) if count >= 2 and tone != "neutral" else None
        closer = self._part(wish, "closer", tone) if count >= 1 and self._rng.random() < 0.6 else None
        details = self._details(core, wish, tone, count, count - (opener is not None) - (closer is not None))
        kept, words = [core], len(core["text"].split())
        for extra in (closer, opener, *details):
            if extra is not None and extra not in kept and words + len(extra["text"].split()) <= LONGEST - 5:
                kept.append(extra)
                words += len(extra["text"].split())
        middle = [part for part in kept if part["family"] not in ("opener", "closer")]
        if core["family"] == "speech" and len(middle) > 2 and self._rng.random() < 0.4:
            # What matters stands at the end of a story about something else.
            about = [part for part in middle if part is core or part["tone"] == "speech"]
            middle = [part for part in middle if part not in about] + about
        return [*(part for part in kept if part is opener), *middle, *(part for part in kept if part is closer)]

    def _part(self, wish: Wish, family: str, tone: str) -> dict | None:
        """Take the next opener, detail or closer of a tone."""
        return self._next((wish.language, family, tone),
                          lambda phrase: phrase["family"] == family and phrase["tone"] == tone)

    @staticmethod
    def _tone(core: dict) -> str:
        """Give the tone of what stands round the core: who only hopes or trusts does not rage at the end."""
        felt = {emotion for emotion in core["emotions"].split(";") if emotion}
        return "neutral" if felt and felt <= {"anticipation", "trust"} and core["tone"] == "negative" else core["tone"]

    def _details(self, core: dict, wish: Wish, tone: str, count: int, room: int) -> list[dict | None]:
        """Choose what else the customer tells: of fear, of speech, of more trouble, and small facts."""
        details = []
        if wish.afraid and tone == "negative" and "fear" not in core["emotions"] and self._rng.random() < 0.7:
            details.append(self._part(wish, "detail", "fear"))
        if core["family"] == "speech" and count >= 1 and self._rng.random() < 0.6:
            details.append(self._part(wish, "detail", "speech"))
        if core["family"] in ("trouble", "speech") and count >= 3:
            details.append(self._more_trouble(wish))
        while len(details) < room:
            neutral = tone == "neutral" or self._rng.random() < 0.15
            details.append(self._part(wish, "detail", "neutral" if neutral else tone))
        return details

    def _more_trouble(self, wish: Wish) -> dict | None:
        """Choose a further sentence of trouble with the same topic, or of waiting."""
        topic, family = (wish.topic, "trouble") if self._rng.random() < 0.6 else ("any", "waiting")
        key = (wish.language, "core", family, topic, "", False)
        return self._next(key, lambda phrase: (phrase["family"] == family and phrase["topic"] == topic
                                               and "fear" not in phrase["emotions"].split(";")))

    def _join(self, parts: list[dict], language: str) -> str:
        """Fill the gaps of the sentences and set them one after the other."""
        sentences = []
        for part in parts:
            text = self._fill(part["text"], language)
            sentences.append(text[0].upper() + text[1:])
        return " ".join(sentences)

    def _number(self, low: int, high: int) -> int:
        return low + int(self._rng.random() * (high - low + 1))

    def _choose(self, values):
        return values[int(self._rng.random() * len(values))]

    def _fill(self, text: str, language: str) -> str:
        """Replace each {gap} by a value; the same gap twice in one sentence gets the same value."""
        if "{" not in text:
            return text
        number, choose = self._number, self._choose
        hour, minute = number(7, 21), choose(("00", "15", "30", "45"))
        small, big = number(12, 190), number(220, 980)
        dutch = language == "nl"
        return text.format(
            n=number(2, 6), min=5 * number(3, 18), weeks=number(2, 8), years=number(3, 24), age=number(61, 88),
            percent=number(9, 44), big2=number(14, 70), nth=choose(NTH[language]), month=choose(MONTHS[language]),
            weekday=choose(WEEKDAYS[language]), time=f"{hour}.{minute} uur" if dutch else f"{hour}:{minute}",
            money=choose((f"€ {small},{number(10, 95)}", f"{small} euro")) if dutch else f"£{small}",
            big=choose((f"€ {big}", f"{big} euro")) if dutch else f"£{big}",
        )

    def _roughen(self, text: str, wish: Wish, emotions: set) -> str:
        """Type it as people do: slips, missing capitals and full stops, shouting, an emoji now and then."""
        formal = wish.channel == "letter" or (wish.channel == "e-mail" and self._rng.random() < 0.5)
        draw = self._rng.random(6)
        if not formal:
            text = self._slip(text) if draw[0] < 0.22 else text
            text = text.lower() if draw[1] < 0.12 else text
            text = text.rstrip(".") if draw[2] < 0.35 else text
            text = text.replace(", ", " ").replace("'", "") if draw[3] < 0.08 else text
        if "anger" in emotions and draw[4] < 0.08 and len(text.split()) <= 40:
            text = text.upper()
        elif "anger" in emotions and draw[4] < 0.22:
            text = text.rstrip(".!") + "!" * (2 + int(self._rng.random() * 3))
        felt = [emotion for emotion in EMOJI if emotion in emotions]
        if felt and draw[5] < (0.30 if wish.channel in ("social media", "chat") else 0.04) and not formal:
            signs = EMOJI[felt[int(self._rng.random() * len(felt))]]
            text += " " + signs[int(self._rng.random() * len(signs))]
        return text

    def _slip(self, text: str) -> str:
        """Swap, drop or double one letter inside a longer word."""
        words = text.split(" ")
        long = [place for place, word in enumerate(words) if len(word) >= 6 and word.isalpha() and word.islower()]
        if not long:
            return text
        place = long[int(self._rng.random() * len(long))]
        word = words[place]
        at = 1 + int(self._rng.random() * (len(word) - 3))
        kind = self._rng.random()
        if kind < 0.5:
            word = word[:at] + word[at + 1] + word[at] + word[at + 2:]
        elif kind < 0.8:
            word = word[:at] + word[at + 1:]
        else:
            word = word[:at] + word[at] + word[at:]
        words[place] = word
        return " ".join(words)
