"""A reading of your own: learn from texts that your own people labelled, on top of the trained engine."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from cxlab.counts import check_level
from cxlab.emotions import ngrams, trained
from cxlab.emotions.profile import _check_labels
from cxlab.emotions.scoring import _prepare, _scores
from cxlab.emotions.tuning import FEWEST, _fit_limit, _gains
from cxlab.language import resolve_language

FOLDS = 5
FEWEST_ROWS = 60
FREEDOM = 1.0


@dataclass(frozen=True, eq=False)
class EmotionModel:
    """A model of your own, to be used as ``score_emotions(texts, engine=model)``.

    Attributes
    ----------
    table : DataFrame
        One row an emotion and the rows "macro" and "micro": `n_true` (texts that show it), `f1_before` (the trained
        engine), `f1_after` (this model), `estimate` (after minus before) with `ci_lower`, `ci_upper`, `n`,
        `n_missing`. All of texts left out of the fit.
    text : str
        The result as a sentence, with advice.
    terms : ngrams.Terms
        Words, runs of letters and pairs of your texts.
    weights, base, start : ndarray of float
        What the terms, the shipped engines' readings, and nothing at all add to each emotion.
    """

    table: pd.DataFrame
    text: str
    terms: ngrams.Terms
    weights: np.ndarray
    base: np.ndarray
    start: np.ndarray

    def read(self, texts: list[str], language: str) -> np.ndarray:
        """Score texts in one language (texts x 8); :func:`score_emotions` calls this."""
        base = _base_of(texts, language)
        own = ngrams.add_up(texts, self.terms, self.weights)
        return trained.chance(own + np.einsum("tk,ke->te", base, self.base) + self.start)


def fit_emotions(texts, labels: pd.DataFrame, *, language="auto", level: float = 0.95, seed: int = 0) -> EmotionModel:
    """Learn from your own labelled texts how your customers show emotions.

    The model starts from what the trained engine and the word lists say, and learns your words on top. What it gained
    is measured on texts that did not help to fit it. With a hundred rows :func:`tune_thresholds` is the safer choice;
    with several hundred this one.

    Parameters
    ----------
    texts : Series of str
        What customers wrote.
    labels : DataFrame
        Eight columns of yes and no under the same row labels: what careful readers decided.
    language : {"auto", "en", "nl"} or Series
        As for :func:`score_emotions`.
    level : float in (0, 1)
        Confidence level of the gain.
    seed : int
        The same seed gives the same model.

    Returns
    -------
    EmotionModel
        Give it as ``engine=`` to :func:`score_emotions`; `.table` and `.text` say what it gained.

    Raises
    ------
    TypeError, ValueError
        If a table is not what it should be, the row labels differ, or fewer than 60 texts have labels.

    Notes
    -----
    One logistic regression an emotion, on the readings of the shipped engines and on words, parts of words and pairs of
    words of your texts; then the decision point with the best F1 in five folds, drawn back as in
    :func:`tune_thresholds`. An emotion that fewer than five texts show keeps the trained engine's reading. The gain is
    cross-validated in five folds, fit and decision point both; its interval is a bootstrap over texts. The model holds
    words of your texts: treat it as you treat them.

    Examples
    --------
    >>> from cxlab.emotions import label_emotions, score_emotions
    >>> texts = pd.Series(["The lift jammed, furious", "Lift works", "Lovely lift"] * 30)
    >>> labels = label_emotions(score_emotions(texts, language="en"))
    >>> model = fit_emotions(texts, labels, language="en")
    >>> bool(score_emotions(["Jammed again, furious"], language="en", engine=model)["anger"].iloc[0] > 0.5)
    True
    """
    check_level(level)
    column, languages, right, missing = _line_up(texts, labels, language)
    base, written = _bases(column, languages), column.tolist()
    folds = np.random.default_rng(seed).permutation(len(written)) % FOLDS
    after = np.zeros_like(right)
    for fold in range(FOLDS):
        here = folds == fold
        parts = _fit([text for text, out in zip(written, here, strict=True) if not out], base[~here], right[~here])
        after[here] = _odds([text for text, out in zip(written, here, strict=True) if out], base[here], *parts) >= 0
    table = _gains(right, base[:, :8] >= 0, after, level, seed)
    table["n_missing"] = missing
    return EmotionModel(table, _say(table), *_fit(written, base, right))


def _line_up(texts, labels, language):
    column = _prepare(texts, language if isinstance(language, str) else "auto", "lexicon")[0]
    true = _check_labels(labels)
    if not column.index.is_unique or not column.index.sort_values().equals(true.index.sort_values()):
        raise ValueError("texts and labels have different row labels; expected the same texts in both, each once")
    true, languages = true.loc[column.index], resolve_language(column, language)
    usable = (true.notna().all(axis=1) & languages.isin(["en", "nl", "unsure"])).to_numpy()
    if usable.sum() < FEWEST_ROWS:
        raise ValueError(f"{int(usable.sum())} texts have labels and can be read; expected at least {FEWEST_ROWS}, and "
                         "several hundred are better")
    return column[usable], languages[usable], true[usable].to_numpy(dtype=bool), int((~usable).sum())


def _bases(column: pd.Series, languages: pd.Series) -> np.ndarray:
    base = np.full((len(column), 16), -np.inf)
    for code in ("en", "nl"):
        rows = np.flatnonzero(languages.isin([code, "unsure"]))
        base[rows] = np.maximum(base[rows], _base_of(column.iloc[rows].tolist(), code))
    return base


def _base_of(texts: list[str], language: str) -> np.ndarray:
    """What the shipped engines say: log-odds of the trained one, then scores of the word lists."""
    weights, listed = trained.load_weights(language), _scores(texts, language)
    return np.hstack([trained.to_log_odds(trained.read_heads(texts, listed, weights), weights.limits, eager=False),
                      listed])


def _fit(texts, base, right):
    """Terms, their weights, the weights of the base and the start, with the decision point at 0."""
    terms = ngrams.learn_terms(texts, fewest=(2, 3, 2))
    middle, spread = base.mean(axis=0), np.maximum(base.std(axis=0), 1e-6)
    rows = sparse.hstack([sparse.csr_array((base - middle) / spread), ngrams.as_matrix(texts, terms)]).tocsr()
    rows.indices, rows.indptr = rows.indices.astype(np.int32), rows.indptr.astype(np.int32)
    weights, of_base, start = np.zeros((rows.shape[1] - 16, 8)), np.eye(16, 8), np.zeros(8)
    folds = np.random.default_rng(0).permutation(len(texts)) % FOLDS
    for emotion in range(8):
        truth = right[:, emotion]
        if min(truth.sum(), (~truth).sum()) < FEWEST:
            continue
        left_out = np.zeros(len(texts))
        for fold in range(FOLDS):
            model = _logistic(rows[folds != fold], truth[folds != fold])
            left_out[folds == fold] = rows[folds == fold] @ model[:-1] + model[-1]
        model = _logistic(rows, truth)
        limit = _fit_limit(trained.chance(left_out), truth)
        of_base[:, emotion], weights[:, emotion] = model[:16] / spread, model[16:-1]
        start[emotion] = model[-1] - middle @ of_base[:, emotion] - np.log(limit / (1 - limit))
    return terms, weights, of_base, start


def _logistic(rows, truth) -> np.ndarray:
    from sklearn.linear_model import LogisticRegression  # slow to load, and only those who fit need it

    if truth.all() or not truth.any():
        return np.append(np.zeros(rows.shape[1]), 6.0 if truth.all() else -6.0)
    model = LogisticRegression(C=FREEDOM, solver="liblinear", random_state=0).fit(rows, truth)
    return np.append(model.coef_[0], model.intercept_[0])


def _odds(texts, base, terms, weights, of_base, start) -> np.ndarray:
    return ngrams.add_up(texts, terms, weights) + base @ of_base + start


def _say(table: pd.DataFrame) -> str:
    macro = table.loc[8]
    said = (f"On texts left out of the fit, the model fitted on {int(macro['n']):,} texts has macro-F1 "
            f"{macro['f1_after']:.2f}, against {macro['f1_before']:.2f} for the trained engine: "
            f"{macro['estimate']:+.2f} [{macro['ci_lower']:+.2f}, {macro['ci_upper']:+.2f}]")
    if macro["ci_lower"] > 0:
        return f"{said}. Use it."
    return f"{said}. That may be chance: label more texts, or keep the trained engine."
