"""A desk to code complaints at: could the customer follow our speech, and what reason is given?"""

from __future__ import annotations

import math

import pandas as pd
import traitlets

from cxlab.agreement import krippendorff_alpha, percent_agreement
from cxlab.frames import CONTRACTS, check_frame
from cxlab.privacy import mask
from cxlab.widgets.shell import Shell, page

STATUSES = ("complaint", "no", "unclear")
CAUSES = CONTRACTS["codings"]["cause"].legal
MOST_DIFFERENCES = 50

WORDS = {
    "en": {
        "title": "Code complaints, blind", "text": "The customer's words",
        "help": "Is this a complaint about being able to follow the employee's speech? You see the words only: no "
                "team, no name, no other coder. The reason is the one that the customer gives, never a fact "
                "about a person.",
        "of": "Text {row} of {n}; {done} coded", "previous": "Previous", "next": "Next", "clear": "Clear this one",
        "status": "Could the customer not follow our speech?", "cause": "Which reason does the customer give?",
        "statuses": {"complaint": "Yes, that is the complaint", "no": "No, something else", "unclear": "Unclear"},
        "causes": {"articulation": "articulation: mumbles, swallows words", "rate": "rate: speaks too fast",
                   "accent": "accent", "proficiency": "proficiency: does not command the language",
                   "volume": "volume: speaks too softly", "line": "line: noise, echo, broken words",
                   "hearing": "hearing: the customer hears less well", "unspecified": "no reason given"},
        "begin": "{done} of {n} texts coded.", "coded": "Text {row}: {what}. {done} of {n} texts coded.",
        "cleared": "Text {row} is open again.", "agreement": "Agreement with the other coders",
        "wait": "You see how far you agree with the others when you have coded all texts.",
        "alone": "There is no other coder yet.", "what": "Judged", "pairs": "Same code", "alpha": "Alpha",
        "interval": "95% interval", "differ": "Talk about these", "yours": "Yours", "theirs": "Theirs",
        "id": "Complaint",
        "too_few": "You and the others coded {n} texts in common; with fewer than two, agreement cannot be told.",
        "same": "All used one and the same code throughout, so agreement beyond chance cannot be told.",
        "verdict": "On whether it is a complaint you agree in {share:.0%} of the {n} texts. Beyond chance that is "
                   "{alpha:.2f} (Krippendorff's alpha, {interval}): {judgement}",
        "from_to": "{low:.2f} to {high:.2f}", "no_interval": "too few texts for an interval",
        "good": "enough to build on.", "fair": "enough for a first impression.",
        "poor": "too little. Read the texts on which you differ together, sharpen the rules, and code again.",
        "rows": {"status": "complaint or not", "cause": "reason"},
    },
    "nl": {
        "title": "Codeer klachten, blind", "text": "De woorden van de klant",
        "help": "Is dit een klacht over het kunnen verstaan van de medewerker? U ziet alleen de woorden: geen team, "
                "geen naam, geen andere codeur. De reden is die welke de klant geeft, nooit een feit over een persoon.",
        "of": "Tekst {row} van {n}; {done} gecodeerd", "previous": "Vorige", "next": "Volgende",
        "clear": "Maak deze leeg", "status": "Kon de klant ons niet verstaan?", "cause": "Welke reden geeft de klant?",
        "statuses": {"complaint": "Ja, daarover klaagt de klant", "no": "Nee, over iets anders",
                     "unclear": "Onduidelijk"},
        "causes": {"articulation": "articulatie: mompelt, slikt woorden in", "rate": "tempo: spreekt te snel",
                   "accent": "accent", "proficiency": "taalvaardigheid: beheerst de taal niet",
                   "volume": "volume: spreekt te zacht", "line": "lijn: ruis, echo, weggevallen woorden",
                   "hearing": "gehoor: de klant hoort minder goed", "unspecified": "geen reden genoemd"},
        "begin": "{done} van {n} teksten gecodeerd.", "coded": "Tekst {row}: {what}. {done} van {n} teksten gecodeerd.",
        "cleared": "Tekst {row} is weer open.", "agreement": "Overeenstemming met de andere codeurs",
        "wait": "U ziet hoe ver u het eens bent met de anderen als u alle teksten hebt gecodeerd.",
        "alone": "Er is nog geen andere codeur.", "what": "Beoordeeld", "pairs": "Zelfde code", "alpha": "Alfa",
        "interval": "95%-interval", "differ": "Bespreek deze", "yours": "U", "theirs": "De ander", "id": "Klacht",
        "too_few": "U en de anderen codeerden {n} dezelfde teksten; met minder dan twee valt er niets over te zeggen.",
        "same": "Allen gebruikten steeds dezelfde code; overeenstemming boven toeval is dan niet te bepalen.",
        "verdict": "Over de vraag of het een klacht is bent u het eens bij {share:.0%} van de {n} teksten. Boven "
                   "toeval is dat {alpha:.2f} (Krippendorffs alfa, {interval}): {judgement}",
        "from_to": "{low:.2f} tot {high:.2f}", "no_interval": "te weinig teksten voor een interval",
        "good": "genoeg om op te bouwen.", "fair": "genoeg voor een eerste indruk.",
        "poor": "te weinig. Lees samen de teksten waarover u verschilt, scherp de regels aan en codeer opnieuw.",
        "rows": {"status": "klacht of niet", "cause": "reden"},
    },
}


