"""A shop's reader learns from corrections, and only from those that make it no worse."""

import random
from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from nlp.analysis import Analyser
from nlp.corpus import Labelled, corpus
from nlp.errors import TrainingImpossible
from nlp.learning import Correction, Lesson, checks, learn_from, own_codes
from nlp.normalise import normalise
from nlp.reader import Reader
from nlp.taxonomy import TAGS
from nlp.training import fit, prepare
from nlp.trials import Bench, Trial, Writer, laid_out, micro_f1
from nlp.widening import beside, numbered, renumbered, taken, widened

OWN = "picky_cat"


@pytest.fixture(scope="module")
def few_rows() -> list[Labelled]:
    """Return every fortieth line of the corpus."""
    return corpus()[::40]


def judged(rows: list[Labelled], labels: list[frozenset[str]]) -> list[Correction]:
    """Return corrections as from a person who goes through what a blank reader left untagged."""
    pairs = enumerate(zip(rows, labels, strict=True))
    return [
        Correction(row.text, tags, frozenset(), frozenset(), row.polarity, at)
        for at, (row, tags) in pairs
    ]


@pytest.fixture(scope="module")
def lesson(few_rows: list[Labelled], analyser: Analyser) -> Lesson:
    """Return what was learned from other lines of the corpus, and from a tag of the shop's own."""
    ours = [row for row in corpus()[7::80] if row.tags]
    cats = [
        Correction(f"宠物粮{n}号猫不爱吃", frozenset({OWN}), frozenset(), person=1000 + n)
        for n in range(15)
    ]
    dogs = [
        Correction(f"宠物粮{n}号狗很爱吃", frozenset(), frozenset({OWN}), polarity="positive")
        for n in range(15)
    ]
    seldom = [Correction(f"第{n}次来店里逛", frozenset({"regular"}), frozenset()) for n in range(3)]
    corrections = [*judged(ours, [row.tags for row in ours]), *cats, *dogs, *seldom]
    return learn_from(corrections, few_rows, analyser, "tea-1")


def test_right_corrections_are_promoted(lesson: Lesson) -> None:
    assert lesson.promoted, lesson.checks
    gain = lesson.figures["corrections_with"] - lesson.figures["corrections_without"]
    assert lesson.checks[1].figure == pytest.approx(gain)
    assert gain > lesson.checks[1].needed > 0
    assert lesson.candidate.version == "tea-1"


def test_a_marked_clause_is_never_learned_while_its_comment_is_asked_about(
    few_rows: list[Labelled], analyser: Analyser
) -> None:
    whole, clause, other = (
        Labelled(text, frozenset({"slow_shipping"}), "negative")
        for text in ("等了九天，客服还骂人", "等了九天", "九天了")
    )
    writers = [Writer(1, was_corrected=True), Writer(2, was_corrected=True), Writer(1, False, 0)]
    bench = laid_out(few_rows, [whole, other, clause], writers, analyser)
    first, everything = len(few_rows), len(few_rows) + 3
    kept = bench.all_but(np.array([first]), everything)
    assert list(kept[-2:]) == [first - 1, first + 1]
    assert list(bench.all_but(np.array([first + 1]), everything)[-2:]) == [first, first + 2]
    assert first + 2 not in bench.held


def test_a_shop_s_own_tag_is_learned(lesson: Lesson) -> None:
    cat, dog, parcel = lesson.candidate.read(
        ["新买的宠物粮我家猫不爱吃", "宠物粮狗很爱吃,满意", "快递太慢了"]
    )
    assert OWN in {tag.code for tag in cat.tags}
    assert OWN not in {tag.code for tag in (*dog.tags, *parcel.tags)}
    assert lesson.rates[OWN].positives == 15


def test_a_tag_of_its_own_is_served_though_nothing_else_was_learned(
    few_rows: list[Labelled], analyser: Analyser
) -> None:
    nothing = frozenset[str]()
    cats = [Correction(f"宠物粮{n}号猫不爱吃", frozenset({OWN}), nothing) for n in range(15)]
    dogs = [Correction(f"宠物粮{n}号狗很爱吃", nothing, frozenset({OWN})) for n in range(15)]
    alone = learn_from([*cats, *dogs], few_rows, analyser, "tea-3")
    assert alone.promoted, alone.checks
    assert alone.candidate.experience is None
    base = learn_from_corpus(few_rows, analyser)
    texts = [row.text for row in corpus()[3::400]]
    read = [{tag.code for tag in one.tags} - {OWN} for one in alone.candidate.read(texts)]
    assert read == [{tag.code for tag in one.tags} for one in base.read(texts)]


