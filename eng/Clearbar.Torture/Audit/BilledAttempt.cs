using System.Text.Json;
using Clearbar.Wire;

namespace Clearbar.Torture.Audit;

/// <summary>One row of the emulator's <c>/emulator/bill</c> (docs/emulator.md).</summary>
internal sealed record BilledAttempt(Guid Entry, string Outcome, TokenUsage Usage)
{
    /// <exception cref="InvalidDataException">The emulator forgot rows, or was called by something that is no gateway.</exception>
    public static async Task<List<BilledAttempt>> ReadAllAsync(HttpClient http, Uri emulator)
    {
        await using var stream = await http.GetStreamAsync(new Uri(emulator, "/emulator/bill"));
        using var bill = await JsonDocument.ParseAsync(stream);
        if (bill.RootElement.GetProperty("unrecorded").GetInt64() != 0)
        {
            throw new InvalidDataException("the emulator's bill is full; fewer kills fit");
        }

        var attempts = new List<BilledAttempt>();
        foreach (var row in bill.RootElement.GetProperty("rows").EnumerateArray())
        {
            var usage = row.GetProperty("usage");
            attempts.Add(new BilledAttempt(
                Guid.ParseExact(row.GetProperty("entry").GetString() ?? throw new InvalidDataException("a billed attempt names no entry"), "N"),
                row.GetProperty("outcome").GetString()!,
                new TokenUsage(Tokens("input"), Tokens("cacheRead"), Tokens("cacheWrite5m"), Tokens("cacheWrite1h"), Tokens("output"))));
            long Tokens(string bucket) => usage.GetProperty(bucket).GetInt64();
        }

        return attempts;
    }
}
