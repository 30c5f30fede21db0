"""Where each value comes from: flags, then the environment, then `.env`, then `[tool.rtdoctor]`.

The names are the ecosystem's own (`AZURE_OPENAI_ENDPOINT` and so on), so that what is judged is what the
user's program would use.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rtdoctor.errors import UsageError
from rtdoctor.settings.pyproject import read_tool_table

VARIABLES: Mapping[str, tuple[str, ...]] = {
    "endpoint": ("AZURE_OPENAI_ENDPOINT", "AZURE_VOICELIVE_ENDPOINT", "OPENAI_BASE_URL"),
    "deployment": ("AZURE_OPENAI_REALTIME_DEPLOYMENT", "AZURE_OPENAI_DEPLOYMENT"),
    "model": ("AZURE_VOICELIVE_MODEL", "VOICELIVE_MODEL"),
}
"""Setting to the variables that may hold it, first one wins."""

_KEY_VARIABLES: Mapping[str, tuple[str, ...]] = {
    "AZURE_VOICELIVE_ENDPOINT": ("AZURE_VOICELIVE_API_KEY", "AZURE_OPENAI_API_KEY"),
    "OPENAI_BASE_URL": ("OPENAI_API_KEY", "AZURE_OPENAI_API_KEY"),
}
"""Which key goes with the variable that gave the endpoint: a key is never sent to another vendor's host."""

_TOOL_KEYS = frozenset({"endpoint", "deployment", "model", "service", "auth"})
"""Keys of `[tool.rtdoctor]` that name a target; a key belongs in no file under version control."""


@dataclass(frozen=True, slots=True)
class Value:
    """One setting and its source, as it is shown: `--deployment`, `environment NAME`, `.env NAME`, …"""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Settings:
    """The value that counts, by setting."""

    values: Mapping[str, Value]

    def get(self, name: str) -> str | None:
        """The text of a setting, or None."""
        value = self.values.get(name)
        return value.text if value else None


def read_settings(
    flags: Mapping[str, str | None], environ: Mapping[str, str], directory: Path | None
) -> Settings:
    """Gather the settings. `directory` holds `.env` and `pyproject.toml`; None reads neither.

    Raises `UsageError` for a file that is there and cannot be read.
    """
    layers = [
        {name: Value(text, f"--{name.replace('_', '-')}") for name, text in flags.items() if text},
        _from_variables(environ, "environment"),
    ]
    dotenv = _dotenv(directory / ".env") if directory is not None else {}
    if directory is not None:
        layers.append(_from_variables(dotenv, ".env"))
        layers.append(
            {
                name: Value(str(text), "pyproject.toml [tool.rtdoctor]")
                for name, text in read_tool_table(directory).items()
                if name in _TOOL_KEYS and text
            }
        )
    if "endpoint" in layers[0]:
        layers[0]["endpoint"] = Value(layers[0]["endpoint"].text, "command line")
    keys = _KEY_VARIABLES.get(_variable_of(layers, "endpoint"), ("AZURE_OPENAI_API_KEY",))
    layers[1] |= _first_variable(environ, "environment", "api_key", keys)
    if directory is not None:
        layers[2] |= _first_variable(dotenv, ".env", "api_key", keys)
    values: dict[str, Value] = {}
    for layer in layers:
        for name, value in layer.items():
            values.setdefault(name, value)
    return Settings(values)


def _from_variables(variables: Mapping[str, str], source: str) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for setting, names in VARIABLES.items():
        found |= _first_variable(variables, source, setting, names)
    return found


def _first_variable(
    variables: Mapping[str, str], source: str, setting: str, names: tuple[str, ...]
) -> dict[str, Value]:
    for name in names:
        # A blank variable is how shells and compose files say "not set".
        if variables.get(name, "").strip():
            return {setting: Value(variables[name].strip(), f"{source} {name}")}
    return {}


def _variable_of(layers: list[dict[str, Value]], setting: str) -> str:
    source = next((layer[setting].source for layer in layers if setting in layer), "")
    return source.rpartition(" ")[2]


def _dotenv(path: Path) -> Mapping[str, str]:
    if not path.is_file():
        return {}
    from dotenv import dotenv_values

    try:
        return {name: text for name, text in dotenv_values(path, encoding="utf-8-sig").items() if text}
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read {path}: {error}") from error
