"""The page's first line: which run of which scheme, how far it has come, and its whole as a workbook."""

from html import escape

import streamlit as st

from core import catalogue, clock
from core.access import Person
from core.definitions import Metric, definition
from core.documents.workbook import Sheet
from core.scoring import appealed, package, package_word
from core.scoring.appealed import Appeal, Effect
from core.scoring.faults import Refused
from core.scoring.outcome import Standing
from core.scoring.published import Run
from dashboards import data, downloads, stores
from dashboards.supervision import appealing
from dashboards.supervision.acts import word
from dashboards.supervision.choice import Choice, months_words


def title(choice: Choice) -> None:
    run = choice.run
    place = choice.view.words.of("area", run.scheme.area)
    state = catalogue.label("scoring_state", run.state)
    sentence = word(
        "header.sentence", place=place, months=months_words(run.span), group=choice.group.title, state=state
    )
    frozen = {"frozen": clock.written(run.made_at), "maker": run.made_by, "rules": run.output_hash[:8]}
    about = word("header.about", as_of=clock.briefly(run.told_until), stage=_stage(run), **frozen)
    demo = f' <span class="fq-demo">{escape(catalogue.say("common.demo_short"))}</span>' if run.generated else ""
    with st.container(key="header"):
        st.html(f"<h1>{escape(sentence)}</h1>")
        st.html(f'<p class="fq-freshness">{escape(about)}{demo}</p>')


def _stage(run: Run) -> str:
    """How far it has come: until when appeals are open and when decisions take effect, or that they have."""
    if run.state == "final" and run.finished_at:
        return word("header.final", day=clock.local_day(run.finished_at), who=run.finished_by)
    if run.state != "published":
        return ""
    return word("header.until", until=run.appeal_until, final=run.final_from)


def whole(choice: Choice) -> None:
    """The year's package as a workbook and as a Word file: tables, items, explanations, appeals, today's data."""
    run = choice.run

    def sheets(_by: Person) -> list[Sheet]:
        found = appealed.appeals(stores.records(), run.id)
        return package.sheets(run, choice.rows, found, choice.open, _today(choice), _effects(choice, found))

    def word_file(by: Person) -> bytes:
        found, place = appealed.appeals(stores.records(), run.id), choice.view.words.of("area", run.scheme.area)
        told = {"place": place, "months": months_words(run.span), "who": by.display_name}
        return package_word.document(
            run, choice.rows, found, choice.open, _today(choice), _effects(choice, found), **told
        )

    def metrics() -> list[Metric]:
        keys = {item.metric for item in run.scheme.item if item.metric}
        return [definition(key) for key in sorted(keys)]

    downloads.button(choice.view, "export_package", word("package.title"), sheets, metrics, labelled=True)
    downloads.word_button(choice.view, "export_package_word", word("package.title"), word_file)


def _effects(choice: Choice, found: list[Appeal]) -> dict[str, Effect]:
    return appealing.effects(choice.run, choice.rows, found)


def _today(choice: Choice) -> dict[str, Standing] | None:
    """What today's records give, where they tell those months at all."""
    try:
        return data.scoring_today(choice.run.id, data.version(), choice.run)
    except Refused:
        return None
