"""The sections of RESULTS.md: each makes lines of Markdown from what its parts measured."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from targets import GIB, MILLION, TARGETS, Results

MIB = 2.0**20
Lines = list[str]


# Words and numbers


def figures(value: float, digits: int = 3) -> str:
    """A number to so many digits, with commas, without an exponent."""
    if value == 0:
        return "0"
    text = f"{value:.{digits}g}"
    return f"{float(text):,.0f}" if "e" in text or abs(value) >= 10**digits else text


def spread(found: Mapping[str, Any], scale: float = 1.0) -> str:
    """Median, with least and most."""
    low, high = figures(found["min"] / scale), figures(found["max"] / scale)
    median = figures(found["median"] / scale)
    return median if low == high else f"{median} ({low} to {high})"


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Lines:
    """A Markdown table; all columns but the first to the right."""
    ruler = ["---", *("---:" for _ in header[1:])]
    return [f"| {' | '.join(map(str, row))} |" for row in (header, ruler, *rows)] + [""]


def per_second(found: Mapping[str, Any]) -> str:
    """Nanoseconds per item of a rate."""
    return figures(1e9 / found["median"])


# Sections


def targets(results: Results) -> Lines:
    """What was to be reached, and what was."""
    rows = []
    for target in TARGETS:
        found = target.measured(results)
        keys = ("median", "min", "max")
        measured = spread(dict(zip(keys, found, strict=True))) if found else "–"
        sign = "≥" if target.least else "≤"
        wanted = f"{sign} {figures(target.limit, 4)} {target.unit}".rstrip()
        rows.append((target.what, wanted, measured, target.verdict(results)))
    return table(("what", "to reach", "measured (least to most)", "verdict"), rows)


def machine(results: Results) -> Lines:
    """Bandwidth and rates of the machine."""
    values = results["machine"]["values"]
    size = values["array_bytes"] / GIB
    names = {
        "read": ("read, in order", "GB/s", 1e9),
        "update": ("read and write, in order, both counted", "GB/s", 1e9),
        "jump": ("reads at random", "million/s", MILLION),
    }
    rows = [
        (f"{label} [{unit}]", *(spread(values[name][threads], scale) for threads in "12"))
        for name, (label, unit, scale) in names.items()
    ]
    if limits := instruction_limits(results):
        rows.append(("instructions, scalar [G/s]", *(figures(limits[t] / 1e9) for t in "12")))
    title = f"An array of {figures(size, 2)} GiB; eight independent chains of additions."
    return [title, "", *table(("", "1 thread", "2 threads"), rows)]


def instruction_limits(results: Results) -> dict[str, float]:
    """Most scalar instructions a second, by threads; empty without a count."""
    if "machine" not in results or "instructions" not in results:
        return {}
    each = results["instructions"]["values"]["per_item"]["reference"]
    compute = results["machine"]["values"]["compute"]
    return {threads: each * compute[threads]["median"] for threads in ("1", "2")}


def limits_of(name: str, results: Results, threads: str) -> dict[str, float]:
    """Share [1] of the memory bandwidth and of the instruction limit that a kernel reaches."""
    kernel = results["kernels"]["values"]["kernels"][name]
    rate = kernel["rate"][threads]["median"]
    shares = {}
    traffic = kernel["read"] + kernel["written"]
    if traffic and "machine" in results:
        roof = results["machine"]["values"]["update" if kernel["written"] else "read"]
        shares["memory"] = traffic * rate / roof[threads]["median"]
    if limits := instruction_limits(results):
        count = results["instructions"]["values"]["per_item"][name]
        shares["instructions"] = count * rate / limits[threads]
    return shares


def kernels(results: Results) -> Lines:
    """Every kernel alone, and how near to a limit it is."""
    values = results["kernels"]["values"]
    counts = results.get("instructions", {}).get("values", {}).get("per_item", {})
    rows = []
    for name, kernel in values["kernels"].items():
        one, two = kernel["rate"]["1"], kernel["rate"]["2"]
        shares = {t: limits_of(name, results, t) for t in "12"}
        rows.append((
            f"{name}, per {kernel['item']}",
            per_second(one),
            per_second(two),
            spread(two, MILLION),
            f"{two['median'] / one['median']:.2f}",
            figures(kernel["read"] + kernel["written"], 4),
            figures(counts[name]) if name in counts else "–",
            *(
                " / ".join(percent(shares[t].get(limit)) for t in "12")
                for limit in ("memory", "instructions")
            ),
        ))  # fmt: skip
    header = (
        "kernel", "ns, 1 thread", "ns, 2 threads", "million/s, 2 threads", "2 over 1", "bytes",
        "instructions", "% of bandwidth, 1 / 2", "% of instruction limit, 1 / 2",
    )  # fmt: skip
    bounds = [f"- **{name}**: {kernel['bound']}" for name, kernel in values["kernels"].items()]
    rows_of = f"Main scenario after a year, {values['rows']:,} rows."
    return [rows_of, NOTE_ON_LIMITS, "", *table(header, rows), "What bounds each:", "", *bounds, ""]


NOTE_ON_LIMITS = (
    "*Bytes* are those that an item cannot do without moving to or from memory (none if its data "
    "stay in cache); the bandwidth is that of reading, or of reading and writing where it writes. "
    "*Instructions* are counted on code for AVX2: on a processor with AVX-512 vectorised kernels "
    "take fewer, and their share of the limit is overstated."
)


def percent(share: float | None) -> str:
    """A share in percent."""
    return "–" if share is None else figures(100.0 * share, 2)


def mp_moldova(results: Results) -> Lines:
    """The command of the main scenario."""
    values = results["mp_moldova"]["values"]
    warm = values["warm"]
    told = warm["2"]
    rows: list[tuple[str, ...]] = [
        (label, *(spread(warm[t][name], scale) for t in "21"))
        for label, name, scale in (
            ("whole command [s]", "command", 1.0),
            ("simulation [s]", "simulation", 1.0),
            ("files, report and pictures [s]", "files", 1.0),
            ("inside the engine [s]", "engine", 1.0),
            ("million person-months/s, engine", "person_months_per_second", MILLION),
            ("million events/s, engine", "events_per_second", MILLION),
        )
    ]
    share = told["events"] / told["person_months"]
    return [
        f"{told['persons']:,} persons, {told['months']} months, both policies, one replicate; "
        f"{told['events']:,} visits, {figures(share)} per person-month. "
        f"The very first run, with everything to compile: {spread(values['first'])} s.",
        "",
        *table(("", "2 threads", "1 thread"), rows),
    ]


def scenarios(results: Results) -> Lines:
    """A person-month in scenarios of different breadth."""
    rows = [
        (
            f"`{name}`",
            f"{v['origins']} / {v['places']}",
            f"{v['persons']:,}",
            spread(v["month"]),
            spread(v["per_person_month"]),
            figures(v["visits"]),
            figures(v["per_person_month"]["median"] / v["visits"]),
            figures(v["bytes_per_person"]),
        )
        for name, v in results["scenarios"]["values"].items()
    ]
    header = (
        "scenario", "origins / places", "persons", "month [s]", "ns per person-month",
        "visits per person-month", "ns per visit", "bytes per person",
    )  # fmt: skip
    months = next(iter(results["scenarios"]["values"].values()))["months"]
    return [
        f"The reform, {months} months in turn on two threads, from the first of each scenario. A "
        "month holds everything: states, recruiters and tables of each origin and place besides "
        "the persons, so that a broad scenario costs more for the same persons.",
        "",
        *table(header, rows),
    ]


def memory(results: Results) -> Lines:
    """Columns, and the peak of a run over them."""
    rows = []
    if "mp_moldova" in results:
        v = results["mp_moldova"]["values"]
        rows.append(memory_row("`mp_moldova`, the command, both policies", v, v["peak_tiny"]))
    rows += [
        memory_row(f"{figures(v['persons'] / MILLION)} million persons, one policy", v, None)
        for v in crowd_values(results)
    ]
    header = (
        "run", "rows", "columns [MiB]", "byte per row", "peak [MiB]", "peak over columns",
        "peak of an all but empty run [MiB]",
    )  # fmt: skip
    return [NOTE_ON_MEMORY, "", *table(header, rows)]


NOTE_ON_MEMORY = (
    "Rows are persons alive at the start and children to be born within the horizon. The peak is "
    "the largest sample of the proportional set size (`Pss` of `/proc/*/smaps_rollup`) summed over "
    "the tree of processes: policies go on in forked processes that share what none has written to "
    "since, and adding resident sizes would count it once for each. It includes the interpreter "
    "and its libraries; the last column is what these take when there is hardly anybody."
)


def memory_row(run: str, values: Mapping[str, Any], empty: float | None) -> tuple[str, ...]:
    """One run's memory."""
    columns = values["column_bytes"]
    return (
        run,
        f"{values['rows']:,}",
        figures(columns / MIB, 4),
        figures(columns / values["rows"]),
        figures(values["peak"] / MIB, 4),
        figures(values["peak"] / columns),
        "–" if empty is None else figures(empty / MIB, 4),
    )


