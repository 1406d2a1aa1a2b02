using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clearbar.Wire;

namespace Clearbar.EndToEnd.Harness;

/// <summary>Everything a client got for one request, read to its end and understood the way its SDK would understand it.</summary>
public sealed class ClientReply
{
    private readonly Dictionary<string, string> _headers;

    private ClientReply(Dialect dialect, int status, Dictionary<string, string> headers, byte[] body, bool wasCut)
    {
        Dialect = dialect;
        Status = status;
        _headers = headers;
        Body = body;
        WasCut = wasCut;
        IsStream = (Header("content-type") ?? "") is var type && (type.StartsWith("text/event-stream", StringComparison.Ordinal)
            || type.StartsWith("application/vnd.amazon.eventstream", StringComparison.Ordinal));
        Events = !IsStream ? [] : StreamEvents.Read(dialect, body);
    }

    public Dialect Dialect { get; }

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
        ? Dialect switch
        {
            Dialect.Converse => Has("messageStop") && Has("metadata"),
            Dialect.OpenAi => Has(StreamEvents.Done),
            _ => Has("message_stop"),
        }
        : Json is JsonObject json && Dialect switch
        {
            Dialect.Converse => json.ContainsKey("output"),
            Dialect.OpenAi => json.ContainsKey("choices"),
            _ => (string?)json["type"] == "message",
        });

    /// <summary>The kind of error in the dialect's own words: from the error event of a stream, the error object, or <c>x-amzn-errortype</c>.</summary>
    public string? ErrorType
    {
        get
        {
            if (IsStream)
            {
                var last = Events.Count == 0 ? default : Events[^1];
                return IsAws
                    ? last.Name?.EndsWith("Exception", StringComparison.Ordinal) == true ? last.Name : null
                    : last.Name == "error" ? (string?)last.Data?["error"]?["type"] : null;
            }

            if (Status == 200)
            {
                return null;
            }

            return IsAws ? Header("x-amzn-errortype") : (string?)Json?["error"]?["type"];
        }
    }

    /// <summary>The error's sentence for people.</summary>
    public string? ErrorMessage => IsStream
        ? (string?)(IsAws ? Events[^1].Data?["message"] : Events[^1].Data?["error"]?["message"])
        : (string?)(IsAws ? Json?["message"] : Json?["error"]?["message"]);

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
                text.Append((string?)(Dialect == Dialect.OpenAi ? FirstChoice(data)?["delta"]?["content"] : data?["delta"]?["text"]));
            }

            if (!IsStream && Dialect == Dialect.OpenAi)
            {
                text.Append((string?)FirstChoice(Json)?["message"]?["content"]);
            }

            var blocks = IsStream ? null : (Dialect == Dialect.Converse ? Json?["output"]?["message"]?["content"] : Json?["content"]) as JsonArray;
            foreach (var block in blocks ?? [])
            {
                text.Append((string?)block!["text"]);
            }

            return text.ToString();
        }
    }

    public static Task<ClientReply> SendAsync(HttpClient http, Shape shape, HttpRequestMessage request) =>
        SendAsync(http, shape.Dialect(), request);

    public static async Task<ClientReply> SendAsync(HttpClient http, Dialect dialect, HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            return await ReadAsync(dialect, response);
        }
    }

    public static Task<ClientReply> ReadAsync(Shape shape, HttpResponseMessage response) => ReadAsync(shape.Dialect(), response);

    public static async Task<ClientReply> ReadAsync(Dialect dialect, HttpResponseMessage response)
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

        return Of(dialect, response, body.ToArray(), wasCut);
    }

    /// <summary>A reply whose body the test has read itself.</summary>
    public static ClientReply Of(Shape shape, HttpResponseMessage response, byte[] body) => Of(shape.Dialect(), response, body, wasCut: false);

    /// <inheritdoc cref="Of(Shape, HttpResponseMessage, byte[])"/>
    public static ClientReply Of(Dialect dialect, HttpResponseMessage response, byte[] body, bool wasCut)
    {
        var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(
            header => header.Key, header => string.Join(",", header.Value), StringComparer.OrdinalIgnoreCase);
        return new ClientReply(dialect, (int)response.StatusCode, headers, body, wasCut);
    }

    public string? Header(string name) => _headers.GetValueOrDefault(name);

    private bool IsAws => Dialect is Dialect.Converse or Dialect.Invoke;

    private static JsonNode? FirstChoice(JsonNode? completion) =>
        completion?["choices"] is JsonArray { Count: > 0 } choices ? choices[0] : null;

    private bool Has(string eventName) => Events.Any(item => item.Name == eventName);
}
