"""The conversation: items in order, what each weighs in tokens, and the operations a client may do on them.

Refusals: the codes `item_truncate_invalid_item_id` (R), `unsupported_content_type` and the sentence "Audio content of
…ms is already shorter than …ms" (P, 2024 to 2026) are seen; `item_delete_invalid_item_id`,
`item_retrieve_invalid_item_id` and those of `conversation.item.create` follow their pattern (assumed).
"""

from __future__ import annotations

import base64
import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from rtdoctor.simulator.session.ids import new_id
from rtdoctor.simulator.sound.accounting import Tokens, of_item
from rtdoctor.simulator.wire.refusal import RefusedError
from rtdoctor.simulator.wire.session_schema import PCM


@dataclass(slots=True)
class Item:
    """One item. `wire` is what events show, which never has the sound; `sound` has it, per content part.

    `sound_format` is the wire's name of the format the sound came or went in. `user_ms` and `assistant_ms` are the
    milliseconds of sound in it.
    """

    wire: dict[str, Any]
    sound: dict[int, bytes] = field(default_factory=dict)
    sound_format: str = PCM
    user_ms: float = 0.0
    assistant_ms: float = 0.0

    @property
    def id(self) -> str:
        """The item's identifier."""
        return str(self.wire["id"])

    @property
    def text(self) -> str:
        """Everything written in it that a model reads; a user's transcript is not read."""
        if self.wire["type"] != "message":
            return " ".join(str(self.wire.get(name, "")) for name in ("name", "arguments", "output")).strip()
        parts = self.wire["content"]
        spoken = () if self.wire["role"] == "user" else [part.get("transcript") for part in parts]
        return " ".join(text for text in [*(part.get("text") for part in parts), *spoken] if text)

    @property
    def tokens(self) -> Tokens:
        """What it adds to every later input."""
        return of_item(self.text, user_audio_ms=self.user_ms, assistant_audio_ms=self.assistant_ms)

    def shown(self) -> dict[str, Any]:
        """A copy of what events show of it."""
        return copy.deepcopy(self.wire)

    def with_sound(self) -> dict[str, Any]:
        """The same with the sound of each part in base64, as only `conversation.item.retrieved` shows it (C)."""
        shown = self.shown()
        for index, data in self.sound.items():
            shown["content"][index]["audio"] = base64.b64encode(data).decode()
        return shown


class Conversation:
    """The default conversation of a session."""

    def __init__(self) -> None:
        self.id = new_id("conv")
        self._items: list[Item] = []

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items)

    @property
    def last_id(self) -> str | None:
        """The id of the newest item."""
        return self._items[-1].id if self._items else None

    def add(self, item: Item, after: str | None = None) -> str | None:
        """Insert `item` (at the end, at the `root`, or after an id); returns the id of its predecessor.

        Raises `RefusedError` if the place or the call it answers does not exist, or its id does already.
        """
        if any(known.id == item.id for known in self._items):
            raise RefusedError(
                "item_create_duplicate_item_id",
                f"Error adding item: an item with id '{item.id}' already exists.",
                "item.id",
            )
        self._check_call(item)
        if after is None:
            position = len(self._items)
        elif after == "root":
            position = 0
        else:
            position = (
                self._position(after, "item_create_invalid_previous_item_id", "adding", "previous_item_id")
                + 1
            )
        self._items.insert(position, item)
        return self._items[position - 1].id if position else None

    def get(self, item_id: str) -> Item:
        """The item to retrieve; raises `RefusedError`."""
        return self._items[self._position(item_id, "item_retrieve_invalid_item_id", "retrieving")]

    def delete(self, item_id: str) -> None:
        """Remove an item; raises `RefusedError`."""
        del self._items[self._position(item_id, "item_delete_invalid_item_id", "deleting")]

    def truncate(self, item_id: str, content_index: int, audio_end_ms: int) -> None:
        """Cut the sound of an assistant's item and forget its transcript; raises `RefusedError`."""
        item = self._items[self._position(item_id, "item_truncate_invalid_item_id", "truncating")]
        content = item.wire.get("content", [])
        sounds = content_index < len(content) and content[content_index]["type"] == "output_audio"
        if not sounds or not item.assistant_ms:
            raise RefusedError(
                "unsupported_content_type", "Only model output audio messages can be truncated."
            )
        if audio_end_ms > item.assistant_ms:
            raise RefusedError(
                "invalid_value",
                f"Audio content of {item.assistant_ms:.0f}ms is already shorter than {audio_end_ms}ms",
                "audio_end_ms",
            )
        sound = item.sound[content_index]
        kept = int(len(sound) * audio_end_ms / item.assistant_ms) // 2 * 2
        item.sound[content_index] = sound[:kept]
        item.assistant_ms = float(audio_end_ms)
        content[content_index]["transcript"] = None

    def before(self, item: Item) -> str | None:
        """The id of the predecessor of `item`; None if it is the first, or was deleted meanwhile."""
        ids = [known.id for known in self._items]
        position = ids.index(item.id) if item.id in ids else 0
        return ids[position - 1] if position else None

    def find(self, item_id: str) -> Item | None:
        """The item of that id, if there is one."""
        return next((item for item in self._items if item.id == item_id), None)

    def _position(self, item_id: str, code: str, doing: str, param: str = "item_id") -> int:
        for position, item in enumerate(self._items):
            if item.id == item_id:
                return position
        raise RefusedError(code, f"Error {doing} item: the item with id '{item_id}' does not exist.", param)

    def _check_call(self, item: Item) -> None:
        """An output must answer a call that the conversation holds (R)."""
        if item.wire["type"] != "function_call_output":
            return
        call_id = item.wire["call_id"]
        if not any(known.wire.get("call_id") == call_id for known in self._items):
            raise RefusedError(
                "invalid_tool_call_id", f"Tool call ID '{call_id}' not found in conversation.", "item.call_id"
            )
