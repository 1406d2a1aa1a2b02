using System.Diagnostics.CodeAnalysis;

namespace Clearbar.Hosting;

/// <summary>
/// Reads Bedrock paths from the raw request target. The framework's decoded path turns %3A into ':' but keeps %2F and cannot tell it from %252F,
/// so a model ARN is only exact in the raw form.
/// </summary>
/// <remarks>Grammar: <c>/model/{segment}/{operation}[?query]</c>, the segment percent-encoded once; AWS SDKs encode ':' and '/', others leave ':' raw.</remarks>
public static class RawTarget
{
    /// <summary>AWS service model, bedrock-runtime: modelId is 1 to 2,048 characters.</summary>
    public const int MaxModelLength = 2048;

    public static bool TryParseModelPath(string rawTarget, [NotNullWhen(true)] out string? model, [NotNullWhen(true)] out string? operation)
    {
        model = null;
        operation = null;
        const string Prefix = "/model/";
        if (!rawTarget.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        var query = rawTarget.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? rawTarget : rawTarget[..query];
        var slash = path.IndexOf('/', Prefix.Length);
        if (slash <= Prefix.Length || path.IndexOf('/', slash + 1) >= 0)
        {
            return false;
        }

        model = Uri.UnescapeDataString(path[Prefix.Length..slash]);
        operation = path[(slash + 1)..];
        return true;
    }
}
