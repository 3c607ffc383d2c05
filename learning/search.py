"""Finding patterns, ways, sections (and whatever else an app adds entries for) by their text."""

import re
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString

from learning.models import SearchEntry

LONGEST_QUERY = 80
MOST_WORDS = 6
MOST_HITS = 12
AROUND = 60  # characters of text shown before and after the first word found


@dataclass(frozen=True)
class Hit:
    entry: SearchEntry
    title: SafeString
    excerpt: SafeString


def find(query: str) -> list[Hit]:
    """Entries that hold every word; those with it in the title first."""
    words = query[:LONGEST_QUERY].split()[:MOST_WORDS]
    if not words:
        return []
    return [
        Hit(entry, marked(entry.title, words), marked(excerpt(entry.text, words), words))
        for entry in matches(words)[:MOST_HITS]
    ]


def matches(words: list[str]) -> QuerySet[SearchEntry]:
    everywhere = Q()
    in_title = Q()
    for word in words:
        everywhere &= Q(title__icontains=word) | Q(text__icontains=word)
        in_title &= Q(title__icontains=word)
    rank = Case(
        When(Q(title__istartswith=" ".join(words)), then=Value(0)),
        When(in_title, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return SearchEntry.objects.filter(everywhere).order_by(rank, "pk")


def excerpt(text: str, words: list[str]) -> str:
    """The text around the first word found, cut at white space."""
    found = re.search("|".join(map(re.escape, words)), text, re.IGNORECASE)
    start = max(0, found.start() - AROUND) if found else 0
    start = text.rfind(" ", 0, start) + 1 if start else 0
    end = start + 2 * AROUND + 20
    if end < len(text):
        end = max(text.rfind(" ", start, end), start)
    return f"{'… ' if start else ''}{text[start:end]}{' …' if end < len(text) else ''}"


def marked(text: str, words: list[str]) -> SafeString:
    """The text as safe HTML, each word found in a <mark>."""
    pieces = re.split(f"({'|'.join(map(re.escape, words))})", text, flags=re.IGNORECASE)
    return format_html_join(
        "",
        "{}{}",
        (
            (
                conditional_escape(plain),
                format_html_join("", "<mark>{}</mark>", [(hit,)]) if hit else "",
            )
            for plain, hit in zip(pieces[::2], [*pieces[1::2], ""], strict=True)
        ),
    )
