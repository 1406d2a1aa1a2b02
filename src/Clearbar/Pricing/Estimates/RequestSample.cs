using System.Globalization;
using System.Text;
using System.Text.Json;
using Clearbar.Wire;

namespace Clearbar.Pricing.Estimates;

/// <summary>
/// The shapes of a sample of real requests. Tokens are estimated from the length of the text, never counted; the text itself is not kept.
/// </summary>
/// <param name="Shapes">Sizes met, each with how often.</param>
/// <param name="Requests">Requests read.</param>
/// <param name="Notes">How the tokens were estimated, as sentences for a report.</param>
public sealed record RequestSample(IReadOnlyList<RequestShape> Shapes, int Requests, IReadOnlyList<string> Notes)
{
    /// <summary>UTF-8 bytes (characters, in English) per token: measured on recorded Claude calls of models before 4.7.</summary>
    public const decimal DefaultCharactersPerToken = 3.6m;

    /// <summary>Tokens taken for one image: about the most that an image costs (Anthropic vision page, 2026).</summary>
    private const long ImageTokens = 1600;

    // sample = *(messages-body LF)      messages-body = the JSON body of POST /v1/messages (Anthropic API reference); blank lines are
    // skipped

    /// <summary>Reads Messages bodies, one per line.</summary>
    /// <param name="lines">The lines of the sample.</param>
    /// <param name="charactersPerToken">UTF-8 bytes of text per token; more than 0.</param>
    /// <param name="outputTokens">Output tokens of each request; null takes its <c>max_tokens</c>, which is a ceiling.</param>
    /// <exception cref="FormatException">A line is not a Messages body; the message has its number.</exception>
    public static RequestSample Read(IEnumerable<string> lines, decimal charactersPerToken, long? outputTokens)
    {
        ArgumentNullException.ThrowIfNull(lines);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(charactersPerToken);
        var read = new List<(ulong Prefix, RequestShape Shape)>();
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                read.Add(ReadLine(line, number, charactersPerToken, outputTokens));
            }
        }

        return read.Count == 0
            ? throw new FormatException("the sample has no requests; give one Messages body per line")
            : new RequestSample(Group(read), read.Count, NotesOf(read.Count, charactersPerToken, outputTokens));
    }

    private static (ulong Prefix, RequestShape Shape) ReadLine(string line, int number, decimal perToken, long? outputTokens)
    {
        var body = Encoding.UTF8.GetBytes(line);
        if (!WireDialects.Anthropic.TryReadRequest(body, null, null, out var outline, out var fault))
        {
            throw new FormatException($"line {number}: {fault.Message}{(fault.Path is null ? "" : $" ({fault.Path})")}");
        }

        if (outline.DocumentCount > 0)
        {
            throw new FormatException($"line {number}: has a document; its tokens cannot be told from its bytes, leave the line out");
        }

        var shared = 0L;
        if (outline.TryGetMember("system", out var system))
        {
            shared += TextBytes(system.Value.Of(body));
        }

        if (outline.TryGetMember("tools", out var tools))
        {
            shared += tools.Value.Length;
        }

        var prefix = Tokens(shared, perToken);
        var fresh = Tokens(Math.Max(0, outline.TextBytes - shared), perToken) + (outline.ImageCount * ImageTokens);
        var fingerprint = unchecked((outline.SystemFingerprint * 31) + outline.ToolsFingerprint);
        return (fingerprint, new RequestShape(prefix, fresh, outputTokens ?? outline.MaxTokens ?? 0));
    }

    // A prefix is shared when at least two requests of the sample have the same system prompt and tools, byte for byte.
    private static List<RequestShape> Group(List<(ulong Prefix, RequestShape Shape)> read)
    {
        var sharers = read.GroupBy(item => item.Prefix).ToDictionary(group => group.Key, group => group.Count());
        var shapes = new Dictionary<(ulong, RequestShape), long>();
        foreach (var (prefix, shape) in read)
        {
            var count = sharers[prefix];
            var seen = count > 1
                ? shape with { PrefixShare = (decimal)count / read.Count }
                : new RequestShape(0, shape.Prefix + shape.Fresh, shape.Output);
            var key = (count > 1 ? prefix : 0, seen);
            shapes[key] = shapes.GetValueOrDefault(key) + 1;
        }

        return [.. shapes.Select(pair => pair.Key.Item2 with { Weight = pair.Value })];
    }

    private static List<string> NotesOf(int requests, decimal perToken, long? outputTokens) =>
    [
        string.Create(
            CultureInfo.InvariantCulture,
            $"Sample: {requests} requests; tokens ESTIMATED at {perToken} characters (UTF-8 bytes) of text per token, {ImageTokens} per "
                + $"image, not counted."),
        "Sample: the shared prefix is the system prompt and tools where two or more requests have the same ones, byte for byte.",
        outputTokens is null
            ? "Sample: output is each request's max_tokens, a CEILING: answers are usually shorter; give --output to say what you expect."
            : string.Create(CultureInfo.InvariantCulture, $"Sample: output is {outputTokens} tokens per request, as you said."),
    ];

    private static long Tokens(long bytes, decimal perToken) => (long)decimal.Ceiling(bytes / perToken);

    // system = string / [ *{ "type": "text", "text": string } ]
    private static long TextBytes(ReadOnlySpan<byte> json)
    {
        using var document = JsonDocument.Parse(json.ToArray());
        var root = document.RootElement;
        if (root.ValueKind == JsonValueKind.String)
        {
            return Encoding.UTF8.GetByteCount(root.GetString()!);
        }

        var bytes = 0L;
        foreach (var block in root.ValueKind == JsonValueKind.Array ? root.EnumerateArray() : default)
        {
            var isText = block.ValueKind == JsonValueKind.Object
                && block.TryGetProperty("text", out var text)
                && text.ValueKind == JsonValueKind.String;
            bytes += isText ? Encoding.UTF8.GetByteCount(block.GetProperty("text").GetString()!) : 0;
        }

        return bytes;
    }
}
