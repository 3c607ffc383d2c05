"""What RUNs leave behind, as far as that is certain."""

import pytest

from dockercheck.build import Inputs
from dockercheck.simulation import Simulation, State

PRESENT, ABSENT, UNKNOWN = State.PRESENT, State.ABSENT, State.UNKNOWN
CONTEXT = {"go.mod": 100, "main.go": 50, "package.json": 10, "src/a.c": 5, "src/b.c": 6}


def simulated(lines, base="debian:12"):
    source = f"FROM {base}\nWORKDIR /w\nCOPY . .\n{lines}\n"
    return Simulation.of(source, Inputs(context=CONTEXT))


CASES = [
    # Files
    ("RUN rm main.go", "/w/main.go", ABSENT),
    ("RUN rm -rf src", "/w/src/a.c", ABSENT),
    ("RUN rm -rf src && mkdir src", "/w/src", PRESENT),
    ("RUN rm -rf src && mkdir src", "/w/src/a.c", ABSENT),
    ("RUN rm src/*.c", "/w/src/a.c", ABSENT),
    ("RUN rm src/*.c", "/w/src", PRESENT),
    ("RUN rm -rf src/*", "/w/src/b.c", ABSENT),
    ("RUN touch src/.keep && rm -rf src/*", "/w/src/.keep", PRESENT),
    ("RUN npm run build && rm -rf ./*", "/w/dist", ABSENT),
    ("RUN rm -rf $SOMETHING", "/w/main.go", UNKNOWN),
    ("RUN find src -name '*.c' -delete", "/w/src/a.c", UNKNOWN),
    ("RUN find src -name '*.c' -delete", "/w/main.go", PRESENT),
    ("RUN mkdir -p a/b /c", "/w/a/b", PRESENT),
    ("RUN mkdir -p a/b /c", "/c", PRESENT),
    ("RUN mkdir -p a/b /c", "/c/d", ABSENT),
    ("RUN cp main.go copy.go", "/w/copy.go", PRESENT),
    ("RUN cp main.go src", "/w/src/main.go", PRESENT),
    ("RUN cp -r src /dst", "/dst/a.c", PRESENT),
    ("RUN mkdir /dst && cp -r src /dst", "/dst/src/a.c", PRESENT),
    ("RUN mkdir /dst && cp -r src/. /dst", "/dst/a.c", PRESENT),
    ("RUN mv main.go other.go", "/w/main.go", ABSENT),
    ("RUN mv main.go other.go", "/w/other.go", PRESENT),
    ("RUN ln -s /w/main.go /usr/bin/app", "/usr/bin/app", PRESENT),
    ("RUN install -D -m 755 main.go /opt/app/main", "/opt/app/main", PRESENT),
    ("RUN install -d /opt/app", "/opt/app", PRESENT),
    ("RUN touch new", "/w/new", PRESENT),
    ("RUN echo hello > out.txt", "/w/out.txt", PRESENT),
    ("RUN echo hello | tee /etc/motd.d/x", "/etc/motd.d/x", PRESENT),
    ("RUN cat <<EOF > /made\nx\nEOF", "/made", PRESENT),
    ("RUN <<EOF\nmkdir /made\ntouch /made/file\nEOF", "/made/file", PRESENT),
    ("RUN cd src && touch here", "/w/src/here", PRESENT),
    ("RUN chmod +x main.go", "/w/main.go", PRESENT),
    ("RUN sed -i s/a/b/ main.go", "/w/main.go", PRESENT),
    ('RUN ["touch", "/exec"]', "/exec", PRESENT),
    ("RUN useradd -m app", "/home/app", PRESENT),
    ("RUN useradd svc", "/home/svc", ABSENT),
    # What may run
    ("RUN if [ -f x ]; then touch /maybe; fi", "/maybe", UNKNOWN),
    ("RUN test -f x || touch /maybe", "/maybe", UNKNOWN),
    ("RUN if [ -f x ]; then rm main.go; fi", "/w/main.go", UNKNOWN),
    ("RUN if [ -f x ]; then touch main.go; fi", "/w/main.go", PRESENT),
    # The web
    ("RUN curl -o /dl https://example.com/x", "/dl", PRESENT),
    ("RUN curl -fsSLO https://example.com/x.bin", "/w/x.bin", PRESENT),
    ("RUN wget https://example.com/y.bin", "/w/y.bin", PRESENT),
    ("RUN curl https://example.com/x", "/w/x", ABSENT),
    ("RUN git clone https://example.com/r.git", "/w/r", PRESENT),
    ("RUN git clone https://example.com/r.git", "/w/r/file", UNKNOWN),
    ("RUN curl https://example.com/x | tar xz -C /opt", "/opt/thing", UNKNOWN),
    ("RUN tar xf a.tar -C src", "/w/src/a.c", PRESENT),
    ("RUN gunzip data.gz", "/w/data", PRESENT),
    ("RUN gunzip data.gz", "/w/data.gz", ABSENT),
    # Build tools
    ("RUN go build -o /out/app .", "/out/app", PRESENT),
    ("RUN go build", "/w/app", UNKNOWN),
    ("RUN go build -o bin/ ./...", "/w/bin", PRESENT),
    ("RUN go build -o bin/ ./...", "/w/bin/app", UNKNOWN),
    ("RUN go vet ./... && go test ./...", "/w/app", ABSENT),
    ("RUN GOBIN=/b go install example.com/x/tool@v1", "/b/tool", PRESENT),
    ("RUN cargo build --release --bin app", "/w/target/release/app", PRESENT),
    ("RUN gcc -o /app src/a.c", "/app", PRESENT),
    ("RUN gcc src/a.c", "/w/a.out", PRESENT),
    ("RUN make", "/w/anything", UNKNOWN),
    ("RUN make", "/w/main.go", PRESENT),
    ("RUN make", "/elsewhere", ABSENT),
    ("RUN cmake -B build", "/w/build", PRESENT),
    ("RUN mvn -q package", "/w/target", PRESENT),
    ("RUN dotnet publish -o /pub", "/pub", PRESENT),
    ("RUN npm ci", "/w/node_modules", PRESENT),
    ("RUN npm run build", "/w/dist", UNKNOWN),
    ("RUN npm run build", "/w/package.json", PRESENT),
    ("RUN npx tsc", "/w/dist", UNKNOWN),
    ("RUN python3 -m venv /opt/venv", "/opt/venv/bin/python", PRESENT),
    ("RUN uv sync --frozen", "/w/.venv", PRESENT),
    ("RUN pip install --user x", "/root/.local", PRESENT),
    ("RUN pip install --target /deps x", "/deps", PRESENT),
    ("RUN apt-get install -y curl", "/bin/sh", PRESENT),
    ("RUN apt-get install -y curl", "/usr/bin/git", UNKNOWN),
    ("RUN apt-get install -y curl", "/elsewhere", ABSENT),
    ("RUN go build -o /bin/ ./...", "/bin/sh", PRESENT),
    ("RUN composer install", "/w/vendor", PRESENT),
    ("RUN mkdir $D", "/elsewhere", UNKNOWN),
    ("RUN mkdir $D", "/w/main.go", PRESENT),
    ("RUN mkdir -p /a/{b,c}", "/a/b", UNKNOWN),
    ("RUN mkdir -p /a/{b,c}", "/elsewhere", ABSENT),
    ("RUN touch $F", "/elsewhere", UNKNOWN),
    ("RUN echo x > $F", "/w/main.go", PRESENT),
    ("RUN echo x >> main.go", "/w/main.go", PRESENT),
    ("RUN cp $(which go) /tool", "/tool", PRESENT),
    ("RUN cp main.go $D", "/elsewhere", UNKNOWN),
    ("RUN mv $F /there", "/w/main.go", UNKNOWN),
    ("RUN cp main.go go.mod /out/", "/out/go.mod", PRESENT),
    ("RUN test -f x && cp main.go /m || true", "/m", UNKNOWN),
    ("RUN ln -s /w/main.go", "/w/main.go", PRESENT),
    ("RUN ln -s /x $L", "/elsewhere", UNKNOWN),
    ("RUN tar xf a.tar -C $D", "/w/main.go", UNKNOWN),
    ("RUN unzip a.zip -d /z", "/z/file", UNKNOWN),
    ("RUN gunzip $F", "/w/main.go", UNKNOWN),
    ("RUN strip main.go", "/w/main.go", PRESENT),
    ("RUN curl -O $URL", "/w/thing", UNKNOWN),
    ("RUN curl -o /w https://example.com/x", "/w/x", UNKNOWN),
    ("RUN git clone $URL", "/w/main.go", UNKNOWN),
    ("RUN adduser -D app", "/home/app", PRESENT),
    ("RUN update-ca-certificates", "/etc/ssl/certs/x", UNKNOWN),
    ("RUN go mod download", "/go/pkg/mod", UNKNOWN),
    ("ENV GOPATH=/gp\nRUN go mod download", "/gp/pkg/mod", PRESENT),
    ("RUN GOMODCACHE=/mc go mod download", "/mc", PRESENT),
    ("RUN go mod vendor", "/w/vendor", PRESENT),
    ("RUN go generate ./...", "/w/gen.go", UNKNOWN),
    ("RUN go build -o $OUT .", "/w/main.go", UNKNOWN),
    ("RUN go install ./...", "/w/main.go", PRESENT),
    ("RUN GOPATH=/gp go install ./...", "/gp/bin/x", UNKNOWN),
    ("RUN cargo install --root /r tool", "/r/bin/tool", UNKNOWN),
    ("RUN cargo test", "/w/x", UNKNOWN),
    ("RUN ./gradlew build", "/w/build/libs", PRESENT),
    ("RUN mvn dependency:go-offline", "/w/target", UNKNOWN),
    ("RUN dotnet restore", "/w/obj", UNKNOWN),
    ("RUN gcc -c src/a.c", "/w/a.o", UNKNOWN),
    ("RUN gcc -o $X src/a.c", "/w/main.go", UNKNOWN),
    ("RUN make install PREFIX=/p", "/p/bin/x", UNKNOWN),
    ("RUN make install DESTDIR=/d", "/d/x", UNKNOWN),
    ("RUN make install", "/usr/local/bin/x", UNKNOWN),
    ("RUN npm install -g tool", "/w/node_modules", ABSENT),
    ("RUN npm ci --prefix web", "/w/web/node_modules", PRESENT),
    ("RUN npm cache clean --force", "/w/x", ABSENT),
    ("RUN apk add --no-cache bash", "/bin/sh", PRESENT),
    ("RUN apt-get upgrade -y && apt-get clean", "/elsewhere", ABSENT),
    ("RUN dpkg -i x.deb", "/usr/bin/x", UNKNOWN),
    ("RUN POETRY_VIRTUALENVS_IN_PROJECT=1 poetry install", "/w/.venv", PRESENT),
    ("RUN poetry install", "/usr/lib/x", UNKNOWN),
    ("RUN UV_PROJECT_ENVIRONMENT=/v uv sync", "/v", PRESENT),
    ("ENV VIRTUAL_ENV=/v\nRUN pip install x", "/v", PRESENT),
    ("RUN /v/bin/pip install x", "/v", PRESENT),
    ("RUN pip uninstall -y x", "/w/main.go", PRESENT),
    ("RUN python manage.py collectstatic", "/w/static", UNKNOWN),
    ("RUN python tool.py", "/elsewhere", UNKNOWN),
    ("RUN corepack enable", "/usr/bin/pnpm", UNKNOWN),
    ("RUN git -C sub fetch", "/w/main.go", PRESENT),
    ("RUN git -C /w reset --hard", "/w/main.go", UNKNOWN),
    # Programs that no recogniser is for
    ("RUN usermod -aG docker me && groupmod -g 5 me", "/w/main.go", PRESENT),
    ("RUN dpkg --print-architecture", "/elsewhere", ABSENT),
    ("RUN find . -name '*.c'", "/w/src/a.c", PRESENT),
    ("RUN find src -name '*.c' -exec rm {} +", "/w/src/a.c", UNKNOWN),
    ("RUN find src -name '*.c' -exec rm {} +", "/w/main.go", PRESENT),
    ("RUN find src -type f -exec chmod 644 {} +", "/w/src/a.c", PRESENT),
    ("RUN find . | xargs rm", "/w/main.go", UNKNOWN),
    ("RUN find . | xargs grep x", "/w/main.go", PRESENT),
    ("RUN sh -c 'touch /inner && true'", "/inner", PRESENT),
    ("RUN sh -c 'touch /inner && true'", "/elsewhere", ABSENT),
    ("RUN bash <<EOF\ntouch /inner\nEOF", "/inner", PRESENT),
    ("RUN bash <<EOF\ntouch /inner\nEOF", "/elsewhere", ABSENT),
    ("RUN sh ./script.sh", "/elsewhere", UNKNOWN),
    ('RUN sh -c "$SCRIPT"', "/elsewhere", UNKNOWN),
    ("RUN git config --global a b", "/w/main.go", PRESENT),
    ("RUN git checkout v1", "/w/main.go", UNKNOWN),
    ("RUN git checkout v1", "/elsewhere", ABSENT),
    ("RUN docker-php-ext-install pdo", "/w/main.go", PRESENT),
    ("RUN java -version && node --version", "/elsewhere", ABSENT),
    ("RUN java -jar tool.jar", "/elsewhere", UNKNOWN),
    # Mounts
    ("RUN --mount=type=cache,target=/c touch /c/x", "/c/x", ABSENT),
    ("RUN --mount=type=tmpfs,target=/t touch /t/x", "/t/x", ABSENT),
    ("RUN --mount=type=bind,target=/b,rw touch /b/x", "/b/x", ABSENT),
    ("RUN --mount=type=secret,id=s cp /run/secrets/s /s", "/s", PRESENT),
    # What nobody knows
    ("RUN ./setup", "/w/main.go", UNKNOWN),
    ("RUN ./setup", "/etc/new", UNKNOWN),
    ("RUN ./setup\nRUN rm -rf /w && mkdir /w", "/w/main.go", ABSENT),
    ("RUN ./setup\nCOPY main.go /sure", "/sure", PRESENT),
    ("RUN if", "/w/main.go", UNKNOWN),
    ("RUN echo nothing", "/w/main.go", PRESENT),
    ("RUN set -e; ls -la; whoami", "/w/x", ABSENT),
    ('SHELL ["pwsh", "-c"]\nRUN New-Item x', "/w/main.go", UNKNOWN),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "path", "expected"), CASES)