def coding_desk(sample: pd.DataFrame, *, coder: str = "me", language: str = "en", codes: pd.DataFrame | None = None,
                other: pd.DataFrame | None = None, names=(), columns: dict[str, str] | None = None) -> CodingDesk:
    """Code complaints one after another, blind, and see how far you agree with another coder.

    You see the customer's words and nothing else. Say whether it is a complaint about being able to follow the
    employee's speech, and which reason the customer gives. When all are coded and there is another coder, the desk
    shows how far you agree, and on which texts you differ.

    Parameters
    ----------
    sample : DataFrame
        One row a complaint, with `complaint_id` and `text`. Other columns are not looked at. Without `complaint_id` the
        labels of the rows are used. Missing texts are left out.
    coder : str
        Pseudonym of who codes, or of the group.
    language : {"en", "nl"}
        Language of the desk, whatever the language of the texts.
    codes : DataFrame
        Earlier codes of this coder, to go on with: the ``.codes`` of that sitting.
    other : DataFrame
        Codes of one or more other coders, such as ``cx.read_codings("group_b.csv").good``. They stay hidden until you
        have coded all.
    names : list of str
        Names to hide in the texts, as in :func:`cxlab.privacy.mask`.
    columns : dict, optional
        Your names of the columns: ``{"text": "Klacht", "complaint_id": "Nummer"}``.

    Returns
    -------
    CodingDesk
        Show it as the last line of a cell. ``.codes`` is a table of `codings`: `complaint_id`, `coder`, `status`,
        `cause`, one row a coded text; save it with ``cx.export_codes(desk.codes, "codes.xlsx")`` or
        ``desk.codes.to_csv("group_a.csv", index=False)``. ``.agreement`` has a row for status and one for cause:
        `same` (share of equal codes), `estimate` (Krippendorff's alpha), `ci_lower`, `ci_upper`, `n`, `n_missing`.

    Raises
    ------
    ValueError
        If a column is missing, an identifier stands twice, or earlier codes are of other complaints.

    Examples
    --------
    >>> sample = pd.DataFrame({"complaint_id": ["C1", "C2"], "text": ["He mumbled.", "The bill is wrong."]})
    >>> desk = coding_desk(sample, coder="Group A")
    >>> desk.code("complaint", "articulation")
    >>> desk.go(1)
    >>> desk.code("no")
    >>> desk.codes.to_numpy().tolist()
    [['C1', 'Group A', 'complaint', 'articulation'], ['C2', 'Group A', 'no', nan]]
    """
    if language not in WORDS:
        raise ValueError(f"language is {language!r}; expected \"en\" or \"nl\" (the language of the desk)")
    texts = pick_texts(sample, columns or {}, names)
    desk = CodingDesk(texts, str(coder), language)
    if codes is not None:
        desk.given = codes_to_given(codes, texts.index, desk.coder)
    if other is not None:
        desk.load(other)
    desk.said = desk.words["begin"].format(done=desk.done, n=desk.n)
    return desk


