"""Every lesson runs from top to bottom on a learner's own files: Dutch headings, other groups, missing columns.

The gate runs two lessons; CXLAB_EVERYTHING=1 runs all of them (five minutes).
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest
from nbclient import NotebookClient

from cxlab.lessons import SKIPPED, checkpoint, has, largest_groups, read_labels, read_own, read_together
from cxlab.readers import read_complaints
from cxlab.simulate import simulate_company, simulate_journeys, simulate_ledger
from cxlab.wheel import PRIMARIES

ROOT = Path(__file__).parents[1]
SOLUTIONS = ROOT / "notebooks" / "solutions"
TEAMS = {"Alder": "Noord", "Birch": "Zuid", "Cedar": "Oost", "Dune": "West", "Elm": "Avond", "Fern": "Weekend",
         "Grove": "Zakelijk", "Heath": "Techniek"}
TOPICS = {"billing": "Rekening", "payment trouble": "Achterstand", "price change": "Tarief",
          "moving house": "Verhuizing", "internet": "Wifi", "outage": "Storing", "engineer visit": "Monteur",
          "contract": "Contract", "health priority": "Zorg"}
COMPLAINTS = {"text": "Verhaal van de klant", "date": "Binnengekomen", "team": "Ploeg", "topic": "Waarover",
              "call_id": "Gespreksnr", "customer_id": "Klantnr"}
CALLS = {"call_id": "Gespreksnr", "date": "Dag", "customer_id": "Klantnr", "agent_id": "Wie", "team": "Ploeg",
         "site": "Pand", "topic": "Waarover", "outcome": "Afloop", "line_quality": "Lijn", "handle_minutes": "Min",
         "transferred": "Doorgezet", "repeat_call": "Belde weer", "emotion": "Stemming"}
PLAN = {"initiative": "Wat", "track": "Spoor", "description": "Uitleg", "status": "Hoe ver", "start": "Begin",
        "duration_quarters": "Duur in kwartalen", "effort_fte": "Mensen", "value": "Waarde"}


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> Path:
    """The files of an analyst: exports with other names for everything."""
    folder = tmp_path_factory.mktemp("own")
    company = simulate_company(11, calls=9_000, complaints=800, ratings=50)
    said = translate(company.complaints)
    to_export(said[list(COMPLAINTS)].rename(columns=COMPLAINTS), folder / "klachten.csv")
    said[["text"]].rename(columns={"text": "Klacht"}).head(300).to_excel(folder / "kaal.xlsx", index=False)
    labelled = said[["text", "topic"]].rename(columns={"text": "Klacht", "topic": "Onderwerp"})
    truth = company.complaints_truth[list(PRIMARIES)]
    labels = truth.set_axis(labelled.index).astype("boolean")
    labels.loc[np.arange(len(truth)) % 7 > 0] = pd.NA
    to_export(labelled.join(labels), folder / "gelabeld.csv")
    feelings = {"fear": "angst", "anger": "boosheid", "calm": "rustig"}
    log = translate(company.calls).assign(emotion=company.calls["emotion"].astype("str").replace(feelings))
    lost = ~company.calls_truth["could_follow"].to_numpy()
    log = log[list(CALLS)].rename(columns=CALLS).assign(gemist=np.where(lost, "ja", "nee"))
    to_export(log, folder / "gesprekken.csv")
    to_export(company.initiatives[list(PLAN)].head(22).rename(columns=PLAN), folder / "plannen.csv")
    company.initiatives[["initiative", "track", "effort_fte", "duration_quarters"]].head(12).to_excel(
        folder / "lijstje.xlsx", index=False)
    journeys = simulate_journeys(seed=3).query("version == 'as-is' and who == 'customer'")
    to_export(journeys.assign(persona=journeys["persona"].astype("str").str.slice(0, 8))[
        ["persona", "version", "step", "step_name", "rater", "emotion", "intensity"]], folder / "reizen.csv")
    to_export(simulate_ledger(seed=8)[0].rename(columns={"promised_value": "Beloofde waarde"}), folder / "logboek.csv")
    pd.DataFrame({"Klacht": ["The bill is wrong and nobody rang back"] * 40, "Team": list("AB") * 20,
                  "Gespreksnummer": company.calls["call_id"][:40], "Onderwerp": [f"o{i}" for i in range(40)]}).to_excel(
        folder / "rekening.xlsx", index=False)
    pd.DataFrame({"Briefje": ["Bel klanten terug die boos waren", "Call back within a day", "Leg uit wat we beloven",
                              "Meer lef!", "Fix the online form"]}).to_excel(folder / "briefjes.xlsx", index=False)
    return folder


def translate(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(team=table["team"].astype("str").map(TEAMS), topic=table["topic"].astype("str").map(TOPICS),
                        **({"site": table["site"].astype("str") + " NL"} if "site" in table else {}))


def to_export(table: pd.DataFrame, path: Path) -> None:
    """Write as a Dutch spreadsheet does: semicolons, decimal commas, days first, letters of Windows."""
    plain = table.copy()
    for name in plain:
        if pd.api.types.is_datetime64_any_dtype(plain[name].dtype):
            plain[name] = plain[name].dt.strftime("%d-%m-%Y")
        elif pd.api.types.is_bool_dtype(plain[name].dtype):
            plain[name] = plain[name].map({True: "ja", False: "nee"})
    path.write_bytes(plain.to_csv(index=False, sep=";", decimal=",").encode("cp1252", errors="replace"))


def run_lesson(number: str, parameters: dict) -> nbformat.NotebookNode:
    """Run a solution with other values in its cell of parameters; cells that fail do not stop it."""
    path, = SOLUTIONS.glob(f"{number}_*.ipynb")
    notebook = nbformat.read(path, as_version=4)
    cell, = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    names = re.findall(r"^(\w+) =", cell.source, re.MULTILINE)
    assert set(parameters) <= set(names), f"lesson {number} knows {names}"
    cell.source += "".join(f"\n{name} = {value!r}" for name, value in parameters.items())
    beside = {"metadata": {"path": str(path.parent)}}
    NotebookClient(notebook, timeout=600, allow_errors=True, resources=beside).execute()
    return notebook


def find_errors(notebook) -> list[tuple]:
    """Return each cell that failed: its place, its last words and its code."""
    return [(place, re.sub(r"\x1b\[[0-9;]*m", "", output["traceback"][-1])[:300], cell.source[:200])
            for place, cell in enumerate(notebook.cells) for output in cell.get("outputs", [])
            if output["output_type"] == "error"]


def said_in(notebook) -> list[str]:
    """Return all that the lesson showed, as plain text."""
    return [output.get("text", "") or output.get("data", {}).get("text/plain", "")
            for cell in notebook.cells for output in cell.get("outputs", [])]


RUNS = {
    "00 an export with other names": ("00", {"DATA": "klachten.csv", "COLUMNS": COMPLAINTS}),
    "10 an export with other names": ("10", {"DATA": "klachten.csv", "COLUMNS": COMPLAINTS}),
    "10 remarks and nothing else": ("10", {"DATA": "kaal.xlsx"}),
    "11 an export with other names": ("11", {"DATA": "klachten.csv", "COLUMNS": COMPLAINTS}),
    "11 remarks that people labelled": ("11", {"DATA": "gelabeld.csv"}),
    "12 journeys": ("12", {"DATA": "reizen.csv"}),
    "13 a call log": ("13", {"DATA": "gesprekken.csv", "COLUMNS": CALLS}),
    "20 complaints and calls": ("20", {"DATA": "klachten.csv", "COLUMNS": COMPLAINTS, "CALLS": "gesprekken.csv",
                                       "CALL_COLUMNS": CALLS}),
    "20 remarks that name no call": ("20", {"DATA": "kaal.xlsx", "CALLS": "gesprekken.csv", "CALL_COLUMNS": CALLS}),
    "20 complaints alone": ("20", {"DATA": "klachten.csv", "COLUMNS": COMPLAINTS}),
    "20 remarks and nothing else": ("20", {"DATA": "kaal.xlsx"}),
    "21 an export with other names": ("21", {"DATA": "klachten.csv", "COLUMNS": COMPLAINTS}),
    "22 complaints and calls": ("22", {"DATA": "klachten.csv", "COLUMNS": COMPLAINTS, "CALLS": "gesprekken.csv",
                                       "CALL_COLUMNS": CALLS}),
    "22 complaints alone": ("22", {"DATA": "klachten.csv", "COLUMNS": COMPLAINTS}),
    "23 complaints and calls": ("23", {"DATA": "klachten.csv", "COLUMNS": COMPLAINTS, "CALLS": "gesprekken.csv",
                                       "CALL_COLUMNS": CALLS}),
    "20 not one complaint about speech": ("20", {"DATA": "rekening.xlsx", "CALLS": "gesprekken.csv",
                                                 "CALL_COLUMNS": CALLS}),
    "23 not one complaint about speech": ("23", {"DATA": "rekening.xlsx", "CALLS": "gesprekken.csv",
                                                 "CALL_COLUMNS": CALLS}),
    "24 a call log": ("24", {"DATA": "gesprekken.csv", "COLUMNS": CALLS, "LOST": "gemist",
                            "TRAINED": ["Noord", "Oost"], "SINCE": "2026-07-01"}),
    "30 a list": ("30", {"DATA": "plannen.csv", "COLUMNS": PLAN}),
    "30 a short list": ("30", {"DATA": "lijstje.xlsx"}),
    "31 a list": ("31", {"DATA": "plannen.csv", "COLUMNS": PLAN}),
    "32 a list": ("32", {"DATA": "plannen.csv", "COLUMNS": PLAN}),
    "33 a ledger": ("33", {"DATA": "logboek.csv"}),
    "34 notes": ("34", {"DATA": "briefjes.xlsx", "COLUMNS": {"text": "Briefje"}}),
}
# Lesson 33 takes a ledger only: the rest of it is about published figures.
GATE = {"10 remarks and nothing else", "20 complaints alone"}
EVERYTHING = bool(os.environ.get("CXLAB_EVERYTHING"))


@pytest.mark.parametrize("name", RUNS if EVERYTHING else sorted(GATE))
def test_a_lesson_runs_on_ones_own_data_and_skips_what_belongs_to_the_practice_data(name, files):
    number, parameters = RUNS[name]
    parameters = {key: str(files / value) if key in ("DATA", "CALLS") else value for key, value in parameters.items()}
    notebook = run_lesson(number, parameters)
    assert find_errors(notebook) == []
    said = said_in(notebook)
    practice = any("goes on with the practice data" in words for words in said)
    assert number == "00" or (SKIPPED in said) != practice
    assert not [words for words in said if words.startswith("Not yet")]
    assert practice or not [words for words in said if "Simulated data" in words and any(
        name in words for name in (*TEAMS.values(), *TOPICS.values()))]


def test_every_lesson_with_parameters_is_run_on_ones_own_data():
    asked = {path.name[:2] for path in SOLUTIONS.glob("*.ipynb")
             for cell in nbformat.read(path, as_version=4).cells if cell.source.startswith("DATA = None")}
    assert asked == {number for number, _ in RUNS.values()}


class TestHelpers:
    own = pd.DataFrame({"text": ["a", "b", "c"], "site": pd.Series([None, None, None], dtype="str"),
                        "team": pd.Categorical(["Zuid", "Noord", "Zuid"], ["Noord", "Zuid", "X"])})

    def test_a_skipped_checkpoint_is_neither_passed_nor_worked_out(self):
        skipped = checkpoint("joy", lambda: 1 / 0, 0.4, own=self.own)
        assert skipped.passed is None
        assert "opacity" in skipped._repr_html_()
        assert checkpoint("joy", lambda: 0.4, 0.4).passed is True
        assert checkpoint("joy", 0.4, 0.4)._repr_html_() is None

    def test_groups_that_nobody_has_are_not_the_largest(self):
        assert largest_groups(self.own["team"], 5) == ["Zuid", "Noord"]

    def test_an_empty_column_is_a_missing_one(self, capsys):
        assert not has(self.own, "site", "team")
        assert "no site, so" in capsys.readouterr().out
        assert has(self.own, ("site", "team"), groups=2)

    def test_labels_are_read_as_people_type_them_and_nothing_is_guessed(self):
        typed = pd.DataFrame({"joy": ["WAAR", "nee", "misschien", None]})
        assert read_labels(typed, ["joy"])["joy"].tolist() == [True, False, pd.NA, pd.NA]

    def test_what_was_set_aside_is_said_in_words_that_hold_in_a_lesson(self, tmp_path, capsys):
        path = tmp_path / "klachten.csv"
        path.write_bytes("Klacht;Datum\nEén woord te snel;28-02-2026\nTe zacht;31-02-2026\n".encode("cp1252"))
        assert len(read_own(read_complaints, path)) == 1
        said = capsys.readouterr().out
        assert "1 of 2 rows" in said
        assert "the start page shows how to see which" in said
        assert "Windows-1252" in said
        assert "(reading" not in said
        assert ".notes" not in said

    def test_own_and_simulated_tables_are_never_mixed(self, capsys):
        assert read_together((None, "klachten.csv", None, []), (None, None, None, [])) is None
        assert "goes on with the practice data" in capsys.readouterr().out
