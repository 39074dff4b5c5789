from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from bot import config
from bot.errors import ConfigError
from bot.models.digest import Ranking

EXAMPLE = Path(__file__).parents[2] / ".env.example"
EXAMPLE_LINE = re.compile(r"^# ([A-Z_]+)=(.*)$", re.MULTILINE)
SECRET = "xoxb-123456-hunter2"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch, tmp_path):
    for name in {*config.variables().values(), *(name for name in os.environ if name.startswith(config.PREFIX))}:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def settings(monkeypatch):
    def load(**given: str) -> config.Settings:
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        return config.load()

    return load


def problems(load, **given: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(**given)
    return str(caught.value).splitlines()


def test_without_any_setting_everything_has_its_default(settings):
    found = settings()

    assert found.categories == ("cs", "stat.ML")
    assert (found.ranking, found.top, found.floor) == (Ranking.HOT, 10, None)
    assert found.slack_api_url == "https://slack.com/api/"


def test_settings_come_from_a_file_and_the_environment_wins(settings):
    Path(".env").write_text("HOTPAPERS_TOP=5\nHOTPAPERS_RANKING=classic\nSLACK_BOT_TOKEN=xoxb-1\n", "utf-8")

    found = settings(HOTPAPERS_TOP="7")

    assert (found.top, found.ranking) == (7, Ranking.CLASSIC)
    assert found.slack_bot_token is not None
    assert found.slack_bot_token.get_secret_value() == "xoxb-1"


@pytest.mark.parametrize("given", ["cs.CL,stat.ML", " cs.CL , stat.ML ", "cs.CL,,stat.ML,"])
def test_categories_are_a_comma_list(settings, given):
    assert settings(HOTPAPERS_CATEGORIES=given).categories == ("cs.CL", "stat.ML")


def test_all_problems_are_told_at_once_each_with_what_would_be_right(settings):
    told = problems(settings, HOTPAPERS_TOP="99", HOTPAPERS_TIMEZONE="Mars/Olympus", X_BEARER_TOKEN="a b")

    assert [line.partition(":")[0] for line in told] == ["HOTPAPERS_TIMEZONE", "HOTPAPERS_TOP", "X_BEARER_TOKEN"]
    assert "Use a whole number from 1 to 25." in told[1]


@pytest.mark.parametrize("name", [
    name for name in config.variables().values()
    if name.removeprefix("HOTPAPERS_") not in {"DATABASE", "CACHE", "CONTACT", "WEEKLY_LAB", "WEEKLY_PRESENTER"}
])  # fmt: skip
def test_a_secret_in_the_wrong_line_is_not_shown(settings, name):
    [told] = problems(settings, **{name: SECRET + " pasted twice"})

    assert told.startswith(name + ":")
    assert "hunter2" not in told


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HOTPAPERS_CATEGORIES", "cs.XX"),
        ("HOTPAPERS_CATEGORIES", ","),
        ("HOTPAPERS_TIMEZONE", "America"),
        ("HOTPAPERS_TIMEZONE", "../etc/passwd"),
        ("HOTPAPERS_RANKING", "hottest"),
        ("HOTPAPERS_TOP", "0"),
        ("HOTPAPERS_TOP", "26"),
        ("HOTPAPERS_TOP", "ten"),
        ("HOTPAPERS_FLOOR", "-1"),
        ("HOTPAPERS_FLOOR", "nan"),
        ("HOTPAPERS_CONTACT", "ada@example.org\nX-Header: y"),
        ("HOTPAPERS_HOLIDAYS", "nowhere.json"),
        ("HOTPAPERS_SITE", "papers.example.org"),
        ("HOTPAPERS_ARXIV_DELAY_SECONDS", "2.9"),
        ("HOTPAPERS_ARXIV_DELAY_SECONDS", "inf"),
        ("HOTPAPERS_SLACK_DELAY_SECONDS", "0.5"),
        ("HOTPAPERS_X_DAILY_READS", "-1"),
        ("HOTPAPERS_LOG_FORMAT", "xml"),
        ("HOTPAPERS_POST_TIMEOUT_SECONDS", "0"),
        ("HOTPAPERS_PROCESSING_SECONDS", "4"),
        ("HOTPAPERS_READ_LAG_SECONDS", "4.9"),
        ("HOTPAPERS_SETTLE_SECONDS", "29"),
        ("HOTPAPERS_LEASE_SECONDS", "59"),
        ("HOTPAPERS_NONCE_WINDOW_SECONDS", "301"),
        ("HOTPAPERS_DELIVERY_GUARANTEE", "exactly-once"),
        ("SLACK_API_URL", "http://slack.example.org/api/"),
        ("DISCORD_API_URL", "ftp://discord.com/api"),
        ("HOTPAPERS_X_URL", "https://user:secret@api.x.com"),
        ("HOTPAPERS_X_URL", "https://api.x.com:port"),
        ("HOTPAPERS_X_URL", "https://[api.x.com"),
    ],
)
def test_a_wrong_value_is_one_problem(settings, name, value):
    [told] = problems(settings, **{name: value})

    assert told.startswith(name + ":")


