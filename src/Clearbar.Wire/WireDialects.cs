using Clearbar.Wire.Dialects.Anthropic;
using Clearbar.Wire.Dialects.Converse;
using Clearbar.Wire.Dialects.Invoke;
using Clearbar.Wire.Dialects.OpenAi;

namespace Clearbar.Wire;

/// <summary>The shared instance of each dialect.</summary>
public static class WireDialects
{
    public static WireDialect Anthropic { get; } = new AnthropicDialect();

    public static WireDialect Converse { get; } = new ConverseDialect();

    public static WireDialect Invoke { get; } = new InvokeDialect();

    public static OpenAiDialect OpenAi { get; } = new(TimeProvider.System);

    /// <summary>The instance for <paramref name="dialect"/>.</summary>
    /// <exception cref="NotSupportedException">The dialect is not spoken yet.</exception>
    public static WireDialect Of(Dialect dialect) => dialect switch
    {
        Dialect.Anthropic => Anthropic,
        Dialect.Converse => Converse,
        Dialect.Invoke => Invoke,
        Dialect.OpenAi => OpenAi,
        _ => throw new NotSupportedException($"The dialect {dialect} is not spoken yet."),
    };
}
