namespace Clearbar.LocalAnswers.Learning;

/// <summary>Where the learning of a class lies: <c>rung0/</c> in the data directory.</summary>
public readonly record struct LearningFiles(string DataDirectory, string Class)
{
    public string Folder => FolderOf(DataDirectory);

    public string Examples => Path.Combine(Folder, Class + ".examples");

    public string State => Path.Combine(Folder, Class + ".json");

    public string Answerer => Path.Combine(Folder, Class + ".cbr0");

    /// <summary>Held open by the one gateway that learns into these files.</summary>
    public string Lock => Path.Combine(Folder, Class + ".lock");

    public static string FolderOf(string dataDirectory) => Path.Combine(dataDirectory, "rung0");
}
