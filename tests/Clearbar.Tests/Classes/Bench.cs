using System.Text;
using System.Text.Json;
using Clearbar.Budgets;
using Clearbar.Classes;
using Clearbar.Testing;
using Clearbar.Wire;

namespace Clearbar.Tests.Classes;

/// <summary>A classifier with a book of its own.</summary>
internal sealed class Bench
{
    public static readonly ClassTable Nothing = new([], new Dictionary<string, ClassPolicy>());

    public Bench(ManualTime? clock = null)
    {
        Clock = clock ?? new ManualTime();
        Book = new ClassBook(Clock.GetUtcNow());
        Classifier = new Classifier(Book, Names, Clock);
    }

    public ManualTime Clock { get; }

    public ClassBook Book { get; }

    public CurrentClassNames Names { get; } = new();

    public Classifier Classifier { get; }

    public ClassDecision Classify(
        string body, ClassTable? table = null, string? header = null, string key = "k", string path = "/v1/messages", Dialect dialect = Dialect.Anthropic)
    {
        var query = new ClassQuery(header, path, Subject(key), OutlineOf(body, dialect), Encoding.UTF8.GetBytes(body));
        Assert.True(Classifier.TryClassify(query, table ?? Nothing, out var decision, out var problem), problem);
        return decision;
    }

    /// <summary>Classifies a Messages request with this system prompt.</summary>
    public string ClassOf(string system, string question = "hi") => Classify(Messages(system, question)).Name;

    public static string Messages(string system, string question = "hi") => JsonSerializer.Serialize(new
    {
        model = "opus",
        max_tokens = 5,
        system,
        messages = new[] { new { role = "user", content = question } },
    });

    public static TrafficSubject Subject(string key) => new(key, new Dictionary<string, string>(), null, null, null, null);

    public static RequestOutline OutlineOf(string body, Dialect dialect)
    {
        var wire = WireDialects.Of(dialect);
        var path = dialect is Dialect.Converse or Dialect.Invoke ? "opus" : null;
        Assert.True(wire.TryReadRequest(Encoding.UTF8.GetBytes(body), path, null, out var outline, out var fault), fault?.ToString());
        return outline;
    }
}
