namespace EdgeAgent.Core.Control;

/// <summary>Reads the configuration again and puts into effect what can be without starting the agent anew.</summary>
public interface IConfigurationReload
{
    /// <summary>Compares the configuration as it stands in its files now with the one in effect, and puts it into effect.</summary>
    /// <param name="dryRun">Only compares.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>The differences, and what came or would come of each.</returns>
    /// <exception cref="ConfigurationRefusedException">The configuration can't be used; the one in effect goes on.</exception>
    Task<IReadOnlyList<ConfigurationChange>> ReloadAsync(bool dryRun, CancellationToken cancellation);
}
