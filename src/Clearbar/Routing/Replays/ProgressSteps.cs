namespace Clearbar.Routing.Replays;

/// <summary>Tells somebody every few thousand items how far an enumeration is.</summary>
internal static class ProgressSteps
{
    private const int Stride = 4096;

    public static IEnumerable<T> Of<T>(IEnumerable<T> items, Action<int>? progress)
    {
        var since = 0;
        foreach (var item in items)
        {
            if (++since == Stride)
            {
                progress?.Invoke(since);
                since = 0;
            }

            yield return item;
        }

        progress?.Invoke(since);
    }
}
