using System.Buffers;
using Clearbar.Gates.Streaming;
using Clearbar.Wire;

namespace Clearbar.Requests;

/// <summary>
/// An upstream's stream as far as it has come: its reader, and the bytes nobody has taken yet. Usage: read into <see cref="Space"/>, <see cref="Added"/>; then
/// either go on (it is held), or relay what is complete and <see cref="Drop"/> it. Owns a pooled buffer; one per attempt, not thread-safe.
/// </summary>
public sealed class StreamedAnswer(Attempt attempt, int capacity, HoldUntil until) : IDisposable
{
    private ByteBuffer _buffer = new(capacity);
    private HoldUntil _until = until;
    private int _seen;

    public AnswerStreamReader Reader { get; } = attempt.Dialect.CreateStreamReader();

    /// <summary>What has not been dropped.</summary>
    public ReadOnlyMemory<byte> Unread => _buffer.Unread;

    /// <summary>Bytes of <see cref="Unread"/> that are whole events.</summary>
    public int Complete { get; private set; }

    /// <summary>Of these, the bytes before the event that ends the answer; see <see cref="AnswerStreamReader.Read"/>.</summary>
    public int BeforeLast { get; private set; }

    public HoldState State { get; private set; }

    /// <summary>Why it is <see cref="HoldState.Refused"/>.</summary>
    public string Reason => _until.Watch?.Reason ?? "";

    public Memory<byte> Space() => _buffer.Space();

    public void Added(int count)
    {
        _buffer.Added(count);
        var (complete, beforeLast) = Reader.Read(_buffer.Unread.Span[Complete..]);
        BeforeLast = Complete + beforeLast;
        Complete += complete;
        Look();
    }

    /// <summary>What is complete has been taken.</summary>
    public void Drop()
    {
        _buffer.Taken(Complete);
        Complete = 0;
        BeforeLast = 0;
    }

    /// <summary>It stays held whatever the gates say: nobody else can be asked.</summary>
    public void HoldToEnd()
    {
        _until = HoldUntil.TheEnd;
        State = HoldState.Held;
    }

    /// <summary>The whole of it, once nothing more comes; nothing may have been dropped.</summary>
    /// <param name="end">Why nothing more comes, where that is a fault.</param>
    public HeldAnswer End(GatewayError? end)
    {
        var error = Reader.Error ?? (Reader.IsComplete ? null : end ?? AnswerHolder.NotAnAnswer("the stream ended before the answer was complete"));
        var (bytes, length) = _buffer.Detach();
        return new HeldAnswer(bytes, length, Reader.ToAnswer(), error) { ErrorIsUpstreams = Reader.ErrorIsRelayable };
    }

    public void Dispose() => _buffer.Dispose();

    /// <summary>An answer that has ended or broken off is judged as a whole: nothing is gained by being early.</summary>
    private void Look()
    {
        if (State != HoldState.Held || _until == HoldUntil.TheEnd || Reader.IsComplete || Reader.Error is not null)
        {
            return;
        }

        ShowText();
        var outlook = _until.Watch?.Outlook ?? Outlook.Open;
        if (outlook == Outlook.Doomed)
        {
            State = _until.Refuses ? HoldState.Refused : HoldState.Held;
        }
        else if (outlook == Outlook.Safe || Reader.TextLength >= _until.Characters)
        {
            State = HoldState.Released;
        }
    }

    private void ShowText()
    {
        var fresh = Reader.TextLength - _seen;
        if (_until.Watch is not { } watch || fresh == 0)
        {
            return;
        }

        var text = ArrayPool<char>.Shared.Rent(fresh);
        Reader.CopyText(_seen, text.AsSpan(0, fresh));
        watch.Add(text.AsSpan(0, fresh));
        _seen += fresh;
        // What a model said does not lie about in a pool the whole process shares.
        ArrayPool<char>.Shared.Return(text, clearArray: true);
    }
}
