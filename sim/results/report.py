"""The report: one HTML file that a minister's adviser can read, with nothing fetched."""

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sim.results.ignorance import ignorance_of
from sim.results.measures import Reader
from sim.results.monitoring.frame import setting_of
from sim.results.negotiation import first_replicate, reached
from sim.results.story import PILLARS, STRIPS, TALKS, Story, change_of, day_in_words
from sim.results.summary import Row
from sim.results.unit_costs import unit_costs
from sim.results.words import lower_first

if TYPE_CHECKING:
    from jinja2 import Environment

REPORT = "report.html.j2"
UNKNOWN_EVIDENCE = ("none", "C", "")
STATUSES = ("observed", "estimated", "calibrated", "assumed")


@dataclass(frozen=True)
class LeverRow:
    """A lever that the reform moves: how strong the evidence on it is, and its range.

    evidence  "A" to "C", or "none" where no effect size is known
    range     the range of its effect, in words
    """

    lever: str
    label: str
    pillar: str = ""
    unit: str = ""
    evidence: str = "none"
    range: str = ""
    source: str = ""


@dataclass(frozen=True)
class ParameterRow:
    """A number that drove the run, with where it comes from."""

    parameter: str
    label: str
    value: str
    unit: str
    status: str
    range: str = ""
    source: str = ""


@dataclass(frozen=True)
class ReportContext:
    """What the other layers tell the report; everything may be left out.

    title             headline of the pictures
    question          the question that the scenario answers, one sentence
    baseline, reform  what each world is, in words
    levers            levers that the reform moves
    parameters        parameters that drove the run
    imputations       named rules that filled missing figures
    conflicts         levers that stand against each other, one line each
    notes             what else the run has to say
    negotiation       steps of the talks, as `negotiation.step_rows` gives them
    attributions      one line per source of data, as its licence asks
    hindcast          rows of the table of scores, all with the same keys
    hindcast_note     what the scores mean, in words
    hindcast_picture  PNG, or what gives it when it is drawn
    command           the command that made the result
    """

    title: str = ""
    question: str = ""
    baseline: str = ""
    reform: str = ""
    levers: tuple[LeverRow, ...] = ()
    parameters: tuple[ParameterRow, ...] = ()
    imputations: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    negotiation: tuple[Mapping[str, str | int], ...] = ()
    attributions: tuple[str, ...] = ()
    hindcast: tuple[Mapping[str, str | int | float | None], ...] = ()
    hindcast_note: str = ""
    hindcast_picture: bytes | Callable[[], bytes] | None = None
    command: str = ""

    def to_json(self) -> dict[str, Any]:
        """Everything but the picture, as plain JSON."""
        kept = asdict(replace(self, hindcast_picture=None))
        del kept["hindcast_picture"]
        return kept

    def picture(self) -> bytes | None:
        """The hindcast's picture, once it is drawn."""
        return self.hindcast_picture() if callable(self.hindcast_picture) else self.hindcast_picture

    @classmethod
    def from_json(cls, stored: Mapping[str, Any], picture: bytes | None = None) -> "ReportContext":
        """The context that `to_json` kept; keys it does not know are left out."""
        known = {f.name for f in fields(cls)} - {"hindcast_picture"}
        found: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value
            for key, value in stored.items()
            if key in known
        }
        found["levers"] = tuple(LeverRow(**row) for row in found.get("levers", ()))
        found["parameters"] = tuple(ParameterRow(**row) for row in found.get("parameters", ()))
        return cls(**found, hindcast_picture=picture)


@dataclass(frozen=True)
class Line:
    """A line of a table of effects."""

    label: str
    period: str
    baseline: str
    reform: str
    effect: str
    interval: str
    direction: str
    drawn: str = ""


