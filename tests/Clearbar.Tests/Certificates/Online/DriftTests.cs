using Clearbar.Certificates.Online;

namespace Clearbar.Tests.Certificates.Online;

public sealed class DriftTests
{
    private const string Certificate = "tickets/opus/haiku/0.1";

    [Theory]
    [InlineData(ServedSignal.GateFailed, "failed gates")]
    [InlineData(ServedSignal.OddStop, "refusals")]
    [InlineData(ServedSignal.LengthOff, "answer lengths")]
    [InlineData(ServedSignal.BadOutcome, "reported as bad")]
    public void A_rate_that_jumps_rolls_back_to_the_reference_and_says_which(ServedSignal signal, string said)
    {
        for (var run = 0; run < 20; run++)
        {
            var random = new Random(run);
            var book = PolicyBookTests.Promoted();
            Serve(book, random, signal, rate: 0.03, requests: 1500);
            Assert.NotNull(book.PolicyOf("tickets", "opus"));
            Serve(book, random, signal, rate: 0.3, requests: 150);

            Assert.Null(book.PolicyOf("tickets", "opus"));
            var back = book.Events.Single(static e => e.Kind == PolicyEventKind.RolledBack);
            Assert.Contains(said, back.Why, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_steady_rate_rings_no_alarm_in_most_classes()
    {
        var rang = 0;
        for (var run = 0; run < 200; run++)
        {
            var book = PolicyBookTests.Promoted();
            Serve(book, new Random(run), ServedSignal.OddStop, rate: 0.05, requests: 2000);
            rang += book.PolicyOf("tickets", "opus") is null ? 1 : 0;
        }

        Assert.InRange(rang, 0, 4);
    }

    [Fact]
    public void What_an_earlier_policy_served_rings_no_alarm_of_this_one()
    {
        var book = PolicyBookTests.Promoted();
        for (var i = 0; i < 3000; i++)
        {
            book.Observe(new ServedObservation
            {
                Class = "tickets", Reference = "opus", CertificateId = "tickets/opus/haiku/0.0", BadOutcome = i > 1000,
            });
        }

        Assert.NotNull(book.PolicyOf("tickets", "opus"));
    }

    [Fact]
    public void Templates_that_changed_for_the_most_part_start_the_class_anew()
    {
        var book = PolicyBookTests.Promoted();
        book.Open(Worlds.Tickets with { Templates = ["a", "b", "c"] });
        book.Open(Worlds.Tickets with { Templates = ["a", "b", "d"] });
        Assert.NotNull(book.PolicyOf("tickets", "opus"));
        book.Open(Worlds.Tickets with { Templates = ["a", "e", "f"] });
        Assert.Null(book.PolicyOf("tickets", "opus"));
        Assert.Contains(book.Events, static e => e is { Kind: PolicyEventKind.Restarted, Why: "the prompt templates changed" });
    }

    private static void Serve(PolicyBook book, Random random, ServedSignal signal, double rate, int requests)
    {
        for (var i = 0; i < requests; i++)
        {
            var hit = random.NextDouble() < rate;
            book.Observe(new ServedObservation
            {
                Class = "tickets",
                Reference = "opus",
                CertificateId = Certificate,
                GateFailed = signal == ServedSignal.GateFailed ? hit : null,
                OddStop = signal == ServedSignal.OddStop ? hit : null,
                LengthRatio = signal == ServedSignal.LengthOff ? hit ? 3 : 1.1 : null,
                BadOutcome = signal == ServedSignal.BadOutcome ? hit : null,
            });
        }
    }
}
