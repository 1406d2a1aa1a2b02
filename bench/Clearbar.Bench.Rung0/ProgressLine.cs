using Clearbar.LocalAnswers;

namespace Clearbar.Bench.Rung0;

/// <summary>Training progress on one line of stderr.</summary>
public sealed class ProgressLine : IProgress<TrainingProgress>
{
    private int _width;

    public void Report(TrainingProgress value)
    {
        var line = $"  training {value.Done,3}/{value.Total}  {value.Phase}";
        Console.Error.Write("\r" + line.PadRight(_width));
        _width = line.Length;
    }

    public void Clear() => Console.Error.Write("\r" + new string(' ', _width) + "\r");
}
