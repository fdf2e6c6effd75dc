#!/usr/bin/env python3
"""Learn the weights of the trained emotion engine and write them, with their card, to cxlab/lexicons/.

    train_emotions.py              learn, write the weights and print the figures
    train_emotions.py --measure    the same, but write nothing

The texts are not part of the project. They are looked for in ../shared/reference/emotion beside the project's folder:
XED (Öhman et al. 2020) in English and Dutch with its neutral lines, GoEmotions (Demszky et al. 2020), both CC BY 4.0,
and 400 customers' remarks labelled for this project, which are used to fit and never passed on.

All figures are cross-validated: no text is judged with weights or limits that it helped to fit.
"""

from __future__ import annotations

import re
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from cxlab import datasets
from cxlab.emotions import ngrams, trained
from cxlab.emotions.scoring import score_emotions
from cxlab.wheel import PRIMARIES

SOURCE = Path(__file__).parents[2] / "shared" / "reference" / "emotion"
TARGET = Path(__file__).parents[1] / "cxlab" / "lexicons"
CHECKS = Path(__file__).parents[1] / "tests" / "reference"      # remarks of customers, written for this project
XED_NAMES = ("", "anger", "anticipation", "disgust", "fear", "joy", "sadness", "surprise", "trust")
#: GoEmotions' labels on the wheel. Its own grouping where there is one; Plutchik's names and mixtures for the rest.
GO_ON_THE_WHEEL = {
    "admiration": ("trust",), "amusement": ("joy",), "anger": ("anger",), "annoyance": ("anger",),
    "approval": ("trust",), "caring": ("trust",), "confusion": ("surprise",), "curiosity": ("anticipation",),
    "desire": ("anticipation",), "disappointment": ("sadness",), "disapproval": ("disgust",),
    "disgust": ("disgust",), "embarrassment": ("sadness",), "excitement": ("joy", "anticipation"), "fear": ("fear",),
    "gratitude": ("joy", "trust"), "grief": ("sadness",), "joy": ("joy",), "love": ("joy", "trust"),
    "nervousness": ("fear",), "optimism": ("anticipation",), "pride": ("joy",), "realization": ("surprise",),
    "relief": ("joy",), "remorse": ("sadness",), "sadness": ("sadness",), "surprise": ("surprise",),
}
FOLDS = 5
MOST_NEUTRAL = 0.28      # share of neutral film lines that may get an emotion
FIRST, SECOND, CUSTOMER, GATE = 1.0, 0.1, 0.1, 4.0      # how freely each step may fit (scikit-learn's C)
SHARP = 3.0             # how firmly a text is taken for a customer's or for a film line
LEAN_DUTCH = -1.0       # Dutch film lines are told from customers less well; lean a little to films
CALM_LINES = 200        # neutral lines among the customers' remarks, nearly all of which show an emotion


# Texts

def read_xed(name: str) -> tuple[list[str], np.ndarray]:
    """Read lines and their emotions, in wheel order."""
    lines = (SOURCE / name).read_text(encoding="utf-8").split("\n")
    pairs = [line.rsplit("\t", 1) for line in lines if "\t" in line]
    felt = [{XED_NAMES[int(digit)] for digit in re.findall(r"[1-8]", labels)} for _, labels in pairs]
    return [text for text, _ in pairs], _as_rows(felt)


def read_neutral() -> list[str]:
    lines = (SOURCE / "xed_en_neutral_train.txt").read_text(encoding="utf-8").split("\n")
    return [line.split("\t", 1)[1] for line in lines if "\t" in line]


def read_go() -> tuple[list[str], np.ndarray]:
    """Read Reddit comments; eight columns of emotions and a ninth for any at all."""
    names = (SOURCE / "goemotions_labels.txt").read_text(encoding="utf-8").split()
    rows = [line.split("\t") for line in (SOURCE / "goemotions_train.tsv").read_text(encoding="utf-8").split("\n")]
    rows = [row for row in rows if len(row) == 3]
    said = [[names[int(number)] for number in row[1].split(",")] for row in rows]
    felt = _as_rows([{emotion for name in one for emotion in GO_ON_THE_WHEEL.get(name, ())} for one in said])
    return [row[0] for row in rows], np.column_stack([felt, ["neutral" not in one for one in said]])


def read_customers() -> tuple[list[str], np.ndarray]:
    table = pd.read_csv(SOURCE / "cx_dev.csv")
    return table["text"].tolist(), _as_rows(table["emotions"].fillna("").str.split(";"))


def read_sentences(texts) -> list[str]:
    """Cut remarks into sentences, so that a short one can be told from a film line too."""
    return [part for text in texts for part in re.split(r"(?<=[.!?])\s+", text) if len(part) > 12]


