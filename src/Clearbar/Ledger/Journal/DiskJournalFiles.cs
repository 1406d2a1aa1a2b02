using System.Globalization;
using System.Text;

namespace Clearbar.Ledger.Journal;

/// <summary>Segments as files named <c>0000000001.journal</c> in one directory.</summary>
public sealed class DiskJournalFiles : IJournalFiles
{
    public const string Extension = ".journal";

    private readonly string _directory;

    public DiskJournalFiles(string directory)
    {
        _directory = directory;
        Directory.CreateDirectory(directory);
    }

    public string Location => _directory;

    public Guid? NotedId
    {
        get => File.Exists(IdPath) && Guid.TryParse(File.ReadAllText(IdPath), out var id) ? id : null;
        set
        {
            // Written aside, flushed and moved: it is the old id or the new one, never half of one.
            var aside = IdPath + ".new";
            using (var file = new FileStream(aside, FileMode.Create, FileAccess.Write))
            {
                file.Write(Encoding.ASCII.GetBytes(value.ToString()!));
                file.Flush(flushToDisk: true);
            }

            File.Move(aside, IdPath, overwrite: true);
        }
    }

    private string IdPath => Path.Combine(_directory, "journal.id");

    public IReadOnlyList<long> List()
    {
        var segments = new List<long>();
        foreach (var path in Directory.EnumerateFiles(_directory, "*" + Extension))
        {
            if (long.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var segment))
            {
                segments.Add(segment);
            }
        }

        segments.Sort();
        return segments;
    }

    public IJournalFile Create(long segment) => new DiskJournalFile(PathOf(segment), FileMode.Create, FileAccess.ReadWrite);

    public IJournalFile OpenRead(long segment) => new DiskJournalFile(PathOf(segment), FileMode.Open, FileAccess.Read);

    public IJournalFile OpenWrite(long segment) => new DiskJournalFile(PathOf(segment), FileMode.Open, FileAccess.ReadWrite);

    public void Delete(long segment) => File.Delete(PathOf(segment));

    public string KeepAside(long segment, long offset, ReadOnlySpan<byte> bytes)
    {
        var path = Path.Combine(_directory, string.Create(CultureInfo.InvariantCulture, $"{segment:D10}-{offset}.corrupt"));
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private string PathOf(long segment) => Path.Combine(_directory, segment.ToString("D10", CultureInfo.InvariantCulture) + Extension);
}
