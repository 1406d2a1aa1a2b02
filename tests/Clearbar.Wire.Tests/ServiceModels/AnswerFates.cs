namespace Clearbar.Wire.Tests.ServiceModels;

/// <summary>Fields of Converse answers that a client of the Messages dialect is not told, and why.</summary>
internal static class AnswerFates
{
    private const string Message = "the error's own message stands for it";
    private const string NotClaudes = "a Claude model does not answer with it";
    private const string NoPlace = "no such member of a citation there";
    private const string Numbered = "blocks are numbered anew";
    private const string SaidByBedrockOnly = "no such member there";
    private const string StopSequence = "only `stop_sequence` in it has a place there, and crosses";
    private const string Sum = "the sum of the others";

    // A path that ends with a dot holds for all below it.
    private static readonly (string Path, string Why)[] s_untold =
    [
        ("output.message.role", "always the assistant's"),
        ("output.message.content[].toolUse.type", SaidByBedrockOnly),
        ("output.message.content[].citationsContent.citations[].source", NoPlace),
        ("output.message.content[].citationsContent.citations[].location.web.", NoPlace),
        ("output.message.content[].image.", NotClaudes),
        ("output.message.content[].document.", NotClaudes),
        ("output.message.content[].video.", NotClaudes),
        ("output.message.content[].audio.", NotClaudes),
        ("output.message.content[].toolResult.", NotClaudes),
        ("output.message.content[].guardContent.", NotClaudes),
        ("output.message.content[].cachePoint.", NotClaudes),
        ("output.message.content[].searchResult.", NotClaudes),
        ("output.message.content[].toolAddition.", NotClaudes),
        ("output.message.content[].toolRemoval.", NotClaudes),
        ("usage.totalTokens", Sum),
        ("metrics.", SaidByBedrockOnly),
        ("additionalModelResponseFields", StopSequence),
        ("trace.", SaidByBedrockOnly),
        ("performanceConfig.", SaidByBedrockOnly),
        ("messageStart.role", "always the assistant's"),
        ("contentBlockStart.start.toolUse.type", SaidByBedrockOnly),
        ("contentBlockStart.start.toolResult.", NotClaudes),
        ("contentBlockStart.start.image.", NotClaudes),
        ("contentBlockDelta.delta.toolResult[].", NotClaudes),
        ("contentBlockDelta.delta.image.", NotClaudes),
        ("contentBlockDelta.delta.citation.source", NoPlace),
        ("contentBlockDelta.delta.citation.location.web.", NoPlace),
        ("contentBlockDelta.contentBlockIndex", Numbered),
        ("contentBlockStop.contentBlockIndex", Numbered),
        ("messageStop.additionalModelResponseFields", StopSequence),
        ("metadata.usage.totalTokens", Sum),
        ("metadata.metrics.", SaidByBedrockOnly),
        ("metadata.trace.", SaidByBedrockOnly),
        ("metadata.performanceConfig.", SaidByBedrockOnly),
        ("modelStreamErrorException.originalStatusCode", Message),
        ("modelStreamErrorException.originalMessage", Message),
    ];

    /// <summary>Null for a field that has to cross.</summary>
    public static string? WhyUntold(string field)
    {
        foreach (var (path, why) in s_untold)
        {
            if (path[^1] == '.' ? field.StartsWith(path, StringComparison.Ordinal) : field == path)
            {
                return why;
            }
        }

        return null;
    }
}
