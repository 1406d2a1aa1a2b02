using System.Text;
using Clearbar.Gates.Agreement;
using Clearbar.Gates.Judging;
using Clearbar.Gates.Webhooks;
using Clearbar.Tiers;

namespace Clearbar.Gates;

/// <content>Gates that ask somebody.</content>
public sealed partial class GateFactory
{
    private const int MaxRubric = 8000;

    private void AddWebhook(WebhookGateOptions? webhook, string key)
    {
        if (webhook is null)
        {
            return;
        }

        RefuseUnknown(webhook.Unknown, key, "url, secretFrom, timeoutMs, onError, sendPrompt");
        CheckRange(webhook.TimeoutMs, 50, 30_000, $"{key}.timeoutMs");
        var url = Uri.TryCreate(webhook.Url, UriKind.Absolute, out var read) && WebhookGate.IsAllowed(read) ? read : null;
        if (url is null)
        {
            Error($"{key}.url", "must be an https:// address, or http:// to this machine");
        }

        if (webhook.OnError is not (null or "unsure" or "pass"))
        {
            Error($"{key}.onError", "must be unsure or pass");
        }

        var secret = webhook.SecretFrom is null ? null : Environment.GetEnvironmentVariable(webhook.SecretFrom);
        if (webhook.SecretFrom is not null && string.IsNullOrEmpty(secret))
        {
            Error($"{key}.secretFrom", $"the environment variable {webhook.SecretFrom} is not set; set it to the secret, or leave secretFrom out");
        }

        if (url is not null)
        {
            _asking.Add(new WebhookGate(
                url,
                secret is null ? null : Encoding.UTF8.GetBytes(secret),
                TimeSpan.FromMilliseconds(webhook.TimeoutMs ?? 2000),
                webhook.OnError == "pass" ? GateOutcome.Pass : GateOutcome.Unsure,
                webhook.SendPrompt,
                TimeProvider.System));
        }
    }

    private void AddAgreement(AgreementGateOptions? agreement, string key)
    {
        if (agreement is null)
        {
            return;
        }

        RefuseUnknown(agreement.Unknown, key, "samples, atLeast, by");
        CheckRange(agreement.Samples, 1, 8, $"{key}.samples");
        if (agreement.AtLeast is <= 0 or > 1)
        {
            Error($"{key}.atLeast", "must be a share above 0, at most 1");
        }

        if (AnswerNormaliser.TryParse(agreement.By ?? "text", out var by))
        {
            _asking.Add(new AgreementGate(agreement.Samples ?? 2, agreement.AtLeast ?? 1, by));
        }
        else
        {
            Error($"{key}.by", $"must be one of {AnswerNormaliser.Words}");
        }
    }

    private void AddJudge(JudgeGateOptions? judge, string key)
    {
        if (judge is null)
        {
            return;
        }

        RefuseUnknown(judge.Unknown, key, "tier, rubric, atLeast, maxTokens");
        CheckRange(judge.MaxTokens, 64, 4096, $"{key}.maxTokens");
        if (judge.AtLeast is < 0 or > 1)
        {
            Error($"{key}.atLeast", "must be a number from 0 to 1");
        }

        if (string.IsNullOrWhiteSpace(judge.Rubric) || judge.Rubric.Length > MaxRubric)
        {
            Error($"{key}.rubric", $"must say what a good answer is, in at most {MaxRubric} characters");
        }

        if (judge.Tier is not null && Rung.TryParse(judge.Tier, out var rung) && rung is { Tier: { } tier, Thinking: false })
        {
            _asking.Add(new JudgeGate(tier, judge.Rubric ?? "", judge.AtLeast ?? 0.7m, judge.MaxTokens ?? 256));
        }
        else
        {
            Error($"{key}.tier", "must be haiku, sonnet or opus");
        }
    }
}
