"""What the parts of one session share: its configuration, its conversation, the work that runs beside the reading."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from rtdoctor.simulator.behaviour import Behaviour
from rtdoctor.simulator.journal import Journal
from rtdoctor.simulator.network.stream import ClientGoneError
from rtdoctor.simulator.resource import Deployment, Resource
from rtdoctor.simulator.session.channel import Channel
from rtdoctor.simulator.session.conversation import Conversation, Item


class SocketCutError(Exception):
    """A fault wants the connection to end here, without a word."""


@dataclass(slots=True)
class SessionState:
    """One session. `configuration` is the `session` of the events and is replaced, never changed in place."""

    channel: Channel
    journal: Journal
    resource: Resource
    deployment: Deployment
    behaviour: Behaviour
    echo: bool
    configuration: dict[str, Any]
    conversation: Conversation = field(default_factory=Conversation)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def input_format(self) -> str:
        """The wire's name of the format of the input audio."""
        return str(self.configuration["audio"]["input"]["format"]["type"])

    async def add(self, item: Item, after: str | None = None) -> None:
        """Put a finished item into the conversation and say so; raises `RefusedError`."""
        previous = self.conversation.add(item, after)
        for event_type in ("conversation.item.added", "conversation.item.done"):
            await self.channel.emit(event_type, previous_item_id=previous, item=item.shown())

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run `work` beside the reading of client events, until the session ends."""
        task = asyncio.create_task(self._guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def end(self) -> None:
        """Stop everything that was spawned."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            with contextlib.suppress(ClientGoneError):
                await work
        except SocketCutError:
            self.channel.socket.drop()
        except Exception:
            # A mistake of the simulator's own must not look like a stalled answer.
            self.channel.socket.drop()
            raise
