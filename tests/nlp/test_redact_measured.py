"""The promised shares: 2,000 planted details found, clean comments left alone."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from nlp.redact import redact
from tests.nlp.planting import Planted, plant

SEED = 20241111
CORPUS = Path(__file__).parents[2] / "nlp" / "data" / "corpus"


def _is_hidden(planted: Planted) -> bool:
    """Return whether every letter and digit of the detail lies under a mark."""
    spans = redact(planted.text).spans
    return all(
        any(mark.start <= at < mark.end for mark in spans)
        for at in range(planted.start, planted.end)
        if planted.text[at].isalnum()
    )


@pytest.mark.parametrize(("disguised", "promised"), [(False, 0.995), (True, 0.97)])
def test_planted_details_are_found(disguised: bool, promised: float) -> None:  # noqa: FBT001
    planted = list(plant(Random(SEED), 2_000, disguised=disguised))
    missed = [comment for comment in planted if not _is_hidden(comment)]
    assert 1 - len(missed) / len(planted) >= promised, missed[:5]


@pytest.mark.parametrize("kind", sorted({p.kind for p in plant(Random(SEED), 24, disguised=False)}))
def test_no_kind_is_left_behind_by_the_others(kind: str) -> None:
    """A high total must not hide one kind that is always missed."""
    for disguised, promised in ((False, 0.98), (True, 0.90)):
        planted = [p for p in plant(Random(SEED), 2_000, disguised=disguised) if p.kind == kind]
        assert sum(map(_is_hidden, planted)) / len(planted) >= promised


def test_clean_comments_are_left_alone() -> None:
    """At most 0.5 % of a thousand comments without details are touched."""
    files = sorted(CORPUS.glob("*.jsonl"))
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    clean = [json.loads(line)["text"] for line in Random(SEED).sample(lines, 1_000)]
    touched = [comment for comment in clean if redact(comment).spans]
    assert len(touched) / len(clean) <= 0.005, touched[:5]
