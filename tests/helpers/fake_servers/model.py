"""A model behind an interface like OpenAI's, on the loopback: for a key, with an abstract alone."""

from __future__ import annotations

from dataclasses import dataclass, field

from aiohttp import web

from tests.helpers.fake_servers.serving import Trouble

NAME = "tiny-1"
KEY = "stand-in-key"


@dataclass
class Model:
    """Answers with *says*; keeps what it was given in `abstracts`."""

    says: str = "A bot reads all papers."
    trouble: Trouble | None = None
    abstracts: list[str] = field(default_factory=list)

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/v1/chat/completions", self._complete)]

    async def _complete(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            return web.json_response({"error": {"message": "Incorrect API key provided"}}, status=401)
        asked = await request.json()
        if asked["model"] != NAME or asked.keys() - {"model", "messages", "max_tokens", "temperature"}:
            return web.json_response({"error": {"message": "The model does not exist"}}, status=404)
        system, user = asked["messages"]
        assert (system["role"], user["role"]) == ("system", "user")
        self.abstracts.append(user["content"])
        message = {"role": "assistant", "content": self.says}
        said = {"object": "chat.completion", "choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}
        return await (self.trouble or Trouble()).befall(request, said)
