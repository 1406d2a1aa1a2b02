using Clearbar.Certificates.Online;
using Clearbar.Ledger.Postgres;
using Clearbar.Pricing;
using Clearbar.Testing;
using Clearbar.Tests.Ledger;
using Npgsql;

namespace Clearbar.Tests.Certificates.Postgres;

/// <summary>Replicas on one real database learn together.</summary>
public sealed class PostgresEvidenceStoreTests : IDisposable
{
    private readonly PostgresUnderTest _store = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("clearbar-evidence-").FullName;
    private readonly ManualTime _clock = new();

    public PostgresEvidenceStoreTests() => _store.Open().Dispose();

    public void Dispose()
    {
        _store.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void What_two_have_stored_together_promotes_once_and_both_serve_it_for_the_same_reason()
    {
        using var left = Start();
        using var right = Start();
        left.Count(60);
        right.Count(60);
        left.Exchange();
        Assert.False(left.IsServed);
        right.Exchange();
        Assert.True(right.IsServed);

        right.Exchange();
        left.Exchange();

        Assert.Equal(right.Book.PolicyOf("tickets", "opus")!.CertificateId, left.Book.PolicyOf("tickets", "opus")!.CertificateId);
        var decided = Assert.Single(right.Book.Events, static e => e.Kind == PolicyEventKind.Promoted);
        Assert.Equal(decided, Assert.Single(left.Book.Events, static e => e.Kind == PolicyEventKind.Promoted));
        Assert.Contains("120 pairs", decided.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_promoted_on_pairs_that_the_others_do_not_know_and_all_of_it_once_they_do()
    {
        using var elsewhere = new PostgresUnderTest();
        using var replica = LearningReplica.Start(elsewhere.Address, Guid.NewGuid(), _directory, _clock);
        replica.Count(300);
        replica.Exchange();
        Assert.False(replica.IsServed);

        elsewhere.Open().Dispose();
        replica.Exchange();

        Assert.True(replica.IsServed);
        Assert.Equal("promoted", replica.Book.Events[0].Kind.ToString(), ignoreCase: true);
    }

    [Fact]
    public void A_policy_that_one_takes_back_is_taken_back_by_all_also_by_one_that_was_cut_off()
    {
        using var left = Start();
        using var right = Start();
        Promote(left, right);

        // Not in touch with anybody: taking back needs no agreement.
        left.Count(40, isLost: true);
        Assert.False(left.IsServed);
        Assert.True(right.IsServed);
        left.Exchange();
        right.Exchange();

        Assert.False(right.IsServed);
        Assert.Equal(2, right.Haiku.Trial);
        Assert.Equal(
            Assert.Single(left.Book.Events, static e => e.Kind is PolicyEventKind.Demoted or PolicyEventKind.RolledBack),
            Assert.Single(right.Book.Events, static e => e.Kind is PolicyEventKind.Demoted or PolicyEventKind.RolledBack));
    }

    [Fact]
    public void An_owners_rollback_and_freeze_reach_all()
    {
        using var left = Start();
        using var right = Start();
        Promote(left, right);

        left.Book.Freeze("tickets", frozen: true, "quarter end");
        left.Exchange();
        right.Exchange();
        Assert.False(right.IsServed);
        right.Book.Freeze("tickets", frozen: false, "done");
        right.Exchange();
        left.Exchange();
        Assert.True(left.IsServed);
        left.Book.Rollback("tickets", "complaints");
        left.Exchange();
        right.Exchange();

        Assert.False(right.IsServed);
        Assert.Contains(right.Book.Events, static e => e is { Kind: PolicyEventKind.RolledBack, Why: "complaints" });
    }

    [Fact]
    public void A_certificate_known_is_served_after_a_restart_without_the_database()
    {
        var journal = Guid.NewGuid();
        var other = Start();
        var replica = LearningReplica.Start(_store.Address, journal, _directory, _clock);
        Promote(other, replica);
        replica.Exchange();
        replica.Kill();
        other.Kill();

        var nowhere = PostgresAddress.Parse("Host=/nowhere;Database=gone;Timeout=1");
        using var again = LearningReplica.Start(nowhere, journal, _directory, _clock);
        again.Exchange();

        Assert.True(again.IsServed);
        Assert.Null(again.Dollars.TryReserve(new Usd(0.01m)));
    }

    [Fact]
    public void A_replica_with_another_model_adds_nothing_to_the_others_and_hides_nothing_of_them()
    {
        using var old = Start();
        using var canary = Start();
        canary.Book.Open(Online.Worlds.Tickets with { Models = ["claude-haiku-5", "claude-opus-4-5"] });
        using var newcomer = Start();
        old.Count(60);
        canary.Count(60);
        old.Exchange();
        canary.Exchange();
        newcomer.Count(10);
        newcomer.Exchange();

        Assert.Equal(70, newcomer.Haiku.Pairs);
        Assert.Equal(60, canary.Haiku.Pairs);
        Assert.False(newcomer.IsServed || canary.IsServed || old.IsServed);
    }

    [Fact]
    public void A_damaged_file_is_put_aside_and_what_was_stored_comes_back_from_the_database()
    {
        var journal = Guid.NewGuid();
        var replica = LearningReplica.Start(_store.Address, journal, _directory, _clock);
        replica.Count(30);
        replica.Exchange();
        replica.Kill();
        File.WriteAllText(Path.Combine(_directory, $"{journal:N}.json"), "{");

        using var again = LearningReplica.Start(_store.Address, journal, _directory, _clock);
        Assert.Contains(".damaged", Assert.Single(again.Problems), StringComparison.Ordinal);
        Assert.Equal(0, again.Haiku.Pairs);
        again.Exchange();

        Assert.Equal(30, again.Haiku.Pairs);
    }

    [Fact]
    public void What_replicas_that_are_gone_have_counted_becomes_one_set_and_still_counts_once()
    {
        using var observer = Start();
        Guid[] journals = [Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid()];
        foreach (var journal in journals)
        {
            var gone = LearningReplica.Start(_store.Address, journal, _directory, _clock);
            gone.Count(10);
            gone.Exchange();
            gone.Kill();
        }

        observer.Exchange();
        Run("UPDATE evidence_replicas SET seen_at = seen_at - INTERVAL '8 days' WHERE journal_id = ANY (@journals)", journals);
        using var newcomer = Start();
        newcomer.Exchange();
        Assert.Equal(1, Run("SELECT COUNT(*) FROM evidence WHERE journal_id = '00000000-0000-0000-0000-000000000000'", journals));
        Assert.Equal(0, Run("SELECT COUNT(*) FROM evidence WHERE journal_id = ANY (@journals)", journals));
        observer.Exchange();
        using var back = LearningReplica.Start(_store.Address, journals[0], _directory, _clock);
        back.Exchange();
        back.Count(1);
        back.Exchange();
        back.Exchange();
        observer.Exchange();

        Assert.Equal(30, newcomer.Haiku.Pairs);
        Assert.Equal(31, back.Haiku.Pairs);
        Assert.Equal(31, observer.Haiku.Pairs);
    }

    [Fact]
    public void A_row_that_cannot_be_read_is_named_and_promotes_nothing()
    {
        using var left = Start();
        using var store = new Clearbar.Certificates.Postgres.PostgresEvidenceStore(
            _store.Address, Guid.NewGuid(), new FileEvidenceStore(Path.Combine(_directory, "other.json"), Assert.Fail), _clock);
        left.Count(1);
        left.Exchange();
        Run("UPDATE evidence SET state = '{}'", []);

        var problem = Assert.Throws<InvalidDataException>(
            () => store.Exchange(BookState.Empty, new ShadowBudget(new Usd(1), _clock, isShared: true), isStopping: false));

        Assert.Contains("class tickets, asked for opus, in table evidence", problem.Message, StringComparison.Ordinal);
    }

    private static void Promote(LearningReplica left, LearningReplica right)
    {
        left.Count(120);
        left.Exchange();
        left.Exchange();
        right.Exchange();
        Assert.True(left.IsServed && right.IsServed);
    }

    private LearningReplica Start() => LearningReplica.Start(_store.Address, Guid.NewGuid(), _directory, _clock);

    private long Run(string sql, Guid[] journals)
    {
        using var connection = _store.Address.Connect();
        using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddWithValue("journals", journals);
        return command.ExecuteScalar() as long? ?? 0;
    }
}
