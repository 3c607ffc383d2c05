"""The table of roles and URLs: for each URL the status that each role gets, by GET and by POST.

A line of cells has one for each of `cast.ROLES`, in that order, or a single one for everybody:
anonymous, student, other student, assistant, other instructor, owner, administrator. `in` is the
way to the sign-in page. A new URL gets its row in its app's part; what belongs to somebody else is
404, a stranger's GET of a page below /teach/ is `in`, and what only POST does is 405 by GET.
"""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from django.urls import reverse

from tests.cast import ROLES

# Whole lines that come often.
STUDENTS = "404 200 404 404 404 404 404"  # what belongs to the student
STUDENTS_MOVE = "404 302 404 404 404 404 404"  # the same, and leads elsewhere
INSTRUCTORS = "in  404 404 200 200 200 200"
INSTRUCTORS_CHANGE = "404 404 404 302 302 302 302"
TEACHERS = "in  404 404 200 404 200 200"  # who teaches the class that the student is in
TEACHERS_CHANGE = "404 404 404 302 404 302 302"
OWNERS = "in  404 404 404 404 200 200"  # its assistants may not
OWNERS_CHANGE = "404 404 404 404 404 302 302"
ADMINISTRATORS = "in  404 404 404 404 404 200"
ADMINISTRATORS_CHANGE = "404 404 404 404 404 404 302"
STRANGERS = "200 302 302 302 302 302 302"  # whoever has signed in is led on


@dataclass(frozen=True)
class Row:
    """One URL. Values in braces name what is in `cast.world`."""

    name: str
    get: str
    post: str = "405"
    at: dict[str, Any] = field(default_factory=dict)  # what the address names
    query: str = ""
    data: dict[str, Any] = field(default_factory=dict)  # what is posted

    def cells(self, line: str) -> list[str]:
        found = line.split()
        return found * len(ROLES) if len(found) == 1 else found

    def address(self, world: SimpleNamespace) -> str:
        path = reverse(self.name, kwargs=filled(self.at, world))
        return f"{path}?{self.query}" if self.query else path

    def sent(self, world: SimpleNamespace) -> dict[str, str]:
        return filled(self.data, world)


def filled(values: dict[str, Any], world: SimpleNamespace) -> dict[str, str]:
    return {name: str(value).format(**vars(world)) for name, value in values.items()}


STAGES = {"slug": "stages"}
OVERVIEW = {"slug": "stages", "way": "overview"}
DOCKERFILE = {"source": "FROM scratch"}

LEARNING = (
    Row("learning:home", get="200"),
    Row("learning:find", get="200"),
    Row("learning:about", get="200"),
    Row("learning:forget_me", get="405", post="302"),
    Row("learning:download_data", get="404 200 200 200 200 200 200"),
    Row("learning:choose_theme", get="405", post="302", data={"theme": "dark"}),
    Row("learning:healthz", get="200"),
    Row("learning:show_pattern", get="200", at=STAGES),
    Row(
        "learning:show_architecture",
        get="200",
        post="200",
        at=STAGES,
        query="question=which-node",
        data={"pick": "service"},
    ),
    Row("learning:export_diagram", get="200", at={**STAGES, "suffix": "json"}),
    Row("learning:import_architecture", get="200", post="422", at=STAGES, data={"model": "{{}}"}),
    Row("learning:show_study", get="200", at=OVERVIEW),
    Row("learning:note_position", get="302", post="204", at=OVERVIEW, data={"percent": 5}),
    Row("learning:mark_read", get="302", post="302", at=OVERVIEW, data={"read": "true"}),
    Row("learning:answer_opening", get="302", post="302", at=OVERVIEW, data={"option": 0}),
    Row(
        "learning:check_exercise",
        get="302",
        post="200",
        at={"slug": "stages", "way": "worked-example", "name": "name-the-stage"},
        data={"gap": "build"},
    ),
    Row(
        "learning:save_workbook",
        get="302",
        post="302",
        at={"slug": "stages", "way": "project"},
        data={"text": "A plan."},
    ),
    Row("learning:check_dockerfile", get="200", post="200", data=DOCKERFILE),
    Row("learning:apply_fix", get="405", post="200", data=DOCKERFILE),
    Row("learning:undo_fix", get="405", post="200", data=DOCKERFILE),
    Row("learning:share_project", get="405", post="302", data=DOCKERFILE),
    Row("learning:download_json", get="405", post="200", data=DOCKERFILE),
    Row("learning:download_sarif", get="405", post="200", data=DOCKERFILE),
    Row("learning:show_shared", get="200", at={"slug": "{shared.slug}"}),
    Row("learning:list_rules", get="200"),
    Row("learning:show_rule", get="200", at={"name": "LastStageAsRoot"}),
    Row("learning:sign_in", get="200", post="302", at={"token": "{link}"}),
    Row(
        "learning:accept_invitation",
        get="200",
        post="in  302 302 302 302 302 302",
        at={"token": "{token}"},
    ),
    Row("learning:teach", get=INSTRUCTORS),
    Row(
        "learning:people",
        get=ADMINISTRATORS,
        post="404 404 404 404 404 404 200",
        data={"role": "instructor"},
    ),
    Row(
        "learning:withdraw_role",
        get=ADMINISTRATORS,
        post=ADMINISTRATORS_CHANGE,
        at={"pk": "{user[owner].pk}"},
        data={"role": "instructor"},
    ),
    Row(
        "learning:revoke_invitation",
        get="405",
        post=ADMINISTRATORS_CHANGE,
        at={"pk": "{invitation.pk}"},
    ),
)

