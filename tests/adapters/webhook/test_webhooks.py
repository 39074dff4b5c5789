"""Webhooks: one message a digest, certain outcomes told apart from unknown ones, and no address anywhere."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from adapters.webhook.platform import WebhookPlatform
from bot import config, logs
from bot.errors import CommandError, DeliveryPostponed, DeliveryRefused, DeliveryUncertain, DestinationGone
from bot.models.digest import Destination
from bot.models.post import DeliveryGuarantee, PostKind, PostState
from bot.models.webhook import WebhookService, parse_webhook
from bot.pipeline import DeliveryPolicy, deliver
from bot.pipeline.delivery import _PostSender
from bot.store.maintenance import backup
from bot.store.tables import outbox, posts, suspensions
from tests.helpers import adversarial_texts, factories
from tests.helpers.fake_servers.serving import Trouble
from tests.helpers.fake_servers.webhooks import MATTERMOST_KEY, PATHS, SECRET, webhooks
from tests.helpers.fakes import Clock

SERVICES = sorted(PATHS)
AT_MOST_ONCE = DeliveryGuarantee.AT_MOST_ONCE
AT_LEAST_ONCE = DeliveryGuarantee.AT_LEAST_ONCE


@pytest.fixture
async def stand_in(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    async with webhooks() as running:
        yield running


@pytest.fixture
async def platform(stand_in):
    hooks = {name: parse_webhook(name, stand_in.address(name)) for name in SERVICES}
    platform = WebhookPlatform(hooks, timedelta(seconds=2), AT_LEAST_ONCE)
    yield platform
    await platform.close()


def post(name, digest=None):
    return factories.post(
        destination=Destination("webhook", "", name), digest=digest or factories.digest(factories.entry())
    )


@pytest.mark.parametrize("name", SERVICES)
async def test_a_digest_is_one_message_that_the_service_accepts(stand_in, platform, name):
    digest = factories.digest(*[factories.entry(f"2008.{number:05d}") for number in range(1, 26)])

    message = await platform.send(post(name, digest))

    (posted,) = stand_in.posted[name]
    text = json.dumps(posted, ensure_ascii=False)
    assert message
    assert platform.plan_posts(digest) == (PostKind.PARENT,)
    assert "2008.00001" in text


@pytest.mark.parametrize("name", SERVICES)
async def test_papers_that_do_not_fit_are_counted(stand_in, platform, name):
    long = factories.entry(title="x " * 120, summary="s " * 140, authors=tuple(f"Ada {n} Lovelace" for n in range(4)))
    digest = factories.digest(*[replace(long, id=f"2008.{number:05d}") for number in range(1, 26)])

    await platform.send(post(name, digest))

    (posted,) = stand_in.posted[name]
    assert ("more papers didn" in json.dumps(posted)) == (name != "google")  # which has room for all


@pytest.mark.parametrize("name", SERVICES)
@pytest.mark.parametrize("text", adversarial_texts.TEXTS[:40])
async def test_external_text_stays_text(stand_in, platform, name, text):
    await platform.send(post(name, factories.digest(factories.entry(title=text, summary=text))))

    (posted,) = stand_in.posted[name]
    said = json.dumps(posted, ensure_ascii=False)
    assert "<!channel>" not in said or name in {"slack", "feishu", "discord"}  # there it is plain text by its kind


@pytest.mark.parametrize("name", SERVICES)
@pytest.mark.parametrize(
    ("trouble", "meaning"),
    [
        (Trouble(status=404, body=b"no_service"), DestinationGone),
        (Trouble(status=410, body=b"channel_is_archived"), DestinationGone),
        (Trouble(status=403, body=b"invalid_token"), DestinationGone),
        (Trouble(status=400, body=b"invalid_payload"), DeliveryRefused),
        (Trouble(status=413, body=b""), DeliveryRefused),
        (Trouble(status=429, headers={"Retry-After": "30"}), DeliveryPostponed),
        (Trouble(status=307, headers={"Location": "https://login.example.org"}), DeliveryPostponed),
        (Trouble(status=503, body=b"<html>busy</html>"), DeliveryUncertain),
        (Trouble(drop=True, keeping=True), DeliveryUncertain),
    ],
    ids=["404", "410", "403", "400", "413", "429", "redirect", "503", "dropped"],
)
async def test_an_answer_says_whether_to_send_again(stand_in, platform, name, trouble, meaning):
    stand_in.troubles.append(trouble)

    with pytest.raises(meaning) as raised:
        await platform.send(post(name))

    assert SECRET not in str(raised.value)
    if meaning is DeliveryPostponed and trouble.status == 429:
        assert raised.value.retry_after == timedelta(seconds=30)


async def test_an_answer_that_never_comes_is_unknown(stand_in):
    hook = parse_webhook("lab", stand_in.address("slack"))
    impatient = WebhookPlatform({"lab": hook}, timedelta(seconds=0.3), AT_LEAST_ONCE)
    stand_in.troubles.append(Trouble(hang=True, keeping=True))

    with pytest.raises(DeliveryUncertain):
        await impatient.send(post("lab"))
    await impatient.close()


@pytest.mark.parametrize(
    ("name", "body", "meaning"),
    [
        ("slack", b"no_active_hooks", DeliveryRefused),
        ("slack", b"<html>Sign in</html>", DeliveryUncertain),
        ("discord", b"{}", DeliveryUncertain),
        ("teams", b"failed with error: Microsoft Teams endpoint returned HTTP error 429", DeliveryPostponed),
        ("teams", b"Webhook message delivery failed with error: HTTP error 413", DeliveryRefused),
        ("feishu", b'{"code": 11232, "msg": "frequency limited"}', DeliveryPostponed),
        ("feishu", b'{"code": 19021, "msg": "sign match fail"}', DestinationGone),
        ("feishu", b'{"code": 19024, "msg": "Key Words Not Found"}', DestinationGone),
        ("feishu", b'{"code": 19002, "msg": "params error"}', DeliveryRefused),
        ("google", b"[]", DeliveryUncertain),
    ],
)
async def test_a_yes_that_holds_an_error_is_not_taken_for_a_yes(stand_in, platform, name, body, meaning):
    stand_in.troubles.append(Trouble(body=body, content_type="text/plain"))

    with pytest.raises(meaning):
        await platform.send(post(name))


async def test_without_a_connection_nothing_was_sent(platform, stand_in):
    hooks = {"lab": parse_webhook("lab", f"http://127.0.0.1:9{PATHS['slack']}")}
    unreachable = WebhookPlatform(hooks, timedelta(seconds=2), AT_LEAST_ONCE)

    with pytest.raises(DeliveryPostponed, match="Slack can't be reached") as raised:
        await unreachable.send(post("lab"))

    assert SECRET not in str(raised.value)
    await unreachable.close()


@pytest.mark.parametrize(("guarantee", "most"), [(AT_LEAST_ONCE, 2), (AT_MOST_ONCE, 1)])
async def test_a_lost_answer_ends_as_check_says(store, stand_in, platform, guarantee, most):
    clock, there = Clock(), Destination("webhook", "", "slack")
    digest = factories.digest(factories.entry())
    delivery = await store.write(outbox.enqueue, digest, there, platform.plan_posts(digest), clock())
    stand_in.troubles.append(Trouble(drop=True, keeping=True))
    policy = DeliveryPolicy(promise=guarantee)

    for _ in range(3):
        await deliver(store, platform, delivery, clock, policy)
        clock.forward(policy.lease)

    told = WebhookPlatform({"slack": platform._hooks["slack"]}, timedelta(), guarantee)
    (check,) = await told.check("slack")
    assert len(stand_in.posted["slack"]) == most
    assert ("it may come twice" in check.message) == (most == 2)
    assert (await store.read(outbox.delivery_status, delivery)).waiting == 0


async def test_a_webhook_that_was_removed_is_parked_and_a_new_subscription_resumes_it(store, stand_in, platform):
    clock, there = Clock(), Destination("webhook", "", "slack")
    digest = factories.digest(factories.entry())
    delivery = await store.write(outbox.enqueue, digest, there, platform.plan_posts(digest), clock())
    stand_in.troubles.append(Trouble(status=404, body=b"no_service"))

    await deliver(store, platform, delivery, clock)

    parked = await store.read(suspensions.get, there)
    assert "Slack no longer accepts this webhook: HTTP 404 (no_service)" in parked.reason


@pytest.mark.parametrize("name", SERVICES)
async def test_an_address_is_nowhere_in_the_database_its_backup_or_the_log(  # noqa: PLR0913, PLR0917 - fixtures
    store, stand_in, platform, name, tmp_path, caplog
):
    clock, there = Clock(), Destination("webhook", "", name)
    digest, secret = factories.digest(factories.entry()), MATTERMOST_KEY if name == "mattermost" else SECRET
    faults = [
        Trouble(status=503, body=stand_in.address(name).encode()),
        Trouble(status=404, body=f"no hook {secret}".encode()),
    ]
    caplog.set_level(logging.INFO)
    for fault in faults:
        stand_in.troubles.append(fault)
        delivery = await store.write(outbox.enqueue_again, digest, there, platform.plan_posts(digest), clock())
        await deliver(store, platform, delivery, clock)
        clock.forward(timedelta(hours=1))
    await asyncio.to_thread(backup.backup, tmp_path / "hotpapers.db", tmp_path / "copy.db", lambda *_: None)

    files = [file.read_bytes() for file in tmp_path.glob("*.db*")]
    assert len(files) >= 2
    assert not any(secret.encode() in file for file in files)
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith(("bot", "adapters")))
    assert secret not in ours


async def test_what_libraries_log_of_an_address_is_redacted(stand_in, platform, monkeypatch, capsys):
    monkeypatch.setenv("HOTPAPERS_WEBHOOK_LAB", stand_in.address("mattermost"))
    logs.configure("text", config.secrets(config.load()))
    logging.getLogger("httpx").warning("POST %s", stand_in.address("mattermost"))
    logging.getLogger("httpx").warning("key %s", MATTERMOST_KEY)
    logs.release()

    written = capsys.readouterr().err
    assert "POST [redacted]" in written
    assert MATTERMOST_KEY not in written


async def test_a_name_without_an_address_says_what_to_set(platform):
    with pytest.raises(CommandError, match=r"no webhook “my-lab”. Set HOTPAPERS_WEBHOOK_MY_LAB=https://…; set are"):
        await platform.resolve_channel("my-lab")


async def test_a_query_of_the_address_is_kept(stand_in, platform):
    hook = parse_webhook("lab", stand_in.address("discord") + "?thread_id=42")
    threaded = WebhookPlatform({"lab": hook}, timedelta(seconds=2), AT_LEAST_ONCE)

    await threaded.send(post("lab"))

    assert len(stand_in.posted["discord"]) == 1
    await threaded.close()


async def test_a_key_signs_messages_to_feishu(stand_in):
    hook = parse_webhook("lab", stand_in.address("feishu") + "#a-key")
    signing = WebhookPlatform({"lab": hook}, timedelta(seconds=2), AT_LEAST_ONCE, clock=lambda: 1599360473.9)

    await signing.send(post("lab"))

    (posted,) = stand_in.posted["feishu"]
    assert (posted["timestamp"], len(posted["sign"])) == ("1599360473", 44)
    await signing.close()


@pytest.mark.parametrize(
    ("address", "service"),
    [
        ("https://hooks.slack.com/services/T0AB/B0CD/xyz", WebhookService.SLACK),
        ("https://discord.com/api/webhooks/123/abc-DEF_g", WebhookService.DISCORD),
        ("https://chat.example.org/hooks/abcdefghijklmnopqrstuvwxyz", WebhookService.MATTERMOST),
        ("https://prod-1.westeurope.logic.azure.com:443/workflows/a1/triggers/manual/paths/invoke?sig=x",
         WebhookService.TEAMS),
        ("https://open.larksuite.com/open-apis/bot/v2/hook/a-b", WebhookService.FEISHU),
        ("https://chat.googleapis.com/v1/spaces/AA/messages?key=k&token=t", WebhookService.GOOGLE_CHAT),
    ],
)  # fmt: skip
def test_an_address_tells_its_service(address, service):
    assert parse_webhook("lab", address).service is service


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("https://lab.webhook.office.com/webhookb2/x", "Microsoft ended these"),
        ("https://hooks.slack.com/", "an address of Slack, but not of a webhook"),
        ("http://hooks.slack.com/services/T0AB/B0CD/xyz", "begins with https"),
        ("https://example.org/hello", "isn't the address of a webhook"),
        ("xoxb-1-2-3", "isn't the address of a webhook"),
        ("https://[", "isn't the address of a webhook"),
        ("https://ada:secret@discord.com/api/webhooks/1/x", "isn't the address of a webhook"),
    ],
)
def test_what_is_no_webhook_is_refused_with_the_reason(address, why):
    with pytest.raises(ValueError, match=why) as refused:
        parse_webhook("lab", address)

    assert address not in str(refused.value)


class Killed(BaseException):
    """The process ends here, and writes nothing more."""


KILLS = 24  # 200 end the same, and take a minute


@pytest.mark.slow
@pytest.mark.parametrize(("guarantee", "counts"), [(AT_LEAST_ONCE, {1, 2}), (AT_MOST_ONCE, {0, 1})])
async def test_a_kill_at_any_moment_ends_as_check_says(store, stand_in, platform, monkeypatch, guarantee, counts):  # noqa: PLR0913, PLR0917 - fixtures
    clock, policy = Clock(), DeliveryPolicy(promise=guarantee, is_daemon=True)
    real, digest, ended = platform.send, factories.digest(factories.entry()), []

    async def killed(post, *, after):
        if after:
            await real(post)
        raise Killed

    for turn in range(KILLS):
        before = len(stand_in.posted["slack"])
        there = Destination("webhook", "", "slack")
        delivery = await store.write(outbox.enqueue_again, digest, there, platform.plan_posts(digest), clock())
        monkeypatch.setattr(platform, "send", partial(killed, after=turn % 2))
        with pytest.raises(Killed):
            await _PostSender(store, platform, clock, policy).advance(await store.read(posts.next_post, delivery))
        monkeypatch.setattr(platform, "send", real)
        await store.write(posts.recover_interrupted, clock(), clock() + policy.settle)
        for _ in range(3):
            clock.forward(policy.lease)
            await deliver(store, platform, delivery, clock, policy)
        ended.append(len(stand_in.posted["slack"]) - before)

    assert set(ended) == counts
    assert set(await store.read(outbox.count_by_state)) <= {PostState.DONE, PostState.DEAD}
