"""What Discord refuses in a message, read from its reference and from reports, not from our renderer.

https://docs.discord.com/developers/components/reference
https://docs.discord.com/developers/resources/message#create-message
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

COMPONENTS_V2 = 1 << 15
MAX_COMPONENTS, MAX_CHARACTERS = 40, 4000
CONTAINER, TEXT, SEPARATOR, FILE, GALLERY, ROW, BUTTON, MENU = 17, 10, 14, 13, 12, 1, 2, 3
PARTS = {TEXT, SEPARATOR, FILE, GALLERY, ROW}
INSIDE = {None: {CONTAINER, *PARTS}, CONTAINER: PARTS, ROW: {BUTTON, MENU}}
LINK = 5

Component = dict[str, Any]


def refusal(message: dict[str, Any]) -> str | None:
    """Return what Create Message complains of in *message*, None for a good one."""
    return next(_complaints(message), None)


def walk(components: list[Component]) -> Iterator[Component]:
    """Yield every component, those inside others too."""
    for component in components:
        yield component
        yield from walk(component.get("components", []))


def _complaints(message: dict[str, Any]) -> Iterator[str]:
    components = message.get("components") or []
    every = list(walk(components))
    if not message.get("flags", 0) & COMPONENTS_V2 or not components:
        yield "components: needed, with the flag of Components V2"
    if message.get("content") or message.get("embeds"):
        yield "components: neither content nor embeds beside them"
    if len(message.get("nonce", "")) > 25:
        yield "nonce: must be 25 or fewer in length"
    if len(every) > MAX_COMPONENTS:
        yield "components: too many"
    if sum(_length(each["content"]) for each in every if each["type"] == TEXT) > MAX_CHARACTERS:
        yield "components: too much text"
    for name in ("id", "custom_id"):
        named = [each[name] for each in every if each.get(name)]
        if len(set(named)) < len(named):
            yield f"components: a {name} twice"
    yield from _unattached(message, every)
    yield from _misplaced(components, None)
    yield from filter(None, map(_malformed, every))


def _unattached(message: dict[str, Any], every: list[Component]) -> Iterator[str]:
    names = {file["filename"] for file in message.get("uploaded", ())}
    if {url.removeprefix("attachment://") for url in _attached(every)} != names:
        yield "components: a file that is not attached, or one that is not shown"


def _attached(every: list[Component]) -> Iterator[str]:
    for component in every:
        if component["type"] == FILE:
            yield component["file"]["url"]
        if component["type"] == GALLERY:
            yield from (item["media"]["url"] for item in component["items"])


def _misplaced(components: list[Component], around: int | None) -> Iterator[str]:
    for component in components:
        if component["type"] not in INSIDE[around]:
            yield f"components: {component['type']} inside {around}"
        elif "components" in component:
            yield from _misplaced(component["components"], component["type"])


def _malformed(component: Component) -> str | None:
    if not 0 <= component.get("id", 0) < 1 << 31:
        return "id: out of range"
    if component["type"] == BUTTON:
        return _malformed_button(component)
    return None if _is_sound(component) else f"malformed: {component}"


def _is_sound(component: Component) -> bool:
    match component:
        case {"type": 17, "components": [_, *_], "accent_color": int(colour)}:
            return 0 <= colour < 1 << 24
        case {"type": 10, "content": str(text)}:
            return bool(text.strip())
        case {"type": 13, "file": {"url": str(url)}}:
            return url.startswith("attachment://")
        case {"type": 12, "items": [{"media": {"url": str(url)}, "description": str(said)}]}:
            return url.startswith("attachment://") and 0 < len(said) <= 1024
        case {"type": 14, "divider": bool(), "spacing": 1 | 2}:
            return True
    return _is_sound_row(component)


def _is_sound_row(component: Component) -> bool:
    match component:
        case {"type": 1, "components": [{"type": 3}]}:
            return True
        case {"type": 1, "components": [_, *_] as buttons}:
            return len(buttons) <= 5 and all(button["type"] == BUTTON for button in buttons)
        case {"type": 3, "custom_id": str(id), "options": [_, *_] as options}:
            values = {option["value"] for option in options}
            sizes = [len(text) for option in options for text in (option["value"], option["label"])]
            return 0 < len(id) <= 100 and len(values) == len(options) <= 25 and 0 < min(sizes) <= max(sizes) <= 100
    return False


def _malformed_button(button: Component) -> str | None:
    if not 0 < len(button.get("label", "")) <= 80:
        return "label: 1 to 80 characters"
    if button["style"] != LINK:
        return None if 0 < len(button.get("custom_id", "")) <= 100 else "custom_id: 1 to 100 characters"
    sound = urlsplit(button["url"]).scheme in {"http", "https", "discord"} and len(button["url"]) <= 512
    return None if sound and "custom_id" not in button else "url: malformed, or beside a custom_id"


def _length(text: str) -> int:
    """Count as strictly as anyone reports: in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def form_refusal(form: dict[str, Any]) -> str | None:
    """Return what opening a form complains of, None for a good one."""
    labels = form.get("components", [])
    if not (0 < len(form["title"]) <= 45 and 0 < len(form["custom_id"]) <= 100 and 1 <= len(labels) <= 5):
        return "title, custom_id or components: too long or too many"
    return next((f"label: {label}" for label in labels if not _is_sound_label(label)), None)


def _is_sound_label(label: Component) -> bool:
    described = len(label["label"]) <= 45 and len(label.get("description") or "") <= 100
    match label["component"]:
        case {"type": 4, "custom_id": str(), "style": 1 | 2, "value": str(value), "max_length": int(most)}:
            return described and len(value) <= most <= 4000
        case {"type": 4, "custom_id": str(), "style": 1 | 2}:
            return described
        case {"type": 3, "custom_id": str(), "options": [_, *_] as options}:
            return described and len(options) <= 25
    return False
