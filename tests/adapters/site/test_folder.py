"""The site's folder: whole files, whatever happens; and the platform that writes it."""

from __future__ import annotations

import errno
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.site import Site, connect, translate
from adapters.site.folder import publish, read_days
from adapters.site.site_pages import ASSETS
from bot.config import Settings
from bot.errors import DeliveryPostponed, DestinationGone
from bot.models.digest import Destination
from bot.models.post import PostKind
from bot.store import Store
from bot.store.tables import installation
from tests.helpers import factories

FILES = ["2020-08-25.html", "2020-08-25.json", "atom.xml", "index.html", "keys.js"]
FILES += ["posts/2020-08-25---Hot-Papers.md", "style.css"]
NO_DATABASE = Path("nowhere.db")
YESTERDAY = factories.DAY - timedelta(days=1)


def files(folder: Path) -> dict[str, str]:
    found = sorted(file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8") for file in found}


def told(folder: Path) -> list[str]:
    """The files about digests: without style and script, which are always the same."""
    return [text for name, text in files(folder).items() if name not in ASSETS]


def post(folder: Path):
    return factories.post(destination=Destination("site", "", str(folder)))


def test_a_day_is_these_files(tmp_path):
    page = publish(factories.digest(), tmp_path / "public", "")

    assert list(files(tmp_path / "public")) == FILES
    assert page == tmp_path / "public" / "2020-08-25.html"


def test_index_and_feed_hold_all_days_newest_first(tmp_path):
    publish(factories.digest(), tmp_path, "")

    publish(factories.digest(date=YESTERDAY), tmp_path, "")

    assert [day.date for day in read_days(tmp_path)] == [factories.DAY, YESTERDAY]
    for name in ("index.html", "atom.xml"):
        text = files(tmp_path)[name]
        assert 0 < text.index("2020-08-25.html") < text.index("2020-08-24.html")


def test_publishing_again_changes_nothing(tmp_path):
    publish(factories.digest(), tmp_path, "")
    before = files(tmp_path)

    publish(factories.digest(), tmp_path, "")

    assert files(tmp_path) == before


def test_the_last_digest_of_a_date_stands(tmp_path):
    publish(factories.digest(factories.entry(title="The first")), tmp_path, "")

    publish(factories.digest(factories.entry(title="The second")), tmp_path, "")

    assert not any("The first" in text for text in told(tmp_path))
    assert all("The second" in text for text in told(tmp_path))


def test_digests_of_other_choices_stand_next_to_the_first_of_a_date(tmp_path):
    asked = [factories.choices(words=(word,)) for word in ("one", "two", "three")]
    for choices in asked:
        publish(
            factories.digest(factories.entry(title=f"About {choices.filter.words[0]}"), choices=choices), tmp_path, ""
        )
    before = files(tmp_path)

    pages = [
        publish(factories.digest(factories.entry(title="Later"), choices=choices), tmp_path, "") for choices in asked
    ]

    assert len(set(pages)) == 3
    assert pages[0].name == "2020-08-25.html"
    assert len(before) == len(files(tmp_path)) == 3 * 3 + 4
    assert all(before["index.html"].count(page.name) == 1 for page in pages)
    assert all(before["atom.xml"].count(page.name) >= 1 for page in pages)
    assert not any("About" in text for name, text in files(tmp_path).items() if name[:4] == "2020")


def test_a_day_that_an_earlier_version_wrote_is_replaced_by_the_same_fields_only(tmp_path):
    publish(factories.digest(), tmp_path, "")
    old = json.loads((tmp_path / "2020-08-25.json").read_text("utf-8"))
    del old["choices"]
    (tmp_path / "2020-08-25.json").write_text(json.dumps(old), "utf-8")

    other = publish(factories.digest(choices=factories.choices("math.NA")), tmp_path, "")
    same = publish(factories.digest(), tmp_path, "")

    assert same.name == "2020-08-25.html"
    assert other.name.startswith("2020-08-25-")


def ids(folder: Path) -> list[str]:
    return re.findall(r"<id>(.*)</id>", (folder / "atom.xml").read_text("utf-8"))


def test_the_feeds_of_two_installations_have_no_id_in_common(tmp_path):
    for name in ("one", "two"):
        publish(factories.digest(), tmp_path / name, "", name * 8)

    assert not set(ids(tmp_path / "one")) & set(ids(tmp_path / "two"))


@pytest.mark.parametrize("site", ["", "https://papers.example.org"])
def test_what_was_published_keeps_its_id_and_what_is_new_has_one_of_the_installation(tmp_path, site):
    publish(factories.digest(date=YESTERDAY), tmp_path, "")
    before = ids(tmp_path)

    publish(factories.digest(date=YESTERDAY), tmp_path, site, "abc")
    publish(factories.digest(), tmp_path, site, "abc")

    assert before == ["tag:hotpapers.invalid,2020:feed", "tag:hotpapers.invalid,2020:2020-08-24"]
    new = f"{site}/2020-08-25.html" if site else "tag:hotpapers.invalid,2020:abc:2020-08-25"
    assert ids(tmp_path) == [before[0], new, before[1]]


@pytest.mark.parametrize("old", [b"", b"<feed", b"<!DOCTYPE a [<!ENTITY b 'c'>]><feed>&b;</feed>", b"\xff\xfe"])
def test_a_feed_that_cannot_be_read_is_written_again(tmp_path, old):
    (tmp_path / "atom.xml").write_bytes(old)

    publish(factories.digest(), tmp_path, "", "abc")

    assert ids(tmp_path)[0] == "tag:hotpapers.invalid,2020:abc:feed"


async def test_the_site_knows_its_installation(tmp_path):
    async with await Store.open(tmp_path / "hotpapers.db") as store:
        own = (await store.read(installation.read)).id

    await Site("", tmp_path / "hotpapers.db").send(post(tmp_path / "public"))

    assert all(own in id for id in ids(tmp_path / "public"))


@pytest.mark.parametrize("survived", range(5))
def test_a_crash_leaves_every_file_old_or_new(tmp_path, monkeypatch, survived):
    publish(factories.digest(factories.entry(title="The old")), tmp_path, "")
    crash_after(survived, monkeypatch)

    with pytest.raises(OSError, match="No space left"):
        publish(factories.digest(factories.entry(title="The new")), tmp_path, "")

    assert list(files(tmp_path)) == FILES
    assert sum("The new" in text for text in told(tmp_path)) == survived
    assert sum("The old" in text for text in told(tmp_path)) == 5 - survived


def test_strange_files_are_left_alone_and_a_broken_day_is_left_out(tmp_path, caplog):
    strange = {
        "package.json": "{}",
        "2020-08-24.json": '{"date": "2020-',
        "2020-08-23.json": '{"hello": 1}',
        "a.txt": "x",
    }
    for name, text in strange.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "2020-08-22.json").mkdir()

    publish(factories.digest(), tmp_path, "")

    assert [day.date for day in read_days(tmp_path)] == [factories.DAY]
    assert strange.items() <= files(tmp_path).items()
    left_out = [record.args[0].name for record in caplog.records]
    assert left_out[:3] == ["2020-08-24.json", "2020-08-23.json", "2020-08-22.json"]


