using System.CommandLine;
using EdgeAgent.Hosting;
using EdgeAgent.Run;

namespace EdgeAgent.Commands;

/// <summary><c>edge-agent run</c>: the daemon.</summary>
internal static class RunCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command("run", "Listens to every configured pipeline until it is stopped.\n\nExample: edge-agent run --config /etc/edge-agent/appsettings.json");
        var config = new ConfigOptions(command);
        var json = new Option<bool>("--json") { Description = "Prints events as NDJSON also on a terminal." };
        command.Options.Add(json);
        command.SetAction(async (parsed, _) =>
        {
            using var signal = new StopSignal();
            return await new LiveAgent(config.Read(parsed), () => config.Load(parsed), terminal, TimeProvider.System).RunAsync(parsed.GetValue(json), signal.Token).ConfigureAwait(false);
        });
        return command;
    }
}
