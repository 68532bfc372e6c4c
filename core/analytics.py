"""The read model on more than one machine: spread by county where the server can."""

from db.read_model import distribution
from db.read_model.distribution import AlreadyDistributed, NoCitus, statements
from db.read_model.model import ReadModel
from db.read_model.tables import KEYS

__all__ = ["AlreadyDistributed", "NoCitus", "distribute", "statements"]


def distribute(model: ReadModel) -> tuple[int, int]:
    """Spreads the facts by county; how many facts, and how many small tables went to every machine.

    Raises NoCitus, AlreadyDistributed.
    """
    with model.changing() as connection:
        distribution.distribute(connection, model.name)
    return len(KEYS), len(statements()) - len(KEYS)