def test_a_run_leaves_what_its_commands_make(lines, path, expected):
    assert simulated(lines).state(path) is expected


def test_a_virtual_environment_is_known_by_path():
    source = (
        "FROM python:3.13-slim AS build\nRUN python -m venv /opt/venv\n"
        "ENV PATH=/opt/venv/bin:$PATH\nRUN pip install flask\n"
        "FROM python:3.13-slim\nCOPY --from=build /opt/venv /opt/venv\n"
    )
    simulation = Simulation.of(source)

    assert simulation.state("/opt/venv/bin/python") is PRESENT
    assert simulation.state("/opt/venv/bin/flask") is UNKNOWN
    assert [unclear.path for unclear in simulation.unclear(0)] == ["/root"]


def test_a_site_of_the_images_own_python_is_known_by_its_tag():
    simulation = Simulation.of("FROM python:3.13-slim\nRUN pip install flask\n")

    assert simulation.state("/usr/local/lib/python3.13/site-packages") is PRESENT
    assert simulation.state("/app") is ABSENT


def test_a_jar_that_a_wildcard_takes_from_a_build_is_there():
    source = (
        "FROM maven:3.9 AS build\nWORKDIR /src\nCOPY . .\nRUN mvn -q package\n"
        "FROM eclipse-temurin:21-jre\nCOPY --from=build /src/target/*.jar /app.jar\n"
        "COPY --from=build /src/conf/*.xml /conf.xml\nCOPY --from=build /src/x/* /x/\n"
    )
    simulation = Simulation.of(source)

    assert simulation.state("/app.jar") is PRESENT
    assert simulation.state("/conf.xml") is UNKNOWN
    assert simulation.state("/x/a") is UNKNOWN


