"""Run the same scoring on more than one core, or on an engine that you have already.

cxlab owns functions of one shape: a column of texts in, one row out for each text, same order, always the same columns
(``score_emotions``, ``label_emotions``, ``code_complaints``, ``resolve_language``). Such a function needs no memory of
other rows, so any engine can call it part by part. Here are the recipes, a few lines each: pandas with all cores,
DuckDB, and Spark. They give the numbers that plain pandas gives; the tests hold them to it.

DuckDB and Spark are optional: ``pip install "cxlab[engines]"`` (Spark needs Java 17 or newer).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from functools import partial
from multiprocessing import get_context

import pandas as pd
import pyarrow as pa

BATCH_ROWS = 50_000
Score = Callable[[pd.Series], pd.DataFrame]


def batches(texts: pd.Series, *, size: int = BATCH_ROWS) -> Iterator[pd.Series]:
    """Cut a column of texts into parts of equal length.

    Parameters
    ----------
    texts : Series of str
        The column; it is not copied.
    size : int
        Rows in a part; the last part may be shorter.

    Returns
    -------
    iterator of Series
        The parts in order, each with its own piece of the index. An empty column gives one empty part, so that the
        columns of the outcome are known.

    Raises
    ------
    ValueError
        When `size` is not a whole number of at least 1.

    Examples
    --------
    >>> [len(part) for part in batches(pd.Series(["a", "b", "c"]), size=2)]
    [2, 1]
    """
    if not isinstance(size, int) or size < 1:
        raise ValueError(f"size must be a whole number of at least 1, got {size!r}")
    return (texts.iloc[start:start + size] for start in range(0, max(len(texts), 1), size))


def score_pandas(texts: pd.Series, score: Score, *, size: int = BATCH_ROWS, processes: int = 1,
                 progress: bool = False) -> pd.DataFrame:
    """Score a long column part by part, on as many cores as you allow, with a progress bar.

    Parameters
    ----------
    texts : Series of str
        The column of texts.
    score : callable
        A function of ours or of yours: Series in, DataFrame with the same index out. Bind options with
        ``functools.partial(cx.emotions.score_emotions, language="nl")``. With `processes` above 1 it must be a function
        with a name, not a lambda.
    size : int
        Rows in a part.
    processes : int
        How many parts are scored at the same time.
    progress : bool
        Show a bar.

    Returns
    -------
    DataFrame
        What ``score(texts)`` gives, row for row; missing texts stay as `score` leaves them.

    Raises
    ------
    ValueError
        When `size` or `processes` is not a whole number of at least 1, or when `score` changes the index.

    Examples
    --------
    >>> from cxlab.emotions import score_emotions
    >>> texts = pd.Series(["I am furious", "Thank you, I am so happy"])
    >>> score_pandas(texts, score_emotions, size=1).equals(score_emotions(texts))
    True
    """
    from tqdm import tqdm

    if not isinstance(processes, int) or processes < 1:
        raise ValueError(f"processes must be a whole number of at least 1, got {processes!r}")
    parts = batches(texts, size=size)
    pool = nullcontext() if processes == 1 else ProcessPoolExecutor(processes, mp_context=get_context("spawn"))
    with pool as workers, tqdm(total=len(texts), desc="score", unit="text", disable=not progress) as bar:
        done = []
        for frame in (workers.map if workers else map)(partial(_score_part, score), parts):
            done.append(frame)
            bar.update(len(frame))
    return _join(done)


def score_duckdb(relation, score: Score, *, text: str = "text", size: int = BATCH_ROWS) -> pa.RecordBatchReader:
    """Score a DuckDB relation as a stream, so that a table larger than memory passes through.

    Parameters
    ----------
    relation : duckdb.DuckDBPyRelation
        A table, a query or a file: ``duckdb.read_csv("complaints.csv")``.
    score : callable
        Series in, DataFrame with the same index out.
    text : str
        The column with the texts.
    size : int
        Rows that are in memory at one time.

    Returns
    -------
    pyarrow.RecordBatchReader
        The relation's columns followed by those of `score`. DuckDB reads it again by its Python name, on a second
        cursor because the first is busy reading: ``scored = score_duckdb(connection.read_csv("complaints.csv"), f)``,
        then ``connection.cursor().sql("select avg(anger) from scored")``. It can be read once.

    Raises
    ------
    ValueError
        When the relation has no column `text`, or already has a column that `score` makes.

    Examples
    --------
    >>> score_duckdb(duckdb.sql("select 'I am furious' as text"), score_emotions)  # doctest: +SKIP
    <pyarrow.lib.RecordBatchReader object>
    """
    schema = _schema_after(relation.limit(0).to_arrow_table().schema, score, text)
    reader = relation.to_arrow_reader(size)
    parts = (_beside(batch, score, text, schema) for batch in reader)
    return pa.RecordBatchReader.from_batches(schema, parts)


def score_spark(frame, score: Score, *, text: str = "text"):
    """Score a Spark DataFrame on the cluster that it lives on.

    Parameters
    ----------
    frame : pyspark.sql.DataFrame
        The table. cxlab must be installed where Spark's workers run.
    score : callable
        Series in, DataFrame with the same index out.
    text : str
        The column with the texts.

    Returns
    -------
    pyspark.sql.DataFrame
        The table's columns followed by those of `score`; nothing is computed until you ask Spark for rows.

    Raises
    ------
    ValueError
        When the table has no column `text`, or already has a column that `score` makes.

    Examples
    --------
    >>> score_spark(spark.createDataFrame(complaints), score_emotions).show()  # doctest: +SKIP
    """
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

    schema, width = _schema_after(to_arrow_schema(frame.schema), score, text), len(frame.schema)

    def score_parts(parts):
        given = pa.schema(list(schema)[:width])
        batches_in = (pa.RecordBatch.from_pandas(part, schema=given, preserve_index=False) for part in parts)
        return (_beside(batch, score, text, schema).to_pandas() for batch in batches_in)

    return frame.mapInPandas(score_parts, schema=from_arrow_schema(schema))


def _score_part(score: Score, part: pd.Series) -> pd.DataFrame:
    frame = score(part)
    if not frame.index.equals(part.index):
        raise ValueError("the scoring function changed the index; it must return one row for each text, in order")
    return frame


def _join(frames: list[pd.DataFrame]) -> pd.DataFrame:
    return frames[0] if len(frames) == 1 else pd.concat(frames)


def _schema_after(schema: pa.Schema, score: Score, text: str) -> pa.Schema:
    """Return the columns that come in followed by those that the scoring function makes."""
    if text not in schema.names:
        raise ValueError(f"there is no column {text!r}; the columns are {', '.join(schema.names)}. Say text='...'")
    made = pa.Schema.from_pandas(_plain(score(pd.Series(["", "Too fast"], dtype="str"))), preserve_index=False)
    twice = sorted(set(made.names) & set(schema.names))
    if twice:
        raise ValueError(f"the table already has the column(s) {', '.join(twice)}; rename them first")
    fields = [pa.field(field.name, pa.string() if pa.types.is_large_string(field.type) else field.type)
              for field in [*schema, *made]]
    return pa.schema(fields)


def _beside(batch: pa.RecordBatch, score: Score, text: str, schema: pa.Schema) -> pa.RecordBatch:
    """Put the scores of a part beside its rows, which stay as they came: a number of 19 digits must not be rounded."""
    made = schema.names[batch.num_columns:]
    scores = _plain(_score_part(score, batch.column(text).to_pandas().astype("str")))
    scored = pa.RecordBatch.from_pandas(scores[made], preserve_index=False)
    arrays = [column.cast(field.type) for column, field in zip([*batch.columns, *scored.columns], schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Turn categories into words: other engines know no list of allowed values."""
    return frame.astype({name: "str" for name in frame if isinstance(frame[name].dtype, pd.CategoricalDtype)})
