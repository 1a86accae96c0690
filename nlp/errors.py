"""What can go wrong for the reader; every message says what was wrong and what to do.

ReaderError
├── TaxonomyInvalid     the list of tags cannot be used as written
├── WordListInvalid     a file of word classes cannot be used as written
├── CorpusInvalid       a labelled line cannot be used as written
├── TrainingImpossible  there is too little to learn from
├── RedactionFailed     a comment could not be searched for personal details
└── ArtefactRefused     a stored model must not be served
    ├── ArtefactDamaged     its bytes are not those that were saved
    └── ArtefactMismatch    it was made for other code, words or tags
"""


class ReaderError(Exception):
    """Anything that the reader refuses to do."""


class TaxonomyInvalid(ReaderError):
    """The list of tags cannot be used as written."""


class WordListInvalid(ReaderError):
    """A file of word classes cannot be used as written."""


class CorpusInvalid(ReaderError):
    """A labelled line cannot be used as written."""


class TrainingImpossible(ReaderError):
    """There is too little to learn from."""


class RedactionFailed(ReaderError):
    """A comment could not be searched for personal details: withhold it."""


class ArtefactRefused(ReaderError):
    """A stored model must not be served."""


class ArtefactDamaged(ArtefactRefused):
    """The stored bytes are not those that were saved."""


class ArtefactMismatch(ArtefactRefused):
    """The stored model was made for other code, words or tags."""
