using System.Globalization;
using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;

namespace Clearbar.EndToEnd.Gateway.Conversations;

/// <summary>
/// One random conversation, led through the gateway turn by turn; everything about it follows from its seed. After every request what invariant I8 promises is
/// checked; the first thing that does not hold is returned as a sentence.
/// </summary>
public sealed class Conversation(int number, int seed, string learningClass, GatewayHarness gateway, StrictModel upstream, RandomCertificates certificates)
{
    private static readonly string[] Tiers = ["haiku", "sonnet", "opus"];

    /// <summary>The classes with an owner's ladder, and the tiers on it.</summary>
    private static readonly Dictionary<string, string[]> Ladders = new(StringComparer.Ordinal)
    {
        ["chat"] = ["haiku", "sonnet", "opus"], ["short"] = ["haiku", "sonnet"], ["deep"] = ["haiku", "haiku", "opus"],
    };

    private readonly Random _random = new(seed);
    private readonly JsonArray _history = [];
    private readonly List<string> _story = [];
    private bool _switchesDialect;

    /// <summary>The model that began the open tool loop; null outside of one.</summary>
    private string? _loop;

    public int Requests { get; private set; }

    /// <summary>Null when everything held.</summary>
    public async Task<string?> LeadAsync()
    {
        var className = Pick("chat", "short", "deep", learningClass, learningClass, "stranger");
        var asked = Pick(Tiers);
        var converse = _random.Next(2) == 0;
        _switchesDialect = _random.Next(2) == 0;
        var thinks = _random.Next(3) > 0;
        for (var turn = _random.Next(2, 6); turn > 0; turn--)
        {
            asked = _random.Next(3) == 0 ? Pick(Tiers) : asked;
            className = _random.Next(12) == 0 ? Pick("chat", learningClass, "stranger") : className;
            thinks = _random.Next(6) == 0 ? !thinks : thinks;
            var script = new Script(
                number,
                _random.Next(2) == 0 ? 0 : _random.Next(1, 5),
                _random.Next(1, 4),
                thinks,
                _random.Next(5) == 0,
                Pick("", "haiku", "haiku", "haiku+sonnet", "sonnet", "haiku+sonnet+opus"),
                _random.Next(2) == 0 ? 0 : 8_000);
            AddUser(Text(script.ToString()));
            do
            {
                converse = _switchesDialect && _random.Next(4) == 0 ? !converse : converse;
                // Nothing that changes inside a loop may move it.
                var request = new Request(
                    _loop is not null && _random.Next(5) == 0 ? Pick(Tiers) : asked, className, converse, thinks, _random.Next(6) == 0, _random.Next(3) == 0);
                if (await TurnAsync(request) is { } broken)
                {
                    return $"conversation {number} (seed {seed}): {broken}\n{string.Join('\n', _story)}";
                }
            }
            while (_loop is not null);
        }

        return null;
    }

    /// <summary>One turn of the user without tools; null when everything held.</summary>
    public Task<string?> AskAsync(Script script, string asked, string className, bool converse)
    {
        AddUser(Text(script.ToString()));
        return TurnAsync(new Request(asked, className, converse, script.Thinks, RouteOff: false, Streams: false));
    }

    private async Task<string?> TurnAsync(Request request)
    {
        ChangeCertificates();
        var allowed = _loop is not null ? [_loop] : AllowedTiers(request);
        Requests++;
        var shape = request.Converse ? Shape.Converse : request.Streams ? Shape.MessagesStream : Shape.Messages;
        var post = ClientRequest.Post(ClientRequest.PathOf(shape, request.Asked), BodyOf(request), request.Class);
        if (request.RouteOff)
        {
            post.Headers.Add("x-clearbar-route", "off");
        }

        var reply = await ClientReply.SendAsync(gateway.Http, shape, post);
        var calls = upstream.TakeCalls(number);
        _story.Add($"{request}, loop of {_loop ?? "none"}, allowed {string.Join('/', allowed)}: {string.Join('>', calls)}, {reply.Header("x-clearbar-edits")}");
        if (reply.Status != 200)
        {
            return $"status {reply.Status}: {reply.BodyText}";
        }

        var broken = Check(reply, calls, allowed);
        Continue(ContentOf(reply, request.Converse), calls[^1], request.Converse);
        return broken;
    }

    private string? Check(ClientReply reply, List<string> calls, IReadOnlyList<string> allowed)
    {
        var served = calls[^1];
        var edits = reply.Header("x-clearbar-edits")!.Split(',');
        var foreign = _history.SelectMany(static message => message!["content"]!.AsArray())
            .Any(block => StrictModel.IsThinking(block!) && upstream.SignerOf(block!) != StrictModel.TierOf(served));
        return calls.Find(call => !allowed.Contains(StrictModel.TierOf(call))) is { } stray ? $"{stray} was called"
            : reply.Header("x-clearbar-model") != served ? $"x-clearbar-model says {reply.Header("x-clearbar-model")}, {served} answered"
            : edits.Contains("-thinking") != foreign ? $"x-clearbar-edits says {string.Join(',', edits)}, thinking of another model in the history: {foreign}"
            : null;
    }

