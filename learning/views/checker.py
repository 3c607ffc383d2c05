"""The checker: any Dockerfile, seen through four lenses."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import wraps
from typing import Any, TypeVar, cast

from csp.constants import NONCE
from csp.decorators import csp_update
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dockercheck import Report
from dockercheck.sarif import sarif_log
from learning import checker, rule_pages, sharing
from learning.checker import Project, TooMuchError
from learning.checker_forms import LensForm, ProjectForm
from learning.file_listing import read_listing
from learning.learners import LearnerRequest
from learning.lenses import Lens
from learning.lenses.cache import cache
from learning.lenses.findings import diagnostics, findings
from learning.lenses.image import BAR_WIDTH, image
from learning.lenses.stages import draw, stage_entries
from learning.samples import sample

LARGEST_REQUEST = 1024 * 1024  # bytes; all that the page takes fits into a quarter of it
TOO_LARGE = "This is more than the page takes: up to 64 kB of Dockerfile. Nothing was read."
JSON = "application/json"
FILE = "Dockerfile"  # how downloads name what was typed
# The editor makes its style sheets while it runs: they carry this page's nonce.
add_nonce = csp_update({"style-src": [NONCE]})

View = TypeVar("View", bound=Callable[..., HttpResponse])
FormView = Callable[[LearnerRequest, ProjectForm], HttpResponse]


def page_policy(view: View) -> View:
    """The site's policy, and the nonce."""
    return cast("View", add_nonce(cast("Any", view)))


def receiving(view: FormView) -> Callable[[LearnerRequest], HttpResponse]:
    """Hand the view what was sent; what is too much or malformed goes back as it was typed."""

    @wraps(view)
    def receive(request: LearnerRequest) -> HttpResponse:
        if is_too_large(request):
            return refusal(request, Project(""), {"source": [TOO_LARGE]}, status=413)
        request.upload_handlers = [MemoryFileUploadHandler(request)]  # files never reach the disk
        form = ProjectForm(request.POST, request.FILES)
        if not form.is_valid():
            return refusal(request, form.project(), form.errors)
        try:
            return view(request, form)
        except TooMuchError as error:
            return refusal(request, form.project(), {error.field: [str(error)]})

    return receive


