"""Settings: one TOML file, every key also from the environment, read once at the start.

Owns the names, the defaults and the one-line refusal of what is wrong. Never travels below the
composition root: the parts get plain values.
"""

import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
)
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError

from barqiya.errors import ConfigError

DEFAULT_FILE = Path("barqiya.toml")
TELEGRAM_API = "https://api.telegram.org"
_CHAT = re.compile(r"@\S+|-?[0-9]{1,18}")


def _address(value: str) -> str:
    if not value.startswith(("http://", "https://")) or len(value.split("://", 1)[1]) < 1:
        raise ValueError("is not an http or https address")
    return value.rstrip("/")


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("is not a time zone") from None
    return value


def _chat(value: Any) -> Any:
    text = str(value).strip()
    if not _CHAT.fullmatch(text):
        raise ValueError("is not a chat")
    return text


Address = Annotated[str, AfterValidator(_address)]
Zone = Annotated[str, AfterValidator(_zone)]
Chat = Annotated[str, BeforeValidator(_chat)]
Language = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class _Table(BaseModel):
    """A table of the file: frozen, and a key nobody knows is refused, not passed over."""

    model_config: ClassVar[ConfigDict] = ConfigDict(frozen=True, extra="forbid")


class PublicationSettings(_Table):
    """``[publication]``: whose articles these are."""

    title: Name = Field(default="برقية", description='its name, e.g. "صحيفة المدينة"')
    description: str = Field(
        default="", description="a sentence for the landing page and the feeds"
    )
    language: Language = Field(default="ar", description='a language tag, e.g. "ar" or "en"')
    url: Address | None = Field(
        default=None, description='its own site, e.g. "https://example.org"'
    )
    timezone: Zone = Field(default="Africa/Cairo", description='a zone name, e.g. "Africa/Cairo"')
    logo: Address | None = Field(
        default=None, description='a picture, e.g. "https://example.org/logo.png"'
    )


class StoreSettings(_Table):
    """``[store]``: where the articles are kept."""

    url: str = Field(
        default="sqlite:///var/barqiya.db", description='e.g. "sqlite:///var/barqiya.db"'
    )


class HttpSettings(_Table):
    """``[http]``: where feeds and pages are served."""

    host: str = Field(default="127.0.0.1", description='an address to listen on, e.g. "127.0.0.1"')
    port: int = Field(default=8080, ge=1, le=65535, description="a port from 1 to 65535, e.g. 8080")
    public_url: Address | None = Field(
        default=None, description='the address readers see, e.g. "https://feeds.example.org"'
    )


class FeedsSettings(_Table):
    """``[feeds]``: what the feeds hold."""

    items: int = Field(default=50, ge=1, le=1000, description="a number of articles from 1 to 1000")


class TelegramSettings(_Table):
    """``[telegram]``: the bot. The token belongs into the environment."""

    token: SecretStr | None = Field(
        default=None, description="what @BotFather gave, in the environment"
    )
    api_url: Address | None = Field(
        default=None, description='a Bot API server without "/bot", e.g. "https://api.telegram.org"'
    )


class ChannelSettings(_Table):
    """``[[channels]]``: a channel that gets new articles."""

    name: Name = Field(description="a name of your choice, unlike the other channels' names")
    chat: Chat = Field(description='"@name" of the channel, or its numeric id')
    query: str = Field(
        default="", description="which articles, e.g. 'category:ثقافة'; empty for all"
    )
    language: Language | None = Field(
        default=None, description='of the words around a post, e.g. "ar"'
    )


class Settings(BaseSettings):
    """All settings, frozen. Make it with :func:`load`."""

    model_config = SettingsConfigDict(
        env_prefix="BARQIYA_", env_nested_delimiter="__", frozen=True, extra="forbid"
    )

    publication: PublicationSettings = PublicationSettings()
    store: StoreSettings = StoreSettings()
    http: HttpSettings = HttpSettings()
    feeds: FeedsSettings = FeedsSettings()
    telegram: TelegramSettings = TelegramSettings()
    channels: tuple[ChannelSettings, ...] = ()

    @property
    def public_url(self) -> str:
        """Where readers reach this server, without a trailing slash."""
        return self.http.public_url or self.local_url

    @property
    def local_url(self) -> str:
        """Where this server is reached on its own machine, without a trailing slash."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.http.host, self.http.host)  # noqa: S104 - compared, not bound
        return (
            f"http://[{host}]:{self.http.port}"
            if ":" in host
            else f"http://{host}:{self.http.port}"
        )

    @property
    def sandboxed(self) -> bool:
        """Whether our own Telegram serves, because no other is named."""
        return self.telegram.token is None and self.telegram.api_url is None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the file."""  # noqa: D401 - states the order, does not command
        del settings_cls, dotenv_settings, file_secret_settings
        return env_settings, init_settings


def load(file: Path | None) -> Settings:
    """Return the settings of *file* (``None`` for the defaults) and the environment.

    Raises :class:`~barqiya.errors.ConfigError` of one line: the key, what is wrong, what would
    be right.
    """
    values = _table(file) if file else {}
    try:
        settings = Settings(**values)
    except ValidationError as error:
        raise ConfigError(_sentence(error.errors()[0])) from None
    except SettingsError as error:
        raise ConfigError(
            f"{_env_key(str(error))}: not readable in the environment; lists are JSON there"
        ) from None
    _check_together(settings)
    return settings


def describe(key: tuple[str | int, ...]) -> str | None:
    """Return what would be right for the setting at *key*, ``None`` for a key nobody knows."""
    model: Any = Settings
    description: str | None = None
    for part in key:
        if isinstance(part, int):
            continue
        field = getattr(model, "model_fields", {}).get(part)
        if field is None:
            return None
        description = field.description
        model = _model_in(field.annotation)
    return description


def _known_beside(key: tuple[str | int, ...]) -> list[str]:
    model: Any = Settings
    for part in key[:-1]:
        if isinstance(part, str):
            model = _model_in(model.model_fields[part].annotation)
    return list(model.model_fields)


def _model_in(annotation: Any) -> Any:
    return annotation.__args__[0] if getattr(annotation, "__args__", None) else annotation


def _table(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError(f"{file}: there is no such settings file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: cannot be read: {error}") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file}: not TOML: {error}") from None


def _check_together(settings: Settings) -> None:
    names = [channel.name for channel in settings.channels]
    for name in names:
        if names.count(name) > 1:
            raise ConfigError(f"channels: two are named {name!r}; give each a name of its own")
    if settings.telegram.api_url and settings.telegram.token is None:
        raise ConfigError(
            "telegram.token: missing, but telegram.api_url is set; "
            "put the token into the environment as BARQIYA_TELEGRAM__TOKEN"
        )


def _sentence(error: ErrorDetails) -> str:
    """Return one line for *error*; never the value, which may be a secret."""
    key = error["loc"]
    name = ".".join(str(part) for part in key)
    if error["type"] == "extra_forbidden":
        known = ", ".join(_known_beside(key)) or "none"
        return f"{name}: there is no such setting; those that are here: {known}"
    wrong = error["msg"].removeprefix("Value error, ")
    right = describe(key)
    return f"{name}: {wrong}" + (f"; right would be {right}" if right else "")


def _env_key(text: str) -> str:
    words = text.replace('"', " ").replace("'", " ").split()
    return next((word for word in words if word in Settings.model_fields), "a setting")
