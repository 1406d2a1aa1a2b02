namespace Clearbar.LocalAnswers.Learning;

/// <summary>Where the learning of a class stands.</summary>
public enum LearningPhase : byte
{
    /// <summary>Examples are collected; rung 0 answers nothing.</summary>
    Collecting = 0,

    /// <summary>Certified, and answering.</summary>
    Answering = 1,

    /// <summary>Switched off by drift; it must be certified anew on examples that came after.</summary>
    Stopped = 2,
}
