"""Make the shipped tables again, with their codebook and index, from one seed.

Usage::

    python tools/build_datasets.py           write the files into datasets/
    python tools/build_datasets.py --check   say which files differ from what would be written
"""

from __future__ import annotations

import argparse
import inspect
import sys
from pathlib import Path

import pandas as pd

from cxlab.datasets import EXTRA_COLUMNS
from cxlab.frames import CONTRACTS, Column
from cxlab.simulate import simulate_calls, simulate_company, simulate_complaints, world

SEED = 2026
FOLDER = Path(__file__).resolve().parents[1] / "datasets"
LICENCE = "BSD-3-Clause"
SOURCE = f"cxlab.simulate, seed {SEED}"
LESSONS = {
    "calls": "lessons 13 and 20", "calls_truth": "lessons 13 and 20", "complaints": "start page, lessons 10 and 20",
    "complaints_truth": "lessons 10 and 20", "initiatives": "lesson 30",
}
WHAT = {
    "calls": "A year of phone calls of eight teams; two of them were trained in clear speech on 1 July 2026",
    "calls_truth": "What is true of each call: could the customer follow, how likely is a repeat call",
    "complaints": "Complaints and survey comments in English and Dutch, most of them linked to a call",
    "complaints_truth": "What is true of each complaint: status, causes, emotions",
    "ratings": "Answered surveys: effort to understand our employee, likelihood to recommend, comment",
    "initiatives": "The list of a customer experience team over eight quarters, on both tracks",
    "journeys": "Two journeys as they are and as they should become, with emotions from ten raters",
    "codings": "Four groups that coded the same sixty complaints",
}


def build() -> dict[str, str]:
    """Make every file as text, by its name."""
    tables = dict(sorted(simulate_company(SEED).tables.items()))
    made = {f"{name}.csv": to_csv(table) for name, table in tables.items()}
    made["index.csv"] = to_csv(index(tables))
    made["CODEBOOK.md"] = codebook(tables)
    return made


def to_csv(table: pd.DataFrame) -> str:
    """Write a table as text: ISO dates, yes and no, empty cells for what is missing."""
    plain = table.copy()
    for column in plain:
        kind = plain[column].dtype
        if pd.api.types.is_bool_dtype(kind):
            plain[column] = plain[column].astype("boolean").map({True: "yes", False: "no"})
        elif pd.api.types.is_datetime64_any_dtype(kind):
            plain[column] = plain[column].dt.strftime("%Y-%m-%d")
    return plain.to_csv(index=False, lineterminator="\n")


