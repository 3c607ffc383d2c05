"""Notes of what was read and done; said twice they change nothing."""

from learning import progress
from learning.models import ExerciseAnswer, Learner, Reading, Workbook


def state_of(pattern, learner, way):
    return next(
        (each.state, each.percent)
        for each in progress.ways_of(pattern, learner)
        if each.info.way == way
    )


def test_ten_ways_in_order_and_closed_where_there_is_no_text(pattern, overview):
    ways = progress.ways_of(pattern, None)

    assert [way.info.way for way in ways] == [
        "overview",
        "why",
        "architecture",
        "deep-dive",
        "worked-example",
        "try",
        "lab",
        "test",
        "recall",
        "project",
    ]
    assert [way.state for way in ways] == ["new", *["closed"] * 9]


def test_position_is_kept_and_percent_only_grows(pattern, overview, learner):
    progress.note_position(learner, overview, "two", 60)
    progress.note_position(learner, overview, "one", 20)

    reading = Reading.objects.get()
    assert (reading.section, reading.percent) == ("one", 60)
    assert state_of(pattern, learner, "overview") == ("begun", 60)


def test_read_twice_is_read_once(pattern, overview, learner):
    progress.note_read(learner, overview, True)
    progress.note_read(learner, overview, True)

    assert Reading.objects.count() == 1
    assert state_of(pattern, learner, "overview") == ("read", 100)


def test_read_can_be_taken_back(pattern, overview, learner):
    progress.note_position(learner, overview, "one", 40)
    progress.note_read(learner, overview, True)
    progress.note_read(learner, overview, False)

    assert state_of(pattern, learner, "overview") == ("begun", 40)


def test_progress_is_the_learners_own(pattern, overview, learner):
    progress.note_read(Learner.objects.create(), overview, True)

    assert state_of(pattern, learner, "overview") == ("new", 0)
    assert state_of(pattern, None, "overview") == ("new", 0)


def test_latest_is_the_newest_unread(overview, why, learner):
    progress.note_position(learner, overview, "one", 40)
    progress.note_position(learner, why, "", 10)
    assert progress.latest(learner).study == why

    progress.note_read(learner, why, True)

    assert progress.latest(learner).study == overview


def test_latest_answers_replace_earlier_ones(example, learner):
    progress.note_exercise(learner, example, "name-the-stage", ["a"], right=0, of=2)
    progress.note_exercise(learner, example, "name-the-stage", ["build"], right=1, of=2)

    assert ExerciseAnswer.objects.values_list("answers", "right").get() == (["build"], 1)


def test_forgetting_leaves_nothing_of_the_learner_and_all_of_others(overview, project, learner):
    other = Learner.objects.create()
    for each in (learner, other):
        progress.note_read(each, overview, True)
        progress.note_exercise(each, overview, "opening", ["1"], right=1, of=1)
        progress.save_workbook(each, project, "design", {"0": "fully"})

    progress.forget(learner)

    for model in (Reading, ExerciseAnswer, Workbook):
        assert list(model.objects.values_list("learner_id", flat=True)) == [other.pk]


def test_ways_cost_one_query(pattern, overview, why, learner, django_assert_num_queries):
    progress.note_read(learner, overview, True)

    with django_assert_num_queries(1):
        progress.ways_of(pattern, learner)
