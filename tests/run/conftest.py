"""Runs of the frame use a model that answers at once, in a folder of their own."""

import pytest

from tests.run import fake


@pytest.fixture
def fake_model(monkeypatch, tmp_path):
    """The fake model, and an empty working directory."""
    fake.install(monkeypatch)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def no_pictures(monkeypatch):
    """Runs leave empty files in place of pictures, which take seconds."""

    def blank(aside, *rest):
        for name in ("dashboard.png", "report.html"):
            aside(name).write_text("")

    monkeypatch.setattr("sim.results.writing._pictures", blank)


@pytest.fixture
def fast_model(fake_model, no_pictures):
    """The fake model without pictures."""
    return fake_model
