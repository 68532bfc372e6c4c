"""Whether generated data are among the records: then every page says so."""

from db.queries import data_sources
from db.session import Records


def is_present(records: Records) -> bool:
    with records.reading() as session:
        return data_sources.any_generated(session)
