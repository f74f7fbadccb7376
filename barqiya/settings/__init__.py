"""Settings: one TOML file, every key also from the environment, read once at the start.

Owns the reading and the one-line refusal of what is wrong. Never travels below the composition
root: the parts get plain values.
"""

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError

from barqiya.domain.query import parse
from barqiya.errors import ConfigError, QueryError
from barqiya.settings.posting import check_channel
from barqiya.settings.tables import (
    ChannelSettings,
    FeedsSettings,
    FetchingSettings,
    HttpSettings,
    PublicationSettings,
    SearchSettings,
    SourceSettings,
    StoreSettings,
    TelegramSettings,
)

DEFAULT_FILE = Path("barqiya.toml")
#: What stands below /feeds/ in any case, so that no feed of the settings can.
RESERVED_SLUGS = frozenset({"all", "author", "category", "search", "tag"})
TELEGRAM_API = "https://api.telegram.org"


class Settings(BaseSettings):
    """All settings, frozen. Make it with :func:`load`."""

    model_config = SettingsConfigDict(
        env_prefix="BARQIYA_", env_nested_delimiter="__", frozen=True, extra="forbid"
    )

    publication: PublicationSettings = PublicationSettings()
    store: StoreSettings = StoreSettings()
    http: HttpSettings = HttpSettings()
    feeds: FeedsSettings = FeedsSettings()
    search: SearchSettings = SearchSettings()
    telegram: TelegramSettings = TelegramSettings()
    channels: tuple[ChannelSettings, ...] = ()
    fetching: FetchingSettings = FetchingSettings()
    sources: tuple[SourceSettings, ...] = ()
    source_passwords: dict[str, SecretStr] = {}

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

    @property
    def secrets(self) -> tuple[str, ...]:
        """All that must never be seen."""
        kept = [self.telegram.token, self.http.operator_password, *self.source_passwords.values()]
        return tuple(secret.get_secret_value() for secret in kept if secret)

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
    _check_names("channels", [channel.name for channel in settings.channels])
    _check_names("sources", [source.name for source in settings.sources])
    now = datetime.now(ZoneInfo(settings.publication.timezone))
    _check_named(settings, now)
    for number, channel in enumerate(settings.channels):
        check_channel(f"channels.{number}", channel, now)
    for number, source in enumerate(settings.sources):
        _check_source(f"sources.{number}", source, settings)
    for name in settings.source_passwords:
        if all(name != source.name for source in settings.sources):
            raise ConfigError(f"source_passwords.{name}: no source has this name")
    if settings.telegram.api_url and settings.telegram.token is None:
        raise ConfigError(
            "telegram.token: missing, but telegram.api_url is set; "
            "put the token into the environment as BARQIYA_TELEGRAM__TOKEN"
        )


def _check_names(table: str, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise ConfigError(f"{table}: two are named {name!r}; give each a name of its own")


def _check_named(settings: Settings, now: datetime) -> None:
    """Refuse a named feed that another one hides, or whose query wants nothing in particular."""
    slugs = [named.slug for named in settings.feeds.named]
    for number, named in enumerate(settings.feeds.named):
        key = f"feeds.named.{number}"
        if named.slug in RESERVED_SLUGS:
            taken = ", ".join(sorted(RESERVED_SLUGS))
            raise ConfigError(
                f"{key}.slug: {named.slug!r} is the address of another feed; "
                f"choose a slug that is none of {taken}"
            )
        if slugs.count(named.slug) > 1:
            raise ConfigError(
                f"{key}.slug: two are named {named.slug!r}; give each a slug of its own"
            )
        try:
            parse(named.query, now, required=True)
        except QueryError:
            right = describe(("feeds", "named", "query"))
            raise ConfigError(f"{key}.query: asks for nothing; right would be {right}") from None


def _check_source(key: str, source: SourceSettings, settings: Settings) -> None:
    wanted, other = ("path", "url") if source.kind == "files" else ("url", "path")
    if getattr(source, wanted) is None:
        right = describe(("sources", wanted))
        raise ConfigError(f"{key}.{wanted}: missing; right would be {right}")
    if getattr(source, other) is not None:
        raise ConfigError(f"{key}.{other}: a source of kind {source.kind} has a {wanted} instead")
    if (source.user is None) == (source.name in settings.source_passwords):
        raise ConfigError(
            f"{key}.user: a user and a password go together; the password belongs into the "
            f'environment, as BARQIYA_SOURCE_PASSWORDS=\'{{"{source.name}": "…"}}\''
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
