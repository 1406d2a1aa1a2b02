using System.Text.Json;

namespace Clearbar.Wire.Dialects.Converse;

/// <content>The options of a request that say how the model is to answer.</content>
internal ref partial struct OutlineScanner
{
    private bool ScanInferenceConfig()
    {
        if (_cursor.Token != JsonTokenType.StartObject)
        {
            _cursor.SkipAny();
            return _cursor.IsNull || Fail("Give an object, for example {\"maxTokens\": 1024}.", "inferenceConfig");
        }

        while (_cursor.NextMember())
        {
            var isLimit = _cursor.Is("maxTokens"u8);
            _cursor.Read();
            if (isLimit && !_cursor.IsNull)
            {
                if (!_cursor.TryGetInt64(out var tokens) || tokens < 1 || tokens > int.MaxValue)
                {
                    return Fail("Give the output limit as a whole number of tokens, 1 or more.", "inferenceConfig.maxTokens");
                }

                _draft.MaxTokens = (int)tokens;
            }

            _cursor.SkipAny();
        }

        return true;
    }

    // outputConfig = { "textFormat": { "structure": { "jsonSchema": { "schema": string, ... } } } }; level counts the members entered.
    private void ScanOutputConfig(int level)
    {
        if (_cursor.Token != JsonTokenType.StartObject)
        {
            return;
        }

        while (_cursor.NextMember())
        {
            var isOnPath = _cursor.Is(level switch { 0 => "textFormat"u8, 1 => "structure"u8, 2 => "jsonSchema"u8, _ => "schema"u8 });
            _cursor.Read();
            if (isOnPath && level < 3)
            {
                ScanOutputConfig(level + 1);
            }
            else if (isOnPath && !_cursor.IsNull)
            {
                var schema = _cursor.Skip();
                _draft.SchemaFingerprint = OutlineDraft.Fingerprint(schema.Of(_body));
                _draft.CountJson(schema);
            }

            _cursor.SkipAny();
        }
    }

    // additionalModelRequestFields = { ["thinking": { "type": string, ... }], *other }, merged by the service into Claude's own body.
    private void ScanModelFields()
    {
        if (_cursor.Token != JsonTokenType.StartObject)
        {
            return;
        }

        while (_cursor.NextMember())
        {
            var isThinking = _cursor.Is("thinking"u8);
            _cursor.Read();
            if (isThinking && _cursor.Token == JsonTokenType.StartObject)
            {
                ScanThinking();
            }

            _cursor.SkipAny();
        }
    }

    private void ScanThinking()
    {
        while (_cursor.NextMember())
        {
            var isType = _cursor.Is(Words.Type);
            _cursor.Read();
            if (isType)
            {
                _draft.AsksForThinking = _cursor.Token == JsonTokenType.String && !_cursor.Is("disabled"u8);
            }

            _cursor.SkipAny();
        }
    }
}
