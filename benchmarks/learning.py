"""What a shop's corrections are worth: learned, refused, measured, and history read again.

Corrections go the way a manager's do: comments are imported and read, verdicts are set, a lesson is
held. Labelled comments are in ../shared/gold/dev.jsonl, which is not part of the project; without
it only the speed of reading again is measured. Name parts to run only those.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

from admin.measures.tag_shares import ReaderError, tag_share
from feedback.answers.jobs import read_waiting_comments
from huiyin import retag as again
from huiyin.learning import learn_shop
from huiyin.reader import ShopReaders
from models import database
from models.choices import Verdict
from models.queries import imported_answers, shops, tags
from models.queries.imported_answers import ImportedAnswer
from models.queries.reader_models import artefact
from nlp.artefact import from_bytes, load_or_fit, manifest_of
from nlp.corpus import corpus, read_labelled
from nlp.rates import committed_rates, rates_of
from nlp.taxonomy import TAGS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nlp import Reading
    from nlp.corpus import Labelled
    from nlp.rates import TagRates
    from nlp.reader import Reader

ROOT = Path(__file__).parents[1]
GOLD = ROOT.parent / "shared" / "gold" / "dev.jsonl"
RESULT = Path(__file__).parent / "results" / "learning.json"
CACHE = ROOT / ".pytest_cache" / "d" / "reader"
NOW = datetime(2026, 11, 21, 19, 0, tzinfo=UTC)
GIVEN = 400
SPLITS = (1, 2, 3)
# Kinds of error were studied, and rules written, on the even rows; odd ones were never looked at.
EVEN_FIRST = np.concatenate([np.arange(0, 800, 2), np.arange(1, 800, 2)])
DRAWS = 2_000
STAFF = 1
OWN = "install_service"
MENTIONS = re.compile("安装")
# They name installing and do not complain of it: subsidies, software, praise, mere mention.
NO_COMPLAINT = frozenset((
    "r0114", "r2371", "r0075", "r0863", "r0974", "r2154", "r1765", "r1980",
    "r0703", "r1365", "r1836", "r1569", "r1148", "r1355", "r1343", "r1743",
    "r0042", "r1036", "r1732", "r0374", "r1173", "r1905", "r0225",
))  # fmt: skip
AGAIN = 19_000

Labels = dict[str, frozenset[str]]


async def imported(code: str, rows: list[Labelled]) -> int:
    """Found a shop whose shoppers wrote `rows`."""
    shop_id = await shops.add(code, code, "Asia/Shanghai", "zh-Hans", "existing_customer", NOW)
    shop = await shops.by_id(shop_id)
    assert shop is not None
    answers = [ImportedAnswer(row.id, "", None, row.text, NOW) for row in rows]
    for first in range(0, len(answers), 500):
        chunk = answers[first : first + 500]
        await database.write(imported_answers.store_imported(shop_id, shop.zone, chunk))
    return shop_id


async def judge(shop_id: int, labels: Labels, codes: frozenset[str] | None = None) -> int:
    """Judge comments as a manager does: whole, or on some `codes` alone; return how many."""
    found = await database.fetch(
        "SELECT c.id, a.feedback_ref FROM comment c JOIN answer a ON a.id = c.answer "
        "WHERE c.shop_id = {}",
        shop_id,
    )
    judged = [row for row in found if row["feedback_ref"] in labels]
    for row in judged:
        true = labels[row["feedback_ref"]]
        given = {tag.code for tag in await tags.of_comment(shop_id, row["id"])}
        for code in sorted(true ^ given if codes is None else codes):
            verdict = Verdict.PRESENT if code in true else Verdict.ABSENT
            await tags.set_verdict(shop_id, row["id"], code, verdict, STAFF, NOW)
        if codes is None:
            await tags.judge_whole(shop_id, row["id"], STAFF, NOW)
    return len(judged)


async def lesson(shop_id: int, base: Reader) -> tuple[Reader, dict[str, object]]:
    """Hold a lesson as every night; return the candidate and what was measured."""
    shop = await shops.by_id(shop_id)
    assert shop is not None
    started = time.monotonic()
    version = await learn_shop(shop, NOW, CACHE)
    seconds = round(time.monotonic() - started)
    stored = await artefact(shop_id, version.version)
    told = {"promoted": version.active, "note": version.note, "seconds": seconds}
    metrics = manifest_of(stored)["metrics"]
    assert isinstance(metrics, dict)
    return from_bytes(stored, base.analyser), {**told, "held_out": metrics["figures"]}


async def given_to(code: str, rows: list[Labelled], base: Reader) -> int:
    shop_id = await imported(code, rows)
    readers = ShopReaders(lambda: base, lambda: NOW)
    while await read_waiting_comments(NOW, readers, 256):
        pass
    return shop_id


async def corrections(rows: list[Labelled], base: Reader) -> dict[str, object]:
    """Micro-F1 of rows nobody corrected, before and after corrections of the others."""
    told: dict[str, dict[str, object]] = {}
    for name, order in (("even_to_odd", EVEN_FIRST), *random_orders(len(rows))):
        ours, others = ([rows[at] for at in part] for part in (order[:GIVEN], order[GIVEN:]))
        shop_id = await given_to(name, ours, base)
        judged = await judge(shop_id, {row.id: row.tags for row in ours})
        own, outcome = await lesson(shop_id, base)
        after = paired(others, base, own)
        served = after["gain"] if outcome["promoted"] else 0.0  # a refused one reads nothing
        told[name] = {"judged": judged, **outcome, **after, "gain_as_served": served}
        print(json.dumps(told[name], indent=1), file=sys.stderr)
    means = {
        f"mean_{what}_of_random_splits": float(
            np.mean([float(str(told[name][what])) for name, _ in random_orders(len(rows))])
        )
        for what in ("gain", "gain_as_served")
    }
    return {"splits": told, **means}


def random_orders(n: int) -> list[tuple[str, np.ndarray]]:
    return [(f"random_{seed}", np.random.default_rng(seed).permutation(n)) for seed in SPLITS]


def paired(rows: list[Labelled], before: Reader, after: Reader) -> dict[str, object]:
    """Return both micro-F1 and the gain with its paired bootstrap interval."""
    sums = np.array([[counts(rows, reader) for reader in (before, after)]])[0]
    draws = np.random.default_rng(0).multinomial(len(rows), [1 / len(rows)] * len(rows), DRAWS)
    spread = [f1(draws @ side) for side in sums]
    low, high = np.quantile(spread[1] - spread[0], (0.025, 0.975))
    was, now = (float(f1(side.sum(0))) for side in sums)
    return {"before": was, "after": now, "gain": now - was, "low": float(low), "high": float(high)}


def counts(rows: list[Labelled], reader: Reader) -> list[tuple[int, int]]:
    """Return, per comment, right tags, and tags given plus tags that should be."""
    readings = reader.read([row.text for row in rows])
    said = [{tag.code for tag in reading.tags} & TAGS.keys() for reading in readings]
    pairs = zip(rows, said, strict=True)
    return [(len(row.tags & tags), len(row.tags) + len(tags)) for row, tags in pairs]


def f1(sums: np.ndarray) -> np.ndarray:
    return 2 * sums[..., 0] / np.maximum(sums[..., 1], 1)


async def own_tag(rows: list[Labelled], base: Reader) -> dict[str, object]:
    """Teach a tag of the shop's own on half of the comments, and let it read the other half."""
    mention = [row for row in rows if MENTIONS.search(row.text)]
    true = [row for row in mention if row.id not in NO_COMPLAINT]
    false = [row for row in mention if row.id in NO_COMPLAINT]
    rest = [row for row in rows if row not in mention]
    Random(1).shuffle(rest)
    chosen = [(row, True) for row in true]
    chosen += [(row, False) for row in (false + rest)[: len(true)]]
    Random(2).shuffle(chosen)
    taught, asked = chosen[::2], chosen[1::2]
    shop_id = await given_to("own-tag", [row for row, _ in taught], base)
    said = {row.id: frozenset({OWN}) if has else frozenset[str]() for row, has in taught}
    await judge(shop_id, said, frozenset({OWN}))
    own, outcome = await lesson(shop_id, base)
    readings = own.read([row.text for row, _ in asked])
    given = np.array([OWN in {tag.code for tag in one.tags} for one in readings])
    wanted = np.array([has for _, has in asked])
    hits = int((given & wanted).sum())
    return {
        "positives": len(true), "near_misses": len(false), "taught": len(taught), **outcome,
        "precision": hits / max(1, int(given.sum())), "recall": hits / int(wanted.sum()),
        "f1": 2 * hits / (int(given.sum()) + int(wanted.sum())),
    }  # fmt: skip


