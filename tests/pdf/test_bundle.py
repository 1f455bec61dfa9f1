"""Print reads the bundled styles and fonts and nothing else."""

import pytest

from endorsements.pdf import bundle


def test_a_bundled_stylesheet_and_font_are_read() -> None:
    assert bundle.read("bundle:css/memo.css")[1] == "text/css"
    content, media_type = bundle.read("bundle:fonts/print/source-serif-4-regular.ttf")
    assert media_type == "font/ttf"
    assert content[:4] == b"\x00\x01\x00\x00"


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://127.0.0.1/css/memo.css",
        "https://example.org/fonts/a.ttf",
        "data:text/css,p{}",
        "ftp://example.org/css/memo.css",
        "css/memo.css",
        "bundle:",
        "bundle:css/",
        "bundle:css/missing.css",
        "bundle:css/../css/memo.css",
        "bundle:../endorsements/urls.py",
        "bundle:css/../../pyproject.toml",
        "bundle:css/%2e%2e/memo.css",
        "bundle:/etc/passwd",
        "bundle://css/memo.css",
        "bundle:css/memo.css?x",
        "bundle:css/memo.css\n",
        "bundle:css/memo.css\x00.css",
        "bundle:fonts/print/OFL.txt",
        "BUNDLE:css/memo.css",
    ],
)
def test_every_other_address_is_refused(address: str) -> None:
    with pytest.raises(bundle.NotBundled):
        bundle.read(address)


def test_a_symbolic_link_out_of_the_bundle_is_refused(tmp_path) -> None:
    secret = tmp_path / "secret.css"
    secret.write_text("secret")
    (tmp_path / "static" / "css").mkdir(parents=True)
    (tmp_path / "static" / "css" / "way-out.css").symlink_to(secret)
    with pytest.raises(bundle.NotBundled):
        bundle.read("bundle:css/way-out.css", root=tmp_path / "static")
