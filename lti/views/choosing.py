"""Deep linking: what there is to choose, and the answer, sent off by a button."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lti import choosing, platforms
from lti.calling import origin
from lti.courses import Launch
from lti.forms import ChooseForm
from lti.models import Platform
from lti.refusals import RefusedError
from lti.views.pages import framed, page, refused_page


def choice_page(request: HttpRequest, launch: Launch) -> HttpResponse:
    return form_page(request, launch.platform, ChooseForm(asked=choosing.sign(launch)))


def form_page(
    request: HttpRequest, platform: Platform, form: ChooseForm, status: int = 200
) -> HttpResponse:
    context = {"form": form, "platform": platform}
    return framed(page(request, "choose", context, status), platforms.origins(platform))


@never_cache
@csrf_exempt  # in a frame there is no cookie: the signed question is what cannot be made up
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    form = ChooseForm(request.POST)
    is_whole = form.is_valid()
    try:
        asked = choosing.read(form.cleaned_data.get("asked", ""))
    except RefusedError as refused:
        return refused_page(request, refused)
    if not is_whole:
        return form_page(request, asked.platform, form, status=422)
    task = form.task()
    context = {
        "answer": choosing.answer(asked, form.cleaned_data["work"], task),
        "asked": asked,
    }
    return framed(
        page(request, "chosen", context),
        platforms.origins(asked.platform),
        [origin(asked.return_url)],
    )
