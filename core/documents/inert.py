"""Text of others as a spreadsheet may hold it: shown as it stands, never run."""

# A spreadsheet would run these as formulas; the full-width forms become them as somebody edits the cell.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
GUARD = "'"


def inert(text: str) -> str:
    """The text, with an apostrophe before what a spreadsheet could take for the start of a formula."""
    return f"{GUARD}{text}" if text.lstrip(" \n").startswith(_STARTS) else text
