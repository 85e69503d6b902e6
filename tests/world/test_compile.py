"""Compiling: bad source folders are refused with one line and exit code 2."""

from pathlib import Path

import pytest

from sim.world import compile as compiler


def run(capsys, *arguments: str) -> tuple[int, str]:
    code = compiler.main(arguments)
    return code, capsys.readouterr().err


def test_a_missing_source_folder_is_refused(capsys, tmp_path: Path):
    code, error = run(capsys, str(tmp_path / "nowhere"), "--out", str(tmp_path / "out"))
    assert code == 2
    assert error.count("\n") == 1
    assert "no such folder" in error
    assert not (tmp_path / "out").exists()


def test_a_missing_raw_table_is_refused(capsys, tmp_path: Path):
    pytest.importorskip("pandas")
    code, error = run(capsys, str(tmp_path), "--out", str(tmp_path / "out"))
    assert code == 2
    assert error.startswith("sources.csv: missing in the source folder")
    assert not (tmp_path / "out").exists()


def test_a_raw_table_without_a_needed_column_is_refused(capsys, tmp_path: Path):
    pytest.importorskip("pandas")
    (tmp_path / "sources.csv").write_text("source,title\na,b\n")
    code, error = run(capsys, str(tmp_path), "--out", str(tmp_path / "out"))
    assert code == 2
    assert error.startswith("sources.csv: no column organisation")


def test_a_damaged_raw_table_is_refused(capsys, tmp_path: Path):
    pytest.importorskip("pandas")
    header = ",".join(compiler.SOURCES_OF_THE_RAW_TABLES)
    (tmp_path / "sources.csv").write_text(header + "\n")
    (tmp_path / "countries.csv").write_text('iso3,"unsd_region\n"a')
    code, error = run(capsys, str(tmp_path), "--out", str(tmp_path / "out"))
    assert code == 2
    assert error.startswith("countries.csv:")
    assert error.count("\n") == 1
