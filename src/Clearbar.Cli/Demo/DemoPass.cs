namespace Clearbar.Cli.Demo;

/// <summary>One run over all test messages through the gateway.</summary>
/// <param name="Title">For people.</param>
/// <param name="Class">The class the requests name; the ledger is read by it.</param>
/// <param name="Model">The model the application asks for.</param>
/// <param name="RouteOff">The application pins its model: nothing is routed.</param>
/// <param name="Cache">The application marks its system prompt for the prompt cache.</param>
public sealed record DemoPass(string Title, string Class, string Model, bool RouteOff, bool Cache);

/// <summary>What came back for the messages answered on one path.</summary>
public sealed class DemoPathCount
{
    public int Answered { get; set; }

    public int Right { get; set; }
}

/// <summary>What one pass brought.</summary>
public sealed class DemoPassResult
{
    /// <summary>Counts by the rung that answered.</summary>
    public SortedDictionary<string, DemoPathCount> Rungs { get; } = new(StringComparer.Ordinal);

    public int Failed { get; set; }

    public string? FirstFailure { get; set; }

    public int Answered
    {
        get
        {
            var sum = 0;
            foreach (var count in Rungs.Values)
            {
                sum += count.Answered;
            }

            return sum;
        }
    }

    public int Right
    {
        get
        {
            var sum = 0;
            foreach (var count in Rungs.Values)
            {
                sum += count.Right;
            }

            return sum;
        }
    }

    public double Accuracy => Answered == 0 ? 0 : (double)Right / Answered;
}
