"""A table is taken whole and typed, or every fault in it is named."""

from __future__ import annotations

import pickle
from datetime import datetime
from typing import Annotated, Literal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxlab.frames import (
    CAUSES,
    CONTRACTS,
    TRACKS,
    Column,
    Contract,
    FrameError,
    check_frame,
    describe_contract,
    find_contract,
    infer_dayfirst,
    infer_decimal,
    split_frame,
)

PLANTED = pd.DataFrame({
    "call_id": ["K1", "K2", "K2", "K4", "K5", "K6"],
    "date": ["01-03-2026", "31-02-2026", "02-03-2026", "gisteren", "04-03-2026", "05-03-2026"],
    "handle_minutes": ["6,5", "7", "-1", "8", "veel", "9"],
    "line_quality": ["goed", "goed", "matig", "slecht", "goed", "geel"],
})
FAULTY_ROWS = {1, 2, 3, 4, 5}


def one_column(kind: str, values, **options) -> pd.Series:
    contract = Contract("t", "T", "T", "a row", (Column("x", kind, "m", "m", **options),))
    return split_frame(pd.DataFrame({"x": values}), contract)


class TestFaults:
    def test_all_faults_of_a_table_are_reported_at_once(self):
        with pytest.raises(FrameError, match=r"6 faults in calls") as caught:
            check_frame(PLANTED, "calls")
        found = caught.value.faults
        assert list(found.columns) == ["column", "row", "value", "problem", "expected", "remedy"]
        assert set(zip(found["row"], found["column"], strict=True)) == {
            (1, "date"), (2, "call_id"), (2, "handle_minutes"), (3, "date"), (4, "handle_minutes"),
            (5, "line_quality")}

    def test_the_message_names_column_row_value_expectation_and_remedy(self):
        with pytest.raises(FrameError, match=r"row 1, column 'date': '31-02-2026' does not exist\. Expected a date "
                                             r"such as .* Correct the value or leave it empty\."):
            check_frame(PLANTED, "calls")

    def test_ten_faults_are_shown_and_the_rest_counted(self):
        frame = pd.DataFrame({"call_id": [f"K{i}" for i in range(25)], "handle_minutes": "veel"})
        with pytest.raises(FrameError, match=r"and 15 more") as caught:
            check_frame(frame, "calls")
        assert str(caught.value).count("\n- ") == 10
        assert len(caught.value.faults) == 25

    def test_a_near_miss_is_suggested(self):
        faults = split_frame(PLANTED.assign(line_quality="goad"), "calls").faults
        assert "did you mean 'good'?" in faults.set_index("column").loc["line_quality", "problem"].iloc[0]

    def test_a_missing_required_column_comes_with_the_line_that_mends_it(self):
        with pytest.raises(FrameError, match=r"column 'text': is missing.*columns=\{'text': '<your name>'\}.*'Klacht'"):
            check_frame(pd.DataFrame({"Klacht": ["a"]}), "complaints")

    def test_two_columns_of_the_same_name_are_refused(self):
        frame = pd.DataFrame([["a", "b"]], columns=["text", "text"])
        with pytest.raises(FrameError, match="more than once in the header"):
            check_frame(frame, "complaints")

    def test_something_that_is_no_table_is_refused(self):
        with pytest.raises(TypeError, match="expected a pandas DataFrame of call log, got list"):
            check_frame([1, 2], "calls")

    def test_an_unknown_contract_lists_the_known_ones(self):
        with pytest.raises(ValueError, match="there is no table called 'klachten'; there are complaints, calls"):
            find_contract("klachten")

    def test_the_error_survives_a_trip_to_another_process(self):
        with pytest.raises(FrameError) as caught:
            check_frame(PLANTED, "calls")
        again = pickle.loads(pickle.dumps(caught.value))
        assert str(again) == str(caught.value)

    def test_an_empty_value_where_none_may_be_missing_is_a_fault(self):
        split = split_frame(pd.DataFrame({"call_id": ["K1", " ", None]}), "calls")
        assert split.faults["problem"].tolist() == ["is empty", "is empty"]
        assert split.good["call_id"].tolist() == ["K1"]


