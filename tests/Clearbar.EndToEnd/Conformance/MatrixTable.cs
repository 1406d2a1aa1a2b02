using System.Text;

namespace Clearbar.EndToEnd.Conformance;

/// <summary>The matrix as Markdown, as it stands in <c>docs/conformance.md</c>.</summary>
internal static class MatrixTable
{
    public static string Render(MatrixRun run)
    {
        var text = new StringBuilder("""
            # Conformance

            Unmodified clients against a running gateway whose upstream is the **emulator**, as Bedrock (signed, Messages as InvokeModel) and as the Anthropic API.
            No model is called: what is shown is that the wire formats hold. Made by `./test Conformance`, which fails when a cell differs from this page;
            `CLEARBAR_UPDATE_TABLES=1 ./test Conformance` writes it anew.


            """);
        var reasons = new List<string>();
        foreach (var (surface, title) in MatrixRun.Surfaces)
        {
            text.Append("## ").Append(title).Append("\n\n| client |");
            foreach (var feature in Given.Features)
            {
                text.Append(' ').Append(feature.Replace('_', ' ')).Append(" |");
            }

            text.Append("\n|---|").Insert(text.Length, "---|", Given.Features.Length).Append('\n');
            foreach (var client in MatrixRun.Clients)
            {
                text.Append("| ").Append(client.Name).Append(" |");
                foreach (var feature in Given.Features)
                {
                    text.Append(' ').Append(CellOf(run[surface, client.Name, feature], reasons)).Append(" |");
                }

                text.Append('\n');
            }

            text.Append('\n');
        }

        text.Append("Microsoft.Extensions.AI through the package `OpenAI` needs the adapter `Microsoft.Extensions.AI.OpenAI`, which could not be restored where this page\n")
            .Append("was made; the package itself is in the matrix.\n\n");
        text.Append("Cells that cannot work:\n\n");
        for (var i = 0; i < reasons.Count; i++)
        {
            text.Append(i + 1).Append(". ").Append(reasons[i]).Append('\n');
        }

        return text.ToString();
    }

    private static string CellOf(Clients.ScenarioResult result, List<string> reasons)
    {
        if (!result.Ok)
        {
            return "**fails**";
        }

        if (!result.Detail.StartsWith("n/a: ", StringComparison.Ordinal))
        {
            return "yes";
        }

        var reason = result.Detail["n/a: ".Length..];
        var index = reasons.IndexOf(reason);
        if (index < 0)
        {
            index = reasons.Count;
            reasons.Add(reason);
        }

        return $"— ({index + 1})";
    }
}
