"""The output side of a session: which response runs, what it reads, what may not run beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from rtdoctor.simulator.session.configuration import check_voice
from rtdoctor.simulator.session.conversation import Item
from rtdoctor.simulator.session.items import described_item
from rtdoctor.simulator.session.response import Order, Reason, Response
from rtdoctor.simulator.session.state import SessionState
from rtdoctor.simulator.sound.accounting import Tokens, of_configuration
from rtdoctor.simulator.wire.refusal import RefusedError

_TOKEN_LIMIT = 10_000
"""Tokens a minute of one capacity unit of gpt-realtime-1.5 (P, ARM listing of 2026-08)."""


class Answering:
    """Handles the `response` events of one session."""

    def __init__(self, state: SessionState) -> None:
        self._state = state
        self._response: Response | None = None
        self._task: asyncio.Task[None] | None = None
        self._known = Tokens()
        self._spoke_before = False
        self.when_answered: Callable[[float], None] = lambda _: None
        """Called after every response of the conversation with the milliseconds that its sound takes to play."""

    @property
    def active(self) -> Response | None:
        """The response in progress in the default conversation."""
        return None if self._response is None or self._response.done else self._response

    @property
    def has_spoken(self) -> bool:
        """Whether the assistant has said anything aloud, now or before."""
        return self._spoke_before or (self._response is not None and self._response.sound_ms > 0)

    async def create(self, event: dict[str, Any]) -> None:
        """`response.create`; raises `RefusedError`, beside an active response with the real text (P)."""
        asked = event.get("response") or {}
        active = self.active
        if asked.get("conversation") != "none" and active is not None:
            raise RefusedError(
                "conversation_already_has_active_response",
                f"Conversation already has an active response in progress: {active.id}. Wait until the "
                "response is finished before creating a new one.",
            )
        voice = asked.get("audio", {}).get("output", {}).get("voice")
        if voice is not None:
            current = self._state.configuration["audio"]["output"]["voice"]
            check_voice(voice, current, has_spoken=self.has_spoken)
        self.begin(asked)

    async def cancel(self, event: dict[str, Any]) -> None:
        """`response.cancel`; raises `RefusedError` with the real text (P) if there is nothing to cancel."""
        active = self.active
        if active is None or event.get("response_id") not in (None, active.id):
            raise RefusedError("response_cancel_not_active", "Cancellation failed: no active response found")
        await self.stop("client_cancelled")

    async def stop(self, reason: Reason) -> None:
        """End the active response, if there is one; returns once it has said so."""
        active = self.active
        if active is not None and self._task is not None:
            active.cancel(reason)
            await asyncio.wait([self._task])

    def begin(self, asked: dict[str, Any]) -> None:
        """Start a response that differs from the session's configuration in what is `asked`."""
        context = self._context(asked)
        config = self._effective(asked)
        read = of_configuration(config["instructions"], config["tools"])
        for item in context:
            read += item.tokens
        in_conversation = asked.get("conversation") != "none"
        order = Order(
            config=config,
            context=context,
            read=read,
            known=self._known,
            conversation=self._state.conversation if in_conversation else None,
            echo=self._state.echo,
            behaviour=self._state.behaviour,
        )
        response = Response(self._state.channel, order)
        task = self._state.spawn(self._answer(response, read))
        if in_conversation:
            self._spoke_before = self.has_spoken
            self._known = read
            self._response, self._task = response, task

    async def _answer(self, response: Response, read: Tokens) -> None:
        await response.run()
        if response is self._response:
            self.when_answered(response.sound_ms)
        remaining = max(0, _TOKEN_LIMIT - read.total - response.said.total)
        await self._state.channel.emit(
            "rate_limits.updated",
            rate_limits=[
                {"name": "tokens", "limit": _TOKEN_LIMIT, "remaining": remaining, "reset_seconds": 60.0}
            ],
        )

    def _context(self, asked: dict[str, Any]) -> list[Item]:
        """What the response reads: the conversation, or the items and references that were given instead."""
        if "input" not in asked:
            return list(self._state.conversation)
        return [self._given(wire, f"response.input[{index}]") for index, wire in enumerate(asked["input"])]

    def _given(self, wire: dict[str, Any], path: str) -> Item:
        if wire["type"] != "item_reference":
            return described_item(wire, path, self._state.input_format)
        known = self._state.conversation.find(wire["id"])
        if known is None:
            # Code and text assumed.
            raise RefusedError(
                "invalid_value", f"Item with id '{wire['id']}' not found in conversation.", f"{path}.id"
            )
        return known

    def _effective(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The session's configuration with what `response.create` says instead."""
        session = self._state.configuration
        output = {**session["audio"]["output"], **asked.get("audio", {}).get("output", {})}
        plain = ("instructions", "tools", "tool_choice", "output_modalities", "max_output_tokens")
        return {
            **{name: asked.get(name, session[name]) for name in plain},
            **{name: output[name] for name in ("voice", "speed", "format")},
            "metadata": asked.get("metadata"),
        }