def _as_rows(felt) -> np.ndarray:
    return np.array([[emotion in names for emotion in PRIMARIES] for names in felt])


# Steps of learning

def fit_heads(rows, truth: np.ndarray, freedom: float, *, balanced: bool = False) -> np.ndarray:
    """Learn one linear reading a column of `truth`; its start stands in the last row."""
    heads = []
    for column in np.asarray(truth, dtype=bool).reshape(len(truth), -1).T:
        model = LogisticRegression(C=freedom, solver="liblinear", tol=1e-2, random_state=0,
                                   class_weight="balanced" if balanced else None).fit(rows, column)
        heads.append(np.append(model.coef_[0], model.intercept_[0]))
    return np.array(heads).T


def read_off(rows, heads: np.ndarray) -> np.ndarray:
    return rows @ heads[:-1] + heads[-1]


def fit_readings(features: np.ndarray, truth: np.ndarray, freedom: float) -> np.ndarray:
    """Learn readings of readings; given for the features as they are, not as they were scaled."""
    middle, spread = features.mean(axis=0), np.maximum(features.std(axis=0), 1e-9)
    heads = fit_heads((features - middle) / spread, truth, freedom)
    weights = heads[:-1] / spread[:, None]
    return np.vstack([weights, heads[-1] - middle @ weights])


def folds_of(texts: list[str], *, seed: int = 1) -> np.ndarray:
    """Deal texts into folds; texts that differ in signs or capitals only stay together."""
    plain = [re.sub(r"\W+", " ", text.lower()).strip() or text for text in texts]
    keys = pd.factorize(np.array(plain, dtype=object))[0]
    return (np.random.default_rng(seed).permutation(keys.max() + 1) % FOLDS)[keys]


def left_out(fit, rows, truth: np.ndarray, folds: np.ndarray, used=None) -> np.ndarray:
    """Read each fold with what was learnt on the others."""
    used = np.ones(len(folds), dtype=bool) if used is None else used
    truth = np.asarray(truth).reshape(len(truth), -1)
    readings = np.zeros(truth.shape)
    for fold in np.unique(folds):
        learn = (folds != fold) & used
        readings[folds == fold] = read_off(rows[folds == fold], fit(rows[learn], truth[learn]))
    return readings


def best_limits(truth: np.ndarray, readings: np.ndarray) -> np.ndarray:
    """The limit with the highest F1 for each emotion."""
    limits = np.zeros(8)
    for emotion in range(8):
        order = np.argsort(-readings[:, emotion], kind="stable")
        right = np.cumsum(truth[order, emotion])
        best = int(np.argmax(2 * right / (np.arange(1, len(order) + 1) + right[-1])))
        limits[emotion] = readings[order[[best, min(best + 1, len(order) - 1)]], emotion].mean()
    return limits


def macro_micro(truth: np.ndarray, found: np.ndarray) -> tuple[float, float]:
    right, both = (truth & found).sum(axis=0), truth.sum(axis=0) + found.sum(axis=0)
    return float((2 * right / np.maximum(both, 1)).mean()), float(2 * right.sum() / both.sum())


def fold_in(second: np.ndarray, first: list[np.ndarray], width: int = 16) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Write readings of readings as weights of features, of the word lists' scores, and a start."""
    stacked = np.hstack(first)
    size = stacked.shape[1]
    return (stacked[:-1] @ second[:size], second[size:size + width], second[-1] + stacked[-1] @ second[:size])


def store(language: str, terms, ngram_weights, listed, start, limits) -> int:
    """Write the weights as plain arrays of small whole numbers; return the size of the file."""
    scale = np.maximum(np.abs(ngram_weights).max(axis=0), 1e-12) / 127
    path = TARGET / f"emotion_weights_{language}.npz"
    as_letters = {name: np.frombuffer("\n".join(part).encode(), dtype=np.uint8)
                  for name, part in (("words", terms.words), ("grams", terms.grams))}
    np.savez_compressed(
        path, **as_letters, pair_steps=np.diff(terms.pairs, prepend=0), rarity=terms.rarity.astype(np.float16),
        ngrams=np.round(ngram_weights / scale).astype(np.int8), scale=scale.astype(np.float32),
        listed=listed.astype(np.float32), start=start.astype(np.float32), limits=limits.astype(np.float32))
    return path.stat().st_size


def lists_of(texts: list[str], language: str) -> np.ndarray:
    scores = score_emotions(texts, language=language).fillna(0).to_numpy()
    return trained.with_lists(scores)


# Languages

fit_first = partial(fit_heads, freedom=FIRST)
fit_second = partial(fit_readings, freedom=SECOND)


