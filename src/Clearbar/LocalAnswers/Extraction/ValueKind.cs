namespace Clearbar.LocalAnswers.Extraction;

/// <summary>What a member's value is in JSON. The letters are part of the file formats.</summary>
public enum ValueKind
{
    Text = 't',

    Number = 'n',

    /// <summary>true, false or null.</summary>
    Word = 'w',

    /// <summary>The member is not there.</summary>
    Absent = '-',
}
