"""Reads the raw tables of a source folder (pandas, a development dependency)."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import InputError

if TYPE_CHECKING:
    import pandas as pd


class Raw:
    """The source folder: reads one raw table, refuses a missing, unreadable or incomplete one."""

    def __init__(self, folder: Path) -> None:
        """Hold the folder; read nothing yet."""
        if not folder.is_dir():
            raise InputError(f"{folder}: no such folder; expected the folder of the raw tables")
        self.folder = folder

    def table(self, file: str, columns: Sequence[str]) -> "pd.DataFrame":
        """A raw table as text cells, with at least the named columns."""
        import pandas as pd

        path = self.folder / file
        if not path.is_file():
            raise InputError(
                f"{file}: missing in the source folder; expected a table with the columns "
                f"{', '.join(columns)}"
            )
        try:
            frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
        except Exception as problem:
            reason = str(problem).strip().splitlines()[0] if str(problem).strip() else "empty"
            raise InputError(f"{file}: damaged or unreadable table ({reason})") from None
        for column in columns:
            if column not in frame.columns:
                raise InputError(f"{file}: no column {column}; expected {', '.join(columns)}")
        return frame

    def numbers(self, file: str, frame: "pd.DataFrame", *columns: str) -> "pd.DataFrame":
        """The frame with these columns as numbers; an empty cell stays missing."""
        import pandas as pd

        frame = frame.copy()
        for column in columns:
            values = pd.to_numeric(frame[column], errors="coerce")
            wrong = values.isna() & (frame[column] != "")
            if wrong.any():
                row = int(wrong.to_numpy().argmax())
                raise InputError(
                    f"{file}, row {frame.index[row] + 2}, column {column}: "
                    f"'{frame[column].iloc[row]}', expected a number"
                )
            frame[column] = values
        return frame
