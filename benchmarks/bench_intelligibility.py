"""How fast and how good is the coder, against a keyword and against one search per stem?

Run it by hand: ``python benchmarks/bench_intelligibility.py``. It writes CPU seconds and ratios to the screen; nothing
here is part of the tests. Texts are cut to about 160 characters; one in twenty is about speech.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from cxlab.intelligibility import code_complaints, evaluate_codes
from cxlab.intelligibility.codebook import shipped_codebook

OWN = Path(__file__).parents[1] / "tests" / "reference"
PLAIN = ("My parcel arrived two days late and the box was open. I wrote to you about it last week and nobody answered, "
         "so I would like my money back before the end of the month please.")
COLUMN = 1_000_000
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


def cpu(function) -> float:
    """CPU seconds of the faster of two runs."""
    times = []
    for _ in range(2):
        start = time.process_time()
        function()
        times.append(time.process_time() - start)
    return min(times)


def main() -> None:
    texts, hits, new = column(COLUMN, HIT), column(COLUMN // 20, 1.0), new_words(COLUMN // 50)
    few = texts.head(COLUMN // 20)
    stems = shipped_codebook().stems.replace("\\", "").split("|")
    code_complaints(texts.head(1000))
    speeds = {
        "code_complaints, language found": (texts, lambda: code_complaints(texts)),
        "code_complaints, language given": (texts, lambda: code_complaints(texts, language="en")),
        "code_complaints, hits alone": (hits, lambda: code_complaints(hits)),
        "code_complaints, hits in new words": (new, lambda: code_complaints(new)),
        "one keyword (understand)": (texts, lambda: texts.str.contains("understand", case=False)),
        "one search per stem": (few, lambda: [few.str.contains(stem, regex=False) for stem in stems]),
    }
    own = verbatims()
    keyword = own["text"].str.contains("underst|verstaan|verstond", case=False)
    codes = pd.DataFrame({"complaint": keyword.astype("boolean")})
    lines = []
    for name, (column_of, function) in speeds.items():
        seconds = cpu(function)
        lines.append(f"{name:36} {seconds:6.2f} s  {len(column_of) / seconds:12,.0f} texts per CPU-second")
    lines += [f"our own verbatims, coder:   {evaluate_codes(code_complaints(own['text']), own['label'] == 1)}",
              f"our own verbatims, keyword: {evaluate_codes(codes, own['label'] == 1)}"]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
