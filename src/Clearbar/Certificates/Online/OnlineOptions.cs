namespace Clearbar.Certificates.Online;

/// <summary>How online certification behaves. The promise itself belongs to each class's setup.</summary>
public sealed record OnlineOptions
{
    /// <summary>Pairs before a candidate may be promoted, whatever the evidence says.</summary>
    public int MinimalPairs { get; init; } = 50;

    /// <summary>Pairs before a measured ratio of costs is believed.</summary>
    public int MinimalCostPairs { get; init; } = 10;

    /// <summary>Served requests from which it is learned what is usual; the alarms ring for more than that.</summary>
    public int BaselineRequests { get; init; } = 200;

    /// <summary>
    /// A false alarm about once in one over this many served requests per class, over all signals together, were every rate exactly at its
    /// bound.
    /// </summary>
    public double AlarmRate { get; init; } = 1e-4;

    /// <summary>The same for the alarm on the paired gap, per pair.</summary>
    public double GapAlarmRate { get; init; } = 1e-3;

    /// <summary>A policy is left for another granted one only when that costs at least this part less.</summary>
    public double WorthSwitching { get; init; } = 0.02;

    /// <summary>Evidence starts anew when fewer than this part of all templates (old and new) is shared.</summary>
    public double SharedTemplates { get; init; } = 0.5;

    /// <summary>
    /// Several replicas count together: promoted is on what all have stored and nothing else, so that all their looks are looks at one growing
    /// sequence of pairs.
    /// </summary>
    public bool IsShared { get; init; }

    /// <summary>Events kept.</summary>
    public int MostEvents { get; init; } = 500;
}
