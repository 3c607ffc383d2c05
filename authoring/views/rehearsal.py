"""An exercise built for real before it is published: asked for, and followed."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from authoring import rehearsal
from authoring.views.bank import is_fragment
from authoring.views.files import get_place
from learning.learners import LearnerRequest
from learning.signin import for_instructors


@require_http_methods(["GET", "HEAD", "POST"])
@for_instructors
def rehearse(request: LearnerRequest, path: str) -> HttpResponse:
    place = get_place(path)
    if not place.exercise:
        raise Http404
    if request.method == "POST":
        refused = rehearsal.ask(place)
        if refused:
            context = {"place": place, "refused": refused}
            return render(request, "teach/file_refused.html", context, status=409)
    if is_fragment(request) and request.method != "POST":
        found = rehearsal.rehearsal_of(place, request.GET.get("of", "")[:64])
        return render(request, "teach/_rehearsal.html", {"place": place, "rehearsal": found})
    return redirect(f"{reverse('authoring:file', args=(path,))}#rehearsal")
