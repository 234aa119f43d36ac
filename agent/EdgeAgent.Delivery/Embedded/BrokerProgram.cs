namespace EdgeAgent.Delivery.Embedded;

/// <summary>Finds the mosquitto program.</summary>
public static class BrokerProgram
{
    /// <summary>What to do when there is none.</summary>
    public const string Remedy = "install it (apt install mosquitto), or name a broker (Mqtt:Servers)";

    // Debian puts daemons where an ordinary user's PATH does not look.
    private static readonly string[] Places = ["/usr/sbin", "/usr/local/sbin", "/usr/bin", "/usr/local/bin"];

    /// <summary>Its path; null when it is not installed.</summary>
    /// <param name="path">The value of <c>PATH</c>; null for none.</param>
    public static string? Find(string? path) =>
        (path ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Concat(Places).Select(folder => Path.Combine(folder, "mosquitto")).FirstOrDefault(File.Exists);
}
