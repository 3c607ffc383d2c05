"""DynamicBinaryWithoutLibc: linked statically or not, and whether the image has a library."""

import pytest

from dockercheck import check
from dockercheck.report import apply_edits


def found_in(build, image="scratch", copy="COPY --from=build /app /app", start='CMD ["/app"]'):
    source = f"{build}\nFROM {image}\n{copy}\n{start}\n"
    return source, [f for f in check(source).findings if f.rule == "DynamicBinaryWithoutLibc"]


GO = "FROM golang:1.24 AS build\n"


@pytest.mark.parametrize(
    "build",
    [
        f"{GO}RUN go build -o /app .",
        f"{GO}RUN GOOS=linux GOARCH=amd64 go build -o /app .",
        f"{GO}ENV CGO_ENABLED=1\nRUN go build -o /app .",
        f"{GO}ENV CGO_ENABLED=0\nRUN CGO_ENABLED=1 go build -o /app .",
        f"{GO}RUN CGO_ENABLED=0 go vet ./... && go build -o /app .",
        "FROM golang:1.24-alpine AS build\nRUN apk add gcc musl-dev && go build -o /app .",
        "FROM gcc:15 AS build\nRUN gcc -O2 -o /app main.c",
        "FROM debian:12 AS build\nRUN apt-get install -y g++ && g++ main.cpp -o /app",
    ],
)
def test_dynamic_binary_in_scratch(build):
    assert len(found_in(build)[1]) == 1


@pytest.mark.parametrize(
    "build",
    [
        f"{GO}RUN CGO_ENABLED=0 go build -o /app .",
        f"{GO}ENV CGO_ENABLED=0\nRUN go build -o /app .",
        f"{GO}ARG CGO_ENABLED=0\nRUN go build -o /app .",
        f"{GO}RUN export CGO_ENABLED=0 && go build -o /app .",
        f"{GO}RUN go env -w CGO_ENABLED=0\nRUN go build -o /app .",
        f"{GO}RUN go build -ldflags '-linkmode external -extldflags \"-static\"' -o /app .",
        f'{GO}RUN go build -ldflags "$X -extldflags -static" -o /app .',
        f"{GO}RUN go build -tags netgo,osusergo -o /app .",
        f"{GO}RUN GOOS=windows go build -o /app .",
        "FROM golang:1.24-alpine AS build\nRUN go build -o /app .",
        "FROM gcc:15 AS build\nRUN gcc -static -o /app main.c",
        "FROM gcc:15 AS build\nRUN gcc -c -o /app main.c",
        "FROM example.com/go AS build\nRUN go build -o /app .",
        f"{GO}RUN make app",
        f"{GO}RUN go build -o $OUT .",
        "FROM gcc:15 AS build\nENV LDFLAGS=-static\nRUN gcc -o /app main.c",
        "FROM gcc:15 AS build\nRUN x86_64-w64-mingw32-gcc -o /app main.c",
        "FROM mcr.microsoft.com/dotnet/sdk:9.0 AS build\n"
        "RUN dotnet publish -r win-x64 --self-contained -o /app",
        f"{GO}RUN go build -o /other .",
    ],
)
def test_static_binary_or_not_certain(build):
    assert found_in(build)[1] == []


@pytest.mark.parametrize(
    ("command", "path", "count"),
    [
        ("cargo build --release", "/w/target/release/app", 1),
        ("cargo build", "/w/target/debug/app", 1),
        ("CARGO_TARGET_DIR=/t cargo build -r", "/t/release/app", 1),
        ("cargo install --path . --root /r", "/r/bin/app", 1),
        (
            "cargo build --release --target x86_64-unknown-linux-musl",
            "/w/target/x86_64-unknown-linux-musl/release/app",
            0,
        ),
        ("cargo build --release --target $T", "/w/target/x/release/app", 0),
        ("RUSTFLAGS='-C target-feature=+crt-static' cargo build -r", "/w/target/release/app", 0),
    ],
)
def test_rust(command, path, count):
    build = f"FROM rust:1.90 AS build\nWORKDIR /w\nRUN {command}"

    assert len(found_in(build, copy=f"COPY --from=build {path} /app")[1]) == count


@pytest.mark.parametrize(
    ("image", "count"),
    [
        ("gcr.io/distroless/static-debian12:nonroot", 1),
        ("gcr.io/distroless/base-debian12", 0),
        ("gcr.io/distroless/cc", 0),
        ("debian:12-slim", 0),
        ("example.com/base", 0),
    ],
)
def test_images(image, count):
    assert len(found_in(f"{GO}RUN go build -o /app .", image)[1]) == count


@pytest.mark.parametrize(
    "copy",
    [
        "COPY --from=build /lib64 /lib64\nCOPY --from=build /app /app",
        "COPY --from=build /lib/x86_64-linux-gnu/libc.so.6 /lib/\nCOPY --from=build /app /app",
        "COPY --from=build /runtime/ /\nCOPY --from=build /app /app",
    ],
)
def test_libraries_that_come_along(copy):
    assert found_in(f"{GO}RUN go build -o /app .", copy=copy)[1] == []


def test_files_for_export_are_not_run_here():
    assert found_in(f"{GO}RUN go build -o /app .", start="")[1] == []


def test_directory_and_name_of_the_package():
    build = f"{GO}WORKDIR /src\nRUN go build ./cmd/server"

    assert len(found_in(build, copy="COPY --from=build /src/server /app")[1]) == 1
    assert found_in(build, copy="COPY --from=build /src/migrations /m")[1] == []


def test_target_directory_of_the_stage():
    build = "FROM rust:1.90 AS build\nENV CARGO_TARGET_DIR=/t\nRUN cargo build -r"

    assert len(found_in(build, copy="COPY --from=build /t/release/app /app")[1]) == 1


@pytest.mark.parametrize("variable", ["", "ENV GOBIN=/go/bin\n"])
def test_installed_binary(variable):
    build = f"{GO}{variable}RUN go install ./..."

    assert len(found_in(build, copy="COPY --from=build /go/bin/server /app")[1]) == 1


def test_binary_handed_on_by_another_stage():
    build = f"{GO}RUN go build -o /app .\nFROM scratch AS files\nCOPY --from=build /app /bin/"

    assert len(found_in(build, copy="COPY --from=files /bin/app /app")[1]) == 1


def test_words_say_how_sure_it_is():
    _source, (go,) = found_in(f"{GO}RUN go build -o /app .")
    _source, (c,) = found_in("FROM gcc:15 AS build\nRUN gcc -o /app main.c")

    assert go.message == "/app may be linked to a C library that scratch does not have"
    assert c.message == "/app is linked to a C library that scratch does not have"
    assert "at line 2 runs in build" in go.why


def test_fix_switches_cgo_off():
    source, (found,) = found_in(f"{GO}RUN cd /src && go build -o /app .")

    assert "RUN cd /src && CGO_ENABLED=0 go build -o /app ." in apply_edits(source, found.fix.edits)


def test_no_fix_where_cgo_is_wanted():
    _source, (found,) = found_in(f"{GO}ENV CGO_ENABLED=1\nRUN go build -o /app .")

    assert found.fix is None
