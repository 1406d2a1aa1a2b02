namespace Clearbar.Cli.Calibrating;

/// <summary>One request of a request file, to be asked on every rung.</summary>
internal sealed record AskedRequest
{
    /// <summary>Unique in its file.</summary>
    public required string Id { get; init; }

    /// <summary>Where it stands in its file, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>Null: the gateway finds the class.</summary>
    public string? Class { get; init; }

    /// <summary>The right answer in <see cref="AnswerText"/>'s spelling; null where agreement with the last rung is the measure.</summary>
    public string? Label { get; init; }

    /// <summary>A Messages body per rung, with the rung as its model, in the ladder's order.</summary>
    public required IReadOnlyList<byte[]> Bodies { get; init; }

    /// <summary>Tells whether the same was asked under this id before: SHA-256 of class, label and request, 16 hex digits.</summary>
    public required string Fingerprint { get; init; }
}
