using Clearbar.LocalAnswers;

namespace Clearbar.Gates.Scoring;

/// <summary>What score gates have learned, as the file <c>scores.bin</c> in the data directory: names of classes and rungs, weights and counts; no text.</summary>
/// <remarks>
/// <code>
/// body  = count:i32 count*( class:string rungs:i32 rungs*( rung:string score ) )    ; in the frame of DigestedFile, strings as BinaryWriter writes them
/// score = good:i64 bad:i64 lengths:i64 mean:f64 variance:f64 latest*( logodds:f64 outcome:f32 weight:f32 ) predictor
/// </code>
/// <c>latest</c> is the lesser of good + bad and 256.
/// </remarks>
public static class ScoreFile
{
    public const string Name = "scores.bin";

    private static readonly DigestedFile s_frame = new("CBSC", 1, "answer score");

    /// <summary>Written beside the file and renamed: a reader never sees half of it.</summary>
    public static void Save(string path, IReadOnlyList<KeyValuePair<string, ClassScores>> classes)
    {
        var next = path + ".new";
        using (var file = File.Create(next))
        {
            s_frame.Write(file, writer =>
            {
                writer.Write(classes.Count);
                foreach (var (name, scores) in classes)
                {
                    writer.Write(name);
                    scores.Write(writer);
                }
            });
            file.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
    }

    /// <summary>Reads all of it or nothing.</summary>
    /// <exception cref="InvalidDataException">It is not such a file; the message says why.</exception>
    public static IReadOnlyList<KeyValuePair<string, ClassScores>> Load(string path)
    {
        using var file = File.OpenRead(path);
        return s_frame.Read(file, static reader =>
        {
            var read = new List<KeyValuePair<string, ClassScores>>();
            for (var left = reader.ReadInt32(); left > 0; left--)
            {
                read.Add(new(reader.ReadString(), ClassScores.Read(reader)));
            }

            return read;
        });
    }
}
