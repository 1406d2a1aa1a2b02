using System.Text.Json;

namespace Clearbar.Wire.Dialects.OpenAi;

/// <content>The options of a request that say how the model is to answer, and its tools.</content>
internal ref partial struct OutlineScanner
{
    private bool ScanStream()
    {
        if (_cursor.Token is not (JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null))
        {
            return Fail("Give true or false.", "stream");
        }

        _draft.Stream = _cursor.Token == JsonTokenType.True;
        return true;
    }

    private bool ScanStreamOptions()
    {
        if (_cursor.Token != JsonTokenType.StartObject)
        {
            _cursor.SkipAny();
            return _cursor.IsNull || Fail("Give an object, for example {\"include_usage\": true}.", "stream_options");
        }

        while (_cursor.NextMember())
        {
            var isUsage = _cursor.Is("include_usage"u8);
            _cursor.Read();
            if (isUsage)
            {
                _draft.WantsStreamUsage = _cursor.Token == JsonTokenType.True;
            }

            _cursor.SkipAny();
        }

        return true;
    }

    private bool ScanTools()
    {
        if (_cursor.IsNull)
        {
            return true;
        }

        if (_cursor.Token != JsonTokenType.StartArray)
        {
            return Fail("Give the tools as an array of tool definitions.", "tools");
        }

        var start = _cursor.Start;
        while (_cursor.NextElement())
        {
            if (_cursor.Token != JsonTokenType.StartObject)
            {
                return Fail("Each tool must be an object with type and function.", $"tools.{_draft.ToolCount}");
            }

            _draft.ToolCount++;
            _cursor.Skip();
        }

        var tools = Until(start);
        _draft.CountJson(tools);
        _draft.ToolsFingerprint = OutlineDraft.Fingerprint(tools.Of(_body));
        return true;
    }

    // response_format = { "type": "text" / "json_object" } / { "type": "json_schema", "json_schema": { "name", "schema": object, *other } }
    private bool ScanResponseFormat()
    {
        if (_cursor.Token != JsonTokenType.StartObject)
        {
            _cursor.SkipAny();
            return true;
        }

        while (_cursor.NextMember())
        {
            var isSchema = _cursor.Is("json_schema"u8);
            _cursor.Read();
            if (isSchema && _cursor.Token == JsonTokenType.StartObject)
            {
                ScanJsonSchema();
            }
            else
            {
                _cursor.SkipAny();
            }
        }

        return true;
    }

    private void ScanJsonSchema()
    {
        while (_cursor.NextMember())
        {
            var isSchema = _cursor.Is("schema"u8);
            var value = _cursor.SkipValue();
            if (isSchema && !_cursor.IsNull)
            {
                _draft.SchemaFingerprint = OutlineDraft.Fingerprint(value.Of(_body));
                _draft.CountJson(value);
            }
        }
    }
}
