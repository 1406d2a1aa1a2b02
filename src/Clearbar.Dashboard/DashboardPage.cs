namespace Clearbar.Dashboard;

/// <summary>The dashboard's pages, in the order of the navigation.</summary>
public enum DashboardPage : byte
{
    Overview,
    Classes,
    Models,
    Keys,
    Ledger,
}
