namespace Clearbar.Keys.Policies;

/// <summary>The condition operators that are understood, with IAM's names and meaning.</summary>
internal enum ConditionOperator : byte
{
    StringEquals,
    StringNotEquals,
    StringLike,
    StringNotLike,
    DateLessThan,
    DateLessThanEquals,
    DateGreaterThan,
    DateGreaterThanEquals,
    IpAddress,
    NotIpAddress,
}
