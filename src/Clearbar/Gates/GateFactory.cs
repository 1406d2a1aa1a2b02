using System.Text.Json;
using Clearbar.Gates.Scoring;
using Clearbar.Wire;

namespace Clearbar.Gates;

/// <summary>Builds a class's gates from its configuration and collects every mistake, not only the first.</summary>
public sealed partial class GateFactory
{
    private const string Kinds =
        "schema, enum, stopReason, confidence, score, regex, length, toolCall, citations, expression, webhook, agreement, judge";
    private readonly List<GateError> _errors;
    private readonly List<IGate> _gates = [];
    private readonly List<IAskingGate> _asking = [];
    private bool _judgesRequestSchema;
    private ScoreGateOptions? _score;
    private string? _confidenceMember;

    private GateFactory(List<GateError> errors) => _errors = errors;

    /// <summary>Builds the set; where there are mistakes they are added to <paramref name="errors"/> and the set must not be used.</summary>
    /// <param name="options">The gates as configured; null or empty gives a set that passes everything.</param>
    /// <param name="key">Key of the list in the configuration, for example <c>classes.refunds.gates</c>.</param>
    /// <param name="errors">Receives the mistakes.</param>
    public static GateSet Create(IReadOnlyList<GateOptions?>? options, string key, List<GateError> errors)
    {
        if (options is null || options.Count == 0)
        {
            return GateSet.Empty;
        }

        var factory = new GateFactory(errors);
        for (var index = 0; index < options.Count; index++)
        {
            factory.Add(options[index], $"{key}[{index}]");
        }

        if (factory._score is { } score)
        {
            factory._gates.Add(new ScoreGate(score, factory._confidenceMember));
        }

        return new GateSet(factory._gates, factory._judgesRequestSchema, factory._asking);
    }

    private void Add(GateOptions? options, string key)
    {
        if (options is null)
        {
            Error(key, $"must be an object with one of {Kinds}");
            return;
        }

        RefuseUnknown(options.Unknown, key, $"{Kinds}, tool");
        var kinds = CountKinds(options);
        if (kinds != 1)
        {
            Error(key, kinds == 0 ? $"says nothing to check; write one of {Kinds}" : $"names {kinds} kinds; write one gate for each of {Kinds}");
        }

        AddSchema(options, key);
        AddEnum(options, key);
        AddStopReason(options.StopReason, $"{key}.stopReason");
        AddConfidence(options, key);
        AddScore(options.Score, $"{key}.score");
        AddRegex(options.Regex, $"{key}.regex");
        AddLength(options.Length, $"{key}.length");
        AddToolCall(options.ToolCall, $"{key}.toolCall");
        AddCitations(options, $"{key}.citations");
        AddExpression(options, $"{key}.expression");
        AddWebhook(options.Webhook, $"{key}.webhook");
        AddAgreement(options.Agreement, $"{key}.agreement");
        AddJudge(options.Judge, $"{key}.judge");
        CheckTool(options, key);
    }

    private static int CountKinds(GateOptions options)
    {
        ReadOnlySpan<object?> kinds =
        [
            options.Schema, options.Enum, options.StopReason, options.Confidence, options.Score, options.Regex, options.Length, options.ToolCall,
            options.Citations, options.Expression, options.Webhook, options.Agreement, options.Judge,
        ];
        return kinds.Length - kinds.Count((object?)null);
    }

    private void AddSchema(GateOptions options, string key)
    {
        if (options.Schema is not { } schema)
        {
            return;
        }

        if (schema.ValueKind == JsonValueKind.String)
        {
            if (schema.ValueEquals("request") && options.Tool is null)
            {
                _judgesRequestSchema = true;
            }
            else
            {
                Error($"{key}.schema", "must be a JSON Schema, or \"request\" (without tool) for the output schema of each request");
            }
        }
        else if (SchemaGate.TryCreate(schema, options.Tool, out var gate, out var error))
        {
            _gates.Add(gate);
        }
        else
        {
            Error($"{key}.schema", error);
        }
    }

    private void AddEnum(GateOptions options, string key)
    {
        if (options.Enum is not { } choice)
        {
            return;
        }

        RefuseUnknown(choice.Unknown, $"{key}.enum", "member, values");
        CheckName(choice.Member, $"{key}.enum.member", "a member name or a dotted path; leave it out to judge the whole text");
        if (choice.Values is not { Count: > 0 } values || values.Contains(null!))
        {
            Error($"{key}.enum.values", "must be a list of at least one string");
            return;
        }

        _gates.Add(new EnumGate(values, choice.Member, options.Tool));
    }

    private void AddStopReason(IReadOnlyList<string>? words, string key)
    {
        if (words is null)
        {
            return;
        }

        var allowed = string.Join(", ", StopReasonGate.Names.Keys.Order(StringComparer.Ordinal));
        if (words.Count == 0)
        {
            Error(key, $"must name at least one of {allowed}");
        }

        var reasons = new List<StopReason>(words.Count);
        for (var index = 0; index < words.Count; index++)
        {
            if (words[index] is { } word && StopReasonGate.Names.TryGetValue(word, out var reason))
            {
                reasons.Add(reason);
            }
            else
            {
                Error($"{key}[{index}]", $"\"{words[index]}\" is not a stop reason; allowed: {allowed}");
            }
        }

        _gates.Add(new StopReasonGate(reasons));
    }

    private void AddConfidence(GateOptions options, string key)
    {
        if (options.Confidence is not { } confidence)
        {
            return;
        }

        RefuseUnknown(confidence.Unknown, $"{key}.confidence", "member, atLeast");
        CheckName(confidence.Member, $"{key}.confidence.member", "a member name or a dotted path; absent means confidence");
        if (confidence.AtLeast is not (>= 0 and <= 1))
        {
            Error($"{key}.confidence.atLeast", "must be a number from 0 to 1");
            return;
        }

        _confidenceMember ??= options.Tool is null ? confidence.Member ?? "confidence" : null;
        _gates.Add(new ConfidenceGate(confidence.Member ?? "confidence", confidence.AtLeast.Value, options.Tool));
    }

    private void AddRegex(string? pattern, string key)
    {
        if (pattern is null)
        {
            return;
        }

        if (RegexGate.TryCreate(pattern, out var gate, out var error))
        {
            _gates.Add(gate);
        }
        else
        {
            Error(key, error);
        }
    }

    private void CheckTool(GateOptions options, string key)
    {
        CheckName(options.Tool, $"{key}.tool", "a tool's name; leave it out to judge the text");
        var readsJson = options.Schema is not null || options.Confidence is not null || options.Expression is not null
            || options.Enum is { Member: not null } || options.Citations is { Member: not null };
        if (options.Tool is not null && !readsJson)
        {
            Error($"{key}.tool", "has no meaning here; it goes with schema, confidence, expression, or enum or citations with a member");
        }
    }

    private void CheckName(string? name, string key, string wanted)
    {
        if (name is not null && string.IsNullOrWhiteSpace(name))
        {
            Error(key, $"must be {wanted}");
        }
    }

    private void RefuseUnknown(IDictionary<string, JsonElement>? unknown, string key, string allowed)
    {
        foreach (var name in unknown?.Keys ?? [])
        {
            Error($"{key}.{name}", $"is not known; allowed: {allowed}");
        }
    }

    private void Error(string key, string message) => _errors.Add(new GateError(key, message));
}
