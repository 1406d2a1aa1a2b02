using Clearbar.Wire.Json;

namespace Clearbar.Wire.Crossings;

/// <summary>Reads usage with the dialects' own readers, so that what a crossing tells and what the ledger bills are the same
/// numbers.</summary>
internal static class UsageCounts
{
    /// <summary>Reads a usage object of the Messages dialect: <c>message_start</c>, <c>message_delta</c> or a whole answer.</summary>
    public static void ReadAnthropic(BodyNode usage, AnswerDraft draft)
    {
        if (usage.IsObject)
        {
            var cursor = new JsonCursor(usage.Raw);
            cursor.Read();
            Dialects.Anthropic.UsageReader.Read(ref cursor, draft);
        }
    }

    /// <summary>Reads a usage object of Converse.</summary>
    public static void ReadConverse(BodyNode usage, UsageDraft draft)
    {
        if (usage.IsObject)
        {
            var cursor = new JsonCursor(usage.Raw);
            cursor.Read();
            Dialects.Converse.UsageReader.Read(ref cursor, draft);
        }
    }
}
