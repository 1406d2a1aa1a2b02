namespace Clearbar.LocalAnswers.Extraction;

/// <summary>All that a <see cref="SpanExtractor"/> knows. Immutable.</summary>
/// <param name="KnownFloor">Texts of which a smaller share of words is known are not answered.</param>
/// <param name="Words">Words and word pairs that at least two training texts held.</param>
internal sealed record ExtractorModel(
    MemberModel[] Members, HashSet<uint> Words, float KnownFloor, double Delta, Calibration Calibration, AgreementPoint[] CurvePoints)
{
    /// <summary>Share of a text's words and word pairs that training texts held; 0 without any.</summary>
    public float KnownShare(SpanSheet sheet)
    {
        var known = 0;
        foreach (var word in sheet.Words)
        {
            known += Words.Contains(word) ? 1 : 0;
        }

        return sheet.Words.Length == 0 ? 0 : (float)known / sheet.Words.Length;
    }

    /// <summary>A guess for every member; false when the text is foreign or one of them is "none of these".</summary>
    /// <param name="logOdds">Of all guesses being right together.</param>
    public bool TryGuess(SpanSheet sheet, Span<MemberGuess> guesses, out double logOdds)
    {
        var chance = 1.0;
        var isSure = KnownShare(sheet) is > 0 and var known && known >= KnownFloor;
        for (var i = 0; i < Members.Length; i++)
        {
            guesses[i] = Members[i].Guess(sheet);
            chance *= guesses[i].Chance;
            isSure &= guesses[i].Constant < Members[i].Constants.Length;
        }

        logOdds = PortableMath.Logit(chance);
        return isSure;
    }
}
