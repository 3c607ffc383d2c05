"""The real server in a process of its own, and a real Chromium that talks to it."""

import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.conftest import ROOT

CHROMIUM_FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The address of a fresh server with the shipped course; also what it printed."""
    data = tmp_path_factory.mktemp("data")
    port = free_port()
    environment = {**os.environ, "DATA_DIR": str(data), "PORT": str(port), "WORKERS": "1"}
    environment.pop("DATABASE_URL", None)
    log = data / "log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until_up(server, f"http://127.0.0.1:{port}/healthz", log)
        yield Site(f"http://127.0.0.1:{port}", log)
    finally:
        server.terminate()
        server.wait(20)


class Site:
    def __init__(self, url, log):
        self.url = url
        self.log = log

    def sign_in_path(self):
        return re.search(r"(/sign-in/\S+)", self.log.read_text())[1]


POLL = """
import sys, time, urllib.request
for _ in range(600):
    try:
        urllib.request.urlopen(sys.argv[1])
        break
    except OSError:
        time.sleep(0.05)
else:
    sys.exit(1)
"""
FIND_VIOLATIONS = """
axe.run(document, {resultTypes: ["violations"]}).then(result => result.violations.flatMap(
  violation => violation.nodes.map(node => `${violation.id}: ${node.target} ${node.failureSummary}`)
))
"""


def wait_until_up(server, url, log):
    waited = subprocess.run([sys.executable, "-c", POLL, url], check=False)
    assert waited.returncode == 0, f"no server: {server.poll()}\n{log.read_text()}"


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=[*CHROMIUM_FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])],
        )


@pytest.fixture
def visit(browser, site):
    """Open pages as a new visitor; at the end nothing may have gone wrong in the browser."""
    visitors = []

    def new_visitor(**options):
        visitor = Visitor(browser, site, options)
        visitors.append(visitor)
        return visitor

    yield new_visitor
    for visitor in visitors:
        visitor.context.close()
        assert visitor.complaints == []


class Visitor:
    """One browser profile with one page, and a list of everything that a browser complains of."""

    def __init__(self, browser, site, options):
        self.site = site
        self.complaints = []
        self.context = browser.new_context(
            base_url=site.url,
            bypass_csp=False,
            **({"viewport": {"width": 1440, "height": 900}} | options),
        )
        self.page = self.context.new_page()
        self.page.on("console", self.on_console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("request", self.on_request)

    def on_console(self, message):
        if message.type in {"error", "warning"} and "404 (Not Found)" not in message.text:
            self.complaints.append(f"console: {message.text}")

    def on_request(self, request):
        if not request.url.startswith((self.site.url, "data:", "blob:")):
            self.complaints.append(f"third party: {request.url}")

    def goto(self, path):
        return self.page.goto(path)

    def axe(self):
        """Violations of WCAG 2.2 A and AA and of axe's best practices, as short lines."""
        # evaluate() runs in the page without passing through its CSP.
        self.page.evaluate(AXE)
        return self.page.evaluate(FIND_VIOLATIONS)
