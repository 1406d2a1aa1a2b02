using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Clearbar.Gates.Streaming;

namespace Clearbar.Gates;

/// <summary><c>regex</c>: the pattern is found in the answer's text. Anchor it (<c>^…$</c>) to describe the whole text.</summary>
public sealed class RegexGate : IWatchingGate
{
    private readonly Regex _pattern;
    private readonly string _wanted;

    private RegexGate(Regex pattern)
    {
        _pattern = pattern;
        _wanted = $"a match of the regular expression {pattern}";
    }

    public string Name => "regex";

    public GateCost Cost => GateCost.Text;

    public static bool TryCreate(string pattern, [NotNullWhen(true)] out RegexGate? gate, [NotNullWhen(false)] out string? error)
    {
        gate = LinearRegex.TryCompile(pattern, out var regex, out error) ? new RegexGate(regex) : null;
        return gate is not null;
    }

    public GateWatch? Watch() => RegexWatch.Of(_pattern);

    public GateVerdict Check(GateInput input) =>
        _pattern.IsMatch(input.Answer.Text) ? GateVerdict.Pass(Name) : GateVerdict.Fail(Name, "regex: no match") with { Wanted = _wanted };
}
