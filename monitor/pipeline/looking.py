"""A look at what a lease is for."""

from __future__ import annotations

from monitor.model import (
    ItemKind,
    Lease,
)
from monitor.pipeline.articles import look_at_article
from monitor.pipeline.sources import look_at_source
from monitor.pipeline.world import Looked, World


async def look(lease: Lease, world: World) -> Looked:
    """Look at what the lease is for, keep what was found, plan the next look."""
    doer = look_at_source if lease.item.kind is ItemKind.SOURCE else look_at_article
    return await doer(lease, world)
