"""The page's first line: which run of which scheme, how far it has come, and its whole as a workbook."""

from html import escape

import streamlit as st

from core import catalogue
from core.access import Person
from core.definitions import Metric, definition
from core.documents.workbook import Sheet
from core.scoring import package, published
from dashboards import downloads, stores
from dashboards.supervision.acts import word
from dashboards.supervision.choice import Choice, months_words


def title(choice: Choice) -> None:
    run = choice.run
    place = choice.view.words.of("area", run.scheme.area)
    state = catalogue.label("scoring_state", run.state)
    sentence = word(
        "header.sentence", place=place, months=months_words(run.span), group=choice.group.title, state=state
    )
    until = word("header.until", until=run.appeal_until) if run.state == "published" else ""
    about = word("header.about", as_of=run.as_of, rules=run.output_hash[:8], until=until)
    demo = f' <span class="fq-demo">{escape(catalogue.say("common.demo_short"))}</span>' if run.generated else ""
    with st.container(key="header"):
        st.html(f"<h1>{escape(sentence)}</h1>")
        st.html(f'<p class="fq-freshness">{escape(about)}{demo}</p>')


def whole(choice: Choice) -> None:
    """The year's package: final table, item sheets, explanations, appeals."""
    run = choice.run

    def sheets(_by: Person) -> list[Sheet]:
        found = published.appeals(stores.records(), run.id)
        return package.sheets(run, choice.rows, found, choice.open)

    def metrics() -> list[Metric]:
        keys = {item.metric for item in run.scheme.item if item.metric}
        return [definition(key) for key in sorted(keys)]

    downloads.button(choice.view, "export_package", word("package.title"), sheets, metrics, labelled=True)
