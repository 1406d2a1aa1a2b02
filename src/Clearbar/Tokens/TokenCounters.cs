using System.Text.Json;
using Clearbar.Wire;

namespace Clearbar.Tokens;

/// <summary>
/// What has been seen of one class and model, or of one model: sums that merge by addition, so that replicas can add theirs up in any order.
/// Written by any thread, interlocked; a reader beside a writer may see one of two sums ahead by one request, which moves no estimate visibly.
/// </summary>
public sealed class TokenCounters
{
    private long _requests;
    private long _textBytes;
    private long _textTokens;
    private long _attachments;
    private long _attachmentTokens;
    private long _markedPrompt;
    private long _markedRead;
    private long _markedWrite5m;
    private long _markedWrite1h;
    private long _outputTokens;

    public long Requests => Volatile.Read(ref _requests);

    /// <summary>Bytes of prompts that were text only, and the tokens they had beyond fixed overheads.</summary>
    public (long Bytes, long Tokens) Text => (Volatile.Read(ref _textBytes), Volatile.Read(ref _textTokens));

    /// <summary>Images and documents, and the tokens their prompts had beyond their text.</summary>
    public (long Count, long Tokens) Attachments => (Volatile.Read(ref _attachments), Volatile.Read(ref _attachmentTokens));

    /// <summary>Prompts with cache markers, by where their tokens were counted; <c>Input</c> is the whole prompt here.</summary>
    public TokenUsage Marked => new(
        Volatile.Read(ref _markedPrompt), Volatile.Read(ref _markedRead), Volatile.Read(ref _markedWrite5m), Volatile.Read(ref _markedWrite1h), 0);

    public long OutputTokens => Volatile.Read(ref _outputTokens);

    /// <summary>Lengths of answers in tokens.</summary>
    public QuantileSketch Output { get; } = new();

    /// <summary>Adds a settled request.</summary>
    /// <param name="facts">Its size.</param>
    /// <param name="usage">What the provider counted, final.</param>
    /// <param name="overhead">Tokens of the prompt that no byte of it stands for.</param>
    /// <param name="textTokens">Tokens its text is believed to have, for prompts with attachments.</param>
    public void Add(in PromptFacts facts, in TokenUsage usage, long overhead, long textTokens)
    {
        Interlocked.Increment(ref _requests);
        var beyond = Math.Max(0, usage.Prompt - overhead);
        var attachments = facts.Images + facts.Documents;
        if (attachments == 0)
        {
            Interlocked.Add(ref _textBytes, facts.TextBytes);
            Interlocked.Add(ref _textTokens, beyond);
        }
        else
        {
            Interlocked.Add(ref _attachments, attachments);
            Interlocked.Add(ref _attachmentTokens, Math.Max(0, beyond - textTokens));
        }

        if (facts.HasCacheMarkers)
        {
            Interlocked.Add(ref _markedPrompt, usage.Prompt);
            Interlocked.Add(ref _markedRead, usage.CacheRead);
            Interlocked.Add(ref _markedWrite5m, usage.CacheWrite5m);
            Interlocked.Add(ref _markedWrite1h, usage.CacheWrite1h);
        }

        Interlocked.Add(ref _outputTokens, usage.Output);
        Output.Add(usage.Output);
    }

    /// <summary>Adds what another has seen.</summary>
    public void Merge(TokenCounters other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Interlocked.Add(ref _requests, other._requests);
        Interlocked.Add(ref _textBytes, other._textBytes);
        Interlocked.Add(ref _textTokens, other._textTokens);
        Interlocked.Add(ref _attachments, other._attachments);
        Interlocked.Add(ref _attachmentTokens, other._attachmentTokens);
        Interlocked.Add(ref _markedPrompt, other._markedPrompt);
        Interlocked.Add(ref _markedRead, other._markedRead);
        Interlocked.Add(ref _markedWrite5m, other._markedWrite5m);
        Interlocked.Add(ref _markedWrite1h, other._markedWrite1h);
        Interlocked.Add(ref _outputTokens, other._outputTokens);
        Output.Merge(other.Output);
    }

    /// <summary>Writes the members <c>sums</c> and <c>output</c> of <see cref="EstimatorFile"/>.</summary>
    internal void Write(Utf8JsonWriter json)
    {
        var marked = Marked;
        json.WriteStartArray("sums");
        foreach (var sum in (ReadOnlySpan<long>)
            [Requests, Text.Bytes, Text.Tokens, Attachments.Count, Attachments.Tokens, marked.Input, marked.CacheRead, marked.CacheWrite5m, marked.CacheWrite1h, OutputTokens])
        {
            json.WriteNumberValue(sum);
        }

        json.WriteEndArray();
        json.WriteStartArray("output");
        Output.Write(json);
        json.WriteEndArray();
    }

    /// <summary>Reads what <see cref="Write"/> has written. Throws what <see cref="EstimatorFile.Read"/> expects.</summary>
    internal static TokenCounters Read(JsonElement json)
    {
        var sums = json.GetProperty("sums");
        if (sums.GetArrayLength() != 10)
        {
            throw new FormatException("there are not ten sums");
        }

        var counters = new TokenCounters
        {
            _requests = Sum(0),
            _textBytes = Sum(1),
            _textTokens = Sum(2),
            _attachments = Sum(3),
            _attachmentTokens = Sum(4),
            _markedPrompt = Sum(5),
            _markedRead = Sum(6),
            _markedWrite5m = Sum(7),
            _markedWrite1h = Sum(8),
            _outputTokens = Sum(9),
        };
        counters.Output.Read(json.GetProperty("output"));
        return counters;

        long Sum(int index) => sums[index].GetInt64() is var sum and >= 0 ? sum : throw new FormatException("a sum is negative");
    }
}
