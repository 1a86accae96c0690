"""What a spreadsheet program makes of our files: LibreOffice opens those of the demo shop.

    python benchmarks/spreadsheet.py [FOLDER]

Fills the demo shop (kept in FOLDER, if given, for the next run), plants comments and a carrier that
look like formulas, takes CSV and XLSX of several pages as a signed-in owner does, lets LibreOffice
read them, and compares: no formula anywhere, every letter and number as in our file, the cards of
the first screen as in the workbook. Written to `benchmarks/results/spreadsheet.json`; without
LibreOffice it says so and does nothing.
"""

import asyncio
import csv
import html
import io
import json
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree as ET

import httpx

from admin.access import door, signing_in
from huiyin.app import create_app
from huiyin.settings import load
from models import database
from models.queries import shops, staff

RESULTS = Path(__file__).parent / "results" / "spreadsheet.json"
PAGES = {
    "overview": "/shops/demo?",
    "ship": "/shops/demo/stages/ship?",
    "channels": "/shops/demo/channels?",
    "drivers": "/shops/demo/drivers?period=364d&",
    "health": "/shops/demo/health?",
    "responses": "/shops/demo/responses?",
    "chart": "/shops/demo?chart=journey&",
}
LIVING = (
    "=1+1",
    "+8613",
    "-2-2",
    "@SUM(1)",
    "\t=1+1",
    "＝1+1",
    '=HYPERLINK("http://x.example","x")',
)
CARRIER = "=2+3 快递"
MOST_USED_CARRIER = """
UPDATE shop_order SET carrier = {} WHERE shop_id = {} AND carrier = (
    SELECT carrier FROM shop_order WHERE shop_id = {} AND carrier <> ''
    GROUP BY carrier ORDER BY count(*) DESC, carrier LIMIT 1)
"""
KEY_NUMBERS = "关键数字"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
# Comma, quotation mark, UTF-8, from the first line on; columns as a person opens the file.
READ_CSV = "CSV:44,34,76,1"
MOST_CELLS = 400
MIDNIGHT = " 00:00"  # which the program leaves out of a moment


def main() -> None:
    """Make the files, let the program read them, compare, and write down what was found."""
    program = shutil.which("soffice")
    if program is None:
        print("LibreOffice is not installed: nothing to open the files with, nothing was checked.")
        return
    with TemporaryDirectory() as fresh:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(fresh)
        made = folder / "files"
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(parents=True)
        cards = asyncio.run(take_files(filled(folder), made))
        found = {"program": version(program), "pages": {}, "cards": {}}
        for file in sorted(made.glob("*.*")):
            found["pages"][file.name] = check(file, opened(program, file))
        found["cards"] = compared(cards, opened(program, made / "overview.xlsx"))
    RESULTS.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(found, ensure_ascii=False, indent=1))
    faults = [one for one in found["pages"].values() if one["formulas"] or one["differences"]]
    if faults or not all(one["equal"] for one in found["cards"].values()):
        sys.exit("A file was not read as it was meant.")


def version(program: str) -> str:
    """Return what the program calls itself."""
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    return said.stdout.split(" ", 2)[0] + " " + said.stdout.split()[1]


def filled(folder: Path) -> str:
    """Return the address of a filled demo shop."""
    environment = {**os.environ, "HUIYIN_VAR_DIR": str(folder)}
    command = [str(Path(sys.executable).parent / "huiyin"), "demo", "--no-serve"]
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return f"sqlite:///{folder / 'demo' / 'huiyin.db'}"


async def take_files(address: str, made: Path) -> dict[str, str]:
    """Save every page's files; return the cards of the first screen as they are read."""
    await database.start(address)
    try:
        shop = await shops.by_code("demo")
        await plant(shop.id)
        settings = load({"HUIYIN_VAR_DIR": str(made.parent), "HUIYIN_MAIL": "captured",
                         "HUIYIN_BASE_URL": "http://127.0.0.1"})  # fmt: skip
        transport = httpx.ASGITransport(create_app(settings, manage_database=False))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            now = datetime.now(UTC)
            (owner, *_) = await staff.of_shop(shop.id)
            opened = await signing_in.with_link(await signing_in.new_link(owner.id, now), now)
            client.cookies.set(door.COOKIE_HTTP, opened.token)
            client.headers["accept-language"] = "zh-CN"
            for name, path in PAGES.items():
                for kind in ("csv", "xlsx"):
                    asked = f"as={kind}" if name == "chart" else f"format={kind}"
                    reply = (await client.get(path + asked)).raise_for_status()
                    (made / f"{name}.{kind}").write_bytes(reply.content)
            return cards((await client.get("/shops/demo")).text)
    finally:
        await database.stop()


async def plant(shop_id: int) -> None:
    """Let the newest comments and one carrier begin like formulas."""
    newest = await database.fetch(
        "SELECT id, redacted FROM comment WHERE shop_id = {} AND current AND redacted <> '' "
        "ORDER BY local_day DESC, id DESC LIMIT {}", shop_id, len(LIVING),
    )  # fmt: skip
    for living, row in zip(LIVING, newest, strict=True):
        if not row["redacted"].startswith(living):
            words = f"{living}{row['redacted']}"
            await database.fetch("UPDATE comment SET redacted = {} WHERE id = {}", words, row["id"])
    await database.fetch(MOST_USED_CARRIER, CARRIER, shop_id, shop_id)


def cards(page: str) -> dict[str, str]:
    """Return the numbers of the first screen by their titles."""
    pattern = r'<h2><a href="[^"]*">([^<]+)</a></h2>\s*<p class="value">([^<]+)</p>'
    return {
        html.unescape(title): html.unescape(value) for title, value in re.findall(pattern, page)
    }


