using Clearbar.Ledger.Exports;

namespace Clearbar.Cli.Explaining;

/// <summary>A class that is to be explained, and where to look.</summary>
/// <param name="Class">Its name.</param>
/// <param name="Entries">The ledger.</param>
/// <param name="DataDirectory">The gateway's data directory; null where an export is read.</param>
/// <param name="Since">First instant looked at; null for the beginning.</param>
/// <param name="Until">First instant no longer looked at; null for the end.</param>
internal sealed record ClassQuestion(
    string Class, IEntrySource Entries, string? DataDirectory, DateTimeOffset? Since, DateTimeOffset? Until);