@pytest.mark.parametrize(
    "name", ["HOTPAPERS_POST_TIMEOUT_SECONDS", "HOTPAPERS_PROCESSING_SECONDS", "HOTPAPERS_READ_LAG_SECONDS"]
)
def test_a_platform_that_may_take_longer_needs_posts_that_settle_later(settings, name):
    [told] = problems(settings, **{name: "31"})

    assert told.startswith("HOTPAPERS_SETTLE_SECONDS: a post could arrive after the check and appear twice")


def test_posts_that_settle_later_need_a_longer_lease(settings):
    [told] = problems(settings, HOTPAPERS_SETTLE_SECONDS="46")

    assert told.startswith(
        "HOTPAPERS_LEASE_SECONDS: one process could still be sending a post while another checks for it"
    )


def test_stand_ins_may_be_quicker_than_platforms(settings):
    here = {"SLACK_API_URL": "http://127.0.0.1:1/api/", "DISCORD_API_URL": "http://127.0.0.1:2/api"}

    found = settings(**here, HOTPAPERS_PROCESSING_SECONDS="0", HOTPAPERS_READ_LAG_SECONDS="0")

    assert (found.processing, found.read_lag) == (0, 0)


def test_others_may_be_asked_faster_only_on_this_machine(settings):
    here = "http://127.0.0.1:8000/q"
    arxiv = {f"HOTPAPERS_ARXIV_{name}_URL": here for name in ("API", "FEED", "HTML", "SOURCE", "OAI")}
    assert settings(**arxiv, HOTPAPERS_ARXIV_DELAY_SECONDS="0").arxiv_delay == 0
    assert settings(SLACK_API_URL=here, HOTPAPERS_SLACK_DELAY_SECONDS="0").slack_delay == 0
    for name in arxiv:
        with pytest.raises(ConfigError, match="HOTPAPERS_ARXIV_DELAY_SECONDS"):
            settings(**arxiv | {name: "https://arxiv.org/q"}, HOTPAPERS_ARXIV_DELAY_SECONDS="0")


@pytest.mark.parametrize(
    ("url", "stays"),
    [
        ("http://localhost:8000", True),
        ("http://127.0.0.1/x", True),
        ("http://[::1]:80/", True),
        ("http://127.0.0.1.example.org", False),
        ("https://localhost.example.org", False),
        ("http://10.0.0.1", False),
        ("nothing", False),
    ],
)
def test_loopback_is_told_apart(url, stays):
    assert config.is_loopback(url) is stays


