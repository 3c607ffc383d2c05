"""The real server in a process of its own, and a real Chromium that talks to it."""

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.serving import serving

CHROMIUM_FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """A fresh server with the shipped course."""
    with serving(tmp_path_factory.mktemp("data")) as site:
        yield site


# The console reports the status of a page that is meant to have it.
EXPECTED = ("status of 404 (Not Found)", "status of 410 (Gone)")
FIND_VIOLATIONS = """
axe.run(document, {resultTypes: ["violations"]}).then(result => result.violations.flatMap(
  violation => violation.nodes.map(node => `${violation.id}: ${node.target} ${node.failureSummary}`)
))
"""


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
        if message.type in {"error", "warning"} and not message.text.endswith(EXPECTED):
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
