"""The bank's entries: what the questions and the drafts make them."""

import pytest
from django.contrib.auth.models import User
from django.forms import model_to_dict

from authoring import drafts, entries
from authoring.models import BankEntry, Draft, Source, Stage
from learning.content.digests import digest
from learning.models import ContentFile
from quizzes.models import Question, Status
from tests.quizzes import conftest as small_bank

bank = small_bank.bank
pattern = small_bank.pattern
PATH = "patterns/stages/questions/easy-1.md"


@pytest.fixture
def ada(db):
    return User.objects.create(username="ada")


@pytest.fixture
def course(bank):
    """The small bank with its files, listed."""
    for path, body in small_bank.files().items():
        known = digest(body)
        ContentFile.objects.create(path=path, body=body, digest=known, origin=known)
    entries.refresh_all()
    return bank


def entry(path=PATH):
    return BankEntry.objects.get(path=path)


def test_every_question_of_the_course_has_its_entry(course):
    assert BankEntry.objects.count() == len(course)
    assert (entry().pattern, entry().slug, entry().question) == (
        "stages",
        "easy-1",
        course["easy-1"],
    )
    assert (entry().kind, entry().difficulty, entry().objective) == ("single", "easy", "st.copy")
    assert (entry().status, entry().source, entry().draft) == ("reviewed", "course", None)
    assert entry().stem == "What does easy-1 ask?"


def test_words_hold_what_stands_anywhere_in_the_question_each_once(course):
    words = entry().words.split()

    for word in ("feedback", "hint", "mixed-up", "easy-1", "st.copy", "builds"):
        assert word in entry().words
    assert len(words) == len(set(words))
    assert entry().words == entry().words.casefold()


def test_word_that_another_one_holds_is_kept_in_it():
    assert entries.words("Stages, stage: a `COPY` https://a.example/x STAGE") == "stages copy"


def test_draft_is_listed_as_it_says_itself(course, ada):
    path = "patterns/stages/questions/new-one.md"
    text = small_bank.written(("new-one", "order", "hard", "st.size", "", ""))[1].decode()

    drafts.begin(path, ada, body=text, source=Source.GIFT)

    found = entry(path)
    assert (found.question, found.kind, found.difficulty) == (None, "order", "hard")
    assert (found.status, found.source, found.objective) == ("draft", "gift", "st.size")


def test_draft_of_a_published_question_shows_its_own_words_and_stage(course, ada):
    draft = drafts.begin(PATH, ada)
    drafts.save(PATH, draft.body.replace("What does", "Which does"), 1, ada)
    Draft.objects.update(stage=Stage.IN_REVIEW)

    entries.refresh(PATH)

    assert (entry().stem, entry().status) == ("Which does easy-1 ask?", "review")
    assert (entry().question, entry().source) == (course["easy-1"], "course")


def test_discarding_brings_the_published_question_back(course, ada):
    before = model_to_dict(entry())
    draft = drafts.begin(PATH, ada)
    drafts.save(PATH, draft.body.replace("What does", "Which does"), 1, ada)

    drafts.discard(PATH, ada)

    assert model_to_dict(entry()) == before


def test_discarded_new_question_is_listed_no_more(course, ada):
    path = "patterns/stages/questions/new-one.md"
    drafts.begin(path, ada, body="anything")
    assert entry(path).stem == "anything"

    drafts.discard(path, ada)

    assert not BankEntry.objects.filter(path=path).exists()


def test_imported_question_stays_one_when_it_is_edited(course, ada):
    BankEntry.objects.filter(path=PATH).update(source=Source.MOODLE)

    drafts.begin(PATH, ada)

    assert entry().source == Source.MOODLE


def test_question_that_left_the_course_is_listed_no_more(course):
    Question.objects.filter(slug="easy-1").update(status=Status.RETIRED, is_in_course=False)

    entries.refresh_all()

    assert not BankEntry.objects.filter(path=PATH).exists()


@pytest.mark.parametrize(
    "text", ["", "+++", "+++\nkind = \n+++\n## Prompt", "+++\n" * 9, "## \n" * 9]
)
def test_broken_draft_is_listed(course, ada, text):
    drafts.begin("patterns/stages/questions/broken.md", ada, body=text)

    assert entry("patterns/stages/questions/broken.md").status == "draft"


def test_refreshing_all_is_what_refreshing_each_is(course, ada):
    drafts.begin(PATH, ada)
    all_at_once = [model_to_dict(found) for found in BankEntry.objects.order_by("path")]

    for path in small_bank.files():
        entries.refresh(path)
    one_by_one = [model_to_dict(found) for found in BankEntry.objects.order_by("path")]
    entries.refresh_all()

    assert one_by_one == all_at_once
    assert [model_to_dict(found) for found in BankEntry.objects.order_by("path")] == all_at_once


def test_refreshing_what_is_right_reads_four_times(course, django_assert_num_queries):
    with django_assert_num_queries(6):  # with a savepoint's two
        entries.refresh_all()


def test_course_that_is_loaded_is_listed(course):
    assert entries.ENTRIES.is_stored({})
    BankEntry.objects.all().delete()
    assert not entries.ENTRIES.is_stored({})

    entries.ENTRIES.store(None)

    assert entries.ENTRIES.is_stored({})
