using System.CommandLine;
using System.Text.Json;
using EdgeAgent.Configuration;
using EdgeAgent.Doctor;
using EdgeAgent.Hosting;
using Microsoft.Extensions.Configuration;

namespace EdgeAgent.Commands;

/// <summary><c>edge-agent doctor</c>: looks at everything that the agent needs on this box, and says what to do where something is missing. Changes nothing.</summary>
internal static class DoctorCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command("doctor", "Checks libraries, models, devices, clock, disk, rights, brokers, certificates and the service, and says what to do; changes nothing.\nExit code: 0 when nothing fails (warnings do not count), 78 when the configuration can't be used, else 1.\n\nExample: sudo -u edge-agent edge-agent doctor\nExample: edge-agent doctor --json | jq '.checks[] | select(.state != \"ok\")'");
        var config = new ConfigOptions(command);
        var json = new Option<bool>("--json") { Description = "Prints JSON." };
        var gpu = new Option<bool>("--gpu") { Description = "Also compares every execution provider with the processor: scores and speed. A TensorRT engine takes minutes to build." };
        command.Options.Add(json);
        command.Options.Add(gpu);
        command.SetAction(async (parsed, cancellation) =>
        {
            var context = Look(config, parsed);
            var checks = await new CheckRunner(context.Time).RunAsync(DoctorChecks.All(context, parsed.GetValue(gpu)), name => terminal.Progress($"looking at {name} …"), cancellation).ConfigureAwait(false);
            terminal.EndProgress();
            var report = new DoctorReport(context.Settings.Device, BuildInfo.Version, checks);
            if (parsed.GetValue(json)) terminal.WriteLine(JsonSerializer.Serialize(report, DoctorJson.Default.DoctorReport));
            else foreach (var line in DoctorTable.Lines(report, terminal.IsScreen ? terminal.Width : int.MaxValue, terminal.Colour)) terminal.WriteLine(line);
            return checks.Any(c => c is { Check: AgentChecks.Configuration, State: CheckState.Fail }) ? ExitCode.Configuration
                : report.Count(CheckState.Fail) > 0 ? ExitCode.Failed
                : ExitCode.Done;
        });
        return command;
    }

    // A configuration that can't be used is a finding; the machine is looked at all the same.
    private static DoctorContext Look(ConfigOptions config, ParseResult parsed)
    {
        try
        {
            var problems = new ConfigProblems();
            var settings = config.Read(parsed, problems);
            return problems.Problems.Count == 0
                ? new DoctorContext(settings, [], TimeProvider.System)
                : new DoctorContext(Fallback(), problems.Problems, TimeProvider.System);
        }
        catch (ConfigException error)
        {
            return new DoctorContext(Fallback(), error.Problems, TimeProvider.System);
        }
    }

    private static AgentSettings Fallback() => SettingsReader.Read(new ConfigurationBuilder().Build(), new ConfigProblems());
}
