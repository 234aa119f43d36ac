namespace EdgeAgent.TestKit;

/// <summary>Finds the checkout and the optional shared test material from wherever a test runs.</summary>
public static class Repository
{
    /// <summary>The folder that holds EdgeAgent.sln.</summary>
    public static string Root { get; } = Ancestor("EdgeAgent.sln")
        ?? throw new InvalidOperationException("EdgeAgent.sln was not found above " + AppContext.BaseDirectory);

    /// <summary>The folder of real recordings and models, or null where it is not present.</summary>
    public static string? Shared { get; } = FindShared();

    /// <summary>A path below the shared material; skips the calling test with a reason where it is absent.</summary>
    public static string SharedPath(string relative)
    {
        var path = Shared is null ? null : Path.Combine(Shared, relative);
        Assert.SkipWhen(path is null || !(File.Exists(path) || Directory.Exists(path)), $"needs shared/{relative}, which is not on this machine");
        return path!;
    }

    private static string? FindShared()
    {
        var marker = Ancestor("shared/data/audio/README.md");
        return marker is null ? null : Path.Combine(marker, "shared");
    }

    private static string? Ancestor(string relative)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, relative))) return folder.FullName;
        return null;
    }
}
