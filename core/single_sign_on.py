"""The single sign-on of the office (OIDC), off unless its file is there: which provider, and who may enter from it.

The file is `single_sign_on.toml` in the data folder. Nobody gets an account by coming from there: whoever comes must
have one of the name that the provider tells, and it must be enabled.
"""

import json
import tomllib
from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core import accounts, audit, clock, form_tokens, sign_in
from core.access import Person
from core.form_tokens import SentAlready
from core.login_sessions import Login
from db.models import Account
from db.queries import accounts as rows
from db.session import Records, Session

FILE = "single_sign_on.toml"
CALLBACK = "/oauth2callback"
SECRET_LENGTH = 16
# How old what the provider says may be, and how far its clock may be ahead of ours.
FRESH = timedelta(minutes=5)


class BadFile(ValueError):
    """The file can't be read, or lacks or misspells something; the text says which."""


class Provider(BaseModel):
    """Where people come from, as the file says it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str = Field(min_length=1, max_length=20)
    """What the button says."""
    server_metadata_url: str
    redirect_uri: str
    client_id: str = Field(min_length=1)
    client_secret: str
    claim: str = Field(default="preferred_username", min_length=1)
    """The claim that holds the user name of an account here."""
    second_factor: Literal["here", "provider"] = "here"
    """Who asks for the second factor of those who need one."""
    scope: str = "openid profile"
    prompt: str = "select_account"


def load(home: Path) -> Provider | None:
    """The provider of this installation; None where there is none. Raises BadFile."""
    file = home / FILE
    if not file.exists():
        return None
    try:
        return Provider.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except ValidationError as wrong:
        raise BadFile(", ".join(sorted({str(error["loc"][0]) for error in wrong.errors()}))) from None
    except (OSError, ValueError) as wrong:
        raise BadFile(type(wrong).__name__) from None


def unsafe(provider: Provider, hosts: Collection[str]) -> Iterator[str]:
    """Codes of what makes these settings unsafe on a server that is addressed by `hosts`."""
    if not _is_protected(provider.server_metadata_url):
        yield "plain_provider"
    back = urlsplit(provider.redirect_uri)
    if not _is_protected(provider.redirect_uri) or back.path != CALLBACK or back.hostname not in hosts:
        yield "redirect"
    if len(provider.client_secret) < SECRET_LENGTH:
        yield "client_secret"
    if "openid" not in provider.scope.split():
        yield "scope"


def enter(records: Records, login: Login, claims: Mapping[str, Any], provider: Provider) -> str | None:
    """Takes who comes from the provider as the account of that name, as far as a password would take them.

    `claims` are those of the ID token, checked already; each is good once and for some minutes. Returns why not
    ("stale", "replayed", "unknown_account", "disabled"), as the audit trail has it.
    """
    name = str(claims.get(provider.claim) or "")
    with records.writing() as session:
        account = rows.by_name(session, accounts.plain_name(name)) if name else None
        reason = _refusal(session, claims, account)
        who = accounts.person(account) if account else accounts.ANONYMOUS
        _record(session, who, account.username if account else name, reason)
    if reason is None:
        sign_in.prove(records, login, who, outside=True, second_factor=provider.second_factor == "provider")
    return reason


def _refusal(session: Session, claims: Mapping[str, Any], account: Account | None) -> str | None:
    if not _is_fresh(claims.get("iat")):
        return "stale"
    try:
        form_tokens.use(session, _digest(claims))
    except SentAlready:
        return "replayed"
    if account is None:
        return "unknown_account"
    return None if account.enabled else "disabled"


def _is_fresh(issued: object) -> bool:
    return isinstance(issued, int | float) and abs(clock.now().timestamp() - issued) < FRESH.total_seconds()


def _digest(claims: Mapping[str, Any]) -> str:
    return sha256(json.dumps(dict(claims), sort_keys=True, default=str).encode()).hexdigest()[:32]


def _record(session: Session, who: Person, name: str, reason: str | None) -> None:
    audit.append(
        session,
        action="single_sign_on",
        object_kind="account",
        object_key=name or "unknown",
        by=who,
        result="refused" if reason else "ok",
        detail=reason,
    )


def _is_protected(address: str) -> bool:
    """Whether it is HTTPS, or plain HTTP that never leaves the machine."""
    parts = urlsplit(address)
    if parts.scheme == "https":
        return bool(parts.hostname)
    return parts.scheme == "http" and (parts.hostname == "localhost" or _is_loopback(parts.hostname or ""))


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
