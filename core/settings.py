"""Where things are: the three settings of the environment, with their defaults."""

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

    @property
    def records_url(self) -> str:
        return self.database_url or sqlite_url(self.home.resolve())


@cache
def settings() -> Settings:
    """Read once a process: a process doesn't change its databases while it runs."""
    return Settings()