def test_a_tag_of_its_own_dealt_out_by_chance_is_not_served(
    few_rows: list[Labelled], analyser: Analyser
) -> None:
    own, nothing = frozenset({OWN}), frozenset[str]()
    drawn = random.Random(4)
    said = [
        Correction(row.text, own, nothing) if has else Correction(row.text, nothing, own)
        for row, has in ((row, drawn.random() < 0.5) for row in corpus()[5::300])
    ]
    assert not learn_from(said, few_rows, analyser, "tea-4").promoted


def learn_from_corpus(rows: list[Labelled], analyser: Analyser) -> Reader:
    """Return the reader of a shop that has corrected nothing."""
    return Reader(fit(rows, analyser), analyser, "base")


def held_out(n: int, hits: float, seed: int, also: Trial | None = None) -> Trial:
    """Return a trial on `n` made-up corrections, each tag met or missed by chance."""
    drawn = np.random.default_rng(seed)
    labels = also.bench.labels if also else drawn.random((n, len(TAGS))) < 0.05
    given = labels ^ (drawn.random(labels.shape) < 1 - hits)
    bench = SimpleNamespace(labels=labels, corrected=np.ones(n, bool))
    scores = np.where(given, 1.0, -1.0).astype(np.float32)
    return Trial(cast("Bench", bench), scores, scores)


def test_a_gain_s_error_is_what_drawing_the_comments_again_shows() -> None:
    before = held_out(400, 0.97, 1)
    after = held_out(400, 0.98, 2, before)
    _, error = after.gain_over(before)
    drawn = np.random.default_rng(3).integers(0, 400, (500, 400))
    gains = [
        micro_f1(after.given[rows], after.bench.labels[rows])
        - micro_f1(before.given[rows], before.bench.labels[rows])
        for rows in drawn
    ]
    assert error == pytest.approx(np.std(gains), rel=0.1)


def test_a_gain_within_chance_does_not_serve() -> None:
    before = held_out(400, 0.97, 1)
    slightly = replace(before, scores=before.scores.copy())
    row, tag = np.argwhere(before.given & ~before.bench.labels)[0]
    slightly.scores[row, tag] = -1.0
    gain, _ = slightly.gain_over(before)
    better = next(check for check in checks(before, slightly) if check.name.startswith("clearly"))
    assert gain == better.figure > 0
    assert not better.passed
    assert before.gain_over(before) == (0.0, 0.0)


def test_a_comment_judged_whole_teaches_that_it_complains_of_nothing_else() -> None:
    nothing, codes = frozenset[str](), frozenset({"slow_shipping", "rude_staff"})
    said = Correction("一", frozenset({"rude_staff"}), nothing, read=frozenset({"slow_shipping"}))
    assert said.labelled(codes).tags == {"rude_staff", "slow_shipping"}
    assert replace(said, complete=True).labelled(codes).tags == {"rude_staff"}
    assert Correction("很好", nothing, nothing, complete=True).judged
    assert not Correction("很好", nothing, nothing).judged


def test_a_second_look_is_taken_only_where_it_reads_no_worse(lesson: Lesson) -> None:
    with_words, in_all = (
        lesson.figures["corrections_by_words"],
        lesson.figures["corrections_with"],
    )
    assert in_all >= with_words
    if lesson.candidate.experience is None:
        assert in_all == with_words


def test_a_tag_judged_seldom_waits_and_says_so(lesson: Lesson) -> None:
    assert lesson.waiting == {"regular": 3}
    assert "regular" not in lesson.candidate.model.codes


@pytest.mark.parametrize(("present", "absent"), [(19, 0), (10, 9), (30, 4), (4, 30)])
def test_an_own_tag_needs_twenty_judgements_of_both_kinds(present: int, absent: int) -> None:
    said = [Correction("一", frozenset({OWN}), frozenset())] * present
    said += [Correction("二", frozenset(), frozenset({OWN}))] * absent
    assert own_codes(said) == (frozenset(), {OWN: present + absent})


