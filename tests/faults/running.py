"""Run a fault program as a process of its own and read its report."""

import json
import subprocess
import sys
from typing import Any

from tests.house.tree import ROOT


def report(program: str, url: str, *options: str) -> dict[str, Any]:  # Any: JSON
    """Run `tests.faults.<program>` on the empty database at `url`; forks need a quiet process."""
    command = [sys.executable, "-m", f"tests.faults.{program}", url, *options]
    ended = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(ended.stdout)
    sys.stderr.write(f"{found}\n")  # shown when a test fails: the seed is in it
    return found
