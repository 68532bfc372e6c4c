"""Notices as documents: what a supervision notice or a risk letter says, in the layout of official documents."""

from datetime import date

from core import catalogue
from core.accountability.register import Act, Answer
from core.documents import official
from core.documents.official import Official
from core.words import Words


def letter(act: Act, words: Words, *, generated: bool) -> bytes:
    """The notice of an act as a Word file. Raises ValueError for an act that has none."""
    if act.answer is None:
        raise ValueError(f"act {act.id} has no notice")
    say = catalogue.say
    answer, kind = act.answer, catalogue.label("action_kind", act.kind)
    return official.write(
        Official(
            title=say("accountability.letter.title", kind=kind),
            blocks=_blocks(act, answer),
            issuer=say("accountability.letter.office", place=words.of("area", act.issuer)),
            number=answer.number,
            addressee=act.body.unit_name
            or say("accountability.letter.addressee_place", place=words.of("area", act.body.area)),
            signed_on=answer.issued_on,
            notes=[say("accountability.letter.provisional")] if answer.provisional else (),
            generated=generated,
        )
    )


def file_name(act: Act) -> str:
    number = act.answer.number if act.answer else ""
    return catalogue.say("accountability.letter.file", kind=catalogue.label("action_kind", act.kind), number=number)


def _blocks(act: Act, answer: Answer) -> list[str]:
    say = catalogue.say
    basis = catalogue.label("action_basis", act.basis)
    return [
        say(f"accountability.letter.opening_{act.kind}"),
        say("accountability.letter.facts"),
        answer.facts,
        say("accountability.letter.basis", reference=act.reference, basis=basis),
        say("accountability.letter.demands"),
        answer.demands,
        say("accountability.letter.answer"),
        say("accountability.letter.due", day=_day(answer.due_on)),
    ]


def _day(day: date) -> str:
    return catalogue.say("documents.official.day", day=day)
