using System.Globalization;
using System.Text;

namespace Clearbar.Wire.Tests.ServiceModels;

/// <summary>Writes what was seen to become of each field, as <c>docs/service-models.md</c>.</summary>
internal sealed class ServiceModelPage(ServiceModel runtime, IReadOnlyDictionary<string, string> withoutMeaning)
{
    private readonly StringBuilder _page = new();

    public string Render()
    {
        WriteRequests();
        WriteAnswers();
        _page.Append("""

            ## Other operations

            InvokeModel, CountTokens and the control plane's lists. A line holds for its field and all below it; the same test fails when a field of the
            service model (bedrock-runtime and bedrock, 2026-07-31) has no line here, or a line no field. The lists answer from the catalog and ask nothing
            upstream, unless a deployment's `lists` is `account`. InvokeModel's headers and the fields of the lists are compared with what a running gateway
            does (InvokeModelHeaderTests, ControlPlaneFieldsTests); the other lines here are written down and no more than that.

            | operation | field | what becomes of it |
            |---|---|---|

            """);
        WriteWritten("bedrock-runtime.json");
        WriteWritten("bedrock.json");
        return _page.ToString();
    }

    /// <summary>What becomes of a field of an answer, in words.</summary>
    public static string FateOf((bool IsRead, bool Crosses) seen, string field) =>
        (seen.IsRead ? "yes | " : "no | ") + (seen.Crosses ? "crosses" : "not told: " + AnswerFates.WhyUntold(field));

    private void WriteRequests()
    {
        _page.Append("""
            # Fields of the service model

            Every field of a Converse or ConverseStream request (AWS service model, bedrock-runtime 2026-07-31) and what becomes of it. To an upstream that
            speaks Converse the request's bytes pass through as they are, known field or not, except for the edits the answer lists. To an upstream that
            speaks Messages each field was **sent and looked for**: `crosses` when its value changes what is sent; `told` with the name that stands in
            `x-clearbar-edits`; `refused` with the place the error names. Made by `./test ServiceModels`, which fails for a field that is missing here or fares
            otherwise; `CLEARBAR_UPDATE_TABLES=1 ./test ServiceModels` writes it anew.

            | field | to a Messages upstream |
            |---|---|
            | `modelId` | the path's model; resolved, then the body's `model` |

            """);
        var done = new HashSet<string>(StringComparer.Ordinal) { "modelId" };
        foreach (var operation in (string[])["Converse", "ConverseStream"])
        {
            var shape = runtime.InputOf(operation);
            foreach (var field in runtime.FieldsOf(shape).Where(done.Add))
            {
                var fate = new ConverseField(runtime, shape, field).Observe() ?? withoutMeaning[field];
                _page.Append(CultureInfo.InvariantCulture, $"| `{field}` | {fate} |\n");
            }
        }
    }

    private void WriteAnswers()
    {
        _page.Append("""

            ## Answers of Converse and ConverseStream

            To a client that speaks Converse the upstream's bytes pass through as they came, every field below and any other. Each field was **answered with
            two values and looked for**: `read` says whether the gateway itself takes its value for metering, gates or its record of the answer; `crosses`
            when its value changes what a client of the Messages dialect gets. A field of type map stands for all that is in it.

            | operation | field | read | to a Messages client |
            |---|---|---|---|

            """);
        foreach (var (operation, shape, stream) in Answers(runtime))
        {
            foreach (var field in runtime.FieldsOf(shape))
            {
                var fate = FateOf(new AnswerField(runtime, shape, field, stream).Observe(), field);
                _page.Append(CultureInfo.InvariantCulture, $"| {operation} | `{field}` | {fate} |\n");
            }
        }
    }

    /// <summary>The shapes that answers are made of: the body of the one operation, the events of the other.</summary>
    public static IEnumerable<(string Operation, string Shape, bool Stream)> Answers(ServiceModel runtime)
    {
        yield return ("Converse", runtime.OutputOf("Converse"), false);
        yield return ("ConverseStream", runtime.Shape(runtime.OutputOf("ConverseStream")).GetProperty("members").Text("stream"), true);
    }

    private void WriteWritten(string file)
    {
        var written = new WrittenFates(file);
        foreach (var operation in written.Operations)
        {
            foreach (var part in (string[])["request", "answer"])
            {
                foreach (var (field, fate) in written.Of(operation, part))
                {
                    _page.Append(CultureInfo.InvariantCulture, $"| {operation}, {part} | `{field}` | {fate} |\n");
                }
            }
        }
    }
}
