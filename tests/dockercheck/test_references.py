import pytest

from dockercheck.references import ImageNameError, parse_reference

DIGEST = "sha256:" + "a" * 64


@pytest.mark.parametrize(
    ("text", "full", "familiar"),
    [
        ("node", "docker.io/library/node:latest", "node"),
        ("node:22-slim", "docker.io/library/node:22-slim", "node"),
        ("a/b:1", "docker.io/a/b:1", "a/b"),
        ("index.docker.io/node", "docker.io/library/node:latest", "node"),
        ("docker.io/a/b", "docker.io/a/b:latest", "a/b"),
        ("localhost/a", "localhost/a:latest", "localhost/a"),
        ("localhost:5000/a/b:2", "localhost:5000/a/b:2", "localhost:5000/a/b"),
        ("gcr.io/x/y__z", "gcr.io/x/y__z:latest", "gcr.io/x/y__z"),
        (f"node@{DIGEST}", f"docker.io/library/node@{DIGEST}", "node"),
        (f"node:1@{DIGEST}", f"docker.io/library/node:1@{DIGEST}", "node"),
        ("[::1]:80/a", "[::1]:80/a:latest", "[::1]:80/a"),
        ("Host/a", "Host/a:latest", "Host/a"),
    ],
)
def test_references_have_a_full_and_a_familiar_name(text, full, familiar):
    reference = parse_reference(text)

    assert (str(reference), reference.familiar) == (full, familiar)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "invalid reference format"),
        (
            "Builder",
            "invalid reference format: repository name (library/Builder) must be lowercase",
        ),
        ("a/B:1", "invalid reference format: repository name (a/B) must be lowercase"),
        ("a:", "invalid reference format"),
        ("a..b", "invalid reference format"),
        ("a@sha256:12", "invalid reference format"),
        ("a@sha256:" + "b" * 40, "unsupported digest algorithm or invalid checksum digest length"),
        ("a@md5:" + "b" * 32, "unsupported digest algorithm or invalid checksum digest length"),
        ("a" * 256, "repository name must not be more than 255 characters"),
        ("a" * 5000, "invalid reference format"),
        (
            "f" * 64,
            f"invalid repository name ({'f' * 64}), cannot specify 64-byte hexadecimal strings",
        ),
    ],
)
def test_other_texts_are_refused(text, message):
    with pytest.raises(ImageNameError) as error:
        parse_reference(text)

    assert str(error.value) == message
