using System.Buffers;
using System.Text.Json;

namespace Clearbar.Outcomes;

/// <summary>
/// Every reported outcome, one JSON object per line, in <c>outcomes.jsonl</c> of the data directory:
/// <c>{"at":"…","request_id":"…","score":1,"source":"…"}</c>. Appended whole lines; past 64 MiB the file becomes <c>outcomes.1.jsonl</c> and the one
/// before that is let go. For any number of threads.
/// </summary>
public sealed class OutcomeJournal(string directory, TimeProvider clock) : IDisposable
{
    public const string FileName = "outcomes.jsonl";
    internal const string OlderName = "outcomes.1.jsonl";
    private const long LargestFile = 64L * 1024 * 1024;

    private readonly Lock _gate = new();
    private FileStream? _file;

    /// <exception cref="IOException">The lines could not be written.</exception>
    public void Append(IReadOnlyList<ReportedOutcome> outcomes)
    {
        var lines = new ArrayBufferWriter<byte>(outcomes.Count * 128);
        using (var json = new Utf8JsonWriter(lines))
        {
            foreach (var outcome in outcomes)
            {
                json.Reset(lines);
                Write(json, outcome);
                json.Flush();
                lines.Write("\n"u8);
            }
        }

        lock (_gate)
        {
            var file = _file ??= Open();
            if (file.Length + lines.WrittenCount > LargestFile)
            {
                file.Dispose();
                _file = null;
                File.Move(Path.Combine(directory, FileName), Path.Combine(directory, OlderName), overwrite: true);
                file = _file = Open();
            }

            file.Write(lines.WrittenSpan);
            file.Flush();
        }
    }

    public void Dispose() => _file?.Dispose();

    private FileStream Open() => new(Path.Combine(directory, FileName), FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);

    private void Write(Utf8JsonWriter json, ReportedOutcome outcome)
    {
        json.WriteStartObject();
        json.WriteString("at"u8, clock.GetUtcNow());
        json.WriteString("request_id"u8, outcome.RequestId);
        json.WriteNumber("score"u8, outcome.Score);
        if (outcome.Source is { } source)
        {
            json.WriteString("source"u8, source);
        }

        json.WriteEndObject();
    }
}
