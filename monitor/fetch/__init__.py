"""Asking publishers: conditional requests, redirects hop by hop, robots.txt."""

from monitor.fetch.http import HttpFetcher, OpenGate
from monitor.fetch.replay import Answer, ReplayFetcher
from monitor.fetch.robots import MemoryRobots, Robots, Verdict

__all__ = ["Answer", "HttpFetcher", "MemoryRobots", "OpenGate", "ReplayFetcher", "Robots", "Verdict"]
