"""Reading emotions in short remarks, beside counting single words with scikit-learn; drawing one wheel."""

import io

import numpy as np
import pandas as pd
import pytest
from sklearn.feature_extraction.text import CountVectorizer

from cxlab import datasets, emotions, plots

TEXTS = 50_000


@pytest.fixture(scope="module")
def remarks() -> pd.Series:
    """Parts of simulated remarks, about forty characters each: the length of a film line."""
    rng = np.random.default_rng(1)
    texts = datasets.load_complaints(language="en")["text"].dropna()
    parts = texts.str.split(r"(?<=[.!?])\s", regex=True).explode()
    parts = parts[parts.str.len().between(20, 60)]
    return parts.iloc[rng.integers(0, len(parts), TEXTS)].reset_index(drop=True)


@pytest.mark.benchmark(group="emotions in 50,000 short remarks")
def bench_score_emotions(benchmark, remarks):
    benchmark.extra_info |= {"per_second": TEXTS, "unit": "texts"}
    benchmark.pedantic(emotions.score_emotions, args=(remarks,), kwargs={"language": "en"}, rounds=5, warmup_rounds=1)


@pytest.mark.benchmark(group="emotions in 50,000 short remarks")
def bench_score_emotions_with_the_trained_engine(benchmark, remarks):
    benchmark.extra_info |= {"per_second": TEXTS, "unit": "texts"}
    benchmark.pedantic(emotions.score_emotions, args=(remarks,), kwargs={"language": "en", "engine": "trained"},
                       rounds=3, warmup_rounds=1)


@pytest.mark.benchmark(group="emotions in 50,000 short remarks")
def bench_score_emotions_and_find_the_language(benchmark, remarks):
    benchmark.extra_info |= {"per_second": TEXTS, "unit": "texts"}
    benchmark.pedantic(emotions.score_emotions, args=(remarks,), rounds=3, warmup_rounds=1)


@pytest.mark.benchmark(group="emotions in 50,000 short remarks")
def bench_count_words_baseline(benchmark, remarks):
    benchmark.extra_info["baseline"] = "CountVectorizer, single words only"
    benchmark.pedantic(CountVectorizer().fit_transform, args=(remarks,), rounds=5, warmup_rounds=1)


@pytest.mark.benchmark(group="one wheel to PNG")
def bench_plot_wheel(benchmark):
    labels = emotions.label_emotions(emotions.score_emotions(datasets.load_complaints()["text"].head(300)))
    profile = emotions.emotion_profile(labels)
    benchmark.pedantic(_draw, args=(lambda: plots.plot_wheel(profile).figure,), rounds=9, warmup_rounds=2)


@pytest.mark.benchmark(group="one wheel to PNG")
def bench_polar_bars_baseline(benchmark):
    from matplotlib.figure import Figure

    def bars():
        figure = Figure(figsize=(7.8, 6.0))
        axes = figure.add_subplot(projection="polar")
        axes.bar(np.arange(8) * np.pi / 4, np.arange(1, 9))
        axes.set_xticks(np.arange(8) * np.pi / 4, [f"emotion {number}" for number in range(8)])
        return figure

    benchmark.extra_info["baseline"] = "matplotlib's polar bars"
    benchmark.pedantic(_draw, args=(bars,), rounds=9, warmup_rounds=2)


def _draw(make) -> None:
    make().savefig(io.BytesIO(), format="png", dpi=100)
