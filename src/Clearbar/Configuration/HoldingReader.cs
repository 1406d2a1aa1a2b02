namespace Clearbar.Configuration;

/// <summary>Reads how long a class's streams are held: <c>earlyRefusal</c> and <c>holdBack</c>.</summary>
internal static class HoldingReader
{
    private static readonly Dictionary<string, EarlyRefusal> Words = new(StringComparer.Ordinal)
    {
        ["drain"] = EarlyRefusal.Drain,
        ["cancel"] = EarlyRefusal.Cancel,
        ["off"] = EarlyRefusal.Off,
    };

    public static EarlyRefusal ReadEarlyRefusal(ConfigNode item) => item.Choice("earlyRefusal", Words) ?? EarlyRefusal.Drain;

    public static int? ReadHoldBack(ConfigNode item, Delivery delivery)
    {
        var holdBack = (int?)item.Integer("holdBack", 1, ClassOptions.MaxHoldBack);
        if (holdBack is not null && delivery == Delivery.Commit)
        {
            item.Fail("holdBack", "has no meaning beside delivery 'commit', which holds nothing back; take one of the two away");
        }

        return holdBack;
    }
}
