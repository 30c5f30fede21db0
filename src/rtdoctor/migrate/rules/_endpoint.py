"""The address of an Azure resource as the GA API takes it: the endpoint, joined with `/openai/v1/`."""

from __future__ import annotations

import ast
import re
from urllib.parse import urlsplit

from rtdoctor.migrate.rules._rule import Context
from rtdoctor.scan.python.source import SourceFile
from rtdoctor.scan.python.values import environment_lookup, origins

_TAIL = "/openai/v1/"
# Hosts of Azure itself; an address behind API Management or another gateway has a path of its owner's making.
_AZURE_HOST = re.compile(
    r"(?:^|\.)(?:azure\.com|azure\.us|azure\.cn|openai\.com)$|^(?:localhost|127\.0\.0\.1|\[?::1\]?)$"
)
_GATEWAY_VARIABLE = re.compile(r"APIM|GATEWAY|PROXY", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"[<>{}]|your|example", re.IGNORECASE)


class GatewayError(ValueError):
    """The address belongs to a gateway: where its realtime path is, only its owner knows."""


def check_endpoint(context: Context, file: SourceFile, node: ast.expr) -> None:
    """Raises `GatewayError` when the endpoint may be a host that is not Azure's, by literal or by variable."""
    for _, value in origins(context.program, file, node).strings():
        host = urlsplit(value).hostname if "://" in value else None
        if host and not _AZURE_HOST.search(host) and not _PLACEHOLDER.search(host):
            raise GatewayError(host)
    for end in origins(context.program, file, node).ends:
        lookup = environment_lookup(context.program, end.file, end.node)
        if lookup is not None and _GATEWAY_VARIABLE.search(lookup[0]):
            raise GatewayError(lookup[0])


def from_environment(variable: str, quote: str) -> str:
    """The code of the v1 address made from an environment variable."""
    return f"os.environ[{quote}{variable}{quote}].rstrip({quote}/{quote}) + {quote}{_TAIL}{quote}"


def join_v1(context: Context, file: SourceFile, node: ast.expr, code: str, quote: str) -> str:
    """The code of the v1 address, from `code`, that of the endpoint `node`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in code:
        parts = urlsplit(node.value)
        base = f"{parts.scheme}://{parts.netloc}" if parts.scheme else node.value.rstrip("/")
        return code.replace(node.value, base + _TAIL)
    if isinstance(node, ast.JoinedStr) and isinstance(node.values[-1], ast.Constant):
        closing = '"""' if code.endswith('"""') else "'''" if code.endswith("'''") else code[-1]
        return code[: -len(closing)].rstrip("/") + _TAIL + closing
    lookup = environment_lookup(context.program, file, node)
    called = context.program.external(file, node.func) if isinstance(node, ast.Call) else None
    if (
        lookup is not None
        and lookup[1] is None
        and called in ("os.getenv", "os.environ.get")
        and code.startswith("os.")
    ):
        # A missing variable is named at once; the getter's None has no `rstrip`.
        return from_environment(lookup[0], quote)
    if code.endswith((".rstrip('/')", '.rstrip("/")')):
        return f"{code} + {quote}{_TAIL}{quote}"
    if isinstance(node, (ast.Name, ast.Attribute, ast.Subscript, ast.Call, ast.JoinedStr, ast.Constant)):
        return f"{code}.rstrip({quote}/{quote}) + {quote}{_TAIL}{quote}"
    return f"({code}).rstrip({quote}/{quote}) + {quote}{_TAIL}{quote}"