def test_addresses_end_as_their_clients_want_them(settings):
    found = settings(SLACK_API_URL="http://127.0.0.1:1/api", HOTPAPERS_X_URL="https://x.example/2/")

    assert (found.slack_api_url, found.x_url) == ("http://127.0.0.1:1/api/", "https://x.example/2")


@pytest.mark.parametrize(
    ("old", "value", "field"),
    [
        ("HOTPAPERS_PROMISE", "at-most-once", "promise"),
        ("HOTPAPERS_SUMMARY", "huggingface", "summary"),
        ("HOTPAPERS_THIN_AFTER", "7", "thin_after"),
        ("HOTPAPERS_LAST_AFTER", "8", "last_after"),
        ("HOTPAPERS_KEEP_DELIVERIES", "9", "keep_deliveries"),
        ("HOTPAPERS_KEEP_LOOKS", "10", "keep_looks"),
        ("HOTPAPERS_POST_DEADLINE", "11", "post_deadline"),
        ("HOTPAPERS_PROCESSING", "4", "processing"),
        ("HOTPAPERS_READ_LAG", "4", "read_lag"),
        ("HOTPAPERS_SETTLE", "31", "settle"),
        ("HOTPAPERS_LEASE", "91", "lease"),
        ("HOTPAPERS_NONCE_WINDOW", "61", "nonce_window"),
        ("HOTPAPERS_ARXIV_DELAY", "4", "arxiv_delay"),
        ("HOTPAPERS_SLACK_DELAY", "2", "slack_delay"),
    ],
)
def test_an_old_name_of_a_setting_still_works(settings, monkeypatch, old, value, field):
    here = dict.fromkeys(("SLACK_API_URL", "DISCORD_API_URL"), "http://127.0.0.1:1/api/")  # times can be short
    new = config.variables()[field]
    expected = getattr(settings(**here, **{new: value}), field)
    monkeypatch.delenv(new)
    found = settings(**{old: value})

    assert getattr(found, field) == expected != config.Settings.model_fields[field].default
    assert config.unknown() == []


def test_an_old_name_of_a_setting_works_in_the_file_too(settings):
    Path(".env").write_text("HOTPAPERS_LEASE=100\n", "utf-8")

    assert settings().lease == 100


def test_the_new_name_of_a_setting_wins_over_the_old_one(settings):
    assert settings(HOTPAPERS_LEASE="100", HOTPAPERS_LEASE_SECONDS="200").lease == 200


def test_an_empty_value_means_the_default(settings):
    found = settings(HOTPAPERS_TOP="", SLACK_BOT_TOKEN="", HOTPAPERS_SITE="", DISCORD_BOT_TOKEN="  ")

    assert (found.top, found.site) == (10, "")
    assert (found.slack_bot_token, found.discord_bot_token) == (None, None)


def test_tokens_are_hidden_when_settings_are_shown(settings):
    assert "hunter2" not in repr(settings(SLACK_BOT_TOKEN=SECRET, X_BEARER_TOKEN=SECRET))


def test_unknown_names_are_told_by_name_only_with_the_nearest_known(settings):
    Path(".env").write_text("HOTPAPERS_CATEGORY=hunter2\nOTHER_TOOL=hunter2\n", "utf-8")

    settings(HOTPAPERS_SLACK_BOT_TOKEN="hunter2", HOTPAPERS_QQQQQ="hunter2")

    assert config.unknown() == [
        "Unknown setting HOTPAPERS_CATEGORY. Did you mean HOTPAPERS_CATEGORIES?",
        "Unknown setting HOTPAPERS_QQQQQ.",
        "Unknown setting HOTPAPERS_SLACK_BOT_TOKEN. Did you mean SLACK_BOT_TOKEN?",
    ]


