namespace Clearbar.LocalAnswers.Learning;

/// <summary>
/// The examples of one class on disk: appended one by one, the oldest dropped when there are too many, replaced whole and never in place. Not
/// thread-safe; the owner guards it. One process writes a file at a time.
/// </summary>
public sealed class ExampleStore : IDisposable
{
    /// <summary>A store larger than this drops its oldest examples, however few they are.</summary>
    public const long MaximumBytes = 256L << 20;

    // When full, a fifth goes at once: the file is rewritten once per that many examples, not for each.
    private const int KeptPercent = 80;

    private readonly string _path;
    private readonly string _subject;
    private readonly int _maximum;
    private FileStream _file;

    private ExampleStore(string path, string subject, int maximum, LabelBook labels, FileStream file)
    {
        (_path, _subject, _maximum, Labels, _file) = (path, subject, maximum, labels, file);
    }

    public LabelBook Labels { get; }

    /// <summary>Examples held.</summary>
    public int Count { get; private set; }

    /// <summary>Examples on which agreement may be measured.</summary>
    public int Uniform { get; private set; }

    /// <summary>Bytes that were no whole record and were cut off when the file was opened.</summary>
    public long Lost { get; private set; }

    /// <summary>Opens or creates a store. A file of another subject or version is set aside as <c>.unreadable</c>.</summary>
    /// <param name="subject">What the examples are of, as <see cref="ExampleFormat.SubjectOf"/> says it.</param>
    /// <param name="labels">The owner's labels; empty to discover them.</param>
    /// <exception cref="IOException">The file cannot be used, for example because another process writes it.</exception>
    public static ExampleStore Open(string path, string subject, int maximum, IReadOnlyList<string> labels)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var book = new LabelBook(labels);
        var file = OpenForAppend(path);
        try
        {
            var store = new ExampleStore(path, subject, maximum, book, file);
            store.Load();
            return store;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Takes what an answer said and gives the hash an example carries; a name that has recurred is stored.</summary>
    /// <param name="label">Null where the answer held none.</param>
    public ulong Take(string? label)
    {
        var hash = Labels.Take(label, out var newName);
        if (newName is not null)
        {
            _file.Write(ExampleFormat.NameOf(hash, newName));
        }

        return hash;
    }

    public void Append(Example example)
    {
        ArgumentNullException.ThrowIfNull(example);
        _file.Write(example.Encode());
        Counted(example);
        if (Count > _maximum || _file.Length > MaximumBytes)
        {
            KeepNewest(Count * KeptPercent / 100);
        }
    }

    /// <summary>Everything held now. May run beside appends and drops: it reads what was there when it began, or a little more.</summary>
    public List<Example> ReadAll(CancellationToken cancellation) => ReadAll(_path, _subject, cancellation);

    /// <summary>Drops all but the newest examples; the names stay.</summary>
    public void KeepNewest(int keep)
    {
        var draft = _path + ".tmp";
        using (var target = CreatePrivate(draft))
        {
            target.Write(ExampleFormat.Header(_subject));
            CopyNewest(target, keep);
            target.Flush(flushToDisk: true);
        }

        _file.Dispose();
        File.Move(draft, _path, overwrite: true);
        _file = OpenForAppend(_path);
        Load();
    }

    public void Dispose() => _file.Dispose();

    private static List<Example> ReadAll(string path, string subject, CancellationToken cancellation)
    {
        var examples = new List<Example>();
        using var reader = ExampleReader.Open(path, subject);
        while (reader is not null && reader.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            if (reader.Example is { } example)
            {
                examples.Add(example);
            }
        }

        return examples;
    }

    // No buffer of our own: a record handed to the system survives the end of this process.
    private static FileStream OpenForAppend(string path)
    {
        var exists = File.Exists(path);
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read | FileShare.Delete, 0);
        if (!exists && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return file;
    }

    private static FileStream CreatePrivate(string path)
    {
        var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return file;
    }

    private void Load()
    {
        (Count, Uniform) = (0, 0);
        Labels.ForgetCounts();
        if (_file.Length == 0)
        {
            _file.Write(ExampleFormat.Header(_subject));
            return;
        }

        long sound = 0;
        using (var reader = ExampleReader.Open(_path, _subject))
        {
            while (reader is not null && reader.Read())
            {
                if (reader.Name is { } name)
                {
                    Labels.Learn(name.Label, name.Name);
                }
                else if (reader.Example is { } example)
                {
                    Counted(example);
                }
            }

            sound = reader?.Sound ?? 0;
        }

        if (sound == 0)
        {
            File.Copy(_path, _path + ".unreadable", overwrite: true);
        }

        Lost = _file.Length - sound;
        _file.SetLength(sound);
        _file.Position = sound;
        if (sound == 0)
        {
            _file.Write(ExampleFormat.Header(_subject));
        }
    }

    private void Counted(Example example)
    {
        Count++;
        Uniform += example.IsUniform ? 1 : 0;
        example.CountIn(Labels);
    }

    private void CopyNewest(FileStream target, int keep)
    {
        var skip = Count - keep;
        using var reader = ExampleReader.Open(_path, _subject);
        while (reader is not null && reader.Read())
        {
            if (reader.Example is null || --skip < 0)
            {
                target.Write(reader.Record.Span);
            }
        }
    }
}
