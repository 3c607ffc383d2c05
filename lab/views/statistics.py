"""What the submissions of all learners say about the exercises; for instructors."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from lab import statistics
from lab.models import StoredExercise
from lab.statistics import SHOWN_FROM, Share
from learning.signin import for_instructors

BAR, GAP, TALL, LEFT = 34, 8, 110, 8


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the histogram, in the drawing's units."""

    share: Share
    x: int
    y: float
    height: float
    width: int = BAR

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def above(self) -> float:
        return self.y - 4


def bars(shares: Sequence[Share]) -> list[Bar]:
    most = max((share.count for share in shares), default=0) or 1
    found = []
    for place, share in enumerate(shares):
        height = round(TALL * share.count / most, 1)
        found.append(Bar(share, LEFT + place * (BAR + GAP), 20 + TALL - height, height))
    return found


@require_safe
@for_instructors
def show_statistics(request: HttpRequest) -> HttpResponse:
    context = {"exercises": statistics.listed(), "shown_from": SHOWN_FROM}
    return render(request, "lab/statistics.html", context)


@require_safe
@for_instructors
def show_exercise(request: HttpRequest, slug: str) -> HttpResponse:
    exercises = StoredExercise.objects.select_related("pattern")
    stored = get_object_or_404(exercises, slug=slug)
    figures = statistics.statistics_of(stored)
    sized = sum(share.count for share in figures.sizes)
    context = {
        "stored": stored,
        "figures": figures,
        "bars": bars(figures.sizes),
        "sized": sized,
        "shows_sizes": sized >= SHOWN_FROM,
        "shown_from": SHOWN_FROM,
    }
    return render(request, "lab/statistics_exercise.html", context)
