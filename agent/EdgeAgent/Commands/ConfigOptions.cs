using System.CommandLine;
using EdgeAgent.Configuration;
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

    /// <summary>Reads the configuration and collects problems and known keys.</summary>
    public AgentSettings Read(ParseResult parsed, ConfigProblems problems) =>
        SettingsReader.Read(Load(parsed), problems);
}
