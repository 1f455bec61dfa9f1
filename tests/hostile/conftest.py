from tests.access.conftest import built, cast, scenario

__all__ = ["built", "cast", "scenario"]
