using System.Text;
using System.Text.Json;
using Clearbar.Routing.Policies;

namespace Clearbar.Cli.Calibrating;

/// <summary>
/// The outcomes of a run: a file that a later run goes on with, or memory alone. A line is on disk before the next is begun, so that what was
/// paid for survives a kill; a line cut off by one is removed when the file is opened again. One run at a time writes to a file.
/// </summary>
internal sealed class OutcomeRecord : IDisposable
{
    private readonly string _name;
    private readonly List<string> _lines = [];
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _asked = new(StringComparer.Ordinal);
    private readonly FileStream? _file;
    private readonly Lock _lock = new();

    private OutcomeRecord(string name, FileStream? file)
    {
        _name = name;
        _file = file;
    }

    /// <summary>Whole requests, those of earlier runs included.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _lines.Count;
            }
        }
    }

    /// <param name="path">Null: memory alone.</param>
    /// <param name="emulated">Whether this run's answers are the emulator's: they are never mixed with a model's.</param>
    /// <exception cref="OutcomeException">The file holds something else than outcomes of these rungs.</exception>
    public static OutcomeRecord Open(string? path, string name, IReadOnlyList<string> rungs, bool emulated)
    {
        if (path is null)
        {
            return new OutcomeRecord(name, null);
        }

        var record = new OutcomeRecord(Path.GetFileName(path), new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read));
        try
        {
            record.Load(rungs, emulated);
            return record;
        }
        catch
        {
            record.Dispose();
            throw;
        }
    }

    /// <summary>Whether the request need not be asked again.</summary>
    /// <exception cref="OutcomeException">Another request stands under its id.</exception>
    public bool Has(AskedRequest request)
    {
        if (!_ids.Contains(request.Id))
        {
            return false;
        }

        return _asked[request.Id] is not { } asked || asked == request.Fingerprint
            ? true
            : throw new OutcomeException(
                $"Line {request.Line}: request \"{request.Id}\" is not what {_name} recorded under this id; give it another id, or record to another file.");
    }

    /// <summary>Keeps a line for good.</summary>
    public void Add(string line)
    {
        lock (_lock)
        {
            _lines.Add(line);
            _file?.Write(Encoding.UTF8.GetBytes(line + "\n"));
            _file?.Flush(flushToDisk: true);
        }
    }

    /// <summary>Everything recorded, as <c>--sample</c> would read it.</summary>
    public OutcomeSample ToSample()
    {
        using var reader = new StringReader(string.Join('\n', _lines));
        return OutcomeReader.Read(reader, _name);
    }

    public void Dispose() => _file?.Dispose();

    private void Load(IReadOnlyList<string> rungs, bool emulated)
    {
        var bytes = new byte[_file!.Length];
        _file.ReadExactly(bytes);
        var whole = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        var number = 0;
        foreach (var line in Encoding.UTF8.GetString(bytes, 0, whole).Split('\n'))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                Remember(line, number, rungs, emulated);
            }
        }

        // A file whose last line has no end was cut off while it was written, or made by hand: if that line is whole it stays.
        if (whole < bytes.Length)
        {
            var rest = Encoding.UTF8.GetString(bytes, whole, bytes.Length - whole);
            _file.SetLength(whole);
            _file.Position = whole;
            if (IsJson(rest))
            {
                Remember(rest, number, rungs, emulated);
                _lines.RemoveAt(_lines.Count - 1);
                Add(rest);
            }
        }
    }

    private void Remember(string line, int number, IReadOnlyList<string> rungs, bool emulated)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var row = document.RootElement;
            if (row.ValueKind != JsonValueKind.Object || !row.TryGetProperty("rungs", out var found) || found.ValueKind != JsonValueKind.Object
                || !row.TryGetProperty("id", out var id) || id.ValueKind != JsonValueKind.String)
            {
                throw Fault(number, "is no recorded outcome with an \"id\" and \"rungs\"");
            }

            var names = found.EnumerateObject().Select(static rung => rung.Name).ToList();
            if (!names.SequenceEqual(rungs, StringComparer.Ordinal))
            {
                throw Fault(number, $"has the rungs {string.Join(", ", names)}, but {string.Join(", ", rungs)} are asked now; record to another file");
            }

            if (emulated != (row.TryGetProperty(OutcomeLine.Emulated, out var made) && made.ValueKind == JsonValueKind.True))
            {
                throw Fault(number, $"is {(emulated ? "a model's, and the emulator answers now" : "the emulator's, and models answer now")}; record to another file");
            }

            if (!_ids.Add(id.GetString()!))
            {
                throw Fault(number, $"has the id \"{id.GetString()}\" of another line");
            }

            _asked[id.GetString()!] = row.TryGetProperty(OutcomeLine.Asked, out var asked) ? asked.GetString() : null;
            _lines.Add(line);
        }
        catch (JsonException error)
        {
            throw Fault(number, $"is not valid JSON (byte {error.BytePositionInLine})");
        }
    }

    private OutcomeException Fault(int number, string what) => new($"{_name}, line {number} {what}.");

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
