using Clearbar.Dashboard.Views;
using Microsoft.AspNetCore.Components;

namespace Clearbar.Dashboard.Components.Pages;

/// <summary>The page for the one who pays, with the engineer's figures below.</summary>
public sealed partial class OverviewPage
{
    private const int ClassesShown = 8;

    [Parameter, EditorRequired]
    public required DashboardView View { get; set; }

    private static string ClassCaption(GroupTable classes) =>
        classes.Sheets > 1 ? $"The {classes.Rows.Count} dearest request classes" : "Request classes, dearest first";
}
