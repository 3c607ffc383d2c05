"""The image of this site: its files, what is foreseen of them, and what a worker built."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lab import outcome, queue, results, showcase, showing
from lab.judging import Judgement, judgements_from
from lab.models import Showcase
from lab.results import Verdict
from lab.shipped import BAR_WIDTH, shipped_by
from lab.showcase import Site
from lab.showing import Foresight, tally
from learning.checker import TooMuchError
from learning.learners import LearnerRequest
from learning.lenses import Lens
from learning.lenses.image import Image
from learning.views.study import get_study
from sandbox import Result, Status

MOST_OF_A_LINE = 8  # files that are listed in the image lens
ELSEWHERE = (
    "Builds of this site run on another machine, and have no network there: pip would find nothing "
    "to install."
)


@require_safe
def show_site_image(request: LearnerRequest, slug: str) -> HttpResponse:
    """It builds nothing: what was built is what a worker has stored."""
    study = get_study(slug, "lab")
    own = showcase.site()
    if own is None:
        raise Http404
    context = {"pattern": study.pattern, "own": own, "code": showing.codes(own.files)}
    if not own.missing:
        context |= seen(request, own)
    return render(request, "lab/site_image.html", context)


def seen(request: LearnerRequest, own: Site) -> dict[str, Any]:
    """What is foreseen, through the lens that the address names, and what was built."""
    found, errors = foreseen(request, own)
    row = showcase.latest(own)
    context = {
        **found.seen,
        "lens": found.lens,
        "lenses": list(Lens),
        "errors": errors,
        "judgements": found.judgements,
        "row": row,
        "why": showing.coded(why_not_built()),
        "bar_width": BAR_WIDTH,
    }
    return context | built_context(row, own, found) if row and row.status else context


def why_not_built() -> str:
    """Why no worker here will build it; "" where one will."""
    return ELSEWHERE if settings.SANDBOX == "buildkit" else queue.service().why


def foreseen(request: LearnerRequest, own: Site) -> tuple[Foresight, str]:
    """The report on the files, and why there is none."""
    word = request.GET.get("lens", "")
    lens = Lens(word) if word in set(Lens) else Lens.FINDINGS
    offered = showcase.one_of_each_folder(own)
    changed = [path for path in offered if path in request.GET.getlist("changed")]
    try:
        found = showing.foresight(own.exercise, own.files, lens, changed)
    except TooMuchError as error:
        return Foresight(showing.unforeseen(own.exercise), lens), str(error)
    shown = dict(found.seen)
    if lens is Lens.CACHE:
        shown["cache"] = replace(shown["cache"], files=offered, unshown=0)
    if lens is Lens.IMAGE and shown["image"]:
        shown["image"] = shortened(shown["image"])
    return replace(found, seen=shown), ""


def shortened(image: Image) -> Image:
    """With a few files of each line: that lines copy whole folders is seen all the same."""
    groups = tuple(replace(group, files=group.files[:MOST_OF_A_LINE]) for group in image.groups)
    left = sum(len(group.files) for group in image.groups)
    shown = sum(len(group.files) for group in groups)
    return replace(image, groups=groups, unshown=image.unshown + left - shown)


def built_context(row: Showcase, own: Site, found: Foresight) -> dict[str, Any]:
    """What came of the build."""
    judgements = judgements_from(row.judgements) or found.judgements
    kept = outcome.from_json(row.outcome)
    result = Result(Status(row.status), row.message, log=kept.log, image=kept.image)
    return {
        "judgements": judgements,
        "verdict": verdict_of(row, judgements),
        "outcome": kept,
        "log": results.log_lines(kept),
        "shipped": shipped_by(result, own.files, own.exercise),
    }


def verdict_of(row: Showcase, judgements: tuple[Judgement, ...]) -> Verdict:
    if row.status in {Status.OK, Status.FAILED, Status.STOPPED}:
        return results.built_verdict(row, tally(judgements))
    return Verdict("It could not be built here.", row.message, is_judged=False)
