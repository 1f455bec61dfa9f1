"""Marks English sentences for translation without depending on any framework."""


def gettext_noop(message: str) -> str:
    """Return the message unchanged; `makemessages` finds it by this function's name."""
    return message
