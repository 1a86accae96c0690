"""Many look-ups at once answer like a dictionary."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.features import BETWEEN
from nlp.lookup import ABSENT, Lookup
from nlp.packing import characters, grams, packed, symbols_of, unpacked

KEYS = st.lists(st.integers(0, 2**64 - 1), unique=True, max_size=60)


@given(keys=KEYS, others=KEYS)
def test_it_answers_like_a_dictionary(keys: list[int], others: list[int]) -> None:
    places = {key: place for place, key in enumerate(keys)}
    wanted = [*others, *keys[::-1]]
    found = Lookup.of(np.array(keys, np.uint64)).find(np.array(wanted, np.uint64))
    assert found.tolist() == [places.get(key, ABSENT) for key in wanted]


@given(keys=KEYS)
def test_the_keys_come_back_in_their_order(keys: list[int]) -> None:
    lookup = Lookup.of(np.array(keys, np.uint64))
    assert lookup.in_order().tolist() == keys
    assert len(lookup) == len(keys)


@pytest.mark.parametrize(
    ("block", "keys"),
    [
        ("characters", ["慢", "很慢", "太慢了", "😡", "\U0010ffff" * 3]),
        ("words", ["发货", f"发货{BETWEEN}慢", f" {BETWEEN}2"]),
        ("phrases", [f"praise{BETWEEN} {BETWEEN}2", "FAULT", f"praise{BETWEEN}FAULT"]),
        ("classes", [0, 7, 134_070]),
    ],
)
def test_what_is_packed_can_be_unpacked(block: str, keys: list[str | int]) -> None:
    symbols = symbols_of(keys)
    numbers = packed(block, keys, symbols)
    assert unpacked(block, numbers, symbols) == keys
    assert len({*numbers.tolist()}) == len(keys)


def test_no_feature_reaches_from_one_text_into_the_next() -> None:
    (singles, pairs, triples) = grams("characters", characters(["很慢", "", "太慢了"]), 3)
    found = {*singles.tolist(), *pairs.tolist(), *triples.tolist()}
    symbols: dict[str, int] = {}
    assert {*packed("characters", ["很慢", "太慢了", "慢了"], symbols).tolist()} <= found
    assert not {*packed("characters", ["慢太", "很慢太", "慢太慢"], symbols).tolist()} & found
