namespace EdgeAgent.Control.Security;

/// <summary>The words for roles, and what each of them includes.</summary>
public static class Roles
{
    /// <summary>Every role that a caller can be given, by its word.</summary>
    public static IReadOnlyList<(string Word, Role Role)> All { get; } =
        [("viewer", Role.Viewer), ("infer", Role.Infer), ("operator", Role.Operator), ("publisher", Role.Publisher), ("admin", Role.Admin)];

    /// <summary>Reads a word.</summary>
    /// <returns>The role; <see cref="Role.None"/> for a word that is none.</returns>
    public static Role Parse(string word) => All.FirstOrDefault(role => role.Word == word).Role;

    /// <summary>The word of one role.</summary>
    public static string WordOf(Role role) => All.FirstOrDefault(known => known.Role == role).Word ?? "nobody";

    /// <summary>What a role may do: operators and publishers see and infer too, an admin may do everything.</summary>
    public static Role Includes(Role role) => role switch
    {
        Role.Operator or Role.Publisher => role | Role.Viewer | Role.Infer,
        Role.Admin => Role.Viewer | Role.Infer | Role.Operator | Role.Publisher | Role.Admin,
        _ => role,
    };
}
