"""Whose column is it? By names as people write them, by what stands in the cells, and by the unit in the header."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from cxlab.frames import CONTRACTS, FrameError, find_contract
from cxlab.frames.contracts import FIXES, LEDGER
from cxlab.readers import (
    describe_columns,
    dry_run,
    iter_complaints,
    read_calls,
    read_complaints,
    read_initiatives,
    read_ratings,
)
from cxlab.readers.columns import match_columns
from cxlab.readers.names import drop_unit, know_by_words, rank_all
from cxlab.readers.units import read_unit

HEADINGS = pd.read_csv(Path(__file__).parent / "reference" / "headings.csv")
WORDS = "Ik kon uw medewerker niet verstaan, zij sprak veel te snel"


def put(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


def codes(folder, header="Klachtnr.;Dat. melding;Wat de klant zei", rows=30):
    body = "".join(f"KL-{at:05d};{1 + at % 28:02d}-03-2026;{WORDS} {at}\n" for at in range(rows))
    return put(folder / "codes.csv", f"{header}\n{body}")


# ---------------------------------------------------------------- names


@pytest.mark.parametrize("half, least", [("develop", 1.0), ("test", 0.95), ("pages", 0.9)])
def test_headings_of_real_exports_are_known(half, least):
    """The half "test" was not looked at while names were added; "pages" came from public pages after that.

    Known at first sight, before (names alone) and after (words): develop 6 and 53 of 53, test 3 and 52 of 53, pages 8
    and 14 of 24. Names were added for what the pages had taught.
    """
    part = HEADINGS[HEADINGS["half"] == half]
    found = [match_columns([row.heading, "zzz"], find_contract(row.table), None, "x", complete=False).found
             for row in part.itertuples()]
    right = [list(match) == [row.column] for match, row in zip(found, part.itertuples(), strict=True)]
    assert sum(right) >= least * len(part)
    assert [list(match) for match, is_right in zip(found, right, strict=True) if match and not is_right] == []


@pytest.mark.parametrize("one, other", [
    ("Dat. ontvangst", "Ontvangstdatum"), ("Klachtnr.", "klacht id"), ("Datum van ontvangst", "ontvangst datum"),
    ("CaseNumber", "Case no."), ("Meldingsnummer", "Melding nr"), ("Uw opmerking(en)", "Opmerkingen"),
    ("Date/Time Opened", "Opened date")])
def test_two_ways_to_write_a_name_are_one_name(one, other):
    assert know_by_words(one) == know_by_words(other) != frozenset()


@pytest.mark.parametrize("one, other", [
    ("Aantal klachten", "Klacht"), ("Datum ontvangst", "Datum afgehandeld"), ("Status", "Klachtstatus"),
    ("Oude klacht", "Klacht"), ("Gem. klacht", "Klacht")])
def test_names_of_different_things_stay_different(one, other):
    assert know_by_words(one) != know_by_words(other)


@pytest.mark.parametrize("contract", [*CONTRACTS.values(), LEDGER, FIXES], ids=lambda contract: contract.name)
def test_no_words_could_mean_two_columns_of_one_table(contract):
    for column in contract.columns:
        for name in (column.name, *column.aliases):
            assert list(rank_all(name, contract)) == [column.name], name


def test_brackets_and_slashes_never_let_two_columns_fall_together(tmp_path):
    path = put(tmp_path / "two.csv", "Klacht (klant);Klacht (intern);Afd./Team\nniet te verstaan;zie brief;A\n")
    with pytest.raises(FrameError, match=r"could be 'Klacht \(klant\)' or 'Klacht \(intern\)'"):
        read_complaints(path)
    reading = read_complaints(path, columns={"text": "Klacht (klant)"})
    assert reading.good.loc[2, ["text", "Klacht (intern)", "team"]].tolist() == ["niet te verstaan", "zie brief", "A"]


def test_a_name_that_means_two_columns_is_used_for_neither_and_said(tmp_path):
    reading = read_complaints(put(tmp_path / "both.csv", "Klacht;Klant/Medewerker\nniet te verstaan;x\n"))
    assert {"customer_id", "agent_id"}.isdisjoint(reading.good)
    assert rank_all("Klacht/Afdeling", CONTRACTS["complaints"]) == {}


def test_a_second_column_that_could_be_meant_is_named(tmp_path):
    path = put(tmp_path / "other.csv", "Omschrijving;Klacht (vrij veld)\nfactuur;niet te verstaan\n")
    reading = read_complaints(path)
    note = reading.notes.set_index("about").loc["text", "note"]
    assert "'Omschrijving' was used as 'text'; 'Klacht (vrij veld)' could be it too" in note


def test_a_title_that_holds_a_known_name_is_not_taken_for_the_header(tmp_path):
    path = put(tmp_path / "title.csv", "Klacht (export CRM);\n;\nOmschrijving klacht;Afd.\nniet te verstaan;A\n")
    assert read_complaints(path).good["text"].to_dict() == {4: "niet te verstaan"}


def test_a_sheet_of_explanation_that_holds_a_known_name_is_not_taken_for_the_data(tmp_path):
    path = tmp_path / "book.xlsx"
    with pd.ExcelWriter(path) as book:
        pd.DataFrame([["Dit bestand", ""], ["Toelichting", "Zie blad 2"], ["x", "y"]]).to_excel(
            book, sheet_name="Leeswijzer", header=False, index=False)
        pd.DataFrame({"Meldingnummer": ["M1"], "Verzoek": ["niet te verstaan"], "Afd.": ["A"]}).to_excel(
            book, sheet_name="Export", index=False)
    assert read_complaints(path).good["text"].tolist() == ["niet te verstaan"]


# ---------------------------------------------------------------- guesses from the cells


def test_the_remedy_names_the_column_whose_texts_are_longest_and_says_why(tmp_path):
    with pytest.raises(FrameError, match=r"columns=\{'text': 'Wat de klant zei'\} \(because its cells are longest\)"):
        read_complaints(codes(tmp_path))


def test_the_dry_run_suggests_text_date_and_identifier_with_reasons(tmp_path):
    tried = dry_run(codes(tmp_path, "Kolom 1;Kolom 2;Kolom 3"))
    assert tried.lacking == ("text",)
    assert tried.suggestions[["column", "your_column", "why"]].to_numpy().tolist() == [
        ["text", "Kolom 3", "its cells are longest"],
        ["complaint_id", "Kolom 1", "each row has its own short code there"],
        ["date", "Kolom 2", "its cells read as dates"]]


def test_initiatives_are_guessed_by_their_names_tracks_and_quarters(tmp_path):
    rows = "".join(f"{at};Verbeter brief {at};{'innovatie' if at % 2 else 'fundament'};2026Q{1 + at % 4}\n"
                   for at in range(12))
    tried = dry_run(put(tmp_path / "plan.csv", "Nr;Wat wij doen;Soort;Vanaf wanneer\n" + rows), "initiatives")
    assert tried.suggestions.set_index("column")["your_column"].to_dict() == {
        "initiative": "Wat wij doen", "track": "Soort", "start": "Vanaf wanneer"}


def test_of_two_columns_that_could_be_meant_the_one_with_the_longest_texts_is_suggested(tmp_path):
    with pytest.raises(FrameError, match=r"could be 'Opmerking' or 'Toelichting'.*\{'text': 'Toelichting'\}"):
        read_complaints(put(tmp_path / "two.csv", f"Opmerking;Toelichting\nniet zo goed;{WORDS}\n" * 3))


def test_long_dates_and_mail_addresses_are_no_texts(tmp_path):
    rows = "".join(f"woensdag 4 maart 2026 14:05;een.heel.lang.adres.van.iemand{at}@example.com;te snel gesproken "
                   f"{at}\n" for at in range(25))
    tried = dry_run(put(tmp_path / "long.csv", "A;B;C\n" + rows))
    assert tried.suggestions.set_index("column").loc["text", "your_column"] == "C"


def test_a_column_of_codes_chosen_as_the_text_is_refused_with_a_better_one(tmp_path):
    path = codes(tmp_path)
    said = r"'Klachtnr.' of codes.csv cannot be the customers' words: not one of its cells has two words, such as " \
           r"'KL-00000'. Say which column it is: columns=\{'text': 'Wat de klant zei'\}"
    with pytest.raises(ValueError, match=said):
        read_complaints(path, columns={"text": "Klachtnr."})
    with pytest.raises(ValueError, match="not one of its cells has two words"):
        next(iter_complaints(path, columns={"text": "Klachtnr."}))
    assert "not one of its cells" in dry_run(path, columns={"text": "Klachtnr."}).refusal


def test_a_column_of_mostly_single_words_is_read_with_a_warning_in_front(tmp_path):
    words = ["KL-1"] * 15 + ["Zij sprak te snel"] * 6 + [f"KL-{at}" for at in range(20)]
    reading = read_complaints(put(tmp_path / "mix.csv", "Klacht;Team\n" + "".join(f"{word};A\n" for word in words)))
    said = "Column 'Klacht' holds one word per row, such as 'KL-1': is this the text of the complaints?"
    assert reading.warnings == (said,)
    assert reading.text.startswith(said)


def test_a_column_with_a_few_texts_only_is_read_with_a_warning(tmp_path):
    rows = "".join(f"{('Factuur niet juist', 'Monteur te laat')[at % 2]};A\n" for at in range(300))
    reading = read_complaints(put(tmp_path / "reasons.csv", "Klacht;Team\n" + rows))
    assert "holds only 2 different texts in 300 rows" in reading.warnings[0]


@pytest.mark.parametrize("words", [["Top"] * 40, ["Slecht", "Goed"] * 15, [WORDS] * 50, ["KL-1"] * 5, ["nvt"] * 90])
def test_short_answers_of_customers_are_never_refused(tmp_path, words):
    reading = read_complaints(put(tmp_path / "short.csv", "Klacht;Team\n" + "".join(f"{word};A\n" for word in words)))
    assert len(reading.good) == len(words)


def test_a_known_name_above_other_cells_costs_no_rows_and_is_warned_of(tmp_path):
    rows = "".join(f"Project {n};innovatie;{('groen', 'oranje')[n % 2]};{n}/5\n" for n in range(20))
    path = put(tmp_path / "plan.csv", "Projectnaam;Spoor;Projectstatus;Startkwartaal\n" + rows)
    reading = read_initiatives(path)
    assert (len(reading.good), len(reading.refused)) == (20, 0)
    assert reading.good["Projectstatus"].iloc[0] == "groen"
    assert [said.split(":")[0] for said in reading.warnings] == [
        "'Projectstatus' was not used as 'status'", "'Startkwartaal' was not used as 'start'"]
    assert dry_run(path, "initiatives").warnings == reading.warnings
    assert len(read_initiatives(path, columns={"status": "Projectstatus"}).refused) == 20


def test_a_column_with_some_wrong_cells_is_used_and_its_rows_are_set_aside(tmp_path):
    rows = "".join(f"Project {n};innovatie;{'groen' if n % 3 else 'gestart'}\n" for n in range(30))
    reading = read_initiatives(put(tmp_path / "plan.csv", "Projectnaam;Spoor;Projectstatus\n" + rows))
    assert (len(reading.good), len(reading.refused), reading.warnings) == (10, 20, ())


# ---------------------------------------------------------------- units


def unit_of(name: str, table: str):
    contract = CONTRACTS[table]
    ours, = rank_all(name, contract)
    unit = read_unit(name, contract[ours])
    return unit and (unit.name, unit.factor if unit.is_known else None)


@pytest.mark.parametrize("name, unit", [
    ("Kosten (€)", ("euros", 0.001)), ("Kosten in euro", ("euros", 0.001)), ("Kosten EUR", ("euros", 0.001)),
    ("Budget k€", ("thousand euros", 1)), ("Budget (x 1.000)", ("thousand euros", 1)), ("Kosten", None),
    ("Kosten (x € 1.000)", ("thousand euros", 1)), ("Kosten (EUR '000)", ("thousand euros", 1)),
    ("Kosten (mln €)", ("million euros", 1000)), ("Kosten (€ per maand)", ("euros a month", 0.003)),
    ("Kosten per jaar", ("thousand euros a year", 0.25)), ("Cost ($)", ("dollars", None)),
    ("Inzet (fte)", ("FTE", 1)), ("Inzet %", ("per cent", 0.01)), ("Inzet (uren)", ("hours", None)),
    ("Effort (days)", ("days", None)), ("FTE", None), ("Doorlooptijd (mnd)", ("months", 1 / 3)),
    ("Doorlooptijd in weken", ("weeks", 1 / 13)), ("Looptijd (jaren)", ("years", 4)), ("Kwartalen", None),
    ("Doorlooptijd (kwartalen)", ("quarters", 1)), ("duration_months", ("months", 1 / 3)), ("budget_keur", None),
    ("Aantal klanten (x 1.000)", ("thousands", 1000)), ("Klanten (%)", ("per cent", None))])
def test_the_unit_in_a_header_of_initiatives_is_understood(name, unit):
    assert unit_of(name, "initiatives") == (unit and (unit[0], unit[1] and pytest.approx(unit[1])))


@pytest.mark.parametrize("name", [
    "Inzet (manuren)", "Inzet (mensmaanden)", "Inzet (fte-maanden)", "Inzet (fte jaar)", "Kosten (€ 10.000)",
    "Kosten (k€ per half jaar)", "Kosten (ct)", "Klanten per week", "Bereik per maand", "Looptijd (dgn)",
    "Duur (sprints)", "Kosten (florijnen)"])
def test_a_unit_that_is_not_known_is_asked_about_and_never_taken_for_ours(name):
    assert unit_of(name, "initiatives")[1] is None


@pytest.mark.parametrize("name", ["Duur (min.sec)", "Duur (minuten,seconden)", "Duur (hh.mm)", "Gespreksduur (h:m:s)"])
def test_two_units_in_one_number_are_asked_about(name):
    assert unit_of(name, "calls")[1] is None


@pytest.mark.parametrize("name", ["Totale kosten (k€)", "Projectkosten (k€)", "Investering (eenmalig, k€)",
                                  "Kosten totaal (€)", "Totale inzet (fte)"])
def test_what_a_whole_initiative_costs_is_not_taken_for_each_quarter(name):
    assert rank_all(name, CONTRACTS["initiatives"]) == {}
    assert list(rank_all("Totale kosten per kwartaal (k€)", CONTRACTS["initiatives"])) == ["budget_keur"]


def test_per_cents_of_a_workbook_that_keeps_them_as_fractions_are_not_divided_again(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["Initiatief", "Spoor", "Inzet (%)"])
    for at, (name, share) in enumerate([("Terugbellen", 0.5), ("Brieven", 1.0), ("App", 0.25)], 2):
        book.active.append([name, "innovatie", share])
        book.active.cell(at, 3).number_format = "0%"
    book.save(tmp_path / "plan.xlsx")
    assert read_initiatives(tmp_path / "plan.xlsx").good["effort_fte"].tolist() == [0.5, 1.0, 0.25]
    mixed = put(tmp_path / "plan.csv", "Initiatief;Spoor;Inzet (%)\nTerugbellen;innovatie;0,5\nBrieven;innovatie;50%\n")
    assert read_initiatives(mixed).good["effort_fte"].tolist() == [0.5, 0.5]


@pytest.mark.parametrize("name, unit", [
    ("Duur (sec)", ("seconds", 1 / 60)), ("Handle Time (ms)", ("milliseconds", 1 / 60_000)),
    ("AHT (s)", ("seconds", 1 / 60)),
    ("Gem. afhandeltijd in seconden", ("seconds", 1 / 60)), ("Duur (incl. nawerk, sec)", ("seconds", 1 / 60)),
    ("Duur (min.)", ("minutes", 1)), ("Gespreksduur uur", ("hours", 60)), ("DurationSeconds", ("seconds", 1 / 60)),
    ("Duur (incl. nawerk)", None), ("handle_minutes", None)])
def test_the_unit_in_a_header_of_calls_is_understood(name, unit):
    assert unit_of(name, "calls") == (unit and (unit[0], pytest.approx(unit[1])))


def test_euros_and_months_are_converted_and_it_is_said(tmp_path):
    path = put(tmp_path / "plan.csv", "Projectnaam;Spoor;Kosten (€);Doorlooptijd (mnd);Inzet %\n"
                                      "Terugbellen;innovatie;33.000,00;4;50\nBrieven;fundament;-5;3;120%\n"
                                      "Gids;fundament;x;2,5;10\n")
    reading = read_initiatives(path)
    assert reading.good[["budget_keur", "duration_quarters", "effort_fte"]].to_numpy().tolist() == [[33.0, 2, 0.5]]
    assert str(reading.good["duration_quarters"].dtype) == "Int64"
    assert reading.faults[["row", "your_column", "value", "problem"]].to_numpy().tolist() == [
        [3, "Kosten (€)", "-5", "is below 0"], [4, "Kosten (€)", "x", "is not a number"]]
    said = reading.notes.set_index("about")["note"]
    assert said["budget_keur"].startswith("'Kosten (€)' is in euros; divided by 1,000, so that it is in thousand euros")
    assert "divided by 3 and rounded up to whole numbers" in said["duration_quarters"]
    assert said["budget_keur"] in dry_run(path, "initiatives").notes


def test_signs_of_euros_in_the_cells_say_the_unit_too(tmp_path):
    path = put(tmp_path / "plan.csv", "Projectnaam;Spoor;Kosten\nA1;innovatie;€ 33.000\nB2;fundament;€ 1.500,50\n")
    assert read_initiatives(path).good["budget_keur"].tolist() == pytest.approx([33, 1.5005])


def test_hours_and_dollars_are_asked_about_and_not_used(tmp_path):
    path = put(tmp_path / "plan.csv", "Projectnaam;Spoor;Inzet (uren);Kosten ($)\nA1;innovatie;120;9\n")
    reading = read_initiatives(path)
    assert {"effort_fte", "budget_keur"}.isdisjoint(reading.good)
    assert reading.good["Inzet (uren)"].tolist() == ["120"]
    assert [said.split(",")[0] for said in reading.warnings] == [
        "'Inzet (uren)' is in hours where FTE is expected",
        "'Kosten ($)' is in dollars where thousand euros a quarter is expected"]
    with pytest.raises(ValueError, match=r"columns= cannot be used: 'Inzet .uren.' is in hours where FTE is expected"):
        read_initiatives(path, columns={"effort_fte": "Inzet (uren)"})


def test_seconds_become_minutes_and_lengths_on_the_clock_stay_what_they_are(tmp_path):
    path = put(tmp_path / "calls.csv", "Gesprek;Duur (sec)\nK1;390\nK2;0:06:30\nK3;45\n")
    assert read_calls(path).good["handle_minutes"].tolist() == pytest.approx([6.5, 6.5, 0.75])


@pytest.mark.parametrize("header, written, minutes", [
    ("Duur (mm:ss)", ["0:06", "75:10"], [0.1, 75 + 1 / 6]), ("Duur (hh:mm)", ["0:06", "1:05"], [6, 65]),
    ("Duur (hh:mm:ss)", ["0:00:06", "1:05:00"], [0.1, 65]), ("Duur (uur)", ["0:06", "1,5"], [6, 90])])
def test_two_parts_of_a_length_are_what_the_header_says(tmp_path, header, written, minutes):
    path = put(tmp_path / "calls.csv", f"Gesprek;{header}\nK1;{written[0]}\nK2;{written[1]}\n")
    assert read_calls(path).good["handle_minutes"].tolist() == pytest.approx(minutes)


def test_numbers_of_an_excel_sheet_are_converted_too(tmp_path):
    path = tmp_path / "plan.xlsx"
    pd.DataFrame({"Projectnaam": ["A1", "B2"], "Spoor": ["innovatie", "fundament"], "Kosten (€)": [33_000.5, 7],
                  "Doorlooptijd (mnd)": [4, 6]}).to_excel(path, index=False)
    good = read_initiatives(path).good
    assert good["budget_keur"].tolist() == pytest.approx([33.0005, 0.007])
    assert good["duration_quarters"].tolist() == [2, 2]


@pytest.mark.parametrize("table, header, values", [
    ("initiatives", "Projectnaam;Spoor;Kosten", ["A;innovatie;33000", "B;fundament;12000"]),
    ("initiatives", "Projectnaam;Spoor;Doorlooptijd", ["A;innovatie;18", "B;fundament;24"]),
    ("initiatives", "Projectnaam;Spoor;Inzet", ["A;innovatie;120", "B;fundament;80"]),
    ("calls", "Gesprek;Duur", ["K1;380", "K2;410"])])
def test_numbers_too_large_for_a_unit_that_nobody_named_are_warned_of(tmp_path, table, header, values):
    path = put(tmp_path / "large.csv", "\n".join([header, *values]) + "\n")
    reading = (read_calls if table == "calls" else read_initiatives)(path)
    assert "names no unit; its values, such as" in reading.warnings[0]


def test_a_score_on_another_scale_is_not_taken_for_ours(tmp_path):
    reading = read_ratings(put(tmp_path / "scores.csv", "NPS (0-10);Verstaanbaarheid (1 tot 10)\n9;4\n"))
    assert reading.good["nps_score"].tolist() == [9]
    assert "understanding_effort" not in reading.good
    assert "is in points from 1 to 10 where points from 1 to 5 is expected" in reading.warnings[0]


def test_the_parts_of_a_large_file_are_converted_alike(tmp_path):
    rows = "".join(f"K{at};{60 * at}\n" for at in range(1, 8))
    from cxlab.readers import iter_calls

    parts = list(iter_calls(put(tmp_path / "calls.csv", "Gesprek;Duur (sec)\n" + rows), chunk_rows=3))
    assert pd.concat([part.good["handle_minutes"] for part in parts]).tolist() == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize("name, core", [("Kosten in euro", "Kosten"), ("Duur sec", "Duur"), ("Inzet %", "Inzet"),
                                        ("Kosten per maand", "Kosten"), ("FTE", "FTE"),
                                        ("duration_months", "duration")])
def test_a_unit_at_the_end_of_a_name_is_no_part_of_it(name, core):
    assert drop_unit(name) == core


def test_the_dry_run_of_a_file_that_is_fine_lacks_nothing(tmp_path):
    path = codes(tmp_path, "Klachtnr.;Dat. ontvangst;Omschrijving klant (vrij veld)")
    tried = dry_run(path)
    assert (tried.lacking, tried.warnings, tried.refusal, len(tried.suggestions)) == ((), (), "", 0)
    pd.testing.assert_frame_equal(tried.columns, describe_columns(path))
