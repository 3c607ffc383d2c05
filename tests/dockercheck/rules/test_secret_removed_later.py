"""SecretRemovedLater: secrets that one layer has and a later one hides."""

import pytest

from dockercheck import check


def lines(source, **given):
    findings = check(source, **given).findings
    return [found.line for found in findings if found.rule == "SecretRemovedLater"]


@pytest.mark.parametrize(
    ("copy", "remove"),
    [
        ("COPY .npmrc ./", "rm .npmrc"),
        ("COPY .npmrc /root/.npmrc", "rm -f ~/.npmrc"),
        ("COPY id_rsa /root/.ssh/", "rm -rf /root/.ssh"),
        ("COPY id_rsa /root/.ssh/id_rsa", "rm $HOME/.ssh/id_rsa"),
        ("COPY package.json .npmrc ./", "npm ci && rm -f ./.npmrc"),
        ("COPY keys/server.key /etc/ssl/", "rm /etc/ssl/*.key"),
        ("ADD .env .", "shred -u .env"),
        ("COPY . .", "rm -f .env"),
        ("RUN echo $TOKEN > /root/.npmrc", "rm /root/.npmrc"),
        ("RUN printf '%s' $KEY | tee /root/.ssh/id_ed25519", "rm -r /root/.ssh/"),
        ("RUN cp /src/id_rsa /root/.ssh/id_rsa", "rm /root/.ssh/id_rsa"),
    ],
)
def test_secret_and_its_removal(copy, remove):
    assert lines(f"FROM node:22\nWORKDIR /app\n{copy}\nRUN {remove}\n") == [3]


@pytest.mark.parametrize(
    "body",
    [
        "RUN echo $TOKEN > .npmrc && npm ci && rm .npmrc",
        "COPY .npmrc ./",
        "COPY <<E /a\nE\nRUN rm /a",
        "COPY config.json ./\nRUN rm config.json",
        "COPY .env.example ./\nRUN rm .env.example",
        "COPY ca.pem /etc/ssl/\nRUN rm /etc/ssl/ca.pem",
        "COPY id_rsa.pub /root/.ssh/\nRUN rm /root/.ssh/id_rsa.pub",
        "RUN echo registry=https://example.com > .npmrc\nRUN rm .npmrc",
        "RUN cp .env.example .env\nRUN rm .env",
        "COPY .npmrc /a/\nRUN rm /b/.npmrc",
        "RUN --mount=type=secret,id=n,target=/root/.npmrc npm ci\nRUN rm -f /root/.npmrc",
    ],
)
def test_no_secret_stays(body):
    assert lines(f"FROM node:22\nWORKDIR /app\n{body}\n") == []


def test_why_names_the_line_of_the_removal():
    source = "FROM node:22\nCOPY .npmrc /\nRUN npm ci\nRUN rm /.npmrc\n"

    (found,) = [f for f in check(source).findings if f.rule == "SecretRemovedLater"]

    assert found.message == ".npmrc stays in the layer of this COPY"
    assert found.why.startswith("The removal at line 4 only hides it: everybody who can pull")
    assert found.span == (2, 6, 2, 12)


def test_build_stage_has_it_in_the_cache():
    source = (
        "FROM node:22 AS build\nCOPY .npmrc /\nRUN npm ci\nRUN rm /.npmrc\n"
        "FROM scratch\nCOPY --from=build /app /\n"
    )

    (found,) = [f for f in check(source).findings if f.rule == "SecretRemovedLater"]

    assert "the image does not have the layers of build, but the build cache does" in found.why


def test_removal_in_a_stage_built_from_the_one_with_the_secret():
    assert lines("FROM node:22 AS a\nCOPY .npmrc /\nFROM a\nRUN rm /.npmrc\n") == [2]


def test_file_that_the_ignore_file_keeps_out_was_never_there():
    source = "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN rm -f .env\n"

    assert lines(source, dockerignore="**/.env\n") == []
    assert lines(source, dockerignore="*.log\n") == [3]
