"""The page of a hindcast alone: the same section that the report of a long run holds."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from sim.results.hindcast import Hindcast
from sim.results.hindcast_tables import report_rows
from sim.results.report import templates


def render_hindcast(
    hindcasts: Sequence[Hindcast],
    pictures: Sequence[bytes],
    title: str,
    information: Mapping[str, Any],
    remark: str = "",
) -> str:
    """The page as HTML text, with nothing fetched.

    Args:
        hindcasts: One for each origin.
        pictures: Their pictures, PNG.
        title: Of the scenario.
        information: What made them, as in hindcast.json.
        remark: What a reader must know first; "" for nothing.
    """
    sections = [
        {
            "origin": hindcast.origin,
            "note": hindcast.note(),
            "rows": report_rows(hindcast),
            "columns": list(report_rows(hindcast)[0]) if hindcast.lines else [],
            "remarks": remarks(hindcast),
            "not_compared": hindcast.not_compared,
            "png": base64.b64encode(picture).decode("ascii"),
        }
        for hindcast, picture in zip(hindcasts, pictures, strict=True)
    ]
    template = templates().get_template("hindcast.html.j2")
    return template.render(sections=sections, title=title, info=information, remark=remark)


def remarks(hindcast: Hindcast) -> list[str]:
    """Differences of definition, one line a series."""
    found = (
        f"{line.observable.label}: {line.observable.note}."
        for line in hindcast.lines
        if line.observable.note
    )
    return list(dict.fromkeys(found))
