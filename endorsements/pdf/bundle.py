"""The only files print may read: the styles and fonts that ship with the site."""

import re
from pathlib import Path

STATIC = Path(__file__).resolve().parents[2] / "static"
SCHEME = "bundle:"
_NAME = re.compile(r"(?:css/[a-z0-9_-]+\.css|fonts/(?:[a-z0-9_-]+/)?[a-z0-9_-]+\.(?:ttf|otf|woff2?))")
_TYPES = {".css": "text/css", ".ttf": "font/ttf", ".otf": "font/otf", ".woff": "font/woff", ".woff2": "font/woff2"}


class NotBundled(ValueError):
    """The address is none of the bundled styles and fonts."""


def read(url: str, *, root: Path = STATIC) -> tuple[bytes, str]:
    """Content and media type of `bundle:css/….css` or `bundle:fonts/…`. Anything else raises NotBundled."""
    name = url.removeprefix(SCHEME)
    if not url.startswith(SCHEME) or not _NAME.fullmatch(name):
        raise NotBundled(url[:200])
    path = (root / name).resolve()
    # The name admits no dots or slashes that climb; this also refuses a symbolic link that leads out.
    if not path.is_relative_to(root.resolve()) or not path.is_file():
        raise NotBundled(url[:200])
    return path.read_bytes(), _TYPES[path.suffix]
