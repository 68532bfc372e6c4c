"""From Enter to the last tile painted, in a real browser: each place for the first time, again, and with constant data.

python -m benchmarks.page [--matters 10000000]      a million unless told otherwise

The constant page is the very same page with every figure kept from its first run: what is left is Streamlit's own time.
"""

import argparse
import shutil
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks import installation
from benchmarks.installation import MILLION
from core import areas
from core.demo import accounts, load
from tests.browser.conftest import ARGUMENTS, account_button, submit
from tests.serving import serving

PERSON = "quanyu"
PERIODS = ("last_quarter", "r90")
PLACES = ("530702", "530721", "530722", "530723", "532901", "532923", "532924", "532925", "370481", "370405")
AGAIN = 2
CONSTANT = "benchmarks/constant_app.py"
# Nothing more has changed for so long: the page is painted.
QUIET = 900
WATCH = """
() => {
  window.fqLast = 0;
  window.fqEnter = 0;
  const note = () => { window.fqLast = performance.now(); };
  const seen = { childList: true, characterData: true, subtree: true };
  new MutationObserver(note).observe(document.querySelector('[data-testid="stMain"]'), seen);
  document.addEventListener("keydown", (e) => { if (e.key === "Enter") window.fqEnter = performance.now(); }, true);
}
"""
STILL = f"() => window.fqEnter && window.fqLast > window.fqEnter && performance.now() - window.fqLast > {QUIET}"


def main(matters: int = MILLION) -> None:
    home, places = installation.home(matters), _names(matters)
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or "chromium"
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        with _open(browser, home) as page:
            first = [_took(page, place, period) for period in PERIODS for place in places]
            again = [_took(page, place, PERIODS[-1]) for _ in range(AGAIN) for place in places]
        with _open(browser, home, CONSTANT) as page:
            constant = [_took(page, place, PERIODS[-1]) for _ in range(AGAIN + 1) for place in places][len(places) :]
        browser.close()
    _print(f"{matters:,} matters: Enter to the last tile painted, first time", first, "p50 <= 500 ms, p95 <= 1,000 ms")
    _print("the same again, every figure kept", again, "")
    _print("the same page with constant data", constant, "")
    ratio = statistics.median(again) / statistics.median(constant)
    print(f"again against constant: ratio {ratio:.2f} (target <= 1.5)")


def _names(matters: int) -> list[str]:
    """What is typed to find each place; the people who look are there, too."""
    records = installation.prepare(matters)
    load.open_accounts(records)
    tree = areas.load(records)
    records.close()
    return [tree[code].name for code in PLACES]


@contextmanager
def _open(browser: Browser, home: Path, entry: str = "dashboards/app.py") -> Iterator[Page]:
    """The board of a person who may see everything, on a server of its own."""
    with serving(home, entry=entry) as server:
        context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
        page = context.new_page()
        page.goto(f"{server.url}/situation?period={PERIODS[0]}")
        submit(page, PERSON, accounts.public_password())
        account_button(page).wait_for(timeout=60_000)
        page.locator(".st-key-card_urgent, .st-key-card_stream").first.wait_for(timeout=60_000)
        page.wait_for_timeout(3_000)
        page.evaluate(WATCH)
        yield page
        context.close()


def _took(page: Page, place: str, period: str) -> float:
    """Milliseconds from Enter in the search of places until nothing changes any more."""
    if f"period={period}" not in page.url:
        _visit(page, period)
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    search = page.locator(".st-key-filter_area_body input, [data-testid='stPopoverBody'] input").first
    search.wait_for(timeout=20_000)
    search.fill(place)
    page.wait_for_timeout(300)
    page.evaluate("() => { window.fqEnter = 0; }")
    page.keyboard.press("Enter")
    page.wait_for_function(STILL, timeout=60_000)
    return page.evaluate("() => window.fqLast - window.fqEnter")


def _visit(page: Page, period: str) -> None:
    page.goto(page.url.split("?")[0] + f"?period={period}")
    account_button(page).wait_for(timeout=60_000)
    time.sleep(4)
    page.evaluate(WATCH)


def _print(what: str, took: list[float], target: str) -> None:
    p50, p95 = statistics.median(took), statistics.quantiles(took, n=20)[-1]
    print(f"{what}: p50 {p50:.0f} ms, p95 {p95:.0f} ms of {len(took)}" + (f" (target {target})" if target else ""))


if __name__ == "__main__":
    given = argparse.ArgumentParser()
    given.add_argument("--matters", type=int, default=MILLION)
    main(given.parse_args().matters)
