namespace Clearbar.Tests.Ledger;

/// <summary>A data directory of one test, removed with it.</summary>
public sealed class DataDirectory : IDisposable
{
    public DataDirectory() => Root = Directory.CreateTempSubdirectory("clearbar-ledger-").FullName;

    public string Root { get; }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
