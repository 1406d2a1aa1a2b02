namespace Clearbar.Classes;

/// <summary>What a prompt was found to be.</summary>
/// <param name="Template">Fingerprint of the prompt's own template.</param>
/// <param name="Class">The class it belongs to, which may have been founded by another template.</param>
internal sealed record ClassSighting(ulong Template, SeenClass Class);
