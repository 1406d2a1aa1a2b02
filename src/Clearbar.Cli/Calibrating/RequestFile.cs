using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Clearbar.Classes;
using Clearbar.Gates.Agreement;
using Clearbar.Routing.Policies;
using Clearbar.Wire;

namespace Clearbar.Cli.Calibrating;

/// <summary>Reads requests to be asked from JSON Lines.</summary>
/// <remarks>
/// Grammar, one object per line (jsonlines.org), members marked ? optional, others ignored:
/// <code>
/// line = { "id"?: string, "class"?: string, "request": Messages body, "label"?: string, number, boolean, object or array }
/// </code>
/// The body is Anthropic's Messages API request; its <c>model</c> and <c>stream</c> are replaced. It needs <c>max_tokens</c>: without it nobody
/// knows what a call may cost.
/// </remarks>
internal static class RequestFile
{
    /// <exception cref="OutcomeException">A line is not as the grammar says, or there is none. No message quotes a request.</exception>
    public static IReadOnlyList<AskedRequest> Read(string path, IReadOnlyList<string> rungs)
    {
        var requests = new List<AskedRequest>();
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            var request = ReadLine(line, number, rungs);
            if (!ids.TryAdd(request.Id, number))
            {
                throw Fault(number, $"has the id \"{request.Id}\" of line {ids[request.Id]}; every request needs one of its own");
            }

            requests.Add(request);
        }

        return requests.Count > 0
            ? requests
            : throw new OutcomeException("There is no line; one JSON object per request is expected.");
    }

    private static AskedRequest ReadLine(string line, int number, IReadOnlyList<string> rungs)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var row = document.RootElement;
            if (row.ValueKind != JsonValueKind.Object
                || !row.TryGetProperty("request", out var request)
                || request.ValueKind != JsonValueKind.Object)
            {
                throw Fault(number, """has no object "request" such as {"max_tokens":64,"messages":[{"role":"user","content":"Hi"}]}""");
            }

            var className = Text(row, "class", number);
            if (className is not null && !ClassName.IsValid(className))
            {
                throw Fault(number, "has a \"class\" that is none; 1 to 64 letters, digits, '.', '_' or '-' are expected");
            }

            var label = row.TryGetProperty("label", out var found) && found.ValueKind != JsonValueKind.Null ? AnswerText.Of(found) : null;
            return new AskedRequest
            {
                Id = Text(row, "id", number) ?? $"line-{number}",
                Line = number,
                Class = className,
                Label = label,
                Bodies = Bodies(request, number, rungs),
                Fingerprint = FingerprintOf(className, label, request),
            };
        }
        catch (JsonException error)
        {
            // The parser's own message can quote the line, so only the position is passed on.
            throw Fault(number, $"is not valid JSON (byte {error.BytePositionInLine})");
        }
        catch (InvalidOperationException)
        {
            throw Fault(number, "has a string that is no text (half a surrogate pair)");
        }
    }

    private static byte[][] Bodies(JsonElement request, int number, IReadOnlyList<string> rungs)
    {
        if (!request.TryGetProperty("max_tokens", out var max) || max.ValueKind != JsonValueKind.Number || !max.TryGetInt32(out var tokens) || tokens < 1)
        {
            throw Fault(number, "has no \"max_tokens\" of 1 or more in its request; without it nobody knows what a call may cost");
        }

        var bodies = new byte[rungs.Count][];
        for (var rung = 0; rung < bodies.Length; rung++)
        {
            bodies[rung] = BodyFor(rungs[rung], request);
        }

        return WireDialects.Anthropic.TryReadRequest(bodies[0], null, null, out _, out var fault)
            ? bodies
            : throw Fault(number, $"has no Messages request: {(fault.Path is null ? "" : fault.Path + ": ")}{fault.Message}");
    }

    private static byte[] BodyFor(string rung, JsonElement request)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("model", rung);
            foreach (var member in request.EnumerateObject())
            {
                if (member.Name is not ("model" or "stream"))
                {
                    member.WriteTo(json);
                }
            }

            json.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    private static string FingerprintOf(string? className, string? label, JsonElement request)
    {
        var text = $"{className}\n{label?.Length ?? -1}\n{label}\n{CanonicalJson.Of(request)}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
    }

    private static string? Text(JsonElement row, string name, int number)
    {
        if (!row.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw Fault(number, $"has a \"{name}\" that is no string");
    }

    private static OutcomeException Fault(int number, string what) => new($"Line {number} {what}.");
}
