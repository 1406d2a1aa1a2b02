namespace Clearbar.LocalAnswers.Extraction;

/// <summary>
/// Answers a class whose answers are copied out of the question: one value, or the members of a small object, each a piece of the text in a learned
/// form or a learned constant. Immutable and safe for any number of threads.
/// </summary>
public sealed class SpanExtractor : ILearnedModel
{
    private readonly ExtractorModel _model;

    internal SpanExtractor(ExtractorModel model)
    {
        _model = model;
        Members = [.. model.Members.Select(static member => member.Name)];
        Curve = new AgreementCurve(model.CurvePoints);
    }

    /// <summary>Chance, for each target, that the certified threshold keeps less agreement than promised.</summary>
    public double Delta => _model.Delta;

    /// <summary>The members in the order they are written; a single empty name where the whole answer is the value.</summary>
    public IReadOnlyList<string> Members { get; }

    /// <summary>Out-of-fold share and agreement by confidence threshold, measured inside the training set.</summary>
    public AgreementCurve Curve { get; }

    internal ExtractorModel Model => _model;

    /// <summary>Whether a member may be copied from a piece of this shape, and in which form: the shapes it was taught, and no others.</summary>
    /// <param name="member">Index into <see cref="Members"/>.</param>
    public bool Copies(int member, ReadOnlySpan<char> piece, out SpanForm form) =>
        _model.Members[member].Forms.TryGetValue(SpanShape.Coarse(piece), out form);

    /// <summary>Never throws for any text.</summary>
    public ExtractedAnswer Extract(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length is 0 or > SpanSheet.MaximumChars)
        {
            return ExtractedAnswer.None;
        }

        var (sheet, spans) = SpanReading.Of(text);
        Span<MemberGuess> guesses = stackalloc MemberGuess[_model.Members.Length];
        if (!_model.TryGuess(sheet, guesses, out var logOdds))
        {
            return ExtractedAnswer.None;
        }

        var values = new MemberValue[guesses.Length];
        var sources = new TextSpan?[guesses.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var guess = guesses[i];
            sources[i] = guess.Span < 0 ? null : spans[guess.Span];
            var value = sources[i] is { } source
                ? SpanForms.Apply(guess.Form, text.AsSpan(source.Start, source.Length))
                : _model.Members[i].Constants[guess.Constant];
            if (value is null)
            {
                // Such as the 31st of February: right in shape only.
                return ExtractedAnswer.None;
            }

            values[i] = value.Value;
        }

        return new ExtractedAnswer(values, sources, _model.Calibration.Confidence(logOdds));
    }

    /// <summary>Writes it in the format described at <see cref="SpanExtractorFile"/>.</summary>
    public void Save(Stream stream) => SpanExtractorFile.Write(_model, stream);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The file is not an extractor, is newer than this program, is cut, or is damaged.</exception>
    public static SpanExtractor Load(Stream stream) => new(SpanExtractorFile.Read(stream));
}
