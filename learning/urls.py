"""The URLs of `learning`."""

from django.urls import path, re_path, register_converter

from learning.views import architecture, checker, instructors, people, rules, site, study
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
    path("about/your-data.zip", site.download_data, name="download_data"),
    path("theme/", site.choose_theme, name="choose_theme"),
    path("healthz", site.healthz, name="healthz"),
    # /patterns/<slug>/
    path("patterns/<slug:slug>/", site.show_pattern, name="show_pattern"),
    # /patterns/<slug>/architecture/: before the ways that are texts
    path(
        "patterns/<slug:slug>/architecture/",
        architecture.show_architecture,
        name="show_architecture",
    ),
    re_path(
        r"^patterns/(?P<slug>[-\w]+)/architecture/diagram\.(?P<suffix>svg|png|mmd|json)$",
        architecture.export_diagram,
        name="export_diagram",
    ),
    path(
        "patterns/<slug:slug>/architecture/import/",
        architecture.import_model,
        name="import_architecture",
    ),
    # /patterns/<slug>/<way>/
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
    # the checker and its rules
    path("check/", checker.check_dockerfile, name="check_dockerfile"),
    path("check/fix/", checker.apply_fix, name="apply_fix"),
    path("check/undo/", checker.undo_fix, name="undo_fix"),
    path("check/share/", checker.share_project, name="share_project"),
    path("check/report.json", checker.download_json, name="download_json"),
    path("check/report.sarif", checker.download_sarif, name="download_sarif"),
    path("check/<slug:slug>/", checker.show_shared, name="show_shared"),
    path("rules/", rules.list_rules, name="list_rules"),
    path("rules/<slug:name>/", rules.show_rule, name="show_rule"),
    # instructors
    path("sign-in/<str:token>/", instructors.sign_in, name="sign_in"),
    path("teach/", instructors.teach, name="teach"),
    path("teach/people/", people.list_people, name="people"),
    path("teach/people/<int:pk>/withdraw/", people.withdraw_role, name="withdraw_role"),
    path(
        "teach/people/invitations/<int:pk>/revoke/",
        people.revoke_invitation,
        name="revoke_invitation",
    ),
    path("invitations/<str:token>/", people.accept_invitation, name="accept_invitation"),
]
