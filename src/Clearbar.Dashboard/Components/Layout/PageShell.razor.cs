using Clearbar.Dashboard.Views;
using Microsoft.AspNetCore.Components;

namespace Clearbar.Dashboard.Components.Layout;

/// <summary>The whole document around a page's content.</summary>
public sealed partial class PageShell
{
    [Parameter, EditorRequired]
    public required DashboardView View { get; set; }

    [Parameter, EditorRequired]
    public required string Title { get; set; }

    /// <summary>Whether the content makes no sense before the first request; then the way to send one is shown in its place.</summary>
    [Parameter]
    public bool NeedsTraffic { get; set; } = true;

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    private string HealthWords
    {
        get
        {
            var items = View.Health.Items.Where(static item => item.IsTrouble);
            var trouble = items.Select(static item => $"{item.Name}: {item.Text}").ToArray();
            return trouble.Length == 0 ? "✓ Ledger healthy" : "⚠ Ledger: " + string.Join(" · ", trouble);
        }
    }
}
