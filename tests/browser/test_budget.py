"""What a first visit to a text costs: bytes over the wire, requests, and a still layout."""

import pytest

from tests.browser.test_pages import STAGES

# What moved, from where to where: a shift that comes once in a hundred times tells by what.
SHIFTS = """
new Promise(done => {
  const found = [];
  const box = rect => [rect.x, rect.y, rect.width, rect.height].map(Math.round).join(" ");
  const told = ({node, previousRect, currentRect}) =>
    `${node?.nodeName}.${node?.className}: ${box(previousRect)} to ${box(currentRect)}`;
  new PerformanceObserver(list => list.getEntries().forEach(entry =>
    found.push(`${entry.value} at ${entry.startTime}: ${entry.sources.map(told).join(", ")}`)
  )).observe({type: "layout-shift", buffered: true});
  requestAnimationFrame(() => requestAnimationFrame(() => done(found)));
})
"""


def measure(visitor, path):
    """Bytes as transferred (headers included) of each response, by type."""
    sizes = {}
    devtools = visitor.context.new_cdp_session(visitor.page)
    types = {}
    devtools.on("Network.responseReceived", lambda event: types.update({event["requestId"]: event}))
    devtools.on(
        "Network.loadingFinished",
        lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}),
    )
    devtools.send("Network.enable")
    visitor.page.goto(path, wait_until="networkidle")
    return [(types[request]["type"], size) for request, size in sizes.items() if request in types]


@pytest.mark.parametrize("way", ["overview", "why", "deep-dive", "worked-example", "project"])
def test_first_load_of_a_text(visit, way):
    visitor = visit()

    loaded = measure(visitor, f"{STAGES}{way}/")

    assert sum(size for _, size in loaded) <= 60_000
    assert sum(size for kind, size in loaded if kind == "Script") <= 25_000
    assert visitor.page.evaluate(SHIFTS) == []


def test_first_load_of_a_question(visit):
    before = visit()
    before.goto("/quizzes/")
    before.page.get_by_role("button", name="Practise five questions").click()
    before.page.wait_for_url("**/1/")
    visitor = visit(storage_state=before.context.storage_state())  # with nothing in its cache

    loaded = measure(visitor, before.page.url)

    assert sum(size for _, size in loaded) <= 60_000
    assert sum(size for kind, size in loaded if kind == "Script") <= 25_000
    assert visitor.page.evaluate(SHIFTS) == []
