"""`huiyin classify` and `evaluate`, as outside checks call them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from huiyin.cli import reader as commands
from nlp.analysis import Analyser
from nlp.artefact import analyser_in
from nlp.corpus import corpus
from nlp.reader import Reader
from nlp.training import fit


@pytest.fixture(scope="module")
def small_reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    analyser: Analyser = analyser_in(tmp_path_factory.mktemp("reader"))
    return Reader(fit(corpus()[::12], analyser), analyser, "small")


@pytest.fixture(autouse=True)
def _small(small_reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "_reader", lambda: small_reader)


def test_classify_answers_every_line_in_order() -> None:
    blame = "客服一直不回消息"
    asked = [{"id": "a", "text": blame}, {"id": 2, "text": "很好"}]
    given = "\n".join(json.dumps(row, ensure_ascii=False) for row in asked)
    outcome = CliRunner().invoke(commands.classify, input=given)
    first, second = map(json.loads, outcome.stdout.splitlines())
    assert outcome.exit_code == 0
    assert [first["id"], second["id"]] == ["a", 2]
    (tag,) = first["tags"]
    assert tag["code"] == "slow_response"
    assert blame[tag["start"] : tag["end"]] == blame
    assert second == {"id": 2, "tags": [], "polarity": "positive"}


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("not json", "line 1 is no JSON"),
        ('{"id": 7}', 'line 1 needs an object with "id" and a string "text"'),
        ('{"id": 7, "text": 3}', 'line 1 needs an object with "id" and a string "text"'),
        ('["text"]', 'line 1 needs an object with "id" and a string "text"'),
    ],
)
def test_a_bad_line_is_answered_and_the_rest_is_read(line: str, fault: str) -> None:
    good = '{"id": 8, "text": "发货太慢"}'
    outcome = CliRunner().invoke(commands.classify, input=f"{line}\n\n{good}\n")
    bad, read = map(json.loads, outcome.stdout.splitlines())
    assert fault in bad["error"]
    assert read["tags"][0]["code"] == "slow_shipping"
    assert outcome.exit_code == 1


def test_evaluate_prints_every_figure_with_its_interval(tmp_path: Path) -> None:
    labelled = tmp_path / "labels.jsonl"
    rows = [
        {"id": 1, "text": "客服不回", "tags": ["slow_response"], "polarity": "negative"},
        {"id": 2, "text": "很好", "tags": [], "polarity": "positive"},
    ]
    labelled.write_text("\n".join(json.dumps(row) for row in rows))
    outcome = CliRunner().invoke(commands.evaluate, [str(labelled), "--json"])
    told = json.loads(outcome.stdout)
    assert outcome.exit_code == 0
    for name in ("micro_f1", "macro_f1", "precision", "recall", "polarity", "false_tagged"):
        assert set(told[name]) == {"value", "low", "high"}
    assert told["micro_f1"]["value"] == 1
    assert told["per_tag"]["slow_response"]["n"] == 1
    assert told["comments"] == 2


def test_evaluate_names_the_line_it_cannot_use(tmp_path: Path) -> None:
    labelled = tmp_path / "labels.jsonl"
    labelled.write_text('{"text": "好", "tags": ["nonsense"], "polarity": "positive"}\n')
    outcome = CliRunner().invoke(commands.evaluate, [str(labelled)])
    assert outcome.exit_code == 1
    assert "labels.jsonl line 1 has tags that do not exist" in outcome.output


def test_evaluate_refuses_an_empty_file(tmp_path: Path) -> None:
    labelled = tmp_path / "none.jsonl"
    labelled.write_text("\n")
    outcome = CliRunner().invoke(commands.evaluate, [str(labelled)])
    assert "holds no labelled comment" in outcome.output
