"""In which language did the customer write? English, Dutch, another language, or too little to tell.

Every room that reads text asks this first, because rules for one language must never be run on another. Known
words are counted first; where they do not settle it, the letters of the unknown words help. Each text is judged by
itself: the same text gives the same answer in any batch. The word lists stand in the lexicon `languages`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse

from cxlab.counts import check_column
from cxlab.lexicons import load_lexicon

ANSWERS = ("en", "nl", "other", "unsure")
_DUTCH_SIGNS = str.maketrans(",.", ".,")

_DTYPE = pd.CategoricalDtype(ANSWERS)

_NAMES = {
    "en": {"en": "English", "nl": "Dutch", "other": "another language", "unsure": "too short to tell"},
    "nl": {"en": "Engels", "nl": "Nederlands", "other": "een andere taal", "unsure": "te kort om te bepalen"},
}

# How a user's own language column may say it, in lower case.
_SPELLINGS = {
    **dict.fromkeys(("en", "eng", "en-gb", "en-us", "en_gb", "en_us", "english", "engels"), "en"),
    **dict.fromkeys(("nl", "nld", "dut", "ned", "nl-nl", "nl-be", "nl_nl", "nl_be"), "nl"),
    **dict.fromkeys(("dutch", "nederlands", "vlaams"), "nl"),
    **dict.fromkeys(("german", "duits", "french", "frans", "spanish", "spaans", "italian", "italiaans"), "other"),
    **dict.fromkeys(("portuguese", "portugees", "polish", "pools", "turkish", "turks", "arabic", "arabisch"), "other"),
    **dict.fromkeys(("ar", "ru", "uk", "zh", "no", "other", "ander", "andere", "anders", "overig"), "other"),
    **dict.fromkeys(("unsure", "unknown", "onbekend"), "unsure"),
}

# What is read of one text: enough to know its language, however long the mail thread that was pasted.
_LETTERS_READ = 2_000
_TEXTS_AT_ONCE = 10_000

# Not words of the customer's language: web addresses, e-mail addresses, @handles, [masks] and XXXX masks.
_NOT_WORDS = r"https?://\S+|www\.\S+|[\w.+-]*@[\w.-]+|\[[^\]\s]{1,12}\]|\bx{2,}\b"
_NOT_LETTERS = r"[^\p{L}\p{M}]+"
# Anything but Latin letters, punctuation, arrows, dingbats and emoji: a quick look before letters are counted.
_STRANGE = r"[^\x{0}-\x{36f}\x{1e00}-\x{1eff}\x{2000}-\x{2bff}\x{fe00}-\x{fe0f}\x{1f000}-\x{1faff}]"

# Points, tuned on film subtitles and customers' words: a known word is worth _KNOWN, the letters of an unknown word at
# most _LETTERS, and the winner must lead by _LEAD; another language must lead by more, because our rules then stop.
_KNOWN = 300
_LETTERS = 150
_LEAD = 180
_LEAD_OTHER = 400
# Word lists of these languages are long enough to learn the look of their words from.
_SPELT = ("en", "nl", "de", "fr", "es", "it", "pt", "pl", "tr")


def detect_language(texts: pd.Series) -> pd.Series:
    """Tell in which language each text is written.

    "other" means: do not score this text, our rules do not speak its language. "unsure" means: too short, or too
    mixed, to tell English from Dutch; both languages' rules may be tried.

    Parameters
    ----------
    texts : Series of str
        One text a row. Only the first 2,000 characters of each are read.

    Returns
    -------
    Series
        Category ``"en"``, ``"nl"``, ``"other"`` or ``"unsure"``, named ``language``, on the index of `texts`.
        Missing and blank texts stay missing.

    Raises
    ------
    TypeError
        When `texts` is one single text instead of a column of texts.

    Notes
    -----
    Web addresses, e-mail addresses, @handles, masks such as ``[name]`` or ``XXXX`` and digits are passed over. The
    words left are looked up in lists of common words of English, Dutch, German, French, Spanish, Italian, Portuguese,
    Polish, Turkish, Danish, Swedish, Romanian and Indonesian. A lead of three known words decides, or of two in a text
    of at most sixteen words. Otherwise the unknown words are judged by their groups of two to four letters, with
    weights computed from the same lists, after Cavnar & Trenkle's idea. A text mostly in another script is "other".
    A language that is on no list mostly ends as "unsure", and Afrikaans and Frisian look like Dutch.

    On film lines of five words and more, fewer than 1 in 1,000 got a wrong language and fewer than 1 in 100 "unsure";
    of lines of one to four words, fewer than 1 in 200 a wrong one and 1 in 10 (English) to 1 in 6 (Dutch) "unsure".

    References
    ----------
    Cavnar & Trenkle (1994), N-gram-based text categorization, SDAIR-94, 161-175.

    Examples
    --------
    >>> texts = pd.Series(["Slecht verstaanbaar", "Very rude", "Sehr unfreundlich", "12345", None])
    >>> detect_language(texts).tolist()
    ['nl', 'en', 'other', 'unsure', nan]
    """
    texts = _as_texts(texts)
    present = _present(texts)
    answers = np.full(len(texts), -1, dtype=np.int8)
    rows = np.flatnonzero(present)
    for start in range(0, len(rows), _TEXTS_AT_ONCE):
        part = rows[start : start + _TEXTS_AT_ONCE]
        answers[part] = _judge(_one_array(texts.iloc[part]))
    return pd.Series(pd.Categorical.from_codes(answers, dtype=_DTYPE), index=texts.index, name="language")


def resolve_language(texts: pd.Series, language: str | pd.Series = "auto") -> pd.Series:
    """Give every text its language: found, the same for all, or from the user's own column.

    Parameters
    ----------
    texts : Series of str
        One text a row.
    language : {"auto", "en", "nl"} or Series, default "auto"
        ``"auto"`` detects each text's language. ``"en"`` and ``"nl"`` hold for every text. A Series gives each text its
        own, found by index label; "English", "Nederlands", "nl-BE" and codes of other languages are understood, and
        where it is empty the language is detected.

    Returns
    -------
    Series
        Category ``"en"``, ``"nl"``, ``"other"`` or ``"unsure"``, named ``language``, on the index of `texts`.
        Missing and blank texts stay missing.

    Raises
    ------
    ValueError
        When `language` is none of these, lacks a label of `texts`, has a label twice, or holds a language whose name we
        cannot read. The labels or values are named.

    Examples
    --------
    >>> texts = pd.Series(["Prima", "Fine", None], index=["a", "b", "c"])
    >>> resolve_language(texts, "nl").tolist()
    ['nl', 'nl', nan]
    >>> resolve_language(texts, pd.Series({"b": "English", "a": "NL", "c": "NL"})).tolist()
    ['nl', 'en', nan]
    """
    texts = _as_texts(texts)
    if isinstance(language, pd.Series):
        given = _given(texts, language)
        empty = given.isna().to_numpy()
        given[empty] = detect_language(texts[empty]).astype("object").to_numpy()
    elif not isinstance(language, str) or language not in ("auto", "en", "nl"):
        raise ValueError(f'language must be "auto", "en", "nl" or a Series with one language a text; got {language!r}')
    elif language == "auto":
        return detect_language(texts)
    else:
        given = pd.Series(language, index=texts.index, dtype="object")
    given[~_present(texts)] = None
    return given.astype(_DTYPE).rename("language")


def language_name(code: str, language: str = "en") -> str:
    """Name a language as a person would.

    Parameters
    ----------
    code : {"en", "nl", "other", "unsure"}
        An answer of :func:`detect_language`.
    language : {"en", "nl"}, default "en"
        The language to say it in.

    Returns
    -------
    str
        Such as "Dutch" or "Nederlands".

    Raises
    ------
    ValueError
        When `code` or `language` is none of these.

    Examples
    --------
    >>> language_name("nl"), language_name("nl", language="nl")
    ('Dutch', 'Nederlands')
    """
    if language not in _NAMES:
        raise ValueError(f'language must be "en" or "nl"; got {language!r}')
    if code not in ANSWERS:
        raise ValueError(f"code must be one of {', '.join(ANSWERS)}; got {code!r}")
    return _NAMES[language][code]


def localise_number(text: str, language: str = "en") -> str:
    """Write the signs of a number as readers of a language expect them: 1,000.5 is 1.000,5 in Dutch.

    Parameters
    ----------
    text : str
        Words with numbers in the English way; every comma and dot is taken for a sign of a number.
    language : {"en", "nl"}, default "en"
        The readers' language; any other leaves the text as it is.

    Returns
    -------
    str

    Examples
    --------
    >>> localise_number("1,000.5"), localise_number("1,000.5", "nl")
    ('1,000.5', '1.000,5')
    """
    return text.translate(_DUTCH_SIGNS) if language == "nl" else text


def join_words(parts, last: str = "and") -> str:
    """Write names one after the other as people say them: "Alder, Birch and Cedar".

    Parameters
    ----------
    parts : sequence of str
        One name or more.
    last : str
        The word before the last one, in the readers' language.

    Returns
    -------
    str

    Examples
    --------
    >>> join_words(["Alder"]), join_words(["Noord", "Oost", "Zuid"], "en")
    ('Alder', 'Noord, Oost en Zuid')
    """
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}"


@dataclass(frozen=True, eq=False)
class LanguageSummary:
    """How many texts there are in each language.

    Attributes
    ----------
    table : DataFrame
        One row a language: ``language``, ``n`` (texts), ``share`` (of the texts that are there, 0 to 1).
    n : int
        Texts that are there.
    n_missing : int
        Rows without a text.
    text : str
        The same in one sentence.
    """

    table: pd.DataFrame
    n: int
    n_missing: int
    text: str


def summarise_languages(languages: pd.Series) -> LanguageSummary:
    """Count the texts in each language.

    Parameters
    ----------
    languages : Series
        What :func:`detect_language` or :func:`resolve_language` gave.

    Returns
    -------
    LanguageSummary
        ``.table`` (``language``, ``n``, ``share``), ``.n``, ``.n_missing`` and ``.text``. Missing texts are
        counted in ``.n_missing`` and are in no share.

    Raises
    ------
    ValueError
        When a value is not "en", "nl", "other", "unsure" or missing.

    Examples
    --------
    >>> summarise_languages(detect_language(pd.Series(["Prima geholpen", "Goede uitleg", "Very rude", None]))).text
    '2 texts in Dutch, 1 in English. 1 row has no text.'
    """
    check_column(languages, "languages")
    illegal = sorted(set(languages.dropna().astype("str")) - set(ANSWERS))
    if illegal:
        raise ValueError(
            f"languages must be {', '.join(ANSWERS)}; got {', '.join(map(repr, illegal))}. "
            "Pass your own column through resolve_language first."
        )
    counts = languages.astype("object").value_counts().reindex(ANSWERS, fill_value=0)
    total = int(counts.sum())
    table = pd.DataFrame(
        {
            "language": pd.Categorical(ANSWERS, dtype=_DTYPE),
            "n": counts.to_numpy(dtype="int64"),
            "share": counts.to_numpy(dtype=float) / total if total else np.nan,
        }
    )
    n_missing = int(languages.isna().sum())
    return LanguageSummary(table, total, n_missing, _sentence(counts, n_missing))


def _sentence(counts: pd.Series, n_missing: int) -> str:
    endings = {
        "en": "in English", "nl": "in Dutch", "unsure": "too short to tell",
        "other": "in another language (not scored)",
    }
    known = [(code, int(counts[code])) for code in sorted(("nl", "en"), key=lambda code: -counts[code])]
    parts = [(code, n) for code, n in [*known, ("unsure", int(counts["unsure"])), ("other", int(counts["other"]))] if n]
    said = [f"{n:,} {endings[code]}" for code, n in parts]
    if said:
        first = parts[0][1]
        said[0] = said[0].replace(f"{first:,} ", f"{first:,} text{'' if first == 1 else 's'} ", 1)
    missing = f" {n_missing:,} {'row has' if n_missing == 1 else 'rows have'} no text." if n_missing else ""
    return (", ".join(said) or "No texts") + "." + missing


def _as_texts(texts: pd.Series) -> pd.Series:
    if isinstance(texts, str):
        raise TypeError("texts must be a column of texts (a pandas Series); for one text write pd.Series([text])")
    texts = texts if isinstance(texts, pd.Series) else pd.Series(texts, dtype="object")
    try:
        return texts.astype("str")
    except UnicodeEncodeError:  # half an emoji, as some exports leave behind, cannot be stored as text
        repaired = [v.encode("utf-8", "replace").decode() if isinstance(v, str) else v for v in texts]
        return pd.Series(repaired, index=texts.index, name=texts.name, dtype="object").astype("str")


def _one_array(texts: pd.Series) -> pa.Array:
    array = pa.array(texts, type=pa.large_string())
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def _present(texts: pd.Series) -> np.ndarray:
    return (texts.notna() & (texts.str.strip() != "")).to_numpy(dtype=bool)


def _given(texts: pd.Series, language: pd.Series) -> pd.Series:
    """The user's own languages, by label, in our words."""
    if not language.index.equals(texts.index):
        twice = language.index[language.index.duplicated()].unique()
        if len(twice):
            raise ValueError(f"language has more than one row for {_list(twice)}; give one language a text")
        absent = texts.index[~texts.index.isin(language.index)]
        if len(absent):
            raise ValueError(f"language has no row for {_list(absent)}; give it the same index as the texts")
        language = language.reindex(texts.index)
    spelt = language.astype("object").map(lambda value: value.strip().lower() if isinstance(value, str) else value)
    spelt[spelt == ""] = None
    ours = spelt.map({**dict.fromkeys(_words(), "other"), **_SPELLINGS}).astype("object")
    illegal = language.astype("object")[ours.isna() & spelt.notna()].unique().tolist()
    if illegal:
        raise ValueError(
            f"language holds {_list(illegal)}, which we cannot read; expected {', '.join(ANSWERS)}, or empty for "
            "a text whose language must be detected"
        )
    return ours.where(ours.notna(), None)


