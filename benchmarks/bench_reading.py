"""Reading a Dutch export of 200,000 complaints as people have it: semicolons, cp1252, day-first dates."""

import pandas as pd
import pytest

from cxlab import datasets
from cxlab.readers import read_complaints

ROWS = 200_000
GROUP = "read 200,000 complaints, Dutch, semicolons"


@pytest.fixture(scope="module")
def export(tmp_path_factory):
    """The simulated complaints as often as needed, each with a number of its own."""
    one = datasets.load_complaints()[["date", "text"]]
    rows = pd.concat([one] * (ROWS // len(one) + 1), ignore_index=True).head(ROWS)
    rows.insert(0, "Klachtnummer", [f"K{number}" for number in range(ROWS)])
    rows["date"] = pd.to_datetime(rows["date"]).dt.strftime("%d-%m-%Y")
    path = tmp_path_factory.mktemp("reading") / "klachten.csv"
    rows.rename(columns={"date": "Datum", "text": "Klacht"}).to_csv(path, sep=";", encoding="cp1252", index=False,
                                                                    errors="replace")
    return path


@pytest.mark.benchmark(group=GROUP)
def bench_read_complaints(benchmark, export):
    benchmark.extra_info |= {"per": ROWS, "unit": "rows"}
    reading = benchmark.pedantic(read_complaints, args=(export,), rounds=3)
    assert len(reading.good) + len(reading.refused) == ROWS


@pytest.mark.benchmark(group=GROUP)
def bench_read_csv_baseline(benchmark, export):
    benchmark.extra_info |= {"baseline": "pandas.read_csv, told all, checking nothing", "per": ROWS, "unit": "rows"}
    benchmark.pedantic(pd.read_csv, args=(export,), rounds=3, kwargs={
        "sep": ";", "encoding": "cp1252", "parse_dates": ["Datum"], "dayfirst": True})