def is_too_large(request: LearnerRequest) -> bool:
    """To be asked before the body is read; without a length Django reads no body at all."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return not length.isdecimal() or int(length) > LARGEST_REQUEST


# Nothing is kept and nothing of the sender's is told, so a forged POST gains nobody anything;
# without a token the checker can be used from a shell. Keeping a project needs one.
@csrf_exempt
@page_policy
@require_http_methods(["GET", "HEAD", "POST"])
def check_dockerfile(request: LearnerRequest) -> HttpResponse:
    if request.method == "POST":
        return check_sent(request)
    project = opened(request)
    return answer(request, project) if project else blank(request)


@receiving
def check_sent(request: LearnerRequest, form: ProjectForm) -> HttpResponse:
    return answer(request, form.project())


def opened(request: LearnerRequest) -> Project | None:
    """The project that the address names: a sample, or the bad example of a rule."""
    if (name := request.GET.get("sample")) is not None:
        project = sample(name)
    elif (name := request.GET.get("rule")) is not None:
        rule = rule_pages.BY_NAME.get(name)
        can_be_tried = rule is not None and rule_pages.can_be_tried(rule)
        project = rule_pages.project_of(rule) if rule and can_be_tried else None
    else:
        return None
    if project is None:
        raise Http404
    return replace(project, changed=tuple(request.GET.getlist("changed")[: checker.MOST_CHANGED]))


@csrf_exempt  # as above
@page_policy
@require_POST
@receiving
def apply_fix(request: LearnerRequest, form: ProjectForm) -> HttpResponse:
    """The same page with one fix applied, and the text before it kept in the form."""
    project = form.project()
    applied = checker.fixed(project, checker.check_project(project), form.cleaned_data["fix"])
    if applied is None:
        return answer(
            request, project, notice="That finding is no longer there: the text has changed since."
        )
    after, title = applied
    return answer(request, after, before=project.source, notice=f"Applied: {title}.")


@csrf_exempt  # as above
@page_policy
@require_POST
@receiving
def undo_fix(request: LearnerRequest, form: ProjectForm) -> HttpResponse:
    """The text as it was before the fix; the editor of a browser with scripts undoes by itself."""
    project = replace(form.project(), source=form.cleaned_data["before"])
    return answer(request, project, notice="Undone.")


@csrf_exempt  # asked for below, once the upload handler is set
@page_policy
@require_POST
@receiving
@csrf_protect
def share_project(request: LearnerRequest, form: ProjectForm) -> HttpResponse:
    """Keep the project for thirty days; the one thing on this page that is kept."""
    project = form.project()
    checker.refuse_too_much(project)
    try:
        kept = sharing.keep(project)
    except sharing.NoRoomError:
        notice = "This server keeps no more for now. A link with the text in it always works."
        return answer(request, project, notice=notice)
    return redirect("learning:show_shared", slug=kept.slug)


@page_policy
@require_safe
def show_shared(request: LearnerRequest, slug: str) -> HttpResponse:
    kept = sharing.find(slug)
    if kept is None:
        return blank(request, is_gone=True, status=404)
    return answer(request, sharing.project_of(kept), kept=kept)


@csrf_exempt  # as above
@require_POST
@receiving
def download_json(request: LearnerRequest, form: ProjectForm) -> HttpResponse:  # noqa: ARG001 -- every view takes it
    report = checker.examine(form.project(), lambda report: report.to_dict(FILE))
    return download(report, f"{FILE}.report.json")


@csrf_exempt  # as above
@require_POST
@receiving
def download_sarif(request: LearnerRequest, form: ProjectForm) -> HttpResponse:  # noqa: ARG001 -- every view takes it
    """The report as code hosts and editors read it."""
    log = checker.examine(form.project(), lambda report: sarif_log([(FILE, report)]))
    return download(log, f"{FILE}.sarif")


def download(data: dict[str, Any], name: str) -> HttpResponse:
    response = JsonResponse(data, json_dumps_params={"indent": 1})
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def answer(request: LearnerRequest, project: Project, **more: Any) -> HttpResponse:
    """The report on the project: as JSON, as the report alone for the script, or as the page."""
    try:
        if wants_json(request):
            return varied(JsonResponse(checker.examine(project, Report.to_dict)))
        lens = LensForm(request.GET).chosen()
        shown = checker.examine(project, lambda report: seen(lens, project, report))
    except TooMuchError as error:
        return refusal(request, project, {error.field: [str(error)]})
    context = {**page_of(request, project), **shown, **more}
    template = "learning/_report.html" if request.htmx else "learning/check.html"
    return varied(render(request, template, context))


def blank(request: LearnerRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {**page_of(request, Project("")), **more}
    return varied(render(request, "learning/check.html", context, status=status))


def refusal(
    request: LearnerRequest,
    project: Project,
    errors: Mapping[str, Sequence[object]],
    status: int = 422,
) -> HttpResponse:
    """What was typed, with what is wrong with it beside it."""
    said = {field: [str(message) for message in messages] for field, messages in errors.items()}
    if wants_json(request):
        return varied(JsonResponse({"errors": said}, status=status))
    context = {**page_of(request, project), "errors": said}
    template = "learning/_report.html" if request.htmx else "learning/check.html"
    return varied(render(request, template, context, status=status))


def wants_json(request: LearnerRequest) -> bool:
    return request.get_preferred_type(["text/html", JSON]) == JSON


def varied(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["Accept", "HX-Request"])
    return response


def page_of(request: LearnerRequest, project: Project) -> dict[str, Any]:
    return {
        "project": project,
        "lens": LensForm(request.GET).chosen(),
        "lenses": list(Lens),
        "longest": checker.LONGEST_SOURCE,
        "most": checker.MOST_INSTRUCTIONS,
        "days": sharing.DAYS,
    }


def seen(lens: Lens, project: Project, report: Report) -> dict[str, Any]:
    """What the chosen lens shows, and what stands around it whichever is chosen."""
    found = findings(report, effects=lens is Lens.FINDINGS)
    context: dict[str, Any] = {
        "is_checked": True,
        "findings": found,
        "marks": {"diagnostics": diagnostics(found), "source": project.source},
        "targets": [stage.label if stage.name else str(stage.index) for stage in report.stages],
    }
    if lens is Lens.STAGES:
        context["stages"] = stage_entries(report)
        context["drawing"] = draw(context["stages"])
    elif lens is Lens.IMAGE:
        context["image"] = image(report)
        context["bar_width"] = BAR_WIDTH
    elif lens is Lens.CACHE:
        context["cache"] = cache(report, project, read_listing(project.listing))
    return context
