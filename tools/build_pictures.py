#!/usr/bin/env python3
"""Draw the README's pictures from the shipped, simulated data: notebooks/pictures/*.png."""

from __future__ import annotations

from pathlib import Path

import cxlab as cx

PICTURES = Path(__file__).resolve().parent.parent / "notebooks" / "pictures"


def draw() -> dict:
    """Return the axes of each picture by its name."""
    complaints = cx.datasets.load_complaints()
    scores = cx.emotions.score_emotions(complaints["text"], language=complaints["language"])
    profile = cx.emotions.emotion_profile(cx.emotions.label_emotions(scores))
    codes = cx.intelligibility.code_complaints(complaints["text"], language=complaints["language"])
    link = cx.join_calls(complaints, cx.datasets.load_calls())
    rates = cx.intelligibility.rate_complaints(cx.linkage.rate_base(link, by="team", event=codes["complaint"]))
    quarters = cx.portfolio.measure_balance(cx.datasets.load_initiatives(), by="effort", per_quarter=True).table
    return {"wheel": cx.plots.plot_wheel(profile), "rates": cx.plots.plot_rates(rates),
            "balance": cx.plots.plot_balance(quarters)}


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    for name, axes in draw().items():
        axes.figure.savefig(PICTURES / f"{name}.png", dpi=80, bbox_inches="tight", metadata={"Software": None})


if __name__ == "__main__":
    main()
