namespace Clearbar.LocalAnswers.Learning;

/// <summary>Reads a file of examples, record by record, up to the first that is cut or damaged. Owns the stream.</summary>
internal sealed class ExampleReader : IDisposable
{
    private readonly Stream _stream;
    private readonly byte[] _frame = new byte[ExampleFormat.FrameLength];
    private byte[] _body = new byte[4096];

    private ExampleReader(Stream stream)
    {
        _stream = stream;
    }

    /// <summary>Where the last whole record ends: what lies behind it is no record.</summary>
    public long Sound { get; private set; }

    /// <summary>The record that was read, frame included, as it stands in the file. Valid until the next one is read.</summary>
    public ReadOnlyMemory<byte> Record { get; private set; }

    /// <summary>The example of the last record; null when it was another kind.</summary>
    public Example? Example { get; private set; }

    /// <summary>The label's name of the last record; null when it was another kind.</summary>
    public (ulong Label, string Name)? Name { get; private set; }

    /// <summary>Null when the header is not that of examples of this subject in this version: then nothing of the file can be used.</summary>
    public static ExampleReader? Open(string path, string subject)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
        var expected = ExampleFormat.Header(subject);
        var header = new byte[expected.Length];
        if (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length && header.AsSpan().SequenceEqual(expected))
        {
            return new ExampleReader(stream) { Sound = header.Length };
        }

        stream.Dispose();
        return null;
    }

    /// <summary>Reads the next record; false at the end of what is sound.</summary>
    public bool Read()
    {
        (Example, Name) = (null, null);
        if (_stream.ReadAtLeast(_frame, _frame.Length, throwOnEndOfStream: false) < _frame.Length
            || !ExampleFormat.TryReadFrame(_frame, out var length, out var crc))
        {
            return false;
        }

        var whole = ExampleFormat.FrameLength + length;
        if (_body.Length < whole)
        {
            _body = new byte[Math.Max(whole, 2 * _body.Length)];
        }

        _frame.CopyTo(_body, 0);
        var body = _body.AsSpan(ExampleFormat.FrameLength, length);
        if (_stream.ReadAtLeast(body, length, throwOnEndOfStream: false) < length || ExampleFormat.Crc(body) != crc
            || !ExampleFormat.TryDecode(body, out var example, out var name))
        {
            return false;
        }

        (Example, Name) = (example, name);
        Record = _body.AsMemory(0, whole);
        Sound += whole;
        return true;
    }

    public void Dispose() => _stream.Dispose();
}
