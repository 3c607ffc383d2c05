"""Every URL, app by app."""

from django.urls import include, path

urlpatterns = [
    path("", include("learning.urls")),
]

handler400 = "learning.views.errors.bad_request"
handler403 = "learning.views.errors.forbidden"
handler404 = "learning.views.errors.not_found"
handler500 = "learning.views.errors.server_error"
