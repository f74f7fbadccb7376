"""When a channel gets its posts: what its settings say together. Refuses contradictions."""

from datetime import datetime

from barqiya.domain.query import parse
from barqiya.domain.timetable import Timetable, between
from barqiya.errors import ConfigError, QueryError
from barqiya.settings.hours import Schedule
from barqiya.settings.tables import ChannelSettings


def check_channel(key: str, channel: ChannelSettings, now: datetime) -> None:
    """Raise a one-line :class:`~barqiya.errors.ConfigError` where *channel*'s hours contradict.

    *key* is the channel's own in the settings: ``channels.0``.
    """
    _check_way(key, channel, _schedule(channel))
    _check_quiet(key, channel)
    if channel.breaking:
        try:
            parse(channel.breaking, now, required=True)
        except QueryError:
            raise ConfigError(
                f"{key}.breaking: asks for nothing; right would be a query, e.g. 'category:عاجل', "
                'or schedule = "at once"'
            ) from None


def timetable(channel: ChannelSettings, zone: str) -> Timetable:
    """Return the hours of *channel*, which was checked, in its zone or else in *zone*."""
    schedule = _schedule(channel)
    return Timetable(
        zone=channel.timezone or zone,
        per_hour=channel.per_hour or schedule.per_hour,
        digest_at=channel.digest or schedule.digest_at,
        quiet=channel.quiet_hours,
        after_quiet=channel.after_quiet or "in order",
        breaking=channel.breaking,
    )


def _schedule(channel: ChannelSettings) -> Schedule:
    """Return the schedule, which a rate or hours alone imply."""
    if channel.schedule is not None:
        return channel.schedule
    if channel.digest:
        return Schedule(way="digest")
    return Schedule(way="paced" if channel.per_hour else "at once")


def _check_way(key: str, channel: ChannelSettings, schedule: Schedule) -> None:
    way, rate = schedule.way, schedule.per_hour
    if channel.per_hour and way != "paced":
        raise ConfigError(
            f'{key}.per_hour: the schedule is "{way}"; '
            'leave per_hour out, or say schedule = "paced"'
        )
    if channel.digest and way != "digest":
        raise ConfigError(
            f'{key}.digest: the schedule is "{way}"; leave digest out, or say schedule = "digest"'
        )
    if way == "paced" and not (rate or channel.per_hour):
        raise ConfigError(
            f"{key}.per_hour: missing, but the schedule is paced; right would be per_hour = 4"
        )
    if way == "digest" and not (schedule.digest_at or channel.digest):
        raise ConfigError(
            f"{key}.digest: missing, but the schedule is digest; "
            'right would be digest = ["08:00", "18:00"]'
        )
    _check_twice(key, channel, schedule)


def _check_twice(key: str, channel: ChannelSettings, schedule: Schedule) -> None:
    if schedule.per_hour and channel.per_hour not in (None, schedule.per_hour):
        raise ConfigError(
            f"{key}.per_hour: {channel.per_hour}, but the schedule says {schedule.per_hour} per "
            "hour; say it once"
        )
    if schedule.digest_at and channel.digest not in ((), schedule.digest_at):
        raise ConfigError(
            f"{key}.digest: other hours than those in the schedule; give them once, as digest"
        )


def _check_quiet(key: str, channel: ChannelSettings) -> None:
    if channel.quiet_hours is None:
        if channel.after_quiet is not None:
            raise ConfigError(
                f"{key}.after_quiet: there are no quiet hours; add quiet_hours = "
                '"23:00-07:00", or leave it out'
            )
        return
    begins, ends = channel.quiet_hours
    for hour in channel.digest or _schedule(channel).digest_at:
        if between(begins, hour, ends):
            raise ConfigError(
                f"{key}.digest: {hour:%H:%M} lies in the quiet hours, {begins:%H:%M}-{ends:%H:%M}; "
                f"right would be an hour outside, e.g. {ends:%H:%M}"
            )
