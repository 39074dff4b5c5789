"""Read the license of a paper from its OAI-PMH record, because the query API doesn't return it. Pure.

https://info.arxiv.org/help/oa/index.html
"""

from __future__ import annotations

import re
from urllib.parse import urlencode

from bot.models.papers import PaperId

_LICENSE = re.compile(rb"<license>\s*([^<>\s]{1,300})\s*</license>")
_ID = re.compile(rb"<id>\s*([^<>\s]{1,40})\s*</id>")


def address(service: str, id: PaperId) -> str:
    """Return the address of a paper's record."""
    asked = {"verb": "GetRecord", "identifier": f"oai:arXiv.org:{id}", "metadataPrefix": "arXivRaw"}
    return f"{service}?{urlencode(asked, safe=':/')}"


def license_of(record: bytes, id: PaperId) -> str:
    """Return the license in a paper's record, empty if there is none or it is another paper's."""
    named, found = _ID.search(record), _LICENSE.search(record)
    if not (named and found) or named[1] != str(id).encode():
        return ""
    return found[1].decode("ascii", "ignore")
