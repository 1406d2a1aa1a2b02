namespace Clearbar.Upstreams.Emulator.Rules;

/// <summary>What a rule can ask about a call.</summary>
/// <param name="ModelAsked">The model as the caller names it; empty where a call names none.</param>
/// <param name="ModelId">The Anthropic id behind it; empty as well.</param>
/// <param name="Operation">The last part of the path.</param>
/// <param name="Inference">False for counting and lists, which only rules that name their path meet.</param>
/// <param name="LastUserText">Hash of the last user message's text; zero where unknown.</param>
internal readonly record struct CallFacts(
    string ModelAsked, string ModelId, string Operation, bool Inference, bool Stream, string Surface, string Account, string Region,
    UInt128 LastUserText);
