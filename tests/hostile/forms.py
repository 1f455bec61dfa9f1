"""Which fields there are to attack: those of a row's own data, and those of every form on every page."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit


@dataclass
class FoundForm:
    """A form as it stands on a page: where it posts to, and its fields with what they hold."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


class Forms(HTMLParser):
    """Reads the POST forms of a page. `found` has them, in the order of the page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.found: list[FoundForm] = []
        self.current: FoundForm | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "form" and (said.get("method") or "").lower() == "post":
            self.current = FoundForm(urlsplit(said.get("action") or self.page).path or self.page)
            self.found.append(self.current)
        name = said.get("name")
        if self.current and name and tag in {"input", "select", "textarea", "button"} and name != "csrfmiddlewaretoken":
            self.current.fields.setdefault(name, said.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.current = None


def forms_of(html: str, path: str) -> list[FoundForm]:
    """Return the POST forms of a page that stands at `path`."""
    parser = Forms(path)
    parser.feed(html)
    return parser.found
