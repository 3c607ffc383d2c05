"""The URLs of `lab`."""

from django.urls import path

from lab.views import exercises, showcase, statistics, submissions

app_name = "lab"
urlpatterns = [
    path("patterns/<slug:slug>/lab/", exercises.list_exercises, name="exercises"),
    # what instructors learn from the submissions of all
    path("teach/statistics/exercises/", statistics.show_statistics, name="statistics"),
    path(
        "teach/statistics/exercises/<slug:slug>/",
        statistics.show_exercise,
        name="exercise_statistics",
    ),
    path("patterns/<slug:slug>/lab/this-site/", showcase.show_site_image, name="site_image"),
    # /exercises/<slug>/
    path("exercises/<slug:slug>/", exercises.show_exercise, name="exercise"),
    path("exercises/<slug:slug>/check/", exercises.check_files, name="check"),
    path("exercises/<slug:slug>/hint/", exercises.ask_hint, name="hint"),
    path("exercises/<slug:slug>/solution/", exercises.show_solution, name="solution"),
    path("exercises/<slug:slug>/reset/", exercises.start_over, name="reset"),
    path("exercises/<slug:slug>/files/<path:path>", exercises.show_file, name="file"),
    path("exercises/<slug:slug>/history/", submissions.show_history, name="history"),
    path("exercises/<slug:slug>/<slug:key>/cancel/", submissions.take_back, name="cancel"),
    # last: every other word after the exercise is a submission's key
    path("exercises/<slug:slug>/<slug:key>/", submissions.show_submission, name="submission"),
]
