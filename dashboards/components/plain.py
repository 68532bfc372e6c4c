"""Text that somebody wrote, where Streamlit would read it as Markdown."""

import re

_MEANS_SOMETHING = re.compile(r"([!-/:-@\[-`{-~])")


def plain(text: str) -> str:
    """The text with every sign escaped: no links, pictures from elsewhere, colours or icons."""
    return _MEANS_SOMETHING.sub(r"\\\1", text)
