"""`fengqiao serve`: from any folder, on the data it was told to use, and in Chinese when it can't."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import requests

COMMAND = Path(sys.executable).with_name("fengqiao")


def test_it_serves_from_any_folder_on_the_data_of_where_it_was_typed(tmp_path: Path) -> None:
    port = _free_port()
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    process = subprocess.Popen(
        [COMMAND, "serve", "--port", str(port)], cwd=tmp_path, env=environment | {"FENGQIAO_HOME": "mine"}
    )
    try:
        assert "枫桥看板" in _page(f"http://localhost:{port}/", process)
        assert (tmp_path / "mine" / "records.sqlite").exists()
    finally:
        process.terminate()
        process.wait(timeout=20)


def test_a_port_that_is_taken_is_said_in_chinese(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        environment = os.environ | {"FENGQIAO_HOME": str(tmp_path)}
        refused = subprocess.run(
            [COMMAND, "serve", "--port", str(port)], env=environment, capture_output=True, text=True, check=False
        )
    assert refused.returncode == 1
    assert f"端口 {port} 已被占用" in refused.stderr


def _page(url: str, process: "subprocess.Popen[bytes]") -> str:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            answer = requests.get(url, timeout=5)
            answer.encoding = "utf-8"
            return answer.text
        except requests.RequestException:
            time.sleep(0.2)
    raise TimeoutError("the server did not start")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