def pick_texts(sample: pd.DataFrame, columns: dict[str, str], names=()) -> pd.Series:
    """Take the texts of a sample, masked, under their identifiers, and nothing else.

    Parameters
    ----------
    sample : DataFrame
        One row a complaint.
    columns : dict
        The user's names for `text` and `complaint_id`.
    names : list of str
        Names to hide.

    Returns
    -------
    Series of str
        The texts that are there, with the identifiers (as text) as index.

    Raises
    ------
    ValueError
        If the text column is missing, an identifier stands twice, or there is no text.

    Examples
    --------
    >>> pick_texts(pd.DataFrame({"Klacht": ["Te snel", None]}), {"text": "Klacht"}).to_dict()
    {'0': 'Te snel'}
    """
    text, key = columns.get("text", "text"), columns.get("complaint_id", "complaint_id")
    if not isinstance(sample, pd.DataFrame) or text not in sample:
        has = ", ".join(map(str, sample.columns)) if isinstance(sample, pd.DataFrame) else type(sample).__name__
        raise ValueError(f"sample has no column {text!r}; it has {has}. Name yours with columns={{\"text\": ...}}")
    keys = sample[key] if key in sample else sample.index.to_series()
    texts = mask(sample[text].set_axis(pd.Index(keys.astype("str"), name="complaint_id")), names=names).dropna()
    twice = texts.index[texts.index.duplicated()].unique()
    if len(twice):
        raise ValueError(f"complaint_id {twice[0]!r} stands more than once ({len(twice)} such); expected each once")
    if texts.empty:
        raise ValueError("sample holds no text to code; expected at least one")
    return texts


def given_to_codes(given: list[dict], ids: pd.Index, coder: str) -> pd.DataFrame:
    """Make a table of codings of what was given at the desk.

    Parameters
    ----------
    given : list of dict
        `row` (place of the text), `status`, `cause` (empty when none).
    ids : Index
        Identifiers of the texts.
    coder : str
        Who coded.

    Returns
    -------
    DataFrame
        `complaint_id`, `coder`, `status`, `cause`, checked against the contract ``codings``, in the order of the texts.

    Examples
    --------
    >>> given_to_codes([{"row": 0, "status": "no", "cause": ""}], pd.Index(["C1"]), "A")["status"].tolist()
    ['no']
    """
    given = sorted(given, key=lambda code: code["row"])
    table = {"complaint_id": [ids[code["row"]] for code in given], "coder": [coder] * len(given),
             "status": [code["status"] for code in given], "cause": [code["cause"] or None for code in given]}
    return check_frame(pd.DataFrame(table, dtype="object"), "codings")


