"""`fengqiao backup`, `restore` and `prune` at the command line, as a person types them."""

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT


def fengqiao(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    code = "from dashboards.cli import app; app()"
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=ROOT,
        env=environment | {"FENGQIAO_HOME": str(home), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
    )


def test_a_backup_is_made_restored_and_the_log_pruned_in_chinese(tmp_path: Path) -> None:
    home, file = tmp_path / "home", tmp_path / "backup.sqlite"
    made = fengqiao(home, "backup", str(file))
    assert made.returncode == 0, made.stderr
    assert "完整性检查" in made.stdout
    again = fengqiao(home, "backup", str(file))
    assert (again.returncode, "已经存在" in again.stderr) == (1, True)
    restored = fengqiao(home, "restore", str(file))
    assert restored.returncode == 0, restored.stderr
    assert "恢复前的数据另存在" in restored.stdout
    assert "核对一致" in fengqiao(home, "check").stdout
    assert "已删去" in fengqiao(home, "prune").stdout
    (tmp_path / "wrong").write_bytes(b"wrong" * 1000)
    wrong = fengqiao(home, "restore", str(tmp_path / "wrong"))
    assert (wrong.returncode, "已损坏" in wrong.stderr) == (1, True)
    assert "找不到备份文件" in fengqiao(home, "restore", str(tmp_path / "none")).stderr
