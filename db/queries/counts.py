"""Counting for figures: from the sums by day where they tell enough, from the facts themselves where they don't."""

from dataclasses import replace

from db.queries import daily_sums, figures
from db.queries.figures import Answer, Question
from db.read_model.model import Reading


def ask(model: Reading, question: Question) -> list[Answer]:
    """What `figures.ask` answers, by whichever way is shorter; groups in which nothing was counted are absent."""
    short = tuple(figure for figure in question.figures if daily_sums.tell(question, figure))
    long = tuple(figure for figure in question.figures if figure not in short)
    found: list[Answer] = []
    for figures_of, ask_for in ((short, daily_sums.ask), (long, figures.ask)):
        if figures_of:
            found += ask_for(model, replace(question, figures=figures_of))
    return found
