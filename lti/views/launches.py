"""What platforms ask of us: to begin a launch, to take it, and for our keys."""

from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from learning.learners import LearnerRequest
from lti import courses, handshake, platforms, tokens
from lti.calling import origin
from lti.claims import DEEP_LINK_LAUNCH, RESOURCE_LAUNCH
from lti.courses import Arrival, Launch
from lti.forms import LoginForm
from lti.handshake import Handshake
from lti.models import Platform
from lti.refusals import Reason, RefusedError
from lti.views.choosing import choice_page
from lti.views.pages import ANYWHERE, framed, page, refused_page

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
FRAMES = {"iframe", "frame", "embed", "object"}


@require_safe
def show_keys(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    return JsonResponse(platforms.our_keys())


@never_cache
@csrf_exempt  # another site begins it, and nothing is changed by it
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Ask the platform who has come; from inside a frame, only after a click to a new window."""
    form = LoginForm(request.POST if request.method == "POST" else request.GET)
    try:
        if not form.is_valid():
            raise RefusedError(Reason.NOT_UNDERSTOOD, log=f"login without {[*form.errors]}")
        said = form.cleaned_data
        must_be_ours(said["target_link_uri"])
        platform = platforms.find(said["iss"], said["client_id"])
        if platform is None:
            raise RefusedError(Reason.UNKNOWN_PLATFORM, log=f"issuer {said['iss']!r}")
    except RefusedError as refused:
        return refused_page(request, refused)
    if is_framed(request) and not is_for_choosing(said["target_link_uri"]):
        again = urlencode({name: value for name, value in said.items() if value})
        context = {"platform": platform, "again": f"{reverse('lti:login')}?{again}"}
        return framed(page(request, "new_window", context), ANYWHERE)
    return ask(request, platform, said["login_hint"], said["lti_message_hint"])


def ask(request: HttpRequest, platform: Platform, hint: str, message_hint: str) -> HttpResponse:
    key = handshake.browser_key(request)
    response = redirect(handshake.question(platform, key, hint, message_hint))
    handshake.remember(response, key)
    return response


def must_be_ours(url: str) -> None:
    """Nobody is ever sent to this address; where it is another's, something is set up wrongly."""
    if origin(url) != origin(settings.SITE_URL):
        raise RefusedError(Reason.NOT_OURS, log=f"target {url!r}")


def is_framed(request: HttpRequest) -> bool:
    """As browsers say it, to https and to this machine; others are not asked."""
    return request.headers.get("Sec-Fetch-Dest", "") in FRAMES


def is_for_choosing(url: str) -> bool:
    """That needs no account, and platforms have it in a frame of theirs."""
    return urlsplit(url).path == reverse("lti:choose")


@never_cache
@csrf_exempt  # another site posts it; the signed state belongs to this browser's cookie
@require_POST
def launch(request: LearnerRequest) -> HttpResponse:
    """Take a launch. Until it is proved, nothing of this browser's session is touched."""
    try:
        begun = handshake.answered(request, request.POST.get("state", ""))
        found = proved_launch(request, begun)
        if found.claims.message_type == DEEP_LINK_LAUNCH:
            return choice_page(request, found)
        if found.claims.message_type != RESOURCE_LAUNCH:
            raise RefusedError(Reason.NOT_UNDERSTOOD, log=repr(found.claims.message_type))
        arrival = courses.arrive(found)
    except RefusedError as refused:
        return refused_page(request, refused)
    return welcome(request, arrival)


def proved_launch(request: HttpRequest, begun: Handshake) -> Launch:
    if "error" in request.POST:
        raise RefusedError(Reason.PLATFORM_SAID_NO, log=repr(request.POST["error"])[:200])
    claims = tokens.read(request.POST.get("id_token", ""), begun)
    must_be_ours(claims.target_link_uri or settings.SITE_URL)
    deployment = platforms.deployment_of(begun.platform, claims.deployment_id)
    if not deployment.is_active:
        name = begun.platform.registration.name
        raise RefusedError(
            Reason.NOT_ACTIVE,
            f"Platform: {name}. Deployment: {claims.deployment_id}.",
            log=f"deployment {claims.deployment_id!r} of {name!r}",
        )
    return Launch(begun.platform, deployment, claims)


def welcome(request: LearnerRequest, arrival: Arrival) -> HttpResponse:
    """Sign in as who was launched. Whoever was signed in before is not any more: Django flushes
    their session, or where its cookie was kept at home, another one takes its place; their open
    forms no longer hold. What a guest did in this browser is asked about on the next page: posted
    by another site, their cookie does not come along to here."""
    login(request, arrival.user, backend=BACKEND)
    request.session.set_expiry(0)  # with the browser: the platform is the way in
    words = {"to": arrival.to, **({"joined": arrival.joined} if arrival.joined else {})}
    return redirect(f"{reverse('lti:arrive')}?{urlencode(words)}")
