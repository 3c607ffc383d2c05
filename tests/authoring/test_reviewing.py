"""A draft on its way: asked for, read by somebody else, approved or sent back."""

import pytest

from authoring import drafts, publishing, reviewing
from authoring.models import Draft, Event, Stage
from authoring.reviewing import Refused, workflow_of
from learning.models import ContentFile
from tests.learning.content.courses import TEXTS, WHY
from tests.quizzes.bank.files import TEXTS as QUESTIONS
from tests.quizzes.bank.files import path

pytestmark = pytest.mark.django_db
NEW = TEXTS[WHY].replace("## Sizes", "New words.\n\n## Sizes")


@pytest.fixture
def draft(course, ann, bob):
    """Ann's; Bob is there, too."""
    return drafts.begin(WHY, ann, body=NEW)


def stage():
    return Draft.objects.get().stage


def acts(user):
    return {act.name: act.why_not for act in workflow_of(WHY, user).acts}


def test_draft_goes_from_hand_to_hand(draft, ann, bob):
    reviewing.ask(WHY, 1, ann, "The sizes are new.")
    assert stage() == Stage.IN_REVIEW

    reviewing.send_back(WHY, 1, bob, "Where are they from?")
    assert stage() == Stage.DRAFT

    reviewing.ask(WHY, 1, ann)
    reviewing.approve(WHY, 1, bob, "Good.")

    assert stage() == Stage.APPROVED
    assert list(Event.objects.values_list("deed", "by__username", "comment")) == [
        ("began", "ann", ""),
        ("asked", "ann", "The sizes are new."),
        ("sent-back", "bob", "Where are they from?"),
        ("asked", "ann", ""),
        ("approved", "bob", "Good."),
    ]


def test_draft_with_faults_is_nobodys_to_read(course, ann):
    drafts.begin(WHY, ann, body=NEW.replace("## Sizes", "<b>"))

    refused = reviewing.ask(WHY, 1, ann)

    assert refused.reason == "There is 1 fault to mend before somebody reads it."
    assert stage() == Stage.DRAFT


def test_question_need_not_be_checked_before_it_is_read(course, ann):
    text = QUESTIONS["single"].replace("What is in the image?", "What does the image hold?")
    text = "\n".join(line for line in text.split("\n") if not line.startswith("checked"))
    drafts.begin(path("a-single"), ann, body=text)

    reviewing.ask(path("a-single"), 1, ann)

    assert stage() == Stage.IN_REVIEW
    assert workflow_of(path("a-single"), ann).asks_how


def test_who_wrote_it_does_not_approve_it(draft, ann, bob):
    reviewing.ask(WHY, 1, ann)

    refused = reviewing.approve(WHY, 1, ann)

    assert refused == Refused("You saved it last: somebody else is to read it.")
    assert stage() == Stage.IN_REVIEW
    assert acts(ann)["approve"] == refused.reason
    assert acts(bob)["approve"] == ""


def test_next_step_is_said_to_whoever_takes_it(draft, ann, bob):
    def said(user):
        return workflow_of(WHY, user).next_step

    assert said(ann).startswith("Only instructors see it. Next, ask for a review")
    reviewing.ask(WHY, 1, ann)
    assert said(ann).startswith("Now somebody else reads it")
    assert said(bob).startswith("Now read it. Then approve it")
    reviewing.approve(WHY, 1, bob)
    assert said(ann).endswith("Next, publish it for learners.")
    publishing.publish(Draft.objects.get(), ann)
    assert said(ann).startswith("Learners see what is published.")


def test_who_began_it_does_not_approve_it_either(draft, ann, bob, cleo):
    drafts.save(WHY, NEW.replace("New", "Other"), 1, bob)
    reviewing.ask(WHY, 2, bob)

    assert isinstance(reviewing.approve(WHY, 2, ann), Refused)
    assert isinstance(reviewing.approve(WHY, 2, bob), Refused)
    assert reviewing.approve(WHY, 2, cleo).stage == Stage.APPROVED


def test_of_two_who_both_wrote_the_one_who_did_not_write_last_approves(draft, ann, bob):
    drafts.save(WHY, NEW.replace("New", "Other"), 1, bob)
    reviewing.ask(WHY, 2, bob)

    assert isinstance(reviewing.approve(WHY, 2, bob), Refused)
    assert reviewing.approve(WHY, 2, ann).stage == Stage.APPROVED


