"""The pages, the JSON API, the feeds and the probes."""

from monitor.web.app import build
from monitor.web.services import Services, WebOptions

__all__ = ["Services", "WebOptions", "build"]
