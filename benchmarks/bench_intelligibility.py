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
COLUMN = 300_000
HIT = 0.05


def verbatims() -> pd.DataFrame:
    """Our own labelled verbatims in both languages."""
    return pd.concat([pd.read_csv(OWN / f"intelligibility_own_{language}.csv", keep_default_na=False)
                      for language in ("en", "nl")], ignore_index=True)


def column(seed: int = 0) -> pd.Series:
    """A column in which no two texts are the same, so that nothing is gained by reading each text once."""
    rng = np.random.default_rng(seed)
    spoken = verbatims().query("label == 1")["text"].to_numpy(dtype=object)
    hit = rng.random(COLUMN) < HIT
    picks = rng.integers(0, len(spoken), COLUMN)
    return pd.Series([f"{spoken[pick]} Case {row}. {PLAIN}"[:160] if about else f"Case {row}. {PLAIN}"[:160]
                      for row, (about, pick) in enumerate(zip(hit, picks, strict=True))], dtype="str")


def cpu(function) -> float:
    """CPU seconds of the faster of two runs."""
    times = []
    for _ in range(2):
        start = time.process_time()
        function()
        times.append(time.process_time() - start)
    return min(times)


def main() -> None:
    texts = column()
    stems = shipped_codebook().stems.replace("\\", "").split("|")
    code_complaints(texts.head(1000))
    seconds = {
        "code_complaints, language given": cpu(lambda: code_complaints(texts, language="en")),
        "code_complaints, language found": cpu(lambda: code_complaints(texts)),
        "one keyword (understand)": cpu(lambda: texts.str.contains("understand", case=False)),
        "one search per stem": cpu(lambda: [texts.str.contains(stem, regex=False) for stem in stems]),
    }
    own = verbatims()
    keyword = own["text"].str.contains("underst|verstaan|verstond", case=False)
    codes = pd.DataFrame({"complaint": keyword.astype("boolean")})
    lines = [f"{name:36} {value:6.2f} s  {COLUMN / value:12,.0f} texts per CPU-second"
             for name, value in seconds.items()]
    lines += [f"our own verbatims, coder:   {evaluate_codes(code_complaints(own['text']), own['label'] == 1)}",
              f"our own verbatims, keyword: {evaluate_codes(codes, own['label'] == 1)}"]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
