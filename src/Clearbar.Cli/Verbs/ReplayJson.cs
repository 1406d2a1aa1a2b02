using System.Text.Json;
using Clearbar.Certificates;
using Clearbar.Pricing;
using Clearbar.Routing.Replays;

namespace Clearbar.Cli.Verbs;

/// <summary>Replays as JSON: exact sums are whole decimal strings, measured numbers have their 95 % interval beside them.</summary>
internal static class ReplayJson
{
    // file    = { confidence, replays: [ { policy, total: figures, classes: [ figures ], assumptions: [ text ] } ] }
    // figures = { class, policy, requests, carriedOver, carriedOverUsd, thenUsd, nowUsd, nowUsdInterval, differenceUsd, differenceUsdInterval,
    //             change: measured/null, escalationsThen, escalationsNow, sameAnswer: measured/null, quality: …/null, reported: …/null, latencyThen: …/null, … }
    // measured = { value, low, high }
    public static string Of(IReadOnlyList<ReplayResult> results) => EstimateVerbJson.Write(json =>
    {
        json.WriteNumber("confidence", ReplayTally.Confidence);
        json.WriteStartArray("replays");
        foreach (var result in results)
        {
            json.WriteStartObject();
            json.WriteString("policy", result.Name);
            json.WritePropertyName("total");
            Write(json, result.Total);
            json.WriteStartArray("classes");
            foreach (var figures in result.Classes)
            {
                Write(json, figures);
            }

            json.WriteEndArray();
            json.WriteStartArray("assumptions");
            foreach (var sentence in result.Assumptions)
            {
                json.WriteStringValue(sentence);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter json, ReplayFigures figures)
    {
        json.WriteStartObject();
        json.WriteString("class", figures.Class);
        json.WriteString("policy", figures.Policy);
        json.WriteNumber("requests", figures.Requests);
        json.WriteNumber("carriedOver", figures.CarriedOver);
        json.WriteString("carriedOverUsd", Usd(figures.CarriedOverCost));
        json.WriteString("thenUsd", Usd(figures.Then));
        json.WriteString("nowUsd", Usd(figures.Now));
        Write(json, "nowUsdInterval", figures.NowInterval);
        json.WriteString("differenceUsd", Usd(figures.Difference));
        Write(json, "differenceUsdInterval", figures.DifferenceInterval);
        Write(json, "change", figures.Change);
        json.WriteNumber("escalationsThen", figures.EscalationsThen);
        json.WriteNumber("escalationsNow", figures.EscalationsNow);
        Write(json, "sameAnswer", figures.SameAnswer);
        Write(json, figures.Quality);
        Write(json, figures.Reported);
        Write(json, "latencyThen", figures.LatencyThen);
        Write(json, "latencyNow", figures.LatencyNow);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, QualityFigures? quality)
    {
        if (quality is null)
        {
            json.WriteNull("quality");
            return;
        }

        json.WriteStartObject("quality");
        json.WriteNumber("known", quality.Known);
        Write(json, "accuracyThen", quality.Then);
        Write(json, "accuracyNow", quality.Now);
        Write(json, "change", quality.Change);
        json.WriteNumber("escalated", quality.Escalated);
        foreach (var (name, part) in ((string, long)[])[("rescued", quality.Rescued), ("wasted", quality.Wasted), ("harmful", quality.Harmful)])
        {
            json.WriteNumber(name, part);
            Write(json, name + "Share", quality.Escalated == 0 ? null : quality.ShareOf(part));
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ReportedFigures? reported)
    {
        if (reported is null)
        {
            json.WriteNull("reported");
            return;
        }

        json.WriteStartObject("reported");
        json.WriteNumber("known", reported.Known);
        Write(json, "scoreThen", reported.Then);
        json.WriteNumber("sameAnswer", reported.Kept);
        Write(json, "sameAnswerScore", reported.KeptScore);
        Write(json, "otherScoreThen", reported.OtherScore);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, LatencyFigures? times)
    {
        if (times is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteNumber("known", times.Known);
        Write(json, "p50Ms", times.P50);
        Write(json, "p95Ms", times.P95);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, Measured? measured)
    {
        if (measured is not { } number)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteNumber("value", number.Value);
        json.WriteNumber("low", number.Interval.Low);
        json.WriteNumber("high", number.Interval.High);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, Interval interval)
    {
        json.WriteStartObject(name);
        json.WriteNumber("low", interval.Low);
        json.WriteNumber("high", interval.High);
        json.WriteEndObject();
    }

    private static string Usd(decimal amount) => new Usd(amount).ToString();
}
