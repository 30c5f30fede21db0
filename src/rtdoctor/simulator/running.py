"""A simulator that runs: in a thread and an event loop of its own, ready when `start` returns."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from rtdoctor.errors import UsageError
from rtdoctor.simulator.behaviour import Behaviour
from rtdoctor.simulator.faults import behaviour_with
from rtdoctor.simulator.journal import Journal
from rtdoctor.simulator.options import SimulatorOptions, check_latency
from rtdoctor.simulator.resource import Resource

if TYPE_CHECKING:
    from rtdoctor.simulator.authority import Authority
    from rtdoctor.simulator.transcript import NoTranscript, Transcript

HOST = "127.0.0.1"

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[Any, Any, None]]
"""What a listener does with a connection."""

_NO_PROXY = "127.0.0.1,localhost,::1"


def start(options: SimulatorOptions) -> RunningSimulator:
    """Start a simulator and return it listening.

    Raises `UsageError` for an unknown fault or latency, a port that is in use, a transcript that cannot be written.
    """
    check_latency(options.latency_ms)
    behaviour = behaviour_with(options.faults)
    from rtdoctor.redaction import Redactor
    from rtdoctor.simulator.transcript import NoTranscript, Transcript

    resource = Resource()
    redactor = Redactor((resource.api_key, resource.identity_header))
    transcript = Transcript(options.transcript, redactor) if options.transcript else NoTranscript()
    authority = None
    if options.tls:
        from rtdoctor.simulator.authority import Authority

        authority = Authority()
    running = RunningSimulator(options, behaviour, resource, authority, transcript)
    try:
        running.listen()
    except BaseException:
        running.close()
        raise
    return running


class RunningSimulator:
    """A listening simulator. A context manager; `close` may be called any number of times.

    `journal` tells what happened, from the server's side.
    """

    def __init__(
        self,
        options: SimulatorOptions,
        behaviour: Behaviour,
        resource: Resource,
        authority: Authority | None,
        transcript: Transcript | NoTranscript,
    ) -> None:
        self.journal = Journal()
        self._options = options
        self._behaviour = behaviour
        self._resource = resource
        self._authority = authority
        self._transcript = transcript
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="rtdoctor-simulator", daemon=True)
        self._listeners: list[asyncio.Server] = []
        self._ports: list[int] = []
        self._closed = False

    @property
    def origin(self) -> str:
        """`https://127.0.0.1:PORT`, or `http://` without TLS."""
        return f"{'https' if self._options.tls else 'http'}://{HOST}:{self._ports[0]}"

    @property
    def endpoint(self) -> str:
        """What AZURE_OPENAI_ENDPOINT is printed as: the origin, unless a fault says otherwise."""
        return self._behaviour.endpoint.format(origin=self.origin)

    @property
    def api_key(self) -> str:
        """The key to present; a fault may refuse it."""
        return self._resource.api_key

    @property
    def deployment(self) -> str:
        """The deployment name to ask for; a fault may have mistyped it."""
        return self._behaviour.deployment

    @property
    def authority_file(self) -> Path:
        """The certificate of the simulator's authority (PEM). Raises `ValueError` without TLS."""
        return self._trusted().authority_file

    @property
    def bundle_file(self) -> Path:
        """certifi's authorities and the simulator's (PEM). Raises `ValueError` without TLS."""
        return self._trusted().bundle_file

    def environment(self) -> dict[str, str]:
        """Every variable that makes a program on this machine talk to the simulator.

        The bundle goes under the names that the TLS libraries of the field read; Node only adds to its store, so it
        gets the authority alone. `OPENAI_API_KEY` belongs to `OPENAI_BASE_URL`.
        """
        variables = {
            "AZURE_OPENAI_ENDPOINT": self.endpoint,
            "AZURE_OPENAI_API_KEY": self.api_key,
            "AZURE_OPENAI_DEPLOYMENT": self.deployment,
            "AZURE_VOICELIVE_ENDPOINT": self.origin,
            "AZURE_VOICELIVE_API_KEY": self.api_key,
            "OPENAI_BASE_URL": f"{self.origin}/openai/v1",
            "OPENAI_API_KEY": self.api_key,
            "NO_PROXY": _NO_PROXY,
            "no_proxy": _NO_PROXY,
            "IDENTITY_ENDPOINT": f"http://{HOST}:{self._ports[1]}/msi/token",
            "IDENTITY_HEADER": self._resource.identity_header,
        }
        if self._authority is not None:
            bundle = str(self._authority.bundle_file)
            variables |= {
                "SSL_CERT_FILE": bundle,
                "REQUESTS_CA_BUNDLE": bundle,
                "CURL_CA_BUNDLE": bundle,
                "WEBSOCKET_CLIENT_CA_BUNDLE": bundle,
                "NODE_EXTRA_CA_CERTS": str(self._authority.authority_file),
            }
        return variables

    def listen(self) -> None:
        """Bind and begin to serve; `start` does it."""
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()

    def close(self) -> None:
        """Cut every connection, stop listening, delete the temporary files."""
        if self._closed:
            return
        self._closed = True
        if self._thread.is_alive():
            asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
        self._loop.close()
        self._transcript.close()
        if self._authority is not None:
            self._authority.remove()

    def __enter__(self) -> RunningSimulator:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _trusted(self) -> Authority:
        if self._authority is None:
            raise ValueError("a simulator without TLS has no authority")
        return self._authority

    async def _listen(self) -> None:
        from rtdoctor.simulator.server import Server
        from rtdoctor.simulator.sound.speech import one_second

        # Said once now, so that no measured answer pays for it.
        one_second("alloy")
        context = self._authority.context if self._authority else None
        server = Server(
            self._options, self._resource, self._behaviour, context, self.journal, self._transcript
        )
        for port, serve in ((self._options.port, server.serve), (0, server.serve_identity)):
            try:
                listener = await asyncio.start_server(_stoppable(serve), HOST, port)
            except OSError as error:
                if error.errno in (errno.EADDRINUSE, errno.EACCES):
                    raise UsageError(
                        f"cannot listen on {HOST}:{port}: {os.strerror(error.errno)}",
                        "choose another --port, or 0 for any",
                    ) from None
                raise
            self._listeners.append(listener)
            self._ports.append(listener.sockets[0].getsockname()[1])

    async def _stop(self) -> None:
        for listener in self._listeners:
            listener.close()
        # Connections, and whatever they set going.
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        with contextlib.suppress(asyncio.TimeoutError):
            for listener in self._listeners:
                await asyncio.wait_for(listener.wait_closed(), 1)


def _stoppable(serve: Serve) -> Serve:
    """`serve`, ended by a cancellation without a word: before Python 3.12 asyncio reports that as an error."""

    async def quietly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with contextlib.suppress(asyncio.CancelledError):
                await serve(reader, writer)
        finally:
            writer.transport.abort()

    return quietly
