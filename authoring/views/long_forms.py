"""Forms with more fields than Django takes of a stranger."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import parse_qsl

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpResponse, QueryDict
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from learning.learners import LearnerRequest
from learning.signin import for_instructors

MOST_SENT = 5_000
URLENCODED = "application/x-www-form-urlencoded"
View = Callable[..., HttpResponse]


def with_many_fields(view: View) -> View:
    """For instructors alone. Django counts the fields when the token is looked for, so that is
    done after they are read here."""
    guarded = csrf_protect(view)

    @csrf_exempt
    @for_instructors
    @wraps(view)
    def reading(request: LearnerRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and request.content_type == URLENCODED:
            request.POST = sent(request.body)  # type: ignore[assignment]
        return guarded(request, *args, **kwargs)

    return reading


def sent(body: bytes) -> QueryDict:
    try:
        pairs = parse_qsl(
            body.decode(errors="replace"), keep_blank_values=True, max_num_fields=MOST_SENT
        )
    except ValueError as error:
        raise TooManyFieldsSent(f"more than {MOST_SENT} fields") from error
    found = QueryDict(mutable=True)
    for name, value in pairs:
        found.appendlist(name, value)
    return found
