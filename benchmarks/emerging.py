"""Plant 20 bursts in a real year of comments: how many are told, and how much else is.

Reads ../shared/real/feedback.csv, which is not part of the project; says so and stops without it.
"""

from __future__ import annotations

import csv
import json
import sys
import tempfile
from pathlib import Path
from random import Random

from nlp.duplicates import near_duplicates
from nlp.emerging import emerging
from nlp.normalise import normalise
from nlp.segment import segmenter

REAL = Path(__file__).parents[2] / "shared" / "real" / "feedback.csv"
RESULT = Path(__file__).parent / "results" / "emerging.json"
MONTHS = [f"2017-{m:02}" for m in range(7, 13)] + [f"2018-{m:02}" for m in range(1, 7)]
EARLIER = 6
SIZES = (6, 8, 10, 12, 15)
BURSTS = (
    "充电口发烫", "快递柜超时收费", "密码锁失灵", "赠品缩水", "运费险失效", "机器人客服绕圈",
    "瓶口漏液", "保温杯掉漆", "优惠券消失", "发票抬头开错", "电池鼓包", "异味熏人", "预售延期",
    "拉链崩开", "定金不退", "外箱泡水", "尺码偏大", "验证码收不到", "签收冒名", "换货被拒",
)  # fmt: skip
FRAMES = ("{x}", "{x}！", "又{x}", "居然{x}", "{x}，无语", "结果{x}了", "一直{x}", "{x}？？")


def read_months() -> dict[str, list[str]]:
    months: dict[str, list[str]] = {}
    with REAL.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["comment"]:
                months.setdefault(row["answered_at"][:7], []).append(row["comment"])
    return months


def without_copies(texts: list[str]) -> list[str]:
    copies = {at for group in near_duplicates(texts) for at in group[1:]}
    return [text for at, text in enumerate(texts) if at not in copies]


def plant(months: dict[str, list[str]], random: Random) -> dict[str, list[str]]:
    """Append each phrase to some comments of one month; return the phrases of every month."""
    planted: dict[str, list[str]] = {month: [] for month in MONTHS}
    for turn, phrase in enumerate(BURSTS):
        month = random.choice(MONTHS)
        for at in random.sample(range(len(months[month])), SIZES[turn % len(SIZES)]):
            months[month][at] += "。" + random.choice(FRAMES).format(x=phrase)
        planted[month].append(phrase)
    return planted


def overlaps(term: str, phrase: str) -> bool:
    pairs = {phrase[i : i + 2] for i in range(len(phrase) - 1)}
    return any(term[i : i + 2] in pairs for i in range(len(term) - 1))


def run(seed: int | None) -> dict[str, object]:
    months = read_months()
    planted = plant(months, Random(seed)) if seed is not None else {m: [] for m in MONTHS}
    with tempfile.TemporaryDirectory() as folder:
        cut = segmenter(Path(folder) / "words")
        words = {
            month: [cut(text) for text in without_copies([normalise(t).text for t in texts])]
            for month, texts in months.items()
        }
    order = sorted(words)
    found, false = 0, dict.fromkeys(("Q1", "Q2", "Q3", "Q4"), 0)
    for place, month in enumerate(MONTHS):
        at = order.index(month)
        told = emerging(words[month], [words[m] for m in order[at - EARLIER : at]])
        found += sum(any(overlaps(t.term, phrase) for t in told) for phrase in planted[month])
        others = [t for t in told if not any(overlaps(t.term, p) for p in planted[month])]
        false[f"Q{place // 3 + 1}"] += len(others)
        if "-v" in sys.argv:
            print(
                month, len(words[month]), [(t.term, t.now, t.before, round(t.q, 4)) for t in told]
            )
    return {
        "seed": seed,
        "planted": len(BURSTS) if seed is not None else 0,
        "found": found,
        "told_besides": false,
    }


def main() -> None:
    if not REAL.exists():
        print("skipped: ../shared/real/feedback.csv is not here")
        return
    results = [run(seed) for seed in (None, *range(11, 21))]
    for result in results:
        print(result)
    print("promised: found >= 18, told_besides <= 2 in each quarter")
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
