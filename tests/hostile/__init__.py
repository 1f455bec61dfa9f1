"""What somebody may send on purpose. Nothing of it may crash a page, or come back as markup."""

MARKUP = "\"'><img src=x onerror=alert(1)><script>alert(1)</script></textarea>{{ 7|add:7 }}{% now %}"
# Each as bytes, as they would stand in a form's body: not all of them are text.
PAYLOADS: dict[str, tuple[bytes, ...]] = {
    "empty": (b"",),
    "blank": (b" \t\r\n ",),
    "NUL": (b"before\x00after",),
    "1 MB": (b"x" * 1_000_000,),
    "right to left": ("\u202ereversed\u202c \u2066isolated\u2069 \u200f\u061c".encode(),),
    "markup": (MARKUP.encode(),),
    "formula": (b'=1+1+cmd|" /C calc"!A0',),
    "lone surrogate": (b"\xed\xa0\x80",),
    "not UTF-8": (b"\xff\xfe\xc3\x28",),
    "combining marks": (("e" + "\u0301" * 500).encode(),),
    "beyond bigint": (b"9" * 30,),
    "below bigint": (b"-" + b"9" * 30,),
    "beyond digits": (b"9" * 5000,),
    "no number": (b"NaN",),
    "infinity": (b"1e400",),
    "no day": (b"2026-02-30",),
    "year 10000": (b"10000-01-01",),
    "year 0": (b"0000-00-00",),
    "digits of another script": ("٢٠٢٦-٠١-٠١".encode(),),
    "JSON": (b'{"a": [1, {"b": null}]}',),
    "link": (b"javascript:alert(1)",),
    "broken link": (b"http://[::1",),
    "path": (b"../../../../etc/passwd",),
    "several": (b"yes", b"no", b"unknown"),
    "absent": (),
}
TO_BOTH = {
    "NUL", "1 MB", "lone surrogate", "not UTF-8", "beyond bigint", "below bigint", "beyond digits", "no number",
    "infinity", "no day", "year 10000", "year 0", "digits of another script", "absent",
}  # fmt: skip
"""What one database may take and another choke on."""
QUERIES = (
    "abc",
    "-1",
    "0",
    "9" * 30,
    "%00",
    "%ff%fe",
    "%ed%a0%80",
    "=1%2B1",
    "%3Cscript%3E",
    "%E2%80%AE",
    "",
    "x" * 4000,
)
