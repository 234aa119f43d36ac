using System.CommandLine;

namespace EdgeAgent.Edgectl.Groups;

/// <summary><c>--group</c>, before or behind the verb: several boxes at once.</summary>
internal static class GroupOption
{
    /// <summary>The verbs that take it.</summary>
    public const string Verbs = "status, models list|stage|activate|rollback and pipelines pause|resume|restart";

    /// <summary>The option; every verb has it, and those that can't do it refuse.</summary>
    public static Option<string?> Option { get; } = new("--group") { Description = $"Every box of a group (edgectl context group): for {Verbs}.", Recursive = true };

    /// <summary>The group's name; null for one box.</summary>
    public static string? Of(ParseResult parsed) => parsed.GetValue(Option);
}
