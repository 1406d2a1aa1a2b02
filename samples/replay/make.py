#!/usr/bin/env python3
"""Writes ledger.jsonl and outcomes.jsonl beside itself, always the same. Nothing in them was measured: made-up traffic at published prices.

ledger.jsonl is an export as `clearbar export --format jsonl` writes it: tickets run haiku, then opus where a gate did not pass; contracts all run opus.
outcomes.jsonl has every rung's outcome with tokens and times, as `clearbar calibrate` and `clearbar replay` read it.
"""
import datetime
import json
import pathlib
import random
import uuid

random.seed(11)
HERE = pathlib.Path(__file__).parent
START = datetime.datetime(2026, 11, 16, 8, tzinfo=datetime.timezone.utc)
# rung: Bedrock id, direct id, dollars per million tokens in and out, milliseconds per answer
RUNGS = {
    "haiku": ("global.anthropic.claude-haiku-4-5-20251001-v1:0", "claude-haiku-4-5-20251001", 1, 5, 600),
    "opus": ("global.anthropic.claude-opus-5", "claude-opus-5", 5, 25, 1900),
}


def text(micro):
    return ("%.9f" % (micro / 1e6)).rstrip("0").rstrip(".") or "0"


def attempt(request, number, at, name, rung, prompt, output, outcome, reason):
    bedrock, direct, price_in, price_out, speed = RUNGS[rung]
    took = round(speed * random.uniform(0.6, 1.9), 3)
    entry = {
        "id": str(uuid.UUID(int=random.getrandbits(128), version=4)), "at": at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), "outcome": outcome,
        "settledAt": (at + datetime.timedelta(milliseconds=took)).strftime("%Y-%m-%dT%H:%M:%S.%fZ"), "requestId": request, "attempt": number,
        "class": name, "rung": rung, "deployment": "bedrock", "surface": "bedrock", "model": bedrock, "askedModel": "auto",
        "servedModel": direct, "dialect": "anthropic", "keyId": "key-1", "status": 200,
    }
    if reason:
        entry["reason"] = reason
    entry.update({
        "usage": {"input": prompt, "cacheRead": 0, "cacheWrite5m": 0, "cacheWrite1h": 0, "output": output}, "usageIsFinal": True,
        "costUsd": text(prompt * price_in + output * price_out), "priceStatus": "exact",
        "lines": [
            {"item": "input", "quantity": prompt, "rate": str(price_in), "multiplier": "1", "usd": text(prompt * price_in)},
            {"item": "output", "quantity": output, "rate": str(price_out), "multiplier": "1", "usd": text(output * price_out)},
        ],
        "priceBook": "made-up", "firstByteMs": round(took / 3, 3), "totalMs": took, "gatewayMs": 0.4,
    })
    return entry


def ledger():
    rows = []
    for i in range(120):
        at = START + datetime.timedelta(seconds=30 * i)
        request = "req_" + uuid.UUID(int=(int(at.timestamp() * 1000) << 80) | (7 << 76) | (2 << 62) | i).hex
        prompt, output = random.randint(400, 2400), random.randint(40, 300)
        if i % 4 == 0:
            rows.append(attempt(request, 1, at, "contract-risk", "opus", prompt * 3, output * 2, "accepted", None))
            continue
        sure = random.randint(35, 99)
        failed = sure < 50
        rows.append(attempt(request, 1, at, "ticket-queue", "haiku", prompt, output, "escalated" if failed else "accepted",
                            "confidence 0.%02d < 0.50" % sure if failed else None))
        if failed:
            # The newer tokenizer counts about 1.3 tokens for one of the older.
            rows.append(attempt(request, 2, at + datetime.timedelta(seconds=2), "ticket-queue", "opus",
                                int(prompt * 1.3), int(output * 1.3), "accepted", None))
    return sorted(rows, key=lambda row: row["at"])


def outcomes():
    for i in range(200):
        hard, prompt, output = random.random(), random.randint(400, 2400), random.randint(40, 300)
        rungs = {}
        for rung, right in (("haiku", 0.88), ("opus", 0.95)):
            _, _, price_in, price_out, speed = RUNGS[rung]
            factor = 1 if rung == "haiku" else 1.3
            tokens_in, tokens_out = int(prompt * factor), int(output * factor)
            score = int(hard < right)
            rungs[rung] = {
                "score": score, "cost": text(tokens_in * price_in + tokens_out * price_out), "gate": not (score == 0 and random.random() < 0.7),
                "inputTokens": tokens_in, "outputTokens": tokens_out, "latencyMs": round(speed * random.uniform(0.6, 1.9)),
            }
        yield {"id": "ticket-%d" % i, "class": "ticket-queue", "rungs": rungs}


for name, rows in (("ledger.jsonl", ledger()), ("outcomes.jsonl", outcomes())):
    with open(HERE / name, "w") as out:
        for row in rows:
            out.write(json.dumps(row, separators=(",", ":")) + "\n")
