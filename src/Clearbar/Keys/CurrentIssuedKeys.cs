namespace Clearbar.Keys;

/// <summary>The issued keys in force; replaced whole when the key file changes.</summary>
public sealed class CurrentIssuedKeys(KeyStore store)
{
    private IssuedKeys _value = store.Load();

    public KeyStore Store => store;

    public IssuedKeys Value => Volatile.Read(ref _value);

    /// <summary>
    /// Reads the file again. Throws <see cref="KeyStoreException"/> and keeps the keys it had when that fails, or when every entry has
    /// vanished: a lost file must not let strangers in.
    /// </summary>
    public void Refresh()
    {
        var next = store.Load();
        if (!next.EverIssued && Value.EverIssued)
        {
            throw new KeyStoreException(
                $"{store.Path} has lost its entries; the keys already loaded stay in force. To refuse a key, revoke it");
        }

        Volatile.Write(ref _value, next);
    }
}