def _list(values, most: int = 5) -> str:
    more = f" and {len(values) - most} more" if len(values) > most else ""
    return ", ".join(repr(value) for value in list(values)[:most]) + more


def _judge(texts: pa.Array) -> np.ndarray:
    """Positions in ANSWERS, one a text."""
    texts = pc.utf8_lower(pc.utf8_slice_codeunits(texts, 0, _LETTERS_READ))
    words = pc.split_pattern_regex(pc.replace_substring_regex(texts, _NOT_WORDS, " "), _NOT_LETTERS)
    flat, bounds = words.values, words.offsets.to_numpy()
    listed, points = _listed()
    found = pc.fill_null(pc.index_in(flat, listed), len(listed)).to_numpy()
    is_word = np.asarray(pc.binary_length(flat)) > 0
    n_words = np.diff(np.concatenate([[0], np.cumsum(is_word)])[bounds])

    best, lead = _winner(_sum(found, bounds, points))
    clear = (lead >= 3) | ((lead >= 2) & (8 * lead >= n_words))
    answers = np.where(clear, best, ANSWERS.index("unsure"))
    unclear = np.flatnonzero(~clear & (n_words > 0))
    if len(unclear):
        answers[unclear] = _judge_by_letters(words.take(pa.array(unclear)))
    answers[_other_script(texts)] = ANSWERS.index("other")
    return answers


