"""Where things are: the settings of the environment, with their defaults."""

from functools import cache
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from db.session import sqlite_url


class Settings(BaseSettings):
    """`DATABASE_URL`, `ANALYTICS_URL` and `FENGQIAO_HOME`; unset, everything lives under ./var."""

    model_config = SettingsConfigDict(extra="ignore")

    database_url: str | None = Field(default=None, validation_alias="DATABASE_URL")
    analytics_url: str | None = Field(default=None, validation_alias="ANALYTICS_URL")
    home: Path = Field(default=Path("var"), validation_alias="FENGQIAO_HOME")
    audit_anchors: Path | None = Field(default=None, validation_alias="AUDIT_ANCHORS")
    """The file, best on another disk or machine, in which the end of the audit chain is noted."""

    @property
    def records_url(self) -> str:
        return self.database_url or sqlite_url(self.home.resolve())

    @property
    def read_model(self) -> Path | str:
        """The folder of the read model's files; the address of a PostgreSQL database that holds it instead."""
        return self.analytics_url or self.home.resolve() / "read_model"

    @property
    def anchors_file(self) -> Path:
        return self.audit_anchors or self.home.resolve() / "anchors" / "audit.jsonl"


@cache
def settings() -> Settings:
    """Read once a process: a process doesn't change its databases while it runs."""
    return Settings()
