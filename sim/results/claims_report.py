"""The page and the note of the causal claims."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from sim.results.facts_plots import number
from sim.results.report import templates

Told = Mapping[str, Any]
ANSWERS = {True: "yes", False: "no", None: "open"}


def render_claims(
    claims: Sequence[Told], picture: bytes, headline: str, info: Mapping[str, Any]
) -> str:
    """The page as HTML text, with nothing fetched."""
    png = base64.b64encode(picture).decode("ascii")
    shown = [{**claim, "rows": cells(claim)} for claim in claims]
    template = templates().get_template("claims.html.j2")
    return template.render(claims=shown, png=png, headline=headline, info=info)


def cells(claim: Told) -> list[tuple[str, ...]]:
    """Experiments of a claim as text: scenario, change, outcome, value, unit, wanted, answer."""
    return [
        (
            row["scenario"],
            row["change"],
            row["outcome"],
            "–" if row["value"] is None else number(row["value"]),
            "–" if row["value"] is None else f"{number(row['low'])} to {number(row['high'])}",
            row["unit"],
            row["wanted"],
            ANSWERS[row["supports"]],
            row["reason"],
        )
        for row in claim["experiments"]
    ]


def to_markdown(claims: Sequence[Told], headline: str, info: Mapping[str, Any]) -> str:
    """The note that is shipped beside the scenario: verdicts, then the runs behind each."""
    lines = [
        "# Causal claims of COM(2011)743",
        "",
        f"{headline}. Written by the task, not by hand; verdicts follow from the 90 % intervals "
        f"of {info['replicates']} replicates of paired runs (ODD 5).",
        "",
        f"```\n{info['command']}\n```",
        "",
        "| claim | verdict | where it holds and where not |",
        "|---|---|---|",
        *(f"| {c['id']}: {c['claim']} | **{c['verdict']}** | {c['condition']} |" for c in claims),
        "",
    ]
    for claim in claims:
        lines += [
            f"## {claim['id']}: {claim['claim']}",
            "",
            f"Chapter {claim['chapter']}. Reproduced if {claim['reproduced_if']}. "
            f"Refuted if {claim['refuted_if']}.",
            "",
            "| world | change | outcome | value | 90 % interval | unit | wanted | supports | why |",
            "|---|---|---|---:|---:|---|---|---|---|",
            *(f"| {' | '.join(row)} |" for row in cells(claim)),
            "",
        ]
    hashes = info["hashes"]
    made = f"Commit `{info['commit'] or 'unknown'}`, data `{hashes['data'][:12]}`, parameters "
    return "\n".join([*lines, f"{made}`{hashes['parameters'][:12]}`.", ""])
