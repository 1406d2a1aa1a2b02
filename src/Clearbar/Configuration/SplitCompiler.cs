using Clearbar.Classes;
using Clearbar.LocalAnswers;

namespace Clearbar.Configuration;

/// <summary>Compiles a class's <c>split</c>: loads the answerer whose labels divide, if one does.</summary>
internal static class SplitCompiler
{
    public static ClassSplit? Compile(ClassOptions owner, List<ConfigError> errors)
    {
        if (owner.Split is not { } split)
        {
            return null;
        }

        if (split.Answerer is null)
        {
            return new ClassSplit(owner.Name, split.Groups);
        }

        try
        {
            using var file = File.OpenRead(split.Answerer);
            return new ClassSplit(owner.Name, LocalAnswerer.Load(file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            errors.Add(new ConfigError($"classes.{owner.Name}.split.answerer", $"{exception.Message} (make it with 'clearbar train')"));
            return null;
        }
    }
}
