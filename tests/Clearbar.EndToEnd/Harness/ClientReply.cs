using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clearbar.Wire.EventStream;

namespace Clearbar.EndToEnd.Harness;

/// <summary>Everything a client got for one request, read to its end and understood the way its SDK would understand it.</summary>
public sealed class ClientReply
{
    private readonly Dictionary<string, string> _headers;

    private ClientReply(Shape shape, int status, Dictionary<string, string> headers, byte[] body, bool wasCut)
    {
        Shape = shape;
        Status = status;
        _headers = headers;
        Body = body;
        WasCut = wasCut;
        IsStream = (Header("content-type") ?? "") is var type && (type.StartsWith("text/event-stream", StringComparison.Ordinal)
            || type.StartsWith("application/vnd.amazon.eventstream", StringComparison.Ordinal));
        Events = !IsStream ? [] : shape.IsConverse() ? ReadFrames(body) : ReadServerSentEvents(body);
    }

    public Shape Shape { get; }

    public int Status { get; }

    public byte[] Body { get; }

    public string BodyText => Encoding.UTF8.GetString(Body);

    /// <summary>The transport broke before the body's proper end.</summary>
    public bool WasCut { get; }

    /// <summary>The answer came as an event sequence, whatever was asked for.</summary>
    public bool IsStream { get; }

    /// <summary>Events in order: name and data. Exceptions of an event stream have the exception's name.</summary>
    public IReadOnlyList<(string Name, JsonNode? Data)> Events { get; }

    /// <summary>A client would take this for a finished answer.</summary>
    public bool LooksComplete => !WasCut && Status == 200 && (IsStream
        ? Shape.IsConverse() ? Has("messageStop") && Has("metadata") : Has("message_stop")
        : Json is JsonObject json && (Shape.IsConverse() ? json.ContainsKey("output") : (string?)json["type"] == "message"));

    /// <summary>The kind of error in the dialect's own words: from the error event of a stream, the error object, or <c>x-amzn-errortype</c>.</summary>
    public string? ErrorType
    {
        get
        {
            if (IsStream)
            {
                var last = Events.Count == 0 ? default : Events[^1];
                return Shape.IsConverse()
                    ? last.Name?.EndsWith("Exception", StringComparison.Ordinal) == true ? last.Name : null
                    : last.Name == "error" ? (string?)last.Data?["error"]?["type"] : null;
            }

            if (Status == 200)
            {
                return null;
            }

            return Shape.IsConverse() ? Header("x-amzn-errortype") : (string?)Json?["error"]?["type"];
        }
    }

    /// <summary>The error's sentence for people.</summary>
    public string? ErrorMessage => IsStream
        ? (string?)(Shape.IsConverse() ? Events[^1].Data?["message"] : Events[^1].Data?["error"]?["message"])
        : (string?)(Shape.IsConverse() ? Json?["message"] : Json?["error"]?["message"]);

    /// <summary>The body as JSON; null when it is not.</summary>
    public JsonNode? Json
    {
        get
        {
            try
            {
                return JsonNode.Parse(Body);
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    /// <summary>The answer's text.</summary>
    public string Text
    {
        get
        {
            var text = new StringBuilder();
            foreach (var (_, data) in Events)
            {
                text.Append((string?)data?["delta"]?["text"]);
            }

            var blocks = IsStream ? null : (Shape.IsConverse() ? Json?["output"]?["message"]?["content"] : Json?["content"]) as JsonArray;
            foreach (var block in blocks ?? [])
            {
                text.Append((string?)block!["text"]);
            }

            return text.ToString();
        }
    }

    public static async Task<ClientReply> SendAsync(HttpClient http, Shape shape, HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            return await ReadAsync(shape, response);
        }
    }

    public static async Task<ClientReply> ReadAsync(Shape shape, HttpResponseMessage response)
    {
        using var body = new MemoryStream();
        var wasCut = false;
        try
        {
            await response.Content.CopyToAsync(body, TestContext.Current.CancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            wasCut = true;
        }

        return Of(shape, response, body.ToArray(), wasCut);
    }

    /// <summary>A reply whose body the test has read itself.</summary>
    public static ClientReply Of(Shape shape, HttpResponseMessage response, byte[] body, bool wasCut = false)
    {
        var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(
            header => header.Key, header => string.Join(",", header.Value), StringComparer.OrdinalIgnoreCase);
        return new ClientReply(shape, (int)response.StatusCode, headers, body, wasCut);
    }

    public string? Header(string name) => _headers.GetValueOrDefault(name);

    private bool Has(string eventName) => Events.Any(item => item.Name == eventName);

    private static List<(string, JsonNode?)> ReadServerSentEvents(byte[] body)
    {
        var events = new List<(string, JsonNode?)>();
        var text = Encoding.UTF8.GetString(body).ReplaceLineEndings("\n");

        // What follows the last blank line is an unfinished event: clients never dispatch it.
        var end = text.LastIndexOf("\n\n", StringComparison.Ordinal);
        foreach (var block in end < 0 ? [] : text[..end].Split("\n\n"))
        {
            var name = "";
            var data = "";
            foreach (var line in block.Split('\n'))
            {
                if (line.StartsWith("event:", StringComparison.Ordinal))
                {
                    name = line[6..].Trim();
                }
                else if (line.StartsWith("data:", StringComparison.Ordinal))
                {
                    data += line[5..].Trim();
                }
            }

            if (data.Length > 0)
            {
                events.Add((name, JsonNode.Parse(data)));
            }
        }

        return events;
    }

    private static List<(string, JsonNode?)> ReadFrames(byte[] body)
    {
        var events = new List<(string, JsonNode?)>();
        var rest = body.AsSpan();
        while (EventStreamReader.TryRead(rest, out var frame) == FrameStatus.Frame)
        {
            var name = frame.ExceptionType.IsEmpty ? frame.EventType : frame.ExceptionType;
            events.Add((Encoding.UTF8.GetString(name), JsonNode.Parse(frame.Payload)));
            rest = rest[frame.TotalLength..];
        }

        return events;
    }
}
