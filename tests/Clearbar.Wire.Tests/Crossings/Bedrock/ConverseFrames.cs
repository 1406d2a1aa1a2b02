using System.Text;
using Clearbar.Wire.EventStream;

namespace Clearbar.Wire.Tests.Crossings.Bedrock;

/// <summary>Converse streams written by hand after the service model, one array per frame.</summary>
internal static class ConverseFrames
{
    private const string Usage = """{"usage":{"inputTokens":1,"outputTokens":6,"totalTokens":16,"cacheReadInputTokens":2,"cacheWriteInputTokens":7,"cacheDetails":[{"ttl":"1h","inputTokens":4},{"ttl":"5m","inputTokens":3}]},"metrics":{"latencyMs":12},"serviceTier":{"type":"priority"},"p":"abcd"}""";

    public static byte[][] Text =>
    [
        Frame("messageStart", """{"role":"assistant","p":"abc"}"""),
        Frame("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"Gr\u00fc"},"p":"a"}"""),
        Frame("contentBlockDelta", """{"p":"ab","delta":{"text":"ße \ud83d"},"contentBlockIndex":0}"""),
        Frame("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"\ude42"}}"""),
        Frame("contentBlockStop", """{"contentBlockIndex":0}"""),
        Frame("messageStop", """{"stopReason":"end_turn"}"""),
        Frame("metadata", Usage),
    ];

    public static byte[][] Tools =>
    [
        Frame("messageStart", """{"role":"assistant"}"""),
        Frame("contentBlockStart", """{"contentBlockIndex":1,"start":{"toolUse":{"toolUseId":"tooluse_1","name":"f"}}}"""),
        Frame("contentBlockDelta", """{"contentBlockIndex":1,"delta":{"toolUse":{"input":"{\"a\": "}}}"""),
        Frame("contentBlockDelta", """{"contentBlockIndex":1,"delta":{"toolUse":{"input":"1}"}}}"""),
        Frame("contentBlockStop", """{"contentBlockIndex":1}"""),
        Frame("contentBlockStart", """{"start":{"toolUse":{"name":"g","toolUseId":"tooluse_2"}},"contentBlockIndex":4}"""),
        Frame("contentBlockStop", """{"contentBlockIndex":4}"""),
        Frame("messageStop", """{"stopReason":"tool_use"}"""),
        Frame("metadata", Usage),
    ];

    /// <summary>Every kind of event, indexes that skip, blocks without a start, a block that is never stopped, events of no known type.</summary>
    public static byte[][] Everything =>
    [
        Frame("messageStart", """{"role":"assistant"}"""),
        Frame("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"hm"}}}"""),
        Frame("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"reasoningContent":{"signature":"Eq"}}}"""),
        Frame("contentBlockStop", """{"contentBlockIndex":0}"""),
        Frame("contentBlockDelta", """{"contentBlockIndex":1,"delta":{"reasoningContent":{"redactedContent":"b3Bh"}}}"""),
        Frame("contentBlockStop", """{"contentBlockIndex":1}"""),
        Frame("contentBlockStart", """{"contentBlockIndex":2,"start":{"toolResult":{"toolUseId":"t"}}}"""),
        Frame("contentBlockDelta", """{"contentBlockIndex":2,"delta":{"toolResult":[{"text":"r"}]}}"""),
        Frame("contentBlockStop", """{"contentBlockIndex":2}"""),
        Frame("somethingNew", """{"x":1}"""),
        Frame("contentBlockDelta", """{"contentBlockIndex":7,"delta":{"text":"a\u0062"}}"""),
        Frame("contentBlockDelta", """{"contentBlockIndex":7,"delta":{"citation":{"sourceContent":[{"text":"q"}],"location":{"documentPage":{"documentIndex":0,"start":1,"end":2}}}}}"""),
        Frame("contentBlockDelta", """{"contentBlockIndex":7,"delta":{"citation":{"location":{"web":{"url":"u"}}}}}"""),
        Frame("contentBlockStop", """{"contentBlockIndex":7}"""),
        Frame("contentBlockStart", """{"contentBlockIndex":8,"start":{"toolUse":{"toolUseId":"a.b","name":"f"}}}"""),
        Frame("contentBlockDelta", """{"contentBlockIndex":8,"delta":{"toolUse":{"input":"{}"}}}"""),
        Frame("messageStop", """{"stopReason":"guardrail_intervened"}"""),
        Frame("metadata", Usage),
    ];

    public static byte[] Frame(string type, string payload) =>
        Written.By(output => EventStreamWriter.WriteEvent(output, Encoding.UTF8.GetBytes(type), Encoding.UTF8.GetBytes(payload)));
}
