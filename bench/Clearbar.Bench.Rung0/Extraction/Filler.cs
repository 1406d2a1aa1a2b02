using System.Globalization;

namespace Clearbar.Bench.Rung0.Extraction;

/// <summary>Invents order numbers, dates, amounts and the like in the ways people write them.</summary>
public sealed class Filler(int seed)
{
    private static readonly string[] First = ["Jane", "Omar", "Lena", "Wei", "Carlos", "Anna", "Tom", "Fatima", "Jürgen", "Chloe", "Ivan", "Maria"];
    private static readonly string[] Last = ["Doe", "Haddad", "Fischer", "Zhang", "Mendez", "Kowalski", "Baker", "Rossi", "Smith", "Okafor", "Petrov", "Lopez"];
    private static readonly string[] Cities = ["Berlin", "London", "Austin", "Lyon", "Hamburg", "Leeds", "Denver", "Porto", "New York", "Bad Homburg"];
    private static readonly string[] Streets = ["Oak Avenue", "Main Street", "Lindenstraße", "Station Road", "Hauptstrasse", "Elm Court"];
    private static readonly string[] Products = ["blue jacket", "USB cable", "coffee maker", "running shoes", "desk lamp", "phone case", "garden hose", "backpack"];
    private static readonly string[] Domains = ["example.com", "example.org", "mail.example.net", "Example.com"];
    private static readonly NumberFormatInfo German = new() { NumberDecimalSeparator = ",", NumberGroupSeparator = "." };

    private readonly Random _random = new(seed);

    public int Below(int bound) => _random.Next(bound);

    /// <summary>Something of a kind, as it is written in a text, and what it says in a form.</summary>
    /// <param name="form">text, lower, digits, compact, number, iso or currency; with any other the second is the first.</param>
    public (string Written, IReadOnlyDictionary<string, string> Said) Make(string kind)
    {
        switch (kind)
        {
            case "date":
                var date = new DateOnly(2026, 1 + Below(12), 1 + Below(28));
                return (Date(date), Of("iso", date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
            case "amount":
                return Amount();
            case "order":
                return Order();
            case "tracking":
                var code = Tracking();
                return (code, Of("compact", code.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant()));
            case "email":
                var mail = Email();
                return (mail, Of("lower", mail.ToLowerInvariant()));
            case "phone":
                var phone = Phone();
                return (phone, Of("digits", string.Concat(phone.Where(char.IsAsciiDigit))));
            default:
                var plain = Plain(kind);
                return (plain, Of("text", plain));
        }
    }

    private static Dictionary<string, string> Of(string form, string said) => new(StringComparer.Ordinal) { [form] = said };

    private string Plain(string kind) => kind switch
    {
        "name" => $"{One(First)} {One(Last)}",
        "city" => One(Cities),
        "street" => Below(2) == 0 ? $"{One(Streets)} {1 + Below(200)}" : $"{1 + Below(200)} {One(Streets)}",
        "product" => One(Products),
        "qty" => Text($"{2 + Below(18)}"),
        "time" => Text($"{8 + Below(12)}:{Below(60):00}"),
        "zip" => Below(3) switch { 0 => Digits("1", 4), 1 => $"{(char)('A' + Below(26))}{Digits("", 2)} {Below(10)}{(char)('A' + Below(26))}{(char)('A' + Below(26))}", _ => Digits("9", 4) },
        "customer" => Digits("7", 7),
        "invoice" => Below(2) == 0 ? Text($"INV-2026-{Digits("", 4)}") : "RE" + Digits("", 6),
        _ => throw new ArgumentException($"No such kind: {kind}"),
    };

    private (string Written, IReadOnlyDictionary<string, string> Said) Order()
    {
        var number = Below(10) switch { < 6 => $"KX-{Digits("", 6)}", < 9 => Digits("4", 7), _ => Digits("1", 5) };
        return (number.Length == 6 ? "#" + number : number, Of("text", number));
    }

    private (string Written, IReadOnlyDictionary<string, string> Said) Amount()
    {
        var amount = Below(4) == 0 ? 5 + Below(500) : Math.Round((decimal)((_random.NextDouble() * 2000) + 1), 2);
        var isWhole = amount == Math.Truncate(amount);
        var number = isWhole ? Text($"{amount:0}") : amount.ToString("N2", CultureInfo.InvariantCulture);
        var german = isWhole ? number : amount.ToString("N2", German);
        var (written, currency) = Below(7) switch
        {
            0 => ("€" + number, "EUR"),
            1 => (number + " EUR", "EUR"),
            2 => (german + " €", "EUR"),
            3 => ("$" + number, "USD"),
            4 => ("USD " + number, "USD"),
            5 => ("£" + number, "GBP"),
            _ => (number + " euros", "EUR"),
        };
        return (written, new Dictionary<string, string>(StringComparer.Ordinal) { ["number"] = amount.ToString("0.##", CultureInfo.InvariantCulture), ["currency"] = currency });
    }

    private string Date(DateOnly date)
    {
        var format = Below(7) switch
        {
            0 => "yyyy-MM-dd",
            1 => "dd.MM.yyyy",
            2 => "d/M/yyyy",
            3 => "MMMM d, yyyy",
            4 => "d MMMM yyyy",
            5 => "d MMM yyyy",
            _ => "dd-MM-yyyy",
        };
        return date.ToString(format, CultureInfo.InvariantCulture);
    }

    private string Tracking()
    {
        var code = Below(3) switch
        {
            0 => "1Z" + Digits("", 3) + "AA" + Digits("", 10),
            1 => $"RR {Digits("", 3)} {Digits("", 3)} {Digits("", 3)} DE",
            _ => $"JD01 {Digits("", 4)} {Digits("", 4)} {Digits("", 4)}",
        };
        return Below(5) switch { 0 => code.ToLowerInvariant(), 1 or 2 => code.Replace(" ", "", StringComparison.Ordinal), _ => code };
    }

    private string Email()
    {
        var (first, last) = (One(First).Replace("ü", "ue", StringComparison.Ordinal), One(Last));
        var local = Below(4) switch { 0 => $"{first}.{last}", 1 => Text($"{first[0]}{last}{Below(99)}"), 2 => $"{first}_{last}", _ => "info" + Digits("", 2) };
        return (Below(3) == 0 ? local : local.ToLowerInvariant()) + "@" + One(Domains);
    }

    private string Phone() => Below(5) switch
    {
        0 => $"+49 170 {Digits("", 7)}",
        1 => $"({Digits("5", 2)}) {Digits("", 3)}-{Digits("", 4)}",
        2 => $"{Digits("5", 2)}-{Digits("", 3)}-{Digits("", 4)}",
        3 => "0" + Digits("1", 9),
        _ => $"+44 20 {Digits("", 4)} {Digits("", 4)}",
    };

    private string Digits(string start, int count)
    {
        for (var i = 0; i < count; i++)
        {
            start += (char)('0' + Below(10));
        }

        return start;
    }

    private string One(string[] words) => words[Below(words.Length)];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
