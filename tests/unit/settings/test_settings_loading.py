from pathlib import Path

import pytest

from barqiya.errors import ConfigError
from barqiya.settings import load


def _named(slug: str, query: str = "category:ثقافة") -> str:
    return f'[[feeds.named]]\nslug = "{slug}"\ntitle = "قراءات"\nquery = "{query}"\n'


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TELEGRAM__TOKEN", "TELEGRAM__API_URL", "HTTP__PORT", "STORE__URL", "CHANNELS"):
        monkeypatch.delenv(f"BARQIYA_{name}", raising=False)


@pytest.mark.parametrize(
    ("toml", "key", "words"),
    [
        ('[http]\nport = "many"', "http.port", "a port from 1 to 65535"),
        ("[http]\nport = 0", "http.port", "a port from 1 to 65535"),
        ('[http]\npublic_url = "example.org"', "http.public_url", "https://feeds.example.org"),
        ('[publication]\ntimezone = "Atlantis/Capital"', "publication.timezone", "Africa/Cairo"),
        ('[publication]\nlanguage = "عربي"', "publication.language", '"ar"'),
        ('[[channels]]\nname = "all"', "channels.0.chat", "@name"),
        ('[[channels]]\nname = "all"\nchat = "all"', "channels.0.chat", "@name"),
        ('[[channels]]\nname = "all"\nchat = "--5"', "channels.0.chat", "@name"),
        ('[[channels]]\nname = "all"\nchat = "\u00b2"', "channels.0.chat", "@name"),
        ('[[channels]]\nname = "all"\nchat = "@two words"', "channels.0.chat", "@name"),
        ("[feeds]\nitem = 3", "feeds.item", "items"),
        ('[feeds]\nhubs = ["hub"]', "feeds.hubs.0", "https://hub.example.org/"),
        ("[feeds]\nretraction_days = -1", "feeds.retraction_days", "from 0 to 3650"),
        (_named("all"), "feeds.named.0.slug", "search"),
        (_named("Weekend"), "feeds.named.0.slug", "'weekend'"),
        (_named("a/b"), "feeds.named.0.slug", "'a-b'"),
        (_named("weekend", query="  "), "feeds.named.0.query", "category:ثقافة"),
        (_named("weekend") + _named("weekend"), "feeds.named.0.slug", "a slug of its own"),
        ("[fees]\nitems = 3", "fees", "publication"),
        ('[telegram]\napi_url = "https://tg.example.org"', "telegram.token", "environment"),
    ],
)
def test_a_wrong_setting_is_told_in_one_line(
    tmp_path: Path, toml: str, key: str, words: str
) -> None:
    """The line names the key, what is wrong and what would be right."""
    file = tmp_path / "barqiya.toml"
    file.write_text(toml, encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        load(file)
    line = str(raised.value)
    assert line.startswith(f"{key}:")
    assert words in line
    assert "\n" not in line


def test_two_channels_of_one_name_are_refused(tmp_path: Path) -> None:
    """Deliveries go by the channel's name, so it must be one channel's."""
    file = tmp_path / "barqiya.toml"
    file.write_text('[[channels]]\nname = "a"\nchat = "@x"\n' * 2, encoding="utf-8")
    with pytest.raises(ConfigError, match="channels: two are named 'a'"):
        load(file)


def test_a_file_that_is_missing_or_no_toml_is_told(tmp_path: Path) -> None:
    """The name of the file stands in the line."""
    with pytest.raises(ConfigError, match=r"nowhere\.toml: there is no such settings file"):
        load(tmp_path / "nowhere.toml")
    (tmp_path / "torn.toml").write_text("[http", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"torn\.toml: not TOML"):
        load(tmp_path / "torn.toml")


def test_the_environment_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every key can be given as BARQIYA_…, two underscores between the levels."""
    file = tmp_path / "barqiya.toml"
    file.write_text('[http]\nport = 9000\n[publication]\ntitle = "البريد"', encoding="utf-8")
    monkeypatch.setenv("BARQIYA_HTTP__PORT", "9001")
    monkeypatch.setenv("BARQIYA_CHANNELS", '[{"name": "all", "chat": -1001}]')
    settings = load(file)
    assert settings.http.port == 9001
    assert settings.publication.title == "البريد"
    assert settings.channels[0].chat == "-1001"
    assert settings.public_url == "http://127.0.0.1:9001"


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("0.0.0.0", "http://127.0.0.1:8080"),  # noqa: S104 - compared, not bound
        ("::", "http://[::1]:8080"),
        ("::1", "http://[::1]:8080"),
        ("feeds.local", "http://feeds.local:8080"),
    ],
)
def test_an_address_is_made_of_any_host(
    monkeypatch: pytest.MonkeyPatch, host: str, url: str
) -> None:
    """IPv6 stands in brackets; who listens everywhere is reached at home."""
    monkeypatch.setenv("BARQIYA_HTTP__HOST", host)
    assert load(None).public_url == url


def test_a_list_in_the_environment_that_is_no_json_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The line names the setting and its form."""
    monkeypatch.setenv("BARQIYA_CHANNELS", "@everything")
    with pytest.raises(ConfigError, match=r"channels: .*JSON"):
        load(None)


def test_the_token_never_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the settings' own text nor a refusal of them shows a secret."""
    monkeypatch.setenv("BARQIYA_TELEGRAM__TOKEN", "123456:secret-secret-secret")
    monkeypatch.setenv("BARQIYA_TELEGRAM__API_URL", "not an address")
    with pytest.raises(ConfigError) as raised:
        load(None)
    assert "secret-secret" not in str(raised.value)
    monkeypatch.delenv("BARQIYA_TELEGRAM__API_URL")
    assert "secret-secret" not in repr(load(None))


def test_without_token_and_server_the_sandbox_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Naming a token or a server is what turns to a Telegram that is not ours."""
    assert load(None).sandboxed
    monkeypatch.setenv("BARQIYA_TELEGRAM__TOKEN", "123456:secret-secret-secret")
    assert not load(None).sandboxed
