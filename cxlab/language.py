"""In which language did the customer write? English, Dutch, another language, or too little to tell.

Every room that reads text asks this first, because rules for one language must never be run on another. Known
words are counted first; where they do not settle it, the letters of the unknown words help. Each text is judged by
itself: the same text gives the same answer in any batch. The word lists stand at the end of this file.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse

ANSWERS = ("en", "nl", "other", "unsure")

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
    ours = spelt.map({**dict.fromkeys(_WORDS, "other"), **_SPELLINGS}).astype("object")
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
def _listed() -> tuple[pa.Array, np.ndarray]:
    """All known words, and a row for each with a 1 under every language that has it (the last row: unknown)."""
    lists = [set(words.split()) for words in _WORDS.values()]
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
    spelt = [list(_WORDS).index(language) for language in _SPELT]
    entries = [
        (group, column) for column in spelt for word in sorted(set(list(_WORDS.values())[column].split()))
        for group in _letter_groups(word)
    ]
    counts = pd.crosstab(*map(np.array, zip(*entries, strict=True)))
    counts = counts[counts.sum(axis=1) >= 2]
    rates = counts / counts.sum()
    small = 7e-5  # stands for "hardly ever"; keeps a group seen twice from shouting
    ratios = np.log((rates + small).div(rates.mean(axis=1) + small, axis=0))
    weights = np.zeros((len(counts) + 1, len(_WORDS)), dtype=np.int32)
    weights[:-1, spelt] = np.round(100 * ratios.to_numpy())
    return {group: row for row, group in enumerate(counts.index)}, weights


# Common words of each language, collected by ourselves; English and Dutch with customers' words of praise and
# complaint. A word that several languages share stands in each, and so says nothing between them.
_WORDS = {
    "en": """
        a able about above absolutely accent accents accept accident according account across act actually add
        admit adviser advisor afraid after again against agent agents ago agree ahead ain air alive all allowed
        almost alone along already also although always am amazing an and angry annoyed annoying another answer
        answered any anybody anymore anyone anything anyway apologise apologize apology app appalled appalling
        apparently appreciate apps are aren arent around arrived as ask asked asking assembly at attention
        attitude available avoid away awesome awful baby back bad bank barely be beautiful became because become
        bed been before behind being believe belong best bet better between big bill bit blood body book booked
        booking both bother bought box boy boys branch brave break brilliant bring bro broadband broke broken
        brother brought bus business busy but buy by bye call called caller calling calls came can cancel
        cancelled cannot cant car card care careful case cash catch cause center certainly chance change changed
        charge charged charges chat chatbot cheap check checked cheers child children city clean clear clearly
        close closed clothes clueless code coffee cold come comes coming commercial company complain complained
        complaint complaints complete completely confused confusing connection control cool could couldn couldnt
        country couple courier course cracked crackling crazy cross crying customer customers cut cute dad
        damaged damn danger day days dead deal dealt dear death decent decided delay delayed delays deliver
        delivered delivery desk did didn didnt die died different difficult dinner dirty disappointed
        disappointing disconnected disgraceful disgusting dishonest do doctor does doesn doesnt dog doing don
        done dont door down dreadful dream drink drive driver drop dropped drunk dude due dumb during each early
        easily easy eat echo efficient either else email employee employees empty end ended engineer enjoy
        enjoyed enough error even evening ever every everybody everyone everything exactly excellent except
        excuse expect expensive experience explain explained explanation extremely eye eyes fab face fact fail
        faint family fantastic far fast faster father fault faultless faulty fear fed feedback feel feeling fees
        feet felt few fight find fine fire first five fix fixed flight flights fluent follow food fool for
        forever forget forgive form forward found free friday friend friendly friends from front frustrated
        frustrating full fun funny game gave genius gentlemen get gets getting girl girls give given gives
        giving glad go goes going gone gonna good got gotta government great guess guy guys ha had haha hair
        half hand handle handled hands hang happen happened happens happy hard has hasn hasnt hate have haven
        havent having he head hear heard heart heavy hell hello help helpdesk helped helpful helping helps her
        here hers herself hey hi high highly him himself his hit hold home honest honey hope hopeless horrendous
        horrible horrid hospital hot hour hours house how however human hundred hung hurry hurt husband i idea
        if ignored ill im immediately important impossible impressed in including incompetent incredibly
        information inside instead insurance interest interested interesting internet into invoice is isn isnt
        issue issues it item items its itself ive job joke just keep keeps kept kid kids kill killed kind knew
        know knowledgeable known knows lack lady land language last late later laugh leaking learn least leave
        left legend less let lets letter lie lies life light like line link listen little live lives living ll
        login lol long longer look looked looking looks lose lost lot lots loud love loved lovely low lucky
        luggage made mail make makes making man manager many married matter may maybe me mean means meant meet
        meeting men mess message met might mind mine minute minutes miss missed missing mistake mobile modem mom
        moment monday money monster month months more morning most mother mouth move moved much muffled mumbled
        mumbles mumbling music must my myself name need needed needs neither never new news next nice night no
        nobody noise none not nothing notice now number of off offer offered office often oh ok okay old omg on
        once one ones online only open opened or order ordered ordering other others ought our ours ourselves
        out outside outstanding over own package paid pain parcel part party passed pathetic patient pay paying
        payment people perfect perhaps person phone pick picked picture piece place plan plane play played
        playing pleasant please pleased pleasure pls plz point police polite poor poorly position possible post
        power president pretty price probably problem problems professional promise promised prompt properly
        public pull purchase purchased put question questions quick quickly quiet quite quote raise ran rang
        rather re read ready real really reason receive received recommend refund refunded refused relax
        remember removed rep repeat replacement replied reply report representative resolve resolved response
        responsible rest return returned review rich ridiculous right ring room router rubbish rude run running
        rushed sad safe safety said sake sale same sat satisfied save saw say saying says scared school screws
        seat see seem seems seen sell send sense sent service services set several shall shambles shambolic shan
        she ship shipped shipping shocking shop shot should shouldn shouldnt show shut sick side sign signal
        since sir sister sit six sleep slow slower slowly smell sms so solve solved some somebody someone
        something sometimes somewhere son soon sorry sort sorted sound sounds speak speaking special spend spent
        spoke spoken spot staff stand start started state stay still stolen stop stopped store story straight
        strange strangers stuff stupid such sunday super superb support supposed sure surprise sweet system take
        taken takes taking talk talked talking talks team technician tell telling ten terrible than thank thanks
        that thats the their theirs them themselves then there these they thick thing things think thinking
        third this those though thought three through throw thru thx ticket till time times tired to today
        together told tomorrow tonight too took top total totally touch tough towards town trace track train
        transfer transferred trash treat treated tried trouble true trust truth try trying turn turned twice two
        u ugly unable unacceptable under understand understood unfortunately unhelpful unless unprofessional
        until up update upgrade upon upset ur us use used useful useless using usually ve very via voice wait
        waited waiting waits wake walk walked wanna want wanted wants warm was wasn wasnt waste wasted watch
        water way we wear website week weekend weeks welcome well went were weren what whatever whatsapp when
        where whether which while who whole whom whose why wife wifi will win window wish with within without
        woman women won wonder wonderful wont word words work worked worker working works world worried worry
        worse worst worth would wouldn wouldnt wow write wrong wrote yeah year years yes yesterday yet you young
        your yours yourself
    """,
    "nl": """
        aan aangeboden aangegeven aangekomen aangemeld aangenaam aangesloten aanmaning aanmelden aardig aardige
        abonnement accent account acht achter af afdeling afgehandeld afgelopen afgemeld afgepoeierd afgescheept
        afgesnauwd afgesproken afhandeling afspraak afspraken al alle alleen allemaal alles als alsjeblieft
        alsof alstublieft altijd ander andere anderen anders antwoord antwoorden app apparaat apps articuleert
        articuleren attent aub auto avond baan baas balen balie baliemedewerker bandje bang bedankt bedoel
        bedrag bedrijf beetje begin beginnen begint begon begreep begrepen begrijp begrijpelijk begrijpen
        behandeld behandeling behulpzaam behulpzame beide bel belachelijk belangrijk belde beleefd bellen
        beloofd belt ben bende beneden benoemen bent bereik bereikbaar bereiken bericht beschadigd best bestaat
        beste bestel besteld bestelde bestellen bestelling bestellingen betaal betaald betalen betaling betekent
        beter beterschap betreft bevestiging bezig bezorgd bezorgdienst bezorgen bezorger bezorging bij bijna
        bijzonder binnen binnensmonds blij blijf blijft blijkbaar blijkt blijven boek boos boven breng brengen
        brief broer brutaal buiten bus call care center chat chatbot chauffeur code commandant contact cool
        correct corrigeren customer daar daarna daarom daarvan daarvoor dacht dag dagen dames dan dank dankbaar
        dat de deden deed deel defect denk denken denkt desk deur deze dezelfde dichtbij die diefstal dingen dit
        doe doen doet dokter donderdag dood door doorgegeven doorverbonden doorverwezen doos draad drama dreigen
        drie drinken druk dubbel duidelijk duidelijke duren durf dus duur duurde duurt echo echt echte echter
        een eens eerder eerlijk eerst eerste eigen eigenlijk eind einde eindelijk elk elkaar elke ellende email
        en enige enkel enorm er eraan erg ergens erger ergernis ermee ernstig erom erop eruit ervan ervaring
        eten even factuur familie feedback fijn fijne filiaal fout foute fouten foutmelding ga gaan gaat gaf
        gang gauw gebeld gebeurd gebeurde gebeuren gebeurt geboekt gebracht gebrekkig gebruik gebruiken gedaan
        gedacht gedoe geduld geef geeft geen gefeliciteerd gegaan gegeven gehad geholpen gehoord gek gekocht
        gekomen gekregen geld geleden geleverd gelijk geloof geloven geluid geluk gelukkig gemaakt gemakkelijk
        gemist genoeg genomen geprobeerd gereageerd geregeld gesprek gesproken gestuurd gevaar geval geven
        gevonden gevraagd geweest geweldig geweldige gewoon gezegd gezien ging gisteren god goed goede
        goedemiddag goedkoop goeie graag grappig groot grote ha haal haalbaar haar haat had hadden hakkelt halen
        half hallo hand handen hard hart hartelijk heb hebben hebt heeft heel heen heer helaas helder heldere
        hele heleboel helemaal help helpdesk helpen helpt hem hen heren herinner herinnering het hetzelfde hier
        hiermee hij hoe hoeft hoeveel hoi hond honderd hoofd hoog hoop hoor hoorde hoort horen hou houd houden
        houdt huis hulp hun hè hé idee idioot iedere iedereen iemand iets ik in incapabel incasso inderdaad
        indien ingewikkeld inloggen internet is ja jaar jammer jaren jarenlang je jezelf jij jongen jongens jou
        jouw juist jullie kaal kaart kamer kan kans kant kapot kassa keer ken kende kennen kennis kent keren
        keurig keuzemenu kijk kijken kind kinderachtig kinderen klaar klacht klachten klant klanten
        klantenservice klantgericht klantvriendelijk klantvriendelijke klasse klein kleine kleren klinkt kloppen
        klopt klote koffer kom komen komt kon konden kop kopen kort korting kost kosten kraakt kraakte kreeg
        krijg krijgen krijgt kun kundig kunnen kunt kwaad kwaliteit kwam kwamen kwijt laat laatste lachen land
        lang langer langzaam laten later leeg leek legde leidinggevende lekker lelijk leren leuk leuke leven
        lever leverancier leveren levering levertijd lezen lichaam licht lief liefde liep liet liever ligt lijkt
        lijn link login lomp loopt lopen los luister luisterde luisteren luisterend lukt maak maakt maakte maand
        maandag maanden maar maatschappij mag mail maken makkelijk man manager manier mannen me medewerker
        medewerkers medewerkster mee meedenkend meegedacht meer meerdere meest meeste meisje melding men meneer
        mens mensen met meteen meterstand mevrouw mezelf mij mijn mijzelf miljoen min minder minuten minuut mis
        misschien mobiel mocht modem moe moeder moeilijk moeite moest moesten moet moeten mogelijk mogen moment
        mompelde mompelt mond monster monteur mooi mooie morgen muziekje na naam naar nacht nadat natuurlijk nee
        neem neemt neer negen negeren nemen nergens net netjes niemand niet niets nieuw nieuwe nieuws niks noch
        nodig nog nogal nooit normaal nota nou nu nul nummer of ofzo ok oke oké om omdat onacceptabel
        onbegrijpelijk onbekend onbereikbaar onbeschoft onbeschofte ondanks onder ondeskundig onduidelijk
        ongeduldig ongelofelijk ongeveer ongeïnteresseerd onkundig online onmogelijk ons onterecht ontevreden
        ontvangen onverstaanbaar onvriendelijk onvriendelijke onze onzin oog ooit ook oorlog op opdagen
        opgehangen opgelost opgenomen opgezegd oplichters oplichting oplossen oplossing opnieuw oproep opzeggen
        opzegging orde oud oude ouders over overal paar pak pakje pakket pakketdienst pakketje paniek pas per
        perfect perfecte persoon plaats plan plek politie praat praatte praten precies president prettig
        prettige prijs prijzen prima probeer probeert proberen probleem problemen puinhoop punt raad ramp rare
        reactie reageert reageren recht redden reden regel regelen rekening rest retour retourneren review
        richting risico rond rotte router ruis ruiste rustig samen schade schandalig schandalige schandelijk
        schat schijnt schoon schreef schrijven serieus service sinds slaap slapen slecht slechte slechter
        slechts slim slordig sms snap snapt snel snelle sneller sommige soms soort sorry spijt spoed spraak
        sprak spreek spreekt spreken sta staan staat stad start steeds stel stem stemmen sterk stil stom stond
        stop storing straat straks stroom stuk sturen stuur stuurde super support taal tafel te team tegen
        telaat telefonisch telefoon teleurgesteld teleurstellend telkens ten tenminste ter terecht terug
        terugbellen terugbetaald terugbetaling teruggebeld terwijl teveel tevreden thuis ticket tien tijd
        tijdens toch toe toen top tot totaal traag trace track trage trein trots tussen twee typisch u uit
        uitgelegd uitleg uitleggen uitstekend uitstekende update upgrade uren uur uw vaak vader vakantie vallen
        valt van vanaf vanavond vandaag vandaan vanmorgen vast veel veilig ver verbinding verbroken verder
        verdomme verdorie vergeet vergeten verhaal verhuizing verkeerd verkeerde verkocht verkoop verkopen
        verlengd verliezen verloren verrassing verschillende verschrikkelijk verstaan verstaanbaar verstand
        verstond vertel verteld vertelde vertellen vertraging vertrouwen vervelend vervelende verwacht
        verwachten verwachting verzekering verzenden verzending verzoek verzonden via viel vier vijf vind vinden
        vindt vlot vlotte vlucht vlug voel voelde voelt volgende volgens volkomen volle volledig vond voor
        vooral voorbij voordat vooruit vorige vraag vraagt vragen vreselijk vreselijke vriend vriendelijk
        vriendelijke vrienden vrij vrijdag vroeg vroeger vrouw vrouwen vuil waar waardeloos waardeloze waarom
        waarschijnlijk wacht wachten wachtrij wachttijd wachttijden wakker wanneer wanprestatie want waren was
        wat water we website week weer wees weet weg wegens wegviel weken wekenlang wel welke welkom wens wensen
        werd werden wereld werk werken werkt werkte weten whatsapp wie wifi wij wil wilde wilden willen wilt
        winkel wist woensdag woord word worden wordt wou zaak zag zak zaken zal zat zaterdag ze zeer zeg zeggen
        zegt zei zeiden zeker zelf zelfs zes zet zeuren zeven zich zie ziek zien ziet zij zijn zin zit zitten zo
        zoals zoek zoeken zoiets zolang zondag zonder zooi zoon zorg zorgen zou zouden zover zullen zuster zwaar
        zware één
    """,
    "de": """
        ab aber alle allem allen aller alles als also am an ander andere anderen anruf anrufe antwort auch auf
        aus ausgezeichnet bald bei beim bekommen bereits beschwerde besser bestellt bestellung besten bezahlt
        bin bis bist bitte bleibt brauche bringen da dabei dadurch dafür damit danach dank danke dann daran das
        dass davon dazu daß dein deine dem den denn der deren des deshalb deutlich deutsch die dies diese diesem
        diesen dieser dieses dir doch dort durch dürfen ein eine einem einen einer eines einfach einmal endlich
        enttäuscht er erhalten erreichbar erreichen erst erste es etwas euch euer falsch falsche fehler frage
        fragen frau freundlich freundliche freundlichen freundlicher furchtbar für gab ganz gar geben gegen
        gehen geht gekommen geld geliefert gemacht genau gern gerne gesagt geschickt gestern getan gewartet
        gewesen gibt ging gut gute guten guter habe haben hallo hat hatte hatten haus heute hier hilfe hilfreich
        ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im immer in ins ist ja jahr jahre jede jeder jemand jetzt
        kam kann katastrophe kein keine keinen keiner klar kommen kommt kunde kunden kundendienst kundenservice
        kurz können könnte lange langsam lassen leider leitung letzte lieferung lieferzeit machen macht mal man
        mehr mein meine meinem meinen meiner mich minuten mir mit mitarbeiter mitarbeiterin monate muss musste
        möchte möglich müssen nach nachdem natürlich nett nicht nichts nie niemand nimmt noch nochmal nummer nur
        nächste ob oder ohne ordnung paket preis probleme produkt rechnung rückerstattung sagen sagt schade
        schlecht schlechte schlechten schlechter schnell schnelle schneller schon schrecklich sehr sei sein
        seine seinem seinen seiner seit selbst service sich sicher sie sind so sofort soll sollte sondern
        sprechen spät stunde stunden super tag tage tagen trotz um und unfreundlich unfreundlicher uns unser
        unsere unter unverschämt unverständlich verstanden verstehen verständlich vertrag viel viele vielen
        vielleicht vom von vor wann war waren warte warten warteschleife wartezeit warum was wegen weil weiter
        weiß welche wenn wer werde werden wie wieder will wir wird wirklich wissen wo woche wochen wollte worden
        wurde wurden würde zeit ziemlich zu zufrieden zum zur zurück zwei zwischen über
    """,
    "fr": """
        a accueil ai aide aimable aller alors appel appeler appelé après arrivé as assez attendre attendu
        attente au aucun aucune aussi autre autres aux avait avant avec avez avoir avons beaucoup bien bon
        bonjour bonne car ce cela celui ces cest cet cette chaque chez chose client clients colis combien
        commande commandé comme comment compagnie comprendre compris compréhensible conseiller content
        correctement dans de dehors demain demande demandé depuis dernier des deux deuxième devant dit dois doit
        donc dont du décevant déjà désagréable déçu efficace elle elles en encore enfin entre envoyé est et eu
        eux facture faire fait faites faut femme fois font français gens gentil gentille grand gros heure heures
        heureux hier honte horrible ici il ils impossible inadmissible incompréhensible incompétent
        insupportable jamais je jour jours jusqu la le les leur leurs livraison livreur livré long longtemps lui
        là ma madame magasin maintenant mais mal malgré mauvais mauvaise merci mes mettre mieux moi moins mois
        moment mon monsieur même ne ni nom nos notre nous nouveau nul nulle numéro on ont ou oui où par parce
        parle parler pas payer payé pendant personne personnel petit peu peut peux plaît plus plusieurs pour
        pourquoi pouvez pratique premier prendre pris prix problème problèmes produit près puis qu quand que
        quel quelle quelqu quelque qui quoi rapide rapidement rapides rappelé recevoir recommande remboursement
        remboursé rendez reçu rien répond répondre réponse sa sans satisfait semaine semaines sera serait
        serviable service ses seul si soir soit son sont sous suis sur sympa ta tard te temps tes ton toujours
        tous tout toute toutes trop trouve trouvé très tu téléphone un une va vais vendeur venir vers veux vie
        voilà voir vos votre voudrais vous vraiment zéro était été être
    """,
    "es": """
        a ahora al algo alguien algún amable antes aquí así atención atender atendido atendieron aunque ayer
        ayuda años aún bien buen buena buenas bueno buenos cada calidad caro casa casi cliente clientes comida
        como compra compré con contestan cosas creo cual cuando cuenta cuándo cuánto cómo da de dejar del
        demasiado desde después dice dicen dijeron dinero dio donde dos durante día días dónde el ella ellos
        empresa en encantado entender entiende entre enviado envío era eran es esa esas ese eso esos español
        espera esperando esperar estaba estar estas este esto estos estoy está están excelente fatal favor fue
        fueron gente gracias gran grande ha habla hablar había hace hacen hacer hacia han hasta hay he hemos
        hola hombre hora horas horrible hoy igual incluso jamás la las le les llamada llamado llamar llamo llamé
        llegado llegar llegó llevo lo los lugar mal mala malo malísimo mañana me mejor menos mes meses mi mis
        mismo momento mucha muchas mucho muchos muy más nada nadie ni ninguna ningún no nos nosotros nuestra
        nuestro nueva nuevo nunca otra otro otros pagado pagar paquete para parte pedido peor pero persona
        personal poco podemos poder pone por porque precio problema problemas producto puede pueden puedo pues
        pésima pésimo que queja quien quiere quiero quién qué recibido recibir reembolso responden respuesta
        resuelto rápida rápido sabe se sea seguro semana semanas ser servicio será señor señora si sido siempre
        sin sobre solo son su sus sí sólo también tan tanto tarde te telefónica teléfono tenemos tener tengo
        tenía tiempo tienda tiene tienen toda todas todavía todo todos trato tres tu un una uno unos usted va
        vamos veces ver vergüenza vez vida ya yo él
    """,
    "it": """
        a abbiamo accettabile adesso ai aiuto al alcun alcuna alla alle allora altra altri altro anche ancora
        anni appena arrivata arrivato aspettare aspettato assistenza attesa avere avete aveva bella bello bene
        bisogna brava bravi bravo buon buona buono casa cattivo che chi chiamare chiamata chiamato chiaro ci
        ciao cliente clienti coi col come comprato con consegna consegnato cordiale cortese cosa così cui da dal
        dalla dalle davvero degli dei del della delle dello dentro devo di dice dire dispiace disponibile
        disponibili dopo dove due durante ecco ed era erano essere fa facile fare fatto fattura fino fra fuori
        gentile gentili giorni giorno già gli grande grazie ha hai hanno ho i ieri il impossibile in inutile io
        la lavoro le lei lentissimo lento lo loro lui lunga ma mai male maleducata maleducato meglio meno mese
        mesi mi mia miei mio molta molti molto momento nel nella nelle nessun nessuna nessuno niente no noi non
        nostra nostro nulla numero oggi ogni operatore operatrice ora ordinato ordine ore ottima ottimo pacco
        pagare pagato parla parlare peggio peggiore per perché perfetta perfetto persona personale però più poco
        poi possibile prezzo prima problema problemi prodotto pronto proprio può qualcosa qualcuno quale quando
        quanto quella quello questa queste questi questo qui quindi reclamo ricevuto rimborso risolto risponde
        rispondono risposta sa scadente scarso se sei sempre senza sera servizio settimana settimane si sia
        siamo signora soddisfatto sola solo sono sta stata stati stato sua subito sui sul sulla suo sì tanto
        telefono tempi tempo ti tra troppo tu tutta tutte tutti tutto un una uno va veloce velocissimo vergogna
        vi volta volte vostra vostro è
    """,
    "pt": """
        a agora ainda algum alguém além amanhã antes ao aos aqui atendente atendido atendimento atrasada
        atrasado até bem boa bom cada cadê caro casa chegou cliente coisa com como compra comprei consegui
        consigo da das de demora demorado demorou depois desde dia dias dinheiro disse disso dizer do dois dos
        ela elas ele eles em empresa encomenda entender entrega entregue era essa esse esta estar estava este
        está estão eu excelente falar falta faz fazer fez fiquei foi foram gente gostei hoje hora horas há isso
        isto jamais já lhe ligar liguei linha logo loja lá mais mal mas mau me melhor menos meses meu meus minha
        minhas momento muita muito muitos mês na nada nas nem nenhum nenhuma ninguém no nos nossa nosso nova
        novo num numa nunca não nós obrigada obrigado onde ontem os ou outra outro paga pagar paguei para pedido
        pela pelo perguntei pessoa pessoas pior pode podem pois por porque posso pouco preço problema problemas
        produto péssima péssimo quando quanto que quem quer quero quê recebi reclamação reembolso resolver
        resolvido respondem resposta rápida rápido se sem semana semanas sempre senhor senhora ser será seu sim
        simpática simpático sobre sou sua são só também tarde telefone tem tempo tenho ter teve tinha toda todas
        todo todos tudo tão têm um uma umas uns vai vem vergonha vez vezes você vocês vou zero às é és
    """,
    "pl": """
        a aby albo ale ani bardzo bez bo brak być był była było były będzie będę chce chcę ci cię co coś czas
        czasu czeka czekam czekania czekać czekałam czekałem czy czyli dla dlaczego dni dnia do dobra dobre
        dobry dobrze dodzwonić dostawa dostałam dostałem dwa dzień dzisiaj dziękuje dziękuję dziś fatalna
        fatalny gdy gdzie go godzin godziny godzinę i ich ile im inny ja jak jakie jako jakość je jego jej jest
        jestem jeszcze jeśli już każdy kiedy klient klienta klientem klientów kontakt konto kto która które
        który którzy ludzie ma mają mam mi mimo minut mnie mogę moja moje może można mój na nad nadal nam nas
        następnie nawet nic nie niego niej niestety nigdy nikt nim niż obsługa obsługi obsługą od odpowiedzi
        odpowiedź okropna okropne on ona oni oraz paczka paczki paczkę pan pani pieniądze pieniędzy po pod
        polecam pomoc pomocna pomocny poza pracownik problem produkt proszę przed przez przy przyszła przyszło
        reklamacja reklamacji rozmowa rozmowy serwis się sklep sobie sprawa sprawę strona super szybka szybko są
        słabo słaby słychać tak także tam te tego tej telefon telefonu ten teraz też to tu tutaj tydzień
        tygodnie tylko tym udało we wiem więc wstyd wszystkie wszystko wy za zadowolona zadowolony zamówienia
        zamówienie zamówiłam zamówiłem zawsze ze zero zrozumieć zwrot źle żadnego żadnej że żeby
    """,
    "tr": """
        acaba adam ama ancak anlamıyorum anlaşılmıyor artık asla az aşırı bana bazı bekledim beklemek bekliyorum
        ben beni benim berbat bile bilgi bir biraz biri birşey biz bize bu buna bunu bunun burada da daha de
        defa destek değil diye dolayı dün en evet eşya fakat fazla fiyat geldi gelmedi gerçekten geç gibi gün
        gündür güzel haber hakkında hala hata hayır hem hemen hep her hizmet hizmeti hizmetleri hiç hiçbir hâlâ
        iade ile ilgilendi ilgilenmedi ilgili ilk ise istiyorum iyi için içinde kaba kadar kalite kalitesiz
        kargo karşı kez ki kim kimse konuşma konuştum kullan kötü lütfen mağaza memnun memnuniyet memnunum
        merhaba mi mu mü müşteri mı nasıl ne neden nerede nin numara olan olarak oldu olduğu olmadı olmaz olsun
        olumsuz ona onlar onu paket para parça personel problem rağmen rezalet saat saattir sadece satın siparis
        sipariş siparişim siz sizi son sonra sorun sorunu tam tavsiye tekrar telefon telefonla teslim teslimat
        teşekkür teşekkürler tüm ulaşamıyorum ulaşmak var ve verdi vermedi veya ya yani yapmak yapıldı yardım
        yardımcı yavaş yazık yeni yine yok yüksek yüzünden zaman çalışan çalışanlar çağrı çok çünkü ödedim ödeme
        önce öyle şey şikayet şimdi şu
    """,
    "da": """
        af aldrig alle alt andet at bare bedre blev blive bliver da de dem den denne der deres det dette dig din
        disse dog du efter ej eller en end er et fik flink for forstå fra få får før gang gik god godt gør ham
        han hans har havde hej hele hende her hjælp hun hvad hvem hver hvis hvor hvordan hvorfor i igen ikke ind
        ingen ingenting jeg jer jo kan kom kommer kun kunde kunne lang lige ligger ling man mange med meget men
        mere mig min mine mod må nej nogen noget nok nu ny nå når og også om op os over pakke på ringe ringede
        sagde samme se selv sig sin skal skulle som stadig svar så tak tid til to tre ud uden uge uger under var
        ved venlig venligt ventede venter ventetid vi vil ville være været år
    """,
    "sv": """
        aldrig alla allt annan att av bara beställning bli blir blivit bra de dem den denna deras dess dessa det
        detta dig din ditt dock du där dålig dåligt efter eller en er ett fick fin från få får fått för före
        ganska gick god gör göra ha hade han hans har hej hela henne hennes hjälp hon honom hur här i igen inga
        ingen ingenting inget inte jag ju kan kom kommer kunde kundtjänst känner leverans långsam man med men
        mer mig min mina mitt mot mycket många måste ni nu när någon något några och också om oss paket pengar
        på ringa ringde sa samma sedan ser sig sin sitt ska skulle som svar svarar så tack tid till trevlig
        trevligt två under upp ut utan vad var vara varför varit vecka veckor vem vi vid vill väldigt vänta
        väntade är åt över
    """,
    "ro": """
        a acum am ani are as asta astăzi au așa așteptat bine bun bună ca care ce cea cel cele chiar cine client
        clienți comanda comandă cu cum când că dar de deci decât deloc despre din după este eu face foarte fost
        fără la le livrare lor lui mai mea meu mi mine mult mulțumesc mă nici niciodată nimeni nimic noi nu
        oameni ore pe pentru personal prea preț proastă prost până răspuns rău sa sau se spune sunt suntem să
        telefon timp toate tot toți tu un una unde unei unui va vorbit vreau vă zi zile îl îmi în încă și
    """,
    "id": """
        ada adalah agar akan aku anda apa atau bagus bahasa bahwa baik banget bantuan barang baru bayar belum
        bisa buat buruk cepat dan dari dengan di dia dua hanya hari harus ini itu jadi jangan jika juga kalau
        kami karena kasih ke kembali kita kok lagi lama lambat layanan lebih mahal masih mau mengapa mereka
        mohon nya oleh orang pada paling para pelanggan pelayanan pernah pesan pesanan ramah saat saja salah
        sama sampai sangat saya sebuah sekali sekarang selalu semua seperti sudah sulit tanpa tapi telah telepon
        tentang terima tetapi tidak tolong uang untuk yang
    """,
}