def test_a_line_that_is_none_is_told_by_its_number_only(settings):
    Path(".env").write_text("HOTPAPERS_TOP=3\nHOTPAPERS_FLOOR hunter2\n\nSLACK_BOT_TOKEN='hunter2\n", "utf-8")

    found = settings()

    assert found.top == 3
    assert config.unknown() == [
        ".env: line 2 can't be parsed and is ignored. Use NAME=value.",
        ".env: line 4 can't be parsed and is ignored. Use NAME=value.",
    ]


def test_a_misspelt_name_is_told_together_with_the_other_problems(settings):
    told = problems(settings, HOTPAPERS_TOP="x", HOTPAPERS_FLOR="1")

    assert [line.partition(":")[0] for line in told] == [
        "HOTPAPERS_TOP",
        "Unknown setting HOTPAPERS_FLOR. Did you mean HOTPAPERS_FLOOR?",
    ]


def test_a_file_that_is_no_text_is_one_problem(settings):
    Path(".env").write_bytes(b"HOTPAPERS_TOP=\xff\xfe\n")

    assert problems(settings) == [".env: can't read the file as UTF-8 text (UnicodeDecodeError)"]


def test_the_example_names_every_setting_with_its_default_and_nothing_else():
    shown = dict(EXAMPLE_LINE.findall(EXAMPLE.read_text("utf-8")))

    assert shown == {config.variables()[name]: default(name) for name in config.Settings.model_fields}


def test_every_webhook_has_a_variable_of_its_own(settings):
    Path(".env").write_text("HOTPAPERS_WEBHOOK_LAB=https://hooks.slack.com/services/T0/B0/x\nHOTPAPERS_WEBHOOK_OLD=\n")

    found = settings(HOTPAPERS_WEBHOOK_TEAM_2="https://discord.com/api/webhooks/1/abc").webhooks

    assert {name: hook.service.value for name, hook in found.items()} == {"lab": "Slack", "team_2": "Discord"}
    assert config.unknown() == []


def test_a_wrong_webhook_is_named_and_not_shown(settings):
    [told] = problems(settings, HOTPAPERS_WEBHOOK_LAB="https://example.org/hunter2")

    assert told.startswith("HOTPAPERS_WEBHOOK_LAB: this isn't the address of a webhook of Slack, ")
    assert "hunter2" not in told


def test_the_example_sets_nothing_by_itself():
    assert all(line.startswith("#") for line in EXAMPLE.read_text("utf-8").splitlines() if line)


def default(name: str) -> str:
    value = config.Settings.model_fields[name].default
    if isinstance(value, tuple):
        return ",".join(value)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None or value == {} else f"{value:g}" if isinstance(value, float) else str(value)


@pytest.mark.parametrize(
    "name",
    ["X_DAILY_READS", "MODEL_DAILY_REQUESTS", "ARXIV_DELAY_SECONDS", "SLACK_DELAY_SECONDS", "PROCESSING_SECONDS",
     "READ_LAG_SECONDS", "SETTLE_SECONDS", "LEASE_SECONDS", "POST_TIMEOUT_SECONDS", "NONCE_WINDOW_SECONDS",
     "DOWNSAMPLE_AFTER_DAYS", "TOP", "WEEKLY_PAPERS"],
)  # fmt: skip
def test_numbers_beyond_all_sense_are_refused(monkeypatch, tmp_path, name):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(f"HOTPAPERS_{name}", "9" * 25)

    with pytest.raises(ConfigError, match=f"HOTPAPERS_{name}"):
        config.load()


@pytest.mark.parametrize(
    ("environment", "file", "format"),
    [
        ("", "", "text"),
        ("json", "", "json"),
        ("", "HOTPAPERS_LOG_FORMAT=json", "json"),
        ("text", "HOTPAPERS_LOG_FORMAT=json", "text"),
        ("yaml", "", "text"),
    ],
)
def test_how_to_log_is_known_before_all_settings_are_right(monkeypatch, tmp_path, environment, file, format):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text(file)
    monkeypatch.setenv("HOTPAPERS_LOG_FORMAT", environment)

    assert config.log_format() == format
