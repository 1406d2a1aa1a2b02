using Clearbar.Certificates;
using Clearbar.Certificates.Online;

namespace Clearbar.Tests.Certificates.Online;

public sealed class ImportTests
{
    [Fact]
    public void A_granted_offline_certificate_serves_with_its_own_promise_and_is_taken_over_once()
    {
        var book = Worlds.Book();
        Assert.Empty(book.Import(FileOf(Offline)));
        book.Open(Worlds.Tickets);
        var policy = book.PolicyOf("tickets", "opus");
        Assert.NotNull(policy);
        Assert.Equal(new Promise(0.02, 0.05), policy.Promise);
        Assert.Equal("sample.jsonl@2026-11-01T00:00:00Z/haiku", policy.CertificateId);

        for (var i = 0; i < 100 && book.PolicyOf("tickets", "opus") is not null; i++)
        {
            book.Record(Worlds.Pair(1, i % 2));
        }

        Assert.Null(book.PolicyOf("tickets", "opus"));
        Assert.Empty(book.Import(FileOf(Offline)));
        Assert.Null(book.PolicyOf("tickets", "opus"));
        Assert.Empty(book.Import(FileOf(Offline) with { CreatedAt = new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero) }));
        Assert.NotNull(book.PolicyOf("tickets", "opus"));
    }

    [Fact]
    public void A_certificate_for_a_policy_the_gateway_cannot_run_is_refused_by_name()
    {
        var book = Worlds.Book();
        book.Open(Worlds.Tickets);
        var refused = Assert.Single(book.Import(FileOf(Offline with { Policy = "planned" })));
        Assert.Contains("\"planned\" is not one of the policies", refused, StringComparison.Ordinal);
        Assert.Null(book.PolicyOf("tickets", "opus"));
    }

    [Fact]
    public void A_certificate_that_was_not_granted_serves_nothing()
    {
        var book = Worlds.Book();
        book.Open(Worlds.Tickets);
        Assert.Single(book.Import(FileOf(Offline with { Granted = false })));
        Assert.Null(book.PolicyOf("tickets", "opus"));
    }

    [Fact]
    public void An_offline_grant_that_saves_nothing_is_not_served()
    {
        var book = Worlds.Book();
        book.Open(Worlds.Tickets);
        Assert.Empty(book.Import(FileOf(Offline with { Saving = -0.1 })));
        Assert.Null(book.PolicyOf("tickets", "opus"));
    }

    private static Certificate Offline { get; } = new()
    {
        Class = "tickets",
        Policy = "haiku",
        Reference = "opus",
        Promise = new Promise(0.02, 0.05),
        Granted = true,
        Method = "exact-score",
        PValue = 0.01,
        Pairs = 800,
        Losses = 10,
        Wins = 12,
        Gap = -0.0025,
        GapInterval = new Interval(-0.01, 0.01),
        Saving = 0.8,
        SavingInterval = new Interval(0.75, 0.85),
    };

    private static CertificateFile FileOf(Certificate certificate) => new()
    {
        Sample = "sample.jsonl",
        CreatedAt = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero),
        Certificates = [certificate],
    };
}
