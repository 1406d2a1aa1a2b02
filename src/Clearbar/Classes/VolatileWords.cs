using System.Buffers;

namespace Clearbar.Classes;

/// <summary>The words by which a mask knows dates and names: English, and the calendars of German, French and Spanish.</summary>
internal static class VolatileWords
{
    /// <summary>Marks after which a word announces no name any more.</summary>
    public static readonly SearchValues<char> EndOfPhrase = SearchValues.Create(",.;!?)");

    // Capitalised, as dates have them; in French and Spanish they are written small, and none of those is another common word of a prompt.
    private static readonly WordSet s_calendar = new(
        ignoreCase: false,
        """
        Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun
        January February March April May June July August September October November December
        Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec
        Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonnabend Sonntag Januar Februar März Mai Juni Juli Oktober Dezember
        lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril mai juin juillet août septembre octobre novembre décembre
        lunes martes miércoles jueves viernes sábado domingo enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
        """);

    private static readonly WordSet s_announcers = new(
        ignoreCase: true,
        """
        name named names username fullname firstname lastname user customer client mr mrs ms dr called hi hello dear assisting helping assist help
        serving employee agent patient candidate applicant student teacher manager owner author contact recipient sender tenant member guest caller
        subscriber moderator assignee cardholder borrower claimant
        """);

    private static readonly WordSet s_particles = new(ignoreCase: false, "van von de der den del della da di dos du la le bin ibn al el ter y");

    /// <summary>A day of the week or a month.</summary>
    public static bool IsOfCalendar(ReadOnlySpan<char> word) => s_calendar.Contains(word);

    /// <summary>A name may follow.</summary>
    public static bool AnnouncesName(ReadOnlySpan<char> word) => s_announcers.Contains(word);

    /// <summary>A small word that goes on in a name that has begun.</summary>
    public static bool IsNameParticle(ReadOnlySpan<char> word) => s_particles.Contains(word);

    /// <summary>AM and PM, which belong to the time before them.</summary>
    public static bool IsHalfOfDay(ReadOnlySpan<char> word) => word is "AM" or "PM" or "am" or "pm" or "a.m" or "p.m";
}
