"""The URLs of `lti`, below /lti/; there are none where LTI is off."""

from django.urls import path

from lti.views import arrivals, choosing, launches

app_name = "lti"
urlpatterns = [
    # platforms
    path("login/", launches.begin, name="login"),
    path("launch/", launches.launch, name="launch"),
    path("jwks/", launches.show_keys, name="jwks"),
    path("choose/", choosing.choose, name="choose"),
    # people
    path("arrive/", arrivals.arrive, name="arrive"),
    path("guest/", arrivals.settle_guest, name="guest"),
    path("waiting/", arrivals.show_waiting, name="waiting"),
]
