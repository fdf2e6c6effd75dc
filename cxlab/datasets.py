"""The simulated tables that ship with the package, typed and ready for a lesson.

All of them tell of Brightpolder, an energy and internet company that does not exist; no row is about a real person.
:func:`list_datasets` shows what there is, ``datasets/CODEBOOK.md`` explains every column. The two tables of truth say
what is really so, for a lesson to check its answer against.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import pandas as pd

from cxlab.frames import CONTRACTS, LANGUAGES, Column, check_frame

# What only the simulated tables know, beyond the contract.
EXTRA_COLUMNS = {
    "calls_truth": (
        Column("afraid", "boolean", "The customer was in fear during the call.",
               "De klant was bang tijdens het gesprek.", nullable=False),
        Column("language", "category", "Language in which the customer writes.", "Taal waarin de klant schrijft.",
               nullable=False, legal=LANGUAGES),
    ),
    "complaints_truth": (
        Column("call_id", "key", "The call behind the complaint, also where the complaint does not name it.",
               "Het gesprek achter de klacht, ook als de klacht het niet noemt.", nullable=False),
        Column("family", "category", "What kind of remark it is, such as speech, jargon, letter or praise.",
               "Wat voor opmerking het is, zoals spraak, jargon, brief of lof.", nullable=False),
    ),
}


def list_datasets() -> pd.DataFrame:
    """List the tables that ship with the package.

    Returns
    -------
    DataFrame
        One row a table: name (of the load function and the file), what (it holds), rows, kind (all are simulated),
        source, licence, used_in (the lessons that use it).

    Examples
    --------
    >>> list_datasets()["name"].tolist()[:3]
    ['calls', 'calls_truth', 'codings']
    >>> list_datasets()["kind"].unique().tolist()
    ['simulated']
    """
    return _read_text("index").astype({"rows": "int64"})


def load_complaints(language: str | None = None) -> pd.DataFrame:
    """Load the simulated complaints and survey comments.

    Three in four name the phone call that they are about, others only the customer, and some neither. Team and site
    are known only where the call is.

    Parameters
    ----------
    language : {"en", "nl"}, optional
        Only the texts in English or in Dutch. The row labels stay those of the whole table.

    Returns
    -------
    DataFrame
        One row a complaint: complaint_id, text, date, call_id, customer_id, team, site, channel, topic, language.

    Raises
    ------
    ValueError
        When `language` is another one.

    Examples
    --------
    >>> load_complaints("nl")["language"].unique().tolist()
    ['nl']
    """
    complaints = _load("complaints")
    if language is None:
        return complaints
    if language not in LANGUAGES:
        raise ValueError(f"language is {language!r}; expected one of {', '.join(map(repr, LANGUAGES))}, or None for "
                         "all texts")
    return complaints[complaints["language"] == language].copy()


def load_complaints_truth() -> pd.DataFrame:
    """Load what is true of each simulated complaint, in the order of :func:`load_complaints`.

    Returns
    -------
    DataFrame
        One row a complaint: complaint_id, status, one column for each cause and one for each emotion; and call_id (the
        call behind it, also where the complaint does not name it) and family (what kind of remark it is).

    Examples
    --------
    >>> load_complaints_truth()["status"].cat.categories.tolist()
    ['complaint', 'no', 'unclear']
    """
    return _load("complaints_truth")


def load_calls() -> pd.DataFrame:
    """Load the simulated call log of one year, 2026.

    Two teams, Birch and Elm, were trained in clear speech on 1 July 2026.

    Returns
    -------
    DataFrame
        One row a call: call_id, date, customer_id, agent_id, team, site, topic, outcome, line_quality,
        handle_minutes, transferred, repeat_call, emotion (what the employee noted).

    Examples
    --------
    >>> load_calls()["team"].nunique()
    8
    """
    return _load("calls")


def load_calls_truth() -> pd.DataFrame:
    """Load what is true of each simulated call, in the order of :func:`load_calls`.

    Returns
    -------
    DataFrame
        One row a call: call_id, could_follow, repeat_probability; and afraid (the customer was in fear) and language
        (in which the customer writes).

    Examples
    --------
    >>> load_calls_truth().columns.tolist()
    ['call_id', 'could_follow', 'repeat_probability', 'afraid', 'language']
    """
    return _load("calls_truth")


def load_ratings() -> pd.DataFrame:
    """Load the simulated survey answers.

    Returns
    -------
    DataFrame
        One row an answered survey: rating_id, date, call_id, customer_id, team, understanding_effort, nps_score,
        comment.

    Examples
    --------
    >>> load_ratings()["nps_score"].max()
    np.int64(10)
    """
    return _load("ratings")


def load_initiatives() -> pd.DataFrame:
    """Load the simulated list of initiatives of a customer experience team, over 2026Q1 to 2027Q4.

    Returns
    -------
    DataFrame
        One row an initiative: initiative, track, description, owner_role, status, start, duration_quarters,
        effort_fte, budget_keur, value, customers_reached, requires.

    Examples
    --------
    >>> load_initiatives()["track"].cat.categories.tolist()
    ['Strategic Fundamental', 'Result Driven Innovation']
    """
    return _load("initiatives")


def load_journeys() -> pd.DataFrame:
    """Load the simulated customer journeys, as they are and as they should become, with emotions.

    Returns
    -------
    DataFrame
        One row an emotion that one rater gave to one step: persona, version, step, step_name, channel, who, rater,
        emotion, intensity.

    Examples
    --------
    >>> load_journeys()["rater"].nunique()
    10
    """
    return _load("journeys")


def load_codings() -> pd.DataFrame:
    """Load the simulated codings: four groups that coded the same sixty complaints.

    Returns
    -------
    DataFrame
        One row a complaint and group: complaint_id, coder, status, cause, emotion.

    Examples
    --------
    >>> load_codings().groupby("coder").size().tolist()
    [60, 60, 60, 60]
    """
    return _load("codings")


def _load(name: str) -> pd.DataFrame:
    """Give a fresh, typed copy of a shipped table, marked as simulated."""
    table = _typed(name).copy()
    table.attrs["simulated"] = True
    return table


@cache
def _typed(name: str) -> pd.DataFrame:
    contract = CONTRACTS[name]
    return check_frame(_read_text(name), replace(contract, columns=contract.columns + EXTRA_COLUMNS.get(name, ())))


def _read_text(name: str) -> pd.DataFrame:
    """Read a shipped file as text, with empty cells as missing."""
    try:
        with (_folder() / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return pd.read_csv(file, dtype="str", keep_default_na=False, na_values=[""])
    except FileNotFoundError:
        raise FileNotFoundError(f"the shipped table {name}.csv is missing, so this installation of cxlab is not "
                                "complete. Install it again, or load a table of your own with the read_ functions."
                                ) from None


def _folder() -> Traversable:
    """Find the shipped tables: inside an installed package, or beside the package in a working copy."""
    installed = files("cxlab") / "_datasets"
    return installed if installed.is_dir() else files("cxlab") / ".." / "datasets"
