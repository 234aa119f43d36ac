using EdgeAgent.Configuration;
using EdgeAgent.Core.Control;
using Microsoft.Extensions.Configuration;

namespace EdgeAgent.Run;

/// <summary>Reads the configuration again and restarts the pipelines whose keys have changed; everything else waits for a start of the agent.</summary>
/// <param name="source">The configuration in effect, and as its files are now.</param>
/// <param name="pipelines">The running pipelines.</param>
internal sealed class ConfigurationReload(ConfigurationSource source, PipelineSet pipelines) : IConfigurationReload, IDisposable
{
    private readonly ConfigDifference _inEffect = new(source.InEffect);
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>The configuration that was read last and whose pipelines could all be opened; null before that.</summary>
    public IConfiguration? Latest { get; private set; }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ConfigurationChange>> ReloadAsync(bool dryRun, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var (configuration, next, settings) = Read();
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

            Latest = configuration;
            return changes;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private (IConfiguration Configuration, ConfigDifference Keys, AgentSettings Settings) Read()
    {
        try
        {
            var configuration = source.Load();
            return (configuration, new ConfigDifference(configuration), SettingsReader.Read(configuration));
        }
        catch (ConfigException error)
        {
            throw new ConfigurationRefusedException(error.Problems);
        }
    }
}
