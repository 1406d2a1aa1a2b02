using System.Text;
using Amazon.Runtime;
using Clearbar.Bench.Overhead.Servers;
using Clearbar.Upstreams.Bedrock;
using Clearbar.Wire;

namespace Clearbar.Bench.Overhead.Load;

/// <summary>
/// The bytes of a whole HTTP request, built once; sending it is then one system call for small bodies. A signed one is signed anew for each slot: a
/// signature is good for minutes only.
/// </summary>
internal sealed class PreparedRequest
{
    private readonly Dialect _dialect;
    private readonly string _path;
    private readonly int _port;
    private readonly byte[] _body;
    private readonly Credentials? _credentials;
    private byte[]? _bytes;

    private PreparedRequest(Dialect dialect, string path, int port, byte[] body, Credentials? credentials)
    {
        _dialect = dialect;
        _path = path;
        _port = port;
        _body = body;
        _credentials = credentials;
    }

    /// <param name="model">Null takes the model of the fixed answers.</param>
    public static PreparedRequest Of(Scenario scenario, int port, Credentials? credentials, string? model)
    {
        var operation = (scenario.Dialect, scenario.IsStream) switch
        {
            (Dialect.Converse, false) => "converse",
            (Dialect.Converse, true) => "converse-stream",
            (Dialect.Invoke, false) => "invoke",
            _ => "invoke-with-response-stream",
        };
        var path = scenario.Dialect switch
        {
            Dialect.Anthropic => "/v1/messages",
            Dialect.OpenAi => "/v1/chat/completions",
            _ => $"/model/{Uri.EscapeDataString(model ?? $"global.anthropic.{FixedAnswers.Model}-v1:0")}/{operation}",
        };
        var named = model ?? (scenario.Dialect == Dialect.OpenAi ? FixedAnswers.LocalModel : FixedAnswers.Model);
        return new PreparedRequest(scenario.Dialect, path, port, PromptBody.Of(scenario, named), credentials);
    }

    public byte[] Bytes()
    {
        if (_bytes is null || _credentials is { Signs: true })
        {
            _bytes = Build();
        }

        return _bytes;
    }

    private byte[] Build()
    {
        var head = new StringBuilder();
        head.Append("POST ").Append(_path).Append(" HTTP/1.1\r\n");
        Add("host", $"127.0.0.1:{_port}");
        Add("user-agent", "overhead/1");
        Add("accept", "application/json");
        Add("content-type", "application/json");
        if (_dialect == Dialect.Anthropic)
        {
            Add("anthropic-version", "2023-06-01");
        }

        AddProof(Add);
        Add("content-length", $"{_body.Length}");
        head.Append("\r\n");
        return [.. Encoding.ASCII.GetBytes(head.ToString()), .. _body];

        void Add(string name, string value) => head.Append(name).Append(": ").Append(value).Append("\r\n");
    }

    private void AddProof(Action<string, string> add)
    {
        if (_credentials is { Signs: true } signing)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{_port}{_path}") { Content = new ByteArrayContent(_body) };
            request.Content.Headers.ContentType = new("application/json");
            var pair = new ImmutableCredentials(signing.Key.Stored.AccessKeyId, signing.Key.SecretAccessKey, null);
            RequestSigner.Sign(request, _body, pair, "us-east-1", "bedrock", TimeProvider.System.GetUtcNow());
            foreach (var (name, values) in request.Headers.NonValidated)
            {
                add(name.ToLowerInvariant(), values.ToString());
            }

            return;
        }

        var key = _credentials?.Key.ApiKey ?? "cb_0000000000000000000000000000000000000000000000";
        if (_dialect == Dialect.Anthropic)
        {
            add("x-api-key", key);
        }
        else
        {
            add("authorization", "Bearer " + key);
        }
    }
}
