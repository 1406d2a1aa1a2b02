using System.Net;
using System.Text.Json;
using Clearbar.Keys.Policies;

namespace Clearbar.Tests.Keys.Policies;

/// <summary>What a policy allows and denies, as a table.</summary>
public sealed class AccessPolicyTests
{
    private const string AllowAll = """{ "Sid": "all", "Effect": "Allow", "Action": "*", "Resource": "*" }""";

    private static readonly AccessRequest Haiku = new()
    {
        Action = "bedrock:InvokeModel",
        Resources = ["foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0", "inference-profile/eu.anthropic.claude-haiku-4-5-20251001-v1:0"],
        Model = "claude-haiku-4-5",
        Family = "haiku",
        Scope = "geo",
        Geo = "eu",
        Time = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero),
        SourceIp = IPAddress.Parse("10.1.2.3"),
        KeyTags = new Dictionary<string, string>(StringComparer.Ordinal) { ["team"] = "payments" },
        RequestTags = new Dictionary<string, string>(StringComparer.Ordinal) { ["env"] = "prod" },
    };

    [Theory]
    [InlineData("*", "*", true)]
    [InlineData("bedrock:*", "*", true)]
    [InlineData("BEDROCK:invokemodel", "*", true)]
    [InlineData("bedrock:InvokeModel*", "*", true)]
    [InlineData("bedrock:InvokeModelWithResponseStream", "*", false)]
    [InlineData("bedrock:Invoke?odel", "*", true)]
    [InlineData("bedrock:Get*", "*", false)]
    [InlineData("*", "arn:aws:bedrock:*::foundation-model/anthropic.claude-haiku-*", true)]
    [InlineData("*", "arn:aws:bedrock:*:*:inference-profile/eu.*", true)]
    [InlineData("*", "arn:aws:bedrock:*:*:inference-profile/us.*", false)]
    [InlineData("*", "arn:aws:bedrock:*::foundation-model/anthropic.claude-opus-*", false)]
    [InlineData("*", "arn:aws:bedrock:*::foundation-model/ANTHROPIC.*", false)]
    [InlineData("*", "arn:aws:bedrock:*::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0", true)]
    public void Actions_and_resources_are_matched_with_wildcards(string action, string resource, bool allowed)
    {
        var statement = $$"""{ "Sid": "s", "Effect": "Allow", "Action": "{{action}}", "Resource": "{{resource}}" }""";

        Assert.Equal(allowed, Policy(statement).Refuse(Haiku) is null);
        Assert.Equal(allowed, Policy(AllowAll, statement.Replace("Allow", "Deny", StringComparison.Ordinal)).Refuse(Haiku) is not null);
    }

    [Theory]
    [InlineData("""{ "StringEquals": { "clearbar:Model": "claude-haiku-4-5" } }""", true)]
    [InlineData("""{ "StringEquals": { "clearbar:Model": ["claude-opus-5", "claude-haiku-4-5"] } }""", true)]
    [InlineData("""{ "StringEquals": { "clearbar:Model": "claude-haiku-*" } }""", false)]
    [InlineData("""{ "StringLike": { "clearbar:Model": "claude-haiku-*" } }""", true)]
    [InlineData("""{ "StringNotLike": { "clearbar:Model": "claude-haiku-*" } }""", false)]
    [InlineData("""{ "StringEquals": { "clearbar:Tier": "haiku", "clearbar:Scope": "geo", "clearbar:Geo": "eu" } }""", true)]
    [InlineData("""{ "StringEquals": { "clearbar:Tier": "haiku", "clearbar:Geo": "us" } }""", false)]
    [InlineData("""{ "StringNotEquals": { "clearbar:Geo": ["us", "jp"] } }""", true)]
    [InlineData("""{ "StringNotEquals": { "clearbar:Geo": ["us", "eu"] } }""", false)]
    [InlineData("""{ "StringEquals": { "aws:PrincipalTag/team": "payments" } }""", true)]
    [InlineData("""{ "StringEquals": { "aws:PrincipalTag/absent": "payments" } }""", false)]
    [InlineData("""{ "StringNotEquals": { "aws:PrincipalTag/absent": "payments" } }""", true)]
    [InlineData("""{ "StringEquals": { "aws:RequestTag/env": "prod" } }""", true)]
    [InlineData("""{ "StringEquals": { "aws:RequestTag/env": "test" } }""", false)]
    [InlineData("""{ "IpAddress": { "aws:SourceIp": "10.0.0.0/8" } }""", true)]
    [InlineData("""{ "IpAddress": { "aws:SourceIp": ["192.168.0.0/16", "10.1.2.3"] } }""", true)]
    [InlineData("""{ "IpAddress": { "aws:SourceIp": "2001:db8::/32" } }""", false)]
    [InlineData("""{ "NotIpAddress": { "aws:SourceIp": "10.0.0.0/8" } }""", false)]
    [InlineData("""{ "DateLessThan": { "aws:CurrentTime": "2026-11-20T12:00:00Z" } }""", false)]
    [InlineData("""{ "DateLessThanEquals": { "aws:CurrentTime": "2026-11-20T12:00:00Z" } }""", true)]
    [InlineData("""{ "DateGreaterThan": { "aws:CurrentTime": "2026-11-20T11:59:59Z" }, "DateLessThan": { "aws:CurrentTime": "2026-12-01" } }""", true)]
    [InlineData("""{ "DateGreaterThanEquals": { "aws:CurrentTime": "2026-11-20T12:00:01Z" } }""", false)]
    public void Every_condition_must_hold(string condition, bool holds)
    {
        var policy = Policy($$"""{ "Effect": "Allow", "Action": "bedrock:*", "Resource": "*", "Condition": {{condition}} }""");

        Assert.Equal(holds, policy.Refuse(Haiku) is null);
    }

    [Theory]
    [InlineData("first")]
    [InlineData("last")]
    public void An_explicit_deny_wins_wherever_it_stands(string place)
    {
        const string Deny = """{ "Sid": "NoEurope", "Effect": "Deny", "Action": "*", "Resource": "*", "Condition": { "StringEquals": { "clearbar:Geo": "eu" } } }""";
        var policy = place == "first" ? Policy(Deny, AllowAll) : Policy(AllowAll, Deny);

        Assert.Contains("explicit deny in 'NoEurope'", policy.Refuse(Haiku), StringComparison.Ordinal);
        Assert.Null(policy.Refuse(Haiku with { Geo = "us" }));
    }

    [Fact]
    public void What_no_statement_allows_is_denied() =>
        Assert.Contains(
            "no statement",
            Policy("""{ "Effect": "Deny", "Action": "*", "Resource": "arn:aws:bedrock:*::foundation-model/nothing" }""").Refuse(Haiku),
            StringComparison.Ordinal);

    [Fact]
    public void An_IPv4_caller_on_a_dual_stack_socket_is_known_by_its_IPv4_address()
    {
        var policy = Policy("""{ "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { "IpAddress": { "aws:SourceIp": "10.0.0.0/8" } } }""");

        Assert.Null(policy.Refuse(Haiku with { SourceIp = IPAddress.Parse("::ffff:10.1.2.3") }));
        Assert.NotNull(policy.Refuse(Haiku with { SourceIp = null }));
    }

    [Theory]
    [InlineData("[]", "object")]
    [InlineData("""{ "Version": "2012-10-17" }""", "Statement is required")]
    [InlineData("""{ "Version": "2008-10-17", "Statement": [] }""", "Version")]
    [InlineData("""{ "Statement": [] }""", "empty")]
    [InlineData("""{ "Statement": { "Effect": "allow", "Action": "*", "Resource": "*" } }""", "Effect")]
    [InlineData("""{ "Statement": { "Effect": "Deny", "Effect": "Allow", "Action": "*", "Resource": "*" } }""", "twice")]
    [InlineData("""{ "Statement": { "Effect": "Allow", "NotAction": "*", "Resource": "*" } }""", "NotAction")]
    [InlineData("""{ "Statement": { "Effect": "Allow", "Action": "*" } }""", "Resource")]
    [InlineData("""{ "Statement": { "Effect": "Allow", "Action": [], "Resource": "*" } }""", "Action")]
    [InlineData("""{ "Statement": { "Effect": "Allow", "Action": "s3:*", "Resource": "*" } }""", "s3:*")]
    [InlineData("""{ "Statement": { "Effect": "Deny", "Action": "*", "Resource": "arn:aws:bedrock:us-east-1::foundation-model/x" } }""", "region")]
    [InlineData("""{ "Statement": { "Effect": "Allow", "Action": "*", "Resource": "claude" } }""", "ARN")]
    [InlineData("""{ "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { "Bool": { "aws:SecureTransport": "true" } } } }""", "Bool")]
    [InlineData("""{ "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { "1": { "clearbar:Geo": "eu" } } } }""", "'1'")]
    [InlineData("""{ "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { "StringEquals": { "aws:RequestedRegion": "eu-west-1" } } } }""", "aws:RequestedRegion")]
    [InlineData("""{ "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { "StringEquals": { "aws:SourceIp": "10.0.0.1" } } } }""", "aws:SourceIp")]
    [InlineData("""{ "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { "IpAddress": { "aws:SourceIp": "10.0.0.0/99" } } } }""", "10.0.0.0/99")]
    [InlineData("""{ "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { "DateLessThan": { "aws:CurrentTime": "soon" } } } }""", "soon")]
    public void A_policy_that_could_not_be_enforced_as_written_is_refused(string json, string says)
    {
        using var document = JsonDocument.Parse(json);

        Assert.Contains(says, Assert.Throws<PolicyException>(() => AccessPolicy.Read(document.RootElement)).Message, StringComparison.Ordinal);
    }

    private static AccessPolicy Policy(params string[] statements)
    {
        using var document = JsonDocument.Parse($$"""{ "Version": "2012-10-17", "Statement": [{{string.Join(',', statements)}}] }""");
        return AccessPolicy.Read(document.RootElement);
    }
}
