using System.Globalization;
using System.Text.Json;
using Clearbar.Upstreams.Emulator.Rules;

namespace Clearbar.Upstreams.Emulator.Faults;

/// <summary>The faults of a run, in the order in which they are tried; the first that meets an attempt is the one it suffers.</summary>
public sealed record FaultScript(IReadOnlyList<FaultRule> Rules)
{
    public static readonly FaultScript None = new([]);

    /// <summary>Reads a file when there is one of that name, and a short form otherwise.</summary>
    /// <exception cref="FormatException">Neither; the message says what is wrong and what is allowed.</exception>
    public static FaultScript Load(string fileOrSpec) =>
        File.Exists(fileOrSpec) ? ParseJson(File.ReadAllText(fileOrSpec)) : ParseSpec(fileOrSpec);

    /// <summary>Reads the short form <c>kind[:probability]{,kind[:probability]}</c>, for example <c>throttle:0.1,cut:0.02</c>.</summary>
    public static FaultScript ParseSpec(string spec)
    {
        var rules = new List<FaultRule>();
        foreach (var part in spec.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            var share = 1.0;
            if (colon >= 0 && !double.TryParse(part.AsSpan(colon + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out share))
            {
                throw new FormatException($"'{part}': after the colon stands a probability from 0 to 1, for example throttle:0.1.");
            }

            rules.Add(Checked(new FaultRule { Kind = KindOf(colon < 0 ? part : part[..colon]), Probability = share }));
        }

        return new FaultScript(rules);
    }

    /// <summary>Reads <c>{"faults":[rule…]}</c>, the grammar being <see cref="ReadRules"/>; comments and trailing commas are allowed.</summary>
    /// <exception cref="FormatException">It is not that; the message says what is wrong and what is allowed.</exception>
    public static FaultScript ParseJson(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(
                json, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            return document.RootElement.TryGetProperty("faults"u8, out var faults)
                ? new FaultScript(ReadRules(faults))
                : throw new FormatException("A fault script is an object with the member \"faults\".");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException($"The fault script is not valid: {exception.Message}", exception);
        }
    }

    /// <summary>
    /// Reads <c>[{"kind", "match"?: match, afterEvents?, delayMs?, retryAfter?, exceptionType?, message?}]</c>; a match is what
    /// <see cref="RuleReader"/> reads.
    /// </summary>
    internal static List<FaultRule> ReadRules(JsonElement faults)
    {
        var rules = new List<FaultRule>();
        foreach (var fault in faults.EnumerateArray())
        {
            rules.Add(Checked(ReadRule(fault)));
        }

        return rules;
    }

    internal static string NameOf(FaultKind kind)
    {
        var name = new System.Text.StringBuilder();
        foreach (var letter in kind.ToString())
        {
            if (char.IsUpper(letter) && name.Length > 0)
            {
                name.Append('-');
            }

            name.Append(char.ToLowerInvariant(letter));
        }

        return name.ToString();
    }

    private static FaultRule ReadRule(JsonElement fault)
    {
        var rule = new FaultRule { Kind = KindOf(fault.GetProperty("kind"u8).GetString() ?? "") };
        foreach (var member in fault.EnumerateObject())
        {
            rule = member.Name switch
            {
                "kind" => rule,
                "match" => RuleReader.ReadMatch(member.Value, rule),
                "afterEvents" => rule with { AfterEvents = member.Value.GetInt32() },
                "delayMs" => rule with { DelayMilliseconds = member.Value.GetInt32() },
                "retryAfter" => rule with { RetryAfterSeconds = member.Value.GetInt32() },
                "exceptionType" => rule with { ExceptionType = member.Value.GetString() },
                "message" => rule with { Message = member.Value.GetString() },
                _ => throw new FormatException(
                    $"'{member.Name}' is unknown in a fault; allowed: kind, match, afterEvents, delayMs, "
                    + "retryAfter, exceptionType, message."),
            };
        }

        return rule;
    }

    private static FaultRule Checked(FaultRule rule) => RuleReader.Checked(rule) switch
    {
        { AfterEvents: < 0 } => throw new FormatException("afterEvents is 0 or more."),
        { DelayMilliseconds: < -1 } => throw new FormatException("delayMs is 0 or more, or -1 for 'until the caller leaves'."),
        _ => rule,
    };

    private static FaultKind KindOf(string name)
    {
        var names = new List<string>();
        foreach (var kind in Enum.GetValues<FaultKind>())
        {
            if (string.Equals(NameOf(kind), name, StringComparison.Ordinal))
            {
                return kind;
            }

            names.Add(NameOf(kind));
        }

        throw new FormatException($"'{name}' is no kind of fault; allowed: {string.Join(", ", names)}.");
    }
}
