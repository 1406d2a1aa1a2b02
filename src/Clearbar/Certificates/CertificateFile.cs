using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clearbar.Certificates;

/// <summary>Certificates as stored: <c>{ "version": 1, "sample": …, "createdAt": …, "certificates": [ … ] }</c>.</summary>
public sealed record CertificateFile
{
    /// <summary>Raised when a member changes its meaning; members may be added without.</summary>
    public const int CurrentVersion = 1;

    internal static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public int Version { get; init; } = CurrentVersion;

    /// <summary>Name of the sample behind them.</summary>
    public required string Sample { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required IReadOnlyList<Certificate> Certificates { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, Options);

    /// <exception cref="InvalidDataException">Not such a file, or of a version this program does not know.</exception>
    public static CertificateFile Parse(string json)
    {
        try
        {
            var file = JsonSerializer.Deserialize<CertificateFile>(json, Options);
            return file?.Version == CurrentVersion
                ? file
                : throw new InvalidDataException($"A certificate file of version {CurrentVersion} is expected, not {file?.Version}.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"Not a certificate file: {error.Message}", error);
        }
    }
}
