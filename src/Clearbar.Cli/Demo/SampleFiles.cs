namespace Clearbar.Cli.Demo;

/// <summary>Finds the sample data that ships with the repository.</summary>
public static class SampleFiles
{
    /// <summary>Looks for <c>samples/<paramref name="name"/></c> beside or above the executable and the working directory; null when it is not there.</summary>
    public static string? Find(string name)
    {
        foreach (var start in (string[])[Environment.CurrentDirectory, AppContext.BaseDirectory])
        {
            for (var directory = new DirectoryInfo(start); directory is not null; directory = directory.Parent)
            {
                var candidate = Path.Combine(directory.FullName, "samples", name);
                if (Directory.Exists(candidate))
                {
                    return candidate;
                }
            }
        }

        return null;
    }
}
