namespace Clearbar.Cli;

/// <summary>Exit codes of every verb. Shipped codes never change their meaning.</summary>
public static class ExitCodes
{
    public const int Ok = 0;

    /// <summary>The verb ran and its answer is bad news: invalid configuration, a demo run that lost a request.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The process could not start: port taken, data directory in use, no keys on an open address.</summary>
    public const int CannotStart = 3;

    /// <summary>Stopped by Ctrl-C.</summary>
    public const int Interrupted = 130;
}
