using Clearbar.Routing.Policies;

namespace Clearbar.Tests.Routing.Policies;

/// <summary>Recorded requests made up for tests.</summary>
internal static class Recorded
{
    public static readonly string[] Ladder = ["haiku", "sonnet", "opus"];

    /// <summary>A request whose rungs cost 1, 4 and 10.</summary>
    public static RecordedRequest Request(double haiku, double sonnet, double opus, bool haikuPasses = true, string text = "", string name = "a")
        => new()
        {
            Id = "r",
            Class = name,
            Text = text,
            Rungs =
            [
                new RungOutcome { Score = haiku, Cost = 1, GatePassed = haikuPasses, Answer = haiku > 0 ? "x" : "y" },
                new RungOutcome { Score = sonnet, Cost = 4, GatePassed = true, Answer = sonnet > 0 ? "x" : "z" },
                new RungOutcome { Score = opus, Cost = 10, GatePassed = true, Answer = opus > 0 ? "x" : "w" },
            ],
        };

    public static List<RecordedRequest> Draw(Random random, int count, double lossRate, double winRate)
    {
        var requests = new List<RecordedRequest>(count);
        for (var i = 0; i < count; i++)
        {
            var draw = random.NextDouble();
            var (haiku, opus) = draw < lossRate ? (0, 1) : draw < lossRate + winRate ? (1, 0) : (1, 1);
            requests.Add(Request(haiku, haiku, opus));
        }

        return requests;
    }
}