def crowd_values(results: Results) -> list[Mapping[str, Any]]:
    """What the many-origin parts found, the smallest first."""
    found = [each["values"] for name, each in results.items() if name.startswith("crowd")]
    return sorted(found, key=lambda values: values["persons"])


def crowds(results: Results) -> Lines:
    """Many origins, by size."""
    rows = [
        (
            f"{values['persons']:,}",
            values["origins"],
            values["months"],
            f"{values['made']:.1f}",
            f"{values['engine']:.1f}",
            f"{values['total']:.1f}",
            figures(values["person_months"] / values["engine"] / MILLION),
            figures(values["events"] / values["engine"] / MILLION),
            figures(values["peak"] / GIB),
            figures(values["planned_bytes"] / GIB),
            figures(values["column_bytes"] / values["persons"]),
        )
        for values in crowd_values(results)
    ]
    header = (
        "persons at the start", "origins", "months", "made [s]", "months [s]", "together [s]",
        "million person-months/s", "million events/s", "peak [GiB]", "planned [GiB]",
        "byte of columns per person, children to be born included",
    )  # fmt: skip
    about = crowd_values(results)[-1]["about"]
    return [f"One policy, two threads; {about}.", "", *table(header, rows)]


def peers(results: Results) -> Lines:
    """The small workload in other engines."""
    rows = [
        (
            line["engine"],
            f"{line['persons']:,}",
            line["threads"],
            f"{figures(line['speed'] / MILLION)} ({figures(line['slowest'] / MILLION)} to "
            f"{figures(line['fastest'] / MILLION)})",
            figures(line["bytes_per_person"]),
            figures(line["seconds_to_make"]),
        )
        for line in results["peers"]["values"]["lines"]
    ]
    header = ("engine", "persons", "threads", "million person-months/s", "byte/person", "made [s]")
    return table(header, rows)


