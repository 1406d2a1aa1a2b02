namespace Clearbar.Gates.Schemas;

/// <summary>A schema that cannot be compiled; caught inside the compiler, never seen outside it.</summary>
internal sealed class SchemaException(string message) : Exception(message);
