"""Names of values that stand side by side: where two share one, each says what it belongs to."""

from collections.abc import Sequence

from core import catalogue
from core.words import CATEGORIES, Words

# The code lists that ship; others are a source's own.
LISTS = ("A", "W")


def told_apart(words: Words, values: Sequence[tuple[str, str]]) -> list[str]:
    """The names of `values` (dimension, code), in their order."""
    names = [words.of(dimension, code) for dimension, code in values]
    return [
        catalogue.say("board.filter.within", name=name, above=_above(words, *value)) if names.count(name) > 1 else name
        for name, value in zip(names, values, strict=True)
    ]


def list_title(code_list: str) -> str:
    """What a list of types is called."""
    if code_list in LISTS:
        return catalogue.say(f"board.filter.list_{code_list}")
    return catalogue.say("board.filter.list_other", list=code_list)


def _above(words: Words, dimension: str, code: str) -> str:
    if dimension not in CATEGORIES or code not in words.categories:
        return catalogue.label("dimension", dimension)
    category = words.categories[code]
    return words.of("category", category.parent) if category.parent else list_title(category.code_list)
