"""One deed for many questions, each by itself: what cannot be done to one is told and skipped."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User

from authoring import drafts, publishing, reviewing
from authoring.models import Draft
from authoring.publishing import Refused

NO_DRAFT = "It has no draft."


@dataclass(frozen=True)
class Left:
    """A question that nothing was done to, and why."""

    path: str
    reason: str


@dataclass(frozen=True)
class Done:
    """What came of it."""

    sentence: str  # after a number: "3 drafts discarded"
    done: tuple[str, ...]  # paths
    left: tuple[Left, ...]


def do(deed: str, paths: Sequence[str], user: User) -> Done:
    act, sentence = DEEDS[deed]
    reasons = {path: act(path, user) for path in paths}
    return Done(
        sentence,
        tuple(path for path, reason in reasons.items() if not reason),
        tuple(Left(path, reason) for path, reason in reasons.items() if reason),
    )


def ask(path: str, user: User) -> str:
    """Why it was not done; nothing where it was, as below."""
    draft = Draft.objects.filter(path=path).first()
    if draft is None:
        return NO_DRAFT
    return said(reviewing.ask(path, draft.version, user))


def retire(path: str, user: User) -> str:
    return said(publishing.retire(path, user))


def discard(path: str, user: User) -> str:
    return "" if drafts.discard(path, user) else NO_DRAFT


def said(outcome: object) -> str:
    return outcome.reason if isinstance(outcome, Refused) else ""


DEEDS: dict[str, tuple[Callable[[str, User], str], str]] = {
    "ask": (ask, "for review"),
    "retire": (retire, "retired"),
    "discard": (discard, "discarded"),
}
