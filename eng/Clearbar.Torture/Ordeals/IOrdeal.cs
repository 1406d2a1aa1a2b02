namespace Clearbar.Torture.Ordeals;

/// <summary>One way to mistreat a gateway.</summary>
internal interface IOrdeal
{
    string Name { get; }

    /// <summary>How many steps <see cref="RunAsync"/> reports.</summary>
    int Steps(TortureOptions options);

    /// <summary>Runs it; returns what was done, in words and numbers.</summary>
    /// <exception cref="OrdealFailedException">The books do not agree or the gateway did not behave as documented.</exception>
    /// <exception cref="OrdealSkippedException">It cannot be done on this machine.</exception>
    Task<string> RunAsync(Stand stand, Action step);
}
