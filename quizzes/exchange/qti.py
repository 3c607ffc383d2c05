"""QTI 2.1, the standard of assessment systems: a package with a file a question, written only.

Element names and their order are those of the standard's schema. No part is generated on the other
side: what is said to an answer stands in the file as modal feedback, by the answer's identifier.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element, indent, tostring

from quizzes.exchange.items import NO_XML, RIGHT, Item, Kind, Number, Option, Text, percent_text
from quizzes.exchange.markup import marked

ITEM = "http://www.imsglobal.org/xsd/imsqti_v2p1"
ITEM_SCHEMA = f"{ITEM} http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd"
CONTENT = "http://www.imsglobal.org/xsd/imscp_v1p1"
CONTENT_SCHEMA = f"{CONTENT} http://www.imsglobal.org/xsd/qti/qtiv2p1/qtiv2p1_imscpv1p2_v1p0.xsd"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
EPOCH = (1980, 1, 1, 0, 0, 0)  # the same items make the same file
NO_NAME = re.compile(r"[^A-Za-z0-9_-]+")
CHOICES = (Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE)
LONGEST_NAME = 80


@dataclass(frozen=True)
class Parts:
    """What an item has besides its frame. `feedbacks` are by the value of FEEDBACK."""

    declaration: Element
    body: list[Element]
    scoring: list[Element]
    feedbacks: dict[str, Text]


def package(items: Iterable[Item]) -> bytes:
    """A zip with imsmanifest.xml and items/<identifier>.xml."""
    named = by_name(items)
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        put(archive, "imsmanifest.xml", manifest(named))
        for name, item in named.items():
            put(archive, f"items/{name}.xml", assessment_item(item, name))
    return output.getvalue()


def put(archive: zipfile.ZipFile, path: str, root: Element) -> None:
    text = tostring(root, encoding="utf-8", xml_declaration=True)
    archive.writestr(zipfile.ZipInfo(path, EPOCH), text, zipfile.ZIP_DEFLATED)


def by_name(items: Iterable[Item]) -> dict[str, Item]:
    """The items by identifiers that are also safe names of files."""
    found: dict[str, Item] = {}
    for item in items:
        said = NO_NAME.sub("-", item.id or item.title).strip("-")[:LONGEST_NAME]
        name = said if said[:1].isalpha() else f"q-{said or 'question'}"
        number, first = 2, name
        while name.casefold() in found:  # there are file systems without capitals
            name, number = f"{first}-{number}", number + 1
        found[name.casefold()] = replace(item, id=name)
    return {item.id: item for item in found.values()}


def element(tag: str, *inner: Element | str, **attributes: str) -> Element:
    made = Element(tag, attributes)
    for one in inner:
        if isinstance(one, str):
            made.text = NO_XML.sub("\N{REPLACEMENT CHARACTER}", one)
        else:
            made.append(one)
    return made


def manifest(named: dict[str, Item]) -> Element:
    root = element(
        "manifest",
        element(
            "metadata",
            element("schema", "QTIv2.1 Package"),
            element("schemaversion", "1.0.0"),
        ),
        element("organizations"),
        element("resources", *(resource(name) for name in named)),
        identifier="MANIFEST-questions",
    )
    schema(root, CONTENT, CONTENT_SCHEMA)
    indent(root)
    return root


def resource(name: str) -> Element:
    path = f"items/{name}.xml"
    type_ = "imsqti_item_xmlv2p1"
    file = element("file", href=path)
    return element("resource", file, identifier=f"RES-{name}", type=type_, href=path)


def schema(root: Element, space: str, location: str) -> None:
    root.set("xmlns", space)
    root.set("xmlns:xsi", INSTANCE)
    root.set("xsi:schemaLocation", location)


def assessment_item(item: Item, name: str) -> Element:
    parts = parts_of(item)
    root = element("assessmentItem", identifier=name, title=one_line(item.title or name))
    root.set("adaptive", "false")
    root.set("timeDependent", "false")
    schema(root, ITEM, ITEM_SCHEMA)
    if item.kind != Kind.DESCRIPTION:
        root.append(parts.declaration)
    root.append(outcome("SCORE", "float", element("defaultValue", element("value", "0"))))
    if parts.feedbacks:
        is_several = item.kind == Kind.MULTIPLE
        root.append(outcome("FEEDBACK", "identifier", is_several=is_several))
    if item.feedback:
        root.append(outcome("GENERAL", "identifier"))
    root.append(element("itemBody", holding("div", item.stem), *parts.body))
    rules = [*parts.scoring]
    if item.feedback:
        rules.append(setting("GENERAL", value("identifier", "shown")))
    if rules:
        root.append(element("responseProcessing", *rules))
    root.extend(modal("FEEDBACK", name, text) for name, text in parts.feedbacks.items())
    if item.feedback:
        root.append(modal("GENERAL", "shown", item.feedback))
    return root


def one_line(said: str) -> str:
    return NO_XML.sub(" ", " ".join(said.split()))


def outcome(name: str, type_: str, *inner: Element, is_several: bool = False) -> Element:
    several = "multiple" if is_several else "single"
    return element(
        "outcomeDeclaration", *inner, identifier=name, cardinality=several, baseType=type_
    )


def holding(tag: str, text: Text, **attributes: str) -> Element:
    """An element with the text in it."""
    root = marked(text).root
    root.tag = tag
    for name, said in attributes.items():
        root.set(name, said)
    return root


def modal(outcome_name: str, name: str, text: Text) -> Element:
    attributes = {"outcomeIdentifier": outcome_name, "identifier": name, "showHide": "show"}
    return holding("modalFeedback", text, **attributes)


def value(type_: str, said: str) -> Element:
    return element("baseValue", said, baseType=type_)


def setting(name: str, expression: Element) -> Element:
    return element("setOutcomeValue", expression, identifier=name)


def variable(name: str) -> Element:
    return element("variable", identifier=name)


def parts_of(item: Item) -> Parts:
    if item.kind in CHOICES:
        return choice(item)
    if item.kind == Kind.SHORT:
        return short(item)
    if item.kind == Kind.NUMERIC:
        return numeric(item)
    if item.kind == Kind.MATCHING:
        return matching(item)
    body = [element("extendedTextInteraction", responseIdentifier="RESPONSE", expectedLines="10")]
    is_asked = item.kind == Kind.ESSAY
    return Parts(declaration("single", "string", [], []), body if is_asked else [], [], {})


def declaration(
    cardinality: str, type_: str, right: Iterable[str], mapped: Iterable[tuple[str, float]]
) -> Element:
    """What is asked for: the answer that is right, and what each answer is worth in per cent."""
    made = element("responseDeclaration", identifier="RESPONSE")
    made.set("cardinality", cardinality)
    made.set("baseType", type_)
    values = [element("value", said) for said in right]
    if values:
        made.append(element("correctResponse", *values))
    entries = [
        element("mapEntry", mapKey=key, mappedValue=percent_text(percent / 100) or "0")
        for key, percent in mapped
    ]
    if entries:
        made.append(element("mapping", *entries, lowerBound="0", upperBound="1", defaultValue="0"))
    return made


def mapped_score() -> Element:
    return setting("SCORE", element("mapResponse", identifier="RESPONSE"))


def choice(item: Item) -> Parts:
    named = {f"A{number}": option for number, option in enumerate(options_of(item), start=1)}
    is_several = item.kind == Kind.MULTIPLE
    right = [name for name, option in named.items() if option.percent > 0]
    if not is_several:
        right = sorted(right, key=lambda name: -named[name].percent)[:1]
    shares = [(name, option.percent) for name, option in named.items()]
    cardinality = "multiple" if is_several else "single"
    interaction = element("choiceInteraction", responseIdentifier="RESPONSE")
    interaction.set("shuffle", str(item.kind != Kind.TRUE_FALSE).lower())
    interaction.set("maxChoices", "0" if is_several else "1")
    interaction.extend(
        holding("simpleChoice", option.text, identifier=name) for name, option in named.items()
    )
    feedbacks = {name: option.feedback for name, option in named.items() if option.feedback}
    scoring = [mapped_score()]
    if feedbacks:
        scoring.append(setting("FEEDBACK", variable("RESPONSE")))
    declared = declaration(cardinality, "identifier", right, shares)
    return Parts(declared, [interaction], scoring, feedbacks)


def options_of(item: Item) -> Iterator[Option]:
    yield from item.options
    for is_true in (True, False) if item.truth else ():
        is_right = item.truth is not None and item.truth.is_true == is_true
        said = (item.truth.right if is_right else item.truth.wrong) if item.truth else None
        yield Option(Text(str(is_true)), RIGHT if is_right else 0.0, said)


def short(item: Item) -> Parts:
    words = {f"A{number}": plain(option.text) for number, option in enumerate(item.options, 1)}
    named = {f"A{number}": option for number, option in enumerate(item.options, start=1)}
    right = [words[name] for name, option in named.items() if option.percent > 0][:1]
    shares = {name: option.percent for name, option in named.items()}
    feedbacks = {name: option.feedback for name, option in named.items() if option.feedback}
    tests = {
        name: element(
            "stringMatch", variable("RESPONSE"), value("string", said), caseSensitive="false"
        )
        for name, said in words.items()
    }
    scoring = [conditions(tests, shares, feedbacks)]
    return Parts(declaration("single", "string", right, []), [entry()], scoring, feedbacks)


def numeric(item: Item) -> Parts:
    named = {f"A{number}": one for number, one in enumerate(item.numbers, start=1)}
    right = [str(one.value) for one in item.numbers if one.value is not None and one.percent > 0]
    shares = {name: one.percent for name, one in named.items()}
    feedbacks = {name: one.feedback for name, one in named.items() if one.feedback}
    # Any other number is tested last, whatever its place among the answers.
    ordered = sorted(named.items(), key=lambda one: one[1].value is None)
    tests = {name: number_test(one) for name, one in ordered}
    scoring = [conditions(tests, shares, feedbacks)]
    return Parts(declaration("single", "float", right[:1], []), [entry()], scoring, feedbacks)


def number_test(number: Number) -> Element:
    if number.value is None:
        return element("not", element("isNull", variable("RESPONSE")))
    test = element("equal", variable("RESPONSE"), value("float", str(number.value)))
    if number.tolerance:
        test.set("toleranceMode", "absolute")
        test.set("tolerance", f"{number.tolerance} {number.tolerance}")
    else:
        test.set("toleranceMode", "exact")
    return test


def conditions(
    tests: dict[str, Element], shares: dict[str, float], feedbacks: dict[str, Text]
) -> Element:
    """The first test that holds gives the score and the feedback."""
    made = element("responseCondition")
    for number, (name, test) in enumerate(tests.items()):
        branch = element("responseElseIf" if number else "responseIf", test)
        score = percent_text(max(shares[name], 0.0) / 100) or "0"
        branch.append(setting("SCORE", value("float", score)))
        if name in feedbacks:
            branch.append(setting("FEEDBACK", value("identifier", name)))
        made.append(branch)
    return made


def entry() -> Element:
    return element("p", element("textEntryInteraction", responseIdentifier="RESPONSE"))


def matching(item: Item) -> Parts:
    rights = {pair.right: "" for pair in item.pairs}
    rights = {right: f"R{number}" for number, right in enumerate(rights, start=1)}
    lefts = [pair for pair in item.pairs if pair.left.text]
    pairs = [f"L{number} {rights[pair.right]}" for number, pair in enumerate(lefts, start=1)]
    first = element("simpleMatchSet")
    for number, pair in enumerate(lefts, start=1):
        choice_ = holding("simpleAssociableChoice", pair.left, identifier=f"L{number}")
        choice_.set("matchMax", "1")
        first.append(choice_)
    second = element("simpleMatchSet")
    for right, name in rights.items():
        second.append(
            element("simpleAssociableChoice", one_line(right), identifier=name, matchMax="0")
        )
    interaction = element("matchInteraction", first, second, responseIdentifier="RESPONSE")
    interaction.set("shuffle", "true")
    interaction.set("maxAssociations", str(len(lefts)))
    shares = [(pair, RIGHT / len(pairs)) for pair in pairs]
    declared = declaration("multiple", "directedPair", pairs, shares)
    return Parts(declared, [interaction], [mapped_score()], {})


def plain(text: Text) -> str:
    return one_line("".join(marked(text).root.itertext()))