def codes_to_given(codes: pd.DataFrame, ids: pd.Index, coder: str) -> list[dict]:
    """Read earlier codes back to the desk.

    Parameters
    ----------
    codes : DataFrame
        A table of codings; only the rows of `coder` are taken.
    ids : Index
        Identifiers of the texts at the desk.
    coder : str
        Who codes.

    Returns
    -------
    list of dict
        `row`, `status`, `cause`.

    Raises
    ------
    ValueError
        If there is no row of this coder, or a row is of no text at the desk.

    Examples
    --------
    >>> codes = pd.DataFrame({"complaint_id": ["C2"], "coder": ["A"], "status": ["no"], "cause": [None]})
    >>> codes_to_given(codes, pd.Index(["C1", "C2"]), "A")
    [{'row': 1, 'status': 'no', 'cause': ''}]
    """
    codes = check_frame(codes, "codings")
    mine = codes[(codes["coder"] == coder) & codes["status"].notna()]
    if mine.empty:
        raise ValueError(f"codes has no row of coder {coder!r}; it has {', '.join(codes['coder'].unique()[:5])}. "
                         "Name yourself with coder=")
    places = ids.get_indexer(mine["complaint_id"])
    lost = mine["complaint_id"][places < 0]
    if len(lost):
        raise ValueError(f"codes has complaint {lost.iloc[0]!r}, which is not in the sample ({len(lost)} such); "
                         "is it the same sample?")
    causes = mine["cause"].astype("object") if "cause" in mine else pd.Series(None, index=mine.index, dtype="object")
    causes = causes.where(causes.notna() & (mine["status"] == "complaint"), "")
    return [{"row": int(place), "status": str(status), "cause": cause}
            for place, status, cause in zip(places, mine["status"], causes, strict=True)]


def measure_codes(codes: pd.DataFrame, *, seed: int = 0) -> pd.DataFrame:
    """Measure how far coders agree on the status, and on the reason where they see a complaint.

    Parameters
    ----------
    codes : DataFrame
        A table of codings of two coders or more.
    seed : int
        Seed of the bootstrap intervals.

    Returns
    -------
    DataFrame
        Index ``status`` and ``cause``: `same` (share of pairs with the same code), `estimate` (Krippendorff's alpha,
        nominal), `ci_lower`, `ci_upper`, `n` (texts with two codes), `n_missing`, `n_coders`.

    Notes
    -----
    For the reason only texts count in which two coders saw a complaint and gave a reason. A missing value is a gap,
    never a code.

    Examples
    --------
    >>> codes = pd.DataFrame({"complaint_id": ["C1", "C1", "C2", "C2"], "coder": list("abab"),
    ...                       "status": ["no", "no", "complaint", "complaint"], "cause": [None, None, "rate", "line"]})
    >>> measure_codes(codes)[["same", "estimate", "n"]]
            same  estimate  n
    status   1.0       1.0  2
    cause    0.0       0.0  1
    """
    found = {}
    for code in ("status", "cause"):
        part = codes[["complaint_id", "coder", code]].astype({code: "object"})
        columns = {"item": "complaint_id", "coder": "coder", "code": code}
        alpha = krippendorff_alpha(part, columns=columns, seed=seed).iloc[0]
        same = percent_agreement(part, columns=columns)["estimate"].iloc[0]
        found[code] = {"same": same, **alpha.to_dict()}
    table = pd.DataFrame.from_dict(found, orient="index")
    return table.astype({"n": "int64", "n_missing": "int64", "n_coders": "int64"})


def say_agreement(table: pd.DataFrame, language: str = "en") -> str:
    """Say in a sentence how far coders agree, and whether it is enough.

    Parameters
    ----------
    table : DataFrame
        From :func:`measure_codes`.
    language : {"en", "nl"}
        Language of the sentence.

    Returns
    -------
    str
        With Krippendorff's bounds: 0.80 to build on, 0.667 for a first impression.

    Examples
    --------
    >>> table = pd.DataFrame({"same": [0.9], "estimate": [0.7], "ci_lower": [0.5], "ci_upper": [0.85], "n": [20]},
    ...                      index=["status"])
    >>> say_agreement(table)
    "On whether it is a complaint you agree in 90% of the 20 texts. Beyond chance that is 0.70 ..."
    """
    words, row = WORDS[language], table.loc["status"]
    if row["n"] < 2:
        return words["too_few"].format(n=int(row["n"]))
    if math.isnan(row["estimate"]):
        return words["same"]
    judgement = "good" if row["estimate"] >= 0.8 else "fair" if row["estimate"] >= 0.667 else "poor"
    interval = words["no_interval"] if math.isnan(row["ci_lower"]) else words["from_to"].format(
        low=row["ci_lower"], high=row["ci_upper"])
    return words["verdict"].format(share=row["same"], n=int(row["n"]), alpha=row["estimate"], interval=interval,
                                   judgement=words[judgement])


