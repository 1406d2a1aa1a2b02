using System.Text.Json;

namespace Clearbar.Wire.Dialects.Anthropic;

/// <content>The options of a request that say how the model is to answer.</content>
internal ref partial struct OutlineScanner
{
    private bool ScanThinking()
    {
        if (_cursor.Token != JsonTokenType.StartObject)
        {
            _cursor.Skip();
            return true;
        }

        while (_cursor.NextMember())
        {
            if (_cursor.Is(Words.Type))
            {
                _cursor.Read();
                _draft.AsksForThinking = _cursor.Token == JsonTokenType.String && !_cursor.Is("disabled"u8);
            }

            _cursor.SkipAny();
        }

        return true;
    }

    private bool ScanOutputConfig()
    {
        if (_cursor.Token != JsonTokenType.StartObject)
        {
            _cursor.Skip();
            return true;
        }

        while (_cursor.NextMember())
        {
            var isFormat = _cursor.Is("format"u8);
            _cursor.Read();
            if (isFormat)
            {
                ScanFormat();
            }
            else
            {
                _cursor.Skip();
            }
        }

        return true;
    }

    // format = { "type": "json_schema", "schema": object }; older betas send it at the top level as output_format.
    private bool ScanFormat()
    {
        if (_cursor.Token != JsonTokenType.StartObject)
        {
            _cursor.Skip();
            return true;
        }

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

        return true;
    }
}
