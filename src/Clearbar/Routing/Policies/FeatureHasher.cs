using Clearbar.LocalAnswers;

namespace Clearbar.Routing.Policies;

/// <summary>
/// Turns requests and answers into features: words and word pairs weighted by rarity, the class, and an outline of the text (length,
/// digits, lines, code). Rarity is counted on the learned texts only. Thread-safe: texts are learned under a lock, and encoding reads
/// counts that may be a text older or newer, which moves a weight by less than its own noise.
/// </summary>
public sealed class FeatureHasher
{
    /// <summary>2^18 slots: 1 MB of weights per prediction, and few collisions at some ten thousand distinct features.</summary>
    public const int Slots = 1 << 18;

    private readonly Lock _learning = new();
    private readonly RequestFeatures _learned = new();
    private readonly int[] _texts = new int[Slots];
    private int _seen;

    /// <summary>Counts which features a text has; to be called for every learned text before <see cref="Encode(RecordedRequest)"/>.</summary>
    public void Learn(ReadOnlySpan<char> text, uint role)
    {
        lock (_learning)
        {
            // The number of texts rises first: a reader must not find a feature in more texts than there are.
            Volatile.Write(ref _seen, _seen + 1);
            _learned.Scan(text, role);
            _learned.CountInto(_texts);
        }
    }

    /// <summary>Features of a request, on its path: allocates nothing once the buffers have grown.</summary>
    /// <param name="className">Name of its class.</param>
    /// <param name="text">Its text.</param>
    /// <param name="into">Takes the features.</param>
    public void Encode(string className, ReadOnlySpan<char> text, RequestFeatures into)
    {
        ArgumentNullException.ThrowIfNull(into);
        into.Clear();
        into.Add(Slot("class", className), 1);
        AddText(into, text, 0);
    }

    /// <summary>Features of a request.</summary>
    public SparseFeatures Encode(RecordedRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var draft = RequestFeatures.ForThisThread;
        Encode(request.Class, request.Text, draft);
        return draft.Build();
    }

    /// <summary>Features of a request together with one rung's answer to it.</summary>
    public SparseFeatures Encode(RecordedRequest request, int rung)
    {
        ArgumentNullException.ThrowIfNull(request);
        var outcome = request.Rungs[rung];
        var answer = outcome.AnswerText ?? outcome.Answer ?? "";
        var draft = RequestFeatures.ForThisThread;
        Encode(request.Class, request.Text, draft);
        AddText(draft, answer, 1);
        draft.Add(Slot(outcome.Passes ? "passes" : "fails", ""), 1);
        draft.Add(Slot(outcome.Passes ? "passes" : "fails", request.Class), 1);
        draft.Add(Slot("tokens", ""), (float)Math.Log(1 + outcome.OutputTokens) / 4);
        foreach (var (name, value) in AnswerOutline.Of(request.Text, answer))
        {
            draft.Add(Slot(name, ""), value);
            draft.Add(Slot(name, request.Class), value);
        }

        return draft.Build();
    }

    internal static int Slot(string name, string detail)
    {
        var hash = Bits.Start;
        foreach (var unit in name)
        {
            hash = Bits.Add(hash, unit);
        }

        hash = Bits.Add(hash, '\0');
        foreach (var unit in detail)
        {
            hash = Bits.Add(hash, unit);
        }

        return (int)(Bits.Key(hash, 99) >> 24) & (Slots - 1);
    }

    private void AddText(RequestFeatures draft, ReadOnlySpan<char> text, uint role)
    {
        draft.Scan(text, role);
        draft.AddScanned(_texts, Volatile.Read(ref _seen));
        draft.AddOutline(text, role == 0 ? "request " : "answer ");
    }
}
