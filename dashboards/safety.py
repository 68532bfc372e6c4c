"""What the server refuses to start with: settings that open a door, files open to all, a role that is too strong."""

import os
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from streamlit import config

from core import catalogue
from core.settings import settings
from core.single_sign_on import FILE, BadFile
from core.single_sign_on import unsafe as unsafe_provider
from dashboards import single_sign_on, stores
from db import roles
from db.session import known

# EX_CONFIG of sysexits.h: whoever started the server can tell a wrong setting from a crash.
EXIT_CODE = 78
SECRET_LENGTH = 32
LARGEST_UPLOAD = 20
LONGEST_CUT = 120
LEVELS = ("error", "warning", "info")
OTHERS = stat.S_IRWXO | stat.S_IWGRP


@dataclass(frozen=True)
class Rule:
    """An option of Streamlit as it takes effect, whether it came from a file, the environment or the command line."""

    option: str
    is_safe: Callable[[Any], bool]


def _off(value: Any) -> bool:
    return not value


def _on(value: Any) -> bool:
    return bool(value)


def _names(value: Any) -> bool:
    """Names of hosts, every one of them written out."""
    return bool(value) and not any("*" in name for name in value)


def _is_secret(value: str) -> bool:
    return len(value) >= SECRET_LENGTH and len(set(value)) >= SECRET_LENGTH // 4


RULES = (
    Rule("server.enableXsrfProtection", _on),
    Rule("server.enableCORS", _on),
    Rule("server.xsrfCookieSameSite", lambda value: value == "strict"),
    Rule("server.allowedHosts", _names),
    Rule("server.corsAllowedOrigins", _off),
    Rule("server.trustedUserHeaders", lambda value: value == {"x-fengqiao-session": "session"}),
    Rule("server.enableStaticServing", _off),
    Rule("server.enableAgentApi", _off),
    Rule("server.runOnSave", _off),
    Rule("server.fileWatcherType", lambda value: value == "none"),
    Rule("server.maxUploadSize", lambda value: value <= LARGEST_UPLOAD),
    Rule("server.disconnectedSessionTTL", lambda value: value <= LONGEST_CUT),
    Rule("server.cookieSecret", lambda value: _is_secret(value or "")),
    Rule("client.showErrorDetails", lambda value: value == "none"),
    Rule("client.showErrorLinks", lambda value: value is False),
    Rule("client.toolbarMode", lambda value: value == "minimal"),
    Rule("client.allowedOrigins", _off),
    Rule("runner.enforceSerializableSessionState", _on),
    Rule("runner.magicEnabled", _off),
    Rule("runner.postScriptGC", _off),
    Rule("browser.gatherUsageStats", _off),
    Rule("global.developmentMode", _off),
    Rule("logger.enableRich", _off),
    Rule("logger.level", lambda value: str(value).lower() in LEVELS),
)


def refuse() -> None:
    """Ends the process with every reason on the error stream, in Chinese; nothing happens where all is safe."""
    if reasons := list(unsafe()):
        said = [catalogue.say("safety.refused"), *(f"- {reason}" for reason in reasons)]
        print("\n".join(said), file=sys.stderr, flush=True)
        raise SystemExit(EXIT_CODE)


def unsafe() -> Iterator[str]:
    """Every reason not to start."""
    for rule in RULES:
        if not rule.is_safe(config.get_option(rule.option)):
            yield catalogue.say(f"safety.option.{rule.option}", option=rule.option)
    if sys.flags.dev_mode or os.environ.get("PYTHONASYNCIODEBUG"):
        yield catalogue.say("safety.debug")
    if sys.flags.optimize:
        yield catalogue.say("safety.optimized")
    yield from _single_sign_on()
    yield from _open_files(settings().home.resolve())
    yield from _weak_databases()


def _single_sign_on() -> Iterator[str]:
    try:
        provider = single_sign_on.provider()
    except BadFile as bad:
        yield catalogue.say("safety.single_sign_on.unreadable", file=FILE, names=bad)
        return
    if provider is None:
        return
    for reason in unsafe_provider(provider, config.get_option("server.allowedHosts")):
        yield catalogue.say(f"safety.single_sign_on.{reason}", file=FILE)
    if not config.is_manually_set("server.cookieSecret"):
        # Each process would have one of its own, and none would know who comes back to another.
        yield catalogue.say("safety.single_sign_on.cookie_secret")


def _open_files(home: Path) -> Iterator[str]:
    """What of the data folder anybody on the machine may read or write, where it can't be closed to them."""
    for path in (home, *sorted(home.glob("*.sqlite")), home / FILE):
        if path.exists() and not _closed(path):
            yield catalogue.say("safety.open_file", path=path)


def _closed(path: Path) -> bool:
    mode = stat.S_IMODE(path.stat().st_mode)
    if not mode & OTHERS:
        return True
    try:
        path.chmod(mode & ~OTHERS)
    except PermissionError:
        return False
    return True


def _weak_databases() -> Iterator[str]:
    analytics = settings().analytics_url
    for url in (stores.records().url, *([known(analytics, "ANALYTICS_URL")] if analytics else [])):
        for power in roles.excessive(url):
            yield catalogue.say(f"safety.role.{power}", role=url.username)
        if roles.is_unprotected(url):
            yield catalogue.say("safety.plain_network", host=url.host)