def test_shuffled_corrections_are_not_promoted(
    few_rows: list[Labelled], analyser: Analyser
) -> None:
    ours = [row for row in corpus()[7::80] if row.tags]
    labels = [row.tags for row in ours]
    random.Random(3).shuffle(labels)
    poisoned = learn_from(judged(ours, labels), few_rows, analyser, "tea-2")
    assert not poisoned.promoted
    assert not poisoned.checks[0].passed, poisoned.checks


def test_too_few_corrections_teach_nothing(few_rows: list[Labelled], analyser: Analyser) -> None:
    said = [Correction("发货慢", frozenset({"slow_shipping"}), frozenset())] * 19
    with pytest.raises(TrainingImpossible, match="19 corrected comments"):
        learn_from([*said, Correction("很好", frozenset(), frozenset())], few_rows, analyser, "x")


@pytest.mark.parametrize(("people", "known"), [(4, False), (5, True)])
def test_a_word_of_fewer_than_five_people_is_not_stored(
    people: int, *, known: bool, few_rows: list[Labelled], analyser: Analyser
) -> None:
    lines = [analyser.analyse(normalise(row.text).text) for row in few_rows]
    narrow = prepare(lines, few_rows, analyser).vocabulary
    ours = [analyser.analyse("鼯鼠饕餮") for _ in range(9)]
    wide = widened(narrow, ours, [n % people for n in range(9)], analyser)
    assert ("鼯" in wide.blocks["characters"]) is known
    assert "鼯" not in narrow.blocks["characters"]


def test_widening_changes_no_number_s_meaning(few_rows: list[Labelled], analyser: Analyser) -> None:
    lines = [analyser.analyse(normalise(row.text).text) for row in few_rows]
    ours = [analyser.analyse("鼯鼠饕餮,發貨慢") for _ in range(5)]
    known = prepare(lines, few_rows, analyser, clauses=True)
    wide = widened(known.vocabulary, ours, range(5), analyser)
    moved = renumbered(known.units, known.vocabulary, wide)
    anew = numbered(lines, wide, analyser)
    names = {number: key for block in wide.blocks.values() for key, number in block.items()}
    was = {n: key for block in known.vocabulary.blocks.values() for key, n in block.items()}
    assert [names[n] for n in moved.features] == [was[n] for n in known.units.features]
    assert set(moved.features) <= set(anew.features)
    assert np.array_equal(moved.firsts, anew.firsts)


def test_comments_are_taken_whole(few_rows: list[Labelled], analyser: Analyser) -> None:
    lines = [analyser.analyse(normalise(row.text).text) for row in few_rows[:60]]
    vocabulary = prepare(lines, few_rows[:60], analyser).vocabulary
    some = taken(numbered(lines, vocabulary, analyser), np.array([3, 41, 17]))
    same = numbered([lines[3], lines[41], lines[17]], vocabulary, analyser)
    for one, other in zip(
        (some.features, some.offsets, some.firsts),
        (same.features, same.offsets, same.firsts),
        strict=True,
    ):
        np.testing.assert_array_equal(one, other)


def test_comments_stand_beside_the_corpus(few_rows: list[Labelled], analyser: Analyser) -> None:
    rows = few_rows[:60]
    lines = [analyser.analyse(normalise(row.text).text) for row in rows]
    whole = prepare(lines, rows, analyser, clauses=True)
    both = beside(whole, whole)
    again = taken(both.units, np.arange(60, 90))
    first = taken(whole.units, np.arange(30))
    assert np.array_equal(again.features, first.features)
    assert len(both.labels) == 120


def test_lines_that_teach_feelings_alone_are_never_asked_for_their_tags(
    few_rows: list[Labelled], analyser: Analyser
) -> None:
    feelings = [replace(row, tags=frozenset(), weight=0.0) for row in few_rows[:60]]
    said, writer = few_rows[0], Writer(person=1, was_corrected=False)
    bench = laid_out([*feelings, *few_rows], [said], [writer], analyser)
    assert bench.held.min() >= len(feelings)
    assert set(bench.held) <= set(bench.telling)
    assert len(bench.telling) == len(few_rows)
