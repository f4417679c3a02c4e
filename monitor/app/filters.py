"""The filters that the settings file declares."""

from __future__ import annotations

from monitor import sources
from monitor.app.opening import App
from monitor.errors import SettingsError
from monitor.model import ArticleId, Filter, Owner, SavedFilter
from monitor.settings.declared import Wanted


async def filter_of_file(app: App, one: Wanted, key: str) -> Filter:
    """The filter that a table of the file asks for; `key` names the table in errors."""
    known = {name: s.id for s in await app.store.book.all() for name in (s.name, s.url) if name}
    missing = [name for name in one.sources if name not in known]
    if missing:
        raise SettingsError(f"{key}.sources", f"there is no source {missing[0]!r}")
    named = one.model_dump(include=set(Wanted.model_fields) - {"min_age", "max_age"})
    return Filter(
        **named
        | {
            "types": one.types or Filter().types,
            "sources": tuple(known[name] for name in one.sources),
            "articles": tuple(_article(name) for name in one.articles),
            "min_age_s": round(one.min_age),
            "max_age_s": round(one.max_age),
        }
    )


def _article(name: str) -> ArticleId:
    return sources.article_id(name) if "://" in name else ArticleId(name)


async def filters_of_file(app: App) -> None:
    """Make the file's saved filters what the store holds; those that left the file are removed."""
    names = set()
    for number, one in enumerate(app.settings.filter, 1):
        if one.name in names:
            raise SettingsError(f"filter[{number}].name", f"there are two filters named {one.name!r}")
        names.add(one.name)
        wanted = await filter_of_file(app, one, f"filter[{number}]")
        await app.store.filters.put(SavedFilter(one.name, wanted, Owner.FILE))
    for name, held in (await app.store.filters.all()).items():
        if held.owner is Owner.FILE and name not in names:
            await app.store.filters.remove(name)