def _judge_by_letters(words: pa.Array) -> np.ndarray:
    flat = words.flatten().dictionary_encode()
    listed, points = _listed()
    found = pc.fill_null(pc.index_in(flat.dictionary, listed), len(listed)).to_numpy()
    scores = np.clip(_letter_scores(flat.dictionary.to_pylist()), -_LETTERS, _LETTERS)
    known = found < len(listed)
    scores[known] = _KNOWN * points[found[known]]
    bounds = words.offsets.to_numpy()
    # A word said ten times ("ha ha ha", a brand) is no more evidence than the word said once.
    best, lead = _winner(_sum(flat.indices.to_numpy(), bounds - bounds[0], scores, once=True))
    needed = np.where(best == ANSWERS.index("other"), _LEAD_OTHER, _LEAD)
    return np.where(lead >= needed, best, ANSWERS.index("unsure"))


def _sum(found: np.ndarray, bounds: np.ndarray, points: np.ndarray, *, once: bool = False) -> np.ndarray:
    """Add up the points of each text's words; whole numbers, so that no order of adding can change an answer."""
    ones = np.ones(len(found), dtype=points.dtype)
    words = sparse.csr_array((ones, found, bounds), shape=(len(bounds) - 1, len(points)), copy=once)
    if once:
        words.sum_duplicates()
        words.data[:] = 1
    return words @ points