class TestSplit:
    def test_good_and_refused_rows_together_are_the_table(self):
        split = split_frame(PLANTED, "calls")
        assert set(split.refused.index) == FAULTY_ROWS
        assert list(split.good.index) == [0]
        pd.testing.assert_frame_equal(split.refused, PLANTED.loc[sorted(FAULTY_ROWS)])

    def test_the_callers_frame_is_not_changed(self):
        before = PLANTED.copy(deep=True)
        split_frame(PLANTED, "calls")
        pd.testing.assert_frame_equal(PLANTED, before)

    def test_labels_survive_even_when_they_repeat(self):
        frame = PLANTED.set_axis([7, 7, 7, "a", "a", "b"])
        split = split_frame(frame, "calls")
        assert list(split.good.index) == [7]
        assert split.faults["row"].tolist() == [7, 7, 7, "a", "a", "b"]

    def test_columns_that_we_do_not_know_are_left_as_they_are(self):
        frame = pd.DataFrame({"text": ["a"], "eigen kolom": [object]})
        assert check_frame(frame, "complaints")["eigen kolom"].iloc[0] is object

    def test_an_empty_table_is_a_valid_table(self):
        typed = check_frame(pd.DataFrame({"call_id": [], "date": [], "handle_minutes": []}, dtype="str"), "calls")
        assert typed.dtypes.astype(str).to_dict() == {
            "call_id": "str", "date": "datetime64[us]", "handle_minutes": "float64"}


class TestTypes:
    def test_each_kind_gets_its_type(self):
        frame = pd.DataFrame({
            "initiative": ["a"], "track": ["innovatie"], "start": ["K1 2026"], "duration_quarters": ["2,0"],
            "effort_fte": ["1.250,5"], "requires": [None]})
        typed = check_frame(frame, "initiatives")
        assert typed.dtypes.astype(str).to_dict() == {
            "initiative": "str", "track": "category", "start": "period[Q-DEC]", "duration_quarters": "Int64",
            "effort_fte": "float64", "requires": "str"}
        assert typed.loc[0, "track"] == TRACKS[1]
        assert str(typed.loc[0, "start"]) == "2026Q1"
        assert typed.loc[0, "effort_fte"] == 1250.5

    def test_checking_a_typed_table_again_changes_nothing(self):
        once = split_frame(PLANTED, "calls").good
        pd.testing.assert_frame_equal(check_frame(once, "calls"), once)

    @pytest.mark.parametrize("values", [
        pd.array([1, 2, None], dtype="Int64"), np.array([1.0, 2.0, np.nan]), ["1", "2", ""], ["1,0", "2", "n.v.t."],
        pd.Categorical(["1", "2", None]), pd.array(["1", "2", None], dtype="string[python]"),
        np.array([1, 2, None], dtype=object)])
    def test_a_whole_number_may_come_in_any_dress(self, values):
        typed = one_column("integer", values).good["x"]
        assert typed.dtype == "Int64"
        assert typed.isna().tolist() == [False, False, True]
        assert typed.dropna().tolist() == [1, 2]

    @pytest.mark.parametrize("word, expected", [
        ("ja", True), ("Yes", True), ("1", True), ("WAAR", True), ("nee", False), ("N", False), ("0", False)])
    def test_yes_and_no_in_two_languages(self, word, expected):
        assert one_column("boolean", [word]).good["x"].iloc[0] == expected

    def test_numbers_stay_numbers_when_the_column_is_numeric_and_the_contract_says_yes_or_no(self):
        assert one_column("boolean", [1, 0, 1]).good["x"].tolist() == [True, False, True]

    def test_a_half_is_no_whole_number(self):
        assert one_column("integer", ["1", "1,5"]).faults["problem"].tolist() == ["is not a whole number"]

    def test_a_time_zone_is_dropped_and_the_clock_kept(self):
        stamps = pd.Series(pd.to_datetime(["2026-03-01 10:00"]).tz_localize("Europe/Amsterdam"))
        assert one_column("date", stamps).good["x"].iloc[0] == pd.Timestamp("2026-03-01 10:00")


