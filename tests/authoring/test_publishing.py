"""Drafts become releases and are served, all of it or nothing."""

import time

import pytest

from authoring import drafts, history, publishing, reviewing
from authoring.models import BankEntry, Deed, Draft, Event, Release, Stage
from authoring.publishing import Refused, publish, restore, retire
from lab.exercises.stored import exercise_of
from lab.models import StoredExercise
from learning.content.digests import digest
from learning.content.exporting import stored_files
from learning.content.storing import is_stored
from learning.models import ContentFile, Objective, Pattern, SearchEntry, Study
from quizzes.models import Question, Revision, Status
from tests.lab.exercises.texts import FOLDER, TWO_STAGES
from tests.learning.content.courses import FIGURE, PATTERN, TEXTS, WHY
from tests.quizzes.bank.files import TEXTS as QUESTIONS
from tests.quizzes.bank.files import path

pytestmark = pytest.mark.django_db
SINGLE = path("a-single")
NEW_SINGLE = QUESTIONS["single"].replace("What is in the image?", "What does the image hold?")


def deeds(of):
    return list(Event.objects.filter(path=of).values_list("deed", "by__username"))


def test_published_question_is_asked_and_its_old_revision_stays(course, approved, ann):
    before = Question.objects.get(slug="a-single").current

    release = publish(approved(SINGLE, NEW_SINGLE), ann)

    question = Question.objects.get(slug="a-single")
    assert release.number == 2
    assert question.current.number == 2
    assert "What does the image hold?" in question.current.body["prompt"]
    assert Revision.objects.get(pk=before.pk).body == before.body
    assert not Draft.objects.exists()
    assert deeds(SINGLE) == [
        ("began", "ann"),
        ("asked", "ann"),
        ("approved", "bob"),
        ("published", "ann"),
    ]


def test_published_text_says_revision_and_status_and_nothing_else_changed(course, approved, ann):
    body = NEW_SINGLE.replace('"reviewed"', '"draft"')

    publish(approved(SINGLE, body), ann)

    served = bytes(ContentFile.objects.get(path=SINGLE).body).decode()
    assert served == NEW_SINGLE.replace("revision = 1", "revision = 2")


def test_published_file_is_edited_here(course, approved, ann):
    publish(approved(SINGLE, NEW_SINGLE), ann)

    file = ContentFile.objects.get(path=SINGLE)
    assert file.is_edited
    assert file.origin == digest(course[SINGLE])


def test_what_was_loaded_is_the_first_release(course, approved, ann):
    publish(approved(SINGLE, NEW_SINGLE), ann)

    first, second = Release.objects.filter(path=SINGLE).order_by("number")
    assert (first.number, bytes(first.body), first.by) == (1, course[SINGLE], None)
    assert (second.number, second.by) == (2, ann)
    assert second.digest == digest(bytes(second.body))


def test_published_question_is_what_a_load_would_make(course, approved, ann):
    publish(approved(SINGLE, NEW_SINGLE), ann)

    assert is_stored(stored_files())


def test_bank_lists_what_is_published(course, approved, ann):
    publish(approved(SINGLE, NEW_SINGLE), ann)

    entry = BankEntry.objects.get(path=SINGLE)
    assert (entry.status, entry.draft) == ("reviewed", None)
    assert entry.stem.startswith("What does the image hold?")


def test_new_question_begins_with_revision_one(course, approved, ann):
    body = NEW_SINGLE.replace("a-single", "fresh").replace("revision = 1", "revision = 7")

    publish(approved(path("fresh"), body), ann)

    assert Question.objects.get(slug="fresh").current.number == 1
    assert ContentFile.objects.get(path=path("fresh")).origin == ""


def test_question_says_how_it_was_checked_or_whoever_publishes_does(course, approved, ann):
    body = "\n".join(line for line in NEW_SINGLE.split("\n") if not line.startswith("checked"))
    draft = approved(SINGLE, body)

    refused = publish(draft, ann)
    release = publish(draft, ann, how='Built "twice"')

    assert [fault.message for fault in refused.faults] == [
        "reviewed, and nobody says how it was checked"
    ]
    assert 'how = "Built \\"twice\\"" }' in history.text_of(release)


