namespace Clearbar.LocalAnswers;

/// <summary>Fits a <see cref="Calibration"/> on out-of-fold scores.</summary>
internal static class CalibrationTrainer
{
    /// <summary>Fits the temperature on all rows and the isotonic map on the rows that could be answered.</summary>
    /// <param name="scores">One row of <paramref name="width"/> scores per text.</param>
    /// <param name="width">Scores per row, padding included.</param>
    /// <param name="labelCount">Scores per row that are labels.</param>
    /// <param name="labels">True label of each row.</param>
    /// <param name="answerable">Rows whose best label may be answered.</param>
    public static Calibration Fit(float[] scores, int width, int labelCount, int[] labels, bool[] answerable)
    {
        var sharpness = FitSharpness(scores, width, labelCount, labels);
        var draft = Calibration.None with { Sharpness = sharpness };
        var rows = new List<(double LogOdds, bool Right)>();
        for (var i = 0; i < labels.Length; i++)
        {
            if (answerable[i])
            {
                var row = scores.AsSpan(i * width, labelCount);
                var best = Best(row);
                rows.Add((draft.TopLogOdds(row, best), best == labels[i]));
            }
        }

        return FitMap(rows, sharpness);
    }

    /// <summary>Fits the isotonic map alone.</summary>
    /// <param name="rows">Log-odds of each guess, and whether it was right. Sorted in place.</param>
    public static Calibration FitMap(List<(double LogOdds, bool Right)> rows, double sharpness)
    {
        rows.Sort(static (a, b) => a.LogOdds.CompareTo(b.LogOdds) is var order && order != 0 ? order : a.Right.CompareTo(b.Right));
        var blocks = Blocks(rows);
        MakeRising(blocks);
        return new Calibration(
            sharpness,
            [.. blocks.Select(static b => (float)(b.LogOdds / b.Rows))],
            [.. blocks.Select(static b => (float)(b.Right / b.Rows))]);
    }

    /// <summary>Index of the largest score; the first of equals.</summary>
    public static int Best(ReadOnlySpan<float> scores)
    {
        var best = 0;
        for (var k = 1; k < scores.Length; k++)
        {
            best = scores[k] > scores[best] ? k : best;
        }

        return best;
    }

    // The cross-entropy is convex in the sharpness, so a golden-section search in its logarithm finds the minimum.
    private static double FitSharpness(float[] scores, int width, int labelCount, int[] labels)
    {
        const double Golden = 0.6180339887498949;
        var (low, high) = (-3.0, 3.0);
        for (var step = 0; step < 30; step++)
        {
            var left = high - (Golden * (high - low));
            var right = low + (Golden * (high - low));
            var better = Loss(scores, width, labelCount, labels, PortableMath.Exp(left))
                < Loss(scores, width, labelCount, labels, PortableMath.Exp(right));
            (low, high) = better ? (low, right) : (left, high);
        }

        return PortableMath.Exp((low + high) / 2);
    }

    private static double Loss(float[] scores, int width, int labelCount, int[] labels, double sharpness)
    {
        var loss = 0.0;
        for (var i = 0; i < labels.Length; i++)
        {
            var row = scores.AsSpan(i * width, labelCount);
            var top = row[Best(row)];
            var sum = 0.0;
            foreach (var score in row)
            {
                var gap = (score - top) * sharpness;
                sum += gap > -30 ? PortableMath.Exp(gap) : 0;
            }

            loss += PortableMath.Log(sum) - ((row[labels[i]] - top) * sharpness);
        }

        return loss;
    }

    // Blocks of at least 20 rows (a rate on fewer is noise), about 60 at most. Half a miss is added to each (never certain).
    private static List<Block> Blocks(List<(double LogOdds, bool Right)> rows)
    {
        var size = Math.Max(20, rows.Count / 60);
        var blocks = new List<Block>();
        for (var start = 0; start < rows.Count; start += size)
        {
            // The remainder joins the last block.
            var end = rows.Count - start < 2 * size ? rows.Count : start + size;
            var block = default(Block);
            for (var i = start; i < end; i++)
            {
                block = block.With(new Block(rows[i].LogOdds, rows[i].Right ? 1 : 0, 1));
            }

            blocks.Add(block);
            if (end == rows.Count)
            {
                break;
            }
        }

        if (blocks.Count == 0)
        {
            blocks.Add(new Block(0, 0, 1));
        }

        return blocks;
    }

    // Pool adjacent violators (Ayer et al. 1955), with an additive half miss spread over the whole so that no level reaches 1.
    private static void MakeRising(List<Block> blocks)
    {
        for (var i = 0; i < blocks.Count; i++)
        {
            blocks[i] = blocks[i] with { Right = blocks[i].Right * blocks[i].Rows / (blocks[i].Rows + 0.5) };
        }

        for (var i = 1; i < blocks.Count;)
        {
            if (blocks[i - 1].Right / blocks[i - 1].Rows > blocks[i].Right / blocks[i].Rows
                || blocks[i].LogOdds / blocks[i].Rows <= blocks[i - 1].LogOdds / blocks[i - 1].Rows)
            {
                blocks[i - 1] = blocks[i - 1].With(blocks[i]);
                blocks.RemoveAt(i);
                i = Math.Max(1, i - 1);
            }
            else
            {
                i++;
            }
        }
    }

    private readonly record struct Block(double LogOdds, double Right, double Rows)
    {
        public Block With(Block next) => new(LogOdds + next.LogOdds, Right + next.Right, Rows + next.Rows);
    }
}
