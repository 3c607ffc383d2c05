"""Light, dark, or as the reader's system says: a cookie, so that pages arrive in it."""

from enum import StrEnum

from django.http import HttpRequest, HttpResponse

COOKIE = "theme"


class Theme(StrEnum):
    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


def theme(request: HttpRequest) -> dict[str, str]:
    """Template context: `theme`, one of the three."""
    value = request.COOKIES.get(COOKIE, Theme.AUTO)
    return {"theme": value if value in list(Theme) else Theme.AUTO}


def keep(response: HttpResponse, chosen: Theme) -> None:
    response.set_cookie(COOKIE, chosen, max_age=400 * 86_400, samesite="Lax")
