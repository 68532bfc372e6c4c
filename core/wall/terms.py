"""What a device is given when it is paired and may be given anew: a name, a seat, an address range; each checked."""

from ipaddress import ip_network

from core.wall import legibility
from core.wall.legibility import TooFar
from core.wall.refusal import WallRefused

LONGEST_NAME = 40


def name(text: str) -> str:
    """Raises WallRefused, as all of these do."""
    text = " ".join(text.split())
    if not text or len(text) > LONGEST_NAME:
        raise WallRefused("bad_name")
    return text


def network(text: str) -> str | None:
    """None for everywhere."""
    if not text.strip():
        return None
    try:
        return str(ip_network(text.strip(), strict=False))
    except ValueError:
        raise WallRefused("bad_network") from None


def seat(height_cm: int, distance_cm: int) -> dict[str, int]:
    """From where it can be read; as columns of a device."""
    fits = (
        legibility.HEIGHTS[0] <= height_cm <= legibility.HEIGHTS[1]
        and legibility.DISTANCES[0] <= distance_cm <= legibility.DISTANCES[1]
    )
    try:
        if fits:
            legibility.glyphs(height_cm, distance_cm)
            return {"height_cm": height_cm, "distance_cm": distance_cm}
    except TooFar:
        pass
    raise WallRefused("too_far" if fits else "bad_seat")
