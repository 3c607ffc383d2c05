"""The statistics of questions and tests: Moodle's published values, those of R's psych, what may
be shown, and that sums over parts give what the whole gives."""

import csv
import json
import math
from dataclasses import astuple
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizzes.statistics import (
    MOST_SECONDS,
    Asked,
    Flag,
    Problem,
    Reply,
    Sums,
    Visibility,
    bands,
    compared,
    difficulty_order,
    flags,
    from_json,
    merge,
    merge_question,
    observed_difficulties,
    option_statistics,
    question_statistics,
    quiz_statistics,
    statistics_of,
    sums,
    to_json,
    visibility,
)
from tests.conftest import SHARED

REFERENCE = SHARED / "interop" / "stats"
needs_reference = pytest.mark.skipif(
    not REFERENCE.is_dir(), reason=f"LEFT OUT: the reference values, there is no {REFERENCE}"
)

unhurried = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])

QUESTIONS = "abcdef"
scores = st.sampled_from([0, 0.25, 1 / 3, 0.5, 1]) | st.floats(0, 1)
full_marks = st.sampled_from([0, 1, 1, 8]) | st.floats(0, 1000)
options = st.sampled_from([None, "A", "B", "C"])
seconds = st.none() | st.integers(0, 2 * MOST_SECONDS)


@st.composite
def attempts_at_one_test(draw):
    """Everybody was asked the same questions."""
    full = draw(st.lists(full_marks, min_size=1, max_size=5))
    replies = st.tuples(
        *(
            st.builds(Reply, st.just(name), scores, st.just(mark), options, seconds)
            for name, mark in zip(QUESTIONS, full, strict=False)
        )
    )
    return draw(st.lists(replies, max_size=12))


replies = st.builds(Reply, st.sampled_from(QUESTIONS), scores, full_marks, options, seconds)
drawn_attempts = st.lists(st.lists(replies, max_size=5, unique_by=lambda reply: reply.question))
any_attempts = attempts_at_one_test() | drawn_attempts


def figures(added):
    """Every number that is told of a test."""
    for question in question_statistics(added).values():
        yield from astuple(question)
    yield from astuple(quiz_statistics(added))
    for question in added.questions.values():
        for row in option_statistics(question, "ABCD", "A"):
            yield from (row.share, row.mean_rest, row.mean_total, row.discrimination)


def attempt(*right):
    """Of questions a, b, c …, each right or wrong."""
    return [Reply(name, score) for name, score in zip(QUESTIONS, right, strict=False)]


def answered(*rows, slow=60):
    """Sums of a question from rows of how often an option was chosen and the mark of the rest.

    Its key is A.
    """
    return sums(
        [
            Reply("q", float(option == "A"), option=option, seconds=slow),
            *(Reply(f"rest {i}", float(i < rest)) for i in range(10)),
        ]
        for times, option, rest in rows
        for _ in range(times)
    ).questions["q"]


# Moodle


