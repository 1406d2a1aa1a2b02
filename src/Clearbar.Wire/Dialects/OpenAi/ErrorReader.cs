using System.Globalization;
using System.Text.Json;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Dialects.OpenAi;

/// <summary>
/// Reads an error of Chat Completions, as a body or as an event of a stream.
/// <code>
/// error-body = { "error": { "message", "type", "param", "code": string / integer / null } }     OpenAI, llama.cpp (integer: the status)
///            / { "error": string }                                                              Ollama
///            / { "object": "error", "message", "type", "code" } / { "detail": string }          vLLM and the framework below it
/// </code>
/// </summary>
internal static class ErrorReader
{
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

        var kind = ErrorTable.KindOfCode(fields.Code) ?? ErrorTable.KindOfType(fields.Type) ?? ErrorTable.KindOf(status);
        var message = string.IsNullOrEmpty(fields.Message)
            ? string.Create(CultureInfo.InvariantCulture, $"The upstream answered with status {status} and no readable message.")
            : fields.Message;
        return new GatewayError(kind, message) { ShouldRetry = kind == ErrorKind.BudgetExhausted ? false : null };
    }

    /// <summary>
    /// Reads an event's data as an error; null when it is none. <paramref name="isOwnShape"/>: it is the object that official clients
    /// throw.
    /// </summary>
    /// <exception cref="JsonException">The data is not JSON.</exception>
    public static GatewayError? ReadStreamError(ReadOnlySpan<byte> name, ReadOnlySpan<byte> json, out bool isOwnShape)
    {
        isOwnShape = false;
        var isNamed = name.SequenceEqual(Words.Error);
        if (!isNamed && json.IndexOf("\"error\""u8) < 0)
        {
            // Every shape of an error has this word, so chunks are not read twice. Inside a text its quotes would be escaped.
            return null;
        }

        var fields = ReadFields(json);
        isOwnShape = fields.Shape == Shape.Object;
        if (fields.Shape == Shape.None && !isNamed)
        {
            return null;
        }

        var kind = ErrorTable.KindOfCode(fields.Code) ?? ErrorTable.KindOfType(fields.Type)
            ?? (fields.Status is { } status ? ErrorTable.KindOf(status) : ErrorTable.KindOfSharedType(fields.Type));
        return new GatewayError(
            kind, string.IsNullOrEmpty(fields.Message) ? "The upstream ended the stream with an error and no message." : fields.Message);
    }

    private static Fields ReadFields(ReadOnlySpan<byte> json)
    {
        var outer = default(Fields);
        var inner = default(Fields);
        var cursor = new JsonCursor(json);
        if (json.IsEmpty || !cursor.Read() || cursor.Token != JsonTokenType.StartObject)
        {
            return outer;
        }

        while (cursor.NextMember())
        {
            if (cursor.Is(Words.Error))
            {
                cursor.Read();
                inner = ReadError(ref cursor);
            }
            else if (cursor.Is("object"u8))
            {
                cursor.Read();
                outer.Shape = cursor.Token == JsonTokenType.String && cursor.Is(Words.Error) ? Shape.Flat : outer.Shape;
            }
            else
            {
                ReadField(ref cursor, ref outer);
            }

            cursor.SkipAny();
        }

        return inner.Shape == Shape.None ? outer : inner;
    }

    private static Fields ReadError(ref JsonCursor cursor)
    {
        var fields = default(Fields);
        if (cursor.Token == JsonTokenType.String)
        {
            fields.Message = cursor.TextOrNull();
            fields.Shape = Shape.Flat;
        }

        if (cursor.Token != JsonTokenType.StartObject)
        {
            return fields;
        }

        fields.Shape = Shape.Object;
        while (cursor.NextMember())
        {
            ReadField(ref cursor, ref fields);
            cursor.SkipAny();
        }

        return fields;
    }

    private static void ReadField(ref JsonCursor cursor, ref Fields fields)
    {
        if (cursor.Is(Words.Message) || cursor.Is("detail"u8))
        {
            cursor.Read();
            fields.Message = cursor.TextOr(fields.Message);
        }
        else if (cursor.Is(Words.Type))
        {
            cursor.Read();
            fields.Type = cursor.TextOr(fields.Type);
        }
        else if (cursor.Is("code"u8))
        {
            cursor.Read();
            fields.Code = cursor.TextOrNull();
            fields.Status = cursor.TryGetInt64(out var status) && status is >= 100 and < 600 ? (int)status : null;
        }
    }

    private enum Shape : byte
    {
        None,
        Flat,
        Object,
    }

    private record struct Fields(string? Message, string? Type, string? Code, int? Status, Shape Shape);
}
