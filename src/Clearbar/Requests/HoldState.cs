namespace Clearbar.Requests;

/// <summary>What is to become of a stream that is held.</summary>
public enum HoldState : byte
{
    /// <summary>It is read on.</summary>
    Held,

    /// <summary>It cannot pass its gates any more, and has not ended.</summary>
    Refused,

    /// <summary>It may reach the client, and has not ended.</summary>
    Released,
}
