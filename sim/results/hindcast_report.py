"""The page of a hindcast alone: the same section that the report of a long run holds."""

import base64
from collections.abc import Mapping
from typing import Any

from sim.results.hindcast import Hindcast
from sim.results.hindcast_tables import report_rows
from sim.results.report import templates


def render_hindcast(
    hindcast: Hindcast,
    picture: bytes,
    title: str,
    information: Mapping[str, Any],
    remark: str = "",
) -> str:
    """The page as HTML text, with nothing fetched.

    Args:
        hindcast: Scored.
        picture: Of it, PNG.
        title: Of the scenario.
        information: What made it, as in hindcast.json.
        remark: What a reader must know first; "" for nothing.
    """
    rows = report_rows(hindcast)
    return (
        templates()
        .get_template("hindcast.html.j2")
        .render(
            hindcast=hindcast,
            rows=rows,
            columns=list(rows[0]) if rows else [],
            remarks=remarks(hindcast),
            png=base64.b64encode(picture).decode("ascii"),
            title=title,
            info=information,
            remark=remark,
        )
    )


def remarks(hindcast: Hindcast) -> list[str]:
    """Differences of definition, one line a series."""
    found = (
        f"{line.observable.label}: {line.observable.note}."
        for line in hindcast.lines
        if line.observable.note
    )
    return list(dict.fromkeys(found))
