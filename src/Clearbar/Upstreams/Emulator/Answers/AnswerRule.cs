using Clearbar.Upstreams.Emulator.Rules;

namespace Clearbar.Upstreams.Emulator.Answers;

/// <summary>A scripted answer: which calls it is for and what they are told, before any answer sheet is asked.</summary>
public sealed record AnswerRule : CallRule
{
    private readonly UInt128 _key;

    /// <summary>The exact text of the last user message (text blocks joined by line breaks); null answers whatever was said.</summary>
    public string? Input
    {
        get;
        init
        {
            field = value;
            _key = value is null ? UInt128.Zero : AnswerSheet.KeyOf(System.Text.Encoding.UTF8.GetBytes(value));
        }
    }

    /// <summary>Verbatim text; null with tool calls, or to keep the usual text with another <see cref="StopReason"/>.</summary>
    public string? Text { get; init; }

    /// <summary>Calls these tools in this order instead of saying something, whether or not the request defines them.</summary>
    public IReadOnlyList<ScriptedCall> Tools { get; init; } = [];

    /// <summary>Stop reason in Anthropic's words; null takes the usual one.</summary>
    public string? StopReason { get; init; }

    internal override bool Meets(in CallFacts call) => base.Meets(call) && (Input is null || _key == call.LastUserText);
}