def _winner(scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """English, Dutch or the best of the others, and by how much it leads."""
    three = np.column_stack([scores[:, 0], scores[:, 1], scores[:, 2:].max(axis=1)])
    ordered = np.sort(three, axis=1)
    return three.argmax(axis=1), ordered[:, 2] - ordered[:, 1]


def _other_script(texts: pa.Array) -> np.ndarray:
    """Rows of texts mostly written in Arabic, Cyrillic, Chinese or another script than ours."""
    rows = np.flatnonzero(pc.match_substring_regex(texts, _STRANGE))
    some = texts.take(pa.array(rows))
    letters = np.asarray(pc.count_substring_regex(some, r"\p{L}"))
    latin = np.asarray(pc.count_substring_regex(some, r"\p{Latin}"))
    return rows[letters > 2 * latin]


@cache
def _words() -> dict[str, set[str]]:
    """Common words of each language; English and Dutch with customers' words of praise and complaint.

    A word that several languages share stands in each, and so says nothing between them.
    """
    listed = load_lexicon("languages")
    return {language: set(words) for language, words in listed.groupby("language", sort=False)["word"]}


@cache
def _listed() -> tuple[pa.Array, np.ndarray]:
    """All known words, and a row for each with a 1 under every language that has it (the last row: unknown)."""
    lists = list(_words().values())
    listed = sorted(set().union(*lists))
    points = np.array([[word in words for words in lists] for word in listed] + [[False] * len(lists)], dtype=np.int32)
    return pa.array(listed, type=pa.large_string()), points


def _letter_scores(words: list[str]) -> np.ndarray:
    """What the letters of each word say for each language; words of one or two letters say nothing."""
    rows, weights = _letter_weights()
    found = [[rows.get(group, len(rows)) for group in _letter_groups(word)] if len(word) > 2 else [] for word in words]
    bounds = np.concatenate([[0], np.cumsum([len(groups) for groups in found], dtype=np.int64)])
    flat = np.fromiter((row for groups in found for row in groups), dtype=np.int64, count=bounds[-1])
    # The groups of one word overlap and repeat each other's evidence: a third of their sum is closer to what they know.
    return _sum(flat, bounds, weights) // 3


def _letter_groups(word: str) -> list[str]:
    word = f" {word} "
    return [word[start : start + size] for size in (2, 3, 4) for start in range(len(word) - size + 1)]


@cache
def _letter_weights() -> tuple[dict[str, int], np.ndarray]:
    """Learn from the word lists which letter groups mark a language: hundredths of a log-likelihood ratio."""
    languages = list(_words())
    spelt = [languages.index(language) for language in _SPELT]
    entries = [
        (group, column) for column in spelt for word in sorted(_words()[languages[column]])
        for group in _letter_groups(word)
    ]
    counts = pd.crosstab(*map(np.array, zip(*entries, strict=True)))
    counts = counts[counts.sum(axis=1) >= 2]
    rates = counts / counts.sum()
    small = 7e-5  # stands for "hardly ever"; keeps a group seen twice from shouting
    ratios = np.log((rates + small).div(rates.mean(axis=1) + small, axis=0))
    weights = np.zeros((len(counts) + 1, len(languages)), dtype=np.int32)
    weights[:-1, spelt] = np.round(100 * ratios.to_numpy())
    return {group: row for row, group in enumerate(counts.index)}, weights
