"""Every URL, app by app."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("quizzes.urls")),  # above: three of the ways are made from questions
    path("", include("lab.urls")),  # and one from exercises
    path("teach/", include("authoring.urls")),
    path("", include("classes.urls")),
    path("", include("learning.urls")),
    path("accounts/", include("learning.account_urls")),
    *([path("lti/", include("lti.urls"))] if settings.LTI else []),
]

handler400 = "learning.views.errors.bad_request"
handler403 = "learning.views.errors.forbidden"
handler404 = "learning.views.errors.not_found"
handler500 = "learning.views.errors.server_error"
