"""The Python images: what compiles on which, and where pip puts what it installs."""

from sandbox import Status

INSTALL = "RUN pip install --no-cache-dir mmh3\n"


def test_slim_image_has_no_compiler_for_sources(check):
    result = check(f"FROM python:3.11-slim\n{INSTALL}")

    assert result.status is Status.FAILED
    assert "error: command 'gcc' failed: No such file or directory" in "\n".join(result.log)


def test_what_the_full_image_compiles_runs_on_the_slim_one(check):
    result = check(
        "FROM python:3.11 AS build\n"
        "RUN pip install --no-cache-dir --prefix=/install mmh3\n"
        "FROM python:3.11-slim\n"
        "COPY --from=build /install/lib/python3.11/site-packages"
        " /usr/local/lib/python3.11/site-packages\n"
        "RUN python -m venv --system-site-packages /opt/venv\n"
        "RUN /opt/venv/bin/python -c 'import mmh3; print(mmh3.hash128(b\"\"))'\n"
    )

    assert (result.status, result.message) == (Status.OK, "The image was built.")


def test_package_that_nobody_pinned_is_not_found(check):
    result = check("FROM python:3.11-slim\nRUN pip install flask\n")

    assert "ERROR: No matching distribution found for flask" in "\n".join(result.log)
