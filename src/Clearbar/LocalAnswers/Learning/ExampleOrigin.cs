namespace Clearbar.LocalAnswers.Learning;

/// <summary>How an example came to be one. The numbers are part of the file format: append only.</summary>
public enum ExampleOrigin : byte
{
    /// <summary>Rung 0 was off: every request became an example.</summary>
    Off = 0,

    /// <summary>Drawn by lot while rung 0 was on, before it was asked.</summary>
    Drawn = 1,

    /// <summary>Rung 0 was on and not sure enough. Such examples are the hard ones; agreement is never measured on them.</summary>
    Declined = 2,
}
