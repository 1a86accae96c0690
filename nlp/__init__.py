"""The reader: Chinese comments in, complaint tags with their evidence out.

Nothing here knows of shops, databases or pages, and importing it loads no model and no dictionary.
"""

from typing import TYPE_CHECKING

from nlp.reading import FoundTag, Reading

if TYPE_CHECKING:
    from nlp.reader import Reader

__all__ = ["FoundTag", "Reader", "Reading"]


def __getattr__(name: str) -> object:
    """Bring in `Reader`, with its arrays and dictionaries, when it is first asked for."""
    if name == "Reader":
        from nlp.reader import Reader

        return Reader
    message = f"module 'nlp' has no attribute {name!r}"
    raise AttributeError(message)
