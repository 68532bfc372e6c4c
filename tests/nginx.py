"""A real nginx with the sample configuration in front of two app processes, as in production."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.serving import free_port

ROOT = Path(__file__).parent.parent
NAME = "fengqiao.example"
AROUND = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_processes 1;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {sample}
}}
"""


@dataclass(frozen=True)
class Front:
    """What stands in front: its ports, its certificate, and the app processes behind it by their ports."""

    plain: int
    secure: int
    certificate: Path
    apps: "dict[int, subprocess.Popen[bytes]]"

    @property
    def url(self) -> str:
        return f"https://{NAME}:{self.secure}"


@contextmanager
def front(home: Path) -> Iterator[Front]:
    """Two app processes on `home` and nginx before them, all on loopback; ended in the end."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.skip("there is no nginx here: make nginx")
    with ExitStack() as stack:
        apps = {port: stack.enter_context(_app(home, port)) for port in (free_port(), free_port())}
        found = Front(free_port(), free_port(), _certificate(home), apps)
        (home / "nginx.conf").write_text(AROUND.format(folder=home, sample=_sample(found, home)), encoding="utf-8")
        stack.enter_context(_process([program, "-p", str(home), "-c", str(home / "nginx.conf")], home / "nginx.log"))
        for port in apps:
            _await(f"http://127.0.0.1:{port}/_stcore/health", apps[port], home)
        yield found


def _sample(found: Front, home: Path) -> str:
    """The sample with the test's own ports and certificate; every replaced line must be there."""
    text = (ROOT / "docs" / "nginx.conf").read_text(encoding="utf-8")
    first, second = found.apps
    for line, own in {
        "listen 80;": f"listen 127.0.0.1:{found.plain};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{found.secure} ssl http2;",
        "127.0.0.1:8501": f"127.0.0.1:{first}",
        "127.0.0.1:8502": f"127.0.0.1:{second}",
        "/etc/nginx/fengqiao/certificate.pem": str(found.certificate),
        "/etc/nginx/fengqiao/key.pem": str(home / "key.pem"),
    }.items():
        assert line in text
        text = text.replace(line, own)
    return text


@contextmanager
def _app(home: Path, port: int) -> "Iterator[subprocess.Popen[bytes]]":
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "ANALYTICS_URL")}
    run = "from dashboards.cli import app; app()"
    command = [sys.executable, "-c", run, "serve", "--port", str(port), "--name", NAME]
    with _process(command, home / f"app-{port}.log", environment | {"FENGQIAO_HOME": str(home)}) as process:
        yield process


@contextmanager
def _process(
    command: list[str], log: Path, environment: dict[str, str] | None = None
) -> "Iterator[subprocess.Popen[bytes]]":
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)


def _await(url: str, process: "subprocess.Popen[bytes]", home: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if requests.get(url, timeout=2).ok:
                return
        except requests.RequestException:
            time.sleep(0.2)
    logs = "\n".join(log.read_text(encoding="utf-8") for log in home.glob("*.log"))
    raise TimeoutError(f"{url} did not come up:\n{logs}")


def _certificate(home: Path) -> Path:
    """A certificate for the sample's name and for loopback, good for a day; its key lies beside it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)]), datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.DNSName(NAME), x509.IPAddress(ip_address("127.0.0.1"))])
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    built = built.serial_number(x509.random_serial_number()).add_extension(names, critical=False)
    built = built.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=1))
    file = home / "certificate.pem"
    file.write_bytes(built.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    (home / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
    return file
