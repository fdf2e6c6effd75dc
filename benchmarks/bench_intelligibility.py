"""Coding complaints about speech, beside looking for one keyword and beside one search per stem of the codebook.

Texts are cut to about 160 characters; one in twenty is about speech. How good the coder is beside a keyword, on our own
verbatims, is said by ``python benchmarks/bench_intelligibility.py``.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxlab.intelligibility import code_complaints, evaluate_codes
from cxlab.intelligibility.codebook import shipped_codebook

OWN = Path(__file__).parents[1] / "tests" / "reference"
PLAIN = ("My parcel arrived two days late and the box was open. I wrote to you about it last week and nobody answered, "
         "so I would like my money back before the end of the month please.")
COLUMN, BAR = 1_000_000, 300_000
GROUP = "code 1,000,000 complaints about speech"
HIT = 0.05


def verbatims() -> pd.DataFrame:
    """Our own labelled verbatims in both languages."""
    return pd.concat([pd.read_csv(OWN / f"intelligibility_own_{language}.csv", keep_default_na=False)
                      for language in ("en", "nl")], ignore_index=True)


def column(rows: int, share: float, seed: int = 0) -> pd.Series:
    """A column in which no two texts are the same and a share is about speech.

    The hits are our own verbatims, so many of them differ in their case number alone.
    """
    rng = np.random.default_rng(seed)
    spoken = verbatims().query("label == 1")["text"].to_numpy(dtype=object)
    hit = rng.random(rows) < share
    picks = rng.integers(0, len(spoken), rows)
    return pd.Series([f"{spoken[pick]} Case {row}. {PLAIN}"[:160] if about else f"Case {row}. {PLAIN}"[:160]
                      for row, (about, pick) in enumerate(zip(hit, picks, strict=True))], dtype="str")


def new_words(rows: int, seed: int = 0) -> pd.Series:
    """Hits only, each made of the words of two verbatims in a new order: the coder has seen none of them before."""
    rng = np.random.default_rng(seed)
    spoken = [text.split() for text in verbatims().query("label == 1")["text"]]
    pairs = rng.integers(0, len(spoken), (rows, 2))
    return pd.Series([" ".join(rng.permutation(spoken[a] + spoken[b]))[:160] for a, b in pairs], dtype="str")


@pytest.fixture(scope="module")
def texts():
    code_complaints(column(1_000, HIT))
    return column(COLUMN, HIT)


def rate(benchmark, texts: int, **info) -> None:
    benchmark.extra_info |= {"per": texts, "unit": "texts", **info}


@pytest.mark.benchmark(group=GROUP)
def bench_code_complaints_in_a_known_language(benchmark, texts):
    rate(benchmark, COLUMN, what="language given", bar=BAR)
    benchmark.pedantic(code_complaints, args=(texts,), kwargs={"language": "en"}, rounds=2)


@pytest.mark.benchmark(group=GROUP)
def bench_code_complaints(benchmark, texts):
    rate(benchmark, COLUMN, what="language found", bar=BAR)
    benchmark.pedantic(code_complaints, args=(texts,), rounds=2)


@pytest.mark.benchmark(group=GROUP)
def bench_keyword_baseline(benchmark, texts):
    rate(benchmark, COLUMN, baseline="pandas, one keyword")
    benchmark.pedantic(texts.str.contains, args=("understand",), kwargs={"case": False}, rounds=2)


@pytest.mark.benchmark(group=GROUP)
def bench_one_search_per_stem_baseline(benchmark, texts):
    few, stems = texts.head(COLUMN // 20), shipped_codebook().stems.replace("\\", "").split("|")
    rate(benchmark, len(few), baseline=f"pandas, one search for each of {len(stems)} stems")
    benchmark.pedantic(lambda: [few.str.contains(stem, regex=False) for stem in stems], rounds=2)


@pytest.mark.benchmark(group="code texts that are all about speech")
def bench_code_hits_alone(benchmark):
    hits = column(COLUMN // 20, 1.0)
    rate(benchmark, len(hits), what="our own verbatims, many alike")
    benchmark.pedantic(code_complaints, args=(hits,), rounds=2)


@pytest.mark.benchmark(group="code texts that are all about speech")
def bench_code_hits_in_new_words(benchmark):
    new = new_words(COLUMN // 50)
    rate(benchmark, len(new), what="no two in the same words")
    benchmark.pedantic(code_complaints, args=(new,), rounds=2)


def main() -> None:
    own = verbatims()
    keyword = own["text"].str.contains("underst|verstaan|verstond", case=False)
    codes = pd.DataFrame({"complaint": keyword.astype("boolean")})
    sys.stdout.write(f"our own verbatims, coder:   {evaluate_codes(code_complaints(own['text']), own['label'] == 1)}\n"
                     f"our own verbatims, keyword: {evaluate_codes(codes, own['label'] == 1)}\n")


if __name__ == "__main__":
    main()
