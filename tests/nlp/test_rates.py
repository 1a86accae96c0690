"""The base reader's measured rates travel with the project."""

from nlp import FoundTag, Reading
from nlp.corpus import Labelled
from nlp.rates import TagRates, committed_rates, rates_of
from nlp.taxonomy import TAGS


def test_every_tag_has_committed_rates() -> None:
    rates = committed_rates()
    assert list(rates) == list(TAGS)
    for tag in rates.values():
        assert 0 <= tag.found <= min(tag.positives, tag.said)
        assert 0 <= tag.left_alone <= tag.negatives
        assert 0 <= tag.precision <= 1
        assert 0 <= tag.recall <= 1


def test_rates_are_counted_from_labels_and_readings() -> None:
    rows = [
        Labelled("…", frozenset({"rude_staff"}), "negative", stratum="keyword"),
        Labelled("…", frozenset(), "positive", stratum="random_pos"),
        Labelled("…", frozenset(), "negative", stratum="keyword"),
    ]
    rude = Reading("read", "negative", 0.9, (FoundTag("rude_staff", 0.9, 0, 1),))
    silent = Reading("read", "positive", 0.9)
    rates = rates_of(rows, [rude, silent, rude])
    assert rates["rude_staff"] == TagRates(1, 1, 1, 1, 2)
    assert rates["rude_staff"].precision == 0.5
