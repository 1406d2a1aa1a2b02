namespace Clearbar.Upstreams.Emulator.Writing;

/// <summary>Which vendor's shape an error takes.</summary>
internal enum ErrorForm : byte
{
    /// <summary><c>{"type":"error","error":{type,message},"request_id"}</c>.</summary>
    Anthropic,

    /// <summary><c>{"message"}</c> with <c>x-amzn-errortype</c>.</summary>
    Aws,

    /// <summary><c>{"error":{message,type,param,code}}</c>.</summary>
    OpenAi,
}
