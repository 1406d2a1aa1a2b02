namespace Clearbar.Hosting.Listening;

/// <summary>What the first bytes of a connection say about its protocol.</summary>
internal enum HttpVersionGuess : byte
{
    /// <summary>Too few bytes, all of them as in the HTTP/2 preface.</summary>
    NotYet,

    /// <summary>Not the HTTP/2 preface: HTTP/1.x, or garbage, which HTTP/1.x answers with 400.</summary>
    Http1,

    /// <summary>The whole HTTP/2 preface.</summary>
    Http2,
}
