"""A child process of the workshop: reads jobs from standard input, answers on standard output, within its limits.

A frame is the line `name payload-length body-length`, then the payload (JSON) and the body (raw bytes). The answer is
its length as one line, then JSON. Standard output carries nothing else: what libraries print goes to standard error.
"""

from __future__ import annotations

import gc
import os
import resource
import signal
import sys
from typing import Final

from monitor.workshop import jobs

OUT_OF_MEMORY: Final = 3  # exit code


def main() -> None:
    """Work until the parent closes the pipe; arguments: CPU seconds per job, bytes of memory."""
    cpu_s, memory_bytes = float(sys.argv[1]), int(sys.argv[2])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's Ctrl-C is the parent's to handle
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    jobs.warm_up()
    gc.freeze()
    while header := sys.stdin.buffer.readline():
        name, payload_bytes, body_bytes = header.decode("ascii").split()
        payload = sys.stdin.buffer.read(int(payload_bytes))
        body = sys.stdin.buffer.read(int(body_bytes))
        _allow_cpu(cpu_s)
        answer, fit = _answer(name, payload, body)
        view = memoryview(b"%d\n%b" % (len(answer), answer))
        while view:
            view = view[answers.write(view) :]
        if not fit:
            sys.exit(1)


def _answer(name: str, payload: bytes, body: bytes) -> tuple[bytes, bool]:
    """The answer to a job, and whether this process is fit for another."""
    try:
        return jobs.pack_answer(jobs.do(jobs.unpack(name, payload), body)), True
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except Exception as error:  # noqa: BLE001 - the outermost loop: the parent logs it
        return jobs.pack_answer(jobs.Answer(bug=f"{type(error).__name__}: {error}"[:500])), False


def _allow_cpu(seconds: float) -> None:
    """Let the system end this process when the next job uses more CPU time than this."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(usage.ru_utime + usage.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))


if __name__ == "__main__":
    main()
