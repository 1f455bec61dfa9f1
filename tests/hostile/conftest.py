from tests.access.conftest import scenario

__all__ = ["scenario"]
