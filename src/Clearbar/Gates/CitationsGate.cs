using System.Globalization;
using System.Text.Json;
using Clearbar.Gates.Citations;
using Clearbar.Gates.Streaming;

namespace Clearbar.Gates;

/// <summary>
/// <c>citations</c>: what the answer quotes really stands in the request's text. Unsure where it may stand in a document that the gateway cannot read
/// (PDF, image, URL).
/// </summary>
/// <param name="member">Members that are quotes; null for passages between quotation marks.</param>
/// <param name="words">Fewest words of such a passage.</param>
/// <param name="atLeast">Fewest quotes the answer must have.</param>
/// <param name="tool">Tool whose input has the members; null for the text.</param>
public sealed class CitationsGate(MemberPath? member, int words = 4, int atLeast = 0, string? tool = null) : IWatchingGate
{
    public string Name => "citations";

    public GateCost Cost => GateCost.Request;

    public GateWatch? Watch() => member is not null && tool is null ? new JsonWatch(Name) : null;

    public GateVerdict Check(GateInput input)
    {
        var quotes = new List<string>();
        if (Collect(input, quotes) is { } undecided)
        {
            return undecided;
        }

        if (quotes.Count < atLeast)
        {
            return GateVerdict.Fail(Name, string.Create(CultureInfo.InvariantCulture, $"citations: {quotes.Count} quotes < {atLeast}"));
        }

        if (quotes.Count == 0)
        {
            return GateVerdict.Pass(Name);
        }

        if (input.Request is not { } request)
        {
            return GateVerdict.Unsure(Name, "citations: the request cannot be read");
        }

        for (var index = 0; index < quotes.Count; index++)
        {
            if (!request.Text.Contains(quotes[index]))
            {
                return request.Text.HasUnreadable
                    ? GateVerdict.Unsure(Name, $"citations: quote {index + 1} may be in a document that cannot be read")
                    : GateVerdict.Fail(Name, $"citations: quote {index + 1} is not in the request");
            }
        }

        return GateVerdict.Pass(Name);
    }

    /// <summary>Collects the quotes, or says why there is nothing to judge.</summary>
    private GateVerdict? Collect(GateInput input, List<string> quotes)
    {
        if (member is null)
        {
            // A text that is an object or a list as a whole: its quotation marks are punctuation.
            if (input.Json() is { Status: JsonStatus.Valid, Value.ValueKind: JsonValueKind.Object or JsonValueKind.Array } whole)
            {
                QuoteFinder.Find(whole.Value, words, quotes);
            }
            else
            {
                QuoteFinder.Find(input.Answer.Text, words, quotes);
            }

            return null;
        }

        var reading = input.Json(tool);
        if (!reading.HasValue)
        {
            return GateVerdict.Fail(Name, $"citations: {reading.Why}");
        }

        var isText = true;
        var complete = member.Visit(reading.Value, value =>
        {
            isText = value.ValueKind == JsonValueKind.String;
            if (isText)
            {
                quotes.Add(value.GetString()!);
            }

            return isText;
        });
        if (!isText)
        {
            return GateVerdict.Fail(Name, $"citations: {member} is not a string");
        }

        return complete ? null : GateVerdict.Unsure(Name, $"citations: {member} missing");
    }
}
