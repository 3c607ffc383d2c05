"""The table of roles and URLs: for each URL the status that each role gets, by GET and by POST.

A line of cells has one for each of `cast.ROLES`, in that order, or a single one for everybody:
anonymous, student, other student, assistant, other instructor, owner, administrator. `in` is the
way to the sign-in page. A new URL gets its row in its app's part; what belongs to somebody else is
404, a stranger's GET of a page below /teach/ is `in`, and what only POST does is 405 by GET.
"""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.urls import reverse

from tests.cast import ROLES

# Whole lines that come often.
STUDENTS = "404 200 404 404 404 404 404"  # what belongs to the student
STUDENTS_MOVE = "404 302 404 404 404 404 404"  # the same, and leads elsewhere
INSTRUCTORS = "in  404 404 200 200 200 200"
INSTRUCTORS_CHANGE = "404 404 404 302 302 302 302"
INSTRUCTORS_SEND = "404 404 404 200 200 200 200"
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
    Row(
        "quizzes:statistics",
        get=INSTRUCTORS,
        post=INSTRUCTORS_CHANGE,
        data={"pattern": "stages"},
    ),
    Row("quizzes:statistics_csv", get=INSTRUCTORS),
    Row("quizzes:item_statistics", get=INSTRUCTORS, at={"slug": "easy-1"}),
)

EXERCISE = {"slug": "{exercise.slug}"}
SUBMISSION = {**EXERCISE, "key": "{submission.key}"}
FILES = {"dockerfile": "FROM scratch"}

LAB = (
    Row("lab:exercises", get="200", at=STAGES),
    Row("lab:site_image", get="200", at=STAGES),
    Row("lab:exercise", get="200", post="302", at=EXERCISE, data=FILES),
    Row("lab:check", get="302", post="200", at=EXERCISE, data=FILES),
    Row("lab:hint", get="302", post="200", at=EXERCISE, data={"number": 1}),
    Row("lab:solution", get="302", post="200", at=EXERCISE),
    Row("lab:reset", get="302", post="302", at=EXERCISE),
    Row("lab:file", get="200", at={**EXERCISE, "path": "go.mod"}),
    Row("lab:history", get="200", at=EXERCISE),
    Row("lab:cancel", get=STUDENTS_MOVE, post=STUDENTS_MOVE, at=SUBMISSION),
    Row("lab:submission", get=STUDENTS, at=SUBMISSION),
    Row("lab:statistics", get=INSTRUCTORS),
    Row("lab:exercise_statistics", get=INSTRUCTORS, at=EXERCISE),
)

QUESTION = {"pattern": "stages", "slug": "a-single"}
WRITTEN = {"path": "{written}"}
READ = {"path": "{read}"}
PUBLISHED = {"path": "{published}"}
DRAFT = {"version": "{draft.version}"}
IN_REVIEW = {"version": "{in_review.version}"}

# Drafts are everybody's who instructs.
AUTHORING = (
    Row("authoring:bank", get=INSTRUCTORS),
    Row(
        "authoring:new",
        get=INSTRUCTORS,
        post=INSTRUCTORS_CHANGE,
        data={"kind": "single", "pattern": "stages", "objective": "ms.cache", "slug": "a-new-one"},
    ),
    Row(
        "authoring:bulk",
        get="405",
        post=INSTRUCTORS_SEND,
        data={"do": "discard", "path": "{written}"},
    ),
    Row(
        "authoring:question",
        get=INSTRUCTORS,
        post=INSTRUCTORS_SEND,
        at=QUESTION,
        data={**DRAFT, "source": "text"},
    ),
    Row(
        "authoring:preview",
        get="405",
        post=INSTRUCTORS_SEND,
        at=QUESTION,
        data={**DRAFT, "source": "text"},
    ),
    Row(
        "authoring:save",
        get="405",
        post=INSTRUCTORS_CHANGE,
        at=QUESTION,
        data={**DRAFT, "source": "text"},
    ),
    Row("authoring:files", get=INSTRUCTORS),
    Row(
        "authoring:file_new",
        get="405",
        post=INSTRUCTORS_CHANGE,
        data={"path": "patterns/stages/deep-dive.md"},
    ),
    Row("authoring:file", get=INSTRUCTORS, at={"path": "patterns/stages/why.md"}),
    Row("authoring:file_history", get=INSTRUCTORS, at=WRITTEN),
    Row(
        "authoring:file_look",
        get="405",
        post=INSTRUCTORS_SEND,
        at=WRITTEN,
        data={**DRAFT, "body": "text"},
    ),
    Row(
        "authoring:file_rehearse",
        get="in  404 404 302 302 302 302",
        post="404 404 404 409 409 409 409",  # nothing is really built in tests without a sandbox
        at={"path": "patterns/stages/exercises/two-stages/exercise.md"},
    ),
    Row(
        "authoring:file_save",
        get="405",
        post=INSTRUCTORS_CHANGE,
        at=WRITTEN,
        data={**DRAFT, "body": "text"},
    ),
    Row("authoring:file_ask", get="405", post=INSTRUCTORS_CHANGE, at=WRITTEN, data=DRAFT),
    Row(
        "authoring:file_comment",
        get="405",
        post=INSTRUCTORS_CHANGE,
        at=WRITTEN,
        data={"comment": "Good."},
    ),
    # A second pair of eyes: not those of whoever wrote it.
    Row(
        "authoring:file_approve",
        get="405",
        post="404 404 404 302 302 409 302",
        at=READ,
        data=IN_REVIEW,
    ),
    Row(
        "authoring:file_send_back",
        get="405",
        post=INSTRUCTORS_CHANGE,
        at=READ,
        data={**IN_REVIEW, "comment": "Say it shorter."},
    ),
    Row(
        "authoring:file_compared",
        get="405",
        post=INSTRUCTORS_CHANGE,
        at=WRITTEN,
        data={**DRAFT, "how": "by hand"},
    ),
    # Nobody has approved it yet.
    Row(
        "authoring:file_publish",
        get="405",
        post="404 404 404 409 409 409 409",
        at=READ,
        data=IN_REVIEW,
    ),
    Row("authoring:file_retire", get="405", post=INSTRUCTORS_CHANGE, at=PUBLISHED),
    # It is no exercise that was retired.
    Row(
        "authoring:file_bring_back",
        get="405",
        post="404 404 404 409 409 409 409",
        at=PUBLISHED,
    ),
    Row(
        "authoring:file_restore",
        get="405",
        post=INSTRUCTORS_CHANGE,
        at=PUBLISHED,
        data={"number": 1},
    ),
    Row("authoring:file_discard", get="405", post=INSTRUCTORS_CHANGE, at=READ, data=IN_REVIEW),
    Row("authoring:import", get=INSTRUCTORS, post="404 404 404 422 422 422 422"),
    Row(
        "authoring:export",
        get=INSTRUCTORS,
        post=INSTRUCTORS_SEND,
        data={"format": "gift", "pattern": "stages"},
    ),
)

