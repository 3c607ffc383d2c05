"""The URLs of `learning`."""

from django.urls import path, register_converter

from learning.views import instructors, site, study
from learning.ways import Way


class WayConverter:
    """One of the ten ways; anything else is no page."""

    regex = "|".join(Way)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(WayConverter, "way")

app_name = "learning"
urlpatterns = [
    path("", site.home, name="home"),
    path("search/", site.find, name="find"),
    path("about/", site.about, name="about"),
    path("about/forget-me/", site.forget_me, name="forget_me"),
    path("theme/", site.choose_theme, name="choose_theme"),
    path("healthz", site.healthz, name="healthz"),
    # /patterns/<slug>/
    path("patterns/<slug:slug>/", site.show_pattern, name="show_pattern"),
    path("patterns/<slug:slug>/<way:way>/", study.show_study, name="show_study"),
    path("patterns/<slug:slug>/<way:way>/position/", study.note_position, name="note_position"),
    path("patterns/<slug:slug>/<way:way>/read/", study.mark_read, name="mark_read"),
    path("patterns/<slug:slug>/<way:way>/opening/", study.answer_opening, name="answer_opening"),
    path(
        "patterns/<slug:slug>/<way:way>/exercises/<slug:name>/",
        study.check_exercise,
        name="check_exercise",
    ),
    path("patterns/<slug:slug>/<way:way>/workbook/", study.save_workbook, name="save_workbook"),
    # instructors
    path("sign-in/<str:token>/", instructors.sign_in, name="sign_in"),
    path("sign-out/", instructors.sign_out, name="sign_out"),
    path("teach/", instructors.teach, name="teach"),
]
