using Clearbar.Configuration.Postgres;
using Clearbar.Tests.Ledger;

namespace Clearbar.Tests.Configuration.Postgres;

/// <summary>The history of configurations in the database.</summary>
public sealed class ConfigurationVersionsTests : IDisposable
{
    private readonly PostgresUnderTest _database = new();

    private ConfigurationVersions Versions => new(_database.Address, TimeProvider.System);

    [Fact]
    public void Every_push_is_a_version_and_going_back_is_one_too()
    {
        Assert.Equal(1, Versions.Push("{ } // one", "a@b").Version);
        Assert.Equal(2, Versions.Push("{ } // two", "a@b").Version);
        var back = Versions.Push(Versions.Find(1)!.Text, "c@d", restores: 1);

        Assert.Equal((3L, "{ } // one", "c@d", 1L), (back.Version, back.Text, back.PushedBy, back.Restores));
        Assert.Equal(back, Versions.Newest());
        Assert.Equal([3, 2, 1], Versions.List().Select(version => version.Version));
        Assert.Null(Versions.Find(4));
    }

    [Fact]
    public void The_text_in_force_is_not_pushed_again()
    {
        var first = Versions.Push("{}", "a@b");

        Assert.Equal(first, Versions.Push("{}", "c@d"));
        Assert.Single(Versions.List());
    }

    [Fact]
    public void Those_who_push_at_the_same_time_come_one_after_another()
    {
        Parallel.For(0, 8, i => Versions.Push($"{{}} // {i}", "a@b"));

        Assert.Equal(Enumerable.Range(1, 8).Reverse().Select(i => (long)i), Versions.List().Select(version => version.Version));
    }

    [Fact]
    public void Reading_where_nothing_was_pushed_makes_no_tables()
    {
        Assert.Null(Versions.Newest());
        Assert.Empty(Versions.List());

        Assert.Equal(0, _database.Number($"SELECT COUNT(*) FROM pg_namespace WHERE nspname = '{_database.Address.Schema}'"));
    }

    public void Dispose() => _database.Dispose();
}
