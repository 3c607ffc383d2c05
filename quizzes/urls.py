"""The URLs of `quizzes`."""

from django.urls import path, re_path

from quizzes.views import learner, questions, runs, statistics

app_name = "quizzes"
urlpatterns = [
    # the ways of a pattern that are made from questions
    path("patterns/<slug:slug>/test/", runs.show_test, name="test"),
    path("patterns/<slug:slug>/try/", runs.show_try, name="try"),
    path("patterns/<slug:slug>/recall/", learner.show_recall, name="recall"),
    # /quizzes/
    path("quizzes/", runs.show_quizzes, name="quizzes"),
    path("quizzes/start/", runs.start, name="start"),
    path("quizzes/verdict/", runs.explain_verdict, name="verdict"),
    path("quizzes/mistakes/", learner.show_mistakes, name="mistakes"),
    path("quizzes/<slug:key>/", runs.resume, name="resume"),
    path("quizzes/<slug:key>/finish/", runs.finish, name="finish"),
    path("quizzes/<slug:key>/review/", runs.review, name="look_back"),
    # /quizzes/<key>/<number>/
    path("quizzes/<slug:key>/<int:number>/", questions.show_question, name="question"),
    path("quizzes/<slug:key>/<int:number>/try/", questions.try_answer, name="try_answer"),
    path("quizzes/<slug:key>/<int:number>/move/", questions.move_line, name="move_line"),
    path("quizzes/<slug:key>/<int:number>/hint/", questions.ask_hint, name="ask_hint"),
    path(
        "quizzes/<slug:key>/<int:number>/solution/", questions.show_solution, name="show_solution"
    ),
    # what a learner did, and what is due
    path("review/", learner.show_review, name="review"),
    path("progress/", learner.show_progress, name="progress"),
    path("progress/data.json", learner.download_json, name="download_json"),
    path("progress/answers.csv", learner.download_csv, name="download_csv"),
    # what instructors learn from the answers of all
    path("teach/statistics/", statistics.show_statistics, name="statistics"),
    path("teach/statistics/questions.csv", statistics.download_table, name="statistics_csv"),
    # "exercises" is the page of another app, and no question's
    re_path(
        r"^teach/statistics/(?!exercises/$)(?P<slug>[-a-zA-Z0-9_]+)/$",
        statistics.show_item,
        name="item_statistics",
    ),
]
