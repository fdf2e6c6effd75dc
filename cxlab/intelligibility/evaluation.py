"""How good are the codes? Compare them with what careful readers said."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from cxlab.agreement import cohen_kappa
from cxlab.counts import check_column, check_table
from cxlab.frames import check_frame
from cxlab.frames.contracts import CAUSES, Column, Contract
from cxlab.intervals import proportion_ci

_N_DRAWS = 20_000
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
        `found`, `false_alarms`, `missed`, `rightly_left`, `unclear`: texts of the sample.
    text : str
        The same in a sentence.
    drawn_from : tuple or None
        Texts coded complaint and other texts from which the sample was drawn, when it was drawn by their code.
    """

    table: pd.DataFrame
    causes: pd.DataFrame
    kappa: pd.DataFrame
    counts: dict = field(repr=False)
    text: str
    drawn_from: tuple[int, int] | None = None

    def __repr__(self) -> str:
        return self.text

    @property
    def design(self) -> str:
        """How the texts read by hand were drawn: "random" or "by code"."""
        return "random" if self.drawn_from is None else "by code"

    @property
    def n_true(self) -> int:
        """True complaints in the sample."""
        return self.counts["found"] + self.counts["missed"]

    @property
    def n_false(self) -> int:
        """Texts in the sample that are no complaint."""
        return self.counts["false_alarms"] + self.counts["rightly_left"]

    @property
    def sensitivity(self) -> float:
        """Share of the true complaints that are found; the same as recall."""
        found, _, missed, _ = _weighted(self.counts, self.drawn_from)
        return found / (found + missed) if found + missed else np.nan

    @property
    def specificity(self) -> float:
        """Share of the other texts that are left alone."""
        _, alarms, _, left = _weighted(self.counts, self.drawn_from)
        return left / (left + alarms) if left + alarms else np.nan


def evaluate_codes(codes: pd.DataFrame, truth, *, drawn_from: pd.DataFrame | None = None,
                   level: float = 0.95) -> Evaluation:
    """Compare codes with what careful readers (or a simulation) say is true.

    Precision: of the complaints found, how many are complaints. Recall: of the true complaints, how many were found.

    Parameters
    ----------
    codes : DataFrame
        One row a text, from :func:`code_complaints`.
    truth : DataFrame or Series
        Under the same row labels. A DataFrame has `status` or `complaint`, and may have the eight ``cause_...``
        columns; a Series holds True and False, or "complaint" and "no".
    drawn_from : DataFrame, optional
        Only when you drew so many texts among the complaints found and so many among the rest: the codes of all texts
        that you drew from. Recall is then weighted back to them. Leave it out for a sample drawn at random.
    level : float in (0, 1)
        Confidence level.

    Returns
    -------
    Evaluation
        `.table`, `.causes`, `.kappa`, `.counts`, `.text`.

    Raises
    ------
    ValueError
        If `codes` lacks its column, a row of it has no truth, or the truth holds other values; if `drawn_from` has no
        complaints found or nothing else, or the sample lacks one of the two.

    Notes
    -----
    A text coded "unclear" was not found: it counts against recall, not against precision. Rows whose truth is unclear
    or missing are left out and counted in `n_missing`. Precision and recall have Wilson's interval. With J = found /
    (found + false alarms + missed), F1 = 2J / (1 + J): its interval is Wilson's for J, put through the same formula.
    Causes are compared on the complaints that both sides see.

    With `drawn_from` the two parts of the sample stand for the texts that they were drawn from. Precision stays; recall
    and F1 are weighted, their intervals come from 20,000 draws of the two shares read by hand, and kappa is missing,
    because it would depend on how many of each you chose to draw.

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
    need_codes(codes, ["complaint"])
    codes = yes_or_no(codes)
    true, sizes = _truth(codes, truth), _sizes(drawn_from)
    known = true.notna().to_numpy()
    said, real = codes["complaint"][known], true[known].astype(bool)
    yes = said.fillna(False).astype(bool)
    counts = {"found": int((yes & real).sum()), "false_alarms": int((yes & ~real).sum()),
              "missed": int((~yes & real).sum()), "rightly_left": int((~yes & ~real).sum()),
              "unclear": int(said.isna().sum())}
    if sizes is not None and not (yes.any() and (~yes).any()):
        raise ValueError("the sample was drawn by code and holds only texts "
                         f"{'coded complaint' if yes.any() else 'not coded complaint'}; expected some of both")
    causes = _causes(codes[known], truth, yes & real)
    n_missing, kappa = int((~known).sum()), _kappa(said, real, level)
    if sizes is None:
        return Evaluation(_measures(counts, n_missing, level), causes, kappa, counts, _say(counts))
    kappa[["estimate", "ci_lower", "ci_upper"]] = np.nan
    table = _weigh_back(_measures(counts, n_missing, level), counts, sizes, level)
    return Evaluation(table, causes, kappa, counts, _say_drawn(counts, table), sizes)


def draw_errors(evaluation: Evaluation, n_draws: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw sensitivity and specificity (two rows) as the sample leaves them, and the share found of `drawn_from`."""
    counts, sizes = evaluation.counts, evaluation.drawn_from

    def share(yes, no):
        return rng.beta(counts[yes] + 0.5, counts[no] + 0.5, n_draws)
    if sizes is None:
        return np.array([share("found", "missed"), share("rightly_left", "false_alarms")]), np.full(n_draws, np.nan)
    right, lost = share("found", "false_alarms"), share("missed", "rightly_left")
    part = rng.beta(sizes[0] + 0.5, sizes[1] + 0.5, n_draws)
    found, alarms, missed, left = part * right, part * (1 - right), (1 - part) * lost, (1 - part) * (1 - lost)
    return np.array([found / (found + missed), left / (left + alarms)]), part