def test_an_unrecognised_command_is_said_openly():
    simulation = simulated("RUN ./setup.sh")

    (unclear,) = simulation.unclear()
    assert unclear == ("/", (0, 4), "what setup.sh does")


@pytest.mark.parametrize(
    ("base", "path", "expected"),
    [
        ("scratch", "/bin/sh", ABSENT),
        ("scratch", "/anything", ABSENT),
        ("alpine:3.22", "/bin/sh", PRESENT),
        ("gcr.io/distroless/static:nonroot", "/bin/sh", ABSENT),
        ("gcr.io/distroless/static:debug", "/bin/sh", PRESENT),
        ("debian:12", "/usr/bin/curl", ABSENT),
        ("debian:12", "/srv/app", ABSENT),
        ("debian:12", "/opt/tool", UNKNOWN),
        ("debian:12", "/app", ABSENT),
        ("example.com/team/base:1", "/app", UNKNOWN),
        ("example.com/team/base:1", "/bin/sh", UNKNOWN),
    ],
)
def test_an_image_holds_what_its_facts_say(base, path, expected):
    assert Simulation.of(f"FROM {base}\n").state(path) is expected


def test_facts_from_the_caller_overrule_the_table():
    images = {"alpine": {"shell": False, "tools": ["gcc"], "size": {"low": 1, "high": 2}}}
    simulation = Simulation.of("FROM alpine\n", Inputs(images=images))

    assert simulation.shell is False
    assert simulation.size == (1, 2)
    assert [leak.name for leak in simulation.leaks] == ["gcc"]


