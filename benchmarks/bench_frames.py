"""Checking a table of 200,000 calls, beside pandera on the same table and frictionless on a part of it."""

import numpy as np
import pandas as pd
import pytest

from cxlab.frames import check_frame

ROWS = 200_000


@pytest.fixture(scope="module")
def calls() -> pd.DataFrame:
    rng = np.random.default_rng(1)
    days = pd.Series(pd.date_range("2026-01-01", periods=365).strftime("%d-%m-%Y"))
    return pd.DataFrame({
        "call_id": [f"K{number}" for number in range(ROWS)],
        "date": days.iloc[rng.integers(0, 365, ROWS)].to_numpy(),
        "handle_minutes": [f"{value:.2f}" for value in rng.gamma(2, 3, ROWS)],
        "transferred": rng.choice(["yes", "no"], ROWS),
        "line_quality": rng.choice(["good", "fair", "poor"], ROWS),
    })


@pytest.mark.benchmark(group="check 200,000 calls")
def bench_check_frame(benchmark, calls):
    benchmark.extra_info |= {"per": ROWS, "unit": "rows"}
    benchmark.pedantic(check_frame, args=(calls, "calls"), rounds=5)


@pytest.mark.benchmark(group="check 200,000 calls")
def bench_pandera_baseline(benchmark, calls):
    import pandera.pandas as pa

    benchmark.extra_info |= {"baseline": "pandera, the same checks", "per": ROWS, "unit": "rows"}
    schema = pa.DataFrameSchema({
        "call_id": pa.Column(str, unique=True),
        "date": pa.Column("datetime64[us]", parsers=pa.Parser(lambda s: pd.to_datetime(s, format="%d-%m-%Y"))),
        "handle_minutes": pa.Column(float, pa.Check.ge(0), coerce=True),
        "transferred": pa.Column(str, pa.Check.isin(["yes", "no"])),
        "line_quality": pa.Column(str, pa.Check.isin(["good", "fair", "poor"])),
    })
    benchmark.pedantic(schema.validate, args=(calls,), kwargs={"lazy": True}, rounds=5)


@pytest.mark.benchmark(group="check 200,000 calls")
def bench_frictionless_baseline(benchmark, calls):
    from frictionless import Resource, Schema

    few = calls.head(5_000)
    benchmark.extra_info |= {"baseline": "frictionless, 5,000 of them", "per": len(few), "unit": "rows"}
    schema = Schema.from_descriptor({"fields": [
        {"name": "call_id", "type": "string", "constraints": {"unique": True}},
        {"name": "date", "type": "date", "format": "%d-%m-%Y"},
        {"name": "handle_minutes", "type": "number", "constraints": {"minimum": 0}},
        {"name": "transferred", "type": "string", "constraints": {"enum": ["yes", "no"]}},
        {"name": "line_quality", "type": "string", "constraints": {"enum": ["good", "fair", "poor"]}}]})
    rows = [list(few), *few.to_numpy().tolist()]

    def validate():
        assert Resource(rows, schema=schema).validate().valid

    benchmark.pedantic(validate, rounds=3)
