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
            return Write(default, json: static (_, _) => { }, new PriceError(PriceErrorCode.InvalidCase, $"the line is not JSON: {exception.Message}"));
        }
    }

    private static CaseAnswer Write(JsonElement question, Action<Utf8JsonWriter, JsonElement> json, PriceError? error)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, s_options))
        {
            writer.WriteStartObject();
            writer.WriteString("id", UsagePayloads.TextOf(question, "id"));
            if (error is null)
            {
                json(writer, question);
            }
            else
            {
                CaseWriter.WriteError(writer, error);
            }

            writer.WriteEndObject();
        }

        return new CaseAnswer(Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length), error);
    }

    private CaseAnswer Answer(JsonElement question)
    {
        try
        {
            return Write(question, WriterOf(UsagePayloads.TextOf(question, "kind")), error: null);
        }
        catch (CaseException exception)
        {
            return Write(question, json: static (_, _) => { }, exception.Error);
        }
        catch (FormatException exception)
        {
            return Write(question, json: static (_, _) => { }, new PriceError(PriceErrorCode.InvalidCase, exception.Message));
        }
        catch (OverflowException)
        {
            return Write(
                question, json: static (_, _) => { }, new PriceError(PriceErrorCode.InvalidUsage, "the amount is too large to be a real charge"));
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
