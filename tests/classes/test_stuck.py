"""Where a class is stuck: counted over what its members did there, and nobody else."""

from classes import joining, stuck
from tests.classes.conftest import another_class, answered, joined


def weakest(found):
    return [
        (row.sentence, row.right, row.of, row.missed_by, row.students) for row in found.objectives
    ]


def test_objectives_come_weakest_first_with_how_many_missed_them(classroom, member, bank):
    other = joined(classroom, "Noa")
    for who in (member, other):
        for slug in ("easy-1", "medium-1", "hard-1"):
            answered(bank[slug], who.learner, 2)
        answered(bank["easy-2"], who.learner, 2, right=False)
        answered(bank["medium-2"], who.learner, 2, right=who is member)

    found = stuck.of_class(classroom)

    assert weakest(found) == [
        ("Say what cache does.", 1, 4, 2, 2),
        ("Say what copy does.", 6, 6, 0, 2),
    ]
    assert [row.word for row in found.objectives] == ["Too early to say", "Nearly there"]
    assert (found.answers, found.students) == (10, 2)


def test_misconceptions_are_counted_by_student_and_explained_by_their_question(
    classroom, member, bank
):
    other = joined(classroom, "Noa")
    for _ in range(3):
        answered(bank["easy-1"], member.learner, 2, right=False, misconceptions=["latest-wins"])
    for who in (member, other):
        answered(bank["easy-4"], who.learner, 2, right=False)

    rows = stuck.of_class(classroom).misconceptions

    assert [(row.name, row.students, row.answers) for row in rows] == [
        ("mixed up", 2, 2),
        ("latest wins", 1, 3),
    ]
    assert "Mistaken in easy-4." in rows[0].truth
    assert rows[1].truth == stuck.UNSAID


def test_questions_most_missed_say_what_they_ask(classroom, member, bank):
    other = joined(classroom, "Noa")
    answered(bank["easy-1"], member.learner, 2, right=False)
    answered(bank["easy-1"], other.learner, 2, right=False)
    answered(bank["easy-2"], member.learner, 2, right=False)
    answered(bank["easy-2"], other.learner, 2)
    answered(bank["easy-3"], other.learner, 2)

    rows = stuck.of_class(classroom).questions

    assert [(row.slug, row.prompt, row.missed, row.of, row.percent) for row in rows] == [
        ("easy-1", "What does easy-1 ask?", 2, 2, 100),
        ("easy-2", "What does easy-2 ask?", 1, 2, 50),
    ]


def test_nothing_of_before_joining_of_other_classes_and_of_who_left_is_counted(
    classroom, member, bank
):
    elsewhere = another_class()
    answered(bank["easy-1"], member.learner, 11, right=False)
    joined(elsewhere, "Mia", days=30, learner=member.learner)
    answered(bank["easy-2"], joined(elsewhere, "Noa", days=30).learner, 2, right=False)
    gone = joined(classroom, "Oki")
    answered(bank["easy-3"], gone.learner, 2, right=False)
    assert stuck.of_class(classroom).answers == 1

    joining.leave(gone)

    found = stuck.of_class(classroom)
    assert (found.answers, found.students) == (0, 0)
    assert [found.objectives, found.misconceptions, found.questions] == [[], [], []]


def test_answers_with_help_and_later_ones_decide_no_objective(classroom, member, bank):
    answered(bank["easy-1"], member.learner, 2, hints=1)
    answered(bank["easy-2"], member.learner, 2, tries=2)
    answered(bank["easy-3"], member.learner, 2, is_first=False)

    assert stuck.of_class(classroom).answers == 0


def test_it_takes_three_queries(classroom, member, bank, django_assert_num_queries):
    for slug in ("easy-1", "easy-2", "easy-3"):
        answered(bank[slug], member.learner, 2, right=False)

    with django_assert_num_queries(3):
        stuck.of_class(classroom)
