using Clearbar.Ledger;
using Clearbar.Pricing;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Tests.Dashboard;

/// <summary>Writes requests of a small company's day into a ledger: the same ones for the same seed.</summary>
public sealed class Traffic(ILedger ledger, int seed)
{
    public const string Haiku = "claude-haiku-5-5";
    public const string Sonnet = "claude-sonnet-5-5";
    public const string Opus = "claude-opus-5-5";

    private readonly Random _random = new(seed);
    private readonly BookPricer _pricer = new();
    private int _request;

    /// <summary>Where upstream attempts are said to be made.</summary>
    public Surface Surface { get; init; } = Surface.Emulator;

    /// <summary>The gateway's own time that is claimed; zero says that nobody measured it.</summary>
    public double GatewayMs { get; init; }

    /// <summary>Spreads requests of four classes over a stretch of time, more of them by day.</summary>
    public void Spread(DateTimeOffset from, TimeSpan length, int requests)
    {
        for (var i = 0; i < requests; i++)
        {
            var at = from + (length * ((i + _random.NextDouble()) / requests));
            if (_random.NextDouble() > 0.35 + (0.65 * Math.Sin(at.TimeOfDay.TotalDays * Math.PI)))
            {
                continue;
            }

            switch (_random.Next(10))
            {
                case < 5:
                    Intent(at);
                    break;
                case < 7:
                    Ladder(at, "invoice-extraction", "billing-job", 0.93, new TokenUsage(900 + _random.Next(900), 2_400, 0, 0, 260));
                    break;
                case < 9:
                    Ladder(at, "support-reply", "web-app", 0.81, new TokenUsage(400 + _random.Next(600), 3_100, 300, 0, 380));
                    break;
                default:
                    var contract = new TokenUsage(3_000 + _random.Next(4_000), 0, 0, 1_200, 900);
                    Ladder(at, "contract-review", "legal-tool", 0.72, contract, first: 1);
                    break;
            }
        }
    }

    /// <summary>One attempt, opened and settled; its charge is the price book's.</summary>
    public Usd Attempt(
        DateTimeOffset at,
        string request,
        string className,
        string key,
        string rung,
        string? model,
        TokenUsage usage,
        EntryOutcome outcome = EntryOutcome.Accepted,
        int attempt = 1)
    {
        var id = Guid.CreateVersion7(at);
        var local = model is null;
        var cost = Usd.Zero;
        if (model is not null && !_pricer.TryPrice(model, DateOnly.FromDateTime(at.UtcDateTime), usage, out cost))
        {
            throw new InvalidOperationException($"The price book has no price for {model}.");
        }

        ledger.Open(new OpenedEntry
        {
            EntryId = id,
            RequestId = request,
            Attempt = attempt,
            OpenedAt = at,
            Class = className,
            Rung = rung,
            Deployment = local ? "local" : "emulator",
            Surface = local ? Surface.Local : Surface,
            Model = model ?? "local",
            AskedModel = "auto",
            Dialect = Dialect.Anthropic,
            Stream = false,
            KeyId = key,
            Ceiling = new Usd(0.02m),
        });
        ledger.Settle(new SettledEntry
        {
            EntryId = id,
            SettledAt = at.AddMilliseconds(700),
            Outcome = outcome,
            Status = 200,
            Usage = local ? default : usage,
            UsageIsFinal = true,
            Cost = cost,
            PriceStatus = PriceStatus.Exact,
            FirstByteMs = local ? 0 : 300,
            TotalMs = local ? 0.1 : 700,
            GatewayMs = GatewayMs,
            Avoided = local ? usage : null,
        });
        return cost;
    }

    private void Intent(DateTimeOffset at)
    {
        const string Class = "banking-intent";
        var usage = new TokenUsage(610 + _random.Next(80), 0, 0, 0, 22);
        if (_random.NextDouble() < 0.58)
        {
            Attempt(at, $"req-{_request++}", Class, "web-app", "local", null, usage);
            return;
        }

        Ladder(at, Class, "web-app", 0.88, usage);
    }

    private void Ladder(DateTimeOffset at, string className, string key, double pass, TokenUsage usage, int first = 0)
    {
        var request = $"req-{_request++}";
        (string Rung, string Model)[] ladder = [("haiku", Haiku), ("sonnet", Sonnet), ("sonnet+thinking", Sonnet), ("opus", Opus)];
        for (var i = first; i < ladder.Length; i++)
        {
            var passes = i == ladder.Length - 1 || _random.NextDouble() < pass + ((i - first) * 0.1);
            var read = ladder[i].Rung == "sonnet+thinking" ? usage with { Output = usage.Output * 3 } : usage;
            var outcome = passes ? EntryOutcome.Accepted : EntryOutcome.Escalated;
            Attempt(at.AddMilliseconds(i * 900), request, className, key, ladder[i].Rung, ladder[i].Model, read, outcome, i - first + 1);
            if (passes)
            {
                return;
            }
        }
    }
}
