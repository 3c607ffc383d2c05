"""The way of a draft: somebody asks, somebody else reads it and approves it or sends it back."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.utils import timezone

from authoring import entries, history
from authoring.checking import check_in_course, stored_outline
from authoring.history import Line
from authoring.kinds import Kind, place_of
from authoring.models import Deed, Draft, Event, Release, Stage
from authoring.publishing import (
    CHANGED,
    GONE,
    Refused,
    digest_of,
    drafts_with,
    faults_said,
    is_asked,
    is_retired,
    obstacle,
    served_text,
)
from authoring.stamping import front_matter, published
from learning.models import ContentFile
from learning.signin import INSTRUCTORS
from learning.transactions import writing

LONGEST_COMMENT = 2_000


# What one does


def ask(path: str, version: int, user: User, comment: str = "") -> Draft | Refused:
    """Ask for a review; nobody's time is taken for what the checker can find."""
    draft = draft_of(path)
    if draft and draft.stage == Stage.DRAFT:
        faults = check_in_course(path, as_asked(draft), stored_outline()).faults
        if faults:
            return Refused(f"{faults_said(faults)} to mend before somebody reads it.", faults)
    return move(path, version, (Stage.DRAFT, Stage.IN_REVIEW), Note(user, Deed.ASKED, comment))


def as_asked(draft: Draft) -> str:
    """A question need not say how it was checked before it was."""
    place = place_of(draft.path)
    if place is None or place.kind is not Kind.QUESTION:
        return draft.body
    return published(draft.path, draft.body, 1, "asked when it is published", timezone.localdate())


def approve(path: str, version: int, user: User, comment: str = "") -> Draft | Refused:
    """Say that it may be published as it is. Not by who wrote it, if there is somebody else."""
    draft = draft_of(path)
    if draft and (why := why_not_approve(draft, user)):
        return Refused(why)
    step = (Stage.IN_REVIEW, Stage.APPROVED)
    return move(path, version, step, Note(user, Deed.APPROVED, comment))


def send_back(path: str, version: int, user: User, comment: str) -> Draft | Refused:
    """Say what is to be changed before it is published."""
    if not comment.strip():
        return Refused("Say what is to be changed.")
    draft = draft_of(path)
    stage = Stage.APPROVED if draft and draft.stage == Stage.APPROVED else Stage.IN_REVIEW
    return move(path, version, (stage, Stage.DRAFT), Note(user, Deed.SENT_BACK, comment))


def comment(path: str, user: User, text: str) -> Event | Refused:
    """Something to be said of the file; it stays in its history."""
    if not text.strip():
        return Refused("There is no comment.")
    with writing():
        return Note(user, Deed.COMMENTED, text).event(path)


def take_base(path: str, version: int, user: User) -> Draft | Refused:
    """The draft goes on from what was published since it was begun; it is to be reviewed again."""
    with writing():
        same = Draft.objects.filter(path=path, version=version)
        if not same.update(base=digest_of(path), stage=Stage.DRAFT):
            return CHANGED if draft_of(path) else GONE
        Note(user, Deed.COMMENTED, "Compared the draft with what was published since.").event(path)
    return Draft.objects.get(path=path)


@dataclass(frozen=True)
class Note:
    """What goes into the history with a step."""

    user: User
    deed: Deed
    comment: str = ""

    def event(self, path: str) -> Event:
        text = self.comment.replace("\x00", "").replace("\r\n", "\n").strip()[:LONGEST_COMMENT]
        return Event.objects.create(path=path, deed=self.deed, by=self.user, comment=text)


def move(path: str, version: int, step: tuple[Stage, Stage], note: Note) -> Draft | Refused:
    """From one stage to the next, if the draft is still what was read."""
    before, after = step
    with writing():
        same = Draft.objects.filter(path=path, version=version, stage=before)
        if same.update(stage=after):
            note.event(path)
            entries.refresh(path)
            return Draft.objects.get(path=path)
    draft = draft_of(path)
    if draft is None:
        return GONE
    if draft.version != version:
        return CHANGED
    return Refused(f"It is {STAGES[Stage(draft.stage)]} by now.")


def draft_of(path: str) -> Draft | None:
    return Draft.objects.filter(path=path).select_related("begun_by", "saved_by").first()


# Who may


def why_not_approve(draft: Draft, user: User) -> str:
    """ "" if this user may approve it: a second pair of eyes, where there is one."""
    writers = {draft.saved_by_id, draft.begun_by_id}
    others = set(instructors()) - {user.pk}
    if user.pk not in writers or not others:
        return ""
    if draft.saved_by_id == user.pk:
        return "You saved it last: somebody else is to read it."
    if others <= writers:
        return ""  # both have written: who did not write last has the fresher eyes
    return "You began it: somebody else is to read it."


def instructors() -> list[int]:
    active = User.objects.filter(groups__name=INSTRUCTORS, is_active=True)
    return list(active.values_list("pk", flat=True))


# What a page shows of it

STAGES = {
    Stage.DRAFT: "a draft",
    Stage.IN_REVIEW: "in review",
    Stage.APPROVED: "approved",
}


@dataclass(frozen=True)
class Act:
    """Something that this user may do with the file now, or why not."""

    name: str  # of its URL, authoring:file_<name>
    label: str
    why_not: str = ""
    takes_comment: bool = False
    is_first: bool = False  # the next step on the draft's way

    @property
    def is_allowed(self) -> bool:
        return not self.why_not


