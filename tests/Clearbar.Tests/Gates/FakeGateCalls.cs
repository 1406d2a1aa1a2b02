using System.Text;
using Clearbar.Gates;
using Clearbar.Gates.Tools;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Tests.Gates;

/// <summary>Calls that cost nothing: answers are given in advance, what was asked is kept.</summary>
internal sealed class FakeGateCalls : IGateCalls
{
    public const string Body = """{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"Is the parcel there?"}]}""";

    public GateQuestion Question { get; init; } = new()
    {
        RequestId = "req_1",
        Class = "parcels",
        Rung = "haiku",
        Model = "claude-secret-model",
        Request = Request(Body),
    };

    public IReadOnlyList<Answer> Samples { get; init; } = [];

    public Answer? Opinion { get; init; }

    public int Sampled { get; private set; }

    public List<(Tier Tier, string Body)> Asked { get; } = [];

    public static GateRequest Request(string body, WireDialect? dialect = null) =>
        (dialect ?? WireDialects.Anthropic).TryReadRequest(Encoding.UTF8.GetBytes(body), "m", false, out var outline, out var fault)
            ? new GateRequest(outline, Encoding.UTF8.GetBytes(body), new RequestToolsCache())
            : throw new InvalidOperationException(fault.ToString());

    public ValueTask<IReadOnlyList<Answer>> SampleAsync(int count, CancellationToken cancellation)
    {
        Sampled += count;
        return ValueTask.FromResult<IReadOnlyList<Answer>>([.. Samples.Take(count)]);
    }

    public ValueTask<Answer?> AskAsync(Tier tier, ReadOnlyMemory<byte> messagesBody, CancellationToken cancellation)
    {
        Asked.Add((tier, Encoding.UTF8.GetString(messagesBody.Span)));
        return ValueTask.FromResult(Opinion);
    }
}
