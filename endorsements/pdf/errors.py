"""What can go wrong in print, each with a sentence for the page and a detail for the log."""


def gettext_noop(message: str) -> str:
    """Mark `message` for translation; the page translates it."""
    return message


class PdfError(Exception):
    """Nothing was printed.

    ``message`` is an untranslated sentence with named ``%(…)s`` places, ``params`` fills them, ``detail`` is for the
    log only (it may quote the document). The page shows ``gettext(error.message) % error.params``.
    """

    message = gettext_noop("The document could not be printed.")

    def __init__(self, *, detail: str = "", **params: object) -> None:
        super().__init__(detail)
        self.detail = detail
        self.params = params

    def __str__(self) -> str:
        return self.message % self.params


class RenderFailed(PdfError):
    """The document could not be laid out: its markup defeats the typesetter."""

    message = gettext_noop(
        "The document could not be printed because its text could not be laid out. "
        "Remove unusual markup from the longest texts and try again."
    )


class RenderTimedOut(PdfError):
    """Setting took longer than ``%(seconds)s``."""

    message = gettext_noop(
        "The document could not be printed within %(seconds)s seconds and was stopped. "
        "Shorten the longest texts and try again."
    )


class RenderTooLarge(PdfError):
    """The document, or the memory it took, went over a limit."""

    message = gettext_noop(
        "The document is too large to print: at most %(megabytes)s megabytes and %(pages)s pages are allowed. "
        "Shorten the longest texts and try again."
    )


class RenderCrashed(PdfError):
    """The child process ended before it answered."""

    message = gettext_noop(
        "The document could not be printed because the printing process ended early. "
        "Nothing was saved; try again, and tell the site's operator if it happens twice."
    )


class BindFailed(PdfError):
    """The parts could not be bound into one packet."""

    message = gettext_noop(
        "The packet could not be bound because one of its documents could not be read. "
        "Nothing was saved; print that document again, then the packet."
    )