def fit_among_calm(features: np.ndarray, truth: np.ndarray, calm: np.ndarray) -> np.ndarray:
    """Learn from customers' remarks among neutral lines; without these a plain question would be read as anger."""
    nothing = np.zeros((len(calm), 8), dtype=bool)
    return fit_readings(np.vstack([features, calm]), np.vstack([truth, nothing]), CUSTOMER)


def train_english() -> tuple[dict, tuple]:
    """Learn English: film lines and Reddit comments first, customers on top of both."""
    lines, felt = read_xed("xed_en_train.tsv")
    calm, (comments, go_felt), (remarks, customers) = read_neutral(), read_go(), read_customers()
    texts, emotional = lines + calm, np.arange(len(lines) + len(calm)) < len(lines)
    truth = np.vstack([felt, np.zeros((len(calm), 8), dtype=bool)])
    folds, remark_folds = folds_of(texts), np.random.default_rng(1).permutation(len(remarks)) % FOLDS
    terms = ngrams.learn_terms(texts + comments)
    rows, remark_rows = ngrams.as_matrix(texts, terms), ngrams.as_matrix(remarks, terms)

    go = fit_heads(ngrams.as_matrix(comments, terms), go_felt, 2.0)
    film, any_ = fit_first(rows[emotional], felt), fit_first(rows, emotional)
    features = np.hstack([left_out(fit_first, rows, truth, folds, emotional),
                          left_out(fit_first, rows, emotional, folds), read_off(rows, go), lists_of(texts, "en")])
    remark_features = np.hstack([read_off(remark_rows, heads) for heads in (film, any_, go)]
                                + [lists_of(remarks, "en")])
    film_on, any_on = fit_second(features[emotional], felt), fit_second(features, emotional)
    calm_lines = np.random.default_rng(2).permutation(np.flatnonzero(~emotional))[:CALM_LINES]
    fit_customers = partial(fit_among_calm, calm=features[calm_lines])
    customer_on = fit_customers(remark_features, customers)
    gate, gate_on_lines, gate_on_remarks = train_gate(rows, folds, "en", terms, remarks, remark_folds)

    line_heads = np.hstack([read_off(features, customer_on), left_out(fit_second, features, truth, folds, emotional),
                            gate_on_lines, left_out(fit_second, features, emotional, folds)])
    remark_heads = np.hstack([left_out(fit_customers, remark_features, customers, remark_folds),
                              read_off(remark_features, film_on), gate_on_remarks, read_off(remark_features, any_on)])
    limits = fit_limits(line_heads, truth, emotional, remark_heads, customers)
    figures = measure(line_heads, truth, emotional, folds, remark_heads, customers, remark_folds)
    parts = [fold_in(weights, [film, any_, go]) for weights in (customer_on, film_on, any_on)]
    return figures, (terms, *join(parts, gate), limits)


def fit_limits(line_heads, truth, emotional, remark_heads, customers) -> np.ndarray:
    """Decision points for customers, for films, and for films when every text is known to show an emotion."""
    films = line_heads[:, trained.FILMS]
    calm = trained.log_chance(films) + trained.CALM * trained.log_chance(line_heads[:, [trained.IS_EMOTIONAL]])
    limits = np.stack([best_limits(customers, remark_heads[:, trained.CUSTOMERS]), best_limits(truth, calm),
                       best_limits(truth[emotional], films[emotional])])
    # Raised together until few enough neutral lines get an emotion.
    for _ in range(300):
        found = trained.to_log_odds(line_heads[~emotional], limits, eager=False) >= 0
        if found.any(axis=1).mean() <= MOST_NEUTRAL:
            break
        limits[1] += 0.01
    return limits


def measure(line_heads, truth, emotional, folds, remark_heads, customers, remark_folds) -> dict[str, str]:
    """Judge each fifth of the texts with limits from the other four fifths."""
    found = {eager: np.zeros_like(truth) for eager in (False, True)}
    found_remarks = np.zeros_like(customers)
    for fold in range(FOLDS):
        here, there = folds == fold, remark_folds == fold
        limits = fit_limits(line_heads[~here], truth[~here], emotional[~here], remark_heads[~there], customers[~there])
        for eager, kept in found.items():
            kept[here] = trained.to_log_odds(line_heads[here], limits, eager=eager) >= 0
        found_remarks[there] = trained.to_log_odds(remark_heads[there], limits, eager=False) >= 0
    calm = {eager: f"{kept[~emotional].any(axis=1).mean():.0%} of neutral lines" for eager, kept in found.items()}
    return {
        "customers, English": said(customers, found_remarks),
        "films, English, with neutral lines": f"{said(truth, found[False])}; {calm[False]} get one",
        "films, English, emotional lines only": said(truth[emotional], found[False][emotional]),
        "films, English, emotional lines only, trained_eager": said(truth[emotional], found[True][emotional]),
        "films, English, with neutral lines, trained_eager": f"{said(truth, found[True])}; {calm[True]} get one",
    }