def render(story: Story, run_info: Mapping[str, Any], context: ReportContext) -> str:
    """The report as HTML text."""
    from sim.results.plots import effect_page, strip_page

    template = templates().get_template(REPORT)
    return template.render(
        story=story,
        info=run_info,
        context=context,
        attributes=story.dataset.attrs,
        title=context.title or f"{story.origins}: what the reform changes",
        question=context.question or f"What does the reform change for {story.origins}?",
        answer=story.answer(),
        calendar=calendar_rows(run_info.get("calendar", ())),
        tables=effect_tables(story),
        unit_costs=[line.as_words() for line in unit_costs(story.dataset, story.rows.values())],
        effect_svg=effect_page(story).to_svg(),
        strips=[(s.subject, story.heading(s), strip_page(story, s).to_svg()) for s in STRIPS],
        talks=named(first_replicate(context.negotiation), story),
        reached=named(reached(context.negotiation, story.replicates), story),
        talks_svg=strip_page(story, TALKS).to_svg() if context.negotiation else "",
        hindcast_columns=list(context.hindcast[0]) if context.hindcast else [],
        hindcast_png=_embedded(context.picture()),
        ignorance=ignorance_of(story, run_info),
        unknown=[row for row in context.levers if row.evidence in UNKNOWN_EVIDENCE],
        parameters=parameters_by_status(context.parameters),
        command=context.command or str(run_info.get("command") or command_of(run_info)),
        hashes=flat(run_info.get("hashes", {})),
        scale=int(run_info.get("persons_per_agent", 1) or 1),
    )


@lru_cache(maxsize=1)
def templates() -> "Environment":
    """The templates of this room; each is compiled once."""
    from jinja2 import Environment, PackageLoader

    return Environment(
        loader=PackageLoader("sim.results"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )


def effect_tables(story: Story) -> list[dict[str, Any]]:
    """A table per pillar; what is zero in both worlds or not computed is listed in words."""
    tables = []
    for pillar, heading in PILLARS.items():
        rows = [row for row in story.rows.values() if row.measure.pillar == pillar]
        silent = [lower_first(r.measure.label) for r in rows if r.empty and r.measure.whole]
        unknown = [lower_first(r.measure.label) for r in rows if not r.known and r.measure.whole]
        shown = [row for row in rows if row.known and not row.empty]
        wholes = [_line(row) for row in shown if row.measure.whole]
        parts = [_line(row) for row in shown if not row.measure.whole]
        if wholes or parts or silent or unknown:
            tables.append(
                {
                    "heading": heading,
                    "wholes": wholes,
                    "parts": parts,
                    "silent": silent,
                    "unknown": unknown,
                }
            )
    return tables


def _line(row: Row) -> Line:
    baseline, reform, effect, interval = row.sizes()
    return Line(
        label=row.measure.label,
        period=row.period,
        baseline=baseline,
        reform=reform,
        effect="none" if row.same else effect,
        interval="" if row.same else interval,
        direction=row.direction,
        drawn="" if row.same else row.drawn_in_words(),
    )


def named(rows: Sequence[Mapping[str, Any]], story: Story) -> list[dict[str, Any]]:
    """Rows of the talks with the names of partners."""
    name_of = Reader(story.dataset).name_of
    return [{**row, "origin": name_of(str(row["origin"]))} for row in rows]


def calendar_rows(calendar: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Dated changes of levers in order of time, as text."""
    rows = [
        {
            "date": str(entry.get("date", ""))[:10],
            "day": day_in_words(str(entry.get("date", ""))[:10]),
            "policy": str(entry.get("policy", "reform")),
            "label": change_of(entry),
            "setting": setting_of(entry).words,
            "source": str(entry.get("source", "")),
        }
        for entry in calendar
    ]
    return sorted(rows, key=lambda row: (row["date"], row["policy"], row["label"]))


def parameters_by_status(
    parameters: Sequence[ParameterRow],
) -> list[tuple[str, list[ParameterRow]]]:
    """Parameters in the order observed, estimated, calibrated, assumed."""
    grouped = [(status, [p for p in parameters if p.status == status]) for status in STATUSES]
    return [(status, rows) for status, rows in grouped if rows]


def _embedded(picture: bytes | None) -> str:
    return base64.b64encode(picture).decode("ascii") if picture else ""


def command_of(run_info: Mapping[str, Any]) -> str:
    """The command that makes this result again, from what run.json says."""
    words = ["python -m sim", f"+scenario={run_info.get('scenario', '')}"]
    for key in ("seed", "replicates"):
        if key in run_info:
            words.append(f"{key}={run_info[key]}")
    if "persons_per_agent" in run_info:
        words.append(f"population.persons_per_agent={run_info['persons_per_agent']}")
    return " ".join(words)


def flat(nested: Mapping[str, Any], above: str = "") -> list[tuple[str, str]]:
    """Names and values of a tree of settings, dotted."""
    pairs: list[tuple[str, str]] = []
    for key, value in nested.items():
        if isinstance(value, Mapping):
            pairs += flat(value, f"{above}{key}.")
        else:
            pairs.append((f"{above}{key}", str(value)))
    return pairs
