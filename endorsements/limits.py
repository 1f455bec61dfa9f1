"""How long a text may be. Print, forms and imports ask here, so that all give the same answer."""

ANSWER_CHARACTERS = 50_000
MEMO_CHARACTERS = 300_000


def gettext_noop(message: str) -> str:
    """Mark `message` for translation; the page translates it."""
    return message


class TextTooLong(ValueError):
    """A text over its limit. The page shows ``gettext(error.message) % error.params``."""

    message = gettext_noop(
        "This text has %(length)s characters; at most %(limit)s fit. Shorten it by %(over)s, or link to the full text."
    )

    def __init__(self, *, length: int, limit: int) -> None:
        self.params = {"length": f"{length:,}", "limit": f"{limit:,}", "over": f"{length - limit:,}"}
        super().__init__(self.message % self.params)


class MemoTooLong(TextTooLong):
    """All texts of a memo together are over the limit."""

    message = gettext_noop(
        "The texts of this memo have %(length)s characters together; at most %(limit)s fit. Shorten the longest "
        "answers by %(over)s in all."
    )


def check_length(text: str, limit: int = ANSWER_CHARACTERS) -> None:
    """Raise TextTooLong when `text` has more than `limit` characters (code points)."""
    if len(text) > limit:
        raise TextTooLong(length=len(text), limit=limit)


def check_memo_length(*texts: str, limit: int = MEMO_CHARACTERS) -> None:
    """Raise MemoTooLong when `texts` together have more than `limit` characters."""
    length = sum(map(len, texts))
    if length > limit:
        raise MemoTooLong(length=length, limit=limit)
