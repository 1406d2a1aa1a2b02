namespace Clearbar.Wire.Dialects.OpenAi;

/// <summary>One element of a <c>tool_calls</c> array; ranges point into the JSON it was read from.</summary>
internal record struct ToolCallPiece
{
    public long Index { get; set; }

    public string? Id { get; set; }

    public string? Name { get; set; }

    /// <summary>The inside of the arguments' string, or of a piece of it.</summary>
    public ByteRange Arguments { get; set; }

    /// <summary>The arguments where they came as an object instead of a string.</summary>
    public ByteRange WholeArguments { get; set; }
}
