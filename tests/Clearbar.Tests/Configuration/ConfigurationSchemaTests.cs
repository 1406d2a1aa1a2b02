using System.Text.Json;
using Clearbar.Configuration;
using Clearbar.Gates;
using NJsonSchema;

namespace Clearbar.Tests.Configuration;

/// <summary>The schema shipped for editors says what the reader says; neither may know a key the other does not.</summary>
public sealed class ConfigurationSchemaTests
{
    private const string Complete = """
        {
          "urls": ["http://127.0.0.1:0", "https://127.0.0.1:0"], "tls": { "certificate": "c.pem", "key": "k.pem" }, "configuration": "file", "data": "d", "limits": { "maxBodyBytes": 4096 },
          "ledger": { "fsync": "none", "store": "postgres", "connectionFrom": "V", "retentionDays": 30 },
          "caching": { "cutBillingHeader": false },
          "budgets": [ { "name": "b", "match": { "key": "k", "team": "t", "class": "c", "tag": "a=b", "model": "claude-haiku-4-5", "tier": "haiku" }, "each": "team",
            "per": "week", "utcOffset": "-05:00", "usd": 12.5, "mode": "soft", "unknownPriceUsd": 0.1, "graceToolLoops": false, "webhook": "https://example.org/hook" } ],
          "rateLimits": [ { "name": "r", "match": { "key": "k", "team": "t", "class": "c", "tag": "a=b" }, "each": "key", "requestsPerMinute": 5, "tokensPerMinute": 6, "concurrency": 7 } ],
          "compatibility": { "budgetStatus": 429 },
          "tiers": { "haiku": "claude-haiku-4-5", "sonnet": "claude-sonnet-5", "opus": "claude-opus-5" },
          "deployments": [ { "name": "e", "surface": "emulator", "url": "embedded", "scope": "geo", "geo": "eu", "standsInFor": "bedrock", "keyFrom": "K",
              "timeouts": { "connectMs": 1000, "firstByteMs": 60000, "idleMs": 900000 },
              "quotas": { "requestsPerMinute": 1, "tokensPerMinute": 2, "tokensPerDay": 3, "models": { "claude-opus-5": { "tokensPerMinute": 4 } } } },
            { "name": "b", "surface": "bedrock", "region": "eu-west-1", "profile": "p", "roleArn": "arn:aws:iam::123456789012:role/r", "endpoint": "https://vpce.example", "messages": "messages", "controlPlane": "https://vpce.example", "lists": "account" },
            { "name": "p", "surface": "claude-platform-aws", "region": "us-east-1", "workspace": "wrkspc_1" },
            { "name": "l", "surface": "openai-compatible", "url": "http://127.0.0.1:11434",
              "models": [ { "id": "qwen3:8b", "contextTokens": 4096, "maxOutputTokens": 512, "inputPerMTok": 0, "outputPerMTok": 0.5 } ] } ],
          "resilience": { "maxAttempts": 3, "retryBudget": { "percent": 10, "floor": 10 }, "onHangUp": "drain", "drainMs": 60000, "hedge": { "afterMs": 500 },
            "breaker": { "consecutiveFailures": 5, "failureRatio": 0.5, "minimumCalls": 10, "windowMs": 30000, "openMs": 15000 } },
          "keys": [ { "id": "k", "sha256": "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" } ],
          "keysFile": "k.json",
          "inferenceProfiles": { "arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abcdefghijkl": "resolve" },
          "classes": { "c": { "fingerprints": ["0123456789abcdef"], "ladder": ["local", "haiku"], "delivery": "commit", "thinkingBudget": 2048, "hedgeAfterMs": 0, "repair": true, "maxLatencyMs": 2000,
            "gates": [ { "regex": "x" }, { "stopReason": ["end_turn"] }, { "schema": { "type": "object" }, "tool": "t" },
              { "enum": { "member": "m", "values": ["a"] } }, { "confidence": { "member": "m", "atLeast": 0.8 } },
              { "score": { "atLeast": 0.8, "examples": 200, "check": 0.1 } },
              { "length": { "minChars": 1, "maxChars": 9, "minWords": 1, "maxWords": 2, "minLines": 1, "maxLines": 1 } },
              { "toolCall": { "required": true } }, { "citations": { "member": "q[]", "words": 4, "atLeast": 1 } }, { "expression": "a == b" },
              { "webhook": { "url": "https://gates.example/", "secretFrom": "PATH", "timeoutMs": 100, "onError": "pass", "sendPrompt": false } },
              { "agreement": { "samples": 2, "atLeast": 0.5, "by": "member:m" } },
              { "judge": { "tier": "opus", "rubric": "r", "atLeast": 0.5, "maxTokens": 100 } } ],
            "local": { "answerer": "f", "confidence": 0.9, "agreement": 0.97, "labelMember": "l", "confidenceMember": "c" } },
            "d": { "ladder": ["local", "haiku"], "local": { "learn": true, "labels": ["a", "b"], "confidenceLevel": 0.99, "maxExamples": 500, "check": 0.1 } },
            "g": { "ladder": ["local", "haiku"], "local": { "learn": true, "extract": ["order", "email"] } },
            "e": { "learning": { "rungs": ["haiku"], "epsilon": 0.05, "delta": 0.05, "grade": "judge", "compare": "json", "judge": "opus", "rubric": "r" }, "escalateRefusals": true, "earlyRefusal": "cancel", "holdBack": 200, "foresight": false },
            "f": { "learning": false, "match": { "key": "k", "path": "/v1/*" }, "split": { "by": "text", "groups": 4 } } },
          "learning": { "dollarsPerDay": 2.5, "share": 0.1, "rungs": ["haiku", "sonnet"], "certificates": "certificates.json" }
        }
        """;