def list_differences(codes: pd.DataFrame, coder: str) -> pd.DataFrame:
    """List the texts on which somebody differs from this coder, to talk about.

    Parameters
    ----------
    codes : DataFrame
        A table of codings.
    coder : str
        The one with whom the others are compared.

    Returns
    -------
    DataFrame
        `complaint_id`, `coder` (the other), `yours`, `theirs` (status, with the reason after a colon).

    Examples
    --------
    >>> codes = pd.DataFrame({"complaint_id": ["C1", "C1"], "coder": ["a", "b"], "status": ["no", "complaint"],
    ...                       "cause": [None, "rate"]})
    >>> list_differences(codes, "a").to_numpy().tolist()
    [['C1', 'b', 'no', 'complaint: rate']]
    """
    cause = codes["cause"].astype("object")
    told = codes["status"].astype("object").where(cause.isna() | (codes["status"] != "complaint"),
                                                  codes["status"].astype("str") + ": " + cause.astype("str"))
    told = codes[["complaint_id", "coder"]].assign(told=told).dropna()
    mine, theirs = (told[told["coder"] == coder].drop(columns="coder"), told[told["coder"] != coder])
    both = mine.merge(theirs, on="complaint_id", suffixes=("_mine", "_theirs"))
    differ = both[both["told_mine"] != both["told_theirs"]]
    return pd.DataFrame({"complaint_id": differ["complaint_id"], "coder": differ["coder"], "yours": differ["told_mine"],
                         "theirs": differ["told_theirs"]}).reset_index(drop=True)


class CodingDesk(Shell):
    """A desk to code complaints at; made by :func:`coding_desk`.

    Attributes
    ----------
    given : list of dict
        What was coded: `row` (place of the text), `status`, `cause` (empty when none).
    row : int
        Place of the text that is shown.
    text : str
        That text, masked.
    n, done : int
        Number of texts, and of texts coded.
    compared : dict
        What the page shows of the agreement; empty until all texts are coded.
    """

    ACTIONS = ("code", "clear", "go")
    _esm = page("desk.js")
    _css = page("desk.css")

    given = traitlets.List().tag(sync=True)
    row = traitlets.Int(0).tag(sync=True)
    text = traitlets.Unicode("").tag(sync=True)
    n = traitlets.Int(0).tag(sync=True)
    done = traitlets.Int(0).tag(sync=True)
    compared = traitlets.Dict().tag(sync=True)
    others = traitlets.Bool(False).tag(sync=True)
    coder = traitlets.Unicode("me").tag(sync=True)

    def __init__(self, texts: pd.Series, coder: str, language: str) -> None:
        self._texts, self._language, self._other = texts, language, None
        super().__init__(n=len(texts), text=texts.iloc[0], coder=coder, words=dict(WORDS[language]))

    @traitlets.validate("given")
    def _check_given(self, proposal) -> list[dict]:
        for code in proposal["value"]:
            check_code(code.get("status"), code.get("cause"))
            if not isinstance(code.get("row"), int) or not 0 <= code["row"] < self.n:
                raise ValueError(f"row is {code.get('row')!r}; expected a whole number from 0 to {self.n - 1}")
        return proposal["value"]

    @traitlets.observe("given")
    def _count(self, change) -> None:
        self.done = len(change["new"])
        self._compare()

    @traitlets.observe("row")
    def _show(self, change) -> None:
        self.text = self._texts.iloc[change["new"]]

    @property
    def codes(self) -> pd.DataFrame:
        """Your codes so far, as a table of codings."""
        return given_to_codes(self.given, self._texts.index, self.coder)

    @property
    def agreement(self) -> pd.DataFrame | None:
        """How far you agree with the others; None until you have coded all, or when there is nobody else."""
        return measure_codes(self._together()) if self.compared else None

    def code(self, status: str, cause: str = "", row: int | None = None) -> None:
        """Code a text (the one that is shown). The reason goes with a complaint only."""
        check_code(status, cause)
        row = self.row if row is None else row
        new = {"row": row, "status": status, "cause": cause if status == "complaint" else ""}
        self.given = [code for code in self.given if code["row"] != row] + [new]
        said = self.words["statuses"][status] + (f", {self.words['causes'][cause]}" if new["cause"] else "")
        self.said = self.words["coded"].format(row=row + 1, what=said, done=self.done, n=self.n)

    def clear(self, row: int | None = None) -> None:
        """Open a text (the one that is shown) again."""
        row = self.row if row is None else row
        self.given = [code for code in self.given if code["row"] != row]
        self.said = self.words["cleared"].format(row=row + 1)

    def go(self, row: int) -> None:
        """Show another text."""
        self.row = min(max(row, 0), self.n - 1)
        self.said = self.words["of"].format(row=self.row + 1, n=self.n, done=self.done)

    def load(self, other: pd.DataFrame) -> None:
        """Bring in the codes of other coders; they stay hidden until you have coded all texts."""
        other = check_frame(other, "codings")
        other = other[(other["coder"] != self.coder) & other["complaint_id"].isin(self._texts.index)]
        if other.empty:
            raise ValueError("other has no codes of somebody else for these complaints; check the names of the coders "
                             "and that it is the same sample")
        self._other, self.others = other, True
        self._compare()

    def _together(self) -> pd.DataFrame:
        columns = ["complaint_id", "coder", "status", "cause"]
        return pd.concat([part.reindex(columns=columns).astype("object") for part in (self.codes, self._other)],
                         ignore_index=True)

    def _compare(self) -> None:
        if self._other is None or self.done < self.n:
            self.compared = {}
            return
        codes = self._together()
        table = measure_codes(codes)
        differ = list_differences(codes, self.coder)
        self.compared = {"text": say_agreement(table, self._language), "table": table_rows(table, self.words["rows"]),
                         "differ": differ.head(MOST_DIFFERENCES).to_dict("records"), "n_differ": len(differ)}

    def __repr__(self) -> str:
        return f"CodingDesk: {self.done} of {self.n} texts coded by {self.coder}"


