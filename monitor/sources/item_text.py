"""The text of a feed item as an article's text, for outlets whose pages can not be read ("from the feed only")."""

from __future__ import annotations

from typing import Final

from lxml import etree, html

from monitor.model import Block, BlockKind, Entry, Listing, Text
from monitor.sources.entries import clean

KINDS: Final = {
    "p": BlockKind.PARAGRAPH,
    "li": BlockKind.LIST_ITEM,
    "blockquote": BlockKind.QUOTE,
    "figcaption": BlockKind.CAPTION,
    "tr": BlockKind.TABLE_ROW,
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), BlockKind.HEADING),
}
BREAKS: Final = frozenset({"div", "br", "ul", "ol", "figure", "table", "section", "article", "hr", "pre", *KINDS})
UNREAD: Final = frozenset({"script", "style", "template", "noscript"})


def feed_text(entry: Entry, listing: Listing) -> Text:
    """Title, summary and content of the item; the summary is left out where the content repeats it."""
    del listing
    summary, content = blocks_of(entry.summary), blocks_of(entry.content)
    repeated = {block.text for block in content}
    standfirst = " ".join(block.text for block in summary if block.text not in repeated)
    return Text(
        title=" ".join(clean(entry.title).split()),
        blocks=content,
        standfirst=standfirst,
        authors=(entry.author,) if entry.author else (),
        published=entry.published.isoformat() if entry.published else "",
        modified=entry.updated.isoformat() if entry.updated else "",
    )


def blocks_of(fragment: str) -> tuple[Block, ...]:
    """The blocks of a piece of HTML or plain text, in order."""
    if not fragment.strip():
        return ()
    try:
        root = html.fragment_fromstring(fragment, create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return (Block(BlockKind.PARAGRAPH, " ".join(clean(fragment).split())),)
    found: list[Block] = []
    pending: list[str] = []
    kind = BlockKind.PARAGRAPH

    def close() -> None:
        text = " ".join("".join(pending).split())
        if text:
            found.append(Block(kind, text))
        pending.clear()

    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if name in BREAKS:
                close()
                kind = KINDS.get(name, BlockKind.PARAGRAPH)
            if name not in UNREAD and name:
                pending.append(element.text or "")
        else:
            if name in BREAKS:
                close()
                kind = BlockKind.PARAGRAPH
            pending.append(element.tail or "")
    close()
    return tuple(found)
