"""What the nouns are called: ids that never change."""

from __future__ import annotations

from typing import NewType

SourceId = NewType("SourceId", str)  # 12 characters: hash of the source's URL
ArticleId = NewType("ArticleId", str)  # 16 characters: hash of the normalised link URL; never changes
EventId = NewType("EventId", str)  # evt_ + base32 hash of (subject, sequence, type, content hash)
SubscriptionId = NewType("SubscriptionId", str)  # sub_...