def read(name):
    with (REFERENCE / name).open(newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def moodle():
    """Its attempts: the questions by their place, and which of the replies were given together."""
    together = {}
    for number, row in enumerate(read("moodle/fixtures/mdl_question_states.csv")):
        mark, full = float(row["mark"]), float(row["maxmark"])
        reply = Reply(row["slot"], mark / full if full else 0, full)
        together.setdefault(number // 20, []).append((int(row["slot"]), reply))
    return sums([reply for _, reply in sorted(replies)] for replies in together.values())


@needs_reference
@pytest.mark.parametrize(
    ("published", "field"),
    [
        ("facility", "facility"),
        ("sd", "standard_deviation"),
        ("effectiveweight", "effective_weight"),
        ("discriminationindex", "discrimination_index"),
        ("discriminativeefficiency", "discriminative_efficiency"),
    ],
)
def test_moodles_published_values(published, field):
    expected = json.loads((REFERENCE / "EXPECTED.json").read_text())["moodle_stats_A"]
    times = expected["multiplier"].get(published, 1)
    questions = question_statistics(moodle())
    got = [getattr(questions[str(slot)], field) for slot in range(1, 21)]

    assert len(expected[published]) == 20
    for value, wanted in zip(got, expected[published], strict=True):
        # Moodle's own test takes its null for 0.
        assert (value or 0) * times == pytest.approx(wanted or 0, abs=1e-6)


@needs_reference
def test_moodles_attempts_add_up_to_the_marks_that_it_published():
    rows = read("moodle/fixtures/mdl_question_states.csv")
    published = [float(row["sumgrades"]) for row in rows if row["slot"] == "1"]
    quiz = quiz_statistics(moodle())

    assert quiz.n == len(published) == 22
    assert quiz.mean == pytest.approx(math.fsum(published) / 22, abs=1e-9)
    assert quiz.full_mark == 24


@needs_reference
def test_intended_weights_are_shares_of_the_full_mark():
    weights = [question.intended_weight for question in question_statistics(moodle()).values()]

    assert sorted(weights) == pytest.approx([0] * 3 + [100 / 24] * 16 + [800 / 24])


# R's psych


@cache
def psych():
    key = (REFERENCE / "CTTdata_key.csv").read_text().strip().split(",")
    return sums(
        [
            Reply(item, float(option == right), option=option)
            for (item, option), right in zip(row.items(), key, strict=True)
        ]
        for row in read("CTTdata_responses.csv")
    )


@needs_reference
def test_items_are_as_in_psych():
    questions = question_statistics(psych())
    rows = read("CTTdata_items.csv")

    assert len(rows) == len(questions) == 20
    for row in rows:
        question = questions[row["item"]]
        got = [
            question.facility,
            question.standard_deviation,
            question.item_total,
            question.item_rest,
            question.discrimination_index / 100,
        ]
        names = ("p", "sd", "r_item_total", "r_item_rest", "psych_r_drop")
        assert got == pytest.approx([float(row[name]) for name in names], abs=1e-9)


@needs_reference
def test_alpha_and_standard_error_are_as_in_psych():
    reference = json.loads((REFERENCE / "CTTdata_summary.json").read_text())
    quiz = quiz_statistics(psych())

    assert quiz.n == reference["n"]
    got = [quiz.alpha, quiz.mean, quiz.standard_deviation, quiz.standard_error]
    names = ("alpha_psych_raw", "mean", "sd", "sem")
    assert got == pytest.approx([reference[name] for name in names], abs=1e-9)
    assert quiz.error_ratio == pytest.approx(100 * math.sqrt(1 - reference["alpha_psych_raw"]))


@needs_reference
def test_distractors_are_as_in_psych():
    rows = read("CTTdata_distractors.csv")
    keys = {row["item"]: row["option"] for row in rows if row["correct"] == "1"}
    table = {
        (item, option.option): option
        for item, key in keys.items()
        for option in option_statistics(psych().questions[item], "ABCD", key)
    }

    assert len(rows) == len(table) == 80
    for row in rows:
        option = table[row["item"], row["option"]]
        got = [option.n, option.share, option.discrimination, option.mean_total]
        names = ("n", "prop", "r_option_rest", "mean_total")
        assert got == pytest.approx([float(row[name]) for name in names], abs=1e-9)
        assert option.is_key is (row["correct"] == "1")
        assert option.mean_rest == pytest.approx(option.mean_total - option.is_key, abs=1e-9)


# By hand


def test_a_small_test_by_hand():
    quiz = quiz_statistics(sums([attempt(1, 1, 1), attempt(1, 1, 0), attempt(1, 0, 0)]))

    # Totals 3, 2, 1; variances 0, 1/3, 1/3 of a total of 1: alpha = 3/2 · (1 - 2/3).
    assert (quiz.n, quiz.full_mark, quiz.mean, quiz.median) == (3, 3, 2, 2)
    assert (quiz.standard_deviation, quiz.skewness, quiz.kurtosis) == (1, 0, None)
    assert quiz.alpha == pytest.approx(0.5)
    assert quiz.standard_error == pytest.approx(math.sqrt(0.5))


def test_skewness_and_kurtosis_by_hand():
    quiz = quiz_statistics(sums([Reply("a", score, 10)] for score in (0, 0.1, 0.2, 0.7)))

    # Marks 0, 1, 2, 7, mean 2.5: differences -2.5, -1.5, -0.5, 4.5; m2 = 7.25, m3 = 18.
    k2, k3 = 29 / 3, 16 * 18 / 6
    k4 = 16 * (5 * (39.0625 + 5.0625 + 0.0625 + 410.0625) / 4 - 9 * 7.25**2) / 6
    assert quiz.skewness == pytest.approx(k3 / k2**1.5)
    assert quiz.kurtosis == pytest.approx(k4 / k2**2)
    assert quiz.median == 1.5


def test_a_question_that_pulls_against_the_total_has_no_effective_weight():
    added = sums([attempt(1, 0, 0), attempt(1, 0, 0), attempt(0, 1, 1), attempt(0, 1, 1)])
    questions = question_statistics(added)

    assert questions["a"].discrimination_index == -100
    assert questions["a"].effective_weight is None
    assert questions["b"].effective_weight == questions["c"].effective_weight == 50


def test_efficiency_is_full_where_the_best_in_the_rest_have_the_best_marks():
    question = statistics_of(answered((3, "A", 9), (1, "A", 5), (4, "B", 2)))

    assert question.discriminative_efficiency == pytest.approx(100)
    assert question.item_rest < 1


def test_alpha_is_of_the_places_where_questions_are_drawn():
    fixed = [attempt(1, 1, 1), attempt(1, 1, 0), attempt(1, 0, 0), attempt(0, 1, 0)]
    drawn = [
        [Reply(f"{reply.question} {i % 2}", reply.score) for reply in replies]
        for i, replies in enumerate(fixed)
    ]

    assert quiz_statistics(sums(drawn)).alpha == quiz_statistics(sums(fixed)).alpha


def test_alpha_is_of_the_questions_where_only_their_order_differs():
    fixed = [attempt(1, 1, 1), attempt(1, 1, 0), attempt(1, 0, 0), attempt(0, 1, 0)]
    turned = [replies[i % 3 :] + replies[: i % 3] for i, replies in enumerate(fixed)]

    assert quiz_statistics(sums(turned)).alpha == quiz_statistics(sums(fixed)).alpha


def test_attempts_of_different_length_have_no_alpha():
    quiz = quiz_statistics(sums([attempt(1, 1, 1), attempt(1, 0), attempt(0, 1, 0)]))

    assert (quiz.alpha, quiz.error_ratio, quiz.standard_error) == (None, None, None)
    assert quiz.standard_deviation is not None


def test_median_of_the_seconds():
    added = sums([Reply("a", 1, seconds=taken)] for taken in (10, 20, 90, MOST_SECONDS + 1))

    assert statistics_of(added.questions["a"]).median_seconds == 55
    assert max(added.questions["a"].seconds) == MOST_SECONDS


# Too little to say


def test_nothing_is_said_of_no_answers():
    assert question_statistics(sums([])) == {}
    assert set(astuple(quiz_statistics(sums([[], []])))) == {0, None}


def test_one_answer_has_a_facility_and_no_spread():
    added = sums([attempt(1, 0)])
    question = question_statistics(added)["a"]

    assert (question.n, question.facility, question.intended_weight) == (1, 1, 50)
    assert question.standard_deviation is None
    assert question.effective_weight is None
    assert question.item_rest is None
    assert quiz_statistics(added).standard_deviation is None


@unhurried
@given(st.integers(2, 20), st.integers(1, 5), scores)
def test_equal_answers_have_no_spread_to_explain(learners, questions, score):
    added = sums([attempt(*[score] * questions)] * learners)
    quiz = quiz_statistics(added)

    assert (quiz.standard_deviation, quiz.skewness, quiz.kurtosis, quiz.alpha) == (0, *[None] * 3)
    for question in question_statistics(added).values():
        assert question.standard_deviation == 0
        assert question.effective_weight is None
        assert question.discrimination_index is None
        assert question.discriminative_efficiency is None


@unhurried
@given(any_attempts)
def test_every_figure_is_none_or_finite(attempts):
    assert all(value is None or math.isfinite(value) for value in figures(sums(attempts)))


@unhurried
@given(any_attempts)
def test_figures_stay_within_their_bounds(attempts):
    added = sums(attempts)
    quiz = quiz_statistics(added)

    assert quiz.alpha is None or quiz.alpha <= 1
    for question in question_statistics(added).values():
        assert question.facility is None or 0 <= question.facility <= 1
        assert question.item_rest is None or -1 <= question.item_rest <= 1
        assert question.discriminative_efficiency is None or (
            question.discriminative_efficiency <= 100
        )


@unhurried
@given(attempts_at_one_test())
def test_weights_add_up_to_a_hundred(attempts):
    questions = question_statistics(sums(attempts)).values()
    intended = [q.intended_weight for q in questions if q.intended_weight is not None]
    effective = [q.effective_weight for q in questions if q.effective_weight is not None]

    assert not intended or math.fsum(intended) == pytest.approx(100)
    assert not effective or math.fsum(effective) == pytest.approx(100)


@pytest.mark.parametrize(
    "wrong",
    [
        {"score": 1.1},
        {"score": math.nan},
        {"max_mark": -1},
        {"max_mark": math.inf},
        {"seconds": -1},
    ],
)
def test_impossible_replies_are_refused(wrong):
    with pytest.raises(ValueError, match=r"not|No answer"):
        Reply(**{"question": "a", "score": 1, **wrong})


def test_a_question_cannot_be_answered_first_twice():
    with pytest.raises(ValueError, match="one first answer"):
        sums([[Reply("a", 1), Reply("a", 0)]])


# Adding up


@unhurried
@given(any_attempts, any_attempts)
def test_sums_of_two_parts_are_the_sums_of_both(some, others):
    assert merge(sums(some), sums(others)) == sums([*some, *others])


@unhurried
@given(any_attempts, any_attempts)
def test_figures_do_not_hang_on_the_order_of_the_answers(some, others):
    one, other = merge(sums(some), sums(others)), merge(sums(others), sums(some))

    assert question_statistics(one) == question_statistics(other)
    assert quiz_statistics(one) == quiz_statistics(other)


@unhurried
@given(any_attempts)
def test_nothing_added_changes_nothing(attempts):
    assert merge(Sums(), sums(attempts)) == merge(sums(attempts), Sums()) == sums(attempts)


@unhurried
@given(any_attempts)
def test_stored_sums_are_read_back_equal(attempts):
    assert from_json(json.loads(json.dumps(to_json(sums(attempts))))) == sums(attempts)


def test_a_question_of_two_tests_is_added_up():
    one, other = answered((3, "A", 5), (2, "B", 1)), answered((4, "A", 5))
    both = merge_question(one, other)

    assert both == answered((7, "A", 5), (2, "B", 1))
    assert statistics_of(both).facility == pytest.approx(7 / 9)


def test_what_is_kept_grows_with_the_results_and_not_with_the_answers():
    few, many = answered((3, "A", 5), (2, "B", 1)), answered((300, "A", 5), (200, "B", 1))

    assert len(few.results) == len(many.results) == 2
    assert many.n == 500


# Bands


def test_bands_go_from_the_weakest_to_the_best():
    question = answered((2, "B", 1), (2, "A", 4), (1, "A", 8), (1, "C", 9))
    weakest, middle, best = bands(question, 3)

    assert (weakest.n, weakest.facility, weakest.options) == (2, 0, {"B": 2})
    assert (middle.n, middle.facility, middle.options) == (2, 1, {"A": 2})
    assert (best.n, best.facility, best.options) == (2, 0.5, {"A": 1, "C": 1})


def test_equals_are_all_in_the_middle_band():
    assert [band.n for band in bands(answered((9, "A", 5)), 3)] == [0, 9, 0]


@unhurried
@given(any_attempts, st.integers(1, 7))
def test_every_answer_that_has_a_rest_is_in_one_band(attempts, number):
    for question in sums(attempts).questions.values():
        parts = bands(question, number)

        assert len(parts) == number
        assert sum(part.n for part in parts) == compared(question).n


# What may be shown


@pytest.mark.parametrize(
    ("n", "shown"),
    [
        (0, Visibility.HIDDEN),
        (29, Visibility.HIDDEN),
        (30, Visibility.EARLY),
        (99, Visibility.EARLY),
        (100, Visibility.SETTLED),
    ],
)
def test_few_answers_are_hidden_and_some_are_early(n, shown):
    assert visibility(n) is shown


ASKED = Asked("medium", 60, 0.25, ("A", "B", "C"), "A")
SOUND = [(20, "A", 8), (10, "A", 5), (10, "B", 4), (10, "C", 3)]


def problems(question, asked=ASKED, observed=None):
    return [flag.problem for flag in flags(question, asked, observed)]


def test_a_sound_question_has_no_flag():
    assert flags(answered(*SOUND), ASKED, "medium") == ()


def test_a_wrong_key_is_told_by_the_best():
    question = answered(
        (5, "A", 9), (12, "B", 9), (18, "A", 5), (3, "B", 5), (9, "C", 3), (5, "A", 2)
    )

    assert flags(question, ASKED)[0] == Flag(
        Problem.KEY,
        "The key may be wrong: the best third choose B more often than the key A (12 against 5).",
    )


def test_a_hard_question_is_not_a_wrong_key():
    # Most fall for B, some of the best too; but who does not is better still.
    question = answered((8, "A", 10), (9, "B", 9), (25, "B", 4), (4, "C", 3), (4, "A", 5))

    assert bands(question, 3)[-1].options == {"A": 8, "B": 9}
    assert Problem.KEY not in problems(question)


def test_without_a_best_third_no_key_is_doubted():
    assert Problem.KEY not in problems(answered((10, "A", 5), (40, "B", 5)))


def test_flags_start_from_fifty_answers():
    wrong = [(10, "A", 2), (30, "B", 9), (9, "C", 5)]

    assert flags(answered(*wrong), ASKED) == ()
    assert Problem.KEY in problems(answered(*wrong, (1, "C", 5)))


def test_those_who_do_better_elsewhere_do_worse_here():
    reasons = {
        flag.problem: flag.reason for flag in flags(answered((25, "A", 2), (25, "B", 8)), ASKED)
    }

    assert reasons[Problem.DISCRIMINATION] == (
        "Those who do better in the rest do worse here: discrimination -1.00."
    )


def test_a_question_that_hardly_discriminates():
    rows = [(15, "A", 8), (15, "A", 2), (15, "B", 8), (15, "C", 2), (1, "A", 8)]

    assert flags(answered(*rows), ASKED) == (
        Flag(
            Problem.DISCRIMINATION,
            "It hardly tells who does well in the rest: discrimination 0.02, useful from 0.2.",
        ),
    )


def test_what_nearly_everyone_gets_right_is_too_easy_and_nothing_else():
    question = answered((48, "A", 5), (1, "B", 9), (1, "C", 9))
    asked = Asked("easy", 60, 0.25)

    assert flags(question, asked) == (
        Flag(Problem.TOO_EASY, "Nearly everyone gets it right: facility 0.96."),
    )


def test_no_better_than_guessing_is_too_hard():
    question = answered((10, "A", 9), (20, "B", 4), (20, "C", 4))

    assert flags(question, ASKED) == (
        Flag(
            Problem.TOO_HARD,
            "It goes no better than by guessing: facility 0.20, by guessing 0.25.",
        ),
    )


def test_what_nobody_gets_right_is_too_hard():
    assert flags(answered((25, None, 9), (25, None, 2)), Asked("hard", 60, 0)) == (
        Flag(Problem.TOO_HARD, "Nobody gets it right."),
    )


def test_options_that_hardly_anyone_chooses_are_named():
    question = answered((30, "A", 8), (27, "B", 3), (3, "C", 3))
    asked = Asked("medium", 60, 0.25, ("A", "B", "C", "D"), "A")

    assert flags(answered((30, "A", 8), (28, "B", 3), (2, "C", 3)), asked) == (
        Flag(Problem.DISTRACTORS, "Fewer than 5 in 100 choose C or D."),
    )
    assert [row.is_functional for row in option_statistics(question, "ABCD", "A")] == [
        None,
        True,
        True,  # 5 in 100 are enough
        False,
    ]


@pytest.mark.parametrize(
    ("label", "observed", "reason"),
    [
        ("easy", "hard", "It is labelled easy, but by facility (0.60) it is among the hardest."),
        ("hard", "easy", "It is labelled hard, but by facility (0.60) it is among the easiest."),
        ("easy", "medium", None),
        ("hard", "hard", None),
        ("hard", None, None),
    ],
)
def test_a_label_is_doubted_from_two_steps(label, observed, reason):
    asked = Asked(label, 60, 0.25, ("A", "B", "C"), "A")
    expected = (Flag(Problem.DIFFICULTY, reason),) if reason else ()

    assert flags(answered(*SOUND), asked, observed) == expected


def test_a_question_that_takes_more_than_twice_as_long():
    assert flags(answered(*SOUND, slow=120), ASKED) == ()
    assert flags(answered(*SOUND, slow=121), ASKED) == (
        Flag(Problem.TIME, "Half take 121 seconds or longer; 60 are planned."),
    )


@unhurried
@given(any_attempts, st.sampled_from(["easy", "medium", "hard"]), options)
def test_flags_never_fail(attempts, difficulty, key):
    asked = Asked(difficulty, 60, 0.25, ("A", "B", "C"), key)

    for question in sums(attempts * 60).questions.values():
        assert all(flag.reason.endswith(".") for flag in flags(question, asked, "hard"))


# Difficulty


def test_difficulty_order_starts_with_the_easiest():
    assert difficulty_order({"a": 0.2, "b": None, "c": 0.9, "d": 0.5}) == ("c", "d", "a")


def test_observed_difficulties_are_dealt_out_by_facility():
    facilities = {"a": 0.2, "b": 0.9, "c": 0.5, "d": None}
    labels = {"a": "easy", "b": "medium", "c": "hard", "d": "hard"}

    assert observed_difficulties(facilities, labels) == {"b": "easy", "c": "medium", "a": "hard"}


def test_equal_facilities_get_the_same_label():
    facilities = dict.fromkeys("abc", 0.5)

    observed = observed_difficulties(facilities, {"a": "easy", "b": "medium", "c": "hard"})
    assert observed == dict.fromkeys("abc", "medium")
