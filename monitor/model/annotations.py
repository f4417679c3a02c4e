"""What people say of an article or of one of its changes: records that are only ever added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.model.ids import ArticleId


class RemarkKind(StrEnum):
    """What an annotation says."""

    TAG = "tag"
    UNTAG = "untag"
    STAR = "star"
    UNSTAR = "unstar"
    REVIEWED = "reviewed"
    NOT_AN_EDIT = "not_an_edit"  # with a reason; withdraws the change
    NOTE = "note"
    REPLY = "reply"  # what the publisher answered


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody wants to say."""

    article: ArticleId
    version: int  # of the change to this version; 0 = of the article as a whole
    kind: RemarkKind
    author: str  # name of the token, or of the user of the command line
    text: str = ""  # the tag, the reason, the note, the reply


@dataclass(frozen=True, slots=True)
class Annotation:
    """A remark as it is kept; the annotations of an article are a chain of their own, numbered from 1."""

    number: int
    at: datetime  # the store's time, never before the annotation before
    remark: Remark
    prev_hash: str = ""  # hex SHA-256 of the record before, "" for the first
    record_hash: str = ""  # hex SHA-256 of this record
    silenced: bool = False  # its words were erased, or may not be read; the hash is that of the record with them
