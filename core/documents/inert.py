"""Text of others as a spreadsheet or a document may hold it: shown as it stands, never run, never breaking it."""

# A spreadsheet would run these as formulas; the full-width forms become them as somebody edits the cell.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
GUARD = "'"


def inert(text: str) -> str:
    """The text, with an apostrophe before what a spreadsheet could take for the start of a formula."""
    return f"{GUARD}{text}" if text.lstrip(" \n").startswith(_STARTS) else text


def writable(text: str) -> str:
    """The text without what XML 1.0 can't hold: control characters but line breaks and tabs, and half characters."""
    return "".join(mark for mark in text if mark in "\n\t" or _is_writable(ord(mark)))


def _is_writable(code: int) -> bool:
    return 0x20 <= code < 0x7F or 0xA0 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or code >= 0x10000
