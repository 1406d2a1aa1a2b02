using System.Globalization;

namespace Clearbar.Wire.Crossings;

/// <summary>Where in a request something stands, named only when it has to be told: most requests lose nothing.</summary>
/// <param name="Array">The top-level member.</param>
/// <param name="Index">Position in it; negative for the member as a whole.</param>
internal readonly record struct Place(string Array, int Index = -1)
{
    public override string ToString() => Index < 0 ? Array : string.Create(CultureInfo.InvariantCulture, $"{Array}.{Index}");
}
