"""Unsafe settings, each tried on a server that is really started: it ends at once, and says why in Chinese."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from core import foundation
from core.single_sign_on import FILE
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


SINGLE_SIGN_ON = {
    "server_metadata_url": "https://sso.example/.well-known/openid-configuration",
    "redirect_uri": "http://localhost:8501/oauth2callback",
    "client_id": "fengqiao",
    "client_secret": "0123456789abcdef",
    "label": "SSO",
}
SECRET = {"STREAMLIT_SERVER_COOKIE_SECRET": "0123456789abcdef" * 4}
# In the file of the single sign-on: what is changed in it.
UNSAFE_FILES = (
    {"server_metadata_url": "http://sso.example/.well-known/openid-configuration"},
    {"redirect_uri": "http://fengqiao.example/oauth2callback"},
    {"redirect_uri": "https://elsewhere.example/oauth2callback"},
    {"client_secret": "short"},
    {"client_id": ""},
    {"scope": "profile"},
    {"surprise": "x"},
)
AT_ONCE = 2


def run() -> Iterator[Figure]:
    """One figure for all of them; those that did start are named."""
    tried = [(name, {name: value}, {}) for name, value in UNSAFE.items()]
    tried += [(f"single sign-on {changed}", SECRET, SINGLE_SIGN_ON | changed) for changed in UNSAFE_FILES]
    tried.append(("single sign-on without a cookie secret", {}, SINGLE_SIGN_ON))
    with tempfile.TemporaryDirectory(prefix="fengqiao-trust-") as folder:
        records = Records(sqlite_url(Path(folder)))
        foundation.prepare(records)
        records.close()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            refused = list(pool.map(lambda one: _is_refused(Path(folder), *one[1:]), tried))
    started = [name for (name, _, _), ended in zip(tried, refused, strict=True) if not ended]
    yield Figure(f"{len(tried)} unsafe settings", f"{len(started)} not refused {' '.join(started)}", not started)


def _is_refused(prepared: Path, more: dict[str, str], single_sign_on: dict[str, str]) -> bool:
    with tempfile.TemporaryDirectory(prefix="fengqiao-trust-") as folder:
        home = Path(shutil.copytree(prepared, Path(folder) / "home"))
        if single_sign_on:
            lines = "\n".join(f'{name} = "{value}"' for name, value in single_sign_on.items())
            (home / FILE).write_text(lines, encoding="utf-8")
        return _ends(os.environ | {"FENGQIAO_HOME": str(home)} | more)


def _ends(environment: dict[str, str]) -> bool:
    """Whether the server ends at once, as for a wrong setting, and every reason is in Chinese."""
    command = [sys.executable, "-m", "streamlit", "run", "dashboards/app.py", "--server.port", "0"]
    try:
        ended = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    reasons = [line for line in ended.stderr.splitlines() if line.startswith("- ")]
    return ended.returncode == EXIT_CODE and bool(reasons) and all(CHINESE.search(reason) for reason in reasons)
