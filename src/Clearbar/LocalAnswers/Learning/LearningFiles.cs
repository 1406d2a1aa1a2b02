namespace Clearbar.LocalAnswers.Learning;

/// <summary>Where the learning of a class lies: <c>rung0/</c> in the data directory.</summary>
public readonly record struct LearningFiles(string DataDirectory, string Class)
{
    public string Folder => FolderOf(DataDirectory);

    public string Examples => Path.Combine(Folder, Class + ".examples");

    public string State => Path.Combine(Folder, Class + ".json");

    public string Answerer => Path.Combine(Folder, Class + ".cbr0");

    public string Extractor => Path.Combine(Folder, Class + ".cbe0");

    /// <summary>Held open by the one gateway that learns into these files.</summary>
    public string Lock => Path.Combine(Folder, Class + ".lock");

    public static string FolderOf(string dataDirectory) => Path.Combine(dataDirectory, "rung0");

    /// <summary>Takes the files for this process until the stream is disposed.</summary>
    /// <exception cref="IOException">Another process has them, or the folder cannot be written.</exception>
    public FileStream Hold()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Folder);
        }
        else
        {
            Directory.CreateDirectory(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        try
        {
            return new FileStream(Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new IOException($"another gateway learns into {Folder}, or it cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>The model in force at the last stop; null when there is none that is whole: then it is learned again.</summary>
    internal ILearnedModel? LoadModel(LearningTask task)
    {
        try
        {
            using var file = File.OpenRead(task.PathOf(this));
            return task.Load(file);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Written beside the file and renamed: a reader never sees half of it.</summary>
    internal void SaveModel(LearningTask task, ILearnedModel model)
    {
        var path = task.PathOf(this);
        var draft = path + ".tmp";
        using (var stream = new FileStream(draft, FileMode.Create, FileAccess.Write))
        {
            model.Save(stream);
            stream.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
    }
}
