"""The rules of signing in: limits that are fixed, and what an installation may set in its environment."""

from datetime import timedelta
from functools import cache
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

# Failures within the window that lock an account, and an address: an office of many people shares one.
ACCOUNT_FAILURES = 5
ADDRESS_FAILURES = 50
WINDOW = timedelta(minutes=15)
# A password is none of this many that the account had before.
HISTORY = 5
# How long a browser may take between giving the password and the last step of the sign-in.
STEPS = timedelta(minutes=10)
FIRST_RUN = timedelta(hours=1)


class Rules(BaseSettings):
    """`FENGQIAO_TOTP` and `FENGQIAO_PASSWORD_DAYS`."""

    model_config = SettingsConfigDict(extra="ignore")

    totp: Literal["required", "optional", "off"] = Field(default="required", validation_alias="FENGQIAO_TOTP")
    """Whether roles whose rights ask for it (rights.toml) must have a second factor, may, or nobody is asked."""
    password_days: int = Field(default=90, ge=0, validation_alias="FENGQIAO_PASSWORD_DAYS")
    """Days after which a password has to be changed; 0 for never."""


@cache
def rules() -> Rules:
    """Read once a process."""
    return Rules()
