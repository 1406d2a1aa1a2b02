namespace Clearbar.Configuration;

/// <summary>PEM files of the certificate (with its chain) and of its key, for <c>https://</c> addresses.</summary>
public sealed record TlsOptions(string Certificate, string Key);
