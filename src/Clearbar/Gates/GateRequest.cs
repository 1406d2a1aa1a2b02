using Clearbar.Gates.Citations;
using Clearbar.Gates.Tools;
using Clearbar.Wire;

namespace Clearbar.Gates;

/// <summary>
/// The request behind an answer, for gates that need it. Reads nothing until a gate asks, and each part at most once however many rungs are
/// gated. Belongs to one request, is used by one step at a time, and must not outlive the body's buffer.
/// </summary>
/// <param name="outline">What is known about the body.</param>
/// <param name="body">The body as the client sent it.</param>
/// <param name="tools">Compiled tool schemas of earlier requests.</param>
public sealed class GateRequest(RequestOutline outline, ReadOnlyMemory<byte> body, RequestToolsCache tools)
{
    private RequestTools? _tools;
    private QuotableText? _text;
    private bool? _forcesToolCall;

    public RequestOutline Outline => outline;

    public ReadOnlyMemory<byte> Body => body;

    /// <summary>The tools the request defines, with their compiled input schemas.</summary>
    public RequestTools Tools => _tools ??= tools.Of(outline, body.Span);

    /// <summary>The request forces the model to call a tool.</summary>
    public bool ForcesToolCall => _forcesToolCall ??= ToolChoice.ForcesCall(outline, body.Span);

    /// <summary>What an answer may quote: the text of system prompt, messages and documents.</summary>
    public QuotableText Text => _text ??= QuotableText.Read(outline, body.Span);
}
