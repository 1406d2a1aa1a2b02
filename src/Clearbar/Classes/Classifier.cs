using System.Numerics;
using Clearbar.Wire;

namespace Clearbar.Classes;

/// <summary>The class a request belongs to, and the owner's policy for it if there is one.</summary>
public readonly record struct ClassDecision(string Name, ClassPolicy? Policy);

/// <summary>
/// Step 3. The class is what the client names in <c>x-clearbar-class</c>; otherwise the fingerprint of what stays the same between requests that
/// look alike: system prompt, tools, output schema. A fingerprint nobody has named yet becomes <c>fp-…</c>, ready to be copied into the configuration.
/// </summary>
public static class Classifier
{
    /// <summary>False when the header holds a name that is not a class name; then <paramref name="problem"/> says the rule.</summary>
    public static bool TryClassify(string? header, RequestOutline outline, ClassTable table, out ClassDecision decision, out string? problem)
    {
        problem = null;
        if (!string.IsNullOrEmpty(header))
        {
            if (!ClassName.IsValid(header))
            {
                decision = default;
                problem = "x-clearbar-class must be 1 to 64 letters, digits, '.', '_' or '-'";
                return false;
            }

            decision = new ClassDecision(header, table.PolicyOf(header));
            return true;
        }

        var fingerprint = FingerprintOf(outline);
        decision = table.NameOf(fingerprint) is { } name
            ? new ClassDecision(name, table.PolicyOf(name))
            : new ClassDecision(ClassName.OfFingerprint(fingerprint), null);
        return true;
    }

    /// <summary>
    /// One number for system prompt, tools and schema. The rotations keep the parts apart; the multiply-and-shift (the finaliser of MurmurHash3,
    /// public domain) spreads them. Stable across processes: the ledger keeps it as the class's name.
    /// </summary>
    public static ulong FingerprintOf(RequestOutline outline)
    {
        var mixed = outline.SystemFingerprint
            ^ BitOperations.RotateLeft(outline.ToolsFingerprint, 21)
            ^ BitOperations.RotateLeft(outline.SchemaFingerprint, 42);
        mixed ^= mixed >> 33;
        mixed *= 0xff51afd7ed558ccd;
        mixed ^= mixed >> 33;
        mixed *= 0xc4ceb9fe1a85ec53;
        return mixed ^ (mixed >> 33);
    }
}
