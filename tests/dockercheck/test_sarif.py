"""The SARIF log, held against what the SARIF 2.1.0 schema asks of the objects that are used."""

import json
import re
from urllib.parse import unquote

import pytest

from dockercheck import check
from dockercheck.lines import Span
from dockercheck.report import Edit, apply_edits
from dockercheck.rules import RULES
from dockercheck.sarif import _rule, sarif_log

FAULTY = """\
FROM golang:1.24.1 AS Builder
RUN apt-get update
COPY . .
ENV key value
FROM debian
COPY --from=builder /app /app
CMD /app
"""
BROKEN = "FROM a\nRUM x\nCOPY --from=nosuch\n"

# Properties of each object that the schema knows, those it requires first.
ALLOWED = {
    "log": ("version runs", "$schema inlineExternalProperties properties"),
    "run": ("tool", "invocations artifacts results columnKind originalUriBaseIds language"),
    "tool": ("driver", "extensions properties"),
    "driver": ("name", "rules informationUri version semanticVersion organization"),
    "rule": (
        "id",
        "name shortDescription fullDescription help helpUri defaultConfiguration properties",
    ),
    "invocation": ("executionSuccessful", "toolExecutionNotifications exitCode commandLine"),
    "notification": ("message", "level locations descriptor"),
    "artifact": ("", "location sourceLanguage encoding roles length"),
    "result": ("message", "ruleId ruleIndex level kind locations fixes properties"),
    "location": ("", "id physicalLocation logicalLocations message"),
    "physicalLocation": ("", "artifactLocation region contextRegion"),
    "artifactLocation": ("", "uri uriBaseId index description"),
    "region": ("", "startLine startColumn endLine endColumn snippet message"),
    "fix": ("artifactChanges", "description properties"),
    "artifactChange": ("artifactLocation replacements", "properties"),
    "replacement": ("deletedRegion", "insertedContent properties"),
}
URI_REFERENCE = re.compile(r"(?:file:///)?[A-Za-z0-9._~%/-]+")


def log_of(*sources, unreadable=None):
    checked = [(f"{n}/Dockerfile", check(source)) for n, source in enumerate(sources)]
    return json.loads(json.dumps(sarif_log(checked, unreadable or {})))


def run_of(*sources, **given):
    (run,) = log_of(*sources, **given)["runs"]
    return run


def holds(kind, value):
    required, optional = (set(names.split()) for names in ALLOWED[kind])
    assert required <= set(value) <= required | optional, kind
    return value


def hold_place(location):
    place = holds("location", location)["physicalLocation"]
    holds("physicalLocation", place)
    holds("artifactLocation", place["artifactLocation"])
    assert URI_REFERENCE.fullmatch(place["artifactLocation"]["uri"])
    if "region" in place:
        hold_region(place["region"])


def hold_region(region):
    holds("region", region)
    start = (region["startLine"], region["startColumn"])
    assert (1, 1) <= start <= (region["endLine"], region["endColumn"])
    assert min(region.values()) >= 1


def hold_fix(fix):
    assert holds("fix", fix)["description"]["text"] != ""
    (change,) = fix["artifactChanges"]
    holds("artifactLocation", holds("artifactChange", change)["artifactLocation"])
    assert change["replacements"] != []
    for replacement in change["replacements"]:
        hold_region(holds("replacement", replacement)["deletedRegion"])
        assert set(replacement["insertedContent"]) == {"text"}


def hold_result(result, rules):
    holds("result", result)
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert result["level"] in ("note", "warning", "error")
    assert set(result["message"]) == {"text"}
    assert len(result["locations"]) == 1
    hold_place(result["locations"][0])
    for fix in result.get("fixes", ()):
        hold_fix(fix)


def unique(items):
    return len({json.dumps(item, sort_keys=True) for item in items}) == len(items)


def test_log_has_the_structure_that_the_schema_asks_for():
    log = holds("log", log_of(FAULTY, BROKEN, unreadable={"no": "no: there is no such file"}))

    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("/sarif-schema-2.1.0.json")
    (run,) = log["runs"]
    holds("run", run)
    assert run["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")
    driver = holds("driver", holds("tool", run["tool"])["driver"])
    rules = [holds("rule", rule) for rule in driver["rules"]]
    assert unique(rules)
    assert unique(run["artifacts"])
    for artifact in run["artifacts"]:
        holds("artifactLocation", holds("artifact", artifact)["location"])
    for invocation in run["invocations"]:
        for notification in holds("invocation", invocation)["toolExecutionNotifications"]:
            hold_place(holds("notification", notification)["locations"][0])
    assert len(run["results"]) > 8
    for result in run["results"]:
        hold_result(result, rules)


def test_columns_count_characters_as_reports_do():
    (run,) = log_of("FROM a:1\nENV 日本 x\n")["runs"]

    assert run["columnKind"] == "unicodeCodePoints"


# Rules


