using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Clearbar.Wire;

namespace Clearbar.Upstreams.Emulator.Writing;

/// <summary>Writes one attempt's answer in the dialect it was asked in. Lives as long as the attempt.</summary>
internal abstract class AnswerShape : IDisposable
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true };

    protected AnswerShape()
    {
        Scratch = new PooledWriter();
        Json = new Utf8JsonWriter(Scratch, s_options);
    }

    /// <summary>Where one event's JSON is made before it is framed.</summary>
    protected PooledWriter Scratch { get; }

    protected Utf8JsonWriter Json { get; }

    public abstract string StreamContentType { get; }

    /// <summary>Writes the whole answer as a response body.</summary>
    public abstract void WriteWhole(IBufferWriter<byte> output, EmulatedResponse response);

    /// <summary>Writes one step of a stream; false where the dialect has no event for it.</summary>
    public abstract bool WritePiece(IBufferWriter<byte> output, EmulatedResponse response, in StreamPiece piece);

    /// <summary>Writes the event that reports a failure in the middle of a stream.</summary>
    public abstract void WriteStreamFailure(IBufferWriter<byte> output, string? exceptionType, string? message, string requestId);

    /// <summary>Creates the writer of a JSON body on any buffer.</summary>
    public static Utf8JsonWriter JsonOn(IBufferWriter<byte> output) => new(output, s_options);

    public void Dispose()
    {
        Json.Dispose();
        Scratch.Dispose();
    }

    /// <summary>Begins the JSON of the next event.</summary>
    protected void Restart()
    {
        Scratch.Clear();
        Json.Reset(Scratch);
    }
}
