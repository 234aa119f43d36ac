namespace EdgeAgent.Control.Security;

/// <summary>Which name of a certificate has which role.</summary>
public sealed class RoleMap
{
    private readonly List<(string Name, bool IsPrefix, Role Role)> _entries = [];

    private RoleMap()
    {
    }

    /// <summary>The names that <c>edgectl pki issue</c> writes: <c>edge-agent:ROLE/NAME</c>.</summary>
    public static IReadOnlyList<string> Default { get; } = [.. Roles.All.Select(role => $"edge-agent:{role.Word}/*={role.Word}")];

    /// <summary>Reads a map.</summary>
    /// <param name="entries">Texts <c>NAME=ROLE</c>; a name that ends in <c>*</c> stands for all that begin so. The first that fits counts.</param>
    /// <param name="problems">Takes one sentence for each entry that means nothing.</param>
    public static RoleMap Parse(IEnumerable<string> entries, ICollection<string> problems)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentNullException.ThrowIfNull(problems);
        var map = new RoleMap();
        foreach (var entry in entries)
        {
            var equals = entry.LastIndexOf('=');
            var role = equals > 0 ? Roles.Parse(entry[(equals + 1)..].Trim()) : Role.None;
            var name = equals > 0 ? entry[..equals].Trim() : "";
            if (role == Role.None || name.Length == 0) problems.Add($"'{entry}' is not NAME=ROLE with a role of {string.Join(", ", Roles.All.Select(known => known.Word))}");
            else map._entries.Add(name.EndsWith('*') ? (name[..^1], true, role) : (name, false, role));
        }

        return map;
    }

    /// <summary>The first name that has a role; null when none has.</summary>
    public (string Name, Role Role)? Find(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        foreach (var (entry, isPrefix, role) in _entries)
            foreach (var name in names)
                if (isPrefix ? name.StartsWith(entry, StringComparison.Ordinal) : name == entry) return (name, role);
        return null;
    }
}
