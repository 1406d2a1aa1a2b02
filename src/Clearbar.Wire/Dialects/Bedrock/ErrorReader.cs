using System.Globalization;
using System.Text;
using System.Text.Json;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Dialects.Bedrock;

/// <summary>
/// Reads errors of the AWS REST-JSON protocol, as a response or as a stream's exception frame.
/// <code>
/// x-amzn-errortype = [ namespace "#" ] name [ ":" uri ]
/// error-body       = { "message" / "Message": string, ["__type" / "code": same as the header], *other }
/// </code>
/// Source: AWS REST-JSON 1 protocol, "operation error serialization": the name is what stands after "#" and before ":".
/// </summary>
internal static class ErrorReader
{
    /// <summary>Reads an error response; header first, then the body's name, then the status.</summary>
    public static GatewayError Read(int status, string? errorTypeHeader, ReadOnlySpan<byte> body)
    {
        var fields = default(Fields);
        try
        {
            fields = ReadFields(body);
        }
        catch (JsonException)
        {
            // Not JSON (a proxy's page): header and status tell the kind.
            fields = default;
        }

        var kind = ErrorTable.KindOf(Strip(errorTypeHeader)) ?? ErrorTable.KindOf(Strip(fields.Type)) ?? ErrorTable.KindOf(status);
        var message = string.IsNullOrEmpty(fields.Message)
            ? string.Create(CultureInfo.InvariantCulture, $"The upstream answered with status {status} and no readable message.")
            : fields.Message;
        return new GatewayError(kind, message);
    }

    /// <summary>Reads a modelled exception frame.</summary>
    /// <exception cref="JsonException">The payload is not JSON.</exception>
    public static GatewayError ReadException(ReadOnlySpan<byte> exceptionType, ReadOnlySpan<byte> payload) =>
        OfStream(Encoding.UTF8.GetString(exceptionType), ReadFields(payload).Message);

    /// <summary>Reads an unmodelled error frame, which has no payload: its headers say all.</summary>
    public static GatewayError ReadUnmodelled(ReadOnlySpan<byte> code, ReadOnlySpan<byte> message) =>
        OfStream(Encoding.UTF8.GetString(code), Encoding.UTF8.GetString(message));

    private static GatewayError OfStream(string name, string? message) => new(
        ErrorTable.KindOf(Strip(name)) ?? ErrorKind.UpstreamFailure,
        string.IsNullOrEmpty(message) ? "The upstream ended the stream with an error and no message." : message);

    private static string? Strip(string? name)
    {
        if (name is null)
        {
            return null;
        }

        var colon = name.IndexOf(':', StringComparison.Ordinal);
        name = colon < 0 ? name : name[..colon];
        return name[(name.IndexOf('#', StringComparison.Ordinal) + 1)..].Trim();
    }

    private static Fields ReadFields(ReadOnlySpan<byte> json)
    {
        var fields = default(Fields);
        var cursor = new JsonCursor(json);
        if (json.IsEmpty || !cursor.Read() || cursor.Token != JsonTokenType.StartObject)
        {
            return fields;
        }

        while (cursor.NextMember())
        {
            // Front-end layers write the member with a capital letter.
            if (cursor.Is("message"u8) || cursor.Is("Message"u8))
            {
                cursor.Read();
                fields.Message = cursor.TextOr(fields.Message);
            }
            else if (cursor.Is("__type"u8) || cursor.Is("code"u8))
            {
                cursor.Read();
                fields.Type = cursor.TextOr(fields.Type);
            }

            cursor.SkipAny();
        }

        return fields;
    }

    private record struct Fields(string? Type, string? Message);
}
