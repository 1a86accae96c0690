"""How a comment feels as a whole: what is counted of its praise, its blame and its shape.

What its words add is learned together with the weights of these counts (`nlp.training`).
"""

import re
from functools import cache
from math import log1p
from typing import Final

from nlp.analysis import Analysis
from nlp.feeling_words import feelings_of
from nlp.lexicon import Lexicon

POLARITIES: Final = ("negative", "mixed", "positive", "neutral")

COUNTS: Final = (
    "praise",
    "praise denied",
    "blame",
    "blame denied",
    "faults",
    "faults denied",
    "dislikes",
    "contrasts",
    "praise share",
    "log length",
    "praise and blame",
    "exclaims",
    "turns",
    "opens with praise",
    "thanks",
    "goes on",
)
"""What is counted first, in the order of `counts_of`; the words of feeling follow."""


_MILD: Final = re.compile(
    "还可以|还行|还不错|还好(?!意思)|挺好|蛮好|够用|蛮[^,。]{1,3}的"
    "|(?<!不)可以(?:[,。!? ;]|就是)"
    "|没(?:啥|什么|有)?大?(?:问题|毛病)"
    "|(?:其他|其它|别的)都?(?:[挺很还蛮行好]|不错|可以)|[都也](?:[挺很还蛮行好]|不错|可以)"
    "|(?:[挺很真都也蛮]|还|比较|非常|特别)(?:快|好|漂亮|好看|香|甜|新鲜|大气|轻便?|清晰|干净|方便"
    "|热情|舒服|顺畅|流畅|讲究|精致)(?!的?不|吗)",
)
"""Praise in few words, as people give it before they complain: each counts like a praising word."""


def counts_of(analysis: Analysis, lexicon: Lexicon) -> list[float]:
    """Return the counts of one comment: `COUNTS`, then what `feelings_of` counts."""
    kinds = _kinds(lexicon.names)
    tally = dict.fromkeys(COUNTS, 0.0)
    for clause in analysis.clauses:
        for match in clause.matches:
            for kind in {kinds[name] for name in match.classes if name in kinds}:
                denied = match.negated and kind in {"praise", "blame", "faults"}
                tally[f"{kind} denied" if denied else kind] += 1
    mild = [found for found in _MILD.finditer(analysis.text) if analysis.tells(found.start())]
    tally["praise"] += len(mild)
    good = tally["praise"]
    bad = tally["blame"] + tally["faults"] + tally["praise denied"]
    tally["praise share"] = good / (good + bad + 1)
    tally["log length"] = log1p(len(analysis.text))
    tally["praise and blame"] = float(good > 0 and bad > 0)
    tally |= _shape(analysis)
    return [*(log1p(tally[name]) for name in COUNTS), *feelings_of(analysis)]


def _shape(analysis: Analysis) -> dict[str, float]:
    """Return what the outer shape of a comment says of its feeling: each 0 or 1."""
    text = analysis.text
    return {
        "exclaims": float("!" in text),
        "turns": float(any(turn in text for turn in ("但", "就是", "不过"))),
        "opens with praise": float(text.startswith(("不错", "很好", "好"))),
        "thanks": float("谢谢" in text),
        "goes on": float(len(analysis.clauses) > _FEW_CLAUSES),
    }


_FEW_CLAUSES: Final = 3
_BLAME: Final = (
    *("neg_general", "advise_not", "rude", "unskilled", "slow", "ship_slow", "no_reply"),
    *("slow_reply", "pass_around", "unresolved", "promise_broken", "fake", "used", "return_bad"),
    *("refund_bad", "price_bad", "promo_bad", "invoice_bad", "pay_fail", "damage", "pack_bad"),
    *("courier_bad", "lost", "wrong_item", "missing_part", "mismatch", "app_fault", "limited"),
    *("pester_bad", "privacy_bad"),
)


@cache
def _kinds(names: tuple[str, ...]) -> dict[int, str]:
    listed = dict.fromkeys(_BLAME, "blame") | {
        "praise": "praise",
        "taste_dislike": "dislikes",
        "contrast": "contrasts",
        "weak_function": "faults",
    }
    return {
        place: listed.get(name, "faults")
        for place, name in enumerate(names)
        if name in listed or name.startswith("fault_")
    }