@dataclass(frozen=True)
class Workflow:
    """Where a file is on its way, what this user may do, and what was done and said."""

    path: str
    stage: str  # new, published, retired, draft, review, approved
    label: str
    version: int  # of the draft; 0 where there is none
    acts: tuple[Act, ...]
    notes: tuple[str, ...]
    asks_how: bool  # a question does not say how it was checked
    is_outdated: bool
    comments: tuple[Line, ...]
    lines: tuple[Line, ...]
    releases: tuple[Release, ...]
    saved_by: str = ""
    next_step: str = ""

    @property
    def way(self) -> tuple[tuple[str, str], ...]:
        """The stages that it passes, the last of them where it is or will be."""
        last = "retired" if self.stage == "retired" else "published"
        first = (("new", LABELS["new"]),) if self.stage == "new" else ()
        stages = (*(stage.value for stage in Stage), last)
        return (*first, *((stage, LABELS[stage]) for stage in stages))

    def may(self, name: str) -> bool:
        return any(act.name == name and act.is_allowed for act in self.acts)


def workflow_of(path: str, user: User) -> Workflow:
    """All that the page says beside the editor."""
    draft = draft_of(path)
    lines = history.lines_of(path)
    stage = stage_of(path, draft)
    acts = tuple(acts_of_draft(draft, user) if draft else acts_of_published(path, stage))
    return Workflow(
        path=path,
        stage=stage,
        label=LABELS[stage],
        version=draft.version if draft else 0,
        acts=acts,
        notes=tuple(notes_of(path, draft, user)),
        asks_how=bool(draft and needs_how(draft)),
        is_outdated=bool(draft and draft.base != digest_of(path)),
        comments=tuple(line for line in lines if line.comment),
        lines=lines,
        releases=tuple(history.releases_of(path)),
        saved_by=history.name_of(draft.saved_by) if draft else "",
        next_step=next_step(stage, acts),
    )


def next_step(stage: str, acts: Sequence[Act]) -> str:
    """What has to happen for learners to see it, for whoever does this the first time."""
    if stage == Stage.IN_REVIEW and any(act.name == "approve" and act.is_allowed for act in acts):
        return "Now read it. Then approve it, or say in a comment what to change and send it back."
    return NEXT.get(stage, "")


NEXT = {
    "published": "Learners see what is published. A change that you save begins a draft.",
    Stage.DRAFT.value: "Only instructors see it. Next, ask for a review: somebody else reads it.",
    Stage.IN_REVIEW.value: (
        "Now somebody else reads it, and approves it or sends it back. "
        "Other instructors find it in their lists as in review."
    ),
    Stage.APPROVED.value: "Somebody has read it and found it good. Next, publish it for learners.",
}


LABELS = {
    "new": "Not published",
    "published": "Published",
    "retired": "Retired",
    Stage.DRAFT.value: "Draft",
    Stage.IN_REVIEW.value: "In review",
    Stage.APPROVED.value: "Approved",
}


def stage_of(path: str, draft: Draft | None) -> str:
    if draft:
        return draft.stage
    if not ContentFile.objects.filter(path=path).exists():
        return "new"
    place = place_of(path)
    if place and place.kind is Kind.QUESTION and not is_asked(place):
        return "retired"
    if place and is_retired(place, served_text(path) or ""):
        return "retired"
    return "published"


def acts_of_draft(draft: Draft, user: User) -> list[Act]:
    refused = obstacle(drafts_with(draft), draft.version)
    in_review = draft.stage == Stage.IN_REVIEW
    acts = [
        Act("publish", "Publish", refused.reason if refused else "", is_first=True),
        Act("discard", "Discard the draft"),
    ]
    if draft.stage == Stage.DRAFT:
        return [Act("ask", "Ask for a review", takes_comment=True, is_first=True), acts[1]]
    if in_review:
        why_not = why_not_approve(draft, user)
        acts[0] = Act("approve", "Approve", why_not, takes_comment=True, is_first=True)
    return [acts[0], Act("send_back", "Send back", takes_comment=True), acts[1]]


def acts_of_published(path: str, stage: str) -> list[Act]:
    place = place_of(path)
    if place and place.kind is Kind.QUESTION and stage == "published":
        return [Act("retire", "Retire the question")]
    if place and place.is_exercise and stage == "published":
        return [Act("retire", "Ask to retire the exercise", takes_comment=True)]
    if place and place.is_exercise and stage == "retired":
        return [Act("bring_back", "Ask to bring it back", takes_comment=True)]
    return []


def notes_of(path: str, draft: Draft | None, user: User) -> list[str]:
    """What is to be known before one acts."""
    if draft is None:
        return []
    found = []
    if instructors() == [user.pk]:
        found.append(
            "You are the only instructor here, so nobody else can read it before it is published. "
            "Read it once more with fresh eyes before you approve it."
        )
    if said := retiring_note(draft):
        found.append(said)
    beside = [one.path for one in drafts_with(draft) if one.path != path]
    if beside:
        found.append(f"An exercise is published as a whole; with it: {', '.join(beside)}.")
    return found


def retiring_note(draft: Draft) -> str:
    """Whether the draft takes its exercise out of the lab, or back into it."""
    place, served = place_of(draft.path), served_text(draft.path)
    if place is None or served is None:
        return ""
    is_out, goes_out = is_retired(place, served), is_retired(place, draft.body)
    if goes_out and not is_out:
        return (
            "Publishing this retires the exercise: it counts for nobody, classes no longer see it, "
            "and only those who have tried it can still open it."
        )
    return "Publishing this brings the exercise back." if is_out and not goes_out else ""


def needs_how(draft: Draft) -> bool:
    place = place_of(draft.path)
    is_question = place is not None and place.kind is Kind.QUESTION
    return is_question and "checked" not in front_matter(draft.path, draft.body)
