"""Everything an operator can choose.

A field's description completes "Use …" in an error. Errors never show a value: it may be a secret in the wrong line.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AliasChoices, Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.config.types import (
    MODEL,
    SUMMARY_PROVIDERS,
    Categories,
    ExpandedPath,
    Handle,
    Hashtags,
    HomeFile,
    HostAndPort,
    Instances,
    People,
    Service,
    Site,
    SummaryProviders,
    Token,
    Zone,
    is_loopback,
)
from bot.config.webhooks import WEBHOOK_NAME, Webhooks, WebhookSettingsSource
from bot.models.digest import MAX_PAPERS, Ranking
from bot.models.post import DeliveryGuarantee
from bot.models.source import SOURCE_INFOS

PREFIX = "HOTPAPERS_"
ENV_FILE, ENCODING = ".env", "utf-8"
ARXIV_DELAY = 3.0
"""Seconds between two requests to arXiv, at least: https://info.arxiv.org/help/api/tou.html"""

SLACK_DELAY = 1.0
"""Seconds between two messages in a channel, at least: https://docs.slack.dev/apis/web-api/rate-limits"""

PROCESSING, READ_LAG = 5.0, 5.0
"""Seconds that Slack and Discord may process a timed-out request, and until a stored message is readable."""

MAX_DAYS = 36_500
MAX_NUMBER = 10**9
MAX_SECONDS = 86_400  # seconds: a day
DAYS = "a number of days, or 0 to keep everything"

PUBLIC_ADDRESS = "an address such as https://papers.example.org/hot"
SERVICE_ADDRESS = "an https:// address, or http:// on this machine"


def renamed(name: str, old: str) -> AliasChoices:
    """Return the variables of a setting that was renamed: its name, then the old one, which still works."""
    return AliasChoices(f"{PREFIX}{name}", f"{PREFIX}{old}")