async def poisoned(rows: list[Labelled], base: Reader) -> dict[str, object]:
    """Labels dealt out to the wrong comments must teach nothing."""
    order = np.random.default_rng(SPLITS[0]).permutation(len(rows))[:GIVEN]
    ours = [rows[at] for at in order]
    labels = [row.tags for row in ours]
    Random(3).shuffle(labels)
    shop_id = await given_to("poisoned", ours, base)
    await judge(shop_id, {row.id: tags for row, tags in zip(ours, labels, strict=True)})
    _, outcome = await lesson(shop_id, base)
    return outcome


def shares(rows: list[Labelled], base: Reader) -> dict[str, object]:
    """Errors of raw and corrected shares on random rows, the reader judged on the other half."""
    readings = base.read([row.text for row in rows])
    halves = np.random.default_rng(0).permutation(len(rows)) % 2
    told: dict[str, object] = {}
    for half in (0, 1):
        judged = [at for at in range(len(rows)) if halves[at] != half]
        rates = rates_of([rows[at] for at in judged], [readings[at] for at in judged])
        told[f"half_{half}"] = share_errors(
            rows, readings, rates, set(np.flatnonzero(halves == half))
        )
    told["committed_rates"] = share_errors(rows, readings, committed_rates(), set(range(len(rows))))
    return told


