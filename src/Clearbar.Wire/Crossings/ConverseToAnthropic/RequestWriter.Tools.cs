namespace Clearbar.Wire.Crossings.ConverseToAnthropic;

/// <content>
/// Tools and the choice among them, and the system prompt.
/// <code>
/// {toolSpec: {name, description, inputSchema: {json}, strict}}   {name, description, input_schema, strict}
/// {cachePoint: {type, ttl}}                                      cache_control on the tool before
/// {auto: {}} / {any: {}} / {tool: {name}}                        {type: auto} / {type: any} / {type: tool, name}
/// </code>
/// </content>
internal sealed partial class RequestWriter
{
    private void WriteTools(BodyNode config, BodyNode more)
    {
        var tools = config["tools"u8];
        var moreTools = more["tools"u8];
        if (tools.Elements.Following.Exists || moreTools.Elements.Following.Exists)
        {
            json.WriteStartArray("tools"u8);
            WriteToolSpecs(tools);

            // Tools that Anthropic defines (bash, text editor) have no schema of their own and travel here as they are.
            foreach (var tool in moreTools.Elements)
            {
                json.WriteCopy(tool);
            }

            json.WriteEndArray();
        }

        // none and disable_parallel_tool_use can only be said here, so this one wins.
        if (more["tool_choice"u8] is { IsObject: true } choice)
        {
            json.WriteCopy("tool_choice"u8, choice);
            return;
        }

        WriteToolChoice(config["toolChoice"u8]);
    }

    private void WriteToolSpecs(BodyNode tools)
    {
        var hasHome = false;
        var elements = tools.Elements;
        for (var index = 0; elements.MoveNext(); index++)
        {
            var tool = elements.Current.OnlyMember;
            if (tool.Is("cachePoint"u8))
            {
                if (!hasHome)
                {
                    _markers.Refuse("cachePoint", new Place("tools"));
                }

                hasHome = false;
                continue;
            }

            if (!tool.Is("toolSpec"u8))
            {
                Refuse("Only toolSpec and cachePoint can be sent to this model.", $"toolConfig.tools.{index}");
                continue;
            }

            var spec = tool.Value;
            json.WriteStartObject();
            json.WriteCopyIfThere("name"u8, spec["name"u8]);
            json.WriteCopyIfThere("description"u8, spec["description"u8]);
            json.WriteCopyIfThere("input_schema"u8, spec["inputSchema"u8]["json"u8]);
            json.WriteCopyIfThere("strict"u8, spec["strict"u8]);
            CacheMarkers.WriteCacheControl(json, TakeFollowing(elements, new Place("tools")));
            json.WriteEndObject();
            hasHome = true;
        }
    }

    private void WriteToolChoice(BodyNode choice)
    {
        var kind = choice.OnlyMember;
        if (!choice.Exists)
        {
            return;
        }

        json.WriteStartObject("tool_choice"u8);
        if (kind.Is("tool"u8))
        {
            json.WriteString("type"u8, "tool"u8);
            json.WriteCopyIfThere("name"u8, kind.Value["name"u8]);
        }
        else
        {
            json.WriteString("type"u8, kind.Is("any"u8) ? "any"u8 : "auto"u8);
        }

        json.WriteEndObject();
    }

    private void WriteSystem(BodyNode system)
    {
        if (!HasText(system))
        {
            foreach (var block in system.Elements)
            {
                RecordIfThere(block["cachePoint"u8], "cachePoint@system");
            }

            return;
        }

        json.WriteStartArray("system"u8);
        var hasHome = false;
        var elements = system.Elements;
        for (var index = 0; elements.MoveNext(); index++)
        {
            var block = elements.Current.OnlyMember;
            if (block.Is("cachePoint"u8))
            {
                if (!hasHome)
                {
                    _markers.Refuse("cachePoint", new Place("system"));
                }

                hasHome = false;
                continue;
            }

            var isGuarded = block.Is("guardContent"u8);
            var text = isGuarded ? block.Value["text"u8]["text"u8] : block.Is("text"u8) ? block.Value : default;
            if (!text.IsString)
            {
                Refuse("The system prompt can only be text for this model.", $"system.{index}");
            }

            hasHome = text.IsFilledString;
            if (hasHome)
            {
                RecordGuard(isGuarded, new Place("system"));
                AnthropicBlocks.WriteText(json, text, TakeFollowing(elements, new Place("system")));
            }
        }

        json.WriteEndArray();
    }

    private static bool HasText(BodyNode system)
    {
        foreach (var block in system.Elements)
        {
            // What is neither text nor a marker is refused where it is written.
            if (block["text"u8].IsFilledString || block["guardContent"u8]["text"u8]["text"u8].IsFilledString
                || !(block["text"u8].IsString || block["cachePoint"u8].Exists))
            {
                return true;
            }
        }

        return false;
    }

    private void RecordGuard(bool isGuarded, Place place)
    {
        if (isGuarded)
        {
            losses.Add($"guardContent@{place}");
        }
    }

    // A marker of Converse stands behind the block it marks.
    private CacheMarker TakeFollowing(BodyElements elements, Place place) =>
        _markers.Take(elements.Following.OnlyMember is { } next && next.Is("cachePoint"u8) ? next.Value : default, "cachePoint", place);
}
