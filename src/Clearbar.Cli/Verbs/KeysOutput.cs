using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Clearbar.Keys;
using Spectre.Console;

namespace Clearbar.Cli.Verbs;

/// <summary>Prints keys: data on stdout, advice on stderr.</summary>
internal static class KeysOutput
{
    /// <summary>A new key with its secrets, for the only time.</summary>
    public static void Write(IssuedKey key, bool json)
    {
        if (json)
        {
            WriteJson(writer =>
            {
                writer.WriteStartObject();
                WriteMembers(writer, key.Stored);
                writer.WriteString("apiKey", key.ApiKey);
                writer.WriteString("secretAccessKey", key.SecretAccessKey);
                writer.WriteEndObject();
            });
            return;
        }

        Console.Out.WriteLine($"id                {key.Stored.Id}");
        Console.Out.WriteLine($"API key           {key.ApiKey}");
        Console.Out.WriteLine($"Access key id     {key.Stored.AccessKeyId}");
        Console.Out.WriteLine($"Secret access key {key.SecretAccessKey}");
        Console.Error.WriteLine("These secrets are shown this once. The gateway keeps a hash of the API key and a sealed copy of the other.");
        Console.Error.WriteLine("  Anthropic SDKs:  ANTHROPIC_API_KEY=<API key>");
        Console.Error.WriteLine("  AWS SDKs:        AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, or AWS_BEARER_TOKEN_BEDROCK=<API key>");
    }

    /// <summary>A list without secrets.</summary>
    public static void Write(IReadOnlyList<StoredKey> keys, bool json)
    {
        if (json)
        {
            WriteJson(writer =>
            {
                writer.WriteStartArray();
                foreach (var key in keys)
                {
                    writer.WriteStartObject();
                    WriteMembers(writer, key);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            });
            return;
        }

        var table = new Table().Border(TableBorder.Rounded).AddColumns("id", "name", "team", "access key id", "created", "state");
        foreach (var key in keys)
        {
            var state = key.RevokedAt is { } revoked ? $"revoked {Day(revoked)}"
                : key.RotatedAt is { } rotated ? $"rotated {Day(rotated)}"
                : "in force";
            table.AddRow(
                Markup.Escape(key.Id), Markup.Escape(key.Name ?? ""), Markup.Escape(key.Team ?? ""), key.AccessKeyId, Day(key.CreatedAt), state);
        }

        Terminal.Data().Write(table);
    }

    private static void WriteMembers(Utf8JsonWriter writer, StoredKey key)
    {
        writer.WriteString("id", key.Id);
        writer.WriteString("name", key.Name);
        writer.WriteString("team", key.Team);
        writer.WriteStartObject("tags");
        foreach (var (name, value) in key.Tags ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
        if (key.Policy is { } policy)
        {
            writer.WritePropertyName("policy");
            policy.WriteTo(writer);
        }

        writer.WriteString("accessKeyId", key.AccessKeyId);
        writer.WriteString("createdAt", key.CreatedAt);
        WriteTime(writer, "rotatedAt", key.RotatedAt);
        WriteTime(writer, "revokedAt", key.RevokedAt);
    }

    private static void WriteTime(Utf8JsonWriter writer, string name, DateTimeOffset? time)
    {
        if (time is { } known)
        {
            writer.WriteString(name, known);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static void WriteJson(Action<Utf8JsonWriter> write)
    {
        using var output = new MemoryStream();
        var options = new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var writer = new Utf8JsonWriter(output, options))
        {
            write(writer);
        }

        Console.Out.WriteLine(System.Text.Encoding.UTF8.GetString(output.ToArray()));
    }

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
