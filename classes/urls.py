"""The URLs of `classes`."""

from django.urls import path

from classes.views import boards, classes, codes, staff, students, work

app_name = "classes"
urlpatterns = [
    # students
    path("join/", students.enter_code, name="join"),
    path("join/<str:code>/", students.join, name="join_by"),
    path("classes/", students.list_mine, name="mine"),
    path("classes/<slug:key>/", students.show_mine, name="my_class"),
    path("classes/<slug:key>/leave/", students.leave, name="leave"),
    # instructors: /teach/classes/
    path("teach/classes/", classes.list_classes, name="classes"),
    path("teach/classes/<slug:key>/", boards.show_board, name="class"),
    path("teach/classes/<slug:key>/board.csv", boards.download_board, name="board_csv"),
    path("teach/classes/<slug:key>/grades.csv", boards.download_grades, name="grades_csv"),
    path("teach/classes/<slug:key>/stuck/", boards.show_stuck, name="stuck"),
    path("teach/classes/<slug:key>/students/<slug:member>/", boards.show_student, name="student"),
    path(
        "teach/classes/<slug:key>/students/<slug:member>/remove/",
        boards.remove_student,
        name="remove_student",
    ),
    path("teach/classes/<slug:key>/work/", work.show_work, name="work"),
    path("teach/classes/<slug:key>/work/<slug:assignment>/", work.change, name="change_work"),
    path(
        "teach/classes/<slug:key>/work/<slug:assignment>/withdraw/",
        work.withdraw,
        name="withdraw_work",
    ),
    path("teach/classes/<slug:key>/code/", codes.show_code, name="code"),
    path("teach/classes/<slug:key>/code/sheet/", codes.show_sheet, name="code_sheet"),
    path("teach/classes/<slug:key>/code/renew/", codes.renew, name="renew_code"),
    path("teach/classes/<slug:key>/code/close/", codes.close, name="close_code"),
    path("teach/classes/<slug:key>/settings/", staff.show_settings, name="settings"),
    path("teach/classes/<slug:key>/archive/", staff.archive, name="archive"),
    path("teach/classes/<slug:key>/delete/", staff.delete, name="delete"),
    path("teach/classes/<slug:key>/assistants/", staff.add_assistant, name="add_assistant"),
    path(
        "teach/classes/<slug:key>/assistants/<int:user>/remove/",
        staff.remove_assistant,
        name="remove_assistant",
    ),
]
