"""What everything that goes out shares: one client, one TLS context, the address guard, bounded bodies."""

from monitor.net.answers import Answer, Call, Opened
from monitor.net.client import NetOptions, open_client, open_transport, user_agent
from monitor.net.failures import NameFailed, Refused, TlsFailed, TooLarge
from monitor.net.transport import GuardedTransport

__all__ = [
    "Answer",
    "Call",
    "GuardedTransport",
    "NameFailed",
    "NetOptions",
    "Opened",
    "Refused",
    "TlsFailed",
    "TooLarge",
    "open_client",
    "open_transport",
    "user_agent",
]
