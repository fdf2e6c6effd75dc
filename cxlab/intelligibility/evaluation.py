"""How good are the codes? Compare them with what careful readers said."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from cxlab.agreement import cohen_kappa
from cxlab.frames.contracts import CAUSES
from cxlab.intervals import proportion_ci

_CAUSE_COLUMNS = [f"cause_{cause}" for cause in CAUSES]


@dataclass(frozen=True, eq=False)
class Evaluation:
    """How well codes agree with the truth.

    Attributes
    ----------
    table : DataFrame
        One row a measure (precision, recall, f1): `measure`, `estimate`, `ci_lower`, `ci_upper`, `n`, `n_missing`.
    causes : DataFrame
        One row a cause and one for all together ("all, micro"): `cause`, `precision`, `recall`, `f1`, `n` (truly
        there). Empty when the truth has no causes.
    kappa : DataFrame
        One row: agreement beyond chance, with its interval.
    counts : dict
        `found`, `false_alarms`, `missed`, `rightly_left`, `unclear`.
    text : str
        The same in a sentence.
    """

    table: pd.DataFrame
    causes: pd.DataFrame
    kappa: pd.DataFrame
    counts: dict = field(repr=False)
    text: str

    def __repr__(self) -> str:
        return self.text


def evaluate_codes(codes: pd.DataFrame, truth, *, level: float = 0.95) -> Evaluation:
    """Compare codes with what careful readers (or a simulation) say is true.

    Precision: of the complaints found, how many are complaints. Recall: of the true complaints, how many were found.

    Parameters
    ----------
    codes : DataFrame
        One row a text, from :func:`code_complaints`.
    truth : DataFrame or Series
        Under the same row labels. A DataFrame has `status` or `complaint`, and may have the eight ``cause_...``
        columns; a Series holds True and False, or "complaint" and "no".
    level : float in (0, 1)
        Confidence level.

    Returns
    -------
    Evaluation
        `.table`, `.causes`, `.kappa`, `.counts`, `.text`.

    Raises
    ------
    ValueError
        If a row of `codes` has no truth, or the truth holds other values.

    Notes
    -----
    A text coded "unclear" was not found: it counts against recall, not against precision. Rows whose truth is unclear
    or missing are left out and counted in `n_missing`. Precision and recall have Wilson's interval. With J = found /
    (found + false alarms + missed), F1 = 2J / (1 + J): its interval is Wilson's for J, put through the same formula.
    Causes are compared on the complaints that both sides see.

    References
    ----------
    van Rijsbergen CJ (1979). Information Retrieval, 2nd ed., chapter 7. Butterworths.

    Examples
    --------
    >>> from cxlab.intelligibility import code_complaints
    >>> codes = code_complaints(["She mumbles.", "Great service, thank you.", "I do not understand the letter."])
    >>> evaluate_codes(codes, pd.Series([True, False, False]))
    Of 1 true complaints 1 were found (recall 100%); 0 of the 1 found were none (precision 100%).
    """
    true = _truth(codes, truth)
    known = true.notna().to_numpy()
    said, real = codes["complaint"][known], true[known].astype(bool)
    yes = said.fillna(False).astype(bool)
    counts = {"found": int((yes & real).sum()), "false_alarms": int((yes & ~real).sum()),
              "missed": int((~yes & real).sum()), "rightly_left": int((~yes & ~real).sum()),
              "unclear": int(said.isna().sum())}
    causes = _causes(codes[known], truth, yes & real)
    return Evaluation(_measures(counts, int((~known).sum()), level), causes, _kappa(said, real, level), counts,
                      _say(counts))


def _truth(codes, truth) -> pd.Series:
    """True, False or missing for every row of the codes."""
    if isinstance(truth, pd.DataFrame):
        held = [name for name in ("complaint", "status") if name in truth]
        if not held:
            raise ValueError("truth has no column 'status' or 'complaint'; it has " + ", ".join(map(str, truth)))
        truth = truth[held[0]]
    lost = codes.index.difference(truth.index)
    if len(lost) or not truth.index.is_unique:
        where = f"row {lost[0]!r}" if len(lost) else "every row, because labels repeat"
        raise ValueError(f"truth has no single value for {where}; expected the same row labels as the codes")
    meaning = {"complaint": True, "no": False, "unclear": None, "missing": None, True: True, False: False}
    values = truth.reindex(codes.index).astype("object")
    wrong = values[values.notna() & ~values.isin(list(meaning))]
    if len(wrong):
        raise ValueError(f"truth is {wrong.iloc[0]!r} in row {wrong.index[0]!r}; expected complaint, no, unclear, "
                         "True or False")
    return values.map(lambda value: None if pd.isna(value) else meaning[value]).astype("boolean")


def _measures(counts, n_missing, level) -> pd.DataFrame:
    found = counts["found"]
    sizes = {"precision": found + counts["false_alarms"], "recall": found + counts["missed"],
             "f1": found + counts["false_alarms"] + counts["missed"]}
    table = proportion_ci(found, pd.Series(sizes), level=level)
    share = table.loc["f1", ["estimate", "ci_lower", "ci_upper"]]
    table.loc["f1", ["estimate", "ci_lower", "ci_upper"]] = 2 * share / (1 + share)
    return table.assign(n_missing=n_missing).rename_axis("measure").reset_index()


def _kappa(said, real, level) -> pd.DataFrame:
    both = said.notna().to_numpy()
    long = pd.concat([pd.DataFrame({"item": range(both.sum()), "coder": name, "code": column[both].astype("str")})
                      for name, column in (("codes", said), ("truth", real))], ignore_index=True)
    return cohen_kappa(long, level=level)


def _causes(codes, truth, both) -> pd.DataFrame:
    columns = ["cause", "precision", "recall", "f1", "n"]
    if not (isinstance(truth, pd.DataFrame) and set(_CAUSE_COLUMNS) <= set(truth)):
        return pd.DataFrame(columns=columns)
    said = codes.loc[both, _CAUSE_COLUMNS].fillna(False).astype(bool)
    real = truth.reindex(codes.index).loc[both, _CAUSE_COLUMNS].fillna(False).astype(bool)
    sums = pd.DataFrame({"found": (said & real).sum(), "said": said.sum(), "real": real.sum()})
    sums.index = list(CAUSES)
    sums.loc["all, micro"] = sums.sum()
    table = pd.DataFrame({"cause": sums.index, "precision": (sums["found"] / sums["said"]).to_numpy(),
                          "recall": (sums["found"] / sums["real"]).to_numpy(),
                          "f1": (2 * sums["found"] / (sums["said"] + sums["real"])).to_numpy(),
                          "n": sums["real"].to_numpy()})
    return table[columns]


def _say(counts) -> str:
    true, found = counts["found"] + counts["missed"], counts["found"] + counts["false_alarms"]
    recall = f" (recall {counts['found'] / true:.0%})" if true else ""
    precision = f" (precision {counts['found'] / found:.0%})" if found else ""
    return (f"Of {true:,} true complaints {counts['found']:,} were found{recall}; {counts['false_alarms']:,} of the "
            f"{found:,} found were none{precision}.")
