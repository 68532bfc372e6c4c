"""How data is stored: the records (SQLAlchemy), their change log, and the columnar read model (DuckDB)."""
