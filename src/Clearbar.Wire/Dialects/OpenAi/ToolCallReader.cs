using System.Text;
using System.Text.Json;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Dialects.OpenAi;

/// <summary>
/// Reads the tool calls of a message or of a chunk; the grammar stands at <see cref="ChoiceReader"/>. A chunk's piece belongs to the call
/// of its index, and begins one when that index is new. An id other than the known call's also begins one: some servers give every call
/// index 0.
/// </summary>
internal static class ToolCallReader
{
    public static void Read(ref JsonCursor cursor, ReadOnlySpan<byte> json, AnswerDraft draft)
    {
        if (cursor.Token != JsonTokenType.StartArray)
        {
            return;
        }

        for (var position = 0L; cursor.NextElement(); position++)
        {
            if (cursor.Token == JsonTokenType.StartObject)
            {
                draft.HasContent = true;
                Apply(ReadPiece(ref cursor, position), json, draft);
            }

            cursor.SkipAny();
        }
    }

    /// <summary>
    /// Reads one element from its opening brace to its closing one; <paramref name="position"/> stands in for a missing
    /// index.
    /// </summary>
    public static ToolCallPiece ReadPiece(ref JsonCursor cursor, long position)
    {
        var piece = new ToolCallPiece { Index = position };
        while (cursor.NextMember())
        {
            if (cursor.Is(Words.Index))
            {
                cursor.Read();
                piece.Index = cursor.TryGetInt64(out var index) ? index : piece.Index;
            }
            else if (cursor.Is(Words.Id))
            {
                cursor.Read();
                piece.Id = cursor.TextOr(piece.Id);
            }
            else if (cursor.Is(Words.Function))
            {
                cursor.Read();
                ReadFunction(ref cursor, ref piece);
            }

            cursor.SkipAny();
        }

        return piece;
    }

    private static void ReadFunction(ref JsonCursor cursor, ref ToolCallPiece piece)
    {
        if (cursor.Token != JsonTokenType.StartObject)
        {
            return;
        }

        while (cursor.NextMember())
        {
            if (cursor.Is(Words.Name))
            {
                cursor.Read();
                piece.Name = cursor.TextOr(piece.Name);
            }
            else if (cursor.Is(Words.Arguments))
            {
                cursor.Read();
                if (cursor.Token == JsonTokenType.String)
                {
                    piece.Arguments = cursor.RawRange;
                }
                else if (cursor.Token == JsonTokenType.StartObject)
                {
                    // Against the types, but seen of local servers: the arguments as the object itself.
                    piece.WholeArguments = cursor.Skip();
                }
            }

            cursor.SkipAny();
        }
    }

    private static void Apply(ToolCallPiece piece, ReadOnlySpan<byte> json, AnswerDraft draft)
    {
        var known = draft.FindToolCallId(piece.Index);
        if (known is null || (!string.IsNullOrEmpty(piece.Id) && !string.Equals(piece.Id, known, StringComparison.Ordinal)))
        {
            var whole = piece.WholeArguments.IsEmpty ? null : Encoding.UTF8.GetString(piece.WholeArguments.Of(json));
            draft.StartToolCall(piece.Index, piece.Id, piece.Name, whole);
        }

        if (!piece.Arguments.IsEmpty)
        {
            draft.AppendToolInput(piece.Index, piece.Arguments.Of(json));
        }
    }
}
