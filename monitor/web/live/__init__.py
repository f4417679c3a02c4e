"""Events as they happen: one reader of the log for all who listen, and cursors that miss nothing."""

from monitor.web.live.cursor import cursor_of, moment_of, text_of
from monitor.web.live.hub import Hub, Overrun
from monitor.web.live.stream import stream

__all__ = ["Hub", "Overrun", "cursor_of", "moment_of", "stream", "text_of"]
