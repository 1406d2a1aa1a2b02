using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Clearbar.Pricing;

namespace Clearbar.Ledger.Reconciling.Bills;

/// <summary>
/// How AWS names Claude usage, as data: AWS has at least four conventions in use at once and adds to them without notice, so a new one is a line
/// in a file, and what no line matches is shown as unmatched, never dropped.
/// </summary>
public sealed class UsageTypeTable
{
    private const string ResourceName = "aws-usage-types.json";
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    private static readonly Lazy<UsageTypeTable> s_embedded = new(() => Parse(PriceBook.EmbeddedBytes(ResourceName)));

    private readonly Dictionary<string, string> _items;
    private readonly Dictionary<string, string> _scopes;
    private readonly Dictionary<string, string> _modes;
    private readonly List<UsageTypePattern> _patterns = [];
    private readonly HashSet<string> _usageLines;
    private readonly string[] _claudeWords;

    private UsageTypeTable(JsonElement json)
    {
        _items = Words(json.GetProperty("items"));
        _scopes = Words(json.GetProperty("scopes"));
        _modes = Words(json.GetProperty("modes"));
        _usageLines = [.. Texts(json.GetProperty("usageLines"))];
        _claudeWords = [.. Texts(json.GetProperty("claudeWords"))];
        ConsumptionUnit = new Usd(decimal.Parse(json.GetProperty("consumptionUnitUsd").GetString()!, CultureInfo.InvariantCulture));
        foreach (var pattern in json.GetProperty("patterns").EnumerateArray())
        {
            _patterns.Add(Pattern(pattern));
        }
    }

    /// <summary>The table that came with this build.</summary>
    public static UsageTypeTable Embedded => s_embedded.Value;

    /// <summary>Price of one consumption unit of Claude Platform on AWS.</summary>
    public Usd ConsumptionUnit { get; }

    /// <exception cref="InvalidDataException">The file is not such a table.</exception>
    public static UsageTypeTable Load(string path) => Parse(File.ReadAllBytes(path));

    public static UsageTypeTable Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
            return new UsageTypeTable(document.RootElement);
        }
        catch (Exception e) when (
            e is JsonException or KeyNotFoundException or ArgumentException or InvalidOperationException or FormatException or NotSupportedException)
        {
            throw new InvalidDataException($"The table of AWS usage types cannot be used: {e.Message}", e);
        }
    }

    /// <summary>
    /// Whether a line of this type (<c>line_item_line_item_type</c>) is usage, and not tax, credit, refund or discount. A report without the column
    /// has only usage.
    /// </summary>
    public bool IsUsage(ReadOnlySpan<char> lineType) =>
        lineType.IsEmpty || _usageLines.GetAlternateLookup<ReadOnlySpan<char>>().Contains(lineType);

    /// <summary>Whether a line is about Claude, whether or not it is understood.</summary>
    public bool SpeaksOfClaude(string usageType, string product, string description)
    {
        foreach (var word in _claudeWords)
        {
            if (usageType.Contains(word, StringComparison.OrdinalIgnoreCase)
                || product.Contains(word, StringComparison.OrdinalIgnoreCase)
                || description.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads a usage type; null when no pattern matches it.</summary>
    public UsageTypeMatch? Match(string usageType, string product)
    {
        var normal = usageType.Replace('_', '-');
        foreach (var pattern in _patterns)
        {
            if (pattern.Product?.IsMatch(product) == false)
            {
                continue;
            }

            var match = pattern.Pattern.Match(normal);
            if (match.Success)
            {
                return Describe(pattern, match, normal);
            }
        }

        return null;
    }

    private UsageTypeMatch Describe(UsageTypePattern pattern, Match match, string normal)
    {
        var item = pattern.Item ?? _items[match.Groups["item"].Value];
        var scope = match.Groups["scope"] is { Success: true } named && _scopes[named.Value] == "global" ? BillScope.Global : BillScope.Regional;
        if (scope == BillScope.Regional && normal.StartsWith("UG", StringComparison.OrdinalIgnoreCase))
        {
            // UGW1, UGE1: GovCloud has prices of its own.
            scope = BillScope.Gov;
        }

        var mode = match.Groups["mode"] is { Success: true } delivered ? Enum.Parse<BillMode>(_modes[delivered.Value], ignoreCase: true) : BillMode.Standard;
        var kind = item == "ccu" ? new UsageKind(item) : new UsageKind(item, scope, mode);
        return new UsageTypeMatch(pattern.Name, kind, match.Groups["model"] is { Success: true } model ? model.Value : null, pattern.TokensPerUnit);
    }

    private UsageTypePattern Pattern(JsonElement json)
    {
        var text = json.GetProperty("pattern").GetString()!
            .Replace("{item}", $"(?<item>{Any(_items)})", StringComparison.Ordinal)
            .Replace("{scope}", $"(?<scope>{Any(_scopes)})?", StringComparison.Ordinal)
            .Replace("{mode}", $"(?<mode>{Any(_modes)})?", StringComparison.Ordinal);
        return new UsageTypePattern(
            json.GetProperty("name").GetString()!,
            new Regex(text, Options),
            json.TryGetProperty("product", out var product) ? new Regex(product.GetString()!, Options) : null,
            json.TryGetProperty("item", out var item) ? item.GetString() : null,
            json.GetProperty("tokensPerUnit").GetDecimal());
    }

    /// <summary>The words as alternatives, longest first, so that none hides a longer one that begins with it.</summary>
    private static string Any(Dictionary<string, string> words) =>
        string.Join('|', words.Keys.OrderByDescending(static word => word.Length).Select(Regex.Escape));

    private static Dictionary<string, string> Words(JsonElement json)
    {
        var words = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var member in json.EnumerateObject())
        {
            foreach (var word in Texts(member.Value))
            {
                words.Add(word, member.Name);
            }
        }

        return words;
    }

    private static IEnumerable<string> Texts(JsonElement json) => json.EnumerateArray().Select(static text => text.GetString()!);
}
