"""6,800 comments by two writers who did not see the reader's corpus grow; never learned from.

They avoid stock wording on purpose, every second one complains of nothing, and one person labelled
each: harder than life, and good for seeing that knowledge carries over.
"""

from pathlib import Path

from nlp.corpus import Labelled, read_labelled


def unseen() -> list[Labelled]:
    """Return all of them, file by file."""
    return [
        row
        for path in sorted(Path(__file__).parent.glob("*.jsonl"))
        for row in read_labelled(path.read_text(encoding="utf-8").splitlines(), path.stem)
    ]
