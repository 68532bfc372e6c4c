"""The page around every screen: Chinese, with our files, and the same for a link from elsewhere."""

import re
from pathlib import Path

from streamlit import file_util

from core import catalogue
from dashboards import shell
from tests.serving import COOKIE, Server


def test_the_page_is_chinese_before_any_script_has_run(server: Server) -> None:
    html = server.get("/situation").text
    assert '<html lang="zh-CN">' in html
    assert "<title>枫桥看板</title>" in html
    text = re.sub(r"<[^>]*>", " ", re.sub(r"(?s)<(script|style)\b.*?</\1>", " ", html))
    assert not re.search(r"[A-Za-z]{3,}", text.replace("JavaScript", ""))


def test_the_page_runs_no_script_of_its_own_text(server: Server) -> None:
    html = server.get("/").text
    assert all("src=" in script for script in re.findall(r"<script[^>]*>", html))
    assert "agent" not in html


def test_the_pages_files_are_where_it_says(server: Server) -> None:
    for address in re.findall(r'(?:src|href)="\.(/[^"]+)"', server.get("/").text):
        assert server.get(address).status_code == 200, address
    # What the script fetches before anybody types into a table; it is there under the name of this very Streamlit.
    assert len(shell.editors()) == 2
    assert all(address in server.get(shell.SCRIPT).text for address in shell.editors())


def test_an_unknown_page_is_refused_in_chinese(server: Server) -> None:
    answer = server.get("/nowhere", server.signed_in("gucheng"))
    assert answer.status_code == 404
    assert catalogue.say("shell.refused.not_found") in answer.text
    assert server.get("/nowhere").status_code == 401


def test_a_link_on_another_site_does_not_sign_anybody_out(server: Server) -> None:
    answer = server.get("/situation", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.text == shell.BOUNCE
    assert COOKIE not in answer.cookies


def test_what_an_input_says_of_a_value_it_does_not_take_is_known_in_chinese() -> None:
    """Every such sentence in Streamlit's own files, as it is written there, with numbers in its places."""
    folder = Path(file_util.get_static_dir()) / "static" / "js"
    known = [re.compile(pattern) for pattern in catalogue.document("streamlit_words")["sentences"]]
    begun = (
        r"`(?:\*\*Error\*\*: )?((?:Number is|Date set|Date and time set|Invalid time|Hours must|Minutes must)[^`]*)`"
    )
    found: set[str] = set()
    for name in ("NumberInput.*.js", "DateTimeInput.*.js", "ReorderedSegments.*.js", "TimeInput.*.js"):
        (file,) = folder.glob(name)
        found |= set(re.findall(begun, file.read_text(encoding="utf-8")))
    said = [re.sub(r"\$\{\w+\}", "40.00", one) for one in found]
    assert len(said) >= 12
    assert [one for one in said if not any(pattern.match(one) for pattern in known)] == []
