namespace Clearbar.Keys;

/// <summary>What became of the entries of a key file that were brought into another store.</summary>
/// <param name="Added">Were not there.</param>
/// <param name="Revoked">Were there in force and are now revoked, as in the file.</param>
/// <param name="Known">Were there and stayed as they were.</param>
public readonly record struct KeyImport(int Added, int Revoked, int Known);
