using System.Globalization;
using System.Text;

namespace Clearbar.Wire.Tests.Streams;

/// <summary>Feeds a stream to a reader in pieces as a relay does, and keeps what a relay would have done and known at the end.</summary>
internal sealed record StreamRun(string Facts, int Relayed, int RelayedBeforeLast, AnswerStreamReader Reader)
{
    /// <summary>Feeds <paramref name="bytes"/> cut at the given positions (ascending); checks the relay contract on the way.</summary>
    public static StreamRun Feed(AnswerStreamReader reader, byte[] bytes, params int[] cuts)
    {
        var start = 0;
        var relayed = 0;
        var beforeLast = 0;
        var lastCame = false;
        foreach (var end in cuts.Append(bytes.Length))
        {
            Assert.True(end >= start);
            var (complete, before) = reader.Read(bytes.AsSpan(relayed, end - relayed));
            Assert.InRange(before, 0, complete);
            Assert.InRange(relayed + complete, relayed, end);
            if (lastCame)
            {
                Assert.Equal(0, before);
            }

            beforeLast += before;
            lastCame |= before < complete;
            relayed += complete;
            start = end;
        }

        Assert.Equal(lastCame, reader.IsComplete || (reader.Error is not null && reader.ErrorIsRelayable));
        return new StreamRun(Describe(reader), relayed, beforeLast, reader);
    }

    private static string Describe(AnswerStreamReader reader)
    {
        var answer = reader.ToAnswer();
        var facts = new StringBuilder();
        facts.AppendLine(CultureInfo.InvariantCulture, $"{reader.IsComplete} {reader.HasContent} {reader.Error} {reader.ErrorIsRelayable} {reader.Usage}");
        facts.AppendLine(CultureInfo.InvariantCulture, $"{answer.MessageId} {answer.Model} {answer.StopReason} {answer.HasThinking}");
        facts.AppendLine(CultureInfo.InvariantCulture, $"{answer.Usage} {answer.UsageIsFinal} {answer.ServiceTier} {answer.Speed} {answer.InferenceGeo}");
        facts.AppendLine(answer.Text).AppendJoin('|', answer.ToolCalls);
        return facts.ToString();
    }
}