CLASS = {"key": "{classroom.key}"}
MEMBER = {**CLASS, "member": "{member.key}"}
WORK = {**CLASS, "assignment": "{work.key}"}

CLASSES = (
    Row("classes:join", get="200", post="302", data={"code": "{code}"}),
    Row(
        "classes:join_by",
        get="200 302 200 200 200 200 200",  # who is in it already is led there
        post="302",
        at={"code": "{code}"},
        data={"display_name": "Somebody"},
    ),
    Row("classes:mine", get="200"),
    Row("classes:my_class", get=STUDENTS, at=CLASS),
    Row("classes:leave", get="405", post=STUDENTS_MOVE, at=CLASS),
    Row(
        "classes:classes",
        get=INSTRUCTORS,
        post=INSTRUCTORS_CHANGE,
        data={"name": "Noon", "teacher": "N. Oon"},
    ),
    Row("classes:class", get=TEACHERS, at=CLASS),
    Row("classes:board_csv", get=TEACHERS, at=CLASS),
    Row("classes:grades_csv", get=TEACHERS, at=CLASS),
    Row("classes:stuck", get=TEACHERS, at=CLASS),
    Row("classes:student", get=TEACHERS, at=MEMBER),
    Row("classes:remove_student", get="405", post=TEACHERS_CHANGE, at=MEMBER),
    Row(
        "classes:work",
        get=TEACHERS,
        post=TEACHERS_CHANGE,
        at=CLASS,
        data={"work": "test:stages"},
    ),
    Row(
        "classes:change_work",
        get=TEACHERS,
        post=TEACHERS_CHANGE,
        at=WORK,
        data={"work": "pattern:stages"},
    ),
    Row("classes:withdraw_work", get="405", post=TEACHERS_CHANGE, at=WORK),
    Row("classes:code", get=TEACHERS, at=CLASS),
    Row("classes:code_sheet", get=TEACHERS, at=CLASS),
    Row("classes:renew_code", get="405", post=TEACHERS_CHANGE, at=CLASS, data={"days": 7}),
    Row("classes:close_code", get="405", post=TEACHERS_CHANGE, at=CLASS),
    Row(
        "classes:settings",
        get=OWNERS,
        post=OWNERS_CHANGE,
        at=CLASS,
        data={"name": "Noon", "teacher": "N. Oon"},
    ),
    Row("classes:archive", get="405", post=OWNERS_CHANGE, at=CLASS),
    Row("classes:delete", get="405", post=OWNERS_CHANGE, at=CLASS, data={"name": "Morning"}),
    Row(
        "classes:add_assistant",
        get="405",
        post=OWNERS_CHANGE,
        at=CLASS,
        data={"email": "other-instructor@example.org"},
    ),
    Row(
        "classes:remove_assistant",
        get="405",
        post=OWNERS_CHANGE,
        at={**CLASS, "user": "{user[assistant].pk}"},
    ),
)

ARRIVAL = {"to": "/classes/", "guest": "nobody", "mine": "yes"}

# With LTI=on only. What a platform has not signed is 403.
LTI = (
    Row("lti:login", get="403", post="403"),
    Row("lti:launch", get="405", post="403"),
    Row("lti:jwks", get="200"),
    Row("lti:choose", get="405", post="403"),
    Row("lti:arrive", get="in  302 302 302 302 302 302", query="to=/classes/"),
    Row("lti:guest", get="405", post="in  302 302 302 302 302 302", data=ARRIVAL),
    Row("lti:waiting", get="in  403 403 403 403 403 403"),
)

TABLE = (*LEARNING, *ACCOUNTS, *QUIZZES, *LAB, *AUTHORING, *CLASSES, *(LTI if settings.LTI else ()))
