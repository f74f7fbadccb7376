"""When a channel posts, as the settings say it: every spelling, and what contradicts itself."""

from datetime import time
from pathlib import Path

import pytest

from barqiya.app import values
from barqiya.domain.timetable import Timetable
from barqiya.errors import ConfigError
from barqiya.settings import Settings, load

CHANNEL = '[[channels]]\nname = "news"\nchat = "@news"\n'


def settings_of(tmp_path: Path, lines: str) -> Settings:
    """Return the settings of a file with one channel that has *lines*."""
    file = tmp_path / "barqiya.toml"
    file.write_text(CHANNEL + lines, encoding="utf-8")
    return load(file)


def timetable_of(tmp_path: Path, lines: str) -> Timetable:
    """Return the timetable of a channel with *lines*."""
    (place,) = values.destinations(settings_of(tmp_path, lines), sample=False)
    return place.timetable


@pytest.mark.parametrize(
    "lines",
    [
        "",
        'schedule = "at once"',
        'schedule = "at_once"',
        'schedule = "At-once"',
        'schedule = "immediate"',
        'schedule = "immediately"',
        'schedule = "now"',
    ],
)
def test_a_channel_posts_at_once_unless_told_otherwise(tmp_path: Path, lines: str) -> None:
    """However the words are spelled, in the publication's zone."""
    assert timetable_of(tmp_path, lines) == Timetable(zone="Africa/Cairo")


@pytest.mark.parametrize(
    "lines",
    [
        'schedule = "paced"\nper_hour = 4',
        "per_hour = 4",
        'per_hour = "4"',
        'schedule = "4 per hour"',
        'schedule = "4 an hour"',
        'schedule = "4/hour"',
        'schedule = "4/h"',
        'schedule = "paced: 4 per hour"',
        'schedule = "at most 4 per hour"',
        'schedule = "every 15 minutes"',
        'schedule = "4 per hour"\nper_hour = 4',
    ],
)
def test_a_pace_is_a_number_an_hour(tmp_path: Path, lines: str) -> None:
    """In one setting or in two; said twice it must be the same."""
    assert timetable_of(tmp_path, lines).per_hour == 4


@pytest.mark.parametrize(
    "lines",
    [
        'digest = ["08:00", "18:30"]',
        'digest = ["18:30", "8:00", "08:00"]',
        "digest = [08:00:00, 18:30:00]",
        'digest = "08:00, 18:30"',
        'digest = "08:00 and 18:30"',
        'digest = "8 18.30"',
        'digest = "8 am, 6:30 pm"',
        'digest = "٠٨:٠٠، ١٨:٣٠"',
        'schedule = "digest"\ndigest = ["08:00", "18:30"]',
        'schedule = "digest at 08:00, 18:30"',
        'schedule = "digest 08:00 18:30"',
    ],
)
def test_a_digest_has_hours(tmp_path: Path, lines: str) -> None:
    """Hours alone mean a digest; their order is that of the day, each once."""
    assert timetable_of(tmp_path, lines).digest_at == (time(8), time(18, 30))


@pytest.mark.parametrize(
    "lines",
    [
        'quiet_hours = "23:00-07:00"',
        'quiet_hours = "23:00 – 07:00"',
        'quiet_hours = "23 to 7"',
        'quiet_hours = "from 11pm until 7am"',
        'quiet_hours = ["23:00", "07:00"]',
        "quiet_hours = [23:00:00, 07:00:00]",
    ],
)
def test_quiet_hours_are_two_hours(tmp_path: Path, lines: str) -> None:
    """What waited goes out in order, unless it is to be a digest."""
    table = timetable_of(tmp_path, lines)
    assert table.quiet == (time(23), time(7))
    assert table.after_quiet == "in order"
    for word in ("in order", "in_order", "in-order"):
        assert timetable_of(tmp_path, f'{lines}\nafter_quiet = "{word}"') == table
    digest = timetable_of(tmp_path, f'{lines}\nafter_quiet = "digest"')
    assert digest.after_quiet == "digest"


def test_the_rest_of_a_channel_is_handed_on(tmp_path: Path) -> None:
    """Breaking news, approval, and a zone of its own; midnight is the end of a day too."""
    lines = (
        'breaking = "category:عاجل"\napproval = true\ntimezone = "Asia/Beirut"\ndigest = "24:00"'
    )
    (place,) = values.destinations(settings_of(tmp_path, lines), sample=False)
    assert place.approval
    assert place.timetable == Timetable(
        zone="Asia/Beirut", digest_at=(time(0),), breaking="category:عاجل"
    )


