"""Of what a failed step said, the line that tells why. The outputs are those of real builds."""

import pytest

from sandbox import Result, Status
from sandbox.saying import last_words

NPM_CI = """\
npm error code EUSAGE
npm error
npm error The `npm ci` command can only install with an existing package-lock.json or
npm error npm-shrinkwrap.json with lockfileVersion >= 1. Run an install with npm@5 or
npm error later to generate a package-lock.json file, then try again.
npm error
npm error Clean install a project
npm error
npm error   --install-links
npm error     When set file: protocol dependencies will be packed and installed as
npm error
npm error aliases: clean-install, ic, install-clean, isntall-clean
npm error
npm error Run "npm help ci" for more info
npm error Log files were not written due to the config logs-max=0
"""
NPM_PACKAGE = """\
npm error code ENOTCACHED
npm error request to https://registry.example/left-pad failed: cache mode is 'only-if-cached'
npm error A complete log of this run can be found in: /root/.npm/_logs/debug-0.log
"""
NPM_SCRIPT = """\
npm error Missing script: "build"
npm error
npm error To see a list of scripts, run:
npm error   npm run
npm error Log files were not written due to the config logs-max=0
"""
NODE_MODULE = """\
> web@1.0.0 build
> node x.js

node:internal/modules/cjs/loader:1520
  throw err;
  ^

Error: Cannot find module 'left-pad'
Require stack:
- /app/x.js
    at Module._resolveFilename (node:internal/modules/cjs/loader:1517:15) {
  code: 'MODULE_NOT_FOUND',
  requireStack: [ '/app/x.js' ]
}

Node.js v24.19.0
"""
NODE_TEST = """\
✖ adds (1.954566ms)
ℹ tests 1
ℹ duration_ms 256.660359

✖ failing tests:

test at x.test.js:1:30
✖ adds (1.954566ms)
  Error: 1 is not 2
      at TestContext.<anonymous> (/app/x.test.js:1:50)
"""
PIP_PACKAGE = """\
Looking in links: /usr/share/pip-packages
ERROR: Could not find a version that satisfies the requirement x==1 (from versions: none)
ERROR: No matching distribution found for x==1

[notice] A new release of pip is available: 24.0 -> 25.2
[notice] To update, run: pip install --upgrade pip
"""
PYTHON_MODULE = """\
Traceback (most recent call last):
  File "<string>", line 1, in <module>
ModuleNotFoundError: No module named 'x'
"""
GO_TEST = """\
--- FAIL: TestA (0.00s)
    a_test.go:3: 1 is not 2
FAIL
FAIL\texample.com/a\t0.043s
FAIL
"""
GO_PACKAGE = """\
main.go:2:8: no required module provides package github.com/x/y; to add it:
\tgo get github.com/x/y
"""
GCC_NAME = """\
main.c: In function 'main':
main.c:1:23: error: 'x' undeclared (first use in this function)
    1 | int main(void){return x;}
      |                       ^
main.c:1:23: note: each undeclared identifier is reported only once for each function it appears in
"""
GCC_HEADER = """\
main.c:1:10: fatal error: x.h: No such file or directory
    1 | #include <x.h>
      |          ^~~~~
compilation terminated.
"""
GCC_LINK = """\
/usr/bin/ld: /tmp/ccR4FmXd.o: in function `main':
main.c:(.text+0x5): undefined reference to `f'
collect2: error: ld returned 1 exit status
make: *** [Makefile:2: a] Error 1
"""
APT = """\
W: Some index files failed to download. They have been ignored, or old ones used instead.
Reading state information...
E: Unable to locate package curl
"""


@pytest.mark.parametrize(
    ("output", "line"),
    [
        (NPM_CI, "npm error The `npm ci` command can only install with an existing "
         "package-lock.json or"),
        (NPM_PACKAGE, "npm error request to https://registry.example/left-pad failed: cache mode "
         "is 'only-if-cached'"),
        (NPM_SCRIPT, 'npm error Missing script: "build"'),
        ("> web@1.0.0 build\n> esbuild x.js\n\nsh: esbuild: not found\n", "sh: esbuild: not found"),
        (NODE_MODULE, "Error: Cannot find module 'left-pad'"),
        (NODE_TEST, "Error: 1 is not 2"),
        (PIP_PACKAGE, "ERROR: Could not find a version that satisfies the requirement x==1 "
         "(from versions: none)"),
        ("ERROR: Could not open requirements file: [Errno 2] No such file or directory: 'r.txt'\n",
         "ERROR: Could not open requirements file: [Errno 2] No such file or directory: 'r.txt'"),
        (PYTHON_MODULE, "ModuleNotFoundError: No module named 'x'"),
        ("python: can't open file '/app/app.py': [Errno 2] No such file or directory\n",
         "python: can't open file '/app/app.py': [Errno 2] No such file or directory"),
        ("# example.com/a\n./main.go:2:15: declared and not used: x\n",
         "./main.go:2:15: declared and not used: x"),
        (GO_TEST, "a_test.go:3: 1 is not 2"),
        (GO_PACKAGE, "main.go:2:8: no required module provides package github.com/x/y; to add it:"),
        ("go: go.mod file not found in current directory\n",
         "go: go.mod file not found in current directory"),
        (GCC_NAME, "main.c:1:23: error: 'x' undeclared (first use in this function)"),
        (GCC_HEADER, "main.c:1:10: fatal error: x.h: No such file or directory"),
        (GCC_LINK, "main.c:(.text+0x5): undefined reference to `f'"),
        ("make: *** No rule to make target 'b.o', needed by 'a'.  Stop.\n",
         "make: *** No rule to make target 'b.o', needed by 'a'.  Stop."),
        (APT, "E: Unable to locate package curl"),
        ("cat: can't open '/x': No such file or directory\n",
         "cat: can't open '/x': No such file or directory"),
        ("Error: expected by a test\nall is well\n/bin/sh: x: not found\n",
         "/bin/sh: x: not found"),
        ("one\ntwo\n\n", "two"),
        ("\n", ""),
    ],
)  # fmt: skip
def test_line_that_tells_why_is_chosen(output, line):
    log = ["STEP 1/2: FROM a", "Error: not of this step", "STEP 2/2: RUN x", *output.split("\n")]
    log.append('Error: building at STEP "RUN x": while running runtime: exit status 1')

    assert Result(Status.FAILED, "", log=tuple(log)).last_words == line


@pytest.mark.parametrize(
    "end",
    [
        "error running container: from /usr/sbin/runc creating container for [x]: ...",
        'Error: building at STEP "COPY a /a": "/a": no such file or directory',
    ],
)
def test_step_that_did_not_begin_said_nothing(end):
    assert last_words(["STEP 1/2: FROM a", "--> 1571bdc3d0b", "STEP 2/2: x", end, ": exit"]) == ""
