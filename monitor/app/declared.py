"""The sources that the settings file declares."""

from __future__ import annotations

from monitor import sources
from monitor.clock import SystemClock
from monitor.errors import SettingsError
from monitor.model import (
    Owner,
    Source,
    SourceKind,
    SourceRules,
)
from monitor.settings import Settings, SourceSettings


def declared_sources(settings: Settings, clock: SystemClock) -> list[Source]:
    """The sources of the file; raises SettingsError for a schedule that is none."""
    now = clock.now()
    found = []
    for number, one in enumerate(settings.source, 1):
        if one.cron:
            _check_cron(one.cron, number)
        found.append(
            Source(
                id=sources.source_id(one.url),
                url=sources.normalise(one.url),
                kind=one.kind or SourceKind.FEED,
                name=one.name,
                added=now,
                watch=one.watch,
                owner=Owner.FILE,
                tags=one.tags,
                rules=rules_of(one),
            )
        )
    return found


def _check_cron(line: str, number: int) -> None:
    from monitor.poll.cron import cron

    try:
        cron(line)
    except SettingsError as error:
        raise SettingsError(f"source[{number}].cron", str(error).partition(": ")[2]) from None


def rules_of(one: SourceSettings) -> SourceRules:
    """The rules that the file gives a source."""
    return SourceRules(
        every_s=None if one.every is None else round(one.every),
        cron=one.cron,
        link_pattern=one.link_pattern,
        max_new_per_look=one.max_new_per_look,
        max_new_per_day=one.max_new_per_day,
        max_age_days=one.max_age_days or None,
        foreign_domains=one.foreign_domains,
        ignore_robots=one.ignore_robots,
        retire=one.retire if one.retire is not None else one.kind is not SourceKind.PAGE,
        jitter_s=round(one.jitter),
        weight=one.weight,
        confirm=one.confirm,
        keep_last=one.keep_last,
        keep_days=one.keep_days,
        type=one.type,
        fields=tuple(sorted(one.fields.items())),
    )