def test_the_bot_knows_its_editors(tmp_path: Path) -> None:
    """People by their ids, the chat of the log, and what is done where nothing can be asked."""
    telegram = settings_of(tmp_path, "").telegram
    assert (telegram.editors, telegram.log_chat, telegram.doubtful) == ((), None, "at_most_once")
    assert not telegram.allow_paid_broadcast
    lines = (
        '[telegram]\neditors = [12345678, "87654321"]\nlog_chat = -1009876543210\n'
        'doubtful = "at least once"\nallow_paid_broadcast = true\n'
    )
    telegram = settings_of(tmp_path, lines).telegram
    assert telegram.editors == (12345678, 87654321)
    assert (telegram.log_chat, telegram.doubtful) == ("-1009876543210", "at_least_once")
    assert telegram.allow_paid_broadcast


@pytest.mark.parametrize(
    ("lines", "key", "words"),
    [
        ('schedule = "sometimes"', "schedule", '"at once"'),
        ('schedule = "0 per hour"', "schedule", "from 1 to 1200"),
        ('schedule = "every 7 minutes"', "schedule", '"4 per hour"'),
        ("schedule = 4", "schedule", '"4 per hour"'),
        ('schedule = "paced"', "per_hour", "per_hour = 4"),
        ('schedule = "digest"', "digest", '["08:00", "18:00"]'),
        ("per_hour = 0", "per_hour", "from 1 to 1200"),
        ("per_hour = 1.5", "per_hour", "from 1 to 1200"),
        ("per_hour = true", "per_hour", "from 1 to 1200"),
        ('schedule = "at once"\nper_hour = 4', "per_hour", 'schedule = "paced"'),
        ('schedule = "digest at 8"\nper_hour = 4', "per_hour", "leave per_hour out"),
        ('per_hour = 4\ndigest = ["08:00"]', "per_hour", "leave per_hour out"),
        ('schedule = "paced"\nper_hour = 4\ndigest = "8"', "digest", 'schedule = "digest"'),
        ('schedule = "4 per hour"\nper_hour = 5', "per_hour", "say it once"),
        ('schedule = "digest at 8"\ndigest = "9"', "digest", "give them once"),
        ('digest = ["25:00"]', "digest", '["08:00", "18:00"]'),
        ('digest = "13 pm"', "digest", '["08:00", "18:00"]'),
        ('digest = "08:60"', "digest", "not an hour of the day"),
        ('digest = "mornings"', "digest", "not an hour of the day"),
        ('quiet_hours = "23:00"', "quiet_hours", '"23:00-07:00"'),
        ('quiet_hours = "07:00-07:00"', "quiet_hours", "begins where it ends"),
        ('quiet_hours = ["23:00", "07:00", "08:00"]', "quiet_hours", '"23:00-07:00"'),
        ('after_quiet = "digest"', "after_quiet", "quiet_hours"),
        ('quiet_hours = "23-7"\nafter_quiet = "later"', "after_quiet", '"in order"'),
        ('quiet_hours = "23-7"\ndigest = "2"', "digest", "e.g. 07:00"),
        ('quiet_hours = "13-15"\nschedule = "digest at 13:00"', "digest", "e.g. 15:00"),
        ('breaking = " -"', "breaking", "category:عاجل"),
        ('timezone = "Atlantis/Capital"', "timezone", "Africa/Cairo"),
        ('approval = "perhaps"', "approval", "an editor"),
    ],
)
def test_what_contradicts_itself_is_told_in_one_line(
    tmp_path: Path, lines: str, key: str, words: str
) -> None:
    """The line names the key, what is wrong and what would be right."""
    with pytest.raises(ConfigError) as raised:
        settings_of(tmp_path, lines)
    line = str(raised.value)
    assert line.startswith(f"channels.0.{key}:"), line
    assert words in line
    assert "\n" not in line


@pytest.mark.parametrize(
    ("lines", "key", "words"),
    [
        ('editors = ["@somebody"]', "editors.0", "numeric ids"),
        ("editors = [0]", "editors.0", "numeric ids"),
        ('editors = "12345678"', "editors", "numeric ids"),
        ('log_chat = "the log"', "log_chat", "-1001234567890"),
        ('doubtful = "perhaps"', "doubtful", "at_least_once"),
    ],
)
def test_a_wrong_setting_of_the_bot_is_told_in_one_line(
    tmp_path: Path, lines: str, key: str, words: str
) -> None:
    """The line names the key and what would be right."""
    with pytest.raises(ConfigError) as raised:
        settings_of(tmp_path, f"[telegram]\n{lines}")
    assert str(raised.value).startswith(f"telegram.{key}:"), str(raised.value)
    assert words in str(raised.value)


def test_the_end_of_the_quiet_hours_may_be_the_hour_of_a_digest(tmp_path: Path) -> None:
    """What waited comes as the first digest of the day."""
    table = timetable_of(tmp_path, 'quiet_hours = "23-7"\ndigest = "7, 18"')
    assert table.digest_at == (time(7), time(18))
