"""Where each value comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from rtdoctor.errors import UsageError
from rtdoctor.settings.values import read_settings


def test_flags_before_environment_before_dotenv_before_pyproject(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[tool.rtdoctor]\nendpoint = "https://d"\ndeployment = "d"\n', "utf-8"
    )
    (tmp_path / ".env").write_text(
        "AZURE_OPENAI_ENDPOINT=https://c\nexport AZURE_OPENAI_DEPLOYMENT='c'\n", "utf-8"
    )
    environ = {"AZURE_OPENAI_ENDPOINT": "https://b"}
    found = read_settings({"endpoint": "https://a"}, environ, tmp_path)
    assert (found.get("endpoint"), found.get("deployment")) == ("https://a", "c")
    assert found.values["endpoint"].source == "command line"
    assert found.values["deployment"].source == ".env AZURE_OPENAI_DEPLOYMENT"
    without_flag = read_settings({}, environ, tmp_path)
    assert without_flag.values["endpoint"].source == "environment AZURE_OPENAI_ENDPOINT"


def test_a_blank_variable_is_not_set(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("AZURE_OPENAI_ENDPOINT=https://c\n", "utf-8")
    found = read_settings({}, {"AZURE_OPENAI_ENDPOINT": " "}, tmp_path)
    assert found.get("endpoint") == "https://c"


def test_the_realtime_deployment_goes_before_the_general_one() -> None:
    environ = {"AZURE_OPENAI_DEPLOYMENT": "chat", "AZURE_OPENAI_REALTIME_DEPLOYMENT": "voice"}
    assert read_settings({}, environ, None).get("deployment") == "voice"


@pytest.mark.parametrize(
    ("environ", "key"),
    [
        ({"AZURE_OPENAI_ENDPOINT": "e", "OPENAI_API_KEY": "openai"}, None),
        (
            {"AZURE_OPENAI_ENDPOINT": "e", "AZURE_OPENAI_API_KEY": "azure", "OPENAI_API_KEY": "openai"},
            "azure",
        ),
        ({"OPENAI_BASE_URL": "e", "AZURE_OPENAI_API_KEY": "azure", "OPENAI_API_KEY": "openai"}, "openai"),
        (
            {"AZURE_VOICELIVE_ENDPOINT": "e", "AZURE_VOICELIVE_API_KEY": "voice", "OPENAI_API_KEY": "o"},
            "voice",
        ),
    ],
)
def test_a_key_belongs_to_the_variable_that_gave_the_endpoint(
    environ: dict[str, str], key: str | None
) -> None:
    assert read_settings({}, environ, None).get("api_key") == key


def test_a_key_for_an_endpoint_on_the_command_line_is_azures() -> None:
    environ = {"AZURE_OPENAI_API_KEY": "azure", "OPENAI_API_KEY": "openai", "OPENAI_BASE_URL": "e"}
    assert read_settings({"endpoint": "https://v"}, environ, None).get("api_key") == "azure"


def test_a_key_in_pyproject_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.rtdoctor]\napi_key = "committed"\n', "utf-8")
    assert read_settings({}, {}, tmp_path).get("api_key") is None


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("pyproject.toml", b"[tool.rtdoctor\n"),
        ("pyproject.toml", b"# rtdoctor \xff"),
        (".env", b"A=\xff\xfe"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UsageError, match=name.replace(".", r"\.")):
        read_settings({}, {}, tmp_path)