def test_faults_publish_nothing(course, ann, bob):
    draft = drafts.begin(SINGLE, ann, body=NEW_SINGLE.replace("## Hints", "## Hint"))
    Draft.objects.update(stage=Stage.APPROVED)

    refused = publish(draft, ann)

    assert isinstance(refused, Refused)
    assert refused.faults
    assert Draft.objects.exists()
    assert bytes(ContentFile.objects.get(path=SINGLE).body) == course[SINGLE]
    assert not Release.objects.exists()


def test_draft_is_not_published_without_approval(course, ann):
    draft = drafts.begin(SINGLE, ann, body=NEW_SINGLE)

    assert publish(draft, ann) == publishing.NOT_APPROVED


def test_second_of_two_who_publish_is_told(course, approved, ann, bob):
    draft = approved(SINGLE, NEW_SINGLE)

    publish(draft, ann)

    assert publish(draft, bob) == publishing.GONE
    assert Release.objects.filter(path=SINGLE, by__isnull=False).count() == 1


def test_approval_of_another_text_does_not_count(course, approved, ann):
    draft = approved(SINGLE, NEW_SINGLE)
    drafts.save(SINGLE, NEW_SINGLE + "\n", draft.version, ann)

    assert publish(draft, ann) == publishing.CHANGED


def test_draft_of_an_older_text_is_not_published_unseen(course, approved, ann):
    draft = approved(SINGLE, NEW_SINGLE)
    ContentFile.objects.filter(path=SINGLE).update(digest="another")

    assert publish(draft, ann) == publishing.OUTDATED


def test_half_of_a_publication_is_none(course, approved, ann, monkeypatch):
    draft = approved(SINGLE, NEW_SINGLE)

    def fail(*_):
        raise OSError("half-way")

    monkeypatch.setattr(publishing, "serve", fail)
    with pytest.raises(OSError, match="half-way"):
        publish(draft, ann)

    assert Draft.objects.get().stage == Stage.APPROVED
    assert bytes(ContentFile.objects.get(path=SINGLE).body) == course[SINGLE]
    assert not Release.objects.exists()


def test_one_of_two_who_publish_at_once_wins(course, approved, ann, bob, monkeypatch):
    draft = approved(SINGLE, NEW_SINGLE)
    check = publishing.checked_whole
    won = []

    def overtaken(ready):
        monkeypatch.setattr(publishing, "checked_whole", check)
        won.append(publish(draft, bob))
        return check(ready)

    monkeypatch.setattr(publishing, "checked_whole", overtaken)
    lost = publish(draft, ann)

    assert [release.by for release in won] == [bob]
    assert lost == publishing.GONE
    assert Release.objects.filter(path=SINGLE).count() == 2


def test_text_is_read_again_if_another_of_its_pattern_was_published_meanwhile(
    course, approved, ann, bob, monkeypatch
):
    figure = approved(FIGURE, TEXTS[FIGURE].replace('width="40"', 'width="41"'))
    text = approved(WHY, TEXTS[WHY].replace("## Sizes", "New words.\n\n## Sizes"))
    check = publishing.checked_whole

    def overtaken(ready):
        checked = check(ready)
        monkeypatch.setattr(publishing, "checked_whole", check)
        publish(figure, bob)
        return checked

    monkeypatch.setattr(publishing, "checked_whole", overtaken)
    publish(text, ann)

    assert 'width="41"' in Study.objects.get(way="overview").parts[0]["html"]
    assert "New words." in Study.objects.get(way="why").parts[0]["html"]
    assert is_stored(stored_files())


def test_publishing_a_question_takes_well_under_a_second(course, approved, ann):
    draft = approved(SINGLE, NEW_SINGLE)

    start = time.perf_counter()
    publish(draft, ann)

    assert time.perf_counter() - start < 1


def test_retired_question_is_asked_no_more_and_comes_back(course, approved, ann):
    retire(SINGLE, ann)

    question = Question.objects.get(slug="a-single")
    assert (question.status, question.is_in_course) == (Status.RETIRED, True)
    assert deeds(SINGLE) == [("retired", "ann")]
    assert BankEntry.objects.get(path=SINGLE).status == "retired"

    publish(approved(SINGLE, NEW_SINGLE), ann)

    question.refresh_from_db()
    assert (question.status, question.current.number) == (Status.REVIEWED, 3)


