using Clearbar.Certificates.Online;
using Clearbar.Testing;
using Clearbar.Tests.Ledger;
using FsCheck;
using FsCheck.Fluent;
using Npgsql;

namespace Clearbar.Tests.Certificates.Postgres;

/// <summary>
/// Replicas that count, exchange, die, return, lose their files and are cut off, on one real database, against a model that keeps every pair in a list: each
/// pair counts once or, where it was never written down, not at all.
/// </summary>
public sealed class EvidenceMergeProperty : IDisposable
{
    private const int Replicas = 3;

    private readonly PostgresUnderTest _store = new();
    private readonly ManualTime _clock = new();

    public EvidenceMergeProperty() => _store.Open().Dispose();

    /// <summary>One step: what, on which replica, how many pairs.</summary>
    public sealed record Step(int Kind, int Replica, int Size);

    public void Dispose() => _store.Dispose();

    [Fact]
    public void Every_pair_written_down_counts_once_in_every_replica()
    {
        var step = from kind in Gen.Frequency((6, Gen.Constant(0)), (5, Gen.Constant(1)), (2, Gen.Constant(2)), (1, Gen.Constant(3)), (1, Gen.Constant(4)))
                   from replica in Gen.Choose(0, Replicas - 1)
                   from size in Gen.Choose(1, 5)
                   select new Step(kind, replica, size);
        var steps = Gen.Choose(1, 40).SelectMany(count => step.ArrayOf(count)).ToArbitrary();
        Prop.ForAll(steps, Holds).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    private void Holds(Step[] steps)
    {
        Run("TRUNCATE evidence, evidence_replicas");
        var directory = Directory.CreateTempSubdirectory("clearbar-evidence-").FullName;
        var models = new Model[Replicas];
        for (var i = 0; i < Replicas; i++)
        {
            models[i] = new Model(Guid.NewGuid());
            Start(models[i], directory);
        }

        foreach (var step in steps)
        {
            Do(models[step.Replica], step, directory);
        }

        foreach (var model in models)
        {
            // A replica whose file was older than its rows takes its rows first.
            Exchange(model);
            Exchange(model);
        }

        foreach (var model in models)
        {
            Exchange(model);
            Assert.Equal(models.Sum(static m => m.Counted), model.Real.Haiku.Pairs);
            model.Real.Kill();
        }

        Directory.Delete(directory, recursive: true);
    }

    private void Do(Model model, Step step, string directory)
    {
        switch (step.Kind)
        {
            case 0:
                model.Real.Count(step.Size);
                model.Counted += step.Size;
                break;
            case 1:
                Exchange(model);
                break;
            case 2:
                Kill(model, directory);
                break;
            case 3:
                model.Real.LoseFile();
                model.Filed = 0;
                model.FiledVersion = 0;
                Kill(model, directory);
                break;
            default:
                // The server says no after the file was written.
                Run("ALTER TABLE evidence_replicas RENAME TO evidence_away");
                model.Real.Exchange();
                Run("ALTER TABLE evidence_away RENAME TO evidence_replicas");
                WroteFile(model);
                break;
        }
    }

    private void Kill(Model model, string directory)
    {
        model.Real.Kill();
        model.Counted = model.Filed;
        model.Seen = model.Filed;
        model.Version = model.FiledVersion;
        Start(model, directory);
    }

    private static void Exchange(Model model)
    {
        WroteFile(model);
        model.Real.Exchange();
        var isFirst = !model.HasMet;
        model.HasMet = true;
        if (isFirst && model.Version < model.StoredVersion)
        {
            model.Counted = model.Stored;
            model.Version = model.StoredVersion;
            model.Seen = -1;
            return;
        }

        model.Version += isFirst ? 1 : 0;
        model.FiledVersion = model.Version;

        (model.Stored, model.StoredVersion) = (model.Counted, model.Version);
    }

    private static void WroteFile(Model model)
    {
        model.Version += model.HasMet && model.Counted != model.Seen ? 1 : 0;
        model.Seen = model.Counted;
        (model.Filed, model.FiledVersion) = (model.Counted, model.Version);
    }

    private void Start(Model model, string directory)
    {
        // Never promoted: the counts are never set back.
        model.Real = LearningReplica.Start(_store.Address, model.Journal, directory, _clock, options: new OnlineOptions { MinimalPairs = int.MaxValue });
        model.HasMet = false;
    }

    private void Run(string sql)
    {
        using var connection = _store.Address.Connect();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    private sealed class Model(Guid journal)
    {
        public Guid Journal => journal;

        public LearningReplica Real { get; set; } = null!;

        public bool HasMet { get; set; }

        public int Counted { get; set; }

        public int Seen { get; set; }

        public long Version { get; set; }

        public int Filed { get; set; }

        public long FiledVersion { get; set; }

        public int Stored { get; set; }

        public long StoredVersion { get; set; }
    }
}
