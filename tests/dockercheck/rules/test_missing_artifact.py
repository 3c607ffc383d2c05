"""MissingArtifact: silent unless everything that the stage makes is known."""

import pytest

from dockercheck import check
from dockercheck.report import apply_edits

GO = "FROM golang:1.24 AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /out/app ./cmd/app\n"


def found_in(build, copy):
    source = f'{build}FROM alpine:3.22\n{copy}\nCMD ["/app"]\n'
    return source, [f for f in check(source).findings if f.rule == "MissingArtifact"]


def test_near_path_is_named_and_offered():
    source, (found,) = found_in(GO, "COPY --from=build /dist/app /app")

    assert found.message == "Nothing in build makes /dist/app"
    assert found.why == "/out/app is made at line 4."
    assert "COPY --from=build /out/app /app" in apply_edits(source, found.fix.edits)


def test_path_that_forgets_the_working_directory():
    node = "FROM node:22 AS build\nWORKDIR /app\nCOPY . .\nRUN npm ci\n"

    _source, (found,) = found_in(node, "COPY --from=build dist /site")

    assert found.message == "Nothing in build makes dist (/dist in the stage)"
    assert "/app/dist could be meant" in found.why


@pytest.mark.parametrize(
    "work",
    [
        "WORKDIR /w\nRUN mkdir -p /data && touch /data/x",
        "WORKDIR /w\nRUN curl -fsSLo /data/y https://example.com/y",
        "COPY a.txt /data/",
        "WORKDIR /w\nRUN apt-get update && apt-get install -y curl",
        "RUN echo hi > /data/x",
        "RUN git clone https://example.com/r.git /data/r",
    ],
)
def test_known_commands_that_make_something_else(work):
    _source, found = found_in(f"FROM debian:12 AS build\n{work}\n", "COPY --from=build /z/q /q")

    assert [each.message for each in found] == ["Nothing in build makes /z/q"]


@pytest.mark.parametrize(
    "path",
    ["/out/app", "/out", "/out/", "/src/static", "/src", "/usr/local/go/VERSION", "/", "/go/bin/x"],
)
def test_paths_that_may_be_there(path):
    assert found_in(GO, f"COPY --from=build {path} /x")[1] == []


@pytest.mark.parametrize(
    "work",
    [
        "RUN make",
        "RUN ./build.sh",
        "RUN python setup.py",
        "RUN curl -fsSL https://example.com/i | sh",
        "RUN cp app $OUT",
        "RUN echo x > $OUT",
        'SHELL ["pwsh", "-c"]\nRUN Get-Date',
        "RUN if then",
        "ADD rootfs.tar.gz /z/",
        "COPY . /z",
        "COPY --from=busybox / /",
        "RUN mkdir /z && npm --prefix /z ci",
        "RUN cmake --install build",
        "RUN dotnet publish -o /z",
        "RUN tar -xzf a.tgz -C /z",
        "RUN npm ci --prefix $X",
        "RUN cd $X && npm ci",
        "RUN git clone $R",
        "RUN go run ./gen",
        "RUN useradd -d /z --create-home app",
    ],
)
def test_work_that_may_make_it(work):
    assert found_in(f"FROM debian:12 AS build\n{work}\n", "COPY --from=build /z/q /q")[1] == []


def test_build_script_may_write_beside_its_folder():
    node = "FROM node:22 AS build\nWORKDIR /app/web\nCOPY . .\nRUN npm run build\n"

    assert found_in(node, "COPY --from=build /app/static /s")[1] == []


def test_image_of_which_nothing_is_known():
    assert found_in("FROM example.com/tool AS build\n", "COPY --from=build /x /x")[1] == []


def test_file_made_in_the_stage_below():
    stages = f"{GO}FROM build AS pack\nRUN mkdir /pack && cp /out/app /pack/\n"

    assert found_in(stages, "COPY --from=pack /out/app /app")[1] == []


def test_wildcard_counts_up_to_its_directory():
    assert found_in(GO, "COPY --from=build /out/* /bin/")[1] == []
    assert len(found_in(GO, "COPY --from=build /dist/* /bin/")[1]) == 1


def test_stage_from_scratch_holds_what_is_copied():
    export = f"{GO}FROM scratch AS files\nCOPY --from=build /out/app /tool\n"

    assert found_in(export, "COPY --from=files /tool /tool")[1] == []
    assert len(found_in(export, "COPY --from=files /app /app")[1]) == 1
