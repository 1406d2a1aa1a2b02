using Clearbar.Certificates.Online;

namespace Clearbar.Tests.Certificates.Online;

/// <summary>
/// The promise by simulation, as <see cref="ValidityTests"/>, with three replicas that learn together: each looks after every pair of its own and at every
/// exchange, exchanges come at random moments, and still at most delta of the classes are ever given a false certificate by any of them.
/// </summary>
public sealed class SharedValidityTests
{
    private const int Runs = 200;
    private const int Replicas = 3;
    private const int MostFalse = 20 + 13;

    [Theory]
    [InlineData(0.07)]
    [InlineData(0.20)]
    public void At_a_gap_of_exactly_epsilon_hardly_any_class_is_promoted_by_any_replica(double discordant)
    {
        var promoted = 0;
        for (var run = 0; run < Runs; run++)
        {
            promoted += PairsUntilPromoted(run, gap: 0.05, discordant, most: 1200) is null ? 0 : 1;
        }

        Assert.InRange(promoted, 0, MostFalse);
    }

    [Fact]
    public void Without_a_gap_the_pairs_of_all_promote_as_soon_as_those_of_one_would()
    {
        var needed = Enumerable.Range(0, Runs).Select(static run => PairsUntilPromoted(run, gap: 0, discordant: 0.05, most: 1500) ?? int.MaxValue).Order().ToList();
        Assert.InRange(needed[100], 50, 280);
        Assert.InRange(needed[180], 50, 850);
    }

    [Fact]
    public void A_replica_alone_never_promotes_before_an_exchange()
    {
        var book = Worlds.Book(new OnlineOptions { IsShared = true });
        book.Open(Worlds.Tickets);
        for (var i = 0; i < 500; i++)
        {
            book.Record(Worlds.Pair(1, 1));
        }

        book.Join(BookState.Empty);
        Assert.Null(book.PolicyOf("tickets", "opus"));
        book.Join(BookState.Empty, book.Snapshot());
        Assert.NotNull(book.PolicyOf("tickets", "opus"));
    }

    [Fact]
    public void Pairs_counted_since_the_exchange_do_not_promote()
    {
        var book = Worlds.Book(new OnlineOptions { IsShared = true });
        book.Open(Worlds.Tickets);
        var stored = book.Snapshot();
        for (var i = 0; i < 500; i++)
        {
            book.Record(Worlds.Pair(1, 1));
        }

        book.Join(BookState.Empty, stored);
        Assert.Null(book.PolicyOf("tickets", "opus"));
    }

    private static int? PairsUntilPromoted(int seed, double gap, double discordant, int most)
    {
        var random = new Random(seed);
        var books = new PolicyBook[Replicas];
        var stored = new BookState[Replicas];
        for (var i = 0; i < Replicas; i++)
        {
            books[i] = Worlds.Book(new OnlineOptions { IsShared = true });
            books[i].Open(Worlds.Tickets);
            stored[i] = BookState.Empty;
        }

        for (var pair = 1; pair <= most; pair++)
        {
            var replica = random.Next(Replicas);
            books[replica].Record(Worlds.Draw(random, gap, discordant));
            if (random.Next(10) == 0)
            {
                var turn = random.Next(Replicas);
                stored[turn] = books[turn].Snapshot();
                var others = stored.Where((_, i) => i != turn).Aggregate(BookState.Empty, static (sum, state) => BookState.Merge(sum, state));
                books[turn].Join(others, stored[turn]);
            }

            if (books.Any(static book => book.PolicyOf("tickets", "opus") is not null))
            {
                return pair;
            }
        }

        return null;
    }
}
