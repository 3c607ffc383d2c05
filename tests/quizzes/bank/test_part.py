"""Questions as a part of the course: loaded, found again, retired, brought back, given back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from learning.content.course import read_course
from learning.content.exporting import export, stored_files
from learning.content.faults import ContentError
from learning.content.storing import is_stored, store
from learning.models import ContentFile, Study
from quizzes.bank import part
from quizzes.models import Question, Revision
from tests.learning.content.courses import course_files
from tests.quizzes.bank.files import TEXTS, path, question_files

pytestmark = pytest.mark.django_db

FROM_QUESTIONS = ("try", "test", "recall")


def files(*kinds):
    """The small course with its questions."""
    return course_files() | question_files(*kinds)


def load(course):
    return store(read_course(course))


def changed(kind, old, new):
    text = TEXTS[kind]
    assert old in text
    return files() | {path(f"a-{kind}"): text.replace(old, new, 1).encode()}


def singles(count, status="reviewed"):
    """So many questions to choose one answer in."""
    text = TEXTS["single"].replace('"reviewed"', f'"{status}"')
    return {
        path(f"s-{n}"): text.replace("a-single", f"s-{n}").replace("What is", f"{n}: What is")
        .encode()
        for n in range(count)
    }  # fmt: skip


def open_ways():
    return set(Study.objects.filter(way__in=FROM_QUESTIONS).values_list("way", flat=True))


def test_questions_are_stored():
    load(files())

    question = Question.objects.get(slug="a-single")
    assert (question.pattern.slug, question.objective.slug) == ("stages", "ms.isolation")
    assert (question.kind, question.difficulty, question.status) == ("single", "easy", "reviewed")
    assert (question.family, question.guessing, question.tags) == ("a-single", 0.25, ["copy-from"])
    assert (question.current.number, question.current.seconds) == (1, 60)
    assert set(question.current.body) == {
        *("prompt", "spec", "hints", "solution", "check", "mistakes", "references")
    }
    assert Question.objects.asked().count() == len(TEXTS)


def test_variants_share_their_family():
    load(changed("line", "seconds = 60", 'seconds = 60\nfamily = "a-single"'))

    variants = Question.objects.filter(family="a-single").order_by("slug")
    assert list(variants.values_list("slug", flat=True)) == ["a-line", "a-single"]


def test_second_load_changes_nothing():
    load(files())
    before = [list(model.objects.order_by("pk").values()) for model in (Question, Revision, Study)]

    with CaptureQueriesContext(connection) as queries:
        changes = load(files())

    written = [q["sql"] for q in queries if q["sql"].startswith(("INSERT", "UPDATE"))]
    assert [sql for sql in written if "is_in_course" not in sql] == []
    assert (changes.added, changes.changed, changes.removed) == ((), (), ())
    assert before == [
        list(model.objects.order_by("pk").values()) for model in (Question, Revision, Study)
    ]


def test_stored_course_is_known_as_stored():
    assert not is_stored(files())

    load(files())

    assert is_stored(files())
    assert not is_stored(files("single"))
    assert not is_stored(changed("single", "Nearly there.", "Almost there."))
    assert not is_stored(files() | singles(1))


def test_other_code_makes_it_anew(monkeypatch):
    load(files())
    rendered = set(Revision.objects.values_list("rendered", flat=True))
    monkeypatch.setattr(part, "reader", lambda: b"another reader")

    assert not is_stored(files())
    load(files())

    assert is_stored(files())
    assert Revision.objects.count() == len(TEXTS)
    assert rendered.isdisjoint(Revision.objects.values_list("rendered", flat=True))


def test_changed_file_makes_a_revision_and_keeps_the_old_one():
    load(files())
    question = Question.objects.get(slug="a-single")
    old = question.current

    load(changed("single", "Nearly there.", "Almost there."))

    question.refresh_from_db()
    assert question.current_id != old.pk
    assert list(question.revisions.order_by("pk")) == [old, question.current]
    assert question.current.body["hints"][2] == "<p>Almost there.</p>"
    old.refresh_from_db()
    assert old.body["hints"][2] == "<p>Nearly there.</p>"


def test_file_that_is_as_it_was_has_its_old_revision():
    load(files())
    old = Question.objects.get(slug="a-single").current_id
    load(changed("single", "Nearly there.", "Almost there."))

    load(files())

    question = Question.objects.get(slug="a-single")
    assert (question.current_id, question.revisions.count()) == (old, 2)


def test_removed_file_retires_its_question_and_comes_back_with_it():
    load(files())
    question = Question.objects.get(slug="a-single")

    load(files("line", "order"))

    gone = Question.objects.get(slug="a-single")
    assert (gone.pk, gone.status, gone.is_in_course) == (question.pk, "retired", False)
    assert gone.current_id == question.current_id
    assert set(Question.objects.asked().values_list("slug", flat=True)) == {"a-line", "a-order"}
    assert is_stored(files("line", "order"))

    load(files())

    back = Question.objects.get(slug="a-single")
    assert (back.pk, back.status, back.is_in_course) == (question.pk, "reviewed", True)
    assert back.current_id == question.current_id
    assert is_stored(files())


@pytest.mark.parametrize("status", ["draft", "retired"])
def test_only_reviewed_questions_are_asked(status):
    load(changed("single", '"reviewed"', f'"{status}"'))

    assert Question.objects.get(slug="a-single").status == status
    assert Question.objects.asked().count() == len(TEXTS) - 1


def test_course_without_questions_opens_no_way_made_of_them():
    load(course_files())

    assert open_ways() == set()


def test_ways_open_with_enough_questions_and_close_without():
    load(course_files() | singles(9))
    assert open_ways() == {"recall"}

    load(course_files() | singles(10))
    assert open_ways() == {"recall", "test"}

    load(course_files() | singles(10) | question_files("blanks"))
    assert open_ways() == {"recall", "test", "try"}

    load(course_files() | question_files("blanks"))
    assert open_ways() == {"recall", "try"}

    load(course_files())
    assert open_ways() == set()


def test_drafts_open_no_way():
    load(course_files() | singles(12, "draft"))

    assert open_ways() == set()


@pytest.mark.parametrize("kind", ["blanks", "order", "line"])
def test_kinds_that_one_tries(kind):
    load(files(kind))

    assert open_ways() == {"recall", "try"}


def test_ways_keep_their_rows_and_say_how_long():
    load(course_files() | singles(10) | question_files("line", "order"))
    rows = dict(Study.objects.values_list("way", "pk"))

    load(course_files() | singles(12) | question_files("line", "order"))

    assert dict(Study.objects.values_list("way", "pk")) == rows
    studies = Study.objects.filter(way__in=FROM_QUESTIONS)
    assert dict(studies.values_list("way", "minutes")) == {"test": 10, "try": 2, "recall": 5}


def test_export_gives_back_the_same_bytes(tmp_path):
    load(files())

    export(stored_files(), tmp_path / "out")

    written = {name: (tmp_path / "out" / name).read_bytes() for name in question_files()}
    assert written == question_files()


def test_fault_stores_nothing():
    spoilt = files() | {path("a-line"): TEXTS["line"].replace("[x]", "[ ]").encode()}

    with pytest.raises(ContentError):
        load(spoilt)

    assert (Question.objects.count(), ContentFile.objects.count(), Study.objects.count()) == (
        0,
        0,
        0,
    )


def test_fault_leaves_the_stored_course_as_it_is():
    load(files())
    spoilt = changed("line", "3. Nearly there.\n", "")

    with pytest.raises(ContentError):
        load(spoilt)

    assert is_stored(files())
    assert Revision.objects.count() == len(TEXTS)


def test_file_of_another_name_is_refused():
    with pytest.raises(ContentError) as caught:
        read_course(files() | {"patterns/stages/questions/One.md": b""})

    (fault,) = caught.value.faults
    assert (fault.path, fault.message) == (
        "patterns/stages/questions/One.md",
        "a file that no course has",
    )
    assert "; questions/<id>.md; " in fault.expected


def test_pattern_that_leaves_the_course_takes_its_questions_along():
    load(course_files() | question_files())
    other = {
        path.replace("patterns/stages/", "patterns/other/"): body.replace(
            b"/patterns/stages/", b"/patterns/other/"
        )
        for path, body in course_files().items()
    }

    load(other)

    assert Question.objects.count() == 0
