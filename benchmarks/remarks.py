"""Short remarks for the benchmarks: our own simulated ones, or the film lines of XED where somebody has put them."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from peers import Peer, PeerMissing

from cxlab import datasets

XED = Path(__file__).parents[2] / "shared" / "reference" / "emotion" / "xed_en_train.tsv"


def own_remarks(texts: int, languages=("en",)) -> pd.Series:
    """Parts of simulated remarks, about forty characters each: the length of a film line."""
    rng = np.random.default_rng(1)
    whole = pd.concat([datasets.load_complaints(language=language)["text"] for language in languages]).dropna()
    parts = whole.str.split(r"(?<=[.!?])\s", regex=True).explode()
    parts = parts[parts.str.len().between(20, 60)]
    return parts.iloc[rng.integers(0, len(parts), texts)].reset_index(drop=True)


def film_lines(texts: int) -> pd.Series:
    """The lines of XED (Öhman et al. 2020) repeated; they are not part of this project."""
    if not XED.exists():
        pytest.skip("XED's film lines are not beside this folder; the same is measured on our own remarks")
    lines = pd.read_csv(XED, sep="\t", header=None, usecols=[0], quoting=3, dtype="str")[0].dropna()
    return pd.concat([lines] * (texts // len(lines) + 1), ignore_index=True).head(texts)


@contextmanager
def peer_or_skip(name: str, task: str, **work):
    """A peer with its work in hand, or a skipped benchmark that says why."""
    peer = None
    try:
        peer = Peer(name, task, **work)
    except PeerMissing as reason:
        pytest.skip(str(reason))
    try:
        yield peer
    finally:
        peer.close()
