using System.Runtime.InteropServices;

namespace Clearbar.LocalAnswers;

/// <summary>Divides examples into cross-validation folds.</summary>
internal static class FoldPlan
{
    /// <summary>
    /// The fold of each example: stratified by label, and texts with the same normal form always together. Otherwise a text repeated in the
    /// training set would be "unseen" and known at the same time, and the confidences too high.
    /// </summary>
    /// <param name="corpus">The texts.</param>
    /// <param name="labels">Label index of each text.</param>
    /// <param name="labelCount">Number of labels.</param>
    /// <param name="options">Folds, seed, and whether families of similar texts stay together too.</param>
    /// <param name="cancellation">Stops the search for families.</param>
    public static int[] Make(
        FeatureCorpus corpus, int[] labels, int labelCount, LocalAnswererOptions options, CancellationToken cancellation)
    {
        var families = options.FamilySimilarity is { } similarity
            ? TextFamilies.Find(corpus, labels.Length, similarity, cancellation)
            : null;
        var order = new int[labels.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        new SeededRandom(options.Seed).Shuffle(order);
        var dealt = new int[labelCount];
        var foldOf = new int[labels.Length];
        var foldOfGroup = new Dictionary<ulong, int>(labels.Length);
        foreach (var i in order)
        {
            var group = families is null ? corpus.Fingerprint(i) : (ulong)families[i];
            ref var fold = ref CollectionsMarshal.GetValueRefOrAddDefault(foldOfGroup, group, out var seen);
            if (!seen)
            {
                // Each label starts at another fold, so that labels with few examples do not all fill the first ones.
                fold = (labels[i] + dealt[labels[i]]++) % options.Folds;
            }

            foldOf[i] = fold;
        }

        return foldOf;
    }
}
