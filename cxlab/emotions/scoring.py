"""From words to scores: weigh the terms that were found, text by text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial

import numpy as np
import pandas as pd

from cxlab.counts import check_table, numbers
from cxlab.emotions import trained
from cxlab.emotions.own_words import WordList, check_word_list
from cxlab.emotions.reading import Hits, read_hits
from cxlab.emotions.vocabulary import KINDS, LANGUAGES, Vocabulary, load_vocabulary
from cxlab.language import resolve_language
from cxlab.wheel import PRIMARIES

ENGINES = ("lexicon", "trained", "trained_eager")

# The few numbers below were chosen on customers' words and film lines in English, rounded, and serve Dutch as well.
# A term counts its strength (1 to 3) times the weight of its kind.
KIND_WEIGHTS = {"feeling": 1.0, "judgement": 0.9, "context": 0.4, "hint": 0.8, "irony": 1.0, "polite": 0.0}
#: Weight at which a score is 0.5, for each emotion in wheel order.
HALFWAY = {"joy": 0.4, "trust": 0.4, "fear": 0.4, "surprise": 0.5, "sadness": 0.6, "disgust": 0.7, "anger": 0.45,
           "anticipation": 0.8}
BEFORE_BUT = 0.8          # what stands before "but" counts a little less
NEGATED_PRAISE = 0.5      # "not happy" gives half of what "happy" lost to sadness and to anger
IRONY = 2.0               # anger that ironic praise stands for
USUAL_WORDS, FEWEST_WORDS = 12, 4
MIXED_POSITIVE, MIXED_NEGATIVE = 1.0, 0.5
_AT_ONCE = 20_000
_LETTER = re.compile(r"[^\W\d_]")

_JOY, _TRUST, _FEAR, _SURPRISE, _SADNESS, _DISGUST, _ANGER, _ANTICIPATION = range(8)
_POSITIVE, _NEGATIVE = [_JOY, _TRUST], [_FEAR, _SADNESS, _DISGUST, _ANGER]
_LIFTED = [_JOY, _TRUST, _ANTICIPATION]
_HALF = np.array([HALFWAY[emotion] for emotion in PRIMARIES])
_KIND = np.array([KIND_WEIGHTS[kind] for kind in KINDS])


def score_emotions(texts, *, language="auto", engine: str = "lexicon", words=None) -> pd.DataFrame:
    """Score each text on the eight emotions of the wheel.

    A score of 0.5 or more means that the emotion is there. Scores are not probabilities and need not add up to 1: a
    text can show several emotions, or none.

    Parameters
    ----------
    texts : Series of str (or a list, or one text)
        What customers wrote, one text a row.
    language : {"auto", "en", "nl"} or Series
        "auto" finds the language of each text. A Series gives it per text, by label.
    engine : {"lexicon", "trained", "trained_eager"} or a fitted model
        How texts are read: with word lists; with weights learnt from labelled texts on top of them; the same for texts
        of which you know that each shows an emotion; or with a model of your own from :func:`fit_emotions`.
    words : DataFrame or WordList, optional
        A word list of your own, with the columns term, emotion, intensity (1 to 3) and language; it adds to our lists.
        To use it in their place, give ``check_word_list(words, replace=True)``.

    Returns
    -------
    DataFrame
        The index of `texts`; columns joy, trust, fear, surprise, sadness, disgust, anger, anticipation, each float in
        [0, 1]. All eight are missing where there is no text, or where it is in another language.

    Raises
    ------
    TypeError
        If `texts` holds something else than text; the rows are named.
    ValueError
        If the engine is unknown, `language` cannot be used, or `words` has faults; all are named.

    Notes
    -----
    Word lists: the weight r of an emotion is the sum of (strength 1-3) x (weight of the kind of term) x (emphasis) over
    the terms found. Terms in long texts count less, by the square root of 12 over the number of words, and positive and
    negative emotions in one text weaken each other. The score is r / (r + h), where h is the weight at which it is 0.5.
    Where a text is too short to tell English from Dutch, both lists are tried and the higher score counts.

    How well it does: on 400 real English verbatims labelled by careful readers macro-F1 is 0.70 and micro-F1 0.75; on
    the 310 of them that nobody looked at while the lists were written 0.67 and 0.75 (weights and halfway points were
    chosen on all 400). On Dutch remarks written afterwards macro-F1 was 0.73. On film lines, far from customers, it is
    0.31, and a third of the film lines without emotion get one all the same.

    The trained engine adds the weights of words, parts of words and pairs of words to what the word lists say, and 0.5
    is the point that gave the best F1 on labelled texts. It reads film lines much better (macro-F1 0.46 when every
    line is known to show an emotion; 0.37 among neutral lines, of which 28% get one) and customers about as the word
    lists do (0.72 on the 400, cross-validated; in Dutch a customer's text is read by the word lists alone). The card
    `cxlab/lexicons/emotion_weights.md` has all figures.

    References
    ----------
    Plutchik R (1980). Emotion: A Psychoevolutionary Synthesis. Harper & Row.
    Taboada M et al. (2011). Lexicon-based methods for sentiment analysis. Computational Linguistics 37, 267-307.

    Examples
    --------
    >>> scores = score_emotions(["I am so angry, never again!", "Vriendelijk en snel geholpen", None])
    >>> scores[["joy", "trust", "anger"]].round(2)
        joy  trust  anger
    0  0.00    0.0   0.94
    1  0.89    0.8   0.00
    2   NaN    NaN    NaN
    """
    texts, languages = _prepare(texts, language, engine)
    return _by_language(texts, languages, _reader(engine, _own(words, engine)))


def label_emotions(scores: pd.DataFrame, *, thresholds=None) -> pd.DataFrame:
    """Decide for each text and emotion: is it there?

    Parameters
    ----------
    scores : DataFrame
        What :func:`score_emotions` gave: eight columns, numbers in [0, 1].
    thresholds : float or dict of str to float, optional
        The score from which an emotion counts; 0.5 for those not named. Raise it to find fewer and surer ones.

    Returns
    -------
    DataFrame
        Same index, the eight emotions as boolean columns; missing where the score is missing.

    Raises
    ------
    ValueError
        If a column is absent, a score is not in [0, 1], or a threshold is not between 0 and 1. All faults are named.

    Examples
    --------
    >>> label_emotions(score_emotions(["Disappointed, and furious too"])).loc[0].loc[lambda row: row].index.tolist()
    ['sadness', 'anger']
    """
    values = _check_scores(scores)
    limits = _limits(thresholds)
    labels = (values >= limits).astype("boolean")
    return labels.mask(values.isna())


def grade_emotions(texts, *, language="auto", engine: str = "lexicon", words=None) -> pd.DataFrame:
    """Grade how strong each emotion is: 0 not there, 1 mild, 2 basic, 3 intense.

    The grades are the rings of the wheel: annoyance is 1, anger 2, rage 3.

    Parameters
    ----------
    texts, language, engine, words
        As for :func:`score_emotions`.

    Returns
    -------
    DataFrame
        Same index, the eight emotions as whole numbers 0 to 3; missing where the score is missing.

    Raises
    ------
    TypeError, ValueError
        As :func:`score_emotions`.

    Notes
    -----
    0 when the score is under 0.5. Otherwise the strength of the strongest term that counts, one up with emphasis
    ("very", capitals, "!!!") and one down with a softener ("a bit"), but never under 1 or over 3. A trained engine says
    whether an emotion is there; how strong it is, the word lists say, and 1 where they know no word for it.

    Examples
    --------
    >>> grade_emotions(["a bit annoyed", "annoyed", "angry", "absolutely furious"])["anger"].tolist()
    [1, 1, 2, 3]
    """
    texts, languages = _prepare(texts, language, engine)
    return _by_language(texts, languages, _grader(engine, _own(words, engine))).round().astype("Int64")


def explain_emotions(text: str, *, language: str = "auto", engine: str = "lexicon", words=None) -> pd.DataFrame:
    """Show which words gave one text its scores.

    Parameters
    ----------
    text : str
        One text.
    language : {"auto", "en", "nl"}
        Its language.
    engine : {"lexicon", "trained", "trained_eager"}
        As for :func:`score_emotions`.
    words : DataFrame or WordList, optional
        As for :func:`score_emotions`.

    Returns
    -------
    DataFrame
        One row for each term and emotion: `term` (as the customer wrote it), `emotion`, `weight` (what it adds; 0 when
        something cancels it) and `why` in words. Empty when no term was found. For a trained engine one row for each
        word, pair of words and emotion of the word lists, the strongest pull first; a weight under 0 pulls away.

    Raises
    ------
    TypeError, ValueError
        As :func:`score_emotions`.

    Notes
    -----
    The weights of an emotion add up to r, and its score is r / (r + h) with h from `HALFWAY`. When the language cannot
    be told, the explanation is that of the language which gives the higher scores. The weights of a trained engine are
    log-odds; they show which way each word pulls and do not add up to the score, because a text of films passes a
    second question (any emotion at all?) and customers' and films' weights are mixed.

    Examples
    --------
    >>> explain_emotions("Not happy, really annoyed", language="en")[["term", "emotion", "weight"]].round(2)
          term  emotion  weight
    0    happy      joy    0.00
    1    happy  sadness    1.73
    2    happy    anger    1.73
    3  annoyed    anger    2.17
    """
    if not isinstance(text, str):
        raise TypeError(f"explain_emotions takes one text, such as texts.iloc[0]; got {type(text).__name__}")
    languages = _prepare(text, language, engine)[1]
    if hasattr(engine, "read"):
        raise ValueError('explain_emotions explains the engines "lexicon", "trained" and "trained_eager"; it cannot '
                         "explain a model of your own")
    explain = _explain_in if engine == "lexicon" else _explain_trained
    own = _own(words, engine)
    tables = [explain(text, code, own) for code in LANGUAGES if languages.iloc[0] in (code, "unsure")]
    empty = pd.DataFrame({"term": [], "emotion": [], "weight": [], "why": []}).astype(
        {"term": "str", "emotion": "str", "weight": "float64", "why": "str"})
    return max(tables, key=lambda table: table["weight"].sum(), default=empty)


def _prepare(texts, language, engine) -> tuple[pd.Series, pd.Series]:
    if not hasattr(engine, "read") and engine not in ENGINES:
        raise ValueError(f"engine is {engine!r}; expected {' or '.join(map(repr, ENGINES))}, or a model that "
                         "fit_emotions gave")
    texts = _as_column(texts)
    return texts, resolve_language(texts, language)


def _own(words, engine) -> WordList | None:
    if words is not None and hasattr(engine, "read"):
        raise ValueError("a model of your own learnt with our word lists; leave words out, or use engine=\"lexicon\" "
                         'or "trained" with it')
    return None if words is None else check_word_list(words)


def _reader(engine, own=None):
    """How an engine reads: a function of texts and a language, giving scores (texts x 8)."""
    if hasattr(engine, "read"):
        return engine.read
    if engine == "lexicon":
        return partial(_scores, own=own)
    return partial(_chances, own=own, eager=engine == "trained_eager")


def _chances(texts: list[str], language: str, *, eager: bool, own=None) -> np.ndarray:
    weights, listed = trained.load_weights(language), _scores(texts, language, own)
    heads = trained.read_heads(texts, listed, weights)
    read = trained.chance(trained.to_log_odds(heads, weights.limits, eager=eager))
    # Where there is no letter there is no word to weigh.
    spoken = np.fromiter((_LETTER.search(text) is not None for text in texts), dtype=bool, count=len(texts))
    return np.where(spoken[:, None], read, listed)


def _as_column(texts) -> pd.Series:
    if isinstance(texts, str):
        texts = [texts]
    if isinstance(texts, pd.DataFrame):
        raise TypeError('texts is a whole table; give the column with the texts, such as complaints["text"]')
    if not isinstance(texts, pd.Series):
        texts = pd.Series(list(texts), dtype="object")
    if isinstance(texts.dtype, pd.StringDtype):
        return texts
    wrong = [(label, value) for label, value in texts.items() if not isinstance(value, str) and not _is_missing(value)]
    if wrong:
        shown = "; ".join(f"row {label!r} holds {value!r} ({type(value).__name__})" for label, value in wrong[:5])
        more = f"; and {len(wrong) - 5} more rows" if len(wrong) > 5 else ""
        raise TypeError(f"texts should hold text: {shown}{more}. Is this the right column?")
    return texts


def _is_missing(value) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)) or value is pd.NaT


def _by_language(texts: pd.Series, languages: pd.Series, compute) -> pd.DataFrame:
    """Run `compute` on the texts of each language; where it is unsure, on both, and keep the higher."""
    values = np.full((len(texts), 8), np.nan)
    column, spoken = texts.to_numpy(dtype=object), languages.astype(object).to_numpy()
    for code in LANGUAGES:
        rows = np.flatnonzero((spoken == code) | (spoken == "unsure"))
        for first in range(0, len(rows), _AT_ONCE):
            part = rows[first:first + _AT_ONCE]
            values[part] = np.fmax(values[part], compute(column[part].tolist(), code))
    return pd.DataFrame(values, index=texts.index, columns=list(PRIMARIES))


def _scores(texts: list[str], language: str, own=None) -> np.ndarray:
    vocabulary = load_vocabulary(language, own)
    return _to_scores(_weights(read_hits(texts, vocabulary), vocabulary, len(texts))[0])


def _to_scores(sums: np.ndarray) -> np.ndarray:
    return sums / (sums + _HALF)


def _weights(hits: Hits, vocabulary: Vocabulary, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Weight of each emotion in each text (texts x 8), and of each hit (hits x 8), after everything is weighed."""
    each = _weigh(hits, vocabulary)
    sums = np.zeros((size, 8))
    for emotion in range(8):
        sums[:, emotion] = np.bincount(hits.text, weights=each[:, emotion], minlength=size)
    mixture = _mixture(sums)
    return sums * mixture, each * mixture[hits.text]


def _weigh(hits: Hits, vocabulary: Vocabulary) -> np.ndarray:
    kind = vocabulary.kind[hits.entry]
    length = np.sqrt(USUAL_WORDS / np.maximum(hits.words[hits.text], FEWEST_WORDS))
    # A fact such as "three weeks" says no more in a short text than in a long one.
    length[kind == KINDS.index("context")] = 1.0
    weight = _KIND[kind] * hits.factor * np.where(hits.before_but, BEFORE_BUT, 1.0) * length
    each = vocabulary.strength[hits.entry] * weight[:, None]
    praise = each[:, _POSITIVE].max(axis=1, initial=0)
    each[hits.negated] = 0
    soured = np.where(hits.negated, NEGATED_PRAISE * praise, 0)
    each[:, _SADNESS] += soured
    each[:, _ANGER] += soured
    each[np.ix_(hits.ironic, _LIFTED)] = 0
    each[hits.ironic, _ANGER] += IRONY
    return each


def _mixture(sums: np.ndarray) -> np.ndarray:
    """What is left of an emotion when the same text also shows its contrary: praise among complaints is weaker."""
    good, bad = sums[:, _POSITIVE].sum(axis=1), sums[:, _NEGATIVE].sum(axis=1)
    left = np.ones_like(sums)
    left[:, _POSITIVE] = _share(good, MIXED_POSITIVE * bad)[:, None]
    left[:, _NEGATIVE] = _share(bad, MIXED_NEGATIVE * good)[:, None]
    return left


def _share(own: np.ndarray, contrary: np.ndarray) -> np.ndarray:
    return np.divide(own, own + contrary, out=np.ones_like(own), where=own > 0)


def _strengths(texts: list[str], language: str, own=None) -> np.ndarray:
    """Strength of the strongest term of the word lists for each emotion, 0 where none counts."""
    vocabulary = load_vocabulary(language, own)
    hits = read_hits(texts, vocabulary)
    each = _weights(hits, vocabulary, len(texts))[1]
    push = np.where(hits.factor >= 1.2, 1, np.where(hits.factor <= 0.75, -1, 0))
    strength = vocabulary.strength[hits.entry]
    grade = np.where(strength > 0, np.clip(strength + push[:, None], 1, 3), 1) * (each > 0)
    top = np.zeros((len(texts), 8))
    np.maximum.at(top, hits.text, grade)
    return top


def _grader(engine, own=None):
    read = _reader(engine, own)
    return lambda texts, language: np.where(read(texts, language) >= 0.5,
                                            np.maximum(_strengths(texts, language, own), 1), 0.0)


_WHY = {
    "feeling": "shows the feeling", "judgement": "praises or blames", "context": "often goes with this feeling",
    "hint": "an everyday word that leans this way", "irony": "says that praise is not meant",
    "polite": "a set phrase without feeling",
}


def _explain_in(text: str, language: str, own=None) -> pd.DataFrame:
    vocabulary = load_vocabulary(language, own)
    hits = read_hits([text], vocabulary, keep_words=True)
    _, each = _weights(hits, vocabulary, 1)
    rows = []
    for hit, entry in enumerate(hits.entry):
        meant = np.flatnonzero((vocabulary.strength[entry] > 0) | (each[hit] > 0))
        for emotion in meant:
            rows.append((hits.found[hit], PRIMARIES[emotion], each[hit, emotion],
                         _why(hits, hit, vocabulary.strength[entry, emotion], KINDS[vocabulary.kind[entry]])))
        if not len(meant):
            rows.append((hits.found[hit], "", 0.0, _WHY["polite"]))
    table = pd.DataFrame(rows, columns=["term", "emotion", "weight", "why"])
    return table.astype({"term": "str", "emotion": "str", "weight": "float64", "why": "str"})


def _explain_trained(text: str, language: str, own=None) -> pd.DataFrame:
    weights = trained.load_weights(language)
    terms, pulls = trained.pull_of(text, _scores([text], language, own), weights)
    terms = [*terms, *(f"(word lists: {emotion})" for emotion in PRIMARIES)]
    table = pd.DataFrame(pulls, columns=list(PRIMARIES)).assign(term=terms).melt("term", var_name="emotion",
                                                                                 value_name="weight")
    table = table[table["weight"].abs() > 1e-6]
    why = np.where(table["term"].str.startswith("(word lists"), "what the word lists say of the whole text",
                   np.where(table["term"].str.contains(" "), "pair of words, learnt from labelled texts",
                            "word and parts of it, learnt from labelled texts"))
    order = table["weight"].abs().to_numpy().argsort(kind="stable")[::-1]
    return table.assign(why=why).iloc[order].reset_index(drop=True)[["term", "emotion", "weight", "why"]].astype(
        {"term": "str", "emotion": "str", "weight": "float64", "why": "str"})


def _why(hits: Hits, hit: int, strength: int, kind: str) -> str:
    if hits.negated[hit]:
        return "turned round by a word such as “not” or “too”" if strength else "praise that is turned round"
    if hits.ironic[hit]:
        return "praise before bad news, read as irony"
    said = [f"{_WHY[kind]}, strength {strength}"]
    if hits.factor[hit] > 1:
        said.append("louder by the words or signs around it")
    if hits.factor[hit] < 1:
        said.append("softened by the words around it")
    if hits.before_but[hit]:
        said.append("stands before “but”")
    return "; ".join(said)


def _check_scores(scores) -> pd.DataFrame:
    if not isinstance(scores, pd.DataFrame):
        raise TypeError(f"scores should be the table that score_emotions gives; got {type(scores).__name__}")
    absent = [emotion for emotion in PRIMARIES if emotion not in scores.columns]
    if absent:
        raise ValueError(f"scores lacks the columns {', '.join(absent)}; give the table that score_emotions gives")
    check_table(scores[[*scores.columns.intersection(PRIMARIES)]], "scores")
    values = pd.DataFrame({emotion: numbers(scores[emotion], emotion) for emotion in PRIMARIES}, index=scores.index)
    bad = (values < 0) | (values > 1)
    if bad.to_numpy().any():
        places = [f"{PRIMARIES[at]} is {values.iat[row, at]:g} in row {values.index[row]!r}"
                  for row, at in np.argwhere(bad.to_numpy())[:5]]
        raise ValueError(f"{'; '.join(places)}; expected scores from 0 to 1 ({int(bad.to_numpy().sum())} in all)")
    return values


def _limits(thresholds) -> pd.Series:
    given = thresholds if isinstance(thresholds, Mapping) else dict.fromkeys(PRIMARIES, thresholds)
    limits = {**dict.fromkeys(PRIMARIES, 0.5), **{name: value for name, value in given.items() if value is not None}}
    faults = [f"{name!r} is not one of the eight emotions" for name in limits if name not in PRIMARIES]
    faults += [f"the threshold of {name} is {value!r}" for name, value in limits.items()
               if not isinstance(value, int | float | np.number) or isinstance(value, bool) or not 0 < value <= 1]
    if faults:
        raise ValueError(f"{'; '.join(faults)}; expected numbers above 0 and up to 1 for {', '.join(PRIMARIES)}")
    return pd.Series(limits)[list(PRIMARIES)].astype(float)
