from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot import data
from bot.commands import syntax
from bot.commands.syntax import timezones
from bot.errors import CommandError
from bot.wording import subscriptions

WINTER = datetime(2026, 1, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("UTC+8", 480),
        ("utc +8", 480),
        ("UTC+08:00", 480),
        ("GMT-3", -180),
        ("GMT−3", -180),
        ("UTC-11", -660),
        ("UTC+14", 840),
        ("+05:30", 330),
        ("+0530", 330),
        ("UTC+5:45", 345),
        ("-03:00", -180),
        ("-3", -180),
        ("GMT+0", 0),
        ("UTC-0", 0),
    ],
)
def test_an_offset_is_the_zone_that_keeps_it_all_year(typed, minutes):
    zone = syntax.parse_schedule(f"daily 9:00 {typed}").zone
    offsets = {(WINTER + timedelta(days=182 * half)).astimezone(ZoneInfo(zone)).utcoffset() for half in (0, 1)}

    assert offsets == {timedelta(minutes=minutes)}
    assert syntax.parse_schedule(f"daily 9:00 {zone}").zone == zone


def test_an_offset_is_shown_as_people_write_it():
    assert subscriptions.schedule(syntax.parse_schedule("daily 9:00 UTC+8")) == "daily at 09:00 (UTC+8)"
    assert subscriptions.local_time(WINTER, "Etc/GMT+3") == "Wed 14 Jan, 21:00 (UTC-3)"


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Mumbai", "Asia/Kolkata"),
        ("Bombay", "Asia/Kolkata"),
        ("Bangalore", "Asia/Kolkata"),
        ("bengaluru", "Asia/Kolkata"),
        ("Munich", "Europe/Berlin"),
        ("München", "Europe/Berlin"),
        ("Köln", "Europe/Berlin"),
        ("Cologne", "Europe/Berlin"),
        ("Beijing", "Asia/Shanghai"),
        ("Peking", "Asia/Shanghai"),
        ("北京", "Asia/Shanghai"),
        ("Xi'an", "Asia/Shanghai"),
        ("東京", "Asia/Tokyo"),
        ("Osaka", "Asia/Tokyo"),
        ("San Francisco", "America/Los_Angeles"),
        ("Seattle", "America/Los_Angeles"),
        ("Boston", "America/New_York"),
        ("St. Petersburg", "Europe/Moscow"),
        ("Milano", "Europe/Rome"),
        ("São José dos Campos", "America/Sao_Paulo"),
        ("Tel Aviv", "Asia/Tel_Aviv"),
        ("Abuja", "Africa/Lagos"),
        ("Cape Town", "Africa/Johannesburg"),
        ("Quito", "America/Guayaquil"),
        ("Oxford", "Europe/London"),
        ("Wollongong", "Australia/Sydney"),
        ("Genf", "Europe/Zurich"),
    ],
)
def test_a_large_city_is_the_zone_it_is_in(typed, zone):
    assert syntax.parse_schedule(f"daily 9:00 {typed}").zone == zone


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("Mumbay", "Asia/Kolkata"),
        ("Bostn", "America/New_York"),
        ("Shangai", "Asia/Shanghai"),
        ("Europ/Berln", "Europe/Berlin"),
    ],
)
def test_a_misspelled_city_proposes_what_is_spelled_nearly_so(typed, near):
    assert timezones.nearest(typed, 3)[0] == near
    assert f"Did you mean {near}" in _refusal(typed)


@pytest.mark.parametrize("typed", ["Qwxyzzy", "UTC+15", "UTC-3:30", "GMT+99", "+25:00", "Zzyzxville", "x"])
def test_where_nothing_is_near_nothing_is_proposed(typed):
    assert timezones.nearest(typed, 3) == []
    assert "Did you mean" not in _refusal(typed)
    assert "For example: daily 09:00 Europe/Berlin" in _refusal(typed)


def test_a_city_of_several_zones_asks_which():
    assert "a city in several time zones" in _refusal("Cambridge")


def test_all_zones_of_cities_are_known_and_the_file_is_small():
    lines = data.read("cities.txt").splitlines()

    assert {line.split()[0] for line in lines} <= set(timezones.names())
    assert sum(len(line.split()) - 1 for line in lines) > 5_000
    assert len(data.read("cities.txt").encode()) < 150_000


def _refusal(zone: str) -> str:
    with pytest.raises(CommandError) as caught:
        syntax.parse_schedule(f"daily 9:00 {zone}")
    return str(caught.value)