def said(truth, found) -> str:
    return "macro-F1 {:.3f}, micro-F1 {:.3f} ({:,} texts)".format(*macro_micro(truth, found), len(truth))


def train_gate(rows, folds, language, terms, remarks, remark_folds):
    """Learn to tell a customer's text from a film line; also read both with what was learnt without them."""
    ours = datasets.load_complaints(language=language)["text"].dropna().drop_duplicates()
    written = pd.read_csv(CHECKS / f"intelligibility_own_{language}.csv")["text"].tolist()
    own = ngrams.as_matrix(read_sentences([*ours.sample(min(len(ours), 1500), random_state=1), *written]), terms)

    def fit(film_rows, said):
        parts = [film_rows, own]
        if said:
            parts.append(ngrams.as_matrix([*said, *read_sentences(said)], terms))
        stacked = sparse.vstack(parts).tocsr()
        stacked.indices, stacked.indptr = stacked.indices.astype(np.int32), stacked.indptr.astype(np.int32)
        return fit_heads(stacked, np.arange(stacked.shape[0]) >= film_rows.shape[0], GATE, balanced=True)

    on_lines, on_remarks = np.zeros((rows.shape[0], 1)), np.zeros((len(remarks), 1))
    for fold in range(FOLDS):
        here, there = folds == fold, [number for number in range(len(remarks)) if remark_folds[number] == fold]
        heads = fit(rows[~here], [text for number, text in enumerate(remarks) if number not in set(there)])
        on_lines[here] = read_off(rows[here], heads)
        if there:
            on_remarks[there] = read_off(ngrams.as_matrix([remarks[number] for number in there], terms), heads)
    return SHARP * fit(rows, list(remarks)), SHARP * on_lines, SHARP * on_remarks


def join(parts, gate) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Lay the heads of customers, films, the gate and "any emotion" side by side."""
    customer, film, any_ = parts
    return (np.hstack([customer[0], film[0], gate[:-1], any_[0]]),
            np.hstack([customer[1], film[1], np.zeros((16, 1)), any_[1]]),
            np.concatenate([customer[2], film[2], gate[-1], any_[2]]))


def train_dutch() -> tuple[dict, tuple]:
    """Learn Dutch: film lines from Dutch; a customer's text is read by the word lists alone.

    There are no labelled Dutch customers to learn from and no neutral Dutch lines, so every film line counts as
    emotional.
    """
    lines, felt = read_xed("xed_nl_train.tsv")
    folds, terms = folds_of(lines), ngrams.learn_terms(lines, fewest=(2, 3, 2))
    rows, listed = ngrams.as_matrix(lines, terms), lists_of(lines, "nl")
    film = fit_first(rows, felt)
    features = np.hstack([left_out(fit_first, rows, felt, folds), listed])
    film_on = fit_second(features, felt)
    gate, gate_on_lines, _ = train_gate(rows, folds, "nl", terms, [], np.array([], dtype=int))
    gate[-1], gate_on_lines = gate[-1] + LEAN_DUTCH, gate_on_lines + LEAN_DUTCH
    # The log-odds of the word lists' scores as they are: 0 where the score is 0.5.
    customer_on = np.vstack([np.zeros((8, 8)), np.eye(8), np.zeros((1, 8))])

    nothing = np.zeros((rows.shape[1] + 1, 8))
    always = np.zeros((len(lines), 1)) + 30.0
    line_heads = np.hstack([read_off(listed, customer_on), left_out(fit_second, features, felt, folds), gate_on_lines,
                            always])
    best = [np.zeros(8), best_limits(felt, trained.log_chance(line_heads[:, trained.FILMS])),
            best_limits(felt, line_heads[:, trained.FILMS])]
    limits = np.stack(best)
    found = np.zeros_like(felt)
    for fold in range(FOLDS):
        here = folds == fold
        limits[2] = best_limits(felt[~here], line_heads[~here][:, trained.FILMS])
        found[here] = trained.to_log_odds(line_heads[here], limits, eager=True) >= 0
    limits[2] = best[2]
    parts = [fold_in(np.vstack([np.zeros((8, 8)), customer_on]), [nothing]), fold_in(film_on, [film]),
             (np.zeros((rows.shape[1], 1)), np.zeros((16, 1)), np.array([30.0]))]
    return {"films, Dutch": said(felt, found)}, (terms, *join(parts, gate), limits)


def main() -> None:
    figures, english = train_english()
    more, dutch = train_dutch()
    for what, how in {**figures, **more}.items():
        print(f"{what}: {how}")
    if "--measure" not in sys.argv:
        for language, found in (("en", english), ("nl", dutch)):
            print(f"emotion_weights_{language}.npz: {store(language, *found) / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
