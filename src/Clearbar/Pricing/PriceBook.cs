using System.Diagnostics.CodeAnalysis;
using Clearbar.Tiers;

namespace Clearbar.Pricing;

/// <summary>
/// What Claude costs: a model, a surface, a day and its modifiers to a <see cref="RateCard"/>; a usage to a charge. Immutable: a reload makes
/// a new book. A usage without a price is an error with a reason, never zero and never the price of another day or model (invariant I6).
/// </summary>
public sealed partial class PriceBook
{
    private const string ResourceName = "claude-prices.json";

    private static readonly Lazy<PriceBook> s_embedded = new(() => new PriceBook(PriceFileReader.Read(EmbeddedBytes(ResourceName))));

    private readonly Dictionary<string, PricedModel> _models;

    /// <param name="file">A checked price file.</param>
    /// <param name="applicationProfiles">ARN of an application inference profile to the Bedrock id it was made from.</param>
    public PriceBook(PriceFile file, IReadOnlyDictionary<string, string>? applicationProfiles = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        File = file;
        Ids = new ModelCatalogIds(file, applicationProfiles);
        _models = file.Models.ToDictionary(model => model.Id, StringComparer.Ordinal);
        _serviceNames = AwsServiceNames.Of(file);
    }

    /// <summary>The price book that came with this build.</summary>
    public static PriceBook Embedded => s_embedded.Value;

    /// <summary>Day of compilation and a short hash of the file: two books with one version charge alike.</summary>
    public string Version => File.Version;

    public PriceFile File { get; }

    /// <summary>The exact table of model names.</summary>
    public ModelCatalogIds Ids { get; }

    /// <summary>Loads a price file in place of the embedded one.</summary>
    /// <exception cref="PriceBookException">The file is not usable; the exception lists every error with its key.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static PriceBook Load(string path, IReadOnlyDictionary<string, string>? applicationProfiles = null) =>
        new(PriceFileReader.Read(System.IO.File.ReadAllBytes(path)), applicationProfiles);

    /// <summary>Finds the prices for a model on a surface, on a day, with its modifiers.</summary>
    /// <returns>False with the reason when there is none.</returns>
    public bool TryFindRate(in RateQuery query, [NotNullWhen(true)] out RateCard? card, [NotNullWhen(false)] out PriceError? error)
    {
        if (query.Surface == Surface.Local)
        {
            card = RateCard.Free(query);
            error = null;
            return true;
        }

        card = null;
        if (!TryResolve(query, out var model, out var resolution, out error))
        {
            return false;
        }

        var builder = new RateCardBuilder(File.Rules, query, model, resolution);
        card = builder.Build();
        error = builder.Error;
        return card is not null;
    }

    internal static byte[] EmbeddedBytes(string resourceName)
    {
        using var stream = typeof(PriceBook).Assembly.GetManifestResourceStream(resourceName)
            ?? throw new PriceBookException($"The build does not contain {resourceName}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private bool TryResolve(
        in RateQuery query,
        [NotNullWhen(true)] out PricedModel? model,
        [NotNullWhen(true)] out ModelResolution? resolution,
        [NotNullWhen(false)] out PriceError? error)
    {
        model = null;
        resolution = null;
        error = null;
        var isBedrock = query.Surface is Surface.Bedrock or Surface.BedrockMantle;
        if (query.Surface is Surface.OpenAiCompatible or Surface.Emulator)
        {
            error = new PriceError(
                PriceErrorCode.UnknownModel,
                query.Surface == Surface.Emulator
                    ? "The emulator has no prices of its own; ask for the surface it stands in for."
                    : "A local server's models are not in the price book.");
        }
        else if (!Ids.TryResolve(query.Model, out resolution))
        {
            error = new PriceError(
                PriceErrorCode.UnknownModel,
                $"\"{query.Model}\" is not in price book {Version}; use an exact id, alias or ARN, or add the model to the price file.");
        }
        else if (isBedrock != (resolution!.Surface == Surface.Bedrock)
            || (query.Surface == Surface.BedrockMantle && resolution.Scope != Scope.InRegion))
        {
            error = new PriceError(
                PriceErrorCode.UnknownModel,
                $"\"{query.Model}\" is not an id of {SurfaceNames.Of(query.Surface)}; use the id that surface knows the model by.");
        }
        else
        {
            model = _models[resolution.ModelId];
        }

        return error is null;
    }
}
