"""What do customers feel? Their words on Plutchik's wheel of eight emotions.

Give it the column with what customers wrote, in English or Dutch. Every text gets a score from 0 to 1 for each of the
eight emotions; 0.5 or more means: this emotion is there. One text can show several emotions, or none.

| You want | Ask for |
|---|---|
| a score per emotion for each text | `score_emotions` |
| yes or no per emotion | `label_emotions` |
| how strong: 1 mild, 2 basic, 3 intense | `grade_emotions` |
| why a text got its scores, as a table or marked in the text | `explain_emotions`, `highlight_emotions` |
| the shares in a whole file, or team by team, with intervals | `emotion_profile` |
| the shares month by month or quarter by quarter | `measure_trend` |
| how well it does against people's own judgement | `evaluate_emotions` |
| do two groups differ, with eight looks allowed for | `compare_profiles` |
| mixed emotions: the 24 dyads and the four pairs of opposites | `dyad_scores` |
| words of your own customers beside ours | `check_word_list` |
| thresholds from a hundred rows that you labelled | `tune_thresholds` |
| how much longer calls with an emotion take, and what to plan | `fit_handle_time`, `planned_handle_time` |
| a reading of your own from several hundred labelled rows | `fit_emotions` |

The reading is done with word lists of our own (`cxlab/lexicons/emotions_en.csv`, `emotions_nl.csv`): words, phrases
and emoji with an emotion and a strength. Negation ("not happy"), emphasis ("VERY", "a bit"), contrast ("but"), plain
irony ("Great, another delay") and polite formulas ("thanks in advance") are taken into account. With
``engine="trained"`` weights learnt from labelled film lines, Reddit comments and customers' words are added. Both read
words, not hearts: check a sample by hand before a decision rests on it.
"""

from cxlab.emotions.comparison import Comparison, compare_profiles, dyad_scores
from cxlab.emotions.evaluation import Evaluation, evaluate_emotions
from cxlab.emotions.handle_time import HandleTime, HandleTimePlan, fit_handle_time, planned_handle_time
from cxlab.emotions.highlight import Highlight, highlight_emotions
from cxlab.emotions.models import EmotionModel, fit_emotions
from cxlab.emotions.own_words import WordList, check_word_list
from cxlab.emotions.profile import emotion_profile, measure_trend
from cxlab.emotions.scoring import explain_emotions, grade_emotions, label_emotions, score_emotions
from cxlab.emotions.tuning import Tuning, tune_thresholds

__all__ = ["Comparison", "EmotionModel", "Evaluation", "HandleTime", "HandleTimePlan", "Highlight", "Tuning",
           "WordList", "check_word_list", "compare_profiles", "dyad_scores", "emotion_profile", "evaluate_emotions",
           "explain_emotions", "fit_emotions", "fit_handle_time", "grade_emotions", "highlight_emotions",
           "label_emotions", "measure_trend", "planned_handle_time", "score_emotions", "tune_thresholds"]
