using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Clearbar.Pricing.Cases;

/// <summary>
/// Answers worked cost cases, one JSON object per line. Reads the question only: members such as <c>expect</c> are never looked at.
/// </summary>
/// <param name="book">Where prices come from.</param>
public sealed class CaseRunner(PriceBook book)
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly RequestCases _requests = new(book);
    private readonly BedrockCases _bedrock = new(book);

    // case = { id, kind, … }; what follows depends on the kind and is described at the method that reads it.

    /// <summary>Answers the case on one line of a file.</summary>
    public CaseAnswer Answer(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        try
        {
            using var document = JsonDocument.Parse(line);
            return Answer(document.RootElement);
        }
        catch (JsonException exception)
        {
            return Refuse(default, new PriceError(PriceErrorCode.InvalidCase, $"the line is not JSON: {exception.Message}"));
        }
    }

    private static CaseAnswer Refuse(JsonElement question, PriceError error) =>
        new(Write(question, (json, _) => CaseWriter.WriteError(json, error)), error);

    private static string Write(JsonElement question, Action<Utf8JsonWriter, JsonElement> writeResult)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, s_options))
        {
            json.WriteStartObject();
            json.WriteString("id", UsagePayloads.TextOf(question, "id"));
            writeResult(json, question);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    // A kind's writer may find out half-way that there is no price; what it has written by then is dropped with its buffer.
    private CaseAnswer Answer(JsonElement question)
    {
        try
        {
            return new CaseAnswer(Write(question, WriterOf(UsagePayloads.TextOf(question, "kind"))), Error: null);
        }
        catch (CaseException exception)
        {
            return Refuse(question, exception.Error);
        }
        catch (FormatException exception)
        {
            return Refuse(question, new PriceError(PriceErrorCode.InvalidCase, exception.Message));
        }
        catch (OverflowException)
        {
            return Refuse(question, new PriceError(PriceErrorCode.InvalidUsage, "the amount is too large to be a real charge"));
        }
    }

    private Action<Utf8JsonWriter, JsonElement> WriterOf(string? kind) => kind switch
    {
        "request" => _requests.WriteRequest,
        "sum" => _requests.WriteSum,
        "compare" => _requests.WriteCompare,
        "batch-results" => _requests.WriteBatchResults,
        "ccu-hours" => _requests.WriteCcuHours,
        "raw" => _requests.WriteRaw,
        "log" => _requests.WriteLog,
        "reserved" => _bedrock.WriteReserved,
        "provisioned" => BedrockCases.WriteProvisioned,
        "aws-line" => _bedrock.WriteAwsLine,
        _ => throw new CaseException(new PriceError(PriceErrorCode.UnknownKind, $"the kind \"{kind}\" is not known")),
    };
}