def _sizes(drawn_from) -> tuple[int, int] | None:
    """Texts coded complaint, and the others that hold text, among those that the sample was drawn from."""
    if drawn_from is None:
        return None
    if not isinstance(drawn_from, pd.DataFrame) or "complaint" not in drawn_from:
        raise ValueError("drawn_from must be the codes of all texts that you drew from, as code_complaints gives them")
    found = int(drawn_from["complaint"].fillna(False).astype(bool).sum())
    rest = int(has_text(drawn_from).sum()) - found
    if not found or not rest:
        raise ValueError(f"drawn_from holds {found} texts coded complaint and {rest} others; expected some of both")
    return found, rest


def need_codes(codes, columns) -> None:
    """Refuse what is not the table that code_complaints gives."""
    absent = [name for name in columns if name not in codes] if isinstance(codes, pd.DataFrame) else []
    if absent:
        raise ValueError(f"the table has no column {', '.join(map(repr, absent))}; expected what "
                         "code_complaints(texts) gives")
    check_table(codes, "codes", needs=columns)


def yes_or_no(codes: pd.DataFrame) -> pd.DataFrame:
    """Type the codes that came back from a file as words; what is neither yes nor no is refused with its row."""
    names = [name for name in ("complaint", *_CAUSE_COLUMNS) if name in codes]
    words = [name for name in names if codes[name].dtype not in ("bool", "boolean")]
    # Words are all true to Python, also "False".
    return codes.assign(**check_frame(codes[words], Contract("codes", "Codes", "Codes", "one text", tuple(
        Column(name, "boolean", name, name) for name in words)))) if words else codes


def has_text(codes: pd.DataFrame) -> pd.Series:
    """Tell of each row whether it holds a text: coded complaint, no or unclear."""
    return codes["status"] != "missing" if "status" in codes else codes["complaint"].notna()


def _weighted(counts, sizes) -> tuple[float, float, float, float]:
    """Found, false alarms, missed and rightly left, weighted to the texts that the sample was drawn from."""
    found, alarms, missed, left = (counts[name] for name in ("found", "false_alarms", "missed", "rightly_left"))
    if sizes is None:
        return found, alarms, missed, left
    up, down = sizes[0] / (found + alarms), sizes[1] / (missed + left)
    return up * found, up * alarms, down * missed, down * left


def _weigh_back(table, counts, sizes, level) -> pd.DataFrame:
    found, alarms, missed, _ = _weighted(counts, sizes)
    table = table.set_index("measure")
    table.loc["recall", "estimate"] = found / (found + missed) if found + missed else np.nan
    table.loc["f1", "estimate"] = 2 * found / (2 * found + alarms + missed) if found + alarms + missed else np.nan
    rng = np.random.default_rng(0)
    right = rng.beta(counts["found"] + 0.5, counts["false_alarms"] + 0.5, _N_DRAWS)
    lost = rng.beta(counts["missed"] + 0.5, counts["rightly_left"] + 0.5, _N_DRAWS)
    recall = sizes[0] * right / (sizes[0] * right + sizes[1] * lost)
    for name, draws in (("recall", recall), ("f1", 2 * right * recall / (right + recall))):
        table.loc[name, ["ci_lower", "ci_upper"]] = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2])
    return table.reset_index()


def _say_drawn(counts, table) -> str:
    recall = table.loc[table["measure"] == "recall"].iloc[0]
    up, down = counts["found"] + counts["false_alarms"], counts["missed"] + counts["rightly_left"]
    return (f"Of {up:,} texts read by hand that were coded complaint {counts['found']:,} were (precision "
            f"{counts['found'] / up:.0%}); of {down:,} others {counts['missed']:,} were after all. Weighted to all "
            f"texts, about {recall['estimate']:.0%} of the true complaints are found (recall, "
            f"{recall['ci_lower']:.0%} to {recall['ci_upper']:.0%}).")


def _truth(codes, truth) -> pd.Series:
    """True, False or missing for every row of the codes."""
    if isinstance(truth, pd.DataFrame):
        held = [name for name in ("complaint", "status") if name in truth]
        if not held:
            raise ValueError("truth has no column 'status' or 'complaint'; it has " + ", ".join(map(str, truth)))
        truth = truth[held[0]]
    check_column(truth, "truth")
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
