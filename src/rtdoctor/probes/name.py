"""Resolves the endpoint's name the way every program on this machine would: the operating system decides."""

from __future__ import annotations

import asyncio
import socket
import time

from rtdoctor.facts.network import NameFact
from rtdoctor.probes.base import Probe, ProbeContext
from rtdoctor.realtime.timing import since_ms

_TIMEOUT_S = 10.0
_WINDOWS_NOT_FOUND = (11001, 11004)
"""WSAHOST_NOT_FOUND and WSANO_DATA."""
_NOT_FOUND = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME), *_WINDOWS_NOT_FOUND}


async def collect(context: ProbeContext) -> NameFact:
    """One `getaddrinfo`; no error of it escapes."""
    endpoint = context.target.endpoint
    loop = asyncio.get_running_loop()
    started = time.perf_counter()
    error = detail = None
    addresses: tuple[str, ...] = ()
    try:
        found = await asyncio.wait_for(
            loop.getaddrinfo(endpoint.host, endpoint.port, type=socket.SOCK_STREAM),
            context.remaining_s(_TIMEOUT_S),
        )
        addresses = tuple(dict.fromkeys(str(row[4][0]) for row in found))
    except asyncio.TimeoutError:
        error = "timeout"
    except socket.gaierror as failure:
        error = "not-found" if failure.errno in _NOT_FOUND else "resolver"
        detail = failure.strerror or str(failure)
    except UnicodeError as failure:
        error, detail = "not-found", str(failure)
    return NameFact(
        host=endpoint.host,
        addresses=addresses,
        duration_ms=since_ms(started),
        error=error,
        detail=detail,
    )


PROBE = Probe(
    waits_for="the resolver",
    fact=NameFact,
    collect=collect,
    after=("RT001",),
    applies=lambda target: not target.endpoint.is_address,
)
