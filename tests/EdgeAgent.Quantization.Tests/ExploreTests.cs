using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Models.Packages;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Quantization.Calibration;
using EdgeAgent.Quantization.Static;

namespace EdgeAgent.Quantization.Tests;

public sealed class ExploreTests
{
    [Fact]
    public void Humpback_Explore()
    {
        var library = OnnxRuntimeLibrary.Load();
        using var probe = new OnnxModelProbe(library, new ModelOptions { Provider = OrtProvider.Cpu });
        var package = PackageReader.Open(Path.Combine(Repository.Root, "models/repository/humpback/1"));
        var model = Environment.GetEnvironmentVariable("MODEL") ?? package.PathOf(package.Manifest.Variants["full"]);
        var window = int.Parse(Environment.GetEnvironmentVariable("WINDOW") ?? "39124");
        var files = Directory.GetFiles(Repository.SharedPath("data/audio/continuous"), "*.flac").Concat(Directory.GetFiles(Repository.SharedPath("data/audio/other"), "*.flac").Where((_, i) => i % 8 == 0)).ToArray();
        var sized = package with { Manifest = package.Manifest with { Input = package.Manifest.Input with { WindowSamples = window, HopSamples = window / 2 } } };
        ICalibrationData data = Environment.GetEnvironmentVariable("TENSORS") is { } folder ? new TensorFileCalibration(folder) : new RecordingCalibration(probe, sized, files, 200);
        foreach (var method in Enum.GetValues<QuantizationMethod>())
        {
            if (Environment.GetEnvironmentVariable("METHOD") is { } only && only != method.ToString()) continue;
            try
            {
                var calibration = Enum.Parse<CalibrationMethod>(Environment.GetEnvironmentVariable("CALIB") ?? "Auto");
                var budget = double.Parse(Environment.GetEnvironmentVariable("BUDGET") ?? "0.1", System.Globalization.CultureInfo.InvariantCulture);
                var made = ModelQuantizer.Quantize(library, model, new QuantizeOptions { Method = method, Output = Environment.GetEnvironmentVariable("OUTPUT"), Static = new StaticOptions { Calibration = calibration, QualityBudget = budget } }, data, new P());
                var path = $"/tmp/qnt/{Environment.GetEnvironmentVariable("TAG") ?? "x"}.{method}.onnx";
                Directory.CreateDirectory("/tmp/qnt");
                made.Write(path);
                Console.WriteLine($"== {method} size {new FileInfo(path).Length} of {new FileInfo(model).Length} diff {made.Difference}");
                if (made.Fusion is { } f)
                {
                    Console.WriteLine($"planned {f.Planned} fused {f.Fused} unexplained {f.Unexplained} borders {f.Borders}: {string.Join(" ", f.Operators.Select(o => o.Key + "=" + o.Value))}");
                    foreach (var l in f.Leftovers) Console.WriteLine($"  {(l.IsExpected ? "ok " : "BAD")} {l.Operator} {l.Node}: {l.Reason}");
                }
                foreach (var e in made.Excluded) Console.WriteLine("  excluded " + e);
            }
            catch (ModelException e) { Console.WriteLine($"== {method}: {e.Message}"); }
        }
        Console.WriteLine(Speed(library, model, window));
        foreach (var q in Directory.GetFiles("/tmp/qnt", (Environment.GetEnvironmentVariable("TAG") ?? "x") + ".*.onnx")) Console.WriteLine(q + " " + Speed(library, q, window));
    }

    private static string Speed(OnnxRuntimeLibrary library, string file, int window)
    {
        using var session = OrtSession.Open(library, file, new OrtSessionOptions { Provider = OrtProvider.Cpu, LogSeverity = OrtLogSeverity.Error });
        using var b = OrtBinding.Create(session, 1);
        var r = new Random(1);
        foreach (ref var v in b.Input(0)) v = (float)(r.NextDouble() - 0.5);
        var times = new List<double>();
        for (var i = 0; i < 60; i++) { var t = TimeProvider.System.GetTimestamp(); b.Run(1); times.Add(TimeProvider.System.GetElapsedTime(t).TotalMilliseconds); }
        times.Sort();
        return $"median {times[30]:F3} ms min {times[0]:F3}";
    }

    private sealed class P : IProgress<string> { public void Report(string value) => Console.WriteLine("  .. " + value); }
}
