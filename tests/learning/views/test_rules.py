"""Rule pages: each made from its rule, with live reports; and their place in the search."""

import html

import pytest
from django.core.management import call_command

from dockercheck.rules import RULES
from learning import search
from learning.models import SearchEntry
from learning.rule_pages import can_be_tried, fenced, index_rules, rule_page

pytestmark = pytest.mark.django_db
NAMES = [rule.name for rule in RULES]


def text(response):
    return " ".join(response.content.decode().split())


def test_every_rule_is_listed_once_in_its_family(client):
    page = text(client.get("/rules/"))

    assert [page.count(f'href="/rules/{name}/"') for name in NAMES] == [1] * len(NAMES)
    own, _, checks = page.partition("BuildKit’s build checks")
    assert "/rules/UnpinnedBase/" in own
    assert "/rules/StageNameCasing/" in checks


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_page_of_a_rule_is_whole(client, rule):
    page = rule_page(rule.name)
    shown = html.unescape(text(client.get(f"/rules/{rule.name}/")))

    assert [section.title for section in page.sections] == [
        "What happens",
        "Why it matters in microservices",
        "How to mend it",
        "What it costs",
        "Sources",
    ]
    assert all(section.html for section in page.sections)
    assert {finding.rule for finding in page.bad.findings} == {rule.name}
    assert page.good.findings == page.good.stops == ()
    assert all(" ".join(finding.message.split()) in shown for finding in page.bad.findings)
    assert (f'href="/check/?rule={rule.name}"' in shown) is can_be_tried(rule)


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_bad_example_shows_the_rule_in_the_checker(client, rule):
    response = client.get(f"/check/?rule={rule.name}")

    if can_be_tried(rule):
        assert f'href="/rules/{rule.name}/"' in text(response)
    else:
        assert response.status_code == 404


@pytest.mark.parametrize("name", ["None", "unpinnedbase", "UnpinnedBase-"])
def test_unknown_rule_is_no_page(client, name):
    assert client.get(f"/rules/{name}/").status_code == 404


def test_code_by_indentation_becomes_code():
    assert fenced("Say:\n\n    USER 1\n\n    RUN x\n\nThen:\n\n    $ make\n") == (
        "Say:\n\n```dockerfile fragment\nUSER 1\n\nRUN x\n```\n\nThen:\n\n```text\n$ make\n```\n"
    )


def test_search_finds_rules_by_name_and_by_text():
    index_rules()

    assert search.find("UnpinnedBase")[0].entry.url == "/rules/UnpinnedBase/"
    assert "/rules/LastStageAsRoot/" in {hit.entry.url for hit in search.find("service as root")}
    assert SearchEntry.objects.filter(owner="rules").count() == len(RULES)


def test_indexing_again_writes_nothing():
    index_rules()
    before = set(SearchEntry.objects.values_list("pk", flat=True))

    index_rules()

    assert set(SearchEntry.objects.values_list("pk", flat=True)) == before


def test_loading_the_course_indexes_the_rules():
    call_command("load_content", verbosity=0)

    assert SearchEntry.objects.filter(owner="rules").count() == len(RULES)
