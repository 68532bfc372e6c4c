"""Streamlit's effective settings: what config.toml says is what the server runs with."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
EXPECTED = {
    "server.address": "127.0.0.1",
    "server.allowedHosts": ["localhost", "127.0.0.1", "::1"],
    "server.trustedUserHeaders": {"x-fengqiao-session": "session"},
    "server.enableXsrfProtection": True,
    "server.enableCORS": True,
    "server.xsrfCookieSameSite": "strict",
    "server.maxUploadSize": 20,
    "server.enableStaticServing": False,
    "server.enableAgentApi": False,
    "server.fileWatcherType": "none",
    "server.disconnectedSessionTTL": 30,
    "runner.postScriptGC": False,
    "runner.enforceSerializableSessionState": True,
    "global.maxCachedMessageAge": 50,
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.toolbarMode": "minimal",
    "client.allowedOrigins": [],
    "browser.gatherUsageStats": False,
    "logger.enableRich": False,
}
READ = """
import json, sys
from streamlit import config
config._main_script_path = "dashboards/app.py"
print(json.dumps({name: config.get_option(name) for name in json.loads(sys.argv[1])}))
"""


@pytest.fixture(scope="module")
def effective() -> dict[str, Any]:
    command = [sys.executable, "-c", READ, json.dumps(list(EXPECTED))]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(found.stdout)


@pytest.mark.parametrize("name", EXPECTED)
def test_the_effective_setting_is_the_safe_one(effective: dict[str, Any], name: str) -> None:
    assert effective[name] == EXPECTED[name]
