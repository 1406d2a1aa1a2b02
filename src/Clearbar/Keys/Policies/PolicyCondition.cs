using System.Globalization;
using System.Net;

namespace Clearbar.Keys.Policies;

/// <summary>
/// One condition: an operator, a key and its values. As in IAM any of the values suffices, a negated operator holds when none of them
/// matches, and a key the request does not have fails a plain operator and satisfies a negated one.
/// </summary>
internal sealed class PolicyCondition
{
    private const string TextKeys =
        "clearbar:Model, clearbar:Tier, clearbar:Scope, clearbar:Geo, aws:PrincipalTag/NAME and aws:RequestTag/NAME";

    private const string KeyTag = "aws:PrincipalTag/";
    private const string RequestTag = "aws:RequestTag/";

    private readonly ConditionOperator _operator;
    private readonly string _key;
    private readonly string[] _values;
    private readonly IPNetwork[] _networks = [];
    private readonly DateTimeOffset[] _times = [];

    /// <summary>Throws <see cref="PolicyException"/> for a key or a value that could never be evaluated.</summary>
    public PolicyCondition(ConditionOperator @operator, string key, string[] values)
    {
        (_operator, _key, _values) = (@operator, key, values);
        var needs = @operator switch
        {
            ConditionOperator.IpAddress or ConditionOperator.NotIpAddress => "aws:SourceIp",
            >= ConditionOperator.DateLessThan and <= ConditionOperator.DateGreaterThanEquals => "aws:CurrentTime",
            _ => null,
        };
        if (needs is null ? !IsTextKey(key) : key != needs)
        {
            throw new PolicyException($"{@operator} does not know the key '{key}'; {needs ?? TextKeys} can be asked");
        }

        if (needs == "aws:SourceIp")
        {
            _networks = Array.ConvertAll(values, ParseNetwork);
        }
        else if (needs is not null)
        {
            _times = Array.ConvertAll(values, ParseTime);
        }
    }

    public bool Holds(AccessRequest request) => _operator switch
    {
        ConditionOperator.StringEquals => AnyText(request, exact: true),
        ConditionOperator.StringNotEquals => !AnyText(request, exact: true),
        ConditionOperator.StringLike => AnyText(request, exact: false),
        ConditionOperator.StringNotLike => !AnyText(request, exact: false),
        ConditionOperator.IpAddress => AnyNetwork(request.SourceIp),
        ConditionOperator.NotIpAddress => !AnyNetwork(request.SourceIp),
        _ => AnyTime(request.Time),
    };

    private static bool IsTextKey(string key) =>
        key is "clearbar:Model" or "clearbar:Tier" or "clearbar:Scope" or "clearbar:Geo"
        || (key.StartsWith(KeyTag, StringComparison.Ordinal) && key.Length > KeyTag.Length)
        || (key.StartsWith(RequestTag, StringComparison.Ordinal) && key.Length > RequestTag.Length);

    private static IPNetwork ParseNetwork(string value)
    {
        if (IPNetwork.TryParse(value, out var network))
        {
            return network;
        }

        return IPAddress.TryParse(value, out var address)
            ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
            : throw new PolicyException($"aws:SourceIp '{value}' is no address and no network such as 10.0.0.0/8");
    }

    private static DateTimeOffset ParseTime(string value) =>
        DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new PolicyException($"aws:CurrentTime '{value}' is no time such as 2026-12-31T00:00:00Z");

    private string? TextOf(AccessRequest request) => _key switch
    {
        "clearbar:Model" => request.Model,
        "clearbar:Tier" => request.Family,
        "clearbar:Scope" => request.Scope,
        "clearbar:Geo" => request.Geo,
        _ when _key.StartsWith(KeyTag, StringComparison.Ordinal) => request.KeyTags.GetValueOrDefault(_key[KeyTag.Length..]),
        _ => request.RequestTags.GetValueOrDefault(_key[RequestTag.Length..]),
    };

    private bool AnyText(AccessRequest request, bool exact)
    {
        if (TextOf(request) is not { } text)
        {
            return false;
        }

        foreach (var value in _values)
        {
            if (exact ? value == text : Wildcard.IsMatch(value, text, ignoreCase: false))
            {
                return true;
            }
        }

        return false;
    }

    private bool AnyNetwork(IPAddress? address)
    {
        if (address is null)
        {
            return false;
        }

        // A dual-stack socket reports IPv4 callers as ::ffff:a.b.c.d.
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        foreach (var network in _networks)
        {
            if (network.Contains(plain))
            {
                return true;
            }
        }

        return false;
    }

    private bool AnyTime(DateTimeOffset now)
    {
        foreach (var time in _times)
        {
            var holds = _operator switch
            {
                ConditionOperator.DateLessThan => now < time,
                ConditionOperator.DateLessThanEquals => now <= time,
                ConditionOperator.DateGreaterThan => now > time,
                _ => now >= time,
            };
            if (holds)
            {
                return true;
            }
        }

        return false;
    }
}
