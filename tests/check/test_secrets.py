"""Canary secrets, planted wherever a run can meet one, appear in no output."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from rtdoctor.simulator.faults import FAULTS
from rtdoctor.simulator.options import SimulatorOptions
from rtdoctor.simulator.running import start

CANARY = "canary7f3a9c+key/with=odd&chars00"


@pytest.mark.parametrize("form", ["human", "json"])
@pytest.mark.parametrize("fault", ["", *sorted(FAULTS)])
def test_no_output_holds_the_key(tmp_path: Path, fault: str, form: str) -> None:
    with start(SimulatorOptions(faults=(fault,) if fault else ())) as simulator:
        endpoint = simulator.endpoint
        separator = "&" if "?" in endpoint else "?"
        env = {
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            **simulator.environment(),
            "AZURE_OPENAI_ENDPOINT": f"{endpoint}{separator}api-key={quote(CANARY, safe='')}",
            "HTTPS_PROXY": f"http://user:{quote(CANARY, safe='')}@127.0.0.1:1",
        }
        for key in (simulator.api_key, CANARY):
            env["AZURE_OPENAI_API_KEY"] = key
            done = subprocess.run(
                [sys.executable, "-m", "rtdoctor", "check", "--format", form, "--no-audio", "--timeout", "3"],
                cwd=tmp_path,
                env=env,
                capture_output=True,
                text=True,
                encoding="utf-8",
                timeout=60,
                check=False,
            )
            text = done.stdout + done.stderr
            assert done.returncode in (0, 1, 4), text
            for secret in (
                key,
                CANARY,
                quote(CANARY, safe=""),
                quote(key, safe=""),
                json.dumps(CANARY)[1:-1],
            ):
                assert secret not in text
