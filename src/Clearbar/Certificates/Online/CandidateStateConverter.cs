using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clearbar.Certificates.Online;

/// <summary>Writes a candidate's counts as plain members, and checks them on the way back.</summary>
internal sealed class CandidateStateConverter : JsonConverter<CandidateState>
{
    public override CandidateState Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (JsonSerializer.Deserialize<Members>(ref reader, options) is not { Tally: { } counts, Signals: { } signals } members)
        {
            throw new JsonException("a candidate without tally or signals");
        }

        if (signals.Count != CandidateState.SignalCount || signals.Any(static s => s.Hits < 0 || s.Seen < s.Hits)
            || members.Step < 0 || members.Costs.Pairs < 0 || ((members.Step & 1) != 0) != (members.Grant is not null))
        {
            throw new JsonException("a candidate whose counts contradict each other");
        }

        members.Grant?.Promise.Checked();
        var tally = new PairedTally();
        foreach (var (difference, count) in counts)
        {
            tally.Add(difference, count);
        }

        return CandidateState.Of(members.Step, tally, members.Costs, signals, members.Grant, members.Move);
    }

    public override void Write(Utf8JsonWriter writer, CandidateState value, JsonSerializerOptions options)
        => JsonSerializer.Serialize(
            writer,
            new Members(
                value.Step, new SortedDictionary<int, long>(value.Tally.Counts.ToDictionary()), value.Costs, value.Signals, value.Grant, value.Move),
            options);

    private sealed record Members(
        int Step, SortedDictionary<int, long>? Tally, CostSums Costs, IReadOnlyList<RateCount>? Signals, Grant? Grant, PolicyMove? Move);
}
