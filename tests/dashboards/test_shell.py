"""The page around every screen: Chinese, with our files, and the same for a link from elsewhere."""

import re

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