def test_a_stage_built_from_another_one_does_not_change_it():
    source = (
        "FROM scratch AS base\nCOPY . /w\n"
        "FROM base AS one\nCOPY main.go /one\nCOPY main.go /w/one\n"
        "FROM base\nCOPY main.go /two\nCOPY --from=one /one /1\n"
    )
    simulation = Simulation.of(source, Inputs(context=CONTEXT))

    assert simulation.state("/w/main.go") is PRESENT
    assert simulation.state("/one") is ABSENT
    assert simulation.state("/w/one", stage=1) is PRESENT
    assert simulation.state("/w/one", stage=0) is ABSENT
    assert simulation.state("/w/one") is ABSENT


def test_a_stage_that_the_target_does_not_need_can_be_asked_for():
    source = "FROM scratch AS test\nCOPY main.go /t\nFROM scratch\nCOPY main.go /x\n"
    simulation = Simulation.of(source, Inputs(context=CONTEXT))

    assert simulation.state("/t", stage=0) is PRESENT
    assert simulation.state("/x") is PRESENT


def test_a_file_that_makes_work_without_end_is_not_followed_to_its_end():
    stages = "".join(
        f"FROM scratch AS s{n + 1}\nCOPY --from=s{n} / /a\nCOPY --from=s{n} / /b\n"
        for n in range(30)
    )
    source = f"FROM scratch AS s0\nCOPY . /\n{stages}"
    simulation = Simulation.of(source, Inputs(context=CONTEXT))

    assert simulation.state("/a") in (PRESENT, UNKNOWN)
    assert simulation.state("/nothing") is UNKNOWN
