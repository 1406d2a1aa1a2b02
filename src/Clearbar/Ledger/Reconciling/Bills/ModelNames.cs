using System.Globalization;
using System.Text;
using Clearbar.Pricing;

namespace Clearbar.Ledger.Reconciling.Bills;

/// <summary>
/// Models by any name a bill has for them: letters and digits alone count, so "Claude4.6Opus", "Claude Opus 4.6 (Amazon Bedrock Edition)" and
/// <c>anthropic.claude-opus-4-6-v1</c> find the same one. An exact table: a name that could mean two models means none.
/// </summary>
public sealed class ModelNames
{
    private const string Edition = " (Amazon Bedrock Edition)";

    private readonly Dictionary<string, string?> _names = new(StringComparer.Ordinal);
    private readonly PriceBook _book;

    public ModelNames(PriceBook book)
    {
        _book = book;
        foreach (var model in book.File.Models)
        {
            var generation = model.Generation.ToString(CultureInfo.InvariantCulture);
            Add(model.Id, model);
            Add(model.Name, model);
            foreach (var alias in model.Aliases)
            {
                Add(alias, model);
            }

            if (Key(model.Name) == Key($"Claude {model.Family} {generation}") || Key(model.Name) == Key($"Claude {generation} {model.Family}"))
            {
                // AWS has written both orders: "Claude 3.5 Haiku" and "Claude Haiku 4.5".
                Add($"Claude {model.Family} {generation}", model);
                Add($"Claude {generation} {model.Family}", model);
            }

            if (model.Bedrock is { } bedrock)
            {
                Add(bedrock.BaseId, model);
                Add(bedrock.BaseId.Split(':')[0], model);
            }
        }
    }

    /// <summary>The model's id on the direct API; null when the name is not known.</summary>
    public string? Find(string name)
    {
        if (_book.Ids.TryResolve(name, out var resolution))
        {
            return resolution!.ModelId;
        }

        var plain = name.EndsWith(Edition, StringComparison.OrdinalIgnoreCase) ? name[..^Edition.Length] : name;
        return _names.GetValueOrDefault(Key(plain));
    }

    private void Add(string name, PricedModel model)
    {
        var key = Key(name);
        _names[key] = _names.TryGetValue(key, out var other) && other != model.Id ? null : model.Id;
    }

    private static string Key(string name)
    {
        var bare = name.StartsWith("anthropic.", StringComparison.OrdinalIgnoreCase) ? name["anthropic.".Length..] : name;
        var key = new StringBuilder(bare.Length);
        foreach (var letter in bare)
        {
            if (char.IsAsciiLetterOrDigit(letter))
            {
                key.Append(char.ToLowerInvariant(letter));
            }
        }

        return key.ToString();
    }
}
