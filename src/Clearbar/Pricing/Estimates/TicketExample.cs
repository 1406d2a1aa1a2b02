using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Pricing.Estimates;

/// <summary>
/// A published example, recomputed: "10,000 support tickets of about 3,700 tokens on Haiku 4.5 for about $37". The page states no split
/// into
/// input and output; the figure holds under one only.
/// </summary>
/// <remarks>
/// Sources: the public page "Bedrock Claude Pricing" (its sources read 2026-05-29) for 37.00; the Anthropic pricing page, which printed
/// 22.20 for
/// the same example with Sonnet 4.5 and 37.00 with Opus 4.6 (copies of 2026-03 and earlier).
/// </remarks>
public sealed class TicketExample
{
    public const long Tickets = 10_000;

    public const long TokensPerTicket = 3_700;

    public const decimal PublishedUsd = 37m;

    private const string Haiku = "claude-haiku-4-5";

    // The day the page's sources were read: its prices are the ones the example used.
    private static readonly DateOnly s_date = new(2026, 5, 29);

    private static readonly int[] s_outputPercents = [0, 5, 10, 20, 25, 35, 50];

    /// <exception cref="PriceBookException">The book lacks a model of the example.</exception>
    public TicketExample(PriceBook book)
    {
        ArgumentNullException.ThrowIfNull(book);
        var now = Card(book, Haiku, batch: false);
        var batch = Card(book, Haiku, batch: true);
        var splits = new List<TicketSplit>();
        foreach (var percent in s_outputPercents)
        {
            var output = TokensPerTicket * percent / 100;
            splits.Add(new TicketSplit(percent, TokensPerTicket - output, output, Cost(now, output), Cost(batch, output)));
        }

        Splits = splits;
        TrueOutputNow = OutputFor(now);
        TrueOutputBatch = OutputFor(batch);
        Elsewhere =
        [
            Figure(book, "claude-sonnet-4-5", 22.20m),
            Figure(book, "claude-opus-4-6", 37.00m),
        ];
        HaikuAtThatReading = new Usd(Elsewhere[0].ImpliedInputMillions * now.PerMillion(ChargeItem.Input)!.Value);
    }

    public static DateOnly Date => s_date;

    /// <summary>The month under several splits, answered at once and in a batch.</summary>
    public IReadOnlyList<TicketSplit> Splits { get; }

    /// <summary>Output tokens per ticket at which 37 dollars is exact, answered at once.</summary>
    public decimal TrueOutputNow { get; }

    /// <summary>The same in a batch.</summary>
    public decimal TrueOutputBatch { get; }

    /// <summary>Figures printed elsewhere for the same example with other models.</summary>
    public IReadOnlyList<TicketFigure> Elsewhere { get; }

    /// <summary>What Haiku 4.5 would cost at the reading that the other figures imply.</summary>
    public Usd HaikuAtThatReading { get; }

    private static RateCard Card(PriceBook book, string model, bool batch) =>
        book.TryFindRate(new RateQuery(Surface.AnthropicApi, model, s_date) { Batch = batch }, out var card, out var error)
            ? card
            : throw new PriceBookException(error.Message);

    private static Usd Cost(RateCard card, long output) =>
        new(Tickets * card.Charge(new TokenUsage(TokensPerTicket - output, 0, 0, 0, output)).Amount);

    // published = tickets × ((tokens − output) × in + output × out), solved for output
    private static decimal OutputFor(RateCard card)
    {
        var input = card.PerMillion(ChargeItem.Input)!.Value;
        var output = card.PerMillion(ChargeItem.Output)!.Value;
        return ((PublishedUsd * 1_000_000m / Tickets) - (TokensPerTicket * input)) / (output - input);
    }

    private static TicketFigure Figure(PriceBook book, string model, decimal printed)
    {
        var card = Card(book, model, batch: false);
        return new TicketFigure(card.ModelId, new Usd(printed), printed / card.PerMillion(ChargeItem.Input)!.Value, Cost(card, 0));
    }
}