def check_code(status, cause) -> None:
    """Refuse a code that the codebook does not know.

    Parameters
    ----------
    status : str
        "complaint", "no" or "unclear".
    cause : str
        One of the eight reasons, or empty.

    Raises
    ------
    ValueError
        With the value and what was expected.

    Examples
    --------
    >>> check_code("complaint", "rate")
    """
    if status not in STATUSES:
        raise ValueError(f"status is {status!r}; expected one of {', '.join(STATUSES)}")
    if cause and cause not in CAUSES:
        raise ValueError(f"cause is {cause!r}; expected one of {', '.join(CAUSES)}, or empty")


def table_rows(table: pd.DataFrame, names: dict[str, str]) -> list[list[str]]:
    """Write the table of agreement for people.

    Parameters
    ----------
    table : DataFrame
        From :func:`measure_codes`.
    names : dict
        How ``status`` and ``cause`` are called.

    Returns
    -------
    list of list of str
        What was judged, share of the same code, alpha, interval, n.

    Examples
    --------
    >>> table = pd.DataFrame({"same": [0.9], "estimate": [0.7], "ci_lower": [0.5], "ci_upper": [0.85], "n": [20]},
    ...                      index=["status"])
    >>> table_rows(table, {"status": "complaint or not"})
    [['complaint or not', '90%', '0.70', '0.50 – 0.85', '20']]
    """
    def said(value: float, form: str) -> str:
        return "–" if math.isnan(value) else format(value, form)
    def between(row: pd.Series) -> str:
        return "–" if math.isnan(row["ci_lower"]) else f"{row['ci_lower']:.2f} – {row['ci_upper']:.2f}"
    return [[names[code], said(row["same"], ".0%"), said(row["estimate"], ".2f"), between(row), str(int(row["n"]))]
            for code, row in table.iterrows()]
