using System.Numerics;
using Clearbar.Wire;
using Clearbar.Wire.Fingerprints;

namespace Clearbar.Classes;

/// <summary>
/// Step 3: which class a request belongs to.
/// <code>
/// 1  x-clearbar-class                                   the client's word
/// 2  classes.X.match                                    where it comes from: key, team, tag, path
/// 3  classes.X.fingerprints                             the bytes, or the template, an owner has named
/// 4  the bytes of system prompt, tools and schema       known: one look-up
/// 5  their template, tools as a set and schema          the volatile parts masked (<see cref="TemplateMask"/>)
/// 6  a known template that is alike                     (<see cref="TemplateSketch"/>)
/// 7  a new class, fp-…                                  or what the owner renamed it to
/// </code>
/// Then, where the owner says so, a part of the class by the request's text (<see cref="ClassSplit"/>). Safe for any number of threads; what is
/// kept is bounded.
/// </summary>
public sealed class Classifier(ClassBook book, CurrentClassNames names, TimeProvider clock)
{
    /// <summary>Prompts known by their bytes; twice as many at most.</summary>
    private const int KnownPrompts = 8192;

    private readonly GenerationCache<ClassSighting> _byBytes = new(KnownPrompts);

    /// <summary>False when the header holds a name that is not a class name; then <paramref name="problem"/> says the rule.</summary>
    public bool TryClassify(in ClassQuery query, ClassTable table, out ClassDecision decision, out string? problem)
    {
        problem = null;
        decision = default;
        if (!string.IsNullOrEmpty(query.Header))
        {
            if (!ClassName.IsValid(query.Header))
            {
                problem = "x-clearbar-class must be 1 to 64 letters, digits, '.', '_' or '-'";
                return false;
            }

            decision = Named(query.Header, query, table);
            return true;
        }

        decision = table.NameOf(query) is { } matched ? Named(matched, query, table) : Found(query, table);
        return true;
    }

    /// <summary>
    /// One number for the bytes of system prompt, tools and schema. The rotations keep the parts apart; the multiply-and-shift (the finaliser of
    /// MurmurHash3, public domain) spreads them. Stable across processes.
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

    /// <summary>The owner's name or the client's stands, whatever has been renamed.</summary>
    private ClassDecision Named(string name, in ClassQuery query, ClassTable table)
    {
        var now = clock.GetUtcNow();
        book.Named(name, query, static query => ClassTraits.Of(query.ReadPrefix()), now)?.Count(now);
        return Divide(name, query, table);
    }

    private ClassDecision Found(in ClassQuery query, ClassTable table)
    {
        var bytes = FingerprintOf(query.Outline);
        if (table.NameOf(bytes) is { } known)
        {
            return Named(known, query, table);
        }

        var now = clock.GetUtcNow();
        if (_byBytes.Find(bytes) is not { } sighting)
        {
            sighting = Sight(query.ReadPrefix(), now);
            if (sighting.Class.Name != ClassBook.OverflowName)
            {
                _byBytes.Add(bytes, sighting);
            }
        }

        sighting.Class.Count(now);
        return Divide(table.NameOf(sighting.Template) ?? table.NameOf(sighting.Class.Traits.Fingerprint) ?? names.Value.Of(sighting.Class.Name), query, table);
    }

    private ClassSighting Sight(StaticPrefix prefix, DateTimeOffset now)
    {
        using var template = TemplateMask.Of(prefix.System);
        var fingerprint = ClassTraits.FingerprintOf(prefix, template.Text);
        return new ClassSighting(fingerprint, book.Known(fingerprint) ?? book.Find(ClassTraits.Of(prefix, template.Text), now));
    }

    private ClassDecision Divide(string name, in ClassQuery query, ClassTable table)
    {
        if (table.SplitOf(name)?.NameOf(query.Outline, book) is not { } part)
        {
            return new ClassDecision(name, table.PolicyOf(name));
        }

        // A part follows the whole's policy unless it has one of its own.
        part = table.Knows(part) ? part : names.Value.Of(part);
        return new ClassDecision(part, table.PolicyOf(part) ?? table.PolicyOf(name));
    }
}
