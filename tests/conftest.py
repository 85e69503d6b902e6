"""Settings of all tests."""

import pytest
from hypothesis import settings

# A first example may wait for a function to be compiled; the same examples every time.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--renew-golden", action="store_true", help="write the golden summary anew, on purpose"
    )
