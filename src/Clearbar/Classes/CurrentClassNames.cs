namespace Clearbar.Classes;

/// <summary>The owner's names in force; replaced whole when the file changes.</summary>
public sealed class CurrentClassNames
{
    private ClassNames _value = ClassNames.None;

    public ClassNames Value => Volatile.Read(ref _value);

    public void Replace(ClassNames names) => Volatile.Write(ref _value, names);
}