ACCOUNTS = (
    Row("account", get="in  200 200 200 200 200 200"),
    Row(
        "account_login",
        get=STRANGERS,
        post=STRANGERS,
        data={"login": "nobody@example.org", "password": "wrong"},
    ),
    Row("account_logout", get="302 200 200 200 200 200 200", post="302"),
    Row(
        "account_signup",
        get=STRANGERS,
        post=STRANGERS,
        data={"email": "new@example.org", "password1": "short", "password2": "short"},
    ),
    Row("account_inactive", get="200"),
    # Nobody of the cast has a password.
    Row(
        "account_change_password",
        get="in  404 404 404 404 404 404",
        post="in  404 404 404 404 404 404",
    ),
    Row("account_reset_password", get="200", post="200", data={"email": "student@example.org"}),
    # On a server that sends no e-mail these do not exist.
    Row("account_reset_password_done", get="404", post="404"),
    Row(
        "account_reset_password_from_key",
        get="404",
        post="404",
        at={"uidb36": "1", "key": "a-b"},
    ),
    Row("account_reset_password_from_key_done", get="404", post="404"),
    Row("account_email_verification_sent", get="404", post="404"),
    Row("account_confirm_email", get="404", post="404", at={"key": "key"}),
)

FIRST = {"key": "{practice.key}", "number": 1}
SECOND = {"key": "{practice.key}", "number": 2}

QUIZZES = (
    Row("quizzes:test", get="200", at=STAGES),
    Row("quizzes:try", get="200", at=STAGES),
    Row("quizzes:recall", get="200", at=STAGES),
    Row("quizzes:quizzes", get="200"),
    Row(
        "quizzes:start",
        get="405",
        post="302",
        data={"mode": "practice", "pattern": "stages"},
    ),
    Row("quizzes:verdict", get="200"),
    Row("quizzes:mistakes", get="200"),
    Row("quizzes:resume", get=STUDENTS_MOVE, at={"key": "{practice.key}"}),
    Row("quizzes:finish", get=STUDENTS, post=STUDENTS_MOVE, at={"key": "{test.key}"}),
    Row("quizzes:look_back", get=STUDENTS, at={"key": "{tested.key}"}),
    Row(
        "quizzes:question",
        get=STUDENTS,
        post=STUDENTS_MOVE,
        at=SECOND,
        data={"version": 0, "answer": "one"},
    ),
    Row(
        "quizzes:try_answer",
        get=STUDENTS_MOVE,
        post=STUDENTS,
        at=SECOND,
        data={"version": 0, "answer": "one"},
    ),
    Row(
        "quizzes:move_line",
        get=STUDENTS_MOVE,
        post=STUDENTS,
        at=SECOND,
        data={"version": 0, "move": "add:one"},
    ),
    Row("quizzes:ask_hint", get=STUDENTS_MOVE, post=STUDENTS, at=SECOND, data={"number": 1}),
    Row(
        "quizzes:show_solution",
        get=STUDENTS_MOVE,
        post=STUDENTS_MOVE,
        at=SECOND,
        data={"version": 0},
    ),
    Row("quizzes:review", get="200", post="302", data={"per_day": 5}),
    Row("quizzes:progress", get="200"),
    Row("quizzes:download_json", get="200"),
    Row("quizzes:download_csv", get="200"),
)

EXERCISE = {"slug": "{exercise.slug}"}
SUBMISSION = {**EXERCISE, "key": "{submission.key}"}
FILES = {"dockerfile": "FROM scratch"}

LAB = (
    Row("lab:exercises", get="200", at=STAGES),
    Row("lab:exercise", get="200", post="302", at=EXERCISE, data=FILES),
    Row("lab:check", get="302", post="200", at=EXERCISE, data=FILES),
    Row("lab:hint", get="302", post="200", at=EXERCISE, data={"number": 1}),
    Row("lab:solution", get="302", post="200", at=EXERCISE),
    Row("lab:reset", get="302", post="302", at=EXERCISE),
    Row("lab:file", get="200", at={**EXERCISE, "path": "go.mod"}),
    Row("lab:history", get="200", at=EXERCISE),
    Row("lab:cancel", get=STUDENTS_MOVE, post=STUDENTS_MOVE, at=SUBMISSION),
    Row("lab:submission", get=STUDENTS, at=SUBMISSION),
)

AUTHORING: tuple[Row, ...] = ()

CLASSES: tuple[Row, ...] = ()

TABLE = (*LEARNING, *ACCOUNTS, *QUIZZES, *LAB, *AUTHORING, *CLASSES)
