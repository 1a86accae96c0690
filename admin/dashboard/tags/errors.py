"""What can be wrong with a shop's wish about its tags.

TagRefused    a sentence for the person who wished it; its message is in the catalogue
"""


class TagRefused(Exception):
    """A wish that cannot be granted; `values` fill the placeholders of the sentence."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.values = values
