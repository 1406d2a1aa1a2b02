using System.Text.Json;

namespace Clearbar.Ledger.Reconciling.Bills;

// record = { "schemaType":"ModelInvocationLog", "timestamp", "requestId", "operation", "modelId", ?"errorCode", …
//            "input":{ "inputTokenCount"?, "cacheReadInputTokenCount"?, "cacheWriteInputTokenCount"?, "inputBodyJson"? … },
//            "output":{ "outputTokenCount"?, "outputBodyJson"? … } }
// inputTokenCount counts what was neither read from nor written to a cache, as in the response's usage. Bodies are skipped, never kept.
// Source: Amazon Bedrock user guide, "Monitor model invocation using CloudWatch Logs and Amazon S3" (schema version 1.0).

/// <summary>What reconciling needs of one record of Bedrock's model invocation log.</summary>
internal struct InvocationRecord
{
    public bool IsInvocation;
    public DateTimeOffset Timestamp;
    public string? RequestId;
    public string? ModelId;
    public string? ErrorCode;
    public long Input;
    public long CacheRead;
    public long CacheWrite;
    public long Output;

    /// <exception cref="JsonException">The line is not JSON.</exception>
    public static InvocationRecord Parse(ReadOnlySpan<byte> line)
    {
        var record = default(InvocationRecord);
        var json = new Utf8JsonReader(line);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            return record;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            record.Member(ref json);
        }

        return record;
    }

    private void Member(ref Utf8JsonReader json)
    {
        if (json.ValueTextEquals("input"u8) || json.ValueTextEquals("output"u8))
        {
            Side(ref json);
        }
        else if (json.ValueTextEquals("schemaType"u8))
        {
            json.Read();
            IsInvocation = json.TokenType == JsonTokenType.String && json.ValueTextEquals("ModelInvocationLog"u8);
        }
        else if (json.ValueTextEquals("timestamp"u8))
        {
            json.Read();
            Timestamp = json.TokenType == JsonTokenType.String && json.TryGetDateTimeOffset(out var instant) ? instant : default;
        }
        else if (json.ValueTextEquals("requestId"u8))
        {
            RequestId = Text(ref json);
        }
        else if (json.ValueTextEquals("modelId"u8))
        {
            ModelId = Text(ref json);
        }
        else if (json.ValueTextEquals("errorCode"u8))
        {
            ErrorCode = Text(ref json);
        }
        else
        {
            json.Read();
            json.Skip();
        }
    }

    private void Side(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("inputTokenCount"u8))
            {
                Input = Count(ref json);
            }
            else if (json.ValueTextEquals("cacheReadInputTokenCount"u8))
            {
                CacheRead = Count(ref json);
            }
            else if (json.ValueTextEquals("cacheWriteInputTokenCount"u8))
            {
                CacheWrite = Count(ref json);
            }
            else if (json.ValueTextEquals("outputTokenCount"u8))
            {
                Output = Count(ref json);
            }
            else
            {
                json.Read();
                json.Skip();
            }
        }
    }

    private static string? Text(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.String)
        {
            return json.GetString();
        }

        json.Skip();
        return null;
    }

    private static long Count(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var count) && count >= 0)
        {
            return count;
        }

        json.Skip();
        return 0;
    }
}
