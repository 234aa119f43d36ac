using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EdgeAgent.Configuration;
using EdgeAgent.Hosting;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Models.Inspection;
using EdgeAgent.Models.Packages;
using EdgeAgent.Models.Store;
using EdgeAgent.Models.Verification;
using EdgeAgent.Pipelines.Inference;

namespace EdgeAgent.Commands;

/// <summary><c>edge-agent models</c>: what packages are there, what they are, whether they can be trusted.</summary>
internal static class ModelsCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command("models", "Looks after model packages.");
        command.Subcommands.Add(CreateList(terminal));
        command.Subcommands.Add(CreateInspect(terminal));
        command.Subcommands.Add(CreateVerify(terminal));
        command.Subcommands.Add(ModelsPackCommand.CreatePack(terminal));
        command.Subcommands.Add(ModelsPackCommand.CreateSign(terminal));
        command.Subcommands.Add(ModelsQuantizeCommand.Create(terminal));
        command.Subcommands.Add(ModelsTuneCommand.Create(terminal));
        return command;
    }

    private static Command CreateList(Terminal terminal)
    {
        var command = new Command("list", "Lists the packages of this box, shipped and installed, broken ones with their reason.\n\nExample: edge-agent models list");
        var config = new ConfigOptions(command);
        var json = JsonOption(command);
        command.SetAction(parsed =>
        {
            var settings = config.Read(parsed);
            var shelf = Shelves.Open(settings, terminal.Note);
            var installed = new ModelRepository(Shelves.Installed(settings)).List();
            IReadOnlyList<RepositoryEntry> entries = [.. new ModelRepository(settings.Repository).List().Concat(installed).OrderBy(e => e.Name, StringComparer.Ordinal).ThenBy(e => e.Version ?? int.MaxValue)];
            if (parsed.GetValue(json))
            {
                terminal.WriteLine(JsonSerializer.Serialize([.. entries.Select(ModelListItem.From)], ModelListJson.Default.IReadOnlyListModelListItem));
                return ExitCode.Done;
            }

            var table = new TextTable("MODEL", "VARIANTS", "RATE", "WINDOW", "LABELS", "STATE");
            foreach (var entry in entries)
            {
                var manifest = entry.Package?.Manifest;
                table.Add(
                    $"{entry.Name}:{entry.Version?.ToString(CultureInfo.InvariantCulture) ?? "?"}",
                    manifest is null ? "" : string.Join(",", manifest.Variants.Keys),
                    manifest is null ? "" : manifest.IsImage ? "images" : $"{manifest.Input.SampleRate} Hz",
                    manifest is null || manifest.IsImage ? "" : FormattableString.Invariant($"{(double)manifest.Input.WindowSamples / manifest.Input.SampleRate:F2} s"),
                    entry.Package is null ? "" : string.Join(",", entry.Package.Labels.Take(3)) + (entry.Package.Labels.Count > 3 ? ",…" : ""),
                    entry.Problem is null ? State(entry, shelf, installed) : entry.Problem.Split('\n')[0]);
            }

            foreach (var line in table.Lines(terminal.IsScreen ? terminal.Width : int.MaxValue)) terminal.WriteLine(line);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command CreateInspect(Terminal terminal)
    {
        var command = new Command("inspect", "Shows what a package is and why each value was chosen.\n\nExample: edge-agent models inspect humpback");
        var config = new ConfigOptions(command);
        var name = ModelArgument(command);
        var json = JsonOption(command);
        command.SetAction(parsed =>
        {
            var settings = config.Read(parsed);
            var model = Shelves.Open(settings, terminal.Note).Resolve(parsed.GetRequiredValue(name));
            using var probe = Probe(settings);
            var inspection = ModelInspector.Inspect(model.Package, probe);
            if (parsed.GetValue(json)) terminal.WriteLine(JsonSerializer.Serialize(inspection, ModelJson.Default.ModelInspection));
            else foreach (var line in ModelReport.Lines(inspection, terminal.IsScreen ? terminal.Width : int.MaxValue)) terminal.WriteLine(line);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command CreateVerify(Terminal terminal)
    {
        var command = new Command("verify", "Runs a package on this device: files, tensors, golden inputs, batches, and whether it fires on silence and noise.\n\nExample: edge-agent models verify humpback:1");
        var config = new ConfigOptions(command);
        var name = ModelArgument(command);
        var json = JsonOption(command);
        command.SetAction(parsed =>
        {
            var settings = config.Read(parsed);
            var model = Shelves.Open(settings, terminal.Note).Resolve(parsed.GetRequiredValue(name));
            using var probe = Probe(settings);
            var report = PackageVerifier.Verify(model.Package, probe, new VerificationOptions());
            if (parsed.GetValue(json)) terminal.WriteLine(JsonSerializer.Serialize(report, ModelJson.Default.VerificationReport));
            else foreach (var line in ModelReport.Lines(report)) terminal.WriteLine(line);
            return report.Passed ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    private static string State(RepositoryEntry entry, ModelShelf shelf, IReadOnlyList<RepositoryEntry> installed) =>
        "ok" + (installed.Contains(entry) ? ", installed" : "") + (shelf.ActivatedVersion(entry.Name) is { } active && active == entry.Version ? ", active" : "");

    private static OnnxModelProbe Probe(AgentSettings settings) =>
        new(OnnxRuntimeLibrary.Load(settings.OnnxRuntimeLibrary), new ModelOptions { Provider = settings.Provider, Threads = settings.Threads });

    private static Argument<string> ModelArgument(Command command)
    {
        var argument = new Argument<string>("model") { Description = "NAME, NAME:VERSION, NAME:stable, or the path of a package." };
        command.Arguments.Add(argument);
        return argument;
    }

    private static Option<bool> JsonOption(Command command)
    {
        var json = new Option<bool>("--json") { Description = "Prints JSON." };
        command.Options.Add(json);
        return json;
    }
}
