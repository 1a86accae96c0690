"""A second look learns what holds in a shop, and starts from what was seen at first."""

from dataclasses import replace

import numpy as np
import pytest

from nlp.analysis import Analyser
from nlp.artefact import from_bytes, to_bytes
from nlp.experience import (
    GIVEN_FROM,
    OF_RULES,
    Experience,
    Situation,
    classes_named,
    learned_from,
    situation_of,
)
from nlp.reader import Reader
from nlp.rulings import ENOUGH, REFUSED, Fired, consult
from nlp.taxonomy import TAGS

TEXTS = ["发货慢，客服不回", "质量很好", "说好送的赠品没有，退货还不给运费", "一般吧", ""]
N_TAGS = len(TAGS)
rng = np.random.default_rng(7)


def made_up(n: int = 300) -> tuple[Situation, np.ndarray]:
    """Return comments of two tags in a shop where phrases tell the truth and words do not."""
    kinds = rng.integers(0, 4, (n, 2)).astype(np.int8)
    traits = np.hstack([np.full((n, 1), 0.2), rng.normal(size=(n, 3)) / 2])
    labels = np.isin(kinds, (Fired.PHRASE, Fired.BOTH)) ^ (rng.random((n, 2)) < 0.05)
    return Situation(traits, kinds, np.full((n, 2), -0.3), np.ones((n, 2), bool)), labels


def nothing_learned(reader: Reader) -> Experience:
    n_traits = 1 + N_TAGS + 3 * len(reader.analyser.lexicon.names)
    return Experience(np.zeros((n_traits, N_TAGS), np.float32), np.zeros(4, np.float32))


def test_rules_are_trusted_as_far_as_they_hold() -> None:
    learned = learned_from(*made_up()).of_rules
    assert learned[Fired.PHRASE] > 1
    assert learned[Fired.BOTH] > 1
    assert learned[Fired.WORDS] < -1


def test_nobody_s_judgement_teaches_nothing() -> None:
    situation, labels = made_up(8)
    none = np.zeros(8, bool)
    learned = learned_from(situation.taken(none), labels[none])
    assert not learned.of_traits.any()
    assert not learned.of_rules.any()


def test_what_is_learned_is_better_than_anything_near_it() -> None:
    situation, labels = made_up()

    def regret(learned: Experience) -> float:
        odds = situation.odds + situation.traits @ learned.of_traits
        odds += learned.of_rules[situation.kinds]
        loss = (np.logaddexp(0, odds) - labels * odds).sum() + (learned.of_traits**2).sum() / 2
        return float(loss + (learned.of_rules**2).sum() / (2 * OF_RULES))

    best = learned_from(situation, labels)
    for _ in range(20):
        steps = rng.normal(size=best.of_traits.shape) / 50, rng.normal(size=4) / 50
        traits, rules = (step.astype(np.float32) for step in steps)
        near = Experience(best.of_traits + traits, best.of_rules + rules)
        assert regret(best) < regret(near) + 1e-3


def test_refused_and_own_tags_stay_as_they_are(analyser: Analyser) -> None:
    situation, _ = made_up(6)
    closed = replace(situation, is_open=np.zeros((6, 2), bool))
    scores = np.full((6, 3), 0.4, np.float32)
    final = Experience(np.ones((4, 2), np.float32), np.ones(4, np.float32))
    again = final.reconsidered(scores, closed)
    assert (again[:, :2] == REFUSED).all()
    assert (again[:, 2] == scores[:, 2]).all()
    assert classes_named([analyser.analyse("")], analyser.lexicon).sum() == 0


def test_at_first_sight_a_little_less_is_enough(small_reader: Reader) -> None:
    analyses = [small_reader.analyser.analyse(text) for text in TEXTS]
    scores = np.full((len(TEXTS), N_TAGS), ENOUGH, np.float32)
    findings = consult(analyses, N_TAGS)
    classes = classes_named(analyses, small_reader.analyser.lexicon)
    situation = situation_of(scores, scores, findings, classes)
    silent = findings.kinds == Fired.NOTHING
    assert (situation.odds[silent] > GIVEN_FROM).all()
    again = nothing_learned(small_reader).reconsidered(scores, situation)
    assert (again[silent] > ENOUGH).all()
    assert (again[silent] < ENOUGH + 0.06).all()


@pytest.mark.parametrize("trust", [-9.0, 9.0])
def test_a_reader_with_experience_is_stored_with_it(
    trust: float, small_reader: Reader, analyser: Analyser
) -> None:
    learned = replace(nothing_learned(small_reader), of_rules=np.full(4, trust, np.float32))
    reader = replace(small_reader, experience=learned)
    again = from_bytes(to_bytes(reader), analyser)
    assert again.read(TEXTS) == reader.read(TEXTS)
    given = sum(len(reading.tags) for reading in again.read(TEXTS))
    assert given == 0 if trust < 0 else given > 4
    assert from_bytes(to_bytes(small_reader), analyser).experience is None
