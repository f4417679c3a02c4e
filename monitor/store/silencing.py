"""What erasing writes in an article's slot: its words blanked, or all of it removed, each as one guarded script."""

from __future__ import annotations

from monitor.model import ArticleId, EventType, Glimpse, Standing
from monitor.store import article_records as records
from monitor.store import veiling
from monitor.store.annotation_records import pack_annotation, silenced, unpack_annotations
from monitor.store.event_records import POSITION_BYTES, pack_event, unpack_event
from monitor.store.guarded import Guarded
from monitor.store.ice import Frozen
from monitor.store.keys import Keys
from monitor.store.labelling_records import field_of


def silence(keys: Keys, article: ArticleId, held: Frozen, standing: Standing) -> Guarded:
    """Everything that quotes what may not be read: events, headlines, sightings, candidate, labellings, annotations."""
    tag = keys.archive_tag(article)
    writes = Guarded(keys.counts(tag))
    newest = int(held.state.get(b"n", b"0"))
    writes.holds("HGET", keys.state(tag, article), "n", newest)
    _events(writes, keys.events(tag, article), article, held, standing)
    for at, one in enumerate(unpack_annotations(article, held.annotations)):
        if veiling.is_silenced(one.remark.version, standing) and not one.silenced:
            writes.holds("LINDEX", keys.annotations(tag, article), at, held.annotations[at])
            writes.write("LSET", keys.annotations(tag, article), at, pack_annotation(silenced(one)))
    _untag(writes, keys, article, {one for one in held.tags(article) if veiling.is_silenced(one[1], standing)})
    for version in standing.withheld(newest):
        writes.write("HDEL", keys.copies(tag, article), version)
    for change in held.changes():
        if standing.withholds(change):
            writes.write("HDEL", keys.labellings(tag, article), field_of(change))
    writes.write("DEL", keys.sightings(tag, article))
    _forget_glimpses(writes, keys, article)
    writes.write("HDEL", keys.candidates(tag), article)
    writes.write("HDEL", keys.reasons(tag), article)
    _headlines(writes, keys, article, held, standing)
    return writes


def _events(writes: Guarded, key: str, article: ArticleId, held: Frozen, standing: Standing) -> None:
    for at, line in enumerate(held.events):
        _, event = unpack_event(line, article)
        quiet = line[:POSITION_BYTES] + pack_event(veiling.event(event, standing))
        if quiet != line:
            writes.holds("LINDEX", key, at, line)
            writes.write("LSET", key, at, quiet)


def _headlines(writes: Guarded, keys: Keys, article: ArticleId, held: Frozen, standing: Standing) -> None:
    tag, packed, newest = keys.archive_tag(article), held.article(), held.newest()
    if packed is not None:
        writes.holds("HGET", keys.articles(tag), article, packed)
        names = packed.partition(b"\n")[0]
        known = veiling.article(records.unpack_article(article, packed), standing)
        writes.write("HSET", keys.articles(tag), article, names + b"\n" + records.pack_article(known))
    if newest is not None and standing.absence(int(held.state.get(b"n", b"0"))):
        writes.holds("HGET", keys.newest(tag), article, newest)
        writes.write("HSET", keys.newest(tag), article, records.without_title(newest))


def removal(keys: Keys, article: ArticleId, held: Frozen, packed: bytes) -> Guarded:
    """All keys and fields of the article, its places in lists, and what the counters owe to it."""
    sources = records.unpack_article(article, packed).sources
    tag = keys.archive_tag(article)
    writes = Guarded(keys.counts(tag))
    writes.holds("HGET", keys.articles(tag), article, packed)
    for key in (
        keys.state(tag, article),
        keys.versions(tag, article),
        keys.events(tag, article),
        keys.sightings(tag, article),
        keys.labellings(tag, article),
        keys.annotations(tag, article),
        keys.copies(tag, article),
    ):
        writes.write("DEL", key)
    for key in keys.beside_articles(tag):
        writes.write("HDEL", key, article)
    writes.write("ZREM", keys.thawed(tag), article)
    _forget_glimpses(writes, keys, article)
    for source in ("", *sources):
        writes.write("ZREM", keys.added(tag, source), article)
        for kind in EventType if held.events else ():
            members = [f"{article}:{number}" for number in range(1, len(held.events) + 1)]
            writes.write("ZREM", keys.told(tag, kind.value, source), *members)
    _untag(writes, keys, article, held.tags(article))
    _uncount(writes, sources, len(held.versions))
    return writes


def _forget_glimpses(writes: Guarded, keys: Keys, article: ArticleId) -> None:
    """Its sightings are in no list any more."""
    names = [f"{kind.value}:{article}" for kind in Glimpse]
    writes.write("ZREM", keys.glimpsed(keys.archive_tag(article)), *names)


def _untag(writes: Guarded, keys: Keys, article: ArticleId, given: set[tuple[str, int]]) -> None:
    """These labels are no longer carried by these versions; one that nothing carries is no label any more."""
    tag = keys.archive_tag(article)
    for label, version in sorted(given):
        writes.write("ZREM", keys.tagged(tag, label), f"{article}:{version}")
        writes.carried(keys.tags(tag), label, keys.tagged(tag, label))


def _uncount(writes: Guarded, sources: tuple[str, ...], versions: int) -> None:
    counted = {"articles": 1, "versions": versions, "changes": max(0, versions - 1), "changed": int(versions > 1)}
    for name, by in counted.items():
        for counter in (name, *(f"{source}:{name}" for source in sources)):
            writes.write("HINCRBY", writes.counts, counter, -by)
