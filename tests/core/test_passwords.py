"""Which passwords are accepted, and how they are kept."""

import pytest
from streamlit_authenticator.utilities.hasher import Hasher

from core import passwords


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("Ab1!Ab1!Ab1", "short"),
        ("Ab1!" * 65, "long"),
        ("abcdefghijklmnop", "simple"),
        ("abcdefgh12345678", "simple"),
        ("Password@2026!!", "common"),
        ("P@ssw0rd!2026", "common"),
        ("Lijiang@202611", "common"),
        ("枫桥看板@2026!abc"[:9] + "20262026", "common"),
        ("Zhang.San!2026x", "common"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(password: str, reason: str) -> None:
    with pytest.raises(passwords.WeakPassword) as refusal:
        passwords.check_strength(password, "zhang.san")
    assert refusal.value.reason == reason


@pytest.mark.parametrize("password", ["Gu3-Cheng-Yue!", "三江并流处Naxi-1999", "correct Horse 7 battery"])
def test_a_password_of_three_classes_and_twelve_characters_is_accepted(password: str) -> None:
    passwords.check_strength(password, "zhang.san")


def test_a_passphrase_longer_than_bcrypt_reads_counts_to_its_last_character() -> None:
    phrase = "玉龙雪山下的古城区综治中心每天早上八点开门" * 3 + "A1"
    stored = passwords.hashed(phrase)
    assert passwords.matches(passwords.prepared(phrase), stored)
    assert not passwords.matches(passwords.prepared(phrase[:-1] + "2"), stored)


def test_full_width_characters_of_an_input_method_are_the_plain_ones() -> None:
    assert passwords.prepared("ＡＢＣ１２３！") == passwords.prepared("ABC123!")


def test_the_hasher_of_streamlit_authenticator_reads_our_hashes() -> None:
    stored = passwords.hashed("Gu3-Cheng-Yue!")
    assert Hasher.check_pw(passwords.prepared("Gu3-Cheng-Yue!"), stored)
    assert not Hasher.check_pw(passwords.prepared("Gu3-Cheng-Yue?"), stored)


def test_the_hash_for_unknown_names_costs_as_much_as_a_real_one() -> None:
    assert passwords.NOBODY[:7] == passwords.hashed("x")[:7]
    assert not passwords.matches(passwords.prepared("x"), passwords.NOBODY)
