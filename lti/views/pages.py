"""The pages that may stand in a platform's frame: nothing on them is worth a stolen click."""

import logging
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lti.refusals import WORDS, RefusedError

log = logging.getLogger(__name__)
ANYWHERE = ("*",)


def framed(
    response: HttpResponse, ancestors: Sequence[str], form_action: Sequence[str] = ("'self'",)
) -> HttpResponse:
    """Allowed inside pages of these servers, this response alone."""
    # The two names by which Django's and django-csp's middleware are told.
    response.xframe_options_exempt = True
    response._csp_replace = {  # type: ignore[attr-defined]
        "frame-ancestors": [*ancestors],
        "form-action": [*form_action],
    }
    return response


def page(
    request: HttpRequest, name: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    return render(request, f"lti/{name}.html", context, status=status)


def refused_page(request: HttpRequest, refused: RefusedError) -> HttpResponse:
    """Why, for whoever clicked; more of it for the log. A frame that stayed empty would help
    nobody."""
    log.warning("Launch refused: %s %s", refused.reason, refused.log)
    context = {"words": WORDS[refused.reason], "detail": refused.detail}
    return framed(page(request, "refused", context, status=403), ANYWHERE, ("'none'",))
