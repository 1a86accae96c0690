"""A workbook read back with nothing but zip and XML, as its format says."""

import io
import re
import zipfile
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
LETTERS = re.compile(r"[A-Z]+")


@dataclass
class Read:
    """One sheet: its cells by row, what is behind each, and its own XML."""

    rows: list[list[str | float | None]] = field(default_factory=list)
    formats: dict[str, str] = field(default_factory=dict)
    xml: str = ""


def read(file: bytes) -> dict[str, Read]:
    """Return the sheets of a workbook by name, in their order."""
    with zipfile.ZipFile(io.BytesIO(file)) as book:
        shared = _shared(book)
        formats = _formats(book)
        targets = {
            one.attrib["Id"]: one.attrib["Target"]
            for one in ET.fromstring(book.read("xl/_rels/workbook.xml.rels"))
        }
        sheets = ET.fromstring(book.read("xl/workbook.xml")).iter(f"{MAIN}sheet")
        return {
            sheet.attrib["name"]: _sheet(
                book.read(f"xl/{targets[sheet.attrib[RELATION]]}").decode(), shared, formats
            )
            for sheet in sheets
        }


def _sheet(xml: str, shared: list[str], formats: list[str]) -> Read:
    found = Read(xml=xml)
    for row in ET.fromstring(xml).iter(f"{MAIN}row"):
        number = int(row.attrib["r"])
        found.rows += [[] for _ in range(number - len(found.rows))]
        for cell in row.iter(f"{MAIN}c"):
            place = _place(cell.attrib["r"])
            line = found.rows[number - 1]
            line += [None] * (place + 1 - len(line))
            line[place] = _value(cell, shared)
            found.formats[cell.attrib["r"]] = formats[int(cell.attrib.get("s", 0))]
    return found


def _place(reference: str) -> int:
    letters = LETTERS.match(reference)
    assert letters is not None
    place = 0
    for letter in letters[0]:
        place = place * 26 + ord(letter) - 64
    return place - 1


def _value(cell: ET.Element, shared: list[str]) -> str | float | None:
    assert cell.find(f"{MAIN}f") is None, "a formula"
    kind = cell.attrib.get("t", "n")
    if kind == "inlineStr":
        return "".join(cell.itertext())
    value = cell.find(f"{MAIN}v")
    if value is None or value.text is None:
        return None
    return shared[int(value.text)] if kind == "s" else float(value.text)


def _shared(book: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    return ["".join(one.itertext()) for one in ET.fromstring(book.read("xl/sharedStrings.xml"))]


def _formats(book: zipfile.ZipFile) -> list[str]:
    """Return for each cell style its number format, and "quoted" where it is kept a text."""
    styles = ET.fromstring(book.read("xl/styles.xml"))
    named = {
        one.attrib["numFmtId"]: one.attrib["formatCode"] for one in styles.iter(f"{MAIN}numFmt")
    }
    cells = styles.find(f"{MAIN}cellXfs")
    assert cells is not None
    return [
        "quoted" if one.attrib.get("quotePrefix") == "1"
        else named.get(one.attrib["numFmtId"], one.attrib["numFmtId"])
        for one in cells
    ]  # fmt: skip
