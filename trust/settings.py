"""Unsafe settings, each tried on a server that is really started: it ends at once, and says why in Chinese."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from core import foundation
from db.session import Records, sqlite_url
from trust.figure import Figure

ROOT = Path(__file__).parent.parent
CHINESE = re.compile(r"[\u4e00-\u9fff]")
EXIT_CODE = 78
# As an administrator would set them, in the environment.
UNSAFE = {
    "STREAMLIT_SERVER_ENABLE_XSRF_PROTECTION": "false",
    "STREAMLIT_SERVER_ENABLE_CORS": "false",
    "STREAMLIT_SERVER_XSRF_COOKIE_SAME_SITE": "none",
    "STREAMLIT_SERVER_ALLOWED_HOSTS": '["*"]',
    "STREAMLIT_SERVER_CORS_ALLOWED_ORIGINS": '["https://elsewhere.example"]',
    "STREAMLIT_SERVER_TRUSTED_USER_HEADERS": '{"x-user": "session"}',
    "STREAMLIT_SERVER_ENABLE_STATIC_SERVING": "true",
    "STREAMLIT_SERVER_ENABLE_AGENT_API": "true",
    "STREAMLIT_SERVER_RUN_ON_SAVE": "true",
    "STREAMLIT_SERVER_FILE_WATCHER_TYPE": "poll",
    "STREAMLIT_SERVER_MAX_UPLOAD_SIZE": "2000",
    "STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": "86400",
    "STREAMLIT_SERVER_COOKIE_SECRET": "secret",
    "STREAMLIT_CLIENT_SHOW_ERROR_DETAILS": "full",
    "STREAMLIT_CLIENT_SHOW_ERROR_LINKS": "true",
    "STREAMLIT_CLIENT_TOOLBAR_MODE": "developer",
    "STREAMLIT_CLIENT_ALLOWED_ORIGINS": '["*"]',
    "STREAMLIT_RUNNER_ENFORCE_SERIALIZABLE_SESSION_STATE": "false",
    "STREAMLIT_RUNNER_MAGIC_ENABLED": "true",
    "STREAMLIT_RUNNER_POST_SCRIPT_GC": "true",
    "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "true",
    "STREAMLIT_LOGGER_ENABLE_RICH": "true",
    "STREAMLIT_LOGGER_LEVEL": "debug",
    "PYTHONASYNCIODEBUG": "1",
    "PYTHONDEVMODE": "1",
    "PYTHONOPTIMIZE": "1",
}


def run() -> Iterator[Figure]:
    """One figure for all of them; those that did start are named."""
    with tempfile.TemporaryDirectory(prefix="fengqiao-trust-") as folder:
        records = Records(sqlite_url(Path(folder)))
        foundation.prepare(records)
        records.close()
        started = [name for name, value in UNSAFE.items() if not _is_refused(Path(folder), name, value)]
    yield Figure(f"{len(UNSAFE)} unsafe settings", f"{len(started)} not refused {' '.join(started)}", not started)


def _is_refused(home: Path, name: str, value: str) -> bool:
    environment = os.environ | {"FENGQIAO_HOME": str(home), name: value}
    command = [sys.executable, "-m", "streamlit", "run", "dashboards/app.py", "--server.port", "0"]
    try:
        ended = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    reasons = [line for line in ended.stderr.splitlines() if line.startswith("- ")]
    return ended.returncode == EXIT_CODE and bool(reasons) and all(CHINESE.search(reason) for reason in reasons)
