"""A small reader of our own QTI packages: what another system would find in them."""

import io
import zipfile
from dataclasses import dataclass
from xml.etree.ElementTree import fromstring, tostring

SPACE = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"
CONTENT = "{http://www.imsglobal.org/xsd/imscp_v1p1}"


@dataclass(frozen=True)
class Found:
    """A question as it comes out: texts are XHTML, answers by their words, shares in per cent."""

    title: str
    stem: str
    options: dict[str, str]
    shares: dict[str, float]
    feedbacks: dict[str, str]
    feedback: str


def files(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def read(data):
    """The questions, in the order of the manifest."""
    found = files(data)
    manifest = fromstring(found["imsmanifest.xml"])
    paths = [one.get("href") for one in manifest.iter(f"{CONTENT}resource")]
    return [question(fromstring(found[path])) for path in paths]


def named(root):
    """The same tree with plain names."""
    for one in root.iter():
        one.tag = one.tag.removeprefix(SPACE)
    return root


def inner(one):
    """What is in an element, as XHTML in a <div>."""
    one.tag, one.tail = "div", None
    one.attrib.clear()
    return tostring(one, encoding="unicode")


def shares_of(root):
    found = {
        entry.get("mapKey"): 100 * float(entry.get("mappedValue"))
        for entry in root.iter("mapEntry")
    }
    for branch in [*root.iter("responseIf"), *root.iter("responseElseIf")]:
        test, score = branch[0], branch[1]
        value = test.findtext("baseValue", "*")
        around = test.get("tolerance", "").split(" ")[0]
        found[f"{value}:{around}" if around else value] = 100 * float(score.findtext("baseValue"))
    return {key: round(share, 4) for key, share in found.items()}


def names_of(root):
    """The answer that a value of FEEDBACK stands for, where answers are typed."""
    found = {}
    for branch in [*root.iter("responseIf"), *root.iter("responseElseIf")]:
        for setting in branch.findall("setOutcomeValue[@identifier='FEEDBACK']"):
            found[setting.findtext("baseValue")] = branch[0].findtext("baseValue", "*")
    return found


def question(root):
    root = named(root)
    shares, names = shares_of(root), names_of(root)
    said = {"FEEDBACK": {}, "GENERAL": {}}
    for modal in root.findall("modalFeedback"):
        outcome, name = modal.get("outcomeIdentifier"), modal.get("identifier")
        said[outcome][names.get(name, name)] = inner(modal)
    choices = [*root.iter("simpleChoice"), *root.iter("simpleAssociableChoice")]
    options = {one.get("identifier"): inner(one) for one in choices}
    stem = inner(root.find("itemBody")[0])
    general = said["GENERAL"].get("shown", "")
    return Found(root.get("title"), stem, options, shares, said["FEEDBACK"], general)
