namespace Clearbar.EndToEnd.Harness;

/// <summary>A directory of one test, gone after it.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("clearbar-test-").FullName;

    public string Ledger => Path.Combine(Root, "ledger");

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
