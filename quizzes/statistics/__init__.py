"""Is this question good, is this test? What the first answers of many learners say about it.

The formulas are those of Moodle's statistics report, each derived in "Quiz statistics
calculations" (https://docs.moodle.org/dev/Quiz_statistics_calculations). As there, values are
marks; the weights, the discrimination index, the efficiency and the error ratio are per cent.

Marks are counted in whole trillionths, so every sum is exact: the same in whatever order answers
came, and where all are equal their spread is 0, not nearly 0. A figure that the
answers do not give (too few, all alike) is None.

Sums over different answers can be added: `merge`. Mean, spread, correlations, weights, alpha and
standard error need only sums of x, y, x², y² and xy; skewness and kurtosis those of x³ and x⁴.
The median, the discriminative efficiency, the best third and the curve need the order of the
answers, and no sum of a fixed size gives that. So what is kept is how often each result occurred:
it can be added up as well, gives all of them, and grows with the number of different results
rather than with the number of answers.
"""

from quizzes.statistics.asking import asked_by, choices, form, option_of
from quizzes.statistics.options import Band, OptionStatistics, bands, option_statistics, ticked
from quizzes.statistics.questions import (
    QuestionStatistics,
    compared,
    question_statistics,
    statistics_of,
)
from quizzes.statistics.quiz import QuizStatistics, quiz_statistics
from quizzes.statistics.showing import (
    FLAGGED_FROM,
    SETTLED_FROM,
    SHOWN_FROM,
    Asked,
    Flag,
    Problem,
    Visibility,
    difficulty_flag,
    difficulty_order,
    flags,
    observed_difficulties,
    visibility,
)
from quizzes.statistics.sums import (
    MOST_SECONDS,
    UNIT,
    QuestionSums,
    Reply,
    Result,
    Sums,
    Total,
    from_json,
    merge,
    merge_question,
    question_from_json,
    question_to_json,
    sums,
    take_away,
    take_away_attempts,
    to_json,
    units,
)

__all__ = [
    "FLAGGED_FROM",
    "MOST_SECONDS",
    "SETTLED_FROM",
    "SHOWN_FROM",
    "UNIT",
    "Asked",
    "Band",
    "Flag",
    "OptionStatistics",
    "Problem",
    "QuestionStatistics",
    "QuestionSums",
    "QuizStatistics",
    "Reply",
    "Result",
    "Sums",
    "Total",
    "Visibility",
    "asked_by",
    "bands",
    "choices",
    "compared",
    "difficulty_flag",
    "difficulty_order",
    "flags",
    "form",
    "from_json",
    "merge",
    "merge_question",
    "observed_difficulties",
    "option_of",
    "option_statistics",
    "question_from_json",
    "question_statistics",
    "question_to_json",
    "quiz_statistics",
    "statistics_of",
    "sums",
    "take_away",
    "take_away_attempts",
    "ticked",
    "to_json",
    "units",
    "visibility",
]
