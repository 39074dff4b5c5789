"""The JSON API: what its description says, and what it promises."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings

from adapters.web.page_rendering import static_file


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("days?since=2026-01-01&until=2026-01-15", 200),
        ("days?since=2026-01-15&until=2026-01-01", 400),
        ("days?since=yesterday", 400),
        ("search?q=cs.CV+week", 200),
        ("search?q=2026-01-17", 404),
        ("search?q=cs.CV+daily", 400),
        ("search?q=saved", 400),
        ("search?q=page+99", 404),
        ("papers?id=2601.09259", 200),
        ("papers?id=2212.00001", 404),
        ("papers", 400),
        ("observations?id=2601.09259", 200),
        ("nothing", 404),
    ],
)
async def test_a_request_for_data_is_answered_as_json_also_if_it_is_wrong(reader, path, status):
    answer = await reader.get(f"/api/v1/{path}")

    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("application/json")
    assert ("error" in answer.json()) == (status != 200)


async def test_the_description_names_the_server(reader):
    told = (await reader.get("/api/v1/openapi.json")).json()

    assert told["openapi"] == "3.1.0"
    assert told["servers"] == [{"url": str(reader.base_url) + "/api/v1"}]


async def test_the_points_of_a_paper_add_up_to_its_score(reader):
    paper = (await reader.get("/api/v1/papers?id=2601.09259")).json()

    assert sum(reason["points"] for reason in paper["reasons"]) == pytest.approx(paper["score"])


@pytest.mark.slow
async def test_every_answer_is_as_the_description_says(reader):
    import schemathesis  # takes a second

    schema = schemathesis.openapi.from_dict(json.loads(static_file("openapi.json")))
    cases = []
    for operation in schema.get_all_operations():
        made = given(case=operation.ok().as_strategy())

        @settings(max_examples=25, database=None, deadline=None, suppress_health_check=list(HealthCheck))
        @made
        def collect(case):
            cases.append(case)

        collect()
    for number, case in enumerate(cases):
        url = f"/api/v1{case.formatted_path}"
        answer = await reader.get(url, params=case.query, headers={"X-Forwarded-For": str(number)})
        case.operation.validate_response(answer)
