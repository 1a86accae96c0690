"""The river runs one way, and a forbidden import fails the build."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import PACKAGES, ROOT


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the import contracts of the checkout in `folder`."""
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_every_import_contract_is_kept() -> None:
    said = lint(ROOT)
    assert said.returncode == 0, said.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("admin/access/roles.py", "import feedback"),
        ("feedback/survey/items.py", "import admin"),
        ("admin/access/roles.py", "import piccolo"),
        ("nlp/taxonomy.py", "import models"),
        ("models/choices.py", "import nlp"),
        ("feedback/survey/items.py", "import apscheduler"),
    ],
)
def test_a_planted_forbidden_import_fails_the_build(tmp_path: Path, file: str, line: str) -> None:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("data"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    planted = tmp_path / file
    planted.write_text(f"{planted.read_text()}\n{line}\n")
    said = lint(tmp_path)
    assert said.returncode == 1
    assert "BROKEN" in said.stdout


def test_importing_the_reader_does_not_import_what_trains_it() -> None:
    heavy = "[m for m in ('sklearn', 'jieba') if m in sys.modules]"
    code = f"import sys, nlp, nlp.taxonomy; print({heavy})"
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "[]"


def test_opening_the_database_brings_no_code_formatter_along() -> None:
    code = (
        "import sys, huiyin.app;"
        " from models.database.door import _project_tables; assert len(_project_tables()) > 30;"
        " print([m for m in ('black', 'blib2to3') if m in sys.modules])"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "[]"
