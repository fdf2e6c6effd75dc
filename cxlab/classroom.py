"""Bring the codings of a class together, and say how far the groups agree.

Groups code the same complaints by hand, each in a workbook of its own. The trainer collects the files; this room puts
their tables together (:func:`gather_codings`), names what is wrong with a file by its row, and measures the agreement
(:func:`measure_class`). It never ranks the groups: low agreement is a fault of the codebook, and seldom of a coder.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from cxlab.agreement import krippendorff_alpha, percent_agreement
from cxlab.counts import check_level, check_table

__all__ = ["QUESTIONS", "ClassAgreement", "Gathered", "gather_codings", "measure_class", "name_safely"]

QUESTIONS = ("status", "cause", "emotion")
LONGEST_NAME = 30
_FIRM, _TENTATIVE = 0.80, 0.667
_FEW = 20  # complaints; with fewer, equal codes can be luck


@dataclass(frozen=True, eq=False)
class Gathered:
    """The codings of a class.

    Attributes
    ----------
    codings : DataFrame
        One row a complaint and group: complaint_id, coder, status, cause, emotion.
    faults : DataFrame
        One row a fault: file, row, value, problem, remedy. A row with a fault is not among the codings.
    """

    codings: pd.DataFrame
    faults: pd.DataFrame

    @property
    def text(self) -> str:
        """Say what was gathered."""
        groups = self.codings["coder"].nunique()
        said = (f"{groups} {'group' if groups == 1 else 'groups'} coded {self.codings['complaint_id'].nunique()} "
                "complaints.")
        count = len(self.faults)
        return said if not count else \
            f"{said} {count} {'fault is' if count == 1 else 'faults are'} listed by file and row."


@dataclass(frozen=True, eq=False)
class ClassAgreement:
    """How far the groups of a class agree.

    Attributes
    ----------
    table : DataFrame
        One row a question: question, estimate (Krippendorff's alpha), ci_lower, ci_upper, n, n_missing, n_coders, agree
        (the plain share of pairs that agree).
    items : DataFrame
        One row a complaint on which groups differ, most different first: complaint_id, question, codes ("complaint 3,
        no 1").
    """

    table: pd.DataFrame
    items: pd.DataFrame

    @property
    def text(self) -> str:
        """Say it in a sentence for the wall."""
        parts = [_say(row) for row in self.table.itertuples()]
        return "How far do we agree? " + " ".join(parts)


def name_safely(name: object) -> str:
    """Make the name of a group fit for a wall: one line, no hidden signs, not too long.

    Parameters
    ----------
    name : object
        What the group typed.

    Returns
    -------
    str
        The name, at most 30 characters; "Group without a name" when nothing is left.

    Notes
    -----
    Signs that are not seen (controls, marks that turn the direction of writing) are taken out, so that two names that
    look alike are alike. A page must escape the name all the same.

    Examples
    --------
    >>> name_safely("  Team\\tRocket\\u202e ")
    'Team Rocket'
    """
    plain = unicodedata.normalize("NFKC", "" if name is None or name is pd.NA else str(name))
    seen = "".join(" " if sign.isspace() else sign for sign in plain
                   if sign.isspace() or unicodedata.category(sign)[0] != "C")
    short = re.sub(r" +", " ", seen).strip()
    return (short if len(short) <= LONGEST_NAME else short[: LONGEST_NAME - 1].rstrip() + "…") or "Group without a name"


def gather_codings(tables: Mapping[str, pd.DataFrame], *, items=None) -> Gathered:
    """Put the coding tables of the groups together, and name every fault by file and row.

    Parameters
    ----------
    tables : dict of str to DataFrame
        The name of each file, and its table as :func:`cxlab.readers.read_codings` gives it (``.good``): complaint_id,
        coder, status, and cause and emotion where they were asked. The labels are the row numbers of the file.
    items : list of str, optional
        The complaints that were handed out; any other is a fault.

    Returns
    -------
    Gathered
        ``.codings`` and ``.faults``.

    Raises
    ------
    ValueError
        When there is no table, or a table lacks complaint_id, coder or status.

    Notes
    -----
    Rows in which no question was answered are passed over: a group may not have come to the end. When two files carry
    the same group's name, the rows of the later file that code a complaint again are faults.

    Examples
    --------
    >>> first = pd.DataFrame({"complaint_id": ["C1", "C2"], "coder": "A", "status": ["no", "complaint"]}, index=[2, 3])
    >>> second = pd.DataFrame({"complaint_id": ["C1", "C9"], "coder": "B", "status": ["no", "no"]}, index=[2, 3])
    >>> found = gather_codings({"a.csv": first, "b.csv": second}, items=["C1", "C2"])
    >>> found.text
    '2 groups coded 2 complaints. 1 fault is listed by file and row.'
    >>> found.faults[["file", "row", "value"]].values.tolist()
    [['b.csv', 3, 'C9']]
    """
    if not tables:
        raise ValueError("there is no coding table; expected one for each group, such as {'group_1.xlsx': table}")
    needed = ("complaint_id", "coder", "status")
    absent = [f"{file} has no column {', '.join(map(repr, missing))}" for file, table in tables.items()
              if (missing := [name for name in needed if name not in table])]
    if absent:
        raise ValueError("; ".join(absent) + f"; expected {', '.join(needed)}")
    whole = pd.concat([_one_file(file, table) for file, table in tables.items()], ignore_index=True)
    known = None if items is None else {str(item) for item in items}
    names = whole.groupby("coder")["file"].first()
    twice = whole.duplicated(["complaint_id", "coder"])
    stray = pd.Series(False, index=whole.index) if known is None else ~whole["complaint_id"].isin(known)
    faults = [{"file": row.file, "row": row.row, "value": row.complaint_id,
               "problem": "this complaint was not handed out", "remedy": "Correct the number, or remove the row."}
              for row in whole[stray].itertuples()]
    faults += [{"file": row.file, "row": row.row, "value": row.complaint_id,
                "problem": f"{row.coder} coded this complaint already, in {names[row.coder]}",
                "remedy": "Give one of the groups another name, or keep one of the two files."}
               for row in whole[twice & ~stray].itertuples()]
    listed = pd.DataFrame(faults, columns=["file", "row", "value", "problem", "remedy"])
    good = whole[~twice & ~stray].drop(columns=["file", "row"]).sort_values(["coder", "complaint_id"])
    return Gathered(good.reset_index(drop=True), listed)


def measure_class(codings: pd.DataFrame, *, level: float = 0.95, seed: int = 0) -> ClassAgreement:
    """Measure how far the groups of a class agree, question by question.

    Parameters
    ----------
    codings : DataFrame
        One row a complaint and group: complaint_id, coder, and one or more of status, cause and emotion.
    level : float in (0, 1)
        Confidence level.
    seed : int
        The same seed gives the same interval.

    Returns
    -------
    ClassAgreement
        ``.table``, ``.items`` and ``.text``.

    Raises
    ------
    ValueError
        When fewer than two groups coded, or a column is missing.

    Notes
    -----
    Krippendorff's alpha for names, with a bootstrap over complaints (:func:`cxlab.agreement.krippendorff_alpha`). What
    a group left open is a gap: the cause is compared where two groups or more gave one.

    References
    ----------
    Krippendorff K (2019). Content Analysis, 4th ed., ch. 12. Sage.

    Examples
    --------
    >>> codings = pd.DataFrame({"complaint_id": list("1122334455"), "coder": list("ababababab"),
    ...     "status": ["no", "no", "complaint", "complaint", "no", "complaint", "no", "no", "complaint", "complaint"]})
    >>> found = measure_class(codings)
    >>> found.table[["question", "estimate", "n", "n_coders"]].round(2)
      question  estimate  n  n_coders
    0   status      0.64  5         2
    >>> found.items["codes"].tolist()
    ['complaint 1, no 1']
    """
    check_level(level)
    asked = [question for question in QUESTIONS if question in codings and codings[question].notna().any()]
    if not {"complaint_id", "coder"} <= set(codings) or not asked:
        raise ValueError("codings needs the columns complaint_id and coder, and codes in one of status, cause, emotion")
    check_table(codings, "codings", needs=["complaint_id", "coder", *asked])
    coded = codings.loc[codings[asked].notna().any(axis=1), "coder"].nunique()
    if coded < 2:
        raise ValueError(f"{coded} group coded; agreement needs two groups or more that coded the same complaints")
    rows = []
    for question in asked:
        names = {"item": "complaint_id", "code": question}
        alpha = krippendorff_alpha(codings, columns=names, level=level, seed=seed).iloc[0]
        plain = percent_agreement(codings, columns=names, level=level)["estimate"].iloc[0]
        rows.append({"question": question, **alpha, "agree": plain})
    table = pd.DataFrame(rows).astype(dict.fromkeys(("n", "n_missing", "n_coders"), "int64"))
    return ClassAgreement(table, pd.concat([_differences(codings, question) for question in asked], ignore_index=True))


def _one_file(file: str, table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of one file in which something was coded, with the file and the row number."""
    asked = [question for question in QUESTIONS if question in table]
    coded = table[table[asked].notna().any(axis=1)]
    codes = {question: coded[question].astype("str") if question in table else
             pd.Series(pd.NA, index=coded.index, dtype="str") for question in QUESTIONS}
    return pd.DataFrame({"file": file, "row": coded.index, "complaint_id": coded["complaint_id"].astype("str"),
                         "coder": [name_safely(name) for name in coded["coder"]], **codes})


def _differences(codings: pd.DataFrame, question: str) -> pd.DataFrame:
    """List the complaints on which the groups gave different codes, the most divided first."""
    given = codings.dropna(subset=[question]).astype({question: "str"})
    rows = []
    for item, codes in given.groupby("complaint_id")[question]:
        counts = codes.value_counts().sort_index().sort_values(ascending=False, kind="stable")
        if len(counts) > 1:
            rows.append({"complaint_id": item, "question": question,
                         "codes": ", ".join(f"{code} {count}" for code, count in counts.items()),
                         "largest": counts.iloc[0] / counts.sum()})
    found = pd.DataFrame(rows, columns=["complaint_id", "question", "codes", "largest"])
    return found.sort_values(["largest", "complaint_id"], kind="stable", ignore_index=True).drop(columns="largest")


def _say(row) -> str:
    """Say the agreement on one question."""
    head = f"{row.question.capitalize()}:"
    if pd.isna(row.estimate):
        return f"{head} cannot be told from {row.n} complaints."
    least = row.estimate if pd.isna(row.ci_lower) else row.ci_lower
    so = ("too few complaints to judge by" if row.n < _FEW else "firm enough to count on" if least >= _FIRM else
          "enough for a first impression" if row.estimate >= _TENTATIVE else
          "too little to conclude from: read the differences aloud")
    between = "" if pd.isna(row.ci_lower) else f" ({row.ci_lower:.2f} to {row.ci_upper:.2f})"
    return f"{head} alpha {row.estimate:.2f}{between}, {row.n_coders} groups, {row.n} complaints; {so}."
