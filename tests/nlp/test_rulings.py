"""What rules add to a score, and what gates take away."""

import numpy as np
import pytest

from nlp.analysis import Analyser
from nlp.normalise import normalise
from nlp.rulings import COMPLAINT_GATE, REFUSED, RULE_BONUS, Fired, consult, rule
from nlp.taxonomy import TAGS

RUDE = list(TAGS).index("rude_staff")


def ruled(text: str, analyser: Analyser, anything: float = 1.0) -> tuple[Fired, float]:
    """Return what of the rule of rude staff fired, and the score of a model that says 0."""
    findings = consult([analyser.analyse(normalise(text).text)], len(TAGS))
    scores = np.zeros((1, len(TAGS)), np.float32)
    final = rule(scores, np.array([anything], np.float32), findings)
    return Fired(findings.kinds[0, RUDE]), float(final[0, RUDE])


def test_the_surer_the_rule_the_more_it_adds() -> None:
    assert (np.diff(RULE_BONUS) > 0).all()
    assert len(RULE_BONUS) == len(Fired)


@pytest.mark.parametrize("text", ["客服态度恶劣", "客服爱理不理", "快递很快"])
def test_a_rule_adds_by_what_of_it_fired(text: str, analyser: Analyser) -> None:
    fired, score = ruled(text, analyser)
    assert score == pytest.approx(RULE_BONUS[fired])


def test_what_does_not_complain_gets_no_tag_however_a_rule_fires(analyser: Analyser) -> None:
    assert ruled("客服态度恶劣", analyser, anything=COMPLAINT_GATE - 1)[1] == REFUSED
