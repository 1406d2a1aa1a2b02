using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Clearbar.Wire.Signing;

namespace Clearbar.Upstreams.Emulator.Accounts;

/// <summary>The configured accounts, found by access key id or API key.</summary>
internal sealed class AccountBook
{
    private readonly FrozenDictionary<string, (EmulatedAccount Account, SigningCredential Credential)> _accessKeys;
    private readonly FrozenDictionary<string, EmulatedAccount> _apiKeys;
    private readonly FrozenSet<string> _ids;

    /// <exception cref="FormatException">A key belongs to two accounts, or an access key has no secret.</exception>
    public AccountBook(IReadOnlyList<EmulatedAccount> accounts)
    {
        var accessKeys = new Dictionary<string, (EmulatedAccount, SigningCredential)>(StringComparer.Ordinal);
        var apiKeys = new Dictionary<string, EmulatedAccount>(StringComparer.Ordinal);
        foreach (var account in accounts)
        {
            if (account.AccessKeyId is { } id)
            {
                var secret = account.SecretAccessKey
                    ?? throw new FormatException($"Account {account.Id}: accessKeyId needs a secretAccessKey.");
                if (!accessKeys.TryAdd(id, (account, new SigningCredential(id, secret, account.SessionToken))))
                {
                    throw new FormatException($"The access key {id} belongs to two accounts.");
                }
            }

            foreach (var key in account.ApiKeys)
            {
                if (!apiKeys.TryAdd(key, account))
                {
                    throw new FormatException($"Account {account.Id}: one of its API keys belongs to another account already.");
                }
            }
        }

        _accessKeys = accessKeys.ToFrozenDictionary(StringComparer.Ordinal);
        _apiKeys = apiKeys.ToFrozenDictionary(StringComparer.Ordinal);
        _ids = accounts.Select(static account => account.Id).ToFrozenSet(StringComparer.Ordinal);
    }

    public bool IsConfigured(string accountId) => _ids.Contains(accountId);

    public bool TryFindAccessKey(
        string id, [NotNullWhen(true)] out EmulatedAccount? account, [NotNullWhen(true)] out SigningCredential? credential)
    {
        var found = _accessKeys.TryGetValue(id, out var held);
        (account, credential) = held;
        return found;
    }

    public bool TryFindApiKey(string key, [NotNullWhen(true)] out EmulatedAccount? account) => _apiKeys.TryGetValue(key, out account);
}