    /// <summary>Which tiers may be called for a request that opens a turn: what the owner's ladder or a certificate in force names, else the one asked for.</summary>
    private IReadOnlyList<string> AllowedTiers(Request request) =>
        request.RouteOff ? [request.Asked]
        : Ladders.TryGetValue(request.Class, out var ladder) ? ladder
        : [.. certificates.TiersOf(request.Class, request.Asked), request.Asked];

    private void ChangeCertificates()
    {
        switch (_random.Next(8))
        {
            case 0:
                certificates.Grant(learningClass, "opus", endsAtReference: false, Pick("haiku", "sonnet"));
                break;
            case 1:
                certificates.Grant(learningClass, "opus", endsAtReference: true, "haiku", "sonnet");
                break;
            case 2:
                certificates.Grant(learningClass, "sonnet", endsAtReference: _random.Next(2) == 0, "haiku");
                break;
            case 3:
                certificates.Revoke(learningClass, "opus");
                break;
            case 4:
                certificates.Revoke(learningClass, "sonnet");
                break;
            default:
                break;
        }
    }

    /// <summary>Takes the answer into the history, with the results of its tool calls behind it.</summary>
    private void Continue(JsonArray content, string served, bool converse)
    {
        var results = new JsonArray([.. content.Where(static block => (string?)block!["type"] == "tool_use").Select(static block => (JsonNode)new JsonObject
        {
            ["type"] = "tool_result", ["tool_use_id"] = (string)block!["id"]!, ["content"] = "seen",
        })]);
        _history.Add(new JsonObject { ["role"] = "assistant", ["content"] = content });
        _loop = results.Count > 0 ? StrictModel.TierOf(served) : null;
        if (results.Count > 0)
        {
            AddUser([.. results.Select(static result => result!.DeepClone())]);
            if (_random.Next(6) == 0)
            {
                // Something the client adds to the results, such as a reminder.
                _history[^1]!["content"]!.AsArray().Add(Text("go on"));
            }
            else if (!_switchesDialect && !converse && _random.Next(6) == 0)
            {
                // The Messages dialect takes several messages of the user in a row for one; Converse does not.
                AddUser(Text("go on"));
            }
        }
    }

    private string BodyOf(Request request)
    {
        var messages = _history.DeepClone().AsArray();
        if (_random.Next(2) == 0)
        {
            messages[^1]!["content"]!.AsArray()[^1]!["cache_control"] = new JsonObject { ["type"] = "ephemeral" };
        }

        var budgeted = request.Asked == "haiku";
        var thinking = budgeted ? new JsonObject { ["type"] = "enabled", ["budget_tokens"] = 2_000 } : new JsonObject { ["type"] = "adaptive" };
        var body = request.Converse
            ? new JsonObject { ["messages"] = ConverseForm.Of(messages), ["inferenceConfig"] = new JsonObject { ["maxTokens"] = 5_000 } }
            : new JsonObject { ["model"] = request.Asked, ["max_tokens"] = 5_000, ["messages"] = messages };
        if (request.Streams && !request.Converse)
        {
            body["stream"] = true;
        }

        if (request.Thinks && request.Converse)
        {
            body["additionalModelRequestFields"] = new JsonObject { ["thinking"] = thinking };
        }
        else if (request.Thinks)
        {
            body["thinking"] = thinking;
        }

        return body.ToJsonString();
    }

    private static JsonArray ContentOf(ClientReply reply, bool converse) =>
        reply.IsStream ? StreamedContent(reply)
        : converse ? ConverseForm.BlocksBack(reply.Json!["output"]!["message"]!["content"]!.AsArray())
        : reply.Json!["content"]!.DeepClone().AsArray();

    private static JsonArray StreamedContent(ClientReply reply)
    {
        var content = new JsonArray();
        foreach (var (name, data) in reply.Events)
        {
            if (name == "content_block_start")
            {
                content.Add(data!["content_block"]!.DeepClone());
            }
            else if (name == "content_block_delta")
            {
                var (member, value) = data!["delta"]!.AsObject().First(static member => member.Key != "type");
                content[(int)data["index"]!]![member] = (string)value!;
            }
        }

        return content;
    }

    private void AddUser(params JsonNode?[] blocks) => _history.Add(new JsonObject { ["role"] = "user", ["content"] = new JsonArray(blocks) });

    private static JsonObject Text(string text) => new() { ["type"] = "text", ["text"] = text };

    private string Pick(params string[] among) => among[_random.Next(among.Length)];

    private sealed record Request(string Asked, string Class, bool Converse, bool Thinks, bool RouteOff, bool Streams)
    {
        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"{Asked} of {Class} by {(Converse ? "converse" : Streams ? "stream" : "messages")}{(Thinks ? ", thinking" : "")}{(RouteOff ? ", route off" : "")}");
    }
}
