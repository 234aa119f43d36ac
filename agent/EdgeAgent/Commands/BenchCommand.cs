using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EdgeAgent.Configuration;
using EdgeAgent.Hosting;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Models.Packages;
using EdgeAgent.Quantization.Measurement;
using EdgeAgent.Quantization.Parity;

namespace EdgeAgent.Commands;

/// <summary><c>edge-agent bench</c>: what things cost on this device.</summary>
internal static class BenchCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command("bench", "Measures what things cost on this device.");
        command.Subcommands.Add(CreateModel(terminal));
        return command;
    }

    private static Command CreateModel(Terminal terminal)
    {
        var command = new Command("model", "Measures latency, throughput, memory and, where the board tells, energy of a model.\n\nExample: edge-agent bench model humpback:1/int8 --threads 1,2 --batch 1,8");
        var config = new ConfigOptions(command);
        var name = new Argument<string>("model") { Description = "NAME, NAME:VERSION, NAME:VERSION/VARIANT, a package's path, or an ONNX file." };
        var threads = new Option<string>("--threads") { Description = "Threads inside a run, with commas.", DefaultValueFactory = _ => Environment.ProcessorCount > 1 ? $"1,{Environment.ProcessorCount}" : "1" };
        var batches = new Option<string>("--batch") { Description = "Batch sizes, with commas.", DefaultValueFactory = _ => "1,8,32" };
        var seconds = new Option<double>("--seconds") { Description = "Seconds of each measurement.", DefaultValueFactory = _ => 2 };
        var json = new Option<bool>("--json") { Description = "Prints JSON." };
        command.Arguments.Add(name);
        foreach (var option in (Option[])[threads, batches, seconds, json]) command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var settings = config.Read(parsed);
            var duration = parsed.GetValue(seconds);
            if (duration is not (> 0 and <= 600)) throw new UsageException($"--seconds {duration}: must be from 0 to 600");
            var report = ModelBenchmark.Run(OnnxRuntimeLibrary.Load(settings.OnnxRuntimeLibrary), FileOf(settings, parsed.GetRequiredValue(name)), new BenchmarkOptions
            {
                Provider = settings.Provider,
                Threads = Numbers("--threads", parsed.GetRequiredValue(threads), 256),
                Batches = Numbers("--batch", parsed.GetRequiredValue(batches), 4096),
                Seconds = duration,
            }, TimeProvider.System, new TerminalProgress(terminal));
            terminal.EndProgress();
            if (parsed.GetValue(json)) terminal.WriteLine(JsonSerializer.Serialize(report, ParityJson.Default.BenchmarkReport));
            else foreach (var line in Lines(report, terminal.IsScreen ? terminal.Width : int.MaxValue)) terminal.WriteLine(line);
            return ExitCode.Done;
        });
        return command;
    }

    private static string FileOf(AgentSettings settings, string model)
    {
        if (model.EndsWith(".onnx", StringComparison.Ordinal)) return model;
        var resolved = new ModelRepository(settings.Repository).Resolve(model);
        return resolved.Package.PathOf(resolved.Variant);
    }

    private static int[] Numbers(string option, string text, int most)
    {
        var numbers = new List<int>();
        foreach (var part in text.Split(','))
            numbers.Add(int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most
                ? number
                : throw new UsageException($"{option} {text}: must be numbers from 1 to {most} with commas between them"));
        return [.. numbers];
    }

    private static IEnumerable<string> Lines(BenchmarkReport report, int width)
    {
        yield return $"{report.File}";
        yield return FormattableString.Invariant($"ONNX Runtime {report.Runtime}, {report.Provider}{(report.Placement.Count > 0 ? $" ({OrtPlacement.Describe(report.Placement)})" : "")}, {report.Processor}: file {report.FileBytes / 1024.0:F0} KiB, opens in {report.LoadMilliseconds:F1} ms, {report.MemoryBytes / 1048576.0:F1} MiB");
        var energy = report.Points.Any(p => p.JoulesPerWindow is not null);
        var table = energy ? new TextTable("THREADS", "BATCH", "p50 ms", "p90 ms", "p99 ms", "MAX ms", "WINDOWS/s", "mJ/WINDOW") : new TextTable("THREADS", "BATCH", "p50 ms", "p90 ms", "p99 ms", "MAX ms", "WINDOWS/s");
        foreach (var p in report.Points)
        {
            string[] cells = [Whole(p.Threads), Whole(p.Batch), Fixed(p.P50), Fixed(p.P90), Fixed(p.P99), Fixed(p.Max), p.WindowsPerSecond.ToString("F0", CultureInfo.InvariantCulture)];
            table.Add(energy ? [.. cells, p.JoulesPerWindow is { } joules ? Fixed(1000 * joules) : "n/a"] : cells);
        }

        foreach (var line in table.Lines(width)) yield return line;
        if (!energy) yield return "energy: this board does not tell";
    }

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Fixed(double milliseconds) => milliseconds.ToString("F3", CultureInfo.InvariantCulture);
}
