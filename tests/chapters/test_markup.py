"""Markdown becomes HTML that can do nothing, whoever wrote it."""

import pytest

from chapters.markup import to_html


def test_what_markdown_says():
    assert to_html("**No** exceptions\n\n- one\n- two") == (
        "<p><strong>No</strong> exceptions</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"
    )
    assert to_html("# Big\n\n## Less\n\n#### Small") == "<h3>Big</h3>\n<h3>Less</h3>\n<h4>Small</h4>\n"
    assert 'href="https://example.org"' in to_html("[a](https://example.org)")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "<img src=x onerror=alert(1)>",
        "![x](https://elsewhere.example/pixel.png)",
        "<a href='javascript:alert(1)'>x</a>",
        "[x](https://a.example 'title\" onmouseover=\"alert(1)')",
        "<style>body{display:none}</style>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "`<script>`",
    ],
)
def test_nothing_in_it_can_run_or_call_out(text):
    html = to_html(text).lower()
    for forbidden in ("<script", "<img", "<style", 'href="javascript', 'href="data', "onmouseover=", "<a href='"):
        assert forbidden not in html
    assert "title=" not in html


def test_odd_input_is_still_text():
    for text in ("", "\x00", "\u202egnp.exe", "[" * 5000, "*" * 5000, "> " * 2000, "=1+1"):
        assert isinstance(to_html(text), str)