class TestNumbers:
    @pytest.mark.parametrize("written, expected", [
        ("€ 1.234,50", 1234.5), ("1,234.5", 1234.5), ("1 234,5", 1234.5), ("6'500", 6500), ("50%", 50), ("-3,5", -3.5),
        ("\u22124", -4), ("1e3", 1000), ("12,-", 12), ("EUR 7", 7), ("0,001", 0.001), (",5", 0.5)])
    def test_numbers_as_people_write_them(self, written, expected):
        assert one_column("number", [written]).good["x"].iloc[0] == pytest.approx(expected)

    @pytest.mark.parametrize("written", ["12.5.3", "inf", "1,2,3", "twaalf", "--5", "0x10", "1_000", "٣"])
    def test_what_is_no_number_is_never_guessed(self, written):
        assert one_column("number", [written, "1"]).faults["row"].tolist() == [0]

    def test_a_dot_among_decimal_commas_is_set_aside_not_read_as_a_thousand(self):
        split = one_column("number", ["0,5", "2,5", "1.5"])
        assert split.good["x"].tolist() == [0.5, 2.5]
        assert "decimal sign" in split.faults.loc[0, "problem"]

    def test_a_doubtful_thousand_is_said(self):
        split = one_column("number", ["1.234"])
        assert split.good["x"].tolist() == [1234]
        assert "thousands separator" in split.notes.loc[0, "note"]

    @given(st.lists(st.floats(-1e9, 1e9).map(lambda x: round(x, 2)), min_size=1, max_size=20))
    def test_what_a_dutch_spreadsheet_writes_is_read_back(self, numbers):
        written = [f"{x:,.2f}".replace(",", "_").replace(".", ",").replace("_", ".") for x in numbers]
        assert one_column("number", written).good["x"].tolist() == pytest.approx(numbers)

    @given(st.lists(st.floats(-1e9, 1e9).map(lambda x: round(x, 2)), min_size=1, max_size=20))
    def test_what_an_english_spreadsheet_writes_is_read_back(self, numbers):
        assert one_column("number", [f"{x:,.2f}" for x in numbers]).good["x"].tolist() == pytest.approx(numbers)

    def test_a_length_on_the_clock_becomes_minutes_beside_decimal_commas(self):
        split = one_column("number", ["0:06:30", "6,5", "1:00:00", "06:30"], unit="minutes")
        assert split.good["x"].tolist() == [6.5, 6.5, 60]
        assert split.faults["value"].tolist() == ["06:30"]

    def test_minutes_and_seconds_are_read_when_the_whole_column_is_written_so_and_it_is_said(self):
        split = one_column("number", ["06:30", "75:10", "0:45", "7"], unit="minutes")
        assert split.good["x"].tolist() == pytest.approx([6.5, 75 + 1 / 6, 0.75, 7])
        assert split.notes["note"].tolist() == ["'06:30' was read as minutes and seconds"]

    def test_lengths_that_could_be_hours_and_minutes_are_not_guessed(self):
        assert one_column("number", ["0:06", "0:12", "1:05"], unit="minutes").faults["row"].tolist() == [0, 1, 2]

    def test_half_of_a_person_is_half_and_not_fifty(self):
        assert one_column("number", ["50%", "12,5 %", "1,5"], unit="FTE").good["x"].tolist() == [0.5, 0.125, 1.5]

    def test_the_decimal_sign_follows_the_majority_and_says_so(self):
        assert infer_decimal(pd.Series(["1,5", "2,5", "3.5"]))[0] == ","
        assert "set aside" in infer_decimal(pd.Series(["1,5", "2,5", "3.5"]))[1]


class TestDates:
    @pytest.mark.parametrize("written, expected", [
        ("2026-03-04", "2026-03-04"), ("04-03-2026", "2026-03-04"), ("4/3/2026", "2026-03-04"),
        ("4.3.26", "2026-03-04"), ("4 mrt 2026", "2026-03-04"), ("4 maart 2026", "2026-03-04"),
        ("March 4, 2026", "2026-03-04"), ("woensdag 4 maart 2026", "2026-03-04"), ("20260304", "2026-03-04"),
        ("04-03-2026 14:05", "2026-03-04 14:05"), ("2026-03-04T14:05:30Z", "2026-03-04 14:05:30"),
        ("4-3-2026 2:05 pm", "2026-03-04 14:05"), ("4-3-2026 12:05 am", "2026-03-04 00:05")])
    def test_dates_as_people_write_them(self, written, expected):
        assert one_column("date", [written]).good["x"].iloc[0] == pd.Timestamp(expected)

    def test_a_day_that_does_not_exist_is_told_from_something_that_is_no_date(self):
        faults = one_column("date", ["31-02-2026", "gisteren", "2026-13-01"]).faults
        assert faults["problem"].tolist() == ["does not exist", "is not a date", "does not exist"]

    @given(st.lists(st.dates(pd.Timestamp("1900-01-01").date(), pd.Timestamp("2100-12-31").date()), min_size=1))
    def test_iso_dates_are_read_back(self, days):
        assert one_column("date", [day.isoformat() for day in days]).good["x"].dt.date.tolist() == days

    @given(st.lists(st.dates(pd.Timestamp("2000-01-01").date(), pd.Timestamp("2030-12-31").date()), min_size=1),
           st.booleans())
    def test_a_stated_order_of_day_and_month_is_kept(self, days, dayfirst):
        written = [day.strftime("%d/%m/%Y" if dayfirst else "%m/%d/%Y") for day in days]
        contract = Contract("t", "T", "T", "a row", (Column("x", "date", "m", "m"),))
        good = split_frame(pd.DataFrame({"x": written}), contract, dayfirst=dayfirst).good
        assert good["x"].dt.date.tolist() == days

    def test_a_thirteenth_in_second_place_shows_that_the_month_comes_first(self):
        assert infer_dayfirst(pd.Series(["03/13/2026", "03/04/2026"])) == (False, "")

    def test_an_order_that_cannot_be_known_is_said(self):
        assert "dayfirst=False" in one_column("date", ["03/04/2026"]).notes.loc[0, "note"]