class Settings(BaseSettings):
    """Everything an operator can choose. Addresses have no trailing slash, except Slack's: its client needs one."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=ENV_FILE, env_file_encoding=ENCODING, env_ignore_empty=True, extra="ignore",
        frozen=True, hide_input_in_errors=True, str_strip_whitespace=True, validate_default=False,
    )  # fmt: skip

    database: ExpandedPath = Field(default=Path("hotpapers.db"), description="a file path")
    categories: Categories = Field(
        default=("cs", "stat.ML"), description="comma-separated arXiv categories or archives, such as cs,stat.ML"
    )
    timezone: Zone = Field(default="UTC", description="an IANA name, such as Europe/Paris")
    ranking: Ranking = Field(default=Ranking.HOT, description="hot or classic")
    top: int = Field(default=10, ge=1, le=MAX_PAPERS, description=f"a whole number from 1 to {MAX_PAPERS}")
    floor: float | None = Field(default=None, ge=0, allow_inf_nan=False, description="a number, 0 or more")
    contact: str = Field(default="", pattern=r"^[ -~]*$", max_length=200, description="an email or web address")
    holidays: HomeFile = Field(default=None, description="the path of an existing file")
    weekly_papers: int = Field(default=4, ge=1, le=10, description="a whole number from 1 to 10")
    weekly_figures: Literal["cc", "nc", "none", "all"] = Field(default="cc", description="cc, nc, none or all")
    weekly_model: bool = Field(default=False, description="true or false")
    weekly_lab: str = Field(default="", max_length=80, description="a name of at most 80 characters")
    weekly_presenter: str = Field(default="", max_length=80, description="a name of at most 80 characters")
    weekly_first_number: int = Field(
        default=1, ge=1, le=MAX_NUMBER, description=f"a whole number from 1 to {MAX_NUMBER:,}"
    )
    weekly_logo: HomeFile = Field(default=None, description="the path of an existing PNG, JPEG or PDF file")
    weekly_color: str = Field(default="#b31b1b", pattern=r"^#[0-9A-Fa-f]{6}$", description="a color such as #b31b1b")
    cache: ExpandedPath = Field(default=Path("hotpapers-cache"), description="a folder path")
    not_for_us: Literal["everyone", "admins"] = Field(default="everyone", description="everyone or admins")
    site: Site = Field(default="", description=PUBLIC_ADDRESS)
    address: Site = Field(default="", description=PUBLIC_ADDRESS)

    arxiv_api_url: Service = Field(default="https://export.arxiv.org/api/query", description=SERVICE_ADDRESS)
    arxiv_feed_url: Service = Field(default="https://rss.arxiv.org/atom", description=SERVICE_ADDRESS)
    arxiv_html_url: Service = Field(default="https://arxiv.org/html", description=SERVICE_ADDRESS)
    arxiv_source_url: Service = Field(default="https://arxiv.org/src", description=SERVICE_ADDRESS)
    arxiv_oai_url: Service = Field(default="https://oaipmh.arxiv.org/oai", description=SERVICE_ADDRESS)
    arxiv_delay: float = Field(
        validation_alias=renamed("ARXIV_DELAY_SECONDS", "ARXIV_DELAY"),
        default=ARXIV_DELAY,
        ge=0,
        le=MAX_SECONDS,
        allow_inf_nan=False,
        description=f"seconds, {ARXIV_DELAY:g} or more (arXiv's terms)",
    )
    huggingface_url: Service = Field(default="https://huggingface.co/api", description=SERVICE_ADDRESS)
    hackernews_url: Service = Field(default="https://hn.algolia.com/api/v1", description=SERVICE_ADDRESS)
    x_url: Service = Field(default="https://api.x.com/2", description=SERVICE_ADDRESS)
    x_daily_reads: int = Field(default=200, ge=0, le=MAX_NUMBER, description=f"a whole number from 0 to {MAX_NUMBER:,}")
    reddit_url: Service = Field(default="https://oauth.reddit.com", description=SERVICE_ADDRESS)
    reddit_token_url: Service = Field(default="https://www.reddit.com/api/v1/access_token", description=SERVICE_ADDRESS)
    reddit_client_id: Token = Field(default=None, validation_alias="REDDIT_CLIENT_ID", description="only the ID")
    reddit_client_secret: Token = Field(
        default=None, validation_alias="REDDIT_CLIENT_SECRET", description="only the secret"
    )
    bluesky_url: Service = Field(default="https://bsky.social", description=SERVICE_ADDRESS)
    bluesky_handle: Handle = Field(
        default="", validation_alias="BLUESKY_HANDLE", description="a handle such as ada.bsky.social"
    )
    bluesky_app_password: Token = Field(
        default=None, validation_alias="BLUESKY_APP_PASSWORD", description="only the app password"
    )
    mastodon_instances: Instances = Field(
        default=(), description="comma-separated Mastodon servers, such as mastodon.social,sigmoid.social"
    )
    mastodon_hashtags: Hashtags = Field(
        default=("arxiv", "machinelearning"), description="comma-separated hashtags, such as arxiv,nlproc"
    )
    semantic_scholar_url: Service = Field(
        default="https://api.semanticscholar.org/graph/v1", description=SERVICE_ADDRESS
    )
    semantic_scholar_api_key: Token = Field(
        default=None, validation_alias="SEMANTIC_SCHOLAR_API_KEY", description="only the key"
    )
    model_url: Service | Literal[""] = Field(default="", description=SERVICE_ADDRESS)
    model: str = Field(default="", pattern=r"^[!-~]*$", max_length=100, description="only the model's name")
    model_key: Token = Field(default=None, description="only the key")
    model_daily_requests: int = Field(
        default=100, ge=0, le=MAX_NUMBER, description=f"a whole number from 0 to {MAX_NUMBER:,}"
    )
    summary: SummaryProviders = Field(
        validation_alias=renamed("SUMMARY_PROVIDERS", "SUMMARY"),
        default=(),
        description=f"{SUMMARY_PROVIDERS}, comma-separated, best first",
    )
    x_bearer_token: Token = Field(default=None, validation_alias="X_BEARER_TOKEN", description="only the token")

    slack_bot_token: Token = Field(default=None, validation_alias="SLACK_BOT_TOKEN", description="only the token")
    slack_app_token: Token = Field(default=None, validation_alias="SLACK_APP_TOKEN", description="only the token")
    slack_signing_secret: Token = Field(
        default=None, validation_alias="SLACK_SIGNING_SECRET", description="only the secret"
    )
    slack_api_url: Annotated[Service, AfterValidator(lambda url: url + "/")] = Field(
        default="https://slack.com/api/", validation_alias="SLACK_API_URL", description=SERVICE_ADDRESS
    )
    slack_unfurl: bool = Field(default=False, description="true or false")
    slack_delay: float = Field(
        validation_alias=renamed("SLACK_DELAY_SECONDS", "SLACK_DELAY"),
        default=SLACK_DELAY,
        ge=0,
        le=MAX_SECONDS,
        allow_inf_nan=False,
        description=f"seconds, {SLACK_DELAY:g} or more (Slack's limit)",
    )
    discord_bot_token: Token = Field(default=None, validation_alias="DISCORD_BOT_TOKEN", description="only the token")
    discord_api_url: Service = Field(
        default="https://discord.com/api/v10", validation_alias="DISCORD_API_URL", description=SERVICE_ADDRESS
    )
    discord_crosspost: bool = Field(default=False, description="true or false")
    webhooks: Webhooks = Field(
        default={}, validation_alias=WEBHOOK_NAME, description="the address that the service gave you"
    )

    post_deadline: float = Field(
        validation_alias=renamed("POST_TIMEOUT_SECONDS", "POST_DEADLINE"),
        default=20,
        gt=0,
        le=120,
        allow_inf_nan=False,
        description="seconds, such as 20",
    )
    processing: float = Field(
        validation_alias=renamed("PROCESSING_SECONDS", "PROCESSING"),
        default=PROCESSING,
        ge=0,
        le=MAX_SECONDS,
        allow_inf_nan=False,
        description=f"seconds, {PROCESSING:g} or more",
    )
    read_lag: float = Field(
        validation_alias=renamed("READ_LAG_SECONDS", "READ_LAG"),
        default=READ_LAG,
        ge=0,
        le=MAX_SECONDS,
        allow_inf_nan=False,
        description=f"seconds, {READ_LAG:g} or more",
    )
    settle: float = Field(
        validation_alias=renamed("SETTLE_SECONDS", "SETTLE"),
        default=30,
        le=MAX_SECONDS,
        allow_inf_nan=False,
        validate_default=True,
        description="at least the sum of HOTPAPERS_POST_TIMEOUT_SECONDS, HOTPAPERS_PROCESSING_SECONDS"
        " and HOTPAPERS_READ_LAG_SECONDS",
    )
    lease: float = Field(
        validation_alias=renamed("LEASE_SECONDS", "LEASE"),
        default=90,
        le=MAX_SECONDS,
        allow_inf_nan=False,
        validate_default=True,
        description="at least twice HOTPAPERS_SETTLE_SECONDS",
    )
    nonce_window: float = Field(
        validation_alias=renamed("NONCE_WINDOW_SECONDS", "NONCE_WINDOW"),
        default=60,
        ge=0,
        le=300,
        allow_inf_nan=False,
        description="seconds, from 0 to 300",
    )
    promise: DeliveryGuarantee = Field(
        validation_alias=renamed("DELIVERY_GUARANTEE", "PROMISE"),
        default=DeliveryGuarantee.AT_LEAST_ONCE,
        description="at-least-once or at-most-once",
    )

    admins: People = Field(default=(), description="comma-separated Slack user IDs, such as U012ABC,U034DEF")
    listen: HostAndPort = Field(default="127.0.0.1:8080", description="an address and a port, such as 127.0.0.1:8080")
    forget_after_days: int = Field(default=30, ge=0, le=3650, description="a whole number of days, 0 or more")
    thin_after: int = Field(
        validation_alias=renamed("DOWNSAMPLE_AFTER_DAYS", "THIN_AFTER"), default=90, ge=0, le=MAX_DAYS, description=DAYS
    )
    last_after: int = Field(
        validation_alias=renamed("KEEP_LAST_AFTER_DAYS", "LAST_AFTER"), default=365, ge=0, le=MAX_DAYS, description=DAYS
    )
    keep_deliveries: int = Field(
        validation_alias=renamed("KEEP_DELIVERIES_DAYS", "KEEP_DELIVERIES"),
        default=90,
        ge=0,
        le=MAX_DAYS,
        description=DAYS,
    )
    keep_looks: int = Field(
        validation_alias=renamed("KEEP_POLLS_DAYS", "KEEP_LOOKS"), default=180, ge=0, le=MAX_DAYS, description=DAYS
    )
    log_format: Literal["text", "json"] = Field(default="text", description="text or json")

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource, *others: Any, **named: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read the webhooks before all else but what is given in code."""
        return (init_settings, WebhookSettingsSource(settings_cls), *others, *named.values())

    @property
    def services(self) -> tuple[str, ...]:
        """The addresses of all sources: nothing else is ever asked about papers."""
        named = (getattr(self, name, name) for info in SOURCE_INFOS.values() for name in info.addresses)
        of_sources = [each for value in named for each in ((value,) if isinstance(value, str) else value)]
        return (*of_sources, *([self.model_url] if self.model_url else []))

    @field_validator("summary")
    @classmethod
    def _has_a_model(cls, makers: tuple[str, ...], given: ValidationInfo) -> tuple[str, ...]:
        """Require the address and name of the model if it is a provider."""
        if MODEL in makers and not (given.data.get("model_url") and given.data.get("model")):
            raise ValueError("“model” also needs HOTPAPERS_MODEL_URL and HOTPAPERS_MODEL")
        return makers

    @field_validator("arxiv_delay", "slack_delay", "processing", "read_lag")
    @classmethod
    def _check_delay(cls, seconds: float, given: ValidationInfo) -> float:
        """Enforce the minimum of arXiv and the chat platforms, except for addresses on this machine."""
        least, *addresses = _MIN_SECONDS[given.field_name or ""]
        if seconds < least and not all(is_loopback(given.data.get(address, "")) for address in addresses):
            raise ValueError("the value is too low")
        return seconds

    @field_validator("settle")
    @classmethod
    def _check_settle(cls, seconds: float, given: ValidationInfo) -> float:
        """Check for a post only after it can no longer arrive. Otherwise it would be sent twice."""
        if seconds < sum(given.data.get(name, 0) for name in ("post_deadline", "processing", "read_lag")):
            raise ValueError("a post could arrive after the check and appear twice")
        return seconds

    @field_validator("lease")
    @classmethod
    def _check_lease(cls, seconds: float, given: ValidationInfo) -> float:
        """Give a process enough time to send the post that it claimed."""
        if seconds < 2 * given.data.get("settle", 0):
            raise ValueError("one process could still be sending a post while another checks for it")
        return seconds


_MIN_SECONDS: dict[str, tuple[Any, ...]] = {  # seconds, and the services that require them
    "arxiv_delay": (
        ARXIV_DELAY,
        "arxiv_api_url",
        "arxiv_feed_url",
        "arxiv_html_url",
        "arxiv_source_url",
        "arxiv_oai_url",
    ),
    "slack_delay": (SLACK_DELAY, "slack_api_url"),
    "processing": (PROCESSING, "slack_api_url", "discord_api_url"),
    "read_lag": (READ_LAG, "slack_api_url", "discord_api_url"),
}
