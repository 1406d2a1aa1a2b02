namespace Clearbar.Certificates.Online;

/// <summary>Evidence is kept per class and per tier asked for.</summary>
/// <param name="Class">Name of the class.</param>
/// <param name="Reference">Name of the rung asked for.</param>
internal readonly record struct ClassKey(string Class, string Reference) : IComparable<ClassKey>
{
    public int CompareTo(ClassKey other)
    {
        var order = string.CompareOrdinal(Class, other.Class);
        return order != 0 ? order : string.CompareOrdinal(Reference, other.Reference);
    }
}