def opened(program: str, file: Path) -> list[tuple[str, list[list[str | float]], int]]:
    """Return each sheet as the program read it: its name, its rows, how many formulas."""
    with TemporaryDirectory() as folder:
        command = [program, "--headless", f"-env:UserInstallation=file://{folder}/profile"]
        command += [f"--infilter={READ_CSV}"] if file.suffix == ".csv" else []
        command += ["--convert-to", "fods", "--outdir", folder, str(file)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        root = ET.parse(Path(folder) / f"{file.stem}.fods").getroot()
    return [
        (
            sheet.attrib[f"{TABLE}name"],
            read(sheet),
            sum(f"{TABLE}formula" in cell.attrib for cell in sheet.iter()),
        )
        for sheet in root.iter(f"{TABLE}table")
    ]


def read(sheet: ET.Element) -> list[list[str | float]]:
    """Return the rows of a sheet with their repetitions, blanks at the ends left out."""
    rows: list[list[str | float]] = []
    for row in sheet.iter(f"{TABLE}table-row"):
        cells: list[str | float] = []
        for cell in row.findall(f"{TABLE}table-cell"):
            again = int(cell.attrib.get(f"{TABLE}number-columns-repeated", 1))
            cells += [value(cell)] * min(again, MOST_CELLS)
        while cells and cells[-1] == "":
            cells.pop()
        again = int(row.attrib.get(f"{TABLE}number-rows-repeated", 1))
        rows += [cells] * (again if cells else min(again, 2))
    while rows and not rows[-1]:
        rows.pop()
    return rows


def value(cell: ET.Element) -> str | float:
    """Return a cell's number, day or text."""
    kind = cell.attrib.get(f"{{{OFFICE}}}value-type", "")
    if kind in {"float", "percentage"}:
        return float(cell.attrib[f"{{{OFFICE}}}value"])
    if kind == "date":
        return cell.attrib[f"{{{OFFICE}}}date-value"].replace("T", " ")[:16]
    return "\n".join("".join(spelt(part)) for part in cell.findall(f"{TEXT}p"))


def spelt(part: ET.Element) -> list[str]:
    """Return a paragraph's letters; several blanks and tabs are elements of their own."""
    letters = [part.text or ""]
    for inner in part:
        name = inner.tag.removeprefix(TEXT)
        blanks = {"s": " " * int(inner.attrib.get(f"{TEXT}c", 1)), "tab": "\t"}
        letters += [blanks[name]] if name in blanks else spelt(inner)
        letters.append(inner.tail or "")
    return letters


def check(file: Path, sheets: list[tuple[str, list[list[str | float]], int]]) -> dict[str, object]:
    """Hold what the program read against our own CSV of the same page, cell by cell."""
    wanted = ours(file.with_suffix(".csv"))
    seen = [row for _, rows, _ in sheets for row in rows if row]
    if file.suffix == ".xlsx":  # titles are the sheets' names there
        tables = [rows for _, rows, _ in sheets]
        seen, wanted = [row for rows in tables for row in rows if row], without_titles(wanted)
    wanted = [row for row in wanted if row]
    differing = [
        [mine, theirs] for mine, theirs in zip(wanted, seen, strict=False) if not same(mine, theirs)
    ]
    living = sum(
        isinstance(cell, str) and cell.lstrip("'").startswith((*LIVING, CARRIER))
        for row in seen
        for cell in row
    )
    return {
        "sheets": len(sheets), "rows": len(seen), "cells": sum(map(len, seen)),
        "formulas": sum(n for _, _, n in sheets), "texts_that_look_like_formulas": living,
        "differences": len(differing) + abs(len(wanted) - len(seen)), "first": differing[:1],
    }  # fmt: skip


def ours(file: Path) -> list[list[str]]:
    """Return the rows of our own CSV, blanks at the ends left out."""
    text = file.read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    for row in rows:
        while row and not row[-1]:
            row.pop()
    return rows


def without_titles(rows: list[list[str]]) -> list[list[str]]:
    """Return the rows without the titles, which follow an empty line."""
    return [row for place, row in enumerate(rows) if not place or rows[place - 1]]


def same(mine: list[str], theirs: list[str | float]) -> bool:
    """Say whether two rows hold the same: numbers as numbers, texts letter by letter."""
    return len(mine) == len(theirs) and all(map(alike, mine, theirs))


def alike(mine: str, theirs: str | float) -> bool:
    """Say whether a cell of ours was read as it was meant."""
    if isinstance(theirs, float):
        try:
            return abs(float(mine) - theirs) < 1e-9
        except ValueError:
            return False
    plain = [cell.removeprefix("'").removesuffix(MIDNIGHT) for cell in (mine, theirs)]
    return plain[0] == plain[1]


def compared(shown: dict[str, str], sheets: list[tuple[str, list[list[str | float]], int]]) -> dict:
    """Hold the cards of the first screen against the workbook's key numbers, which begin so."""
    (rows,) = [rows[1 : 1 + len(shown)] for name, rows, _ in sheets if name == KEY_NUMBERS]
    written = ("{0:.2f}", "{0:.1%}", "{0:.1%}", "{1:.1f}")
    return {
        title: {
            "page": said,
            "workbook": row[1],
            "equal": form.format(row[1], 100 * row[1]) == said,
        }
        for (title, said), row, form in zip(shown.items(), rows, written, strict=True)
    }


if __name__ == "__main__":
    main()
