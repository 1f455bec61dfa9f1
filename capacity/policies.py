"""What the record allows, said as a sentence for the page."""

from chapters.policies import Refused

__all__ = ["FieldRefused", "Refused"]


class FieldRefused(Refused):
    """What one field says stands against it: `field` is its name, the message belongs beside it."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
