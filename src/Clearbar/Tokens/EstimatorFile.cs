using System.Text.Json;

namespace Clearbar.Tokens;

/// <summary>
/// What a <see cref="TokenEstimator"/> has learned, as a file: names of classes and models and counters, no text of any request.
/// </summary>
/// <remarks>
/// <code>
/// file     = { "version":1, "models":[model…], "classes":[class…] }
/// model    = { "model":text, counters }
/// class    = { "class":text, "model":text, counters }
/// counters = "sums":[requests, textBytes, textTokens, attachments, attachmentTokens, markedPrompt, markedRead, markedWrite5m, markedWrite1h, outputTokens],
///            "output":[bucket, count, …]      lengths of answers: the buckets that are not empty, numbered as QuantileSketch does
/// </code>
/// At most <see cref="TokenEstimator.MaxCells"/> of each kind. Numbers are whole and not negative. Readers skip names they do not know.
/// </remarks>
public static class EstimatorFile
{
    /// <summary>Far above what the largest number of classes takes; a larger file is not ours.</summary>
    public const int MaxBytes = 32 * 1024 * 1024;

    private const int Version = 1;

    public static byte[] Write(TokenEstimator estimator)
    {
        ArgumentNullException.ThrowIfNull(estimator);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteStartArray("models");
            foreach (var (model, counters) in estimator.Models)
            {
                json.WriteStartObject();
                json.WriteString("model", model);
                counters.Write(json);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("classes");
            foreach (var ((name, model), counters) in estimator.Classes)
            {
                json.WriteStartObject();
                json.WriteString("class", name);
                json.WriteString("model", model);
                counters.Write(json);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>Reads a file back; all of it or nothing.</summary>
    /// <exception cref="InvalidDataException">It is not such a file; the message says why.</exception>
    public static TokenEstimator Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            if (root.GetProperty("version").GetInt32() is var version and not Version)
            {
                throw new InvalidDataException(FormattableString.Invariant($"its version is {version}, this program reads {Version}"));
            }

            var estimator = new TokenEstimator();
            foreach (var model in root.GetProperty("models").EnumerateArray())
            {
                estimator.Learn(model.GetProperty("model").GetString()!, TokenCounters.Read(model));
            }

            foreach (var cell in root.GetProperty("classes").EnumerateArray())
            {
                estimator.Learn(cell.GetProperty("class").GetString()!, cell.GetProperty("model").GetString()!, TokenCounters.Read(cell));
            }

            return estimator;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }
}
