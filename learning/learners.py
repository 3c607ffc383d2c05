"""Who is learning: a row behind a signed cookie, made only when something must be kept."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.functional import cached_property
from django_htmx.middleware import HtmxDetails

from learning import purging
from learning.models import Learner
from learning.transactions import writing

COOKIE = f"{settings.COOKIE_PREFIX}learner"
COOKIE_AGE = timedelta(days=400)  # the longest that browsers keep a cookie


class Visit:
    """The learner of one request: looked up when first asked for, made when first needed."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.is_new = False
        self.is_claimed = False

    @cached_property
    def learner(self) -> Learner | None:
        """Whoever the account or the cookie names; None for a stranger."""
        user = self.request.user
        if user.is_authenticated:
            return Learner.objects.filter(user=user).first()
        return self.nameless()

    def nameless(self) -> Learner | None:
        """Whoever the cookie names, unless an account has claimed them."""
        key = self.request.get_signed_cookie(COOKIE, default=None)
        return Learner.objects.filter(key=key, user=None).first() if key else None

    def end(self) -> None:
        """Somebody signed in or out: look the learner up anew, and remove the cookie."""
        self.__dict__.pop("learner", None)
        self.is_new = False
        self.is_claimed = COOKIE in self.request.COOKIES

    def ensure_learner(self) -> Learner:
        """The learner, made now if this is the first thing to be kept."""
        if self.learner is None:
            user = self.request.user
            with writing():
                if user.is_authenticated:  # two requests at once make one learner
                    self.learner, _ = Learner.objects.get_or_create(user=user)
                else:
                    self.learner = Learner.objects.create()
                    self.is_new = True
        elif self.learner.seen_on != timezone.localdate():
            with writing():
                Learner.objects.filter(pk=self.learner.pk).update(seen_on=timezone.localdate())
        purging.once_a_day()  # after them: who is back is not idle
        return self.learner


class LearnerRequest(HttpRequest):
    """A request as the views get it, after the middleware."""

    visit: Visit
    htmx: HtmxDetails


class LearnerMiddleware:
    """Sets `request.visit`, and the cookie when a learner was made."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: LearnerRequest) -> HttpResponse:
        request.visit = Visit(request)
        response = self.get_response(request)
        if request.visit.is_new and request.visit.learner:
            response.set_signed_cookie(
                COOKIE,
                request.visit.learner.key,
                max_age=COOKIE_AGE,
                secure=settings.TLS,
                httponly=True,
                samesite="Lax",
            )
        if request.visit.is_claimed:
            response.delete_cookie(COOKIE, samesite="Lax")
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_cache=True)
        return response
