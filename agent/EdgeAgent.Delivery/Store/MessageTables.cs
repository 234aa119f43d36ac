using EdgeAgent.Delivery.Outbox;

namespace EdgeAgent.Delivery.Store;

/// <summary>The tables that hold messages by their number, one for each class of what goes first when the disk is short, and how they are read as one.</summary>
internal static class MessageTables
{
    /// <summary>First and last revisions of events.</summary>
    public const string Events = "events";

    /// <summary>Revisions in between.</summary>
    public const string Updates = "updates";

    /// <summary>Gap records.</summary>
    public const string Gaps = "gaps";

    /// <summary>All of them, in the order in which their history is given up.</summary>
    public static readonly string[] All = [Updates, Events, Gaps];

    /// <summary>Index into <see cref="All"/> of the table for a kind.</summary>
    public static int Of(MessageKind kind) => kind switch { MessageKind.Update => 0, MessageKind.Gap => 2, _ => 1 };

    /// <summary>A query over all tables at once; SQLite merges them by number as it goes, without sorting.</summary>
    /// <param name="columns">What to select; the first is the number.</param>
    /// <param name="where">The condition, for each table.</param>
    public static string Select(string columns, string where) =>
        string.Join(" UNION ALL ", All.Select(table => $"SELECT {columns} FROM {table} WHERE {where}")) + " ORDER BY 1";
}