def test_a_day_under_another_days_name_is_left_out(tmp_path):
    publish(factories.digest(), tmp_path, "")
    (tmp_path / "2020-08-25.json").rename(tmp_path / "2020-08-24.json")

    assert read_days(tmp_path) == []


async def test_a_digest_is_one_post_and_its_id_is_the_page(tmp_path):
    site = Site("", NO_DATABASE)

    page = await site.send(post(tmp_path))

    assert site.plan_posts(factories.digest()) == (PostKind.PARENT,)
    assert page == str(tmp_path / "2020-08-25.html")
    assert await site.find(post(tmp_path), factories.NOON) is None
    await site.close()


async def test_the_sites_address_is_a_setting(tmp_path, monkeypatch):
    monkeypatch.setenv("HOTPAPERS_SITE", "https://papers.example.org/")

    await connect(Settings(_env_file=None)).send(post(tmp_path))

    assert "<id>https://papers.example.org/atom.xml</id>" in files(tmp_path)["atom.xml"]


async def test_a_folder_is_found_by_any_of_its_names(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))

    found = [
        await Site("", NO_DATABASE).resolve_channel(name)
        for name in ("public", "./public/", "~/public", str(tmp_path / "a/../public"))
    ]

    assert set(found) == {Destination("site", "", str(tmp_path.resolve() / "public"))}


@pytest.mark.parametrize("name", ["", "a\0b", "~no one-of-that-name/x", "file"])
async def test_what_is_no_folder_is_refused_with_a_sentence(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()

    with pytest.raises(DestinationGone, match="choose another"):
        await Site("", NO_DATABASE).resolve_channel(name)

    assert not (await Site("", NO_DATABASE).check(name))[-1].ok


async def test_a_folder_below_a_file_cannot_be_written(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(DestinationGone, match="choose another folder"):
        await Site("", NO_DATABASE).send(post(tmp_path / "file/public"))

    assert not (await Site("", NO_DATABASE).check(str(tmp_path / "file/public")))[-1].ok


@pytest.mark.parametrize(
    ("number", "expected"),
    [(errno.ENOSPC, DeliveryPostponed), (errno.EACCES, DestinationGone), (errno.EIO, DeliveryPostponed)],
)  # fmt: skip
def test_a_failed_write_says_what_to_do(number, expected):
    error = translate(OSError(number, "why"), Path("/srv/public"))

    assert type(error) is expected
    assert "/srv/public" in str(error)


async def test_a_full_disk_postpones(tmp_path, monkeypatch):
    crash_after(0, monkeypatch)

    with pytest.raises(DeliveryPostponed, match="full"):
        await Site("", NO_DATABASE).send(post(tmp_path))


async def test_check_says_whether_a_folder_can_be_written(tmp_path):
    address, folder = await Site("https://papers.example.org", NO_DATABASE).check(str(tmp_path))
    _, new = await Site("", NO_DATABASE).check(str(tmp_path / "new/public"))

    assert (address.message, folder.ok, new.ok) == ("https://papers.example.org", True, True)
    assert "is writable" in folder.message
    assert "will be created" in new.message
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("channel", ["/proc/papers", f"{__file__}/papers"])
async def test_check_says_of_a_folder_that_cannot_be_made_what_to_do(channel):
    _, folder = await Site("", NO_DATABASE).check(channel)

    assert (folder.ok, "cannot write to" in folder.message) == (False, True)
    assert "choose another folder" in folder.fix


def crash_after(survived: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the disk fill up after *survived* more files."""
    real, left = Path.replace, iter(range(survived))

    def fail_at_last(self: Path, target: Path) -> Path:
        if next(left, None) is None:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", fail_at_last)
