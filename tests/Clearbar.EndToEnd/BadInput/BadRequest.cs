using System.Text;

namespace Clearbar.EndToEnd.BadInput;

/// <summary>A request that must be refused, with what the refusal must say.</summary>
/// <param name="Body">As it goes over the wire.</param>
/// <param name="Says">What the message must name, so that the sender knows what to change.</param>
/// <param name="IsConverse">Which dialect the refusal speaks.</param>
public sealed record BadRequest(string Name, bool IsConverse, byte[] Body, int Status, string ErrorType, string Says)
{
    /// <summary>Stands in every prompt; must never stand in an answer.</summary>
    public const string Marker = "PROMPT-MARKER-7261";

    public string Method { get; init; } = "POST";

    public string Path { get; init; } = IsConverse ? "/model/sonnet/converse" : "/v1/messages";

    public string ContentType { get; init; } = "application/json";

    /// <summary>Further header lines, each ended.</summary>
    public string Headers { get; init; } = "";

    public bool Chunked { get; init; }

    public byte[] ToBytes()
    {
        var length = Chunked ? "transfer-encoding: chunked" : $"content-length: {Body.Length}";
        var head = Encoding.ASCII.GetBytes($"{Method} {Path} HTTP/1.1\r\nhost: gateway\r\ncontent-type: {ContentType}\r\n{Headers}{length}\r\n\r\n");
        return Chunked
            ? [.. head, .. Encoding.ASCII.GetBytes($"{Body.Length:x}\r\n"), .. Body, .. "\r\n0\r\n\r\n"u8]
            : [.. head, .. Body];
    }

    public override string ToString() => $"{(IsConverse ? "converse" : "messages")}: {Name}";
}
