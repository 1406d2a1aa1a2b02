using System.Data.Common;

namespace Clearbar.Keys;

/// <summary>The issued keys in force; replaced whole when they change.</summary>
public sealed class CurrentIssuedKeys
{
    private readonly KeyFile? _copy;
    private IssuedKeys _value;

    /// <summary>The keys of a store that is there whenever the gateway is.</summary>
    /// <exception cref="KeyStoreException">They cannot be read.</exception>
    public CurrentIssuedKeys(KeyStore store)
        : this(store, store.Load(), null)
    {
    }

    private CurrentIssuedKeys(KeyStore store, IssuedKeys first, KeyFile? copy)
    {
        Store = store;
        _value = first;
        _copy = copy;
    }

    public KeyStore Store { get; }

    public IssuedKeys Value => Volatile.Read(ref _value);

    /// <summary>Why these are the keys of the copy, not those of the store; null when they are not, or no longer.</summary>
    public string? Outage { get; private set; }

    /// <summary>
    /// The keys of a store on another machine: when it does not answer, those it had when this data directory's copy was made. The copy is
    /// never written back, so what was revoked since is revoked again as soon as the store answers.
    /// </summary>
    /// <param name="store">Where the keys are.</param>
    /// <param name="copy">The copy, of a key file's form; made by <see cref="KeepCopy"/>.</param>
    /// <param name="earlier">The key file from before the keys were in the store; a key that only it has would be locked out.</param>
    /// <exception cref="KeyStoreException">There is neither, or keys would be lost.</exception>
    public static CurrentIssuedKeys Start(KeyStore store, KeyStore copy, KeyStore earlier)
    {
        var copied = (KeyFile)copy.Records;
        try
        {
            var keys = new CurrentIssuedKeys(store, store.Load(), copied);
            keys.RefuseLoss(copy, earlier);
            return keys;
        }
        catch (KeyStoreException exception) when (exception.InnerException is DbException)
        {
            if (!copied.Exists)
            {
                throw new KeyStoreException(
                    $"{exception.Message}. A gateway needs it when it starts for the first time on a data directory: there is no {copied.Name} yet",
                    exception);
            }

            return new CurrentIssuedKeys(store, copy.Load(), copied) { Outage = exception.Message };
        }
    }

    /// <summary>
    /// Reads the store again. Throws <see cref="KeyStoreException"/> and keeps the keys it had when that fails, or when every entry has
    /// vanished: a lost file must not let strangers in.
    /// </summary>
    public void Refresh()
    {
        var next = Store.Load();
        if (!next.EverIssued && Value.EverIssued)
        {
            throw new KeyStoreException(
                $"{Store.Name} has lost its entries; the keys already loaded stay in force. To refuse a key, revoke it");
        }

        Volatile.Write(ref _value, next);
        Outage = null;
    }

    /// <summary>Copies the keys in force for a start without their store; does nothing where the store is always there.</summary>
    /// <exception cref="KeyStoreException">The disk does not take them.</exception>
    public void KeepCopy()
    {
        try
        {
            _copy?.Replace([.. Value.Entries]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KeyStoreException($"{_copy!.Name} cannot be written: {exception.Message}", exception);
        }
    }

    private void RefuseLoss(KeyStore copy, KeyStore earlier)
    {
        if (!Value.EverIssued && copy.List() is { Count: > 0 } lost)
        {
            throw new KeyStoreException(
                $"{Store.Name} has lost its keys, '{lost[0].Id}' for one: restore it, or bring them back with "
                + $"'clearbar keys import {copy.Name}'");
        }

        foreach (var key in earlier.List())
        {
            if (!Value.Entries.Any(known => known.Id == key.Id))
            {
                throw new KeyStoreException(
                    $"keys are in {Store.Name} now, and it does not have '{key.Id}' of {earlier.Name}: bring them there with "
                    + "'clearbar keys import' and the --config or --data of this gateway, or take the file away");
            }
        }
    }
}