def test_question_with_a_draft_is_not_retired(course, ann):
    drafts.begin(SINGLE, ann)

    assert isinstance(retire(SINGLE, ann), Refused)
    assert Question.objects.get(slug="a-single").status == Status.REVIEWED


@pytest.mark.parametrize("what", [WHY, "patterns/stages/questions/none.md", "nothing"])
def test_only_questions_are_retired(course, ann, what):
    assert isinstance(retire(what, ann), Refused)


def test_restored_release_is_a_draft(course, approved, ann):
    publish(approved(SINGLE, NEW_SINGLE), ann)

    draft = restore(Release.objects.get(path=SINGLE, number=1), ann)

    assert (draft.body.encode(), draft.stage) == (course[SINGLE], Stage.DRAFT)
    assert deeds(SINGLE)[-1] == (Deed.RESTORED, "ann")
    assert isinstance(restore(Release.objects.get(path=SINGLE, number=1), ann), Refused)


def test_published_text_is_served_and_found(course, approved, ann):
    body = TEXTS[WHY].replace("## Sizes", "New words.\n\n## Sizes")

    publish(approved(WHY, body), ann)

    assert "New words." in Study.objects.get(way="why").parts[0]["html"]
    assert SearchEntry.objects.filter(url="/patterns/stages/why/", text__contains="New words")
    assert is_stored(stored_files())


def test_published_figure_changes_the_texts_that_show_it(course, approved, ann):
    publish(approved(FIGURE, TEXTS[FIGURE].replace('width="40"', 'width="41"')), ann)

    assert 'width="41"' in Study.objects.get(way="overview").parts[0]["html"]
    assert is_stored(stored_files())


def test_published_pattern_is_served(course, approved, ann):
    publish(approved(PATTERN, TEXTS[PATTERN].replace('"Stages"', '"Stages, again"')), ann)

    assert Pattern.objects.get().title == "Stages, again"
    assert SearchEntry.objects.get(kind="pattern").title == "Stages, again"
    assert is_stored(stored_files())


def test_published_objectives_are_served_wherever_they_stand(course, approved, ann):
    body = TEXTS["objectives.toml"].replace("Say what is built again.", "Say what runs again.")

    publish(approved("objectives.toml", body), ann)

    assert Objective.objects.get(slug="ms.cache").sentence == "Say what runs again."
    assert "Say what runs again." in Pattern.objects.get().objectives
    assert "Say what runs again." in SearchEntry.objects.get(kind="pattern").text
    assert is_stored(stored_files())


def test_exercise_is_published_as_a_whole(course, approved, ann, bob):
    mistake = f"{FOLDER}mistakes/two.Dockerfile"
    text = course[f"{FOLDER}exercise.md"].decode()
    new = text.replace("- **no-compiler**", "- **two** — One is too few.\n- **no-compiler**")
    drafts.begin(mistake, ann, body="FROM golang:1.27\n")
    draft = approved(f"{FOLDER}exercise.md", new)

    refused = publish(draft, ann)
    beside = reviewing.ask(mistake, 1, ann)
    reviewing.approve(mistake, beside.version, bob)
    publish(draft, ann)

    assert refused.reason == f"{mistake} goes with it, and is not approved."
    exercise = exercise_of(StoredExercise.objects.get())
    assert [one.name for one in exercise.mistakes] == ["MistypedStageName", "two", "no-compiler"]
    assert not Draft.objects.exists()
    assert is_stored(stored_files())


def test_published_file_of_a_service_is_in_its_exercises(course, approved, ann):
    publish(approved("patterns/stages/services/orders/main.go", "package main\n"), ann)

    exercise = exercise_of(StoredExercise.objects.get())
    assert exercise.context["main.go"] == b"package main\n"
    assert is_stored(stored_files())


def test_exercise_keeps_its_objectives_when_a_service_is_published_without_any(
    course, approved, ann
):
    publish(approved(f"{FOLDER}solution.Dockerfile", TWO_STAGES + "\n# Done.\n"), ann)

    assert Objective.objects.count() == 2
