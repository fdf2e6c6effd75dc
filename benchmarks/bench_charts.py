"""Drawing the wheel, beside PyPlutchik and matplotlib's polar bars; drawing a funnel, beside its bare dots."""

import io

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from remarks import peer_or_skip

from cxlab import datasets, emotions, funnel, plots
from cxlab.wheel import PRIMARIES

PNG, SVG, GRID = "one wheel to PNG", "one wheel to SVG", "a grid of 4 × 2 wheels to PNG"
FUNNEL = "a funnel of 60 teams to PNG"
ONE, EIGHT = (7.8, 6.0), (15.6, 8.4)


@pytest.fixture(scope="module")
def profile():
    """Shares of the eight emotions in eight groups of simulated complaints, and in all of them."""
    texts = datasets.load_complaints()["text"].head(800)
    labels = emotions.label_emotions(emotions.score_emotions(texts))
    groups = pd.Series(np.arange(len(labels)) % 8, index=labels.index, name="group").map(lambda k: f"group {k + 1}")
    return emotions.emotion_profile(labels), emotions.emotion_profile(labels, by=groups)


def save(figure, format: str = "png") -> None:
    figure.savefig(io.BytesIO(), format=format, dpi=100)


def shares(groups: int) -> list[dict]:
    return [dict(zip(PRIMARIES, np.roll(np.linspace(0.1, 0.8, 8), k).tolist(), strict=True)) for k in range(groups)]


@pytest.mark.benchmark(group=PNG)
def bench_plot_wheel(benchmark, profile):
    benchmark.extra_info["bar"] = 0.070
    benchmark.pedantic(lambda: save(plots.plot_wheel(profile[0]).figure), rounds=15, warmup_rounds=2)


@pytest.mark.benchmark(group=SVG)
def bench_wheel_svg(benchmark, profile):
    benchmark.extra_info["bar"] = 0.005
    benchmark.pedantic(plots.wheel_svg, args=(profile[0],), rounds=15, warmup_rounds=2)


@pytest.mark.benchmark(group=GRID)
def bench_plot_wheels(benchmark, profile):
    benchmark.extra_info["bar"] = 0.450
    benchmark.pedantic(lambda: save(plots.plot_wheels(profile[1], by="group")), rounds=7, warmup_rounds=1)


@pytest.mark.parametrize(("group", "work"), [
    (PNG, {"format": "png", "size": ONE}), (SVG, {"format": "svg", "size": ONE}),
    (GRID, {"format": "png", "size": EIGHT, "rows": 2, "columns": 4})])
def bench_pyplutchik_baseline(benchmark, group, work):
    benchmark.group = group
    scores = shares(work.get("rows", 1) * work.get("columns", 1))
    with peer_or_skip("PyPlutchik", "pyplutchik_wheel", shares=scores, **work) as peer:
        benchmark.extra_info["baseline"] = f"PyPlutchik {peer.version}"
        benchmark.pedantic(peer, rounds=7)


@pytest.mark.parametrize(("group", "format", "size", "cells"), [(PNG, "png", ONE, (1, 1)), (SVG, "svg", ONE, (1, 1)),
                                                                (GRID, "png", EIGHT, (2, 4))])
def bench_polar_bars_baseline(benchmark, group, format, size, cells):
    def bars():
        figure = Figure(figsize=size)
        for axes in figure.subplots(*cells, subplot_kw={"projection": "polar"}, squeeze=False).flat:
            axes.bar(np.arange(8) * np.pi / 4, np.arange(1, 9))
            axes.set_xticks(np.arange(8) * np.pi / 4, PRIMARIES)
        save(figure, format)

    benchmark.group = group
    benchmark.extra_info["baseline"] = "matplotlib's polar bars, bare"
    benchmark.pedantic(bars, rounds=7, warmup_rounds=1)


@pytest.fixture(scope="module")
def limits():
    rng = np.random.default_rng(1)
    calls = rng.integers(100, 4_000, 60)
    return funnel.funnel_limits(rng.binomial(calls, 0.03), calls)


@pytest.mark.benchmark(group=FUNNEL)
def bench_plot_funnel(benchmark, limits):
    benchmark.pedantic(lambda: save(plots.plot_funnel(limits, per=1000).figure), rounds=9, warmup_rounds=2)


@pytest.mark.benchmark(group=FUNNEL)
def bench_dots_and_lines_baseline(benchmark, limits):
    def dots():
        figure = Figure(figsize=(8.0, 5.0))
        axes = figure.add_subplot()
        axes.plot(limits.curve["n"], limits.curve.filter(regex="lower|upper"))
        axes.scatter(limits.table["n"], limits.table["estimate"])
        save(figure)

    benchmark.extra_info["baseline"] = "matplotlib's dots and lines, bare"
    benchmark.pedantic(dots, rounds=9, warmup_rounds=2)
