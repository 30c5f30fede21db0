"""Opens a TCP connection to every address of the endpoint."""

from __future__ import annotations

import asyncio
import errno
import socket
import time

from rtdoctor.facts.network import ConnectAttempt, NameFact, PortFact
from rtdoctor.probes.base import Probe, ProbeContext
from rtdoctor.realtime.timing import since_ms

_TIMEOUT_S = 8.0
_MOST_ADDRESSES = 8
_UNREACHABLE = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL}


async def collect(context: ProbeContext) -> PortFact:
    """All addresses at once: a black-holed one must not hide that another answers."""
    endpoint = context.target.endpoint
    name = context.facts.find(NameFact)
    addresses = name.addresses if name else (endpoint.host,)
    limit = context.remaining_s(_TIMEOUT_S)
    attempts = await asyncio.gather(
        *(_attempt(address, endpoint.port, limit) for address in addresses[:_MOST_ADDRESSES])
    )
    return PortFact(port=endpoint.port, attempts=tuple(attempts))


async def _attempt(address: str, port: int, timeout_s: float) -> ConnectAttempt:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    started = time.perf_counter()
    error = detail = None
    sock = None
    try:
        sock = socket.socket(family, socket.SOCK_STREAM)
        sock.setblocking(False)
        loop = asyncio.get_running_loop()
        await asyncio.wait_for(loop.sock_connect(sock, (address, port)), timeout_s)
    except (asyncio.TimeoutError, TimeoutError):
        error = "timeout"
    except ConnectionRefusedError:
        error = "refused"
    except OSError as failure:
        error = "unreachable" if failure.errno in _UNREACHABLE else "other"
        detail = failure.strerror or str(failure)
    finally:
        if sock is not None:
            sock.close()
    return ConnectAttempt(address, since_ms(started), error, detail)


PROBE = Probe(waits_for="the port", fact=PortFact, collect=collect, after=("RT001", "RT101"))
