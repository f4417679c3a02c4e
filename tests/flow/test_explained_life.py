"""Whatever happens to an article, what is said of its next look is what is planned."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from looking import STORY, WORDS, Newsdesk, page

from monitor.fetch import Answer
from monitor.model import ArticleId, FetchFailed, FetchReason, SourceRules
from monitor.pipeline import item_of
from monitor.poll.explaining import Explained, explain
from monitor.poll.learner import Learner

ANSWERS = (
    Answer(page(*WORDS), etag='"1"'),
    Answer(page("Fifteen people were hurt.", *WORDS[1:]), etag='"2"'),
    Answer(b"", status=404),
    Answer(b"", status=410),
    Answer(b"", status=500),
    Answer(b"", status=429, headers=(("retry-after", "7200"),)),
    Answer(b"", status=503),
    Answer(page("Please sign in."), hops=((302, "https://outlet.example/login"),)),
    FetchFailed(STORY, FetchReason.TIMEOUT),
)
RULES = (SourceRules(), SourceRules(retire=False), SourceRules(every_s=7_200), SourceRules(cron="*/30 6-22 * * 1-5"))


@pytest.fixture
def desk() -> Newsdesk:
    return Newsdesk()


async def explained(desk: Newsdesk, article: ArticleId) -> Explained:
    head = await desk.head(article)
    source = await desk.store.book.get(head.article.source)
    assert source is not None
    (planned,) = await desk.store.frontier.planned([item_of(head.article)])
    return explain(
        head.article, head.state, source, planned, care=head.care, trail=head.trail,
        pending=head.candidate is not None, policy=Learner().policy, options=desk.world.options, now=desk.clock.now(),
    )  # fmt: skip


@pytest.mark.parametrize("rules", RULES, ids=["news", "for ever", "interval", "cron"])
@pytest.mark.parametrize("seed", range(4))
async def test_the_words_and_the_time_are_those_of_the_plan(desk: Newsdesk, rules: SourceRules, seed: int) -> None:
    dice = Random(seed)  # noqa: S311 - a seeded life
    desk.world = replace(desk.world, dice=dice.random)
    article = await desk.article(rules)
    known = (await desk.head(article)).article
    for _ in range(60):
        answer = dice.choice(ANSWERS)
        desk.fetcher.say(STORY, replace(answer, url=STORY) if isinstance(answer, FetchFailed) else answer)
        told = await explained(desk, article)
        (planned,) = await desk.store.frontier.planned([item_of(known)])
        if planned.due is None:
            assert told.due is None
            break
        held = planned.host_free is not None and planned.host_free > planned.due + timedelta(minutes=1)
        assert told.due == (planned.host_free if held else planned.due)
        assert ("its site is left alone" in told.why) is held
        assert "asked for it" not in told.why
        assert "announced" not in told.why
        ready = max(filter(None, (told.due, planned.host_free, desk.clock.now() + timedelta(seconds=2))))
        await desk.look(later_s=(ready - desk.clock.now()).total_seconds())
