#!/usr/bin/env python3
"""Writes outcomes.jsonl beside itself: synthetic outcomes of four classes, always the same. Nothing in it was measured."""
import json
import pathlib
import random

random.seed(7)
# class: requests, chance that haiku / sonnet / opus are right, chance that a wrong haiku answer fails the gates
CLASSES = {
    "invoice-fields": (400, 0.97, 0.975, 0.98, 0.8),
    "ticket-queue": (500, 0.94, 0.945, 0.95, 0.0),
    "contract-risk": (300, 0.70, 0.84, 0.93, 0.3),
    "rare-question": (25, 0.90, 0.92, 0.95, 0.0),
}
COST = {"haiku": 0.0011, "sonnet": 0.0040, "opus": 0.0085}

with open(pathlib.Path(__file__).with_name("outcomes.jsonl"), "w") as out:
    for name, (count, haiku, sonnet, opus, seen) in CLASSES.items():
        for i in range(count):
            hard = random.random()
            rungs = {}
            for tier, right in (("haiku", haiku), ("sonnet", sonnet), ("opus", opus)):
                # Tiers fail on mostly the same requests; one verdict in thirty is luck.
                score = int(hard < right) if random.random() > 1 / 30 else int(random.random() < right)
                rungs[tier] = {
                    "score": score,
                    "cost": "%.6f" % (COST[tier] * random.uniform(0.7, 1.4)),
                    "gate": not (score == 0 and random.random() < seen),
                }
            out.write(json.dumps({"id": f"{name}-{i}", "class": name, "rungs": rungs}) + "\n")
