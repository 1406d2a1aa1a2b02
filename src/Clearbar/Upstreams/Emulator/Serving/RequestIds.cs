using System.Globalization;
using Clearbar.Upstreams.Emulator.Prompts;
using Clearbar.Upstreams.Emulator.Writing;
using Microsoft.AspNetCore.Http;

namespace Clearbar.Upstreams.Emulator.Serving;

/// <summary>Makes ids in each service's form, decided by seed and a counter, so two runs of one script compare byte by byte.</summary>
internal sealed class RequestIds(int seed)
{
    private long _count;

    /// <summary>The next number; every id of one attempt is made from it.</summary>
    public long Next() => Interlocked.Increment(ref _count);

    /// <summary>The request id of one answer, in the form of its error shape.</summary>
    public string Of(Route route, long number) => route.Errors == ErrorForm.Anthropic ? Anthropic(number) : Aws(number);

    /// <summary>Sets the request id headers of the surface: services behind AWS with an Anthropic dialect tell both.</summary>
    public void Tell(HttpContext context, Route route, long number)
    {
        var headers = context.Response.Headers;
        switch (route.Errors)
        {
            case ErrorForm.Aws:
                headers["x-amzn-requestid"] = Aws(number);
                break;
            case ErrorForm.OpenAi:
                headers["x-request-id"] = Aws(number);
                break;
            default:
                headers["request-id"] = Anthropic(number);
                if (route.Aws)
                {
                    headers["x-amzn-requestid"] = Aws(number);
                }

                break;
        }
    }

    public string Aws(long number)
    {
        var (left, right) = Bits(number, 1);
        var variant = 0x8000 | ((right >> 48) & 0x3FFF);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{left >> 32:x8}-{(left >> 16) & 0xFFFF:x4}-4{left & 0xFFF:x3}-{variant:x4}-{right & 0xFFFFFFFFFFFF:x12}");
    }

    public string Anthropic(long number)
    {
        var (left, right) = Bits(number, 2);
        return string.Create(CultureInfo.InvariantCulture, $"req_01{left:x16}{right & 0xFFFFFF:x6}");
    }

    public string Message(Route route, long number)
    {
        var (left, right) = Bits(number, 3);
        var prefix = route.Surface == EmulatedSurface.OpenAi ? "chatcmpl-" : route.Bedrock ? "msg_bdrk_01" : "msg_01";
        return string.Create(CultureInfo.InvariantCulture, $"{prefix}{left:x16}{right & 0xFFFFFF:x6}");
    }

    private (ulong Left, ulong Right) Bits(long number, ulong kind)
    {
        var left = Fingerprint.Draw(((ulong)seed << 8) | kind, (ulong)number);
        return (left, Fingerprint.Draw(left, kind));
    }
}
