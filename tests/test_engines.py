"""The recipes for other engines give the numbers that plain pandas gives."""

from __future__ import annotations

import os
import sys
from functools import partial

import pandas as pd
import pytest

from cxlab import datasets, engines
from cxlab.emotions import score_emotions
from cxlab.intelligibility import code_complaints

SCORES = [score_emotions, code_complaints, partial(score_emotions, engine="trained", language="en")]
NAMES = ["emotions", "codes", "trained"]


@pytest.fixture(scope="module")
def complaints() -> pd.DataFrame:
    frame = datasets.load_complaints().head(1_000).reset_index(drop=True)
    texts = frame["text"].mask(frame.index % 97 == 5)
    return pd.DataFrame({"complaint_id": frame["complaint_id"].astype("str"), "text": texts.astype("str")})


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Categories as words, missing as None: what any engine can hold."""
    return frame.astype("object").where(frame.notna(), None).reset_index(drop=True)


@pytest.mark.parametrize("score", SCORES, ids=NAMES)
@pytest.mark.parametrize("size", [1_000_000, 301])
def test_parts_scored_one_by_one_give_what_the_whole_column_gives(complaints, score, size):
    scored = engines.score_pandas(complaints["text"], score, size=size)
    pd.testing.assert_frame_equal(scored, score(complaints["text"]))


def test_two_processes_give_what_one_gives(complaints):
    texts = complaints["text"].head(200)
    scored = engines.score_pandas(texts, code_complaints, size=100, processes=2)
    pd.testing.assert_frame_equal(scored, code_complaints(texts))


def test_an_empty_column_keeps_the_columns_of_the_outcome():
    empty = pd.Series([], dtype="str")
    pd.testing.assert_frame_equal(engines.score_pandas(empty, score_emotions), score_emotions(empty))


def test_a_function_that_loses_rows_is_refused(complaints):
    with pytest.raises(ValueError, match="one row for each text"):
        engines.score_pandas(complaints["text"], lambda texts: score_emotions(texts.dropna()))


@pytest.mark.parametrize("options", [{"size": 0}, {"size": 2.5}, {"processes": 0}])
def test_parts_and_processes_are_counted_in_whole_numbers(complaints, options):
    with pytest.raises(ValueError, match="whole number of at least 1"):
        engines.score_pandas(complaints["text"], score_emotions, **options)


@pytest.mark.parametrize("score", SCORES, ids=NAMES)
def test_duckdb_gives_the_numbers_that_pandas_gives(complaints, score):
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is optional: make test-engines installs it")
    with duckdb.connect() as connection:
        relation = connection.from_df(complaints)
        scored = engines.score_duckdb(relation, score, size=300).read_pandas()
    pd.testing.assert_frame_equal(plain(scored), plain(complaints.join(score(complaints["text"]))))


def test_duckdb_leaves_the_other_columns_as_they_were_also_long_numbers_beside_missing_ones():
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is optional: make test-engines installs it")
    query = ("select * from (values (9007199254740993, 'Too fast', true), (null, null, null), (3, 'Thank you', false)) "
             "t(call, text, billed)")
    with duckdb.connect() as connection:
        scored = engines.score_duckdb(connection.sql(query), code_complaints).read_all()
    assert scored.column("call").to_pylist() == [9007199254740993, None, 3]
    assert scored.column("billed").to_pylist() == [True, None, False]
    assert scored.column("complaint").to_pylist() == code_complaints(pd.Series(["Too fast", None, "Thank you"]))[
        "complaint"].astype("object").where(lambda held: held.notna(), None).tolist()


def test_duckdb_reads_its_scored_stream_in_a_query(complaints):
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is optional: make test-engines installs it")
    with duckdb.connect() as connection:
        scored = engines.score_duckdb(connection.from_df(complaints), code_complaints)  # noqa: F841 (read by name)
        counts = connection.cursor().sql("select status, count(*) as n from scored group by status").df()
    expected = code_complaints(complaints["text"])["status"].value_counts()
    assert dict(zip(counts["status"], counts["n"], strict=True)) == expected[expected > 0].to_dict()


def test_a_table_without_the_text_column_says_what_it_has(complaints):
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is optional: make test-engines installs it")
    with duckdb.connect() as connection, pytest.raises(ValueError, match="'klacht'; the columns are complaint_id"):
        engines.score_duckdb(connection.from_df(complaints), score_emotions, text="klacht")


def test_a_column_that_would_be_overwritten_is_refused(complaints):
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is optional: make test-engines installs it")
    with duckdb.connect() as connection, pytest.raises(ValueError, match="already has the column"):
        engines.score_duckdb(connection.from_df(complaints.assign(anger=0.5)), score_emotions)


@pytest.fixture(scope="module")
def spark():
    sql = pytest.importorskip("pyspark.sql", reason="Spark is optional: make test-engines installs it")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (sql.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
               .config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
               .config("spark.sql.execution.arrow.pyspark.enabled", "true").getOrCreate())
    yield session
    session.stop()


@pytest.mark.filterwarnings("default")  # Spark itself warns about pandas 3
@pytest.mark.parametrize("score", SCORES, ids=NAMES)
def test_spark_gives_the_numbers_that_pandas_gives(spark, complaints, score):
    rows = [tuple(None if pd.isna(value) else value for value in row) for row in complaints.itertuples(index=False)]
    frame = spark.createDataFrame(rows, "complaint_id string, text string").repartition(4)
    scored = engines.score_spark(frame, score).toPandas().set_index("complaint_id").loc[complaints["complaint_id"]]
    expected = complaints.join(score(complaints["text"])).set_index("complaint_id")
    pd.testing.assert_frame_equal(plain(scored), plain(expected))
