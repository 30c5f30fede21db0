"""Which programs there are, and their text."""

from __future__ import annotations

from importlib.resources import files
from typing import Literal, get_args

from rtdoctor.errors import UsageError

Auth = Literal["key", "entra"]

AUTHS: tuple[Auth, ...] = get_args(Auth)
KINDS: tuple[str, ...] = ("openai",)


def program_text(kind: str, auth: str) -> str:
    """The Python source of one example, as it is to be saved; `UsageError` names what there is."""
    if kind not in KINDS:
        raise UsageError(f"there is no example '{kind}'", f"known: {', '.join(KINDS)}")
    if auth not in AUTHS:
        raise UsageError(f"unknown --auth '{auth}'", f"known: {', '.join(AUTHS)}")
    return (files("rtdoctor.examples") / "programs" / f"{kind}_{auth}.py").read_text(encoding="utf-8")
