"""Word lists and codebooks: the package's own knowledge of language, as plain CSV files that a trainer can read.

The files lie in this folder. Each is read once and kept; what is returned is a copy, so nobody can spoil it.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd


def list_lexicons() -> list[str]:
    """List the names of the word lists and codebooks that ship with the package.

    Returns
    -------
    list of str
        Names for :func:`load_lexicon`, in alphabetical order.

    Examples
    --------
    >>> [name for name in list_lexicons() if name.startswith("tracks")]
    ['tracks_en', 'tracks_nl']
    """
    return sorted(path.name.removesuffix(".csv") for path in files(__name__).iterdir() if path.name.endswith(".csv"))


def load_lexicon(name: str) -> pd.DataFrame:
    """Load a word list or codebook by name.

    Parameters
    ----------
    name : str
        One of :func:`list_lexicons`, such as ``"emotions_en"``.

    Returns
    -------
    DataFrame
        One row an entry, all columns as text, empty cells as empty text. A fresh copy at every call.

    Raises
    ------
    ValueError
        When there is no such list; the message names those there are.

    Examples
    --------
    >>> load_lexicon("tracks_nl").shape[0] > 0
    True
    """
    if name not in list_lexicons():
        raise ValueError(f"there is no word list {name!r}; there are {', '.join(list_lexicons())}")
    return _read(name).copy()


def load_arrays(name: str) -> dict[str, np.ndarray]:
    """Load the weights of a learned engine: plain arrays of numbers, never a program.

    Parameters
    ----------
    name : str
        Such as ``"emotion_weights_en"``; the card ``emotion_weights.md`` beside them says how they were learnt.

    Returns
    -------
    dict of str to ndarray

    Raises
    ------
    ValueError
        When there are no such weights.

    Examples
    --------
    >>> load_arrays("emotion_weights_nl")["scale"].ndim
    1
    """
    source = files(__name__) / f"{name}.npz"
    if not source.is_file():
        raise ValueError(f"there are no weights {name!r} in the package")
    with as_file(source) as path, np.load(path, allow_pickle=False) as stored:
        return dict(stored)


def read_word_list(path) -> pd.DataFrame:
    """Read a word list of your own from CSV or Excel.

    Parameters
    ----------
    path : str or Path
        A ``.csv`` file (commas, semicolons or tabs; UTF-8 or the encoding of Excel) or an ``.xlsx`` file, of which the
        first sheet is read.

    Returns
    -------
    DataFrame
        All columns as text, empty cells as empty text, empty rows left out. The row labels are the row numbers of the
        file, so that a fault can be found in it. Give it to :func:`cxlab.emotions.check_word_list`.

    Raises
    ------
    ValueError
        When there is no such file, or it is neither CSV nor Excel.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     written = Path(folder, "words.csv").write_text("term;emotion\\nnatte meter;angst\\n", encoding="utf-8")
    ...     read_word_list(Path(folder, "words.csv"))
              term emotion
    2  natte meter   angst
    """
    path = Path(path)
    if not path.is_file():
        raise ValueError(f"there is no file {path.name!r} at that place; give the path of a CSV or Excel file")
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        table = pd.read_excel(path, engine="openpyxl", dtype="str", keep_default_na=False)
    elif path.suffix.lower() in (".csv", ".txt", ".tsv"):
        table = _read_separated(path)
    else:
        raise ValueError(f"{path.name!r} is neither CSV nor Excel; save it as .csv or .xlsx")
    table = table.rename(columns=lambda name: str(name).strip()).set_axis(range(2, len(table) + 2), axis="index")
    return table[(table.apply(lambda column: column.str.strip()) != "").any(axis=1)]


def _read_separated(path: Path) -> pd.DataFrame:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    head = text.split("\n", 1)[0]
    separator = max(";\t,", key=head.count)
    return pd.read_csv(StringIO(text), sep=separator, dtype="str", keep_default_na=False, skip_blank_lines=False)


@cache
def _read(name: str) -> pd.DataFrame:
    with (files(__name__) / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return pd.read_csv(file, dtype="str", keep_default_na=False)
