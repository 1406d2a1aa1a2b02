using System.Buffers;
using Clearbar.Wire.Crossings.OpenAi;
using Clearbar.Wire.Dialects.OpenAi;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Crossings.AnthropicToOpenAi;

/// <content>
/// The tool calls. A piece belongs to the call of its index and begins one when that index, or its id, is another than the open call's.
/// </content>
internal sealed partial class ChunksToMessages
{
    private int _calls;
    private long _openIndex;
    private string _openId = "";

    private void TranslateToolCalls(JsonValue calls, IBufferWriter<byte> output)
    {
        var position = 0L;
        foreach (var call in calls.Elements())
        {
            var cursor = new JsonCursor(call.Json);
            cursor.Read();
            if (call.IsObject)
            {
                Translate(ToolCallReader.ReadPiece(ref cursor, position++), call, output);
            }

            if (_hasEnded)
            {
                return;
            }
        }
    }

    private void Translate(ToolCallPiece piece, JsonValue call, IBufferWriter<byte> output)
    {
        var isOpen = _events.IsToolOpen && _openIndex == piece.Index
            && (string.IsNullOrEmpty(piece.Id) || string.Equals(piece.Id, _openId, StringComparison.Ordinal));
        if (!isOpen)
        {
            if (string.IsNullOrEmpty(piece.Name))
            {
                EndBroken("a piece of a tool call belongs to no call that is open", output);
                return;
            }

            CloseBlock(output);
            _openIndex = piece.Index;
            _openId = piece.Id ?? "";
            _events.StartTool(
                output, AnthropicToOpenAiCrossing.IdOf(piece.Id, reply, _calls), SafeNames.Encode(piece.Name));
            _calls++;
        }

        if (!piece.Arguments.IsEmpty)
        {
            // The piece is copied still escaped and in its quotes, so halves of a surrogate pair join at the client.
            _events.WriteInput(output, call.Json.Slice(piece.Arguments.Start - 1, piece.Arguments.Length + 2));
        }
        else if (!piece.WholeArguments.IsEmpty)
        {
            _events.WriteWholeInput(output, piece.WholeArguments.Of(call.Json));
        }
    }

    private void CloseBlock(IBufferWriter<byte> output) => _events.CloseBlock(output);
}
