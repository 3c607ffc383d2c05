"""Keeps the bank's table right: one entry for each question, published, drafted or both."""

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from authoring.models import BankEntry, Draft, Source, Stage
from learning.content.parts import Outline
from learning.content.sections import split
from learning.models import ContentFile
from learning.transactions import writing
from quizzes.bank.part import QUESTIONS
from quizzes.bank.wording import plain
from quizzes.models import Question, Status

COURSE = "course"  # source of what was loaded from the course's folder
LONGEST_STEM = 300
FIELD = re.compile(r'^(objective|kind|difficulty)[ \t]*=[ \t]*"([^"\n]{0,80})"', re.MULTILINE)
WORD = re.compile(r"[^\s`*_#>|()\[\]{}\"“”‘’,;!?]+")
ADDRESS = re.compile(r"https?://[^\s)]+")
STATUS_OF = {Stage.DRAFT: "draft", Stage.IN_REVIEW: "review", Stage.APPROVED: "review"}


@dataclass(frozen=True)
class Told:
    """What a text says of itself, however unfinished it is."""

    objective: str
    kind: str
    difficulty: str
    stem: str
    words: str


@dataclass(frozen=True)
class Known:
    """All that an entry is made from."""

    question: Question | None
    file: ContentFile | None
    draft: Draft | None
    before: BankEntry | None


def refresh(path: str) -> None:
    """Make that path's entry what its question and its draft make it, or delete it."""
    if not QUESTIONS.owns(path):
        return
    _, pattern, _, name = path.split("/")
    with writing():
        known = Known(
            question=in_course()
            .filter(slug=name.removesuffix(".md"), pattern__slug=pattern)
            .first(),
            file=ContentFile.objects.filter(path=path).first(),
            draft=Draft.objects.filter(path=path).first(),
            before=BankEntry.objects.filter(path=path).first(),
        )
        values = entry_values(path, known)
        if values:
            BankEntry.objects.update_or_create(path=path, defaults=values)
        else:
            BankEntry.objects.filter(path=path).delete()


def refresh_all() -> None:
    """Make every entry right, with as many queries for a thousand as for ten."""
    with writing():
        questions = {path_of(question): question for question in in_course()}
        files = {
            file.path: file for file in ContentFile.objects.filter(path__contains="/questions/")
        }
        drafts = {draft.path: draft for draft in Draft.objects.all() if QUESTIONS.owns(draft.path)}
        before = {entry.path: entry for entry in BankEntry.objects.all()}
        made, changed = [], []
        for path in sorted(questions.keys() | drafts.keys()):
            known = Known(questions.get(path), files.get(path), drafts.get(path), before.get(path))
            values = entry_values(path, known) or {}
            if known.before is None:
                made.append(BankEntry(path=path, **values))
            elif different(known.before, values):
                changed.append(known.before)
        BankEntry.objects.filter(pk__in=gone(before, questions.keys() | drafts.keys())).delete()
        BankEntry.objects.bulk_create(made, batch_size=500)
        if changed:
            BankEntry.objects.bulk_update(changed, FIELDS, batch_size=200)


def in_course() -> Any:
    """The questions that have a file; others are kept for their answers alone."""
    found = Question.objects.filter(is_in_course=True)
    return found.select_related("pattern", "objective", "current").defer("current__body")


def path_of(question: Question) -> str:
    return f"patterns/{question.pattern.slug}/questions/{question.slug}.md"


def entry_values(path: str, known: Known) -> dict[str, Any] | None:
    """The entry's columns; none where there is neither a question nor a draft."""
    question, draft = known.question, known.draft
    if question is None and draft is None:
        return None
    _, pattern, _, name = path.split("/")
    told = tell(path, draft.body if draft else body_of(known.file))
    return {
        "question": question,
        "draft": draft,
        "pattern": pattern,
        "slug": name.removesuffix(".md"),
        **vars(told),
        "status": status_of(question, draft),
        "source": source_of(known),
        "changed_at": changed_at(question, draft),
    }


FIELDS = (
    "question",
    "draft",
    "pattern",
    "slug",
    "objective",
    "kind",
    "difficulty",
    "stem",
    "words",
    "status",
    "source",
    "changed_at",
)


def different(entry: BankEntry, values: Mapping[str, Any]) -> bool:
    """Give the entry these values; were they others?"""
    is_other = False
    for name, value in values.items():
        column = f"{name}_id" if name in {"question", "draft"} else name
        wanted = (value.pk if value else None) if column != name else value
        if getattr(entry, column) != wanted:
            setattr(entry, column, wanted)
            is_other = True
    return is_other


def gone(before: Mapping[str, BankEntry], kept: Iterable[str]) -> Sequence[int]:
    return [before[path].pk for path in before.keys() - set(kept)]


def body_of(file: ContentFile | None) -> str:
    return bytes(file.body).decode() if file else ""


def status_of(question: Question | None, draft: Draft | None) -> str:
    if draft:
        return STATUS_OF[Stage(draft.stage)]
    return question.status if question else Status.DRAFT


def source_of(known: Known) -> str:
    """A question that was imported stays so, whoever writes on it."""
    if known.draft and known.draft.source != Source.BROWSER:
        return known.draft.source
    if known.before and known.before.source in set(Source) - {Source.BROWSER}:
        return known.before.source
    return COURSE if known.file and known.file.origin else Source.BROWSER


def changed_at(question: Question | None, draft: Draft | None) -> datetime.datetime:
    if draft:
        return draft.saved_at
    if question and question.current:
        return question.current.created_at
    return timezone.now()


def tell(path: str, body: str) -> Told:
    """Read what the table needs; the text may be broken anywhere."""
    head, text = parted(body)
    fields = dict(reversed(FIELD.findall(head)))
    prompt = split(text, 0, []).get("Prompt")
    stem = plain(prompt.text if prompt else text)[:LONGEST_STEM]
    return Told(
        fields.get("objective", ""),
        fields.get("kind", "")[:20],
        fields.get("difficulty", "")[:10],
        stem.replace("\x00", ""),
        words(
            f"{path.rpartition('/')[2].removesuffix('.md')} {fields.get('objective', '')} {text}"
        ),
    )


def parted(body: str) -> tuple[str, str]:
    """The front matter, and the text below it."""
    _, opening, rest = body.partition("+++\n")
    head, closing, text = rest.partition("\n+++")
    return (head, text) if opening and closing else ("", body)


def terms(text: str) -> list[str]:
    """The words of a text, small, without the marks around them."""
    found = (word.strip(".:'") for word in WORD.findall(text.casefold()))
    return [word for word in found if word]


def words(text: str) -> str:
    """Each word once, small, and none that another one holds: the search looks for parts of words,
    and reads as little as it can."""
    found = set(terms(ADDRESS.sub(" ", text)))
    kept = ""
    for word in sorted(found, key=lambda word: (-len(word), word)):
        if word not in kept:
            kept = f"{kept} {word}" if kept else word
    return kept


class BankEntries:
    """A course part that owns no file: the entries follow what the others have stored."""

    expected = "and no other"

    def owns(self, path: str) -> bool:  # noqa: ARG002
        return False

    def read(self, files: Mapping[str, bytes], outline: Outline) -> None:  # noqa: ARG002
        return None

    def is_stored(self, files: Mapping[str, bytes]) -> bool:  # noqa: ARG002
        return not Question.objects.filter(is_in_course=True, entry=None).exists()

    def store(self, read: None) -> None:  # noqa: ARG002
        refresh_all()


ENTRIES = BankEntries()
