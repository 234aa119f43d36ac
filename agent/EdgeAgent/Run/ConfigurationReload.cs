using EdgeAgent.Configuration;
using EdgeAgent.Core.Control;
using EdgeAgent.Hosting;
using Microsoft.Extensions.Configuration;

namespace EdgeAgent.Run;

/// <summary>Reads the configuration again and restarts the pipelines whose keys have changed; everything else waits for a start of the agent.</summary>
/// <param name="load">Lays all layers over each other, as at the start.</param>
/// <param name="pipelines">The running pipelines.</param>
internal sealed class ConfigurationReload(Func<IConfiguration> load, PipelineSet pipelines) : IConfigurationReload, IDisposable
{
    private readonly ConfigDifference _inEffect = new(load());
    private readonly SemaphoreSlim _turn = new(1);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ConfigurationChange>> ReloadAsync(bool dryRun, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var (next, settings) = Read();
            var changed = settings.Pipelines.Select(p => (Settings: p, Life: pipelines.Lives.FirstOrDefault(life => life.Pipeline.Name == p.Name))).Where(p => p.Life is not null && p.Life.CanBecome(p.Settings)).ToArray();
            var changes = next.From(_inEffect).Select(c => new ConfigurationChange(
                c.Key, c.Before, c.After,
                changed.Any(p => c.Key.StartsWith(ConfigDifference.PrefixOf(p.Settings.Name), StringComparison.OrdinalIgnoreCase)) ? ChangeEffect.PipelineRestart : ChangeEffect.AgentRestart)).ToArray();
            if (dryRun) return changes;
            foreach (var (own, life) in changed)
            {
                var prefix = ConfigDifference.PrefixOf(own.Name);
                if (!changes.Any(c => c.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))) continue;
                await pipelines.BecomeAsync(life!, own, cancellation).ConfigureAwait(false);
                _inEffect.Adopt(next, prefix);
            }

            return changes;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private (ConfigDifference Keys, AgentSettings Settings) Read()
    {
        try
        {
            var configuration = load();
            return (new ConfigDifference(configuration), SettingsReader.Read(configuration));
        }
        catch (ConfigException error)
        {
            throw new ConfigurationRefusedException(error.Problems);
        }
    }
}
