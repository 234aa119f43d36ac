using System.CommandLine;
using EdgeAgent.Hosting;
using EdgeAgent.Hosting.Service;
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
        var unattended = new Option<bool>("--unattended") { Description = "For a box that nobody watches: prints no events, goes on with the last good configuration where the present one can't be used, and leaves pipelines off after crashes in a row." };
        command.Options.Add(json);
        command.Options.Add(unattended);
        command.SetAction(async (parsed, _) =>
        {
            using var signal = new StopSignal();
            var (settings, chosen) = config.Choose(parsed, parsed.GetValue(unattended));
            using var service = new ServiceLife(settings, chosen, parsed.GetValue(unattended), MachineBoot.Id, terminal, TimeProvider.System);
            using var stop = service.StopWith(signal.Token);
            var output = parsed.GetValue(unattended) ? EventOutput.None : parsed.GetValue(json) ? EventOutput.Json : EventOutput.Screen;
            var code = await new LiveAgent(settings, new ConfigurationSource(chosen.Configuration, () => config.Load(parsed)), service, terminal, TimeProvider.System).RunAsync(output, stop.Token).ConfigureAwait(false);
            return service.Ended(code, signal.Token.IsCancellationRequested);
        });
        return command;
    }
}
