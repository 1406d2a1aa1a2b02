using System.Text;

namespace Clearbar.Ledger.Reconciling.Csv;

/// <summary>
/// Finds columns by name, whatever spelling an export uses: <c>lineItem/UsageType</c> (legacy report), <c>line_item_usage_type</c> (CUR 2.0 and
/// Athena) and <c>LineItemUsageType</c> are one name.
/// </summary>
public sealed class CsvHeader
{
    private readonly Dictionary<string, int> _columns = new(StringComparer.Ordinal);

    /// <param name="reader">Stands on the header row.</param>
    public CsvHeader(CsvReader reader)
    {
        for (var i = 0; i < reader.Count; i++)
        {
            _columns.TryAdd(Normalize(reader[i]), i);
        }
    }

    /// <summary>Names as they were understood, for messages.</summary>
    public IEnumerable<string> Names => _columns.Keys;

    /// <summary>The first of the names that there is; −1 when there is none, for which <see cref="CsvReader"/> gives an empty field.</summary>
    public int Find(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (_columns.TryGetValue(name, out var index))
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>Lower case with single underscores: before a capital that follows a small letter or digit, and for every other separator.</summary>
    public static string Normalize(ReadOnlySpan<char> name)
    {
        var text = new StringBuilder(name.Length + 8);
        var previous = '_';
        foreach (var letter in name.Trim())
        {
            var isWord = char.IsLetterOrDigit(letter);
            if ((!isWord || (char.IsUpper(letter) && (char.IsLower(previous) || char.IsDigit(previous)))) && text.Length > 0 && text[^1] != '_')
            {
                text.Append('_');
            }

            if (isWord)
            {
                text.Append(char.ToLowerInvariant(letter));
            }

            previous = letter;
        }

        return text.ToString().TrimEnd('_');
    }
}
