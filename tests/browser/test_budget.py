"""What a first visit to a text costs: bytes over the wire, requests, and a still layout."""

import pytest

from tests.browser.test_pages import STAGES

SHIFTS = """
new Promise(done => {
  let total = 0;
  new PerformanceObserver(list => list.getEntries().forEach(entry => total += entry.value))
    .observe({type: "layout-shift", buffered: true});
  requestAnimationFrame(() => requestAnimationFrame(() => done(total)));
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
    assert visitor.page.evaluate(SHIFTS) == 0


def test_first_load_of_a_question(visit):
    before = visit()
    before.goto("/quizzes/")
    before.page.get_by_role("button", name="Practise five questions").click()
    before.page.wait_for_url("**/1/")
    visitor = visit(storage_state=before.context.storage_state())  # with nothing in its cache

    loaded = measure(visitor, before.page.url)

    assert sum(size for _, size in loaded) <= 60_000
    assert sum(size for kind, size in loaded if kind == "Script") <= 25_000
    assert visitor.page.evaluate(SHIFTS) == 0
