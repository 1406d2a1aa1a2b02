using Clearbar.Certificates.Online;
using Clearbar.Certificates.Postgres;
using Clearbar.Ledger.Postgres;
using Clearbar.Pricing;
using Clearbar.Shadows;
using Clearbar.Tests.Certificates.Online;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clearbar.Tests.Certificates.Postgres;

/// <summary>One of several replicas that learn together: what a gateway has of it, without the gateway.</summary>
internal sealed class LearningReplica : IDisposable
{
    private readonly string _file;
    private readonly PostgresEvidenceStore _store;
    private readonly EvidenceKeeper _keeper;

    private LearningReplica(
        PostgresAddress address, Guid journalId, string file, TimeProvider clock, Usd dollars, OnlineOptions options, params ReadOnlySpan<ClassSetup> classes)
    {
        _file = file;
        _store = new PostgresEvidenceStore(address, journalId, new FileEvidenceStore(file, Problems.Add), clock);
        var stored = _store.Load();
        Book = new PolicyBook(options with { IsShared = true }, clock, stored);
        Dollars = new ShadowBudget(dollars, clock, stored.Spend, isShared: true);
        _keeper = new EvidenceKeeper(Book, Dollars, _store, new EvidenceSignal(), link: null, clock, NullLogger<EvidenceKeeper>.Instance);
        foreach (var setup in classes)
        {
            Book.Open(setup);
        }
    }

    public PolicyBook Book { get; }

    public ShadowBudget Dollars { get; }

    public List<string> Problems { get; } = [];

    public CandidateReport Haiku => Assert.Single(Assert.Single(Book.Explain("tickets")).Candidates);

    public bool IsServed => Book.PolicyOf("tickets", "opus") is not null;

    public static LearningReplica Start(
        PostgresAddress address, Guid journalId, string directory, TimeProvider clock, decimal dollars = 1, OnlineOptions? options = null) => new(
            address, journalId, Path.Combine(directory, $"{journalId:N}.json"), clock, new Usd(dollars), options ?? new OnlineOptions(), Worlds.Tickets);

    /// <summary>Counts pairs of equal or of lost scores.</summary>
    public void Count(int pairs, bool isLost = false)
    {
        for (var i = 0; i < pairs; i++)
        {
            Book.Record(Worlds.Pair(1, isLost ? 0 : 1));
        }
    }

    public void Exchange() => _keeper.ExchangeAsync().GetAwaiter().GetResult();

    /// <summary>As <c>kill -9</c>: nothing more is written.</summary>
    public void Kill()
    {
        _store.Dispose();
        _keeper.Dispose();
    }

    public void LoseFile() => File.Delete(_file);

    /// <summary>A stop with its last exchange.</summary>
    public void Dispose()
    {
        _keeper.ExchangeAsync(isStopping: true).GetAwaiter().GetResult();
        Kill();
    }
}
