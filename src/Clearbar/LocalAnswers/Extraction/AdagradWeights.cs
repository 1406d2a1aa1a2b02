namespace Clearbar.LocalAnswers.Extraction;

/// <summary>Weights and the sums of their squared gradients, by row and column. Not thread-safe.</summary>
internal sealed class AdagradWeights(int rows, int width)
{
    private readonly float[] _past = new float[rows * width];

    public float[] Values { get; } = new float[rows * width];

    public float At(int row, int column) => Values[(row * width) + column];

    public double Score(int[] found, int column)
    {
        var sum = 0.0;
        foreach (var row in found)
        {
            sum += Values[(row * width) + column];
        }

        return found.Length == 0 ? 0 : sum / Math.Sqrt(found.Length);
    }

    public void Move(ReadOnlySpan<int> found, int column, double slope, float step)
    {
        if (Math.Abs(slope) < 1e-6 || found.Length == 0)
        {
            return;
        }

        var gradient = (float)(slope / Math.Sqrt(found.Length));
        foreach (var row in found)
        {
            ref var past = ref _past[(row * width) + column];
            past += gradient * gradient;
            Values[(row * width) + column] -= step * gradient / MathF.Sqrt(past + 1e-4f);
        }
    }
}
