using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Clearbar.Pricing;

namespace Clearbar.Tiers;

/// <summary>Every model of the price file with what it accepts. Immutable; a reload makes a new catalog.</summary>
public sealed class ModelCatalog
{
    private const string ResourceName = "claude-models.json";

    private static readonly Lazy<ModelCatalog> s_embedded = new(() => new ModelCatalog(PriceBook.Embedded));

    private readonly FrozenDictionary<string, Model> _models;
    private readonly ModelCatalogIds _ids;

    /// <summary>Builds the catalog of a price book's models with the built-in capabilities.</summary>
    public ModelCatalog(PriceBook book)
        : this(book, PriceBook.EmbeddedBytes(ResourceName))
    {
    }

    /// <param name="book">The models and their names.</param>
    /// <param name="capabilities">A capabilities file (<c>claude-models.json</c>) as UTF-8; models it leaves out are taken cautiously.</param>
    /// <exception cref="PriceBookException">The file is not usable; the exception lists every error with its key.</exception>
    public ModelCatalog(PriceBook book, ReadOnlyMemory<byte> capabilities)
    {
        ArgumentNullException.ThrowIfNull(book);
        var described = ModelCatalogReader.Read(capabilities, out var asOf);
        AsOf = asOf;
        _ids = book.Ids;
        _models = book.File.Models.ToFrozenDictionary(
            model => model.Id,
            model => new Model(model, described.GetValueOrDefault(model.Id, ModelCapabilities.Cautious)),
            StringComparer.Ordinal);
        Models = [.. book.File.Models.Select(model => _models[model.Id])];
    }

    /// <summary>The catalog that came with this build.</summary>
    public static ModelCatalog Embedded => s_embedded.Value;

    /// <summary>The day the capabilities were compiled.</summary>
    public DateOnly AsOf { get; }

    /// <summary>All models, oldest generation first, as in the price file.</summary>
    public IReadOnlyList<Model> Models { get; }

    /// <summary>The model with exactly this id on the direct API.</summary>
    public bool TryGet(string id, [NotNullWhen(true)] out Model? model) => _models.TryGetValue(id, out model);

    /// <summary>Finds the model an id, alias, Bedrock id or ARN stands for, with what its form says about surface and scope.</summary>
    /// <remarks>Exact names only: a family name or a part of an id stands for nothing.</remarks>
    public bool TryResolve(string idOrAliasOrArn, [NotNullWhen(true)] out Model? model, [NotNullWhen(true)] out ModelResolution? resolution)
    {
        if (_ids.TryResolve(idOrAliasOrArn, out resolution) && resolution is not null)
        {
            model = _models[resolution.ModelId];
            return true;
        }

        model = null;
        return false;
    }
}
