namespace Clearbar.Certificates;

/// <summary>Finds the certificates of a class among the JSON files of a data directory.</summary>
public static class CertificateFolder
{
    /// <summary>Every certificate of the class, newest file first; files that are no certificates are passed over.</summary>
    /// <param name="folder">The data directory; without one there are none.</param>
    /// <param name="className">The class.</param>
    public static IReadOnlyList<(string File, CertificateFile Source, Certificate Certificate)> Find(string folder, string className)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var found = new List<(string File, CertificateFile Source, Certificate Certificate)>();
        foreach (var path in Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json") : [])
        {
            if (TryRead(path) is { } file)
            {
                found.AddRange(file.Certificates.Where(c => c.Class == className).Select(c => (Path.GetFileName(path), file, c)));
            }
        }

        return [.. found.OrderByDescending(static item => item.Source.CreatedAt).ThenBy(static item => item.File, StringComparer.Ordinal)];
    }

    /// <summary>A data directory has other JSON files too; what is not a certificate file says nothing about a class.</summary>
    private static CertificateFile? TryRead(string path)
    {
        try
        {
            return CertificateFile.Parse(File.ReadAllText(path));
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
