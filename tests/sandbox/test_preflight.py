"""What is refused before a box is opened, by its rule and with a sentence."""

import pytest

from sandbox import Job, Limits, Look
from sandbox.preflight import refuse, refuse_text
from sandbox.reading import read


def rule(dockerfile, context=None, **more):
    refusal = refuse_text(Job(dockerfile, context or {}, **more)) or refuse(read(dockerfile))
    return refusal and refusal.rule


RUN = "FROM a\nRUN --mount="


@pytest.mark.parametrize(
    ("dockerfile", "expected"),
    [
        ("FROM a\n" + "# x\n" * 20_000, "file-too-large"),
        ("FROM a\nRUN " + "x" * 9000, "line-too-long"),
        ("FROM a\nRUN \0", "control-character"),
        ("FROM a\n" + "ENV A=b\n" * 300, "too-many-instructions"),
        ("FROM a\n" * 21, "too-many-stages"),
        ("FROM a\n" + "RUN x\n" * 41, "too-many-runs"),
        ("FROM a\nADD https://example.com/x /x\n", "needs-network"),
        ("FROM a\nADD git@example.com:x/y.git /x\n", "needs-network"),
        ('FROM a\nADD ["http://example.com/x", "/x"]\n', "needs-network"),
        ("FROM a\nONBUILD ADD http://example.com/x /x\n", "needs-network"),
        (RUN + "type=bind,from=b,source=/x,target=/x ls", "mount-from"),
        (RUN + "type=cache,id=../..,target=/x ls", "mount"),
        (RUN + "type=bind,source=..,target=/x ls", "mount"),
        (RUN + "type=bind,target=/x,rw ls", "mount"),
        (RUN + "type=bind,target=/x,bind-propagation=rshared ls", "mount"),
        (RUN + "type=ssh,id=x,required=true cat", "mount-ssh"),
        (RUN + "type=ssh,id=x,required cat", "mount-ssh"),
        (RUN + "type=secret,id=../../etc/shadow cat", "mount"),
        (RUN + "type=secret,src=/etc/shadow cat", "mount"),
        (RUN + "type=secret,id=x,env=A=B cat", "mount"),
        (RUN + "type=devices,target=/x ls", "mount"),
        ("FROM a\n" + "".join(f'ENV A{n}="{f"$A{n - 1}" * 10}xx"\n' for n in range(9)),
         "expansion-too-large"),
    ],
)  # fmt: skip
def test_what_harms_is_refused(dockerfile, expected):
    assert rule(dockerfile) == expected


@pytest.mark.parametrize(
    "dockerfile",
    [
        "FROM a\nADD app.tar.gz /x\n",
        RUN + "type=cache,target=/root/.cache,sharing=locked go build",
        RUN + "type=cache,id=go-build.1,target=/x ls",
        RUN + "type=bind,source=go.mod,target=go.mod go mod download",
        RUN + "from=build,target=/x ls",
        RUN + "type=secret,id=token cat",
        RUN + "type=secret,id=token,required=true cat",
        RUN + "type=secret,source=token,env=TOKEN,required cat",
        RUN + "type=ssh cat",
        RUN + "type=tmpfs,target=/x ls",
        "FROM a\nENV PATH=/x:$PATH PATH=/y:$PATH\n",
    ],
)
def test_what_is_usual_is_not(dockerfile):
    assert rule(dockerfile) is None


@pytest.mark.parametrize("name", ["/etc/x", "../x", "a/../b", "./a", "a//b", ".", "", "a\nb"])
def test_context_has_plain_relative_names(name):
    assert rule("FROM a\n", {name: b""}) == "context-path"


def test_file_of_the_context_is_no_folder_too():
    assert rule("FROM a\n", {"a": b"", "a/b": b""}) == "context-path"


def test_context_has_a_size():
    assert rule("FROM a\n", {"a": bytes(6 << 20)}) == "context-too-large"
    assert rule("FROM a\n", {f"f{n}": b"" for n in range(501)}) == "context-too-large"


def test_size_of_a_context_is_one_of_the_limits():
    context = {f"f{number}": bytes(1 << 20) for number in range(2)}
    exact, few, small = (
        Job("FROM a\n", context, limits=Limits(context_files=files, context_bytes=size << 20))
        for files, size in ((2, 2), (1, 2), (2, 1))
    )

    assert refuse_text(exact) is None
    assert refuse_text(few).message == "The context has more than 1 files."
    assert refuse_text(small).message == "The context is larger than 1 MiB."


def test_build_arguments_have_one_line_each():
    assert rule("FROM a\n", build_args={"A": "b\nc"}) == "control-character"
    assert rule("FROM a\n", build_args={"A": "b" * 9000}) == "line-too-long"


@pytest.mark.parametrize(
    "name", ["", "../x", "/etc/shadow", "a,src=/etc/shadow", "a\nb", "a" * 101]
)
def test_secret_has_a_plain_id(name):
    assert rule("FROM a\n", secrets={name: "value"}) == "secret-id"


def test_secrets_have_a_size():
    assert rule("FROM a\n", secrets={"a": "x" * 65_537}) == "secrets-too-large"
    assert rule("FROM a\n", secrets={f"s{n}": "" for n in range(21)}) == "secrets-too-large"


@pytest.mark.parametrize("words", [("",), ("x" * 4097,), ("a\0b",), ("x",) * 21])
def test_words_to_look_for_can_be_found(words):
    assert rule("FROM a\n", look=Look(words=words)) == "words"


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a/b"])
def test_edit_is_of_a_file_in_the_context(name):
    assert rule("FROM a\n", {"a": b""}, edits={name: b""}) == "context-path"