def startup(results: Results) -> Lines:
    """How long a user waits."""
    values = results["startup"]["values"]
    rows = [(name, spread(seconds)) for name, seconds in values.items()]
    return ["Whole commands; a small run is `mp_moldova` with 1 agent for 1,000 persons.", "",
            *table(("command", "s"), rows)]  # fmt: skip


def scaling(results: Results) -> Lines:
    """Cost against threads, persons, events, sleepers."""
    values = results["scaling"]["values"]
    persons = [
        (f"{each['persons']:,}", f"{each['events']:,.0f}", spread(each["seconds"], 1e-3))
        for each in values["persons"]
    ]
    threads, events, sleepers = values["threads"], values["events"], values["sleepers"]
    fits = [
        ("visits", fit(events["line"], "visit"), f"{events['line']['r2']:.4f}"),
        ("sleepers", fit(sleepers["line"], "sleeper"), f"{sleepers['line']['r2']:.4f}"),
    ]
    return [
        f"Two threads live a month of {threads['persons']:,} persons of `mp_moldova` "
        f"{spread(threads['speedup'])} times as fast as one, {threads['months']} months in turn.",
        "",
        *table(("persons", "visits a month", "ms a month, 2 threads, one policy"), persons),
        "The loop over persons alone, on one thread: more and more visits among the same persons; "
        f"and {sleepers['awake']:,} visits among more and more persons, where time grows with the "
        f"power {sleepers['power']:.2f} of the persons.",
        "",
        *table(("against", "line through the medians", "R²"), fits),
    ]


def fit(line: Mapping[str, float], item: str) -> str:
    """A fitted line in words."""
    nanoseconds, start = 1e9 * line["slope"], 1e3 * line["intercept"]
    return f"{figures(start)} ms + {figures(nanoseconds)} ns for each {item}"


def mesa(results: Results) -> Lines:
    """Every person a Mesa agent."""
    rows = [
        (
            name,
            f"{found['persons']:,}",
            spread(found["seconds"]),
            spread(found["person_months_per_second"], MILLION),
        )
        for name, found in results["mesa"]["values"].items()
    ]
    header = ("engine, one thread", "persons", "s a month", "million person-months/s")
    return table(header, rows)


SECTIONS: tuple[tuple[str, str, Callable[[Results], Lines]], ...] = (
    ("machine", "What the machine can do", machine),
    ("kernels", "Kernels alone", kernels),
    ("mp_moldova", "The main scenario, everybody simulated", mp_moldova),
    ("scenarios", "A person-month in three scenarios", scenarios),
    ("crowd", "Many origins", crowds),
    ("peers", "The same small model in other engines", peers),
    ("startup", "Waiting", startup),
    ("mp_moldova", "Memory", memory),
    ("scaling", "Cost against threads, persons and events", scaling),
    ("mesa", "Every person a Mesa agent", mesa),
)
"""Part that a section needs (any whose name begins so), title, what writes it."""
