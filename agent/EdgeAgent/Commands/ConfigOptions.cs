using System.CommandLine;
using EdgeAgent.Configuration;
using EdgeAgent.Hosting.Service;
using Microsoft.Extensions.Configuration;

namespace EdgeAgent.Commands;

/// <summary>The options that say where configuration comes from; every verb that reads it has them.</summary>
internal sealed class ConfigOptions
{
    private readonly Option<string?> _file = new("--config") { Description = "Configuration file laid over the shipped and the box's own." };
    private readonly Option<string[]> _set = new("--set") { Description = "One key, such as Runtime:Provider=cpu. May be given again.", HelpName = "Section:Key=value" };

    /// <summary>Adds the options to a verb.</summary>
    public ConfigOptions(Command command)
    {
        command.Options.Add(_file);
        command.Options.Add(_set);
    }

    /// <summary>Lays all layers over each other, as their files are now.</summary>
    /// <exception cref="ConfigException">A file is missing or no JSON, or an assignment has no '='.</exception>
    public IConfiguration Load(ParseResult parsed) => ConfigLoader.Load(parsed.GetValue(_file), parsed.GetValue(_set) ?? []);

    /// <summary>Loads and checks the configuration.</summary>
    /// <exception cref="ConfigException">With every problem.</exception>
    public AgentSettings Read(ParseResult parsed) =>
        SettingsReader.Read(Load(parsed));

    /// <summary>Loads and checks the configuration; where it can't be used, the last good one of the state directory, if there is one.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="unattended">Whether the last good one may be used.</param>
    /// <exception cref="ConfigException">With every problem.</exception>
    public (AgentSettings Settings, ChosenConfig Chosen) Choose(ParseResult parsed, bool unattended)
    {
        try
        {
            var configuration = ConfigLoader.Load(parsed.GetValue(_file), parsed.GetValue(_set) ?? []);
            var settings = SettingsReader.Read(configuration);
            if (settings.Pipelines.Count == 0) throw new ConfigException(["Pipelines: is empty, so there is nothing to listen to; add one, see the README"]);
            return (settings, new ChosenConfig(configuration, null));
        }
        catch (ConfigException error) when (unattended && LastGoodConfig.Find(StatePath.Default) is { } good)
        {
            var problems = error.Problems.Count == 1 ? error.Problems[0] : $"{error.Problems[0]} (and {error.Problems.Count - 1} more)";
            return (SettingsReader.Read(good.Configuration), new ChosenConfig(good.Configuration, string.Create(
                System.Globalization.CultureInfo.InvariantCulture, $"the configuration can't be used ({problems}); running with the last good one, of {good.Kept:yyyy-MM-dd HH:mm} UTC")));
        }
    }

    /// <summary>Reads the configuration and collects problems and known keys.</summary>
    public AgentSettings Read(ParseResult parsed, ConfigProblems problems) =>
        SettingsReader.Read(Load(parsed), problems);
}
