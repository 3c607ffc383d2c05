"""A secret is there for the step that asks for it, and nowhere else."""

from sandbox import Look, Status

SECRETS = {"token": "s3cret value"}


def test_secret_is_a_file_while_the_step_runs(check):
    result = check(
        """\
FROM alpine
RUN --mount=type=secret,id=token cp /run/secrets/token /default
RUN --mount=type=secret,id=token,target=/etc/t,mode=0440 cp /etc/t /named && stat -c %a /etc/t
RUN --mount=type=secret,source=token,required true
RUN ls /run/secrets/token /etc/t || true
""",
        secrets=SECRETS,
        look=Look(read=("/default", "/named", "/run/secrets/token", "/etc/t")),
    )

    assert (result.status, dict(result.image.read)) == (
        Status.OK,
        {"/default": "s3cret value", "/named": "s3cret value"},
    )
    assert "440" in result.log


def test_secret_is_a_variable_while_the_step_runs(check):
    result = check(
        """\
FROM alpine
ENV TOKEN=other
RUN --mount=type=secret,id=token,env=TOKEN ls /run; echo "1 $TOKEN"
RUN --mount=type=secret,id=token,env=TOKEN,target=/t echo "2 $TOKEN $(cat /t)"
RUN --mount=type=secret,id=absent,env=TOKEN echo "3 $TOKEN"
RUN echo "4 $TOKEN"
""",
        secrets=SECRETS,
        look=Look(words=("s3cret",)),
    )

    assert [line for line in result.log if line[:2] in {"1 ", "2 ", "3 ", "4 "}] == [
        "1 s3cret value",
        "2 s3cret value s3cret value",
        "3 other",
        "4 other",
    ]
    assert (result.image.sightings, result.image.removed) == ((), ())


def test_secret_that_the_job_lacks_is_not_there_or_fails_the_build(check):
    optional = check("FROM alpine\nRUN --mount=type=secret,id=token test ! -e /run/secrets/token\n")
    required = check("FROM alpine\nRUN --mount=type=secret,id=token,required=true true\n")

    assert (optional.status, required.status) == (Status.OK, Status.FAILED)
    assert "no secret with id token" in required.message
