using System.Text;

namespace Clearbar.Bench.Routing.Recordings;

/// <summary>One line of a CSV file (RFC 4180, without line breaks in fields), read by column name; a missing column is empty.</summary>
internal sealed class CsvRow
{
    private readonly Dictionary<string, int> _columns;
    private readonly List<string> _fields;

    private CsvRow(Dictionary<string, int> columns, List<string> fields)
    {
        _columns = columns;
        _fields = fields;
    }

    public string this[string column] => _columns.TryGetValue(column, out var at) && at < _fields.Count ? _fields[at] : "";

    public static CsvRow Header(string line)
    {
        var fields = Split(line);
        return new CsvRow(fields.Select((name, at) => (name, at)).ToDictionary(static f => f.name, static f => f.at, StringComparer.Ordinal), fields);
    }

    public CsvRow Read(string line) => new(_columns, Split(line));

    private static List<string> Split(string line)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"')
            {
                // Two quotes inside a quoted field are one.
                if (quoted && i + 1 < line.Length && line[i + 1] == '"')
                {
                    field.Append('"');
                    i++;
                }
                else
                {
                    quoted = !quoted;
                }
            }
            else if (line[i] == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(line[i]);
            }
        }

        fields.Add(field.ToString());
        return fields;
    }
}
