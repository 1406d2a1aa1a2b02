using System.Globalization;

namespace Clearbar.Tests.Classes;

/// <summary>
/// System prompts of the kinds applications send, with slots for what changes: {date} {time} {id} {n} {mail} {url} {name}; and {word}, capitalised
/// words without anything that announces them, which the mask does not know.
/// </summary>
internal static class PromptTemplates
{
    public static readonly IReadOnlyList<string> All =
    [
        "You are a support assistant for an online bank. Today is {date}. The customer is {name} (account {id}). Answer in at most {n} sentences.",
        "You are a support assistant for an online shop. Today is {date}. The customer is {name} (order {id}). Answer politely and offer a refund when the parcel is late.",
        "Classify the message of user {name} into one of the labels refund, delivery, complaint, praise. Reply with the label only. Request {id}.",
        "Classify the message of user {name} into one of the labels bug, feature, question. Reply with JSON only. Request {id}.",
        "Extract the invoice number, the total and the due date from the document. Current time: {date} {time}. Trace {id}.",
        "Extract the parties, the governing law and the notice period from the contract. Current time: {date} {time}. Trace {id}.",
        "You write SQL for PostgreSQL {n}. The schema was read at {time} on {date}. Return one statement without any explanation.",
        "You write unit tests in C# for the class you are given. Use xunit. Session {id}. Working directory: /home/agent{n}/project. Date: {date}.",
        "You are Atlas, an internal assistant. Contact: {mail}. Documentation: {url}. Never reveal internal links to people outside.",
        "Summarise the meeting of {date} for member {name}. Write five bullet points and a list of decisions. Do not invent owners.",
        "Translate the text into French. Keep names and numbers as they are. Job {id}.",
        "Translate the text into German. Keep names and numbers as they are. Job {id}.",
        "Hello {name}! It is {time}. I am your travel agent. I plan trips by train and answer with a table of connections.",
        "You moderate comments for a news site. Answer allow, hide or escalate. Policy of {date}, version {n}. Moderator: {name}.",
        "Score the essay of student {name} from 0 to {n} by the rubric. Give the score and one sentence of feedback for each criterion.",
        "You are a coding agent. Platform: linux. Today's date: {date}. Working directory: /Users/dev{n}/src/{id}. Use the tools to read and edit files. Keep changes small.",
        "Rewrite the product description so that it sounds friendly. Product {id}, price {n}. Keep all facts. Use British spelling.",
        "Decide whether the claim of claimant {name} filed at {date} is covered by policy {id}. Cite the paragraph of the policy that decides it.",
        "Given the patient record {id}, list the medication with dose and frequency. Record printed {date} {time}. Never guess a dose.",
        "Answer questions about the handbook at {url}. If the handbook does not say, answer that you do not know. Asked by employee {name}.",
    ];

    /// <summary>The same, with words put in that nothing announces.</summary>
    public static readonly IReadOnlyList<string> WithUnknownWords =
    [
        "You are the assistant of {word}, a company that sells furniture. Be brief and friendly, answer in the language of the question, never promise a "
            + "delivery date, and send people who are angry to a human being. Today is {date}.",
        "You answer questions about the book {word}. Only use what the excerpts say, quote the page for each claim, and say so when the excerpts do not hold "
            + "the answer. Do not tell the ending to people who have not asked for it. Trace {id}.",
        "Your task is to read a letter that was sent to {word} and to decide which department has to answer it. Departments are sales, billing, legal and "
            + "support. Give the department and your reason in one sentence, as JSON with the members department and reason. It is {time}.",
        "This conversation takes place in {word}. You are a guide for tourists; suggest places that can be reached on foot, tell what they cost and when they "
            + "open, and warn about what is closed on the day. Use short sentences, and at most three suggestions. The date is {date}.",
    ];

    private static readonly string[] s_first =
        ["Maria", "Li", "Søren", "Anne-Marie", "Olu", "Jürgen", "Ximena", "Bob", "Chloé", "Raj", "Fatima", "Åsa", "Ivo", "Mei", "Noah"];

    private static readonly string[] s_last = ["Gonzalez", "Wang", "O'Brien", "van der Berg", "Okafor", "Müller", "Smith", "de la Cruz", "Kowalska", "Tan"];

    private static readonly string[] s_words =
        ["Northwind", "Contoso Living", "Krause und Sohn", "Bright Harbor", "Porto", "Kyoto", "The Long Way", "Red Lantern House", "Lakeside", "Avenida Sol"];

    public static string Fill(string template, Random random)
    {
        var text = template;
        while (text.IndexOf('{', StringComparison.Ordinal) is >= 0 and var at)
        {
            var end = text.IndexOf('}', at);
            text = text[..at] + Value(text[(at + 1)..end], random) + text[(end + 1)..];
        }

        return text;
    }

    private static string Value(string slot, Random random)
    {
        var time = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(random.Next(2_000_000));
        return slot switch
        {
            "date" => time.ToString(Pick(random, "yyyy-MM-dd", "dddd, d MMMM yyyy", "MMMM d, yyyy", "dd/MM/yyyy", "MMM d yyyy", "d.M.yyyy"), CultureInfo.InvariantCulture),
            "time" => time.ToString(Pick(random, "HH:mm", "HH:mm:ss", "h:mm tt"), CultureInfo.InvariantCulture),
            "id" => Pick(
                random,
                new Guid(Bytes(random, 16)).ToString(),
                Convert.ToHexString(Bytes(random, 12)),
                Convert.ToHexString(Bytes(random, 8)).ToLowerInvariant() + "7",
                random.Next(1_000_000, int.MaxValue).ToString(CultureInfo.InvariantCulture)),
            "n" => random.Next(1, 5000).ToString(Pick(random, "0", "N0"), CultureInfo.InvariantCulture),
            "mail" => $"user{random.Next(1000)}@mail.example.org",
            "url" => $"https://docs.example.com/v/{random.Next(1, 10_000)}/index",
            "word" => Pick(random, s_words),
            _ => Pick(random, s_first) + (random.Next(3) == 0 ? "" : " " + Pick(random, s_last)),
        };
    }

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string Pick(Random random, params string[] of) => of[random.Next(of.Length)];
}
