namespace EdgeAgent.Hosting.Service;

/// <summary>The machine's present boot.</summary>
internal static class MachineBoot
{
    /// <summary>The kernel's name for it; a dash where it has none, so that every start counts as one of the same boot.</summary>
    public static string Id
    {
        get
        {
            try
            {
                return File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return "-";
            }
        }
    }
}