def index(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """List the tables."""
    return pd.DataFrame([
        {"name": name, "what": WHAT[name], "rows": len(table), "kind": "simulated", "source": SOURCE,
         "licence": LICENCE, "used_in": LESSONS.get(name, "")} for name, table in tables.items()])


def codebook(tables: dict[str, pd.DataFrame]) -> str:
    """Explain every column of every table."""
    parts = ["# Codebook of the shipped tables", INTRODUCTION.strip()]
    for name, table in tables.items():
        columns = {column.name: column for column in (*CONTRACTS[name].columns, *EXTRA_COLUMNS.get(name, ()))}
        lines = [f"## {name}.csv: {CONTRACTS[name].title}", f"{WHAT[name]}. {len(table):,} rows; one row is "
                 f"{CONTRACTS[name].one_row}. Simulated.", "| column | meaning | kind | unit | values | required | "
                 "missing |\n|---|---|---|---|---|---|---|\n" + "\n".join(
                     row(columns[column], table[column]) for column in table)]
        parts += lines
    return "\n\n".join(parts) + "\n"


def row(column: Column, values: pd.Series) -> str:
    """Explain one column in a row of the codebook."""
    legal = ", ".join(column.legal)
    if column.kind == "category" and not legal:
        legal = ", ".join(values.cat.categories) + " (any value is allowed)"
    if column.minimum is not None or column.maximum is not None:
        legal = " ".join(filter(None, (f"from {column.minimum:g}" if column.minimum is not None else "",
                                       f"to {column.maximum:g}" if column.maximum is not None else "")))
    if column.kind == "boolean":
        legal = "yes, no"
    cells = (f"`{column.name}`", column.meaning, column.kind, column.unit, legal,
             "yes" if column.required else "no", f"{values.isna().sum():,}" if values.isna().any() else "none")
    return "| " + " | ".join(cells) + " |"


TRUE = {name: parameter.default for generator in (simulate_calls, simulate_complaints)
        for name, parameter in inspect.signature(generator).parameters.items()}
INTRODUCTION = f"""
Every table here is **simulated**. {world.COMPANY}, the energy and internet company they tell of, does not exist; no row
is about a real person. They come from `cxlab.simulate` with seed {SEED}, and `python tools/build_datasets.py` makes
them again to the byte. The files are UTF-8 with commas, a full stop as the decimal mark, dates as year-month-day, and
an empty cell where a value is missing. This page is made from the contracts in `cxlab/frames/contracts.py`.

What is true, so that a lesson can check its answer:

- **Could the customer follow?** On a good line an ordinary team's customers cannot follow {TRUE["base_rate"]:.0%} of
  the calls. The odds are {TRUE["fair_line_odds_ratio"]:g} times as high on a fair line and
  {TRUE["poor_line_odds_ratio"]:g} times on a poor line. Elm's odds are {world.TEAM_ODDS["Elm"]} times the ordinary
  ones, Dune's {world.TEAM_ODDS["Dune"]} times, Birch's {world.TEAM_ODDS["Birch"]} times, Cedar's
  {world.TEAM_ODDS["Cedar"]} times; the other teams are ordinary. The two teams in the Tower, Grove and Heath, look
  worse only because their lines are poorer. Every employee has a true rate of their own, from a beta distribution with
  precision {TRUE["agent_precision"]:g}, scaled so that the team as a whole has exactly the rate of the team.
- **Training.** Birch and Elm were trained on 1 July 2026. From then on their odds of not being followed are
  {TRUE["training_odds_ratio"]:g} times what they were.
- **Repeat calls.** Customers who could follow and got what they asked for ring again in {TRUE["repeat_rate"]:.0%} of
  the cases. Not being able to follow multiplies the odds by {TRUE["repeat_odds_ratio"]:g}, a refusal by
  {TRUE["refused_odds_ratio"]:g}, a request granted in part by {TRUE["partly_odds_ratio"]:g}. A repeat call is a row of
  its own, by the same customer, one to seven days later.
- **Confounding.** After a refusal customers are also about {TRUE["refused_ratio"]:g} times as likely to speak up
  critically ({TRUE["partly_ratio"]:g} times when granted in part), about anything. So complaints and repeat calls go
  together more than speech alone explains.
- **Minutes.** Calls last longer with payment trouble ({world.TOPICS["payment trouble"][1]:g} times), health priority
  ({world.TOPICS["health priority"][1]:g} times) and internet ({world.TOPICS["internet"][1]:g} times), when the
  customer is afraid ({TRUE["fear_minutes_ratio"]:g} times), when the call is transferred
  ({world.TRANSFER_MINUTES_RATIO:g} times) and when the customer could not follow ({world.LOST_MINUTES_RATIO:g} times).
- **Emotions of calls.** The employee noted what the customer felt most, truly, but left it out in
  {world.NOT_NOTED:.0%} of the calls. Only fear makes a call longer by itself. Anger does not
  ({TRUE["anger_minutes_ratio"]:g} times): angry calls are longer because anger is more common after a transfer, with
  some topics, and when the customer could not follow.
- **Complaints.** {TRUE["speech_share"]:.0%} are about not being able to follow the speech of an employee. Customers
  name their call in about three of four complaints; about 8% name neither call nor customer. The causes are what the
  customer reports, never a fact about a person.
- **Languages.** About {TRUE["dutch_share"]:.0%} of the customers write Dutch, the others English. All teams answer
  both, and a site is a building without a region: nothing here says where anybody comes from.
"""


def main(arguments: list[str] | None = None) -> int:
    """Write the files, or compare them with those that are there."""
    parser = argparse.ArgumentParser(description="Make the shipped tables again from one seed.")
    parser.add_argument("--check", action="store_true", help="only say which files differ")
    only_check = parser.parse_args(arguments).check
    made = {name: text.encode("utf-8") for name, text in build().items()}
    differ = [name for name, content in made.items()
              if not (FOLDER / name).is_file() or (FOLDER / name).read_bytes() != content]
    if only_check:
        sys.stdout.write("".join(f"{name} differs; run python tools/build_datasets.py\n" for name in differ)
                         or f"All {len(made)} files are as the seed makes them.\n")
        return 1 if differ else 0
    FOLDER.mkdir(exist_ok=True)
    for name in differ:
        (FOLDER / name).write_bytes(made[name])
    sys.stdout.write(f"{len(differ)} of {len(made)} files written to {FOLDER.name}/.\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
