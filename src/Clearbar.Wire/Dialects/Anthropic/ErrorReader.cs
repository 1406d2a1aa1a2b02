using System.Globalization;
using System.Text.Json;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Dialects.Anthropic;

/// <summary>
/// Reads an error of the Messages dialect, as a body or as the data of an <c>error</c> event.
/// <code>
/// error-body = { "type": "error", "error": { "type", "message", ["details": { "error_code", ... }] }, "request_id" }
/// </code>
/// Source: Anthropic API reference, errors, 2026.
/// </summary>
internal static class ErrorReader
{
    // The account's own spend limit is told as 400 invalid_request_error with a message that begins so, its tier's as 429 with an error
    // code. Both mean that no retry helps, so they must not pass as a bad request or as a throttle.
    private const string SpendLimitMessage = "You have reached your specified";

    /// <summary>Reads an error body; the status decides where the body does not.</summary>
    public static GatewayError Read(int status, ReadOnlySpan<byte> body)
    {
        var fields = default(Fields);
        try
        {
            fields = ReadFields(body);
        }
        catch (JsonException)
        {
            // Not JSON (a proxy's page): the status alone tells the kind.
            fields = default;
        }

        var kind = ErrorTable.KindOf(fields.Type) ?? ErrorTable.KindOf(status);
        var message = string.IsNullOrEmpty(fields.Message)
            ? string.Create(CultureInfo.InvariantCulture, $"The upstream answered with status {status} and no readable message.")
            : fields.Message;
        return IsSpendLimit(fields)
            ? new GatewayError(ErrorKind.BudgetExhausted, message) { ShouldRetry = false }
            : new GatewayError(kind, message);
    }

    /// <summary>Reads the data of an <c>error</c> event.</summary>
    /// <exception cref="JsonException">The data is not JSON.</exception>
    public static GatewayError ReadStreamError(ReadOnlySpan<byte> json)
    {
        var fields = ReadFields(json);
        var message = string.IsNullOrEmpty(fields.Message) ? "The upstream ended the stream with an error and no message." : fields.Message;
        return new GatewayError(ErrorTable.KindOf(fields.Type) ?? ErrorKind.UpstreamFailure, message);
    }

    private static bool IsSpendLimit(Fields fields) =>
        fields.Code is "enforced_spend_limit_reached" or "contract_spend_limit_reached" or "ramp_limit_exceeded"
        || (fields.Message?.StartsWith(SpendLimitMessage, StringComparison.Ordinal) ?? false);

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
            var isError = cursor.Is(Words.Error);
            cursor.Read();
            if (isError && cursor.Token == JsonTokenType.StartObject)
            {
                fields = ReadError(ref cursor);
            }

            cursor.SkipAny();
        }

        return fields;
    }

    private static Fields ReadError(ref JsonCursor cursor)
    {
        var fields = default(Fields);
        while (cursor.NextMember())
        {
            if (cursor.Is(Words.Type))
            {
                cursor.Read();
                fields.Type = cursor.TextOrNull();
            }
            else if (cursor.Is(Words.Message))
            {
                cursor.Read();
                fields.Message = cursor.TextOrNull();
            }
            else if (cursor.Is("details"u8))
            {
                cursor.Read();
                fields.Code = ReadCode(ref cursor);
            }

            cursor.SkipAny();
        }

        return fields;
    }

    private static string? ReadCode(ref JsonCursor cursor)
    {
        string? code = null;
        if (cursor.Token != JsonTokenType.StartObject)
        {
            return code;
        }

        while (cursor.NextMember())
        {
            var isCode = cursor.Is("error_code"u8);
            cursor.Read();
            code = isCode ? cursor.TextOrNull() : code;
            cursor.SkipAny();
        }

        return code;
    }

    private record struct Fields(string? Type, string? Message, string? Code);
}
