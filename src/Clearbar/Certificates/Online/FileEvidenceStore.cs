namespace Clearbar.Certificates.Online;

/// <summary>The counts of a gateway on its own: a file in its data directory.</summary>
/// <param name="path">The file; its directory exists.</param>
/// <param name="report">Takes the sentence about a file that could not be used.</param>
public sealed class FileEvidenceStore(string path, Action<string> report) : IEvidenceStore
{
    public BookState Load()
    {
        var state = PolicyBookFile.Load(path, out var problem);
        if (problem is not null)
        {
            report(problem);
        }

        return state;
    }

    public EvidenceExchange Exchange(BookState own, ShadowBudget budget, bool isStopping)
    {
        ArgumentNullException.ThrowIfNull(own);
        ArgumentNullException.ThrowIfNull(budget);
        Save(own with { Spend = budget.Spend });
        return EvidenceExchange.Alone;
    }

    public void Dispose()
    {
    }

    internal void Save(BookState own) => PolicyBookFile.Save(path, own);
}
