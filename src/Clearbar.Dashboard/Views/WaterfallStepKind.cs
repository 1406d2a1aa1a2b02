namespace Clearbar.Dashboard.Views;

/// <summary>What a bar of a waterfall says.</summary>
public enum WaterfallStepKind : byte
{
    Level,
    Saving,
    ExtraCost,
    Nothing,
}
