namespace Clearbar.LocalAnswers;

/// <summary>
/// One member of the ensemble: features to a hidden layer with rectifiers to one score per label. Immutable and shared between threads.
/// The first layer is stored as 8-bit rows, one cache line for 64 hidden units: reading those rows is most of the time of an answer.
/// </summary>
/// <param name="Kinds">Bit k is set when the network uses <see cref="FeatureKind"/> k.</param>
/// <param name="Hidden">Hidden units, a multiple of 32.</param>
/// <param name="Rows">First layer, <paramref name="Hidden"/> bytes per feature row of the used kinds.</param>
/// <param name="RowScale">Multiplier of each row of bytes.</param>
/// <param name="HiddenBias">Bias of the hidden units.</param>
/// <param name="Output">Second layer, one padded row of label weights per hidden unit.</param>
/// <param name="OutputBias">Bias of the labels, padded.</param>
internal sealed record Network(
    int Kinds, int Hidden, sbyte[] Rows, float[] RowScale, float[] HiddenBias, float[] Output, float[] OutputBias)
{
    /// <summary>Adds the network's label scores for a text to <paramref name="scores"/>.</summary>
    /// <param name="vector">The text under the table the network was trained with.</param>
    /// <param name="table">That table.</param>
    /// <param name="hidden">Scratch of <see cref="Hidden"/> values.</param>
    /// <param name="scores">One padded row of labels, added to.</param>
    public void AddScores(FeatureVector vector, FeatureTable table, Span<float> hidden, Span<float> scores)
    {
        HiddenBias.CopyTo(hidden);
        var present = vector.KindsPresent(Kinds);
        if (present > 0)
        {
            AddFeatures(vector, table, (float)(1 / Math.Sqrt(present)), hidden);
        }

        Lanes.AddScaled(1, OutputBias, scores);
        for (var unit = 0; unit < hidden.Length; unit++)
        {
            if (hidden[unit] > 0)
            {
                Lanes.AddScaled(hidden[unit], Output.AsSpan(unit * scores.Length, scores.Length), scores);
            }
        }
    }

    private void AddFeatures(FeatureVector vector, FeatureTable table, float scale, Span<float> hidden)
    {
        var skipped = 0;
        for (var kind = 0; kind < FeatureScanner.KindCount; kind++)
        {
            if ((Kinds >> kind & 1) == 0)
            {
                // Rows of unused kinds are not stored, so the rows of later kinds move up by their number.
                skipped += table.CountOf((FeatureKind)kind);
                continue;
            }

            for (var i = vector.Start[kind]; i < vector.Start[kind + 1]; i++)
            {
                var row = vector.Rows[i] - skipped;
                Lanes.AddScaled(vector.Values[i] * scale * RowScale[row], Rows.AsSpan(row * Hidden, Hidden), hidden);
            }
        }
    }
}