    [Fact]
    public async Task A_configuration_with_every_key_satisfies_the_schema_and_the_reader()
    {
        var errors = new List<ConfigError>();
        ConfigurationReader.Read(Complete, ".", errors);

        Assert.Empty(errors);
        var schema = await JsonSchema.FromJsonAsync(Text(), TestContext.Current.CancellationToken);
        Assert.Empty(schema.Validate(Complete));
    }

    [Fact]
    public void Every_gate_of_the_complete_example_is_built()
    {
        using var complete = JsonDocument.Parse(Complete);
        var gates = complete.RootElement.GetProperty("classes").GetProperty("c").GetProperty("gates").Deserialize<GateOptions[]>()!;
        var errors = new List<GateError>();

        var set = GateFactory.Create(gates, "gates", errors);

        Assert.Empty(errors);
        Assert.Equal(gates.Length, set.Gates.Count + set.AskingGates.Count);
        Assert.Equal(["webhook", "agreement", "judge"], set.AskingGates.Select(gate => gate.Name));
    }

    [Fact]
    public void Every_key_of_the_schema_is_known_to_the_reader()
    {
        using var complete = JsonDocument.Parse(Complete);
        using var schema = JsonDocument.Parse(Text());
        var used = new HashSet<string>(StringComparer.Ordinal);
        Names(complete.RootElement, used);
        var offered = new HashSet<string>(StringComparer.Ordinal);
        Properties(schema.RootElement, offered);

        // "prices" needs a file and "$schema" is for editors; everything else stands in the complete example, which the reader accepts.
        Assert.Equal(["$schema", "prices"], offered.Except(used).Order(StringComparer.Ordinal));
    }

    private static void Names(JsonElement element, HashSet<string> names)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject())
            {
                names.Add(member.Name);
                Names(member.Value, names);
            }
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Names(item, names);
            }
        }
    }

    private static void Properties(JsonElement schema, HashSet<string> names)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        if (schema.TryGetProperty("properties", out var properties))
        {
            foreach (var member in properties.EnumerateObject())
            {
                names.Add(member.Name);
                Properties(member.Value, names);
            }
        }

        foreach (var nested in (string[])["items", "additionalProperties"])
        {
            if (schema.TryGetProperty(nested, out var inner))
            {
                Properties(inner, names);
            }
        }
    }

    private static string Text()
    {
        using var reader = new StreamReader(typeof(ConfigurationReader).Assembly.GetManifestResourceStream("clearbar.schema.json")!);
        return reader.ReadToEnd();
    }
}
