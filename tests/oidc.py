"""A small OIDC provider on loopback: it signs in whoever the test has named, without asking, and answers as told."""

import base64
import json
import secrets
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from core.demo import accounts
from db.session import Records, sqlite_url
from tests import factories
from tests.serving import Server, free_port, serving

CLIENT, SECRET = "fengqiao", "a-secret-of-the-office"
SECRETS = {"STREAMLIT_SERVER_COOKIE_SECRET": "0123456789abcdef0123456789abcdef"}


@dataclass
class Provider:
    """`claims` are what it says of whoever comes; `refusal` is its error instead, `broken` an answer of 500."""

    url: str
    claims: dict[str, Any] = field(default_factory=dict)
    refusal: str | None = None
    broken: bool = False
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "test"}))
    asked: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def settings(self, app: str, **more: str) -> str:
        """The file that makes an app at this address use it."""
        lines = {
            "label": "省统一身份认证",
            "server_metadata_url": f"{self.url}/.well-known/openid-configuration",
            "redirect_uri": f"{app}/oauth2callback",
            "client_id": CLIENT,
            "client_secret": SECRET,
        }
        return "\n".join(f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in (lines | more).items())

    def metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "code_challenge_methods_supported": ["S256"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def authorize(self, query: dict[str, str]) -> str:
        """Where the browser is sent back to."""
        self.asked.append(query)
        if self.refusal:
            return f"{query['redirect_uri']}?{urlencode({'error': self.refusal, 'state': query['state']})}"
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict[str, str], credentials: str) -> dict[str, Any] | None:
        """The ID token for a code, once, to the app that asked for it."""
        asked = self.codes.pop(form.get("code", ""), None)
        verifier = (
            base64.urlsafe_b64encode(sha256(form.get("code_verifier", "").encode()).digest()).decode().rstrip("=")
        )
        if asked is None or credentials != f"{CLIENT}:{SECRET}" or verifier != asked.get("code_challenge"):
            return None
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "sub": "1", "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        token = jwt.encode({"alg": "RS256", "kid": "test"}, claims | self.claims, self.key)
        return {"access_token": "x", "token_type": "Bearer", "expires_in": 300, "id_token": token}


@contextmanager
def running() -> Iterator[Provider]:
    """A provider of the test's own, on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if provider.broken:
                self._answer(500, {})
            elif parts.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorize(query))
                self.end_headers()
            else:
                keys = {"keys": [provider.key.as_dict(private=False)]}
                self._answer(200, keys if parts.path == "/keys" else provider.metadata())

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            basic = base64.b64decode(self.headers.get("Authorization", "").removeprefix("Basic ")).decode()
            answer = provider.token({name: values[0] for name, values in form.items()}, basic)
            self._answer(200 if answer else 400, answer or {"error": "invalid_grant"})

        def _answer(self, status: int, content: dict[str, Any]) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(content).encode())

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: the test's own words matter."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider = Provider(f"http://localhost:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)


@contextmanager
def trusted(provider: Provider, prepared_file: Path, home: Path) -> Iterator[Server]:
    """A server in `home` that knows the provider, with a few areas and the demo accounts."""
    port = free_port()
    shutil.copy(prepared_file, home / "records.sqlite")
    records = Records(sqlite_url(home))
    with records.writing() as session:
        factories.areas(session)
        accounts.create(session)
    records.close()
    (home / "single_sign_on.toml").write_text(provider.settings(f"http://localhost:{port}"), encoding="utf-8")
    with serving(home, port=port, more=SECRETS) as running:
        yield running
