namespace Clearbar.LocalAnswers;

/// <summary>
/// Finds families of training texts that re-phrase each other, such as the variants one author wrote of one question. Spread over the folds
/// they vouch for each other, and the confidences hold for more of the same family but not for new authors.
/// </summary>
internal static class TextFamilies
{
    /// <summary>Features in more texts than this are skipped: they link everything and cost the square of their number.</summary>
    private const int MostTexts = 1000;

    private static readonly int Kinds = (1 << (int)FeatureKind.Word) | (1 << (int)FeatureKind.WordPair) | (1 << (int)FeatureKind.StemPair);

    /// <summary>A family number for each text; texts with a chain of pairs at or above the similarity share one.</summary>
    /// <param name="corpus">The texts.</param>
    /// <param name="count">Number of texts.</param>
    /// <param name="similarity">Cosine of the weighted words, word pairs and stem pairs, in (0, 1).</param>
    /// <param name="cancellation">Checked for each text.</param>
    public static int[] Find(FeatureCorpus corpus, int count, double similarity, CancellationToken cancellation)
    {
        var parent = new int[count];
        for (var i = 0; i < count; i++)
        {
            parent[i] = i;
        }

        var rowOf = new int[corpus.FeatureCount];
        var table = corpus.MakeTable(parent, 1, int.MaxValue, rowOf);
        var postings = new List<(int Text, float Weight)>?[table.Count];
        var likeness = new float[count];
        var most = Math.Min(MostTexts, Math.Max(2, count / 10));
        for (var i = 0; i < count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            Array.Clear(likeness, 0, i);
            Compare(corpus.MakeVector(i, table, rowOf), i, postings, likeness, most);
            for (var j = 0; j < i; j++)
            {
                if (likeness[j] >= similarity)
                {
                    parent[Root(parent, i)] = Root(parent, j);
                }
            }
        }

        for (var i = 0; i < count; i++)
        {
            parent[i] = Root(parent, i);
        }

        return parent;
    }

    // Adds the text's products with every earlier text, feature by feature, and then the text itself to the lists.
    private static void Compare(FeatureVector vector, int text, List<(int Text, float Weight)>?[] postings, float[] likeness, int most)
    {
        var scale = (float)(1 / Math.Sqrt(Math.Max(1, vector.KindsPresent(Kinds))));
        for (var kind = 0; kind < FeatureScanner.KindCount; kind++)
        {
            if ((Kinds >> kind & 1) == 0)
            {
                continue;
            }

            for (var i = vector.Start[kind]; i < vector.Start[kind + 1]; i++)
            {
                var weight = vector.Values[i] * scale;
                var list = postings[vector.Rows[i]] ??= [];
                if (list.Count > most)
                {
                    continue;
                }

                foreach (var (other, otherWeight) in list)
                {
                    likeness[other] += weight * otherWeight;
                }

                list.Add((text, weight));
            }
        }
    }

    private static int Root(int[] parent, int text)
    {
        while (parent[text] != text)
        {
            parent[text] = parent[parent[text]];
            text = parent[text];
        }

        return text;
    }
}
