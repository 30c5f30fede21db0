"""A raw client of the Voice Live socket."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from websockets.sync.client import connect

from rtdoctor.simulator.running import RunningSimulator

from .wire import Wire

QUERY = {"api-version": "2025-10-01", "model": "gpt-realtime-1.5"}


def url(simulator: RunningSimulator, **query: str) -> str:
    """The socket's address; of `QUERY` what is not given otherwise, and nothing for an empty value."""
    given = {name: text for name, text in {**QUERY, **query}.items() if text}
    return (
        f"{simulator.origin.replace('http', 'ws', 1)}/voice-live/realtime?{urlencode(given, quote_via=quote)}"
    )


class VoiceLiveWire(Wire):
    """One Voice Live socket after `session.created`, which is `session`."""

    def __init__(self, simulator: RunningSimulator, **query: str) -> None:
        headers = {"api-key": simulator.api_key}
        self._connecting = connect(
            url(simulator, **query), additional_headers=headers, proxy=None, max_size=None
        )
        self.socket = self._connecting.__enter__()
        created = self.next()
        assert created["type"] == "session.created"
        self.session = created["session"]

    def update(self, **session: Any) -> dict[str, Any]:
        answer = self.ask("session.update", session=session)
        assert answer["type"] == "session.updated", answer
        updated: dict[str, Any] = answer["session"]
        return updated

    def quiet(self) -> None:
        self.update(turn_detection=None)

    def say(self, text: str) -> None:
        content = [{"type": "input_text", "text": text}]
        self.send("conversation.item.create", item={"type": "message", "role": "user", "content": content})
        self.until("conversation.item.created")
