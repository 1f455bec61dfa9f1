"""The environment, read once, typed and loud.

Every setting that differs between machines comes from here; nothing else in the project reads `os.environ`.
A misspelt value stops the start with the variable's name and what was expected.
"""

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Environment(BaseSettings):
    """What the machine tells us. Names are the environment variables' own, in capitals.

    Raises `pydantic.ValidationError` when a value is malformed or two of them contradict each other.
    """

    model_config = SettingsConfigDict(case_sensitive=False, extra="ignore", env_ignore_empty=True)

    debug: bool = False
    demo: bool = False
    secret_key: str = ""
    database_url: str = f"sqlite:///{ROOT / 'var' / 'db.sqlite3'}"
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    https: bool = True
    proxies: int | None = Field(default=None, ge=0, le=9)
    site_url: str = Field(default="", pattern=r"^(https?://[^\s/]+(/\S*)?)?$")
    email_host: str = ""
    email_port: int = 587
    email_user: str = ""
    email_password: str = ""
    email_from: str = "endorsements@localhost"
    log_level: str = Field(default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$")
    conn_max_age: int = Field(default=600, ge=0)

    @model_validator(mode="before")
    @classmethod
    def split_hosts(cls, values: dict[str, object]) -> dict[str, object]:
        """Read ALLOWED_HOSTS as names between commas."""
        hosts = values.get("allowed_hosts")
        if isinstance(hosts, str):
            values["allowed_hosts"] = tuple(host.strip() for host in hosts.split(",") if host.strip())
        return values

    @property
    def address(self) -> str:
        """Where the site is reached, for links in mail that no request asks for: SITE_URL, else the first host."""
        if self.site_url:
            return self.site_url.rstrip("/")
        host = next((host for host in self.allowed_hosts if not host.startswith((".", "*"))), "")
        return f"http{'s' if self.https else ''}://{host}" if host else "http://localhost:8000"

    @property
    def proxy_count(self) -> int:
        """How many proxies of ours stand in front, each adding to X-Forwarded-For whom it saw; by default that of TLS.

        With too few, everybody seems to come from a proxy's own address; with too many, anybody may invent theirs.
        """
        return int(self.https and not self.debug) if self.proxies is None else self.proxies

    @model_validator(mode="after")
    def refuse_contradictions(self) -> Self:
        """Demo mode lets anybody in as anybody; production must never be that."""
        if self.demo and not self.debug:
            raise ValueError("DEMO=1 needs DEBUG=1: demo mode lets every visitor continue as any demo person.")
        if not self.debug and not self.secret_key:
            raise ValueError("SECRET_KEY is empty: set it to 50 random characters, and keep it the same over restarts.")
        if not self.debug and not self.allowed_hosts:
            raise ValueError("ALLOWED_HOSTS is empty: name the hosts this site answers for, with commas between them.")
        return self
