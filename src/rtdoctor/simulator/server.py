"""From an accepted connection to the surface that answers it."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import uuid
from collections.abc import Callable, Mapping
from typing import Any

import h11

from rtdoctor.simulator.behaviour import Behaviour
from rtdoctor.simulator.journal import ConnectionOpened, HttpExchange, Journal, SocketClosed, SocketOpened
from rtdoctor.simulator.network.http import Answer, HttpConnection, Request
from rtdoctor.simulator.network.socket import WebSocket
from rtdoctor.simulator.network.stream import ClientGoneError, Stream
from rtdoctor.simulator.options import SimulatorOptions
from rtdoctor.simulator.refusals import NETWORK_RULES, RESOURCE_NOT_FOUND
from rtdoctor.simulator.resource import REGION, Deployment, Resource
from rtdoctor.simulator.session.channel import Channel, Delays
from rtdoctor.simulator.session.configuration import default_configuration
from rtdoctor.simulator.session.session import RealtimeSession
from rtdoctor.simulator.session.state import SessionState
from rtdoctor.simulator.session.voice_live import VoiceLiveChannel, VoiceLiveSession
from rtdoctor.simulator.session.voice_live_configuration import default_session, machinery_configuration
from rtdoctor.simulator.surfaces.listing import DEPLOYMENTS_PATH, MODELS_PATH, list_deployments, list_models
from rtdoctor.simulator.surfaces.managed_identity import hand_out_token
from rtdoctor.simulator.surfaces.realtime import GA_PATH, admit, speaks_beta
from rtdoctor.simulator.surfaces.voice_live import (
    VOICE_LIVE_PATH,
    admit_voice_live,
    fail_connection,
    voice_live_resource,
)
from rtdoctor.simulator.transcript import Recorder

_DOORS: Mapping[str, Callable[[Request, Resource, Behaviour], Deployment | Answer]] = {
    GA_PATH: admit,
    VOICE_LIVE_PATH: admit_voice_live,
}

_SURFACES: Mapping[str, Callable[[Request, Resource, Behaviour], Answer]] = {
    DEPLOYMENTS_PATH: list_deployments,
    MODELS_PATH: list_models,
}


class Server:
    """Serves connections for one resource; two listeners share it: the service's and the managed identity's."""

    def __init__(
        self,
        options: SimulatorOptions,
        resource: Resource,
        behaviour: Behaviour,
        context: ssl.SSLContext | None,
        journal: Journal,
        transcript: Recorder,
    ) -> None:
        self._options = options
        self._resource = resource
        self._behaviour = behaviour
        self._context = context
        self._journal = journal
        self._transcript = transcript
        self._connections = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection of the service."""
        stream = Stream(reader, writer)
        number, delays = self._next_connection()
        with contextlib.suppress(ClientGoneError):
            await delays.take("accept")
            if self._context is not None:
                first = await stream.first_bytes()
                await delays.take("tls")
                await stream.start_tls(self._context, first)
            self._journal.write(ConnectionOpened(self._journal.now_ms(), number, self._context is not None))
            await self._converse(stream, number, delays)
        await stream.close()

    async def serve_identity(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection of the managed identity endpoint, plain HTTP on loopback as App Service's is."""
        stream = Stream(reader, writer)
        number, delays = self._next_connection()
        with contextlib.suppress(ClientGoneError):
            self._journal.write(ConnectionOpened(self._journal.now_ms(), number, tls=False))
            connection = HttpConnection(stream)
            more = True
            while more:
                request = await connection.next_request()
                await delays.take("http")
                answer = hand_out_token(request, self._resource)
                self._record(number, request, answer.status)
                more = await connection.answer(answer, (), close=False)
        await stream.close()

    def _next_connection(self) -> tuple[int, Delays]:
        self._connections += 1
        return self._connections, Delays(self._options.latency_ms, self._journal, self._connections)

    async def _converse(self, stream: Stream, number: int, delays: Delays) -> None:
        connection = HttpConnection(stream)
        more = True
        while more:
            try:
                request = await connection.next_request()
            except h11.RemoteProtocolError:
                # Azure's front end answers what is no HTTP with a bare 400.
                await connection.answer(Answer(400), (), close=True)
                return
            if not self._behaviour.network_open:
                answer = NETWORK_RULES
            elif request.path in _DOORS:
                admitted = _DOORS[request.path](request, self._resource, self._behaviour)
                if isinstance(admitted, Deployment):
                    await self._open_socket(stream, number, delays, request, admitted)
                    return
                await delays.take("upgrade")
                answer = admitted
            else:
                await delays.take("http")
                surface = _SURFACES.get(request.path)
                answer = surface(request, self._resource, self._behaviour) if surface else RESOURCE_NOT_FOUND
            # Written down first: who has the answer finds it in the journal.
            self._record(number, request, answer.status)
            more = await connection.answer(answer, correlation(request), close=request.asks_for_websocket)

    async def _open_socket(
        self, stream: Stream, number: int, delays: Delays, request: Request, deployment: Deployment
    ) -> None:
        await delays.take("upgrade")
        socket = WebSocket(stream)
        status = await socket.accept(request.raw, correlation(request))
        self._record(number, request, status)
        if status != 101:
            return
        self._journal.write(SocketOpened(self._journal.now_ms(), number, deployment.name))
        kind = VoiceLiveChannel if request.path == VOICE_LIVE_PATH else Channel
        channel = kind(socket, number, delays, self._journal, self._transcript)
        if isinstance(channel, VoiceLiveChannel):
            await self._serve_voice_live(channel, deployment)
        else:
            await self._serve_realtime(channel, deployment, beta=speaks_beta(request))
        at_ms = self._journal.now_ms()
        self._journal.write(SocketClosed(at_ms, number, socket.close_code))
        codes = {"received": socket.close_code, "sent": socket.sent_close_code}
        self._transcript.record(number, at_ms, "close", codes)
        await socket.end()

    async def _serve_realtime(self, channel: Channel, deployment: Deployment, *, beta: bool) -> None:
        if beta:
            await _refuse_beta(channel)
            return
        configuration = default_configuration(deployment, self._behaviour.lifetime_s)
        await RealtimeSession(self._state(channel, self._resource, deployment, configuration)).run()

    async def _serve_voice_live(self, channel: VoiceLiveChannel, deployment: Deployment) -> None:
        if not deployment.realtime:
            await fail_connection(channel)
            return
        session = default_session(deployment, self._behaviour.lifetime_s)
        resource = voice_live_resource(self._resource)
        state = self._state(channel, resource, deployment, machinery_configuration(session))
        await VoiceLiveSession(state, channel, session).run()

    def _state(
        self, channel: Channel, resource: Resource, deployment: Deployment, configuration: dict[str, Any]
    ) -> SessionState:
        return SessionState(
            channel=channel,
            journal=self._journal,
            resource=resource,
            deployment=deployment,
            behaviour=self._behaviour,
            echo=self._options.echo,
            configuration=configuration,
        )

    def _record(self, number: int, request: Request, status: int) -> None:
        at_ms = self._journal.now_ms()
        self._journal.write(HttpExchange(at_ms, number, request.method, request.path, status))
        exchange = {
            "method": request.method,
            "target": request.target,
            "headers": [f"{name}: {text}" for name, text in request.headers.items()],
            "status": status,
        }
        self._transcript.record(number, at_ms, "http", exchange)


def correlation(request: Request) -> tuple[tuple[str, str], ...]:
    """The headers that Azure puts on every answer, refusals included (P): what a support request must quote."""
    theirs = request.headers.get("x-ms-client-request-id")
    return (
        ("apim-request-id", str(uuid.uuid4())),
        ("x-ms-region", REGION),
        ("Strict-Transport-Security", "max-age=31536000; includeSubDomains; preload"),
        *((("x-ms-client-request-id", theirs),) if theirs else ()),
    )


async def _refuse_beta(channel: Channel) -> None:
    """End a socket that asked for the beta protocol.

    The public service's words and close code (P, 2026-09). What Azure does with `OpenAI-Beta` on its v1 socket is not
    known; that it is the same is assumed, so that no beta client succeeds by accident.
    """
    code = "beta_api_shape_disabled"
    error = {
        "type": "invalid_request_error",
        "code": code,
        "message": "The Realtime Beta API is no longer supported. Please use /v1/realtime for the GA API.",
        "param": None,
        "event_id": None,
    }
    with contextlib.suppress(ClientGoneError):
        await channel.emit("error", error=error)
    await channel.socket.close(4000, f"invalid_request_error.{code}")
