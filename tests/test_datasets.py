"""The shipped tables: typed, marked as simulated, explained, and made again to the byte."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pandas as pd
import pytest

from cxlab import datasets
from cxlab.frames import CONTRACTS, check_frame

ROOT = Path(__file__).parents[1]
NAMES = sorted(CONTRACTS)


def loaded(name: str) -> pd.DataFrame:
    return getattr(datasets, f"load_{name}")()


@pytest.fixture(scope="module")
def builder():
    place = importlib.util.spec_from_file_location("build_datasets", ROOT / "tools" / "build_datasets.py")
    module = importlib.util.module_from_spec(place)
    place.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def made(builder):
    return builder.build()


def test_every_shipped_file_is_made_again_to_the_byte(made):
    shipped = {path.name: path.read_bytes() for path in (ROOT / "datasets").iterdir()}
    assert shipped == {name: text.encode("utf-8") for name, text in made.items()}


def test_the_tool_says_which_files_differ(builder, made, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(builder, "FOLDER", tmp_path)
    monkeypatch.setattr(builder, "build", lambda: made)
    assert builder.main(["--check"]) == 1
    assert "calls.csv differs" in capsys.readouterr().out
    assert builder.main([]) == 0
    assert builder.main(["--check"]) == 0
    (tmp_path / "ratings.csv").write_text("spoilt")
    capsys.readouterr()
    assert builder.main(["--check"]) == 1
    assert capsys.readouterr().out == "ratings.csv differs; run python tools/build_datasets.py\n"


@pytest.mark.parametrize("name", NAMES)
def test_a_loaded_table_keeps_its_contract_and_says_that_it_is_simulated(name):
    table = loaded(name)
    assert table.attrs["simulated"] is True
    pd.testing.assert_frame_equal(check_frame(table, name)[list(table)], table, check_dtype=False,
                                  check_categorical=False)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_loaded_is_what_was_simulated(builder, made, name):
    assert builder.to_csv(loaded(name)) == made[f"{name}.csv"]


@pytest.mark.parametrize("name", NAMES)
def test_a_loaded_table_is_a_fresh_copy(name):
    first = loaded(name)
    column = first.columns[0]
    first[column] = "spoilt"
    first.attrs["simulated"] = False
    again = loaded(name)
    assert not (again[column].astype("str") == "spoilt").any()
    assert again.attrs["simulated"] is True


@pytest.mark.parametrize("name", NAMES)
def test_keys_are_unique_and_the_file_is_small(name):
    assert not loaded(name).duplicated(list(CONTRACTS[name].key)).any()
    assert (ROOT / "datasets" / f"{name}.csv").stat().st_size <= 2_200_000


def test_the_types_are_those_of_the_contracts():
    calls = loaded("calls")
    assert str(calls["date"].dtype) == "datetime64[us]"
    assert str(calls["repeat_call"].dtype) == "boolean"
    assert calls["line_quality"].cat.categories.tolist() == ["good", "fair", "poor"]
    assert str(loaded("initiatives")["start"].dtype) == "period[Q-DEC]"
    assert str(loaded("ratings")["nps_score"].dtype) == "Int64"
    assert str(loaded("calls_truth")["afraid"].dtype) == "boolean"


def test_truth_stands_in_the_order_of_its_table():
    assert loaded("calls")["call_id"].equals(loaded("calls_truth")["call_id"])
    assert loaded("complaints")["complaint_id"].equals(loaded("complaints_truth")["complaint_id"])


def test_complaints_of_one_language_keep_their_row_labels():
    everything, dutch = datasets.load_complaints(), datasets.load_complaints("nl")
    pd.testing.assert_frame_equal(dutch, everything[everything["language"] == "nl"])
    assert dutch.attrs["simulated"] is True
    assert len(dutch) + len(datasets.load_complaints("en")) == len(everything)


@pytest.mark.parametrize("language", ["de", "NL", "auto", ""])
def test_another_language_is_refused(language):
    with pytest.raises(ValueError, match="expected one of 'en', 'nl', or None"):
        datasets.load_complaints(language)


def test_references_between_the_tables_hold():
    calls = set(loaded("calls")["call_id"])
    complaints = loaded("complaints")
    assert set(complaints["call_id"].dropna()) <= calls
    assert set(loaded("ratings")["call_id"]) <= calls
    assert set(loaded("complaints_truth")["call_id"]) <= calls
    assert set(loaded("codings")["complaint_id"]) <= set(complaints["complaint_id"])
    assert set(complaints["customer_id"].dropna()) <= set(loaded("calls")["customer_id"])


def test_the_index_counts_the_rows_and_names_every_file():
    index = datasets.list_datasets().set_index("name")
    assert sorted(index.index) == NAMES
    assert index["rows"].to_dict() == {name: len(loaded(name)) for name in NAMES}
    assert index["kind"].eq("simulated").all()
    assert index[["what", "source", "licence"]].notna().all(axis=None)


def test_the_codebook_explains_every_column():
    codebook = (ROOT / "datasets" / "CODEBOOK.md").read_text(encoding="utf-8")
    for name in NAMES:
        part = codebook.split(f"## {name}.csv")[1].split("\n## ")[0]
        for column in loaded(name):
            assert f"| `{column}` |" in part, f"{name}.{column}"


def test_the_codebook_tells_the_truth_that_the_generators_use():
    codebook = " ".join((ROOT / "datasets" / "CODEBOOK.md").read_text(encoding="utf-8").split())
    for claim in ("cannot follow 4% of the calls", "2 times as high on a fair line and 5 times on a poor line",
                  "multiplies the odds by 2.5, a refusal by 2.2, a request granted in part by 1.4",
                  "are 0.5 times what they were"):
        assert claim in codebook


@pytest.mark.parametrize("name", ["complaints", "ratings"])
def test_an_incomplete_installation_is_said_in_words(name, tmp_path, monkeypatch):
    monkeypatch.setattr(datasets, "_folder", lambda: tmp_path)
    monkeypatch.setattr(datasets, "_typed", datasets._typed.__wrapped__)
    with pytest.raises(FileNotFoundError, match=rf"{name}\.csv is missing, so this installation of cxlab"):
        loaded(name)
    with pytest.raises(FileNotFoundError, match=r"index\.csv is missing"):
        datasets.list_datasets()


def test_an_installed_package_finds_its_tables_inside_itself(tmp_path, monkeypatch):
    (tmp_path / "cxlab" / "_datasets").mkdir(parents=True)
    monkeypatch.setattr(datasets, "files", lambda package: tmp_path / package)
    assert datasets._folder() == tmp_path / "cxlab" / "_datasets"
