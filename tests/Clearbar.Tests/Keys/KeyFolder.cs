using Clearbar.Keys;

namespace Clearbar.Tests.Keys;

/// <summary>A key store in a folder of its own, with a clock the test sets.</summary>
internal sealed class KeyFolder : IDisposable
{
    public KeyFolder(DateTimeOffset now)
    {
        Clock = new SetClock { Now = now };
        Root = Directory.CreateTempSubdirectory("clearbar-keys-").FullName;
        Store = new KeyStore(Path.Combine(Root, "keys.json"), null, Clock);
    }

    public SetClock Clock { get; }

    public string Root { get; }

    public KeyStore Store { get; }

    /// <summary>An authenticator that has just read the store.</summary>
    public Authenticator Authenticator() => new(new CurrentIssuedKeys(Store), Clock);

    public void Dispose() => Directory.Delete(Root, recursive: true);

    internal sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
