"""Reading emotions in short remarks and film lines, beside NRCLex and EmoAtlas, and beside merely counting words."""

import pytest
from remarks import film_lines, own_remarks, peer_or_skip
from sklearn.feature_extraction.text import CountVectorizer

from cxlab import emotions

TEXTS = 50_000
SOURCES = {"own": own_remarks, "film": film_lines}
GROUPS = {"own": "emotions in 50,000 short remarks, often repeated", "film": "emotions in 50,000 film lines (XED)"}
ENGINES = {"lexicon": 50_000, "trained": 10_000}
# A peer reads the first of the same texts: as many as it reads in about a second.
PEERS = [("NRCLex", "nrclex_words", 5_000, "looking up words cut for it"),
         ("NRCLex", "nrclex_texts", 1_000, "with TextBlob"),
         ("EmoAtlas", "emoatlas_texts", 200, "spaCy's small model")]


@pytest.fixture(scope="module", params=SOURCES)
def remarks(request):
    return request.param, SOURCES[request.param](TEXTS)


def rate(benchmark, texts: int, **info) -> None:
    benchmark.extra_info |= {"per": texts, "unit": "texts", **info}


@pytest.mark.parametrize("language", ["en", "auto"])
@pytest.mark.parametrize("engine", ENGINES)
def bench_score_emotions(benchmark, remarks, engine, language):
    source, texts = remarks
    benchmark.group = GROUPS[source]
    said = "language found" if language == "auto" else "language given"
    rate(benchmark, TEXTS, what=f"{engine}, {said}", bar=ENGINES[engine])
    benchmark.pedantic(emotions.score_emotions, args=(texts,), kwargs={"language": language, "engine": engine},
                       rounds=3, warmup_rounds=1)


def bench_count_words_baseline(benchmark, remarks):
    source, texts = remarks
    benchmark.group = GROUPS[source]
    rate(benchmark, TEXTS, baseline="scikit-learn, counting words only")
    benchmark.pedantic(CountVectorizer().fit_transform, args=(texts,), rounds=3, warmup_rounds=1)


@pytest.mark.parametrize(("name", "task", "few", "said"), PEERS)
def bench_peers_baseline(benchmark, remarks, name, task, few, said):
    source, texts = remarks
    benchmark.group = GROUPS[source]
    with peer_or_skip(name, task, texts=texts.head(few).to_list()) as peer:
        rate(benchmark, few, baseline=f"{name} {peer.version}, {said}")
        benchmark.pedantic(peer, rounds=3)