def share_errors(
    rows: list[Labelled], readings: list[Reading], rates: Mapping[str, TagRates], places: set[int]
) -> dict[str, float]:
    drawn = [at for at in sorted(places) if rows[at].stratum.startswith("random")]
    raw, mended, covered, withheld = [], [], 0, 0
    for code in TAGS:
        true = sum(code in rows[at].tags for at in drawn) / len(drawn)
        tagged = sum(code in {tag.code for tag in readings[at].tags} for at in drawn)
        one = rates[code]
        error = ReaderError(one.found, one.positives, one.left_alone, one.negatives)
        found = tag_share(tagged, len(drawn), error)
        raw.append(abs(tagged / len(drawn) - true))
        estimate = found.corrected
        withheld += estimate.value is None
        mended.append(raw[-1] if estimate.value is None else abs(estimate.value - true))
        covered += estimate.low is not None and estimate.low <= true <= estimate.high
    return {
        "comments": len(drawn), "raw_error_points": 100 * float(np.mean(raw)),
        "corrected_error_points": 100 * float(np.mean(mended)),
        "covered_of_27": covered, "withheld": withheld,
    }  # fmt: skip


async def speed(base: Reader) -> dict[str, object]:
    """Comments read again per second, the start of the processes included."""
    rows = [replace(row, id=str(at)) for at, row in enumerate(corpus()[:AGAIN])]
    shop_id = await imported("again", rows)
    told: dict[str, object] = {"comments": AGAIN}
    for processes in (1, 2):
        await database.fetch(
            "UPDATE comment SET reading = 'read', model_version = 'old' WHERE shop_id = {}", shop_id
        )
        source = await again.source_for(shop_id, CACHE)
        started = time.monotonic()
        await again.retag(shop_id, source, lambda: NOW, processes=processes)
        told[f"per_second_{processes}"] = round(AGAIN / (time.monotonic() - started))
    started = time.monotonic()
    base.read([row.text for row in rows])
    told["reading_alone_per_second"] = round(AGAIN / (time.monotonic() - started))
    return told


async def measure(wanted: set[str]) -> dict[str, object]:
    base = load_or_fit(CACHE, lambda doing, _: print(doing, file=sys.stderr))
    told: dict[str, object] = {}
    if "speed" in wanted:
        told["retag"] = await speed(base)
    if not GOLD.exists():
        print(f"{GOLD} is not there: corrections and shares are not measured", file=sys.stderr)
        return told
    rows = list(read_labelled(GOLD.read_text(encoding="utf-8").splitlines(), GOLD.name))
    if "shares" in wanted:
        told["shares"] = shares(rows, base)
    for name, part in (("own_tag", own_tag), ("poisoned", poisoned), ("corrections", corrections)):
        if name in wanted:
            told[name] = await part(rows, base)
            print(json.dumps(told[name], indent=1), file=sys.stderr)
    return told


async def main() -> None:
    every = {"speed", "shares", "own_tag", "poisoned", "corrections"}
    wanted = set(sys.argv[1:]) or every
    with TemporaryDirectory() as folder:
        await database.start(f"sqlite:///{folder}/bench.db")
        try:
            await database.migrate()
            told = await measure(wanted)
        finally:
            await database.stop()
    known = json.loads(RESULT.read_text()) if RESULT.exists() else {}
    RESULT.write_text(json.dumps(known | told, indent=1) + "\n")
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    asyncio.run(main())
