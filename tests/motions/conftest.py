from tests.chapters.conftest import committed, guarded_again

__all__ = ["committed", "guarded_again"]