def test_only_instructor_approves_alone_and_is_told(course, ann):
    drafts.begin(WHY, ann, body=NEW)
    reviewing.ask(WHY, 1, ann)

    notes = workflow_of(WHY, ann).notes

    assert notes[0].startswith("You are the only instructor here")
    assert reviewing.approve(WHY, 1, ann).stage == Stage.APPROVED


def test_instructor_who_may_not_sign_in_is_no_second_pair_of_eyes(draft, ann, bob):
    bob.is_active = False
    bob.save()
    reviewing.ask(WHY, 1, ann)

    assert reviewing.approve(WHY, 1, ann).stage == Stage.APPROVED


def test_approval_is_of_the_text_that_was_read(draft, ann, bob):
    reviewing.ask(WHY, 1, ann)
    drafts.save(WHY, NEW.replace("New", "Other"), 1, ann)
    reviewing.ask(WHY, 2, ann)

    assert reviewing.approve(WHY, 1, bob) == publishing.CHANGED
    assert stage() == Stage.IN_REVIEW


def test_change_after_approval_is_to_be_read_again(draft, ann, bob):
    reviewing.ask(WHY, 1, ann)
    reviewing.approve(WHY, 1, bob)

    drafts.save(WHY, NEW.replace("New", "Other"), 1, ann)

    assert stage() == Stage.DRAFT


def test_what_is_not_in_review_is_not_approved(draft, bob):
    assert reviewing.approve(WHY, 1, bob) == Refused("It is a draft by now.")


def test_sending_back_needs_a_reason(draft, ann, bob):
    reviewing.ask(WHY, 1, ann)

    assert reviewing.send_back(WHY, 1, bob, " ") == Refused("Say what is to be changed.")
    assert stage() == Stage.IN_REVIEW


def test_approved_draft_is_sent_back_too(draft, ann, bob):
    reviewing.ask(WHY, 1, ann)
    reviewing.approve(WHY, 1, bob)

    reviewing.send_back(WHY, 1, bob, "I have seen something.")

    assert stage() == Stage.DRAFT


def test_nothing_is_done_with_a_draft_that_went(course, ann, bob):
    assert reviewing.ask(WHY, 1, ann) == publishing.GONE
    assert reviewing.approve(WHY, 1, bob) == publishing.GONE
    assert reviewing.take_base(WHY, 1, ann) == publishing.GONE


def test_comment_is_kept_and_cut(draft, ann):
    reviewing.comment(WHY, ann, f"Why?\x00{'x' * 3_000}")

    (line,) = workflow_of(WHY, ann).comments
    assert (line.who, len(line.comment)) == ("ann@example.org", 2_000)
    assert isinstance(reviewing.comment(WHY, ann, "\n"), Refused)


def test_draft_of_an_older_text_goes_on_once_somebody_compared(draft, ann, bob):
    ContentFile.objects.filter(path=WHY).update(digest="another")
    assert workflow_of(WHY, ann).is_outdated

    reviewing.take_base(WHY, 1, ann)

    assert Draft.objects.get().base == "another"
    assert not workflow_of(WHY, ann).is_outdated


def test_workflow_says_where_a_file_is(draft, ann, bob):
    said = workflow_of(WHY, ann)
    assert (said.stage, said.label, said.version) == ("draft", "Draft", 1)
    assert acts(ann) == {"ask": "", "discard": ""}

    reviewing.ask(WHY, 1, ann)
    assert acts(bob) == {"approve": "", "send_back": "", "discard": ""}

    reviewing.approve(WHY, 1, bob)
    assert acts(ann) == {"publish": "", "send_back": "", "discard": ""}

    publishing.publish(Draft.objects.get(), ann)
    said = workflow_of(WHY, ann)
    assert (said.stage, said.acts, said.version) == ("published", (), 0)
    assert said.lines[0].did == "published it"
    assert [release.number for release in said.releases] == [2, 1]


def test_workflow_of_questions_and_of_new_files(course, ann):
    asked = workflow_of(path("a-single"), ann)
    publishing.retire(path("a-single"), ann)

    assert [act.name for act in asked.acts] == ["retire"]
    assert workflow_of(path("a-single"), ann).stage == "retired"
    assert workflow_of("patterns/stages/deep-dive.md", ann).stage == "new"
