using System.Text.Json;
using Clearbar.Upstreams.Emulator.Accounts;
using Clearbar.Upstreams.Emulator.Answers;
using Clearbar.Upstreams.Emulator.ControlPlane;
using Clearbar.Upstreams.Emulator.Faults;
using Clearbar.Upstreams.Emulator.Quotas;
using Clearbar.Upstreams.Emulator.Rules;

namespace Clearbar.Upstreams.Emulator.Scenarios;

/// <summary>Reads a scenario file; docs/emulator-scenario.schema.json describes it to editors.</summary>
/// <remarks>
/// Grammar:
/// <code>
/// scenario = { "$schema"?, "seed"?, "timeScale"?, "answerTokens"?, "verify"?, "requireCredentials"?, "accounts"?: [account],
///              "profiles"?: [profile], "availability"?: [rule], "quotas"?: [quota], "faults"?: [fault], "answers"?: [answer] }
/// account  = { "id", "accessKeyId"?, "secretAccessKey"?, "sessionToken"?, "expiresAt"?, "apiKeys"?: [text] }
/// profile  = { "id", "name", "copyFrom", "account"?, "region"?, "description"? }
/// rule     = { "state", "model"?, "account"?, "region"? }
/// quota    = { "surface"?, "account"?, "region"?, "model"?, "requestsPerMinute"?, "tokensPerMinute"?, "inputTokensPerMinute"?,
///              "outputTokensPerMinute"? }
/// answer   = { "match"?, "input"?, "text"? | "tool"?: call | "tools"?: [call], "stopReason"? }
/// call     = { "name", "input"? }
/// </code>
/// A fault and a match are those of <see cref="FaultScript.ReadRules"/> and <see cref="RuleReader.ReadMatch"/>.
/// </remarks>
internal static class ScenarioReader
{
    public static Scenario Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(
                json, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            return Read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException($"The scenario is not valid: {exception.Message}", exception);
        }
    }

    private static Scenario Read(JsonElement root)
    {
        var scenario = new Scenario();
        foreach (var member in root.EnumerateObject())
        {
            var value = member.Value;
            scenario = member.Name switch
            {
                "$schema" => scenario,
                "seed" => scenario with { Seed = value.GetInt32() },
                "timeScale" => scenario with { TimeScale = NotNegative(value.GetDouble(), "timeScale") },
                "answerTokens" => scenario with { AnswerTokens = (int)NotNegative(value.GetInt32(), "answerTokens") },
                "verify" => scenario with { Verify = value.GetBoolean() },
                "requireCredentials" => scenario with { RequireCredentials = value.GetBoolean() },
                "accounts" => scenario with { Accounts = List(value, ReadAccount) },
                "profiles" => scenario with { Profiles = List(value, ReadProfile) },
                "availability" => scenario with { Availability = List(value, ReadAvailability) },
                "quotas" => scenario with { Quotas = List(value, ReadQuota) },
                "faults" => scenario with { Faults = FaultScript.ReadRules(value) },
                "answers" => scenario with { Answers = List(value, ReadAnswer) },
                _ => throw Unknown(member.Name, "a scenario", "$schema, seed, timeScale, answerTokens, verify, requireCredentials, accounts, "
                    + "profiles, availability, quotas, faults, answers"),
            };
        }

        return scenario;
    }

    private static EmulatedAccount ReadAccount(JsonElement json)
    {
        var account = new EmulatedAccount { Id = Required(json, "id", "an account") };
        foreach (var member in json.EnumerateObject())
        {
            account = member.Name switch
            {
                "id" => account,
                "accessKeyId" => account with { AccessKeyId = member.Value.GetString() },
                "secretAccessKey" => account with { SecretAccessKey = member.Value.GetString() },
                "sessionToken" => account with { SessionToken = member.Value.GetString() },
                "expiresAt" => account with { ExpiresAt = member.Value.GetDateTimeOffset() },
                "apiKeys" => account with { ApiKeys = List(member.Value, static key => key.GetString() ?? "") },
                _ => throw Unknown(member.Name, "an account", "id, accessKeyId, secretAccessKey, sessionToken, expiresAt, apiKeys"),
            };
        }

        return account;
    }

    private static ApplicationProfile ReadProfile(JsonElement json)
    {
        var profile = new ApplicationProfile
        {
            Id = Required(json, "id", "a profile"),
            Name = Required(json, "name", "a profile"),
            CopyFrom = Required(json, "copyFrom", "a profile"),
        };
        foreach (var member in json.EnumerateObject())
        {
            profile = member.Name switch
            {
                "id" or "name" or "copyFrom" => profile,
                "account" => profile with { Account = member.Value.GetString()! },
                "region" => profile with { Region = member.Value.GetString()! },
                "description" => profile with { Description = member.Value.GetString() },
                _ => throw Unknown(member.Name, "a profile", "id, name, copyFrom, account, region, description"),
            };
        }

        return profile;
    }

    private static AvailabilityRule ReadAvailability(JsonElement json)
    {
        var rule = new AvailabilityRule
        {
            State = Required(json, "state", "an availability rule") switch
            {
                "available" => ModelState.Available,
                "no-agreement" => ModelState.NoAgreement,
                "not-authorized" => ModelState.NotAuthorized,
                "not-entitled" => ModelState.NotEntitled,
                "not-in-region" => ModelState.NotInRegion,
                var other => throw Unknown(other, "a state", "available, no-agreement, not-authorized, not-entitled, not-in-region"),
            },
        };
        foreach (var member in json.EnumerateObject())
        {
            rule = member.Name switch
            {
                "state" => rule,
                "model" => rule with { Model = member.Value.GetString() },
                "account" => rule with { Account = member.Value.GetString() },
                "region" => rule with { Region = member.Value.GetString() },
                _ => throw Unknown(member.Name, "an availability rule", "state, model, account, region"),
            };
        }

        return rule;
    }

    private static QuotaRule ReadQuota(JsonElement json)
    {
        var rule = new QuotaRule();
        foreach (var member in json.EnumerateObject())
        {
            rule = member.Name switch
            {
                "surface" => rule with { Surface = RuleReader.SurfaceOf(member.Value.GetString()) },
                "account" => rule with { Account = member.Value.GetString() },
                "region" => rule with { Region = member.Value.GetString() },
                "model" => rule with { Model = member.Value.GetString() },
                "requestsPerMinute" => rule with { RequestsPerMinute = Limit(member) },
                "tokensPerMinute" => rule with { TokensPerMinute = Limit(member) },
                "inputTokensPerMinute" => rule with { InputTokensPerMinute = Limit(member) },
                "outputTokensPerMinute" => rule with { OutputTokensPerMinute = Limit(member) },
                _ => throw Unknown(member.Name, "a quota", "surface, account, region, model, requestsPerMinute, tokensPerMinute, "
                    + "inputTokensPerMinute, outputTokensPerMinute"),
            };
        }

        return rule;
    }

    private static AnswerRule ReadAnswer(JsonElement json)
    {
        var rule = new AnswerRule();
        foreach (var member in json.EnumerateObject())
        {
            rule = member.Name switch
            {
                "match" => RuleReader.ReadMatch(member.Value, rule),
                "input" => rule with { Input = member.Value.GetString() },
                "text" => rule with { Text = member.Value.GetString() },
                "tool" => rule with { Tools = [ReadCall(member.Value)] },
                "tools" => rule with { Tools = List(member.Value, ReadCall) },
                "stopReason" => rule with { StopReason = member.Value.GetString() },
                _ => throw Unknown(member.Name, "an answer", "match, input, text, tool, tools, stopReason"),
            };
        }

        return (rule.Text is null ? 0 : 1) + (json.TryGetProperty("tool", out _) ? 1 : 0) + (json.TryGetProperty("tools", out _) ? 1 : 0) > 1
            ? throw new FormatException("An answer has a text or a tool, not both; several calls stand in 'tools'.")
            : RuleReader.Checked(rule);
    }

    private static ScriptedCall ReadCall(JsonElement tool)
    {
        var call = new ScriptedCall(Required(tool, "name", "a tool"));
        foreach (var member in tool.EnumerateObject())
        {
            call = member.Name switch
            {
                "name" => call,
                "input" when member.Value.ValueKind == JsonValueKind.Object => call with { Input = member.Value.GetRawText() },
                "input" => throw new FormatException("A tool's input is an object."),
                _ => throw Unknown(member.Name, "a tool", "name, input"),
            };
        }

        return call;
    }

    private static List<T> List<T>(JsonElement array, Func<JsonElement, T> read)
    {
        var list = new List<T>();
        foreach (var entry in array.EnumerateArray())
        {
            list.Add(read(entry));
        }

        return list;
    }

    private static string Required(JsonElement json, string name, string what) =>
        json.TryGetProperty(name, out var value) && value.GetString() is { Length: > 0 } text
            ? text : throw new FormatException($"'{name}' is missing in {what}.");

    private static int Limit(JsonProperty member) => member.Value.GetInt32() is > 0 and var limit ? limit
        : throw new FormatException($"{member.Name} is 1 or more; leave it out for no limit.");

    private static double NotNegative(double value, string name) => value >= 0 ? value : throw new FormatException($"{name} is 0 or more.");

    private static FormatException Unknown(string name, string place, string allowed) =>
        new($"'{name}' is unknown in {place}; allowed: {allowed}.");
}
