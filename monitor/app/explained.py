"""Why an article is checked next when it is, by the rule that all workers plan by."""

from __future__ import annotations

from contextlib import suppress

from monitor.app.opening import App
from monitor.errors import NotFound, ParseError
from monitor.model import ArticleId
from monitor.pipeline import item_of
from monitor.poll import Learner, ruling
from monitor.poll.explaining import Explained, explain


async def explained_of(app: App, article: ArticleId) -> Explained:
    """The plan of an article in words; raises NotFound, and Withheld where the article may not be read."""
    head = await app.store.archive.head(article)
    source = await app.store.book.get(head.article.source) if head else None
    if head is None or source is None:
        raise NotFound(f"there is no article {article}")
    (planned,) = await app.store.frontier.planned([item_of(head.article)])
    learner = Learner()
    _, document = await app.store.ledger.rule()
    with suppress(ParseError):  # the workers say so, and plan by the shipped rule too
        if document:
            learner.adopt(ruling.load(document))
    return explain(
        head.article,
        head.state,
        source,
        planned,
        care=head.care,
        trail=head.trail,
        pending=head.candidate is not None,
        policy=learner.policy,
        options=app.world.options,
        now=app.world.clock.now(),
    )
