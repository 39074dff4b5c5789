from __future__ import annotations

import gzip
import json
import sys

from bot import data
from training import __main__ as training

VERBS = ("propose", "present", "introduce", "study", "show")


def train(folder, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["training", str(folder)])
    monkeypatch.setattr(data, "__file__", str(folder / "__init__.py"))
    training.main()
    return (folder / "summary.json").read_bytes()


def write_examples(folder):
    with gzip.open(folder / "scitldr-a-train.jsonl.gz", "wt") as file:
        for number in range(30):
            line = f"We {VERBS[number % 5]} a machine that counts to {number}."
            sentences = [
                f"Counting beyond {number} is hard, and often slow.",
                line,
                "It works for many people in many places.",
            ]
            file.write(json.dumps({"title": "Machines", "source": sentences, "target": [line]}) + "\n")


def test_the_same_material_gives_the_same_weights(tmp_path, monkeypatch):
    write_examples(tmp_path)

    assert train(tmp_path, monkeypatch) == train(tmp_path, monkeypatch)


def test_what_people_take_for_the_line_gets_weight(tmp_path, monkeypatch):
    write_examples(tmp_path)

    weights = json.loads(train(tmp_path, monkeypatch))["weights"]

    assert weights["said first"] > 0 > weights["before it is said"]


def test_the_shipped_weights_are_those_of_the_training_set(shared, tmp_path, monkeypatch):
    (tmp_path / "scitldr-a-train.jsonl.gz").symlink_to(shared / "scitldr-a-train.jsonl.gz")
    monkeypatch.setattr(training, "cross_validate", lambda _: ())  # only printed

    assert train(tmp_path, monkeypatch).decode() == data.read("summary.json")
