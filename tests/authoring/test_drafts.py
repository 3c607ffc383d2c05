"""Drafts: begun once, saved by whoever saw the newest, never written over unseen."""

import pytest
from django.contrib.auth.models import User

from authoring import drafts
from authoring.models import BankEntry, Deed, Draft, Event, Source, Stage
from learning.content.digests import digest
from learning.content.files import SIZE
from learning.models import ContentFile

PATH = "patterns/stages/questions/a-question.md"


@pytest.fixture
def ada(db):
    return User.objects.create(username="ada")


@pytest.fixture
def ben(db):
    return User.objects.create(username="ben")


@pytest.fixture
def published(db):
    return ContentFile.objects.create(path=PATH, body=b"Old.\n", digest=digest(b"Old.\n"))


def deeds():
    return list(Event.objects.values_list("deed", "by__username"))


# Beginning


def test_draft_begins_with_the_published_text(ada, published):
    draft = drafts.begin(PATH, ada)

    assert (draft.body, draft.base, draft.version) == ("Old.\n", published.digest, 1)
    assert (draft.stage, draft.source, draft.begun_by) == (Stage.DRAFT, Source.BROWSER, ada)
    assert deeds() == [(Deed.BEGAN, "ada")]


def test_new_question_has_no_base(ada):
    draft = drafts.begin(PATH, ada, body="New.\n")

    assert (draft.body, draft.base) == ("New.\n", "")


def test_beginning_again_opens_the_draft_that_there_is(ada, ben, published):
    first = drafts.begin(PATH, ada)

    assert drafts.begin(PATH, ben) == first
    assert deeds() == [(Deed.BEGAN, "ada")]


def test_body_never_replaces_a_draft(ada):
    drafts.begin(PATH, ada, body="Mine.\n")

    with pytest.raises(drafts.Exists):
        drafts.begin(PATH, ada, body="Other.\n")
    assert Draft.objects.get().body == "Mine.\n"


def test_import_is_told_in_the_history_with_what_it_could_not_carry(ada):
    draft = drafts.begin(PATH, ada, body="New.\n", source=Source.GIFT, remarks=["No feedback."])

    assert draft.remarks == ["No feedback."]
    assert deeds() == [(Deed.IMPORTED, "ada")]


def test_without_a_text_there_is_nothing_to_begin_with(ada):
    with pytest.raises(drafts.Missing):
        drafts.begin(PATH, ada)


@pytest.mark.parametrize("path", ["../x.md", "patterns/stages/questions/A.md", "x", "x" * 400])
def test_only_files_of_a_course_have_drafts(ada, path):
    with pytest.raises(drafts.Unfit):
        drafts.begin(path, ada, body="x")


# Saving


def test_each_save_counts_the_version_up(ada, ben):
    drafts.begin(PATH, ada, body="One.\n")

    saved = drafts.save(PATH, "Two.\r\n", 1, ben)

    assert (saved.body, saved.version, saved.saved_by) == ("Two.\n", 2, ben)
    assert Draft.objects.get() == saved


def test_second_of_two_is_told_and_writes_nothing(ada, ben):
    drafts.begin(PATH, ada, body="One.\n")
    drafts.save(PATH, "Ada's.\n", 1, ada)

    conflict = drafts.save(PATH, "Ben's.\n", 1, ben)

    assert isinstance(conflict, drafts.Conflict)
    assert (conflict.draft.body, conflict.draft.version) == ("Ada's.\n", 2)
    assert conflict.mine == "Ben's.\n"
    assert Draft.objects.get().body == "Ada's.\n"


def test_same_text_sent_again_is_no_conflict_and_no_new_version(ada):
    drafts.begin(PATH, ada, body="One.\n")
    drafts.save(PATH, "Two.\n", 1, ada)

    again = drafts.save(PATH, "Two.\n", 1, ada)

    assert (again.body, again.version) == ("Two.\n", 2)


@pytest.mark.parametrize("stage", [Stage.IN_REVIEW, Stage.APPROVED])
def test_changed_draft_has_to_be_reviewed_again(ada, stage):
    drafts.begin(PATH, ada, body="One.\n")
    Draft.objects.update(stage=stage)

    same = drafts.save(PATH, "One.\n", 1, ada)
    changed = drafts.save(PATH, "Two.\n", 1, ada)

    assert (same.stage, changed.stage) == (stage, Stage.DRAFT)


def test_draft_that_is_gone_cannot_be_saved(ada):
    with pytest.raises(drafts.Missing):
        drafts.save(PATH, "One.\n", 1, ada)


@pytest.mark.parametrize("body", ["x" * (SIZE + 1), "ä" * (SIZE // 2 + 1), "a\x00b", "\ud800"])
def test_text_that_cannot_be_kept_is_refused(ada, body):
    drafts.begin(PATH, ada, body="One.\n")

    with pytest.raises(drafts.Unfit):
        drafts.save(PATH, body, 1, ada)
    assert Draft.objects.get().body == "One.\n"


# Discarding


def test_discarded_draft_leaves_the_published_file(ada, published):
    drafts.begin(PATH, ada)

    assert (drafts.discard(PATH, ada), drafts.discard(PATH, ada)) == (True, False)
    assert not Draft.objects.exists()
    assert not BankEntry.objects.exists()
    assert ContentFile.objects.get() == published
    assert deeds() == [(Deed.BEGAN, "ada"), (Deed.DISCARDED, "ada")]