class TestDeclarations:
    @pytest.mark.parametrize("contract", CONTRACTS.values(), ids=lambda contract: contract.name)
    def test_every_example_holds_to_its_contract(self, contract):
        rows = pd.DataFrame([{column.name: column.example for column in contract.columns}])
        if contract.name.endswith("_truth"):
            rows = rows.drop(columns=[c.name for c in contract.columns if not c.example])
            rows = rows.assign(**{c.name: c.legal[0] if c.legal else ("0" if c.kind == "number" else "no")
                                  for c in contract.columns if not c.example})
        assert len(check_frame(rows, contract)) == 1

    @pytest.mark.parametrize("contract", CONTRACTS.values(), ids=lambda contract: contract.name)
    def test_every_column_is_explained_in_both_languages(self, contract):
        for language in ("en", "nl"):
            assert describe_contract(contract, language=language)["meaning"].str.contains(r"[.?]$").all()

    def test_an_alias_never_points_to_two_columns_of_one_table_unless_the_reader_asks(self):
        for contract in CONTRACTS.values():
            names = [alias for column in contract.columns for alias in {column.name.replace("_", " "), *column.aliases}]
            assert sorted(set(names)) == sorted(names), contract.name

    def test_the_eight_causes_have_their_columns_in_the_truth(self):
        assert [f"cause_{cause}" for cause in CAUSES] == [
            c.name for c in CONTRACTS["complaints_truth"].columns if c.name.startswith("cause_")]


class TestOracles:
    """The field's validators agree on the planted faults wherever they look at text first as we do."""

    def test_pydantic_refuses_the_same_rows(self):
        from pydantic import AfterValidator, BaseModel, Field, ValidationError

        class Call(BaseModel):
            date: Annotated[str, AfterValidator(lambda text: datetime.strptime(text, "%d-%m-%Y"))]
            handle_minutes: Annotated[float, Field(ge=0)]
            line_quality: Literal["goed", "matig", "slecht"]

        refused = set()
        for row in PLANTED.itertuples():
            try:
                Call(date=row.date, handle_minutes=row.handle_minutes.replace(",", "."), line_quality=row.line_quality)
            except ValidationError:
                refused.add(row.Index)
        assert refused | set(PLANTED.index[PLANTED["call_id"].duplicated()]) == FAULTY_ROWS

    def test_pandera_finds_no_row_that_we_let_pass(self):
        import pandera.pandas as pa

        schema = pa.DataFrameSchema({
            "call_id": pa.Column(str, unique=True),
            "date": pa.Column(str, pa.Check.str_matches(r"^(?!31-02)\d\d-\d\d-\d{4}$")),
            "handle_minutes": pa.Column(str, pa.Check.str_matches(r"^\d+(,\d+)?$")),
            "line_quality": pa.Column(str, pa.Check.isin(["goed", "matig", "slecht"])),
        })
        with pytest.raises(pa.errors.SchemaErrors) as caught:
            schema.validate(PLANTED, lazy=True)
        refused = set(caught.value.failure_cases["index"].dropna().astype(int))
        assert refused - {1} == FAULTY_ROWS - {1}  # pandera flags the first of two equal keys as well

    def test_frictionless_refuses_the_same_rows(self, tmp_path):
        from frictionless import Resource, Schema, fields

        path = tmp_path / "calls.csv"
        PLANTED.assign(handle_minutes=PLANTED["handle_minutes"].str.replace(",", ".")).to_csv(path, index=False)
        schema = Schema(fields=[
            fields.StringField(name="call_id", constraints={"unique": True}),
            fields.DateField(name="date", format="%d-%m-%Y"),
            fields.NumberField(name="handle_minutes", constraints={"minimum": 0}),
            fields.StringField(name="line_quality", constraints={"enum": ["goed", "matig", "slecht"]}),
        ])
        report = Resource(path=path.name, basepath=str(tmp_path), schema=schema).validate()
        assert {row - 2 for row, in report.flatten(["rowNumber"])} == FAULTY_ROWS
