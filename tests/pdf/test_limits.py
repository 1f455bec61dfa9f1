"""The caps on text."""

import pytest

from endorsements import limits


def test_the_last_character_that_fits_and_the_first_that_does_not() -> None:
    limits.check_length("a" * 50_000)
    with pytest.raises(limits.TextTooLong, match=r"has 50,001 characters; at most 50,000 fit\. Shorten it by 1,"):
        limits.check_length("a" * 50_001)


def test_a_memo_counts_all_its_texts() -> None:
    limits.check_memo_length(*["a" * 50_000] * 6)
    with pytest.raises(limits.MemoTooLong) as caught:
        limits.check_memo_length(*["a" * 50_000] * 6, "a" * 1_234)
    assert caught.value.params == {"length": "301,234", "limit": "300,000", "over": "1,234"}
    assert isinstance(caught.value, ValueError)
