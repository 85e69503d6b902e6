"""Work beside: the same bytes as here, whatever is wrong raised here, nobody left waiting."""

import multiprocessing
import os
import time

import pytest

from sim.results.beside import beside

LARGE = 1 << 20
"""Bytes beyond what a pipe holds."""


def test_the_bytes_are_those_of_another_process():
    asked = beside(lambda: str(os.getpid()).encode() + b"." * LARGE)
    found = asked()
    assert len(found) > LARGE
    assert int(found.rstrip(b".")) != os.getpid()
    assert asked() is found


def test_what_goes_wrong_is_raised_where_it_is_asked_for():
    asked = beside(lambda: b"%d" % (1 // 0))
    with pytest.raises(ZeroDivisionError):
        asked()


def test_a_process_that_nobody_asks_ends_by_itself():
    beside(lambda: b"." * LARGE)
    for _ in range(1000):
        if not multiprocessing.active_children():
            return
        time.sleep(0.01)
    pytest.fail("a process still waits to be asked")
