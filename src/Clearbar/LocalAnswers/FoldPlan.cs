using System.Runtime.InteropServices;

namespace Clearbar.LocalAnswers;

/// <summary>Divides examples into cross-validation folds.</summary>
internal static class FoldPlan
{
    /// <summary>
    /// The fold of each example: stratified by label, and texts with the same normal form always together. Otherwise a text repeated in the
    /// training set would be "unseen" and known at the same time, and the confidences too high.
    /// </summary>
    public static int[] Make(FeatureCorpus corpus, int[] labels, int labelCount, int folds, ulong seed)
    {
        var order = new int[labels.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        new SeededRandom(seed).Shuffle(order);
        var dealt = new int[labelCount];
        var foldOf = new int[labels.Length];
        var foldOfText = new Dictionary<ulong, int>(labels.Length);
        foreach (var i in order)
        {
            ref var fold = ref CollectionsMarshal.GetValueRefOrAddDefault(foldOfText, corpus.Fingerprint(i), out var seen);
            if (!seen)
            {
                // Each label starts at another fold, so that labels with few examples do not all fill the first ones.
                fold = (labels[i] + dealt[labels[i]]++) % folds;
            }

            foldOf[i] = fold;
        }

        return foldOf;
    }
}
