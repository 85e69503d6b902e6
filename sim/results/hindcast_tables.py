"""A hindcast as rows: of scores, of years, and of what the report shows."""

import math
from collections.abc import Sequence
from typing import Any

from sim.results.hindcast import Hindcast
from sim.results.scoring import Line, Score
from sim.results.words import amount, lower_first

SCORE_COLUMNS = (
    "origin", "series", "place", "label", "unit", "known", "scored", "observed_mean", "model_mean",
    "bias", "mae", "rmse", "mae_persistence", "rmse_persistence", "mae_trend", "rmse_trend",
    "skill_mae_persistence", "skill_rmse_persistence", "skill_mae_trend", "skill_rmse_trend",
    "coverage", "coverage_draws", "verdict", "used_for_calibration", "calibrated_parameters",
    "used_as_input", "sees_scored_years", "note", "source", "origins",
)  # fmt: skip
SERIES_COLUMNS = (
    "origin", "series", "place", "year", "observed", "role", "model", "low", "high", "draws_low",
    "draws_high", "persistence", "trend", "unit", "source",
)  # fmt: skip


def score_rows(hindcast: Hindcast) -> list[dict[str, Any]]:
    """One row per series, by SCORE_COLUMNS; NaN where a number is unknown."""
    return [_score_row(score) for score in hindcast.scores]


def _score_row(score: Score) -> dict[str, Any]:
    line = score.line
    skills = {
        f"skill_{measure}_{naive}": score.skill(measure, naive)
        for naive in ("persistence", "trend")
        for measure in ("mae", "rmse")
    }
    return {
        "origin": origin_of(line),
        "series": line.choice.series,
        "place": line.choice.place,
        "label": line.label,
        "unit": line.observable.unit,
        "known": _span(line.known),
        "scored": _span(line.scored),
        "observed_mean": score.observed,
        "model_mean": score.model,
        "bias": score.bias,
        "mae": score.mae,
        "rmse": score.rmse,
        "mae_persistence": score.mae_persistence,
        "rmse_persistence": score.rmse_persistence,
        "mae_trend": score.mae_trend,
        "rmse_trend": score.rmse_trend,
        **skills,
        "coverage": score.coverage,
        "coverage_draws": score.coverage_draws,
        "verdict": score.verdict,
        "used_for_calibration": "yes" if line.calibrated else "no",
        "calibrated_parameters": " ".join(line.calibrated),
        "used_as_input": line.observable.input,
        "sees_scored_years": "yes" if line.observable.foreseen else "no",
        "note": line.observable.note,
        "source": line.source,
        "origins": " ".join(line.members),
    }


def origin_of(line: Line) -> str:
    """Code of the origin of a series, or ALL."""
    return line.choice.origin or line.members[0]


def series_rows(hindcast: Hindcast) -> list[dict[str, Any]]:
    """One row per series and year, by SERIES_COLUMNS; NaN where there is no number.

    `role` is "known" (the naive forecasts may use it), "scored" or "".
    """
    rows = []
    for line in hindcast.lines:
        for year in sorted({*line.observed, *line.model, *line.persistence}):
            role = "known" if year in line.known else "scored" if year in line.scored else ""
            numbers = {
                name: getattr(line, name).get(year, math.nan)
                for name in ("observed", "model", "low", "high", "persistence", "trend")
            }
            low, high = line.draws.get(year, (math.nan, math.nan))
            numbers |= {"draws_low": low, "draws_high": high}
            rows.append(
                {
                    "origin": origin_of(line),
                    "series": line.choice.series,
                    "place": line.choice.place,
                    "year": year,
                    "role": role,
                    **numbers,
                    "unit": line.observable.unit,
                    "source": line.source,
                }
            )
    return rows


def report_rows(hindcast: Hindcast) -> tuple[dict[str, str | int | float | None], ...]:
    """The scores as the report shows them: texts, all rows with the same keys."""
    return tuple(_report_row(score, hindcast) for score in hindcast.scores)


def _report_row(score: Score, hindcast: Hindcast) -> dict[str, str | int | float | None]:
    line = score.line
    several = {"Origins": str(len(line.members))} if hindcast.origins > 1 else {}
    drawn = {"Within range of draws": percent(score.coverage_draws)} if hindcast.draws else {}
    return {
        "Series": line.label,
        **several,
        "Scored": _span(score.years) or None,
        "Observed": _level(score.observed, line),
        "Model": _level(score.model, line),
        "Error of model": percent(score.mae),
        "of persistence": percent(score.mae_persistence),
        "of trend": percent(score.mae_trend),
        "Within band": percent(score.coverage),
        **drawn,
        "Seen by the model": _seen(line),
        "Result": score.verdict,
    }


def _level(value: float, line: Line) -> str | None:
    """A mean in words; None where it is unknown."""
    return amount(value, line.observable) if math.isfinite(value) else None


def _seen(line: Line) -> str:
    """How a series is part of the model, in words."""
    parts = [f"calibrates {', '.join(line.calibrated)}"] if line.calibrated else []
    parts += [lower_first(line.observable.input)] if line.observable.input else []
    return "; ".join(parts) or "no"


def percent(share: float) -> str | None:
    """A share in whole per cent; None where it is unknown."""
    return f"{100 * share:.0f} %" if math.isfinite(share) else None


def _span(years: Sequence[int]) -> str:
    """Years as "2010-2015", or one by one where some between are missing."""
    if not years:
        return ""
    if len(years) == years[-1] - years[0] + 1 and len(years) > 1:
        return f"{years[0]}-{years[-1]}"
    return " ".join(str(year) for year in years)
