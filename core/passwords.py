"""Passwords: what makes one acceptable, and how one is kept (bcrypt, as streamlit-authenticator's hasher reads it)."""

import base64
import re
import secrets
import unicodedata
from functools import cache
from hashlib import sha256

import bcrypt

from core import catalogue

MINIMUM = 12
CLASSES = 3
MAXIMUM = 256
LEGIBLE = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
# Checked for names that don't exist, so that an unknown name takes as long to refuse as a wrong password.
NOBODY = "$2b$12$E5uZcuYjSJ56EDTsoEuS/u3uznKLTuB2/7yCXG3/WosT9go6uKtbS"
_TRIMMINGS = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_LOOKALIKES = str.maketrans("013457@$!", "oieastasi")


class WeakPassword(ValueError):
    """The password breaks a rule; `reason` is its code (catalogue: accounts.weak)."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def check_strength(password: str, username: str) -> None:
    """At least 12 characters of 3 of the 4 classes, no common or local word with trimmings, not the user name.

    Raises WeakPassword. Source of the rules: the multi-level protection scheme 2.0, level 3.
    """
    plain = _normal(password)
    if len(plain) < MINIMUM:
        raise WeakPassword("short")
    if len(plain) > MAXIMUM:
        raise WeakPassword("long")
    if len({_character_class(character) for character in plain}) < CLASSES:
        raise WeakPassword("simple")
    if _is_common(plain) or (len(username) > 2 and username in plain.lower()):
        raise WeakPassword("common")


def hashed(password: str) -> str:
    """The bcrypt hash to store; salted, so never twice the same."""
    return bcrypt.hashpw(prepared(password).encode(), bcrypt.gensalt()).decode()


def matches(prepared_password: str, stored: str) -> bool:
    """Whether a password made ready by `prepared` has this hash."""
    return bcrypt.checkpw(prepared_password.encode(), stored.encode())


def prepared(password: str) -> str:
    """What is handed to bcrypt: 44 characters, whatever was typed.

    bcrypt reads 72 bytes at most (24 Chinese characters) and refuses more, so the SHA-256 goes in instead. Full-width
    characters of an input method count as the plain ones.
    """
    return base64.b64encode(sha256(_normal(password).encode()).digest()).decode()


def _normal(password: str) -> str:
    # The sign-in form strips what is typed, so spaces at the ends can't be part of a password.
    return unicodedata.normalize("NFKC", password).strip()


def _character_class(character: str) -> str:
    if character.isdigit():
        return "digit"
    if character.isupper():
        return "upper"
    return "lower" if character.isalpha() else "other"


def _is_common(password: str) -> bool:
    letters = "".join(filter(str.isalpha, password.lower()))
    core = _TRIMMINGS.sub("", password.lower()).translate(_LOOKALIKES)
    return not {letters, core}.isdisjoint(_common_words())


def one_time() -> str:
    """A password to be told and changed at once: 4 groups of letters and digits that nobody mistakes for others."""
    while True:
        groups = ["".join(secrets.choice(LEGIBLE) for _ in range(4)) for _ in range(4)]
        password = "-".join(groups)
        if len({_character_class(character) for character in password}) == 4:
            return password


@cache
def _common_words() -> frozenset[str]:
    return frozenset(catalogue.document("common_passwords")["words"])
