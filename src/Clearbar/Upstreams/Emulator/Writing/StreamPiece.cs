using Clearbar.Upstreams.Emulator.Answers;

namespace Clearbar.Upstreams.Emulator.Writing;

/// <summary>One step of a streamed answer.</summary>
/// <param name="Index">Index of the content block.</param>
/// <param name="Text">The text of a delta.</param>
/// <param name="OutputTokens">Output tokens generated up to and including this step.</param>
/// <param name="Call">Position of the block's call among <see cref="EmulatedAnswer.ToolCalls"/>; 0 for other blocks.</param>
internal readonly record struct StreamPiece(
    PieceKind Kind, BlockKind Block, int Index, ReadOnlyMemory<char> Text, int OutputTokens, int Call = 0)
{
    /// <summary>Characters in one delta: about four tokens, the size real streams show.</summary>
    private const int DeltaCharacters = 15;

    /// <summary>The steps of an answer in the order of the Messages stream (Anthropic streaming page, Aug 2026).</summary>
    public static IEnumerable<StreamPiece> Of(EmulatedAnswer answer)
    {
        yield return new StreamPiece(PieceKind.MessageStart, BlockKind.None, 0, default, 0);
        var index = 0;
        if (answer.HasThinking)
        {
            foreach (var piece in BlockPieces(BlockKind.Thinking, index, answer.Thinking, 0, answer.ThinkingTokens))
            {
                yield return piece;
            }

            index++;
        }

        if (!string.IsNullOrEmpty(answer.Text))
        {
            foreach (var piece in BlockPieces(BlockKind.Text, index, answer.Text, answer.ThinkingTokens, answer.OutputTokens))
            {
                yield return piece;
            }
        }

        var before = answer.ThinkingTokens;
        for (var call = 0; call < answer.ToolCalls.Count; call++)
        {
            var (_, _, input, through) = answer.ToolCalls[call];
            foreach (var piece in BlockPieces(BlockKind.ToolUse, index + call, input == "{}" ? "" : input, before, through))
            {
                yield return piece with { Call = call };
            }

            before = through;
        }

        yield return new StreamPiece(PieceKind.MessageDelta, BlockKind.None, 0, default, answer.OutputTokens);
        yield return new StreamPiece(PieceKind.MessageStop, BlockKind.None, 0, default, answer.OutputTokens);
    }

    private static IEnumerable<StreamPiece> BlockPieces(BlockKind block, int index, string text, int before, int after)
    {
        yield return new StreamPiece(PieceKind.BlockStart, block, index, default, before);
        if (index == 0)
        {
            yield return new StreamPiece(PieceKind.Ping, BlockKind.None, 0, default, before);
        }

        var at = 0;
        while (at < text.Length)
        {
            var length = Math.Min(DeltaCharacters, text.Length - at);
            if (at + length < text.Length && char.IsHighSurrogate(text[at + length - 1]))
            {
                length++;
            }

            var tokens = before + (int)((long)(after - before) * (at + length) / text.Length);
            yield return new StreamPiece(PieceKind.Delta, block, index, text.AsMemory(at, length), tokens);
            at += length;
        }

        if (block == BlockKind.Thinking)
        {
            yield return new StreamPiece(PieceKind.Signature, block, index, default, after);
        }

        yield return new StreamPiece(PieceKind.BlockStop, block, index, default, after);
    }
}