def test_every_rule_is_described_from_its_page():
    _stops, *described = run_of()["tool"]["driver"]["rules"]

    assert [each["id"] for each in described] == [rule.name for rule in RULES]
    for rule, each in zip(RULES, described, strict=True):
        assert each["shortDescription"] == {"text": f"{rule.title}."}
        text = each["fullDescription"]["text"]
        assert text[:40] in " ".join(rule.docs.split("## What happens")[1].split())
        assert "##" not in text
        assert each["help"]["markdown"] == rule.docs.strip()
        assert each["helpUri"] in rule.docs
        assert re.fullmatch(r"https://[^\s]+[^\s.,)]|https://[^\s()]*\([^\s()]*\)", each["helpUri"])
        assert each["properties"] == {"tags": [rule.family]}


def test_rule_without_a_link_has_no_help_page():
    rule = RULES[0]._replace(docs="Do this.\n\n## What happens\n\nIt does.\n")

    described = _rule(rule)

    assert "helpUri" not in described
    assert described["fullDescription"] == {"text": "It does."}


def test_levels_are_those_of_sarif():
    levels = {"error": "error", "warning": "warning", "info": "note"}
    _stops, *described = run_of()["tool"]["driver"]["rules"]

    assert [each["defaultConfiguration"]["level"] for each in described] == [
        levels[rule.severity] for rule in RULES
    ]


# Results


def test_findings_are_results_at_their_place():
    report = check(FAULTY)

    results = run_of(FAULTY)["results"]

    assert [result["ruleId"] for result in results] == [f.rule for f in report.findings]
    assert [tuple(r["locations"][0]["physicalLocation"]["region"].values()) for r in results] == [
        tuple(finding.span) for finding in report.findings
    ]
    first = report.findings[0]
    assert results[0]["message"]["text"] == f"{first.message}. {first.why}"


def test_places_where_the_build_stops_are_results_of_a_rule_of_their_own():
    report = check(BROKEN)
    assert report.errors != ()

    run = run_of(BROKEN)

    stops = [result for result in run["results"] if result["ruleId"] == "BuildStops"]
    assert [stop["locations"][0]["physicalLocation"]["region"]["startLine"] for stop in stops] == [
        error.span.line for error in report.errors
    ]
    assert {stop["level"] for stop in stops} == {"error"}
    assert all(
        stop["message"]["text"].startswith(error.message)
        for stop, error in zip(stops, report.errors, strict=True)
    )
    assert run["tool"]["driver"]["rules"][0]["id"] == "BuildStops"


def test_fix_as_replacements_does_what_its_edits_do():
    found = [f for f in check(FAULTY).findings if f.fix is not None]
    assert len(found) > 2

    fixes = [result["fixes"] for result in run_of(FAULTY)["results"] if "fixes" in result]

    assert len(fixes) == len(found)
    for finding, (fix,) in zip(found, fixes, strict=True):
        replacements = fix["artifactChanges"][0]["replacements"]
        edits = [
            Edit(Span(*each["deletedRegion"].values()), each["insertedContent"]["text"])
            for each in replacements
        ]
        assert fix["description"]["text"].startswith(finding.fix.title)
        assert apply_edits(FAULTY, edits) == apply_edits(FAULTY, finding.fix.edits)


def test_effect_of_a_fix_stands_behind_its_title():
    class Simulated:
        def effect_dict(self, _fix):
            return {"text": "−3 MB"}

    report = check(FAULTY)._replace(simulation=Simulated())

    results = sarif_log([("Dockerfile", report)])["runs"][0]["results"]

    titles = [f.fix.title for f in report.findings if f.fix is not None]
    described = [r["fixes"][0]["description"]["text"] for r in results if "fixes" in r]
    assert described == [f"{title} (−3 MB)" for title in titles]


# Files


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("Dockerfile", "Dockerfile"),
        ("../a b/Docker#file", "../a%20b/Docker%23file"),
        ("c:x", "c%3Ax"),
        ("/srv/ä/Dockerfile", "file:///srv/%C3%A4/Dockerfile"),
        ("caf\udce9", "caf%E9"),
        ("-", "-"),
    ],
)
def test_path_is_a_uri_that_keeps_every_byte(path, uri):
    (run,) = sarif_log([(path, check("FROM a AS B\n"))])["runs"]

    places = [result["locations"][0]["physicalLocation"] for result in run["results"]]
    assert {place["artifactLocation"]["uri"] for place in places} == {uri}
    assert run["artifacts"] == [{"location": {"uri": uri}, "sourceLanguage": "dockerfile"}]
    assert unquote(uri.removeprefix("file://"), errors="surrogateescape") == path


def test_file_that_is_named_twice_is_one_artifact():
    report = check("FROM a AS B\n")

    (run,) = sarif_log([("x", report), ("x", report)])["runs"]

    assert len(run["artifacts"]) == 1
    assert len(run["results"]) == 2 * len(report.findings)


def test_unreadable_files_are_notifications():
    run = run_of("FROM scratch\n", unreadable={"a b": "a b: is a directory, not a file"})

    assert run["invocations"] == [
        {
            "executionSuccessful": False,
            "toolExecutionNotifications": [
                {
                    "level": "error",
                    "message": {"text": "a b: is a directory, not a file"},
                    "locations": [
                        {"physicalLocation": {"artifactLocation": {"uri": "a%20b"}}},
                    ],
                }
            ],
        }
    ]
    assert run_of("FROM scratch\n")["invocations"] == [
        {"executionSuccessful": True, "toolExecutionNotifications": []}
    ]
