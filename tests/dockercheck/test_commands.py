"""What commands are recognized to do, family by family; anything else stays unknown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockercheck.commands import (
    Action,
    AddGroup,
    AddUser,
    BuildSystem,
    CargoCommand,
    ChangeMode,
    ChangeOwner,
    Clone,
    Compile,
    Copy,
    DotnetCommand,
    Download,
    Extract,
    GoCommand,
    Install,
    JvmBuild,
    LanguagePackages,
    Link,
    MakeDirectories,
    Refresh,
    Remove,
    ScriptRun,
    Strip,
    SystemPackages,
    ToolKind,
    Touch,
    build_tool,
    recognize,
    written,
)
from dockercheck.shell import read


def seen(text):
    return recognize(read(text).commands[-1])


def plain(value):
    """A word, or words, as text."""
    if hasattr(value, "pattern"):
        return value.pattern
    return [plain(each) for each in value] if type(value) is tuple else value


def facts(found, *names):
    return tuple(plain(getattr(found, name)) for name in names)


def packages(text):
    return [(each.name, each.version, each.pinned) for each in seen(text).packages]


@pytest.mark.parametrize(
    "text",
    ["ls -l", "echo hi", "$X install a", "apt-cache policy", "npm", "npm --version", "pip list",
     "python app.py", "python -m http.server", "go", "go -h", "cargo", "dotnet app.dll", "gcc -v",
     "cmake -E rm x", "git pull", "git", "curl --version", "wget", "useradd", "addgroup",
     "ldconfig -p", "cp a", "cp", "mv a", "mkdir", "rm", "ln", "install a", "chmod 755", "chown a",
     "chmod --reference=a", "chown --reference=a", "touch -c a", "touch", "tee", "tar -czf a b",
     "tar tf a", "tar", "unzip -l a", "gzip a", "gunzip -c a", "strip", "find . -name x", "yarn -v",
     "uv venv", "uv", "poetry build", "pipenv lock", "composer validate", "bundle exec x",
     "gem list", "pacman -Q", "pacman -S", "zypper se x", "dnf list", "apk info", "apk cache sync",
     "dpkg -l", "meson", "adduser", "yarn why x", "yarn global list", "npm cache ls", "npm run",
     "pip uninstal", "make_it", "apt-get"],
)  # fmt: skip
def test_anything_else_is_unknown(text):
    assert seen(text) is None


# Packages of the operating system


@pytest.mark.parametrize(
    ("text", "manager", "action"),
    [
        ("apt-get update", "apt", Action.UPDATE),
        ("sudo apt-get -qq -y install a", "apt", Action.INSTALL),
        ("apt-get dist-upgrade -y", "apt", Action.UPGRADE),
        ("apt-get purge -y --auto-remove a", "apt", Action.REMOVE),
        ("apt clean", "apt", Action.CLEAN),
        ("apk add a", "apk", Action.INSTALL),
        ("apk del a", "apk", Action.REMOVE),
        ("apk update", "apk", Action.UPDATE),
        ("apk --no-cache upgrade", "apk", Action.UPGRADE),
        ("apk cache clean", "apk", Action.CLEAN),
        ("dnf -y install a", "dnf", Action.INSTALL),
        ("yum -y update", "yum", Action.UPGRADE),
        ("microdnf clean all", "microdnf", Action.CLEAN),
        ("dnf makecache", "dnf", Action.UPDATE),
        ("zypper -n in a", "zypper", Action.INSTALL),
        ("zypper ref", "zypper", Action.UPDATE),
        ("pacman -Sy --noconfirm a", "pacman", Action.INSTALL),
        ("pacman -Syu --noconfirm", "pacman", Action.UPGRADE),
        ("pacman -Sy", "pacman", Action.UPDATE),
        ("pacman -Scc", "pacman", Action.CLEAN),
        ("pacman -Rns a", "pacman", Action.REMOVE),
        ("dpkg -i a.deb", "dpkg", Action.INSTALL),
        ("dpkg --purge a", "dpkg", Action.REMOVE),
        ("rpm -ivh a.rpm", "rpm", Action.INSTALL),
    ],
)
def test_package_manager_and_action_are_known(text, manager, action):
    found = seen(text)

    assert isinstance(found, SystemPackages)
    assert (found.manager, found.action) == (manager, action)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "apt-get install -y gcc=4:12.2.0-3 libc6:i386 curl/bookworm make",
            [
                ("gcc", "4:12.2.0-3", True),
                ("libc6", None, False),
                ("curl", "bookworm", True),
                ("make", None, False),
            ],
        ),
        ("apt-get install gcc=$V $PKGS", [("gcc", None, True), (None, None, False)]),
        ("V=1; apt-get install gcc=$V", [("gcc", "1", True)]),
        (
            "apk add 'gcc>12' musl-dev~=1.2 git@edge nodejs",
            [
                ("gcc", "12", True),
                ("musl-dev", "1.2", True),
                ("git", None, False),
                ("nodejs", None, False),
            ],
        ),
        (
            "dnf install -y gcc-c++ nginx-1.24.0-1.el9 python3-devel",
            [
                ("gcc-c++", None, False),
                ("nginx", "1.24.0-1.el9", True),
                ("python3-devel", None, False),
            ],
        ),
        ("zypper in gcc=12", [("gcc", "12", True)]),
    ],
)
def test_packages_have_names_and_versions(text, expected):
    assert packages(text) == expected


def test_package_can_be_pointed_at():
    text = "apt-get install -y gcc=$V make"

    words = [each.word for each in seen(text).packages]

    assert [text[word.start : word.end] for word in words] == ["gcc=$V", "make"]


@pytest.mark.parametrize(
    ("text", "recommends"),
    [
        ("apt-get install -y a", True),
        ("apt-get install -y --no-install-recommends a", False),
        ("apt-get -o APT::Install-Recommends=false install a", False),
        ("apt-get -o APT::Install-Recommends=true install a", True),
        ("apt-get update", False),
        ("dnf install -y a", True),
        ("dnf install -y --setopt=install_weak_deps=False a", False),
        ("microdnf install -y a", False),
        ("zypper in a", True),
        ("zypper in --no-recommends a", False),
        ("apk add a", False),
    ],
)
def test_recommended_packages_are_told(text, recommends):
    assert seen(text).recommends is recommends


@pytest.mark.parametrize(
    ("text", "refreshes", "keeps"),
    [
        ("apt-get update", True, True),
        ("apt-get install a", False, False),
        ("apk add --no-cache a", True, False),
        ("apk add a", False, False),
        ("apk add --update a", True, True),
        ("apk update", True, True),
        ("dnf install a", True, True),
        ("dnf clean all", False, False),
        ("pacman -Sy a", True, True),
    ],
)
def test_index_and_cache_are_told(text, refreshes, keeps):
    assert facts(seen(text), "refreshes", "keeps_cache") == (refreshes, keeps)


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        ("apt-get install -y a", True),
        ("apt-get install -qq a", True),
        ("apt-get install a", False),
        ("yes | apt-get install a", True),
        ("dnf install a", False),
        ("dnf -y install a", True),
        ("zypper -n in a", True),
        ("pacman -S a", False),
        ("apk add a", True),
    ],
)
def test_answer_to_questions_is_told(text, yes):
    assert seen(text).assumes_yes is yes


def test_group_of_apk_is_told():
    found = seen("apk add --no-cache -t .build gcc make")

    assert (found.group, packages("apk add -t .build gcc")) == (".build", [("gcc", None, False)])


# Packages of languages


@pytest.mark.parametrize(
    ("text", "tool", "named", "production", "locked"),
    [
        ("npm ci", "npm", [], None, True),
        ("npm ci --omit=dev", "npm", [], True, True),
        ("npm ci --include=dev", "npm", [], False, True),
        ("npm install --production", "npm", [], True, False),
        ("npm install --production=false", "npm", [], False, False),
        ("npm i --only=production", "npm", [], True, False),
        ("NODE_ENV=production npm ci", "npm", [], True, True),
        ("NODE_ENV=$E npm ci", "npm", [], None, True),
        ("npm i -g typescript@5 tsx", "npm", ["typescript@5", "tsx"], None, False),
        ("pnpm i --frozen-lockfile --prod", "pnpm", [], True, True),
        ("pnpm install -P", "pnpm", [], True, False),
        ("pnpm add a", "pnpm", ["a"], None, False),
        ("yarn", "yarn", [], None, False),
        ("yarn --frozen-lockfile --production", "yarn", [], True, True),
        ("yarn install --immutable", "yarn", [], None, True),
        ("yarn global add a", "yarn", ["a"], None, False),
        ("yarn workspaces focus --production", "yarn", [], True, False),
        ("bun install --frozen-lockfile -p", "bun", [], True, True),
        ("bun add a", "bun", ["a"], None, False),
        ("pip install a==1 b", "pip", ["a==1", "b"], True, False),
        ("pip3.12 install -e .", "pip", ["."], True, False),
        ("python3 -m pip install a", "pip", ["a"], True, False),
        ("uv pip install a", "uv", ["a"], True, False),
        ("uv sync --frozen --no-dev", "uv", [], True, True),
        ("uv sync", "uv", [], False, False),
        ("uv tool install ruff", "uv", ["ruff"], True, False),
        ("uv add a", "uv", ["a"], True, False),
        ("poetry install --only main", "poetry", [], True, True),
        ("poetry install --without dev,test", "poetry", [], True, True),
        ("poetry install", "poetry", [], False, True),
        ("pipenv install --deploy --system", "pipenv", [], True, True),
        ("pipenv sync -d", "pipenv", [], False, True),
        ("composer install --no-dev", "composer", [], True, True),
        ("composer require a/b", "composer", ["a/b"], False, False),
        ("bundle install --without development test", "bundle", [], True, False),
        ("BUNDLE_WITHOUT=development:test bundle install", "bundle", [], True, False),
        ("bundle", "bundle", [], None, False),
        ("gem install rake -v 13", "gem", ["rake"], True, True),
    ],
)
def test_language_install_is_recognized(text, tool, named, production, locked):
    found = seen(text)

    assert isinstance(found, LanguagePackages)
    assert found.action is Action.INSTALL
    assert (found.tool, found.production, found.locked) == (tool, production, locked)
    assert plain(found.packages) == named


@pytest.mark.parametrize(
    ("text", "manifests", "target", "keeps"),
    [
        ("pip install -r requirements.txt", ("requirements.txt",), None, True),
        ("pip install -r a.txt -r b.txt --no-cache-dir", ("a.txt", "b.txt"), None, False),
        ("pip install --prefix=/install -r $R", (), "/install", True),
        ("PIP_NO_CACHE_DIR=1 pip install a", (), None, False),
        ("pip install -t /deps a", (), "/deps", True),
        ("pip wheel -w /wheels -r requirements.txt", ("requirements.txt",), "/wheels", True),
        ("uv pip sync requirements.txt", ("requirements.txt",), None, True),
        ("uv pip install --no-cache -r r.txt", ("r.txt",), None, False),
        ("npm --prefix web ci", (), "web", True),
        ("composer install -d /app --no-cache", (), "/app", False),
        ("gem install -i /gems a", (), "/gems", True),
        ("bundle install --path vendor", (), "vendor", True),
    ],
)
def test_where_a_language_install_reads_and_lands(text, manifests, target, keeps):
    found = seen(text)

    assert (found.manifests, found.target, found.keeps_cache) == (manifests, target, keeps)
    assert found.targeted is (target is not None)


@pytest.mark.parametrize(
    ("text", "everywhere"),
    [
        ("npm i -g a", True),
        ("npm i a", False),
        ("yarn global add a", True),
        ("gem install a", True),
    ],
)
def test_install_for_the_whole_machine_is_told(text, everywhere):
    assert seen(text).everywhere is everywhere


@pytest.mark.parametrize(
    ("text", "tool", "action"),
    [
        ("npm prune --omit=dev", "npm", Action.REMOVE),
        ("npm cache clean --force", "npm", Action.CLEAN),
        ("pnpm store prune", "pnpm", Action.CLEAN),
        ("pip uninstall -y a", "pip", Action.REMOVE),
        ("pip cache purge", "pip", Action.CLEAN),
        ("composer clear-cache", "composer", Action.CLEAN),
    ],
)
def test_other_actions_on_language_packages(text, tool, action):
    assert facts(seen(text), "tool", "action") == (tool, action)


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("npm run build", "build"),
        ("npm test", "test"),
        ("pnpm build", "build"),
        ("yarn build --prod", "build"),
        ("yarn run lint", "lint"),
        ("bun run build", "build"),
        ("npm run $TARGET", None),
        ("composer run-script post", "post"),
    ],
)
def test_script_of_the_manifest_is_recognized(text, script):
    found = seen(text)

    assert isinstance(found, ScriptRun)
    assert found.script == script


# Builds


@pytest.mark.parametrize(
    ("text", "action", "output", "named", "cgo", "static"),
    [
        ("go build", "build", None, [], None, None),
        ("CGO_ENABLED=0 go build -o /out/app ./cmd", "build", "/out/app", ["./cmd"], False, True),
        ("export CGO_ENABLED=1; go build -o=a .", "build", "a", ["."], True, None),
        ("go build -trimpath -ldflags='-s -w' -o $O .", "build", None, ["."], None, None),
        ("go build -ldflags \"-extldflags '-static'\" .", "build", None, ["."], None, True),
        ("go mod download", "mod download", None, [], None, None),
        ("go install a/b@latest", "install", None, ["a/b@latest"], None, None),
        ("go test -run X ./...", "test", None, ["./..."], None, None),
    ],
)
def test_go_is_recognized(text, action, output, named, cgo, static):
    found = seen(text)

    assert isinstance(found, GoCommand)
    assert facts(found, "action", "packages", "cgo", "static") == (action, named, cgo, static)
    assert (found.output.value if found.output else None) == output


def test_go_flags_and_target_are_told():
    found = seen("GOOS=linux GOARCH=arm64 go build -tags netgo,osusergo -ldflags '-s -w' -o a")

    assert facts(found, "tags", "ldflags", "os", "architecture") == (
        ["netgo", "osusergo"],
        "-s -w",
        "linux",
        "arm64",
    )


def test_word_of_a_joined_flag_can_be_pointed_at():
    text = "go build -o=/out/$NAME ."

    output = seen(text).output

    assert text[output.start : output.end] == "-o=/out/$NAME"
    assert (output.value, output.prefix) == (None, "/out/")


@pytest.mark.parametrize(
    ("text", "action", "profile", "directory"),
    [
        ("cargo build", "build", "dev", "target/debug"),
        ("cargo build --release --locked", "build", "release", "target/release"),
        ("cargo +nightly b -r", "build", "release", "target/release"),
        (
            "cargo build --release --target x86_64-unknown-linux-musl",
            "build",
            "release",
            "target/x86_64-unknown-linux-musl/release",
        ),
        ("cargo build --profile dist", "build", "dist", "target/dist"),
        ("CARGO_TARGET_DIR=/t cargo build", "build", "dev", "/t/debug"),
        ("cargo build --target $T", "build", "dev", None),
        ("cargo install --path . --root /out", "install", "release", None),
        ("cargo fetch", "fetch", "dev", None),
    ],
)
def test_cargo_is_recognized(text, action, profile, directory):
    found = seen(text)

    assert isinstance(found, CargoCommand)
    assert facts(found, "action", "profile", "directory") == (action, profile, directory)


@pytest.mark.parametrize(
    ("text", "tool", "goals", "skips", "output"),
    [
        (
            "mvn -B -f /a/pom.xml clean package -DskipTests",
            "maven",
            ["clean", "package"],
            True,
            "target",
        ),
        ("./mvnw dependency:go-offline", "maven", ["dependency:go-offline"], False, "target"),
        ("./gradlew bootJar -x test --no-daemon", "gradle", ["bootJar"], True, "build/libs"),
        ("gradle build", "gradle", ["build"], False, "build/libs"),
    ],
)
def test_jvm_build_is_recognized(text, tool, goals, skips, output):
    found = seen(text)

    assert isinstance(found, JvmBuild)
    assert facts(found, "tool", "goals", "skips_tests", "output") == (tool, goals, skips, output)


@pytest.mark.parametrize(
    ("text", "action", "project", "output", "contained"),
    [
        ("dotnet restore App.csproj", "restore", "App.csproj", None, None),
        ("dotnet publish -c Release -o /app", "publish", None, "/app", None),
        (
            "dotnet publish A.csproj --output=/app --self-contained",
            "publish",
            "A.csproj",
            "/app",
            True,
        ),
        ("dotnet publish --self-contained false -o /app", "publish", None, "/app", False),
        ("dotnet publish --no-self-contained", "publish", None, None, False),
        ("dotnet publish -p:PublishReadyToRun=true /p:X=y -o /app", "publish", None, "/app", None),
    ],
)
def test_dotnet_is_recognized(text, action, project, output, contained):
    found = seen(text)

    assert isinstance(found, DotnetCommand)
    assert (found.action, found.self_contained) == (action, contained)
    assert (plain(found.project), found.output.value if found.output else None) == (project, output)


@pytest.mark.parametrize(
    ("text", "sources", "output", "links", "static"),
    [
        ("gcc -O2 -o /app main.c", ["main.c"], "/app", True, False),
        ("gcc -static main.c", ["main.c"], None, True, True),
        ("x86_64-linux-musl-gcc -c a.c b.c", ["a.c", "b.c"], None, False, False),
        ("g++-12 *.cpp -o app -lpthread", ["*.cpp"], "app", True, False),
        ("clang main.c", ["main.c"], None, True, False),
        ("rustc -o app main.rs", ["main.rs"], "app", True, False),
    ],
)
def test_compiler_is_recognized(text, sources, output, links, static):
    found = seen(text)

    assert isinstance(found, Compile)
    assert facts(found, "sources", "links", "static") == (sources, links, static)
    assert plain(found.output) == output


def test_libraries_that_are_linked_are_told():
    assert seen("cc a.c -lm -lssl").libraries == ("m", "ssl")


@pytest.mark.parametrize(
    ("text", "what", "where"),
    [
        ("make -j$(nproc) -C src all", ("make", "build", ["all"]), ("src", None, None)),
        (
            "make -j 4 install DESTDIR=/d PREFIX=/usr",
            ("make", "install", ["install"]),
            (None, "/usr", "/d"),
        ),
        (
            "cmake -B build -DCMAKE_INSTALL_PREFIX=/usr .",
            ("cmake", "configure", []),
            ("build", "/usr", None),
        ),
        ("cmake --build b --target app", ("cmake", "build", ["app"]), ("b", None, None)),
        ("cmake --build b --target install", ("cmake", "install", ["install"]), ("b", None, None)),
        ("cmake --install b --prefix /out", ("cmake", "install", []), ("b", "/out", None)),
        ("DESTDIR=/d ninja -C b install", ("ninja", "install", ["install"]), ("b", None, "/d")),
        ("meson setup b --prefix=/usr", ("meson", "configure", []), ("b", "/usr", None)),
        ("meson install -C b --destdir /d", ("meson", "install", []), ("b", None, "/d")),
        ("./configure --prefix=/opt", ("configure", "configure", []), (None, "/opt", None)),
    ],
)
def test_build_system_is_recognized(text, what, where):
    found = seen(text)

    assert isinstance(found, BuildSystem)
    assert facts(found, "tool", "action", "targets") == what
    assert facts(found, "directory", "prefix", "destination") == where


# Files


@pytest.mark.parametrize(
    ("text", "kind", "names", "expected"),
    [
        ("rm -rf /a/* b", Remove, ("targets", "recursive"), (["/a/*", "b"], True)),
        ("rm $X", Remove, ("targets", "recursive"), ([None], False)),
        ("find /a -name '*.pyc' -delete", Remove, ("targets", "filtered"), (["/a"], True)),
        ("mv a b /c/", Copy, ("sources", "destination", "moves"), (["a", "b"], "/c/", True)),
        ("cp -a a /b", Copy, ("sources", "destination", "recursive"), (["a"], "/b", True)),
        ("cp -t /b a c", Copy, ("sources", "destination", "into"), (["a", "c"], "/b", True)),
        (
            "mkdir -p -m 755 a b",
            MakeDirectories,
            ("paths", "parents", "mode"),
            (["a", "b"], True, "755"),
        ),
        ("ln -s a b", Link, ("targets", "link", "symbolic"), (["a"], "b", True)),
        ("ln a", Link, ("targets", "link", "symbolic"), (["a"], None, False)),
        ("ln -s -t /b a", Link, ("targets", "link"), (["a"], "/b")),
        ("install -m 755 a /b", Install, ("sources", "destination", "mode"), (["a"], "/b", "755")),
        ("install -s -t /b a c", Install, ("sources", "into", "strips"), (["a", "c"], True, True)),
        ("install -d -m 700 /b", MakeDirectories, ("paths", "parents"), (["/b"], True)),
        ("chmod -R 755 /a", ChangeMode, ("mode", "targets", "recursive"), ("755", ["/a"], True)),
        ("chmod +x a b", ChangeMode, ("mode", "targets", "recursive"), ("+x", ["a", "b"], False)),
        ("chmod -x a", ChangeMode, ("mode", "targets"), ("-x", ["a"])),
        ("chmod --reference=b a", ChangeMode, ("mode", "targets"), (None, ["a"])),
        ("chown -R u:g /a", ChangeOwner, ("owner", "targets", "recursive"), ("u:g", ["/a"], True)),
        ("chgrp g a", ChangeOwner, ("owner", "targets"), (":g", ["a"])),
        ("chown --reference=b a", ChangeOwner, ("owner", "targets"), (None, ["a"])),
        ("touch a b", Touch, ("paths",), (["a", "b"],)),
        ("strip --strip-all /app", Strip, ("targets",), (["/app"],)),
        (
            "tar -xzf a.tgz -C /o b",
            Extract,
            ("archive", "directory", "members"),
            ("a.tgz", "/o", ["b"]),
        ),
        ("tar xzf a.tgz", Extract, ("archive", "directory"), ("a.tgz", None)),
        ("tar xzC /o", Extract, ("archive", "directory"), (None, "/o")),
        ("tar -xf - -C /o", Extract, ("archive", "directory"), (None, "/o")),
        ("tar --extract --file a --directory /o", Extract, ("archive",), ("a",)),
        ("unzip -q a.zip -d /o", Extract, ("archive", "directory"), ("a.zip", "/o")),
        ("gunzip a.gz", Extract, ("archive", "keeps_archive"), ("a.gz", False)),
        ("xz -dk a.xz", Extract, ("archive", "keeps_archive"), ("a.xz", True)),
    ],
)
def test_file_operation_is_recognized(text, kind, names, expected):
    found = seen(text)

    assert isinstance(found, kind)
    actual = facts(found, *names)
    if kind is Extract and "=" not in text:
        actual = tuple(
            each.partition("=")[2] or each if isinstance(each, str) else each for each in actual
        )
    assert actual == expected


@pytest.mark.parametrize(
    ("text", "paths", "content", "appends"),
    [
        ("echo hi > a", ["a"], "hi\n", False),
        ("echo -n hi there >> a", ["a"], "hi there", True),
        ("printf 'a b' > f", ["f"], "a b", False),
        ("printf '%s' x > f", ["f"], None, False),
        ("echo $X > f", ["f"], None, False),
        ("echo 'a\\nb' > f", ["f"], None, False),
        ("cat <<E > f\nx\nE", ["f"], "x\n", False),
        ("cmd > f", ["f"], None, False),
        ("cmd 2> f", ["f"], None, False),
        ("{ cmd; } > f", ["f"], None, False),
        ("cmd > $F", [None], None, False),
    ],
)
def test_redirect_writes_a_file(text, paths, content, appends):
    (found,) = written(read(text).commands[-1])

    assert (plain(found.paths), found.content, found.appends) == (paths, content, appends)


@pytest.mark.parametrize("text", ["cmd > /dev/null", "cmd 2>&1", "cmd < f", "cmd 2>&-"])
def test_redirect_that_makes_no_file_writes_nothing(text):
    assert written(read(text).commands[-1]) == ()


def test_tee_writes_files():
    found = seen("tee -a a b <<E\nx\nE")

    assert facts(found, "paths", "content", "appends") == (["a", "b"], "x\n", True)


# Network


@pytest.mark.parametrize(
    ("text", "path", "to_output"),
    [
        ("curl -fsSL https://x.org/a.tgz -o /tmp/a", "/tmp/a", False),
        ("curl -fsSLo a https://x.org/b", "a", False),
        ("curl -O 'https://x.org/d/a.tgz?x=1'", "a.tgz", False),
        ("curl -O --output-dir /d https://x.org/a.tgz", "/d/a.tgz", False),
        ("curl -OJ https://x.org/a.tgz", None, False),
        ("curl https://x.org/a", None, True),
        ("curl -o - https://x.org/a", None, True),
        ("curl -o $F https://x.org/a", None, False),
        ("curl -O https://x.org/$F", None, False),
        ("curl -O 'https://[x/a'", None, False),
        ("wget https://x.org/a.tgz", "a.tgz", False),
        ("wget -P /d https://x.org/a.tgz", "/d/a.tgz", False),
        ("wget -qO- https://x.org/a", None, True),
        ("wget -O f https://x.org/a", "f", False),
        ("wget https://x.org/", "index.html", False),
        ("wget https://x.org/$F", None, False),
    ],
)
def test_download_knows_its_file(text, path, to_output):
    found = seen(text)

    assert isinstance(found, Download)
    assert (found.path, found.to_output) == (path, to_output)


@pytest.mark.parametrize(
    ("text", "directory", "reference", "shallow"),
    [
        ("git clone https://x.org/a/b.git", "b", None, False),
        ("git clone --depth 1 -b v1 https://x.org/a/b /src", "/src", "v1", True),
        ("git -C /w clone git@x.org:b.git", "/w/b", None, False),
        ("git clone $URL", None, None, False),
        ("git clone $URL src", "src", None, False),
    ],
)
def test_clone_knows_its_directory(text, directory, reference, shallow):
    found = seen(text)

    assert isinstance(found, Clone)
    assert facts(found, "directory", "reference", "shallow") == (directory, reference, shallow)


# The system's tables


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("useradd -r -u 1001 -g app app", ("app", "1001", "app", True, False)),
        ("useradd -m app", ("app", None, None, False, True)),
        ("adduser -S -D -H -u 10 -G app app", ("app", "10", "app", True, False)),
        ("adduser --system --no-create-home --ingroup app app", ("app", None, "app", True, False)),
        ("adduser --disabled-password --gecos '' app", ("app", None, None, False, True)),
    ],
)
def test_new_user_is_recognized(text, expected):
    found = seen(text)

    assert isinstance(found, AddUser)
    assert facts(found, "name", "uid", "group", "system", "makes_home") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("groupadd -r -g 10 app", ("app", "10", True)),
        ("addgroup -S app", ("app", None, True)),
        ("adduser --group app", ("app", None, False)),
    ],
)
def test_new_group_is_recognized(text, expected):
    found = seen(text)

    assert isinstance(found, AddGroup)
    assert facts(found, "name", "gid", "system") == expected


@pytest.mark.parametrize(
    ("text", "what"), [("update-ca-certificates", "certificates"), ("ldconfig", "libraries")]
)
def test_refresh_is_recognized(text, what):
    found = seen(text)

    assert isinstance(found, Refresh)
    assert found.what == what


# Packages that serve building


@pytest.mark.parametrize(
    ("package", "kind"),
    [
        ("gcc", ToolKind.COMPILER),
        ("gcc-12", ToolKind.COMPILER),
        ("g++-x86-64-linux-gnu", ToolKind.COMPILER),
        ("build-essential", ToolKind.COMPILER),
        ("build-base", ToolKind.COMPILER),
        ("make", ToolKind.BUILD_SYSTEM),
        ("cmake", ToolKind.BUILD_SYSTEM),
        ("golang-1.22-go", ToolKind.TOOLCHAIN),
        ("cargo", ToolKind.TOOLCHAIN),
        ("openjdk-17-jdk-headless", ToolKind.TOOLCHAIN),
        ("openjdk17-jdk", ToolKind.TOOLCHAIN),
        ("openjdk17", ToolKind.TOOLCHAIN),
        ("java-17-openjdk-devel", ToolKind.TOOLCHAIN),
        ("dotnet-sdk-8.0", ToolKind.TOOLCHAIN),
        ("maven", ToolKind.BUILD_SYSTEM),
        ("python3-dev", ToolKind.HEADERS),
        ("libpq-dev", ToolKind.HEADERS),
        ("openssl-devel", ToolKind.HEADERS),
        ("linux-headers-amd64", ToolKind.HEADERS),
        ("git", ToolKind.SOURCES),
        ("python3-pip", ToolKind.PACKAGING),
        ("gdb", ToolKind.DEBUGGING),
    ],
)
def test_build_tool_is_known_with_its_reason(package, kind):
    tool = build_tool(package)

    assert tool.kind is kind
    assert tool.reason


@pytest.mark.parametrize(
    "package",
    ["curl", "ca-certificates", "openjdk-17-jre-headless", "openjdk17-jre", "libpq5", "nginx",
     "libgcc-s1", "libstdc++", "tini", "python3", "golang-docs", "gccgo"],
)  # fmt: skip
def test_package_that_programs_need_is_no_build_tool(package):
    assert build_tool(package) is None


@pytest.mark.parametrize(("package", "runs_too"), [("nodejs", True), ("git", True), ("gcc", False)])
def test_package_that_may_be_needed_at_run_time_is_marked(package, runs_too):
    assert build_tool(package).runs_too is runs_too


PROGRAMS = st.sampled_from(
    ["apt-get", "apk", "dnf", "zypper", "pacman", "dpkg", "npm", "yarn", "bun", "pip", "python -m",
     "uv", "poetry", "pipenv", "composer", "bundle", "gem", "go", "cargo", "mvn", "gradle",
     "dotnet", "gcc", "make", "cmake", "ninja", "meson", "rm", "cp", "mv", "mkdir", "ln", "install",
     "chmod", "chown", "chgrp", "touch", "tee", "tar", "unzip", "gunzip", "strip", "find", "curl",
     "wget", "git", "useradd", "adduser", "addgroup", "ldconfig"]
)  # fmt: skip
ARGUMENTS = st.lists(
    st.sampled_from(
        ["install", "add", "update", "build", "clone", "run", "mod", "pip", "sync", "-o", "-f",
         "-xzf", "-C", "--", "-", "-y", "$X", "-o$X", "--output=$X", "a", "/b", "*.c", "''", "-d",
         "--target", "-t", "755", "-delete", "+x", "=", "a=1", "-m", "xzf", "global", "cache",
         "https://x.org/a", "https://[", "--reference=a", "-u", "1"]
    ),
    max_size=6,
)  # fmt: skip


@given(PROGRAMS, ARGUMENTS)
def test_any_use_of_a_known_program_is_recognized_or_unknown(program, arguments):
    command = read(" ".join([program, *arguments])).commands[-1]

    found = recognize(command)

    assert found is None or found.command is command


@pytest.mark.parametrize("option", ["-d", "--home", "--home-dir"])
def test_useradd_has_a_home(option):
    found = seen(f"useradd {option} /srv/app app")

    assert (found.name, found.home) == ("app", "/srv/app")
