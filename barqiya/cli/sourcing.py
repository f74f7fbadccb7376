"""The command that tells how the sources are: sources."""

import argparse
from datetime import UTC, datetime

from babel.dates import format_timedelta
from rich.cells import cell_len

from barqiya.app.health import source_health
from barqiya.app.opening import opened_store
from barqiya.app.refreshing import named
from barqiya.cli import as_json
from barqiya.cli.speaking import out, out_json
from barqiya.domain.source_health import Condition, SourceHealth
from barqiya.settings import Settings

_MOST = 1000  # what was set aside of one source
_HEADS = ("source", "kind", "state", "articles", "last success", "last try", "next due", "refused")


async def sources(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the table of sources, or one source with all that was set aside of it."""
    watched, now = named(settings, arguments.source), datetime.now(UTC)
    newest = _MOST if arguments.source else 0
    async with opened_store(settings) as database:
        found = await database.read(source_health, watched, now, newest=newest)
    if arguments.json:
        out_json([as_json.source(health) for health in found])
    elif arguments.source:
        out("\n".join(_page(found[0], now)))
    else:
        out("\n".join(_table(found, now)))
    return 0


def _table(found: list[SourceHealth], now: datetime) -> list[str]:
    rows = [_HEADS, *(_row(health, now) for health in found)]
    widths = [max(cell_len(row[column]) for row in rows) for column in range(len(_HEADS))]
    lines = ["  ".join(_padded(row, widths)).rstrip() for row in rows]
    told = (f"{health.name}: {words}" for health in found for words in _words(health))
    return [*lines, *told]


def _padded(row: tuple[str, ...], widths: list[int]) -> list[str]:
    # Arabic letters are one cell each, their marks none: len() would break the columns.
    return [text + " " * (width - cell_len(text)) for text, width in zip(row, widths, strict=True)]


def _row(health: SourceHealth, now: datetime) -> tuple[str, ...]:
    return (
        health.name,
        health.kind,
        _state(health),
        str(health.held),
        _ago(health.succeeded_at, now),
        _ago(health.checked_at, now),
        _ago(health.due_at, now),
        str(health.set_aside),
    )


def _state(health: SourceHealth) -> str:
    tries = f"{health.failures} {'try' if health.failures == 1 else 'tries'}"
    match health.condition:
        case Condition.UNVISITED:
            return "never visited"
        case Condition.FAILING:
            return f"failing since {tries}"
        case Condition.WAITING:
            return f"asked to wait, {tries}"
        case _:
            return health.condition.value


def _words(health: SourceHealth) -> list[str]:
    return [text for text in (health.reason, health.warning, health.note) if text]


def _ago(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return "-"
    if abs(moment - now).total_seconds() < 1:
        return "now"
    return format_timedelta(moment - now, add_direction=True, locale="en_GB")


def _page(health: SourceHealth, now: datetime) -> list[str]:
    facts = {
        "kind": health.kind,
        "address": health.address,
        "state": _state(health),
        "reason": health.reason,
        "warning": health.warning,
        "note": health.note,
        "articles": str(health.held),
        "last success": _ago(health.succeeded_at, now),
        "last try": _ago(health.checked_at, now),
        "last change": _ago(health.changed_at, now),
        "next due": _ago(health.due_at, now),
        "set aside": str(health.set_aside),
    }
    lines = [health.name, "", *(f"{name}: {value}" for name, value in facts.items() if value)]
    for one in health.newest:
        what = "refused" if one.refused else "in part"
        lines.append(f"{what}  {one.at:%Y-%m-%d %H:%M}  {one.origin}: {one.reason}")
    return lines
