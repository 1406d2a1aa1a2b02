using System.Globalization;
using Clearbar.Keys;

namespace Clearbar.Configuration.Postgres;

/// <summary>The shared configuration that was last in force here, for a start without the database; only its owner can read it.</summary>
/// <remarks>
/// Grammar: a comment, then the text as it was pushed:
/// <code>copy = "// version " number ", pushed " time " by " name LF text     ; time as RFC 3339, to the microsecond or finer</code>
/// </remarks>
public static class ConfigurationCopy
{
    private const string VersionWord = "// version ";
    private const string TimeWord = ", pushed ";
    private const string NameWord = " by ";

    /// <exception cref="IOException">The disk does not take it.</exception>
    public static void Replace(string path, ConfigurationVersion version) => OwnerFile.Replace(path, file =>
    {
        using var writer = new StreamWriter(file, leaveOpen: true);
        var by = version.PushedBy.ReplaceLineEndings(" ");
        writer.Write(string.Create(
            CultureInfo.InvariantCulture, $"{VersionWord}{version.Version}{TimeWord}{version.PushedAt:O}{NameWord}{by}\n"));
        writer.Write(version.Text);
    });

    /// <summary>Null when there is none.</summary>
    /// <exception cref="SharedConfigurationException">It is not one.</exception>
    public static ConfigurationVersion? Read(string path)
    {
        string text;
        try
        {
            if (!File.Exists(path))
            {
                return null;
            }

            text = File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SharedConfigurationException($"the copy of the configuration cannot be read: {exception.Message}", exception);
        }

        var head = text.AsSpan(0, Math.Max(0, text.IndexOf('\n', StringComparison.Ordinal)));
        var time = head.IndexOf(TimeWord);
        var name = head.IndexOf(NameWord);
        return head.StartsWith(VersionWord) && time > 0 && name > time
            && long.TryParse(head[VersionWord.Length..time], CultureInfo.InvariantCulture, out var version)
            && DateTimeOffset.TryParse(head[(time + TimeWord.Length)..name], CultureInfo.InvariantCulture, out var pushedAt)
            ? new ConfigurationVersion(version, text[(head.Length + 1)..], pushedAt, head[(name + NameWord.Length)..].ToString(), null)
            : throw new SharedConfigurationException(
                $"{path} is not a copy of a configuration; remove it and start while the database answers");
    }
}
