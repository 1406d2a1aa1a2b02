using System.Text.Json;
using System.Text.Json.Serialization;
using Clearbar.Configuration;

namespace Clearbar.LocalAnswers.Learning;

/// <summary>Where the learning of one class stands; the file <c>rung0/CLASS.json</c> in the data directory, replaced whole.</summary>
public sealed record LearningState
{
    /// <summary>Raised when a member changes its meaning; members may be added without.</summary>
    public const int CurrentVersion = 1;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter<LearningPhase>(JsonNamingPolicy.CamelCase) },
    };

    public int Version { get; init; } = CurrentVersion;

    public required string Class { get; init; }

    public LearningPhase Phase { get; init; }

    /// <summary>The phase in a sentence.</summary>
    public string Because { get; init; } = "no look at the examples yet";

    /// <summary>Agreement promised.</summary>
    public double Target { get; init; }

    public double ConfidenceLevel { get; init; }

    public string? LabelMember { get; init; }

    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Members that are copied out of the text, empty for the whole answer; null where a label is learned.</summary>
    public IReadOnlyList<string>? Extract { get; init; }

    /// <summary>Trainings so far. Each one spends a part of the error chance, so that all certificates together keep the confidence level.</summary>
    public int Looks { get; init; }

    /// <summary>Examples taken in all, dropped ones included.</summary>
    public long Taken { get; init; }

    /// <summary><see cref="Taken"/> at the last look.</summary>
    public long TakenAtLook { get; init; }

    /// <summary>Examples held at the last look.</summary>
    public int HeldAtLook { get; init; }

    /// <summary>About how many more examples a certificate takes; null: not known, or more of the same would not help.</summary>
    public int? MoreNeeded { get; init; }

    /// <summary>Null while nothing is certified.</summary>
    public LearningCertificate? Certificate { get; init; }

    /// <summary>Answers of the rung in force that were compared with a higher rung's.</summary>
    public int Checks { get; init; }

    public int ChecksAgreed { get; init; }

    public DateTimeOffset? LastCheck { get; init; }

    /// <summary>When drift last switched rung 0 off.</summary>
    public DateTimeOffset? StoppedAt { get; init; }

    /// <summary>The state of a class; null when there is none, or it cannot be read: then the class is learned anew.</summary>
    public static LearningState? Load(string path)
    {
        try
        {
            var state = File.Exists(path) ? JsonSerializer.Deserialize<LearningState>(File.ReadAllText(path), Options) : null;
            return state?.Version == CurrentVersion ? state : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Where a class stands under these options: as stored if it was under the same promise, else at the start.</summary>
    public static LearningState Of(LearningFiles files, LocalLearningOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var stored = Load(files.State);
        var isSame = stored is not null && stored.Target == options.Agreement && stored.ConfidenceLevel == options.ConfidenceLevel
            && stored.LabelMember == options.LabelMember && stored.Labels.SequenceEqual(options.Labels, StringComparer.Ordinal)
            && LocalLearningOptions.AreSame(stored.Extract, options.Extract);
        return isSame ? stored! : new LearningState
        {
            Class = files.Class,
            Target = options.Agreement,
            ConfidenceLevel = options.ConfidenceLevel,
            LabelMember = options.LabelMember,
            Labels = options.Labels,
            Extract = options.Extract,
            Taken = stored?.Taken ?? 0,
        };
    }

    /// <summary>Written beside the file and renamed: a reader never sees half of it.</summary>
    public void Save(string path)
    {
        File.WriteAllText(path + ".tmp", JsonSerializer.Serialize(this, Options));
        File.Move(path + ".tmp", path, overwrite: true);
    }
}
