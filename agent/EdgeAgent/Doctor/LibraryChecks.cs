using EdgeAgent.Configuration;
using EdgeAgent.Devices;
using EdgeAgent.Interop.Crypto;
using EdgeAgent.Interop.Mosquitto;
using EdgeAgent.Interop.Native;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Interop.OpenCv;
using EdgeAgent.Interop.SndFile;
using EdgeAgent.Interop.Soxr;
using EdgeAgent.Interop.Sqlite;

namespace EdgeAgent.Doctor;

/// <summary>Native libraries, and the programs that sources are read through.</summary>
/// <param name="context">What is looked at.</param>
internal sealed class LibraryChecks(DoctorContext context)
{
    private static readonly TimeSpan Loading = TimeSpan.FromSeconds(20);

    /// <summary>The checks.</summary>
    public IEnumerable<DoctorCheck> All()
    {
        yield return Library("library onnxruntime", () => OnnxRuntimeLibrary.Load(context.Settings.OnnxRuntimeLibrary) is var ort ? ($"ONNX Runtime {ort.Version}", ort.Path) : default);
        yield return Library("library sndfile", () => (SndFileLibrary.Version, SndFileLibrary.Path));
        yield return Library("library soxr", () => (SoxrLibrary.Version, SoxrLibrary.Path));
        yield return Library("library mosquitto", () => (MosquittoLibrary.Version, MosquittoLibrary.Path));
        yield return Library("library sqlite", () => ($"SQLite {SqliteLibrary.Version}", SqliteLibrary.Path));
        yield return Library("library crypto", () => (CryptoLibrary.Version, CryptoLibrary.Path));
        yield return new DoctorCheck("library opencv", Loading, _ => Task.FromResult(
            OpenCvLibrary.WhyMissing() is { } why ? CheckOutcome.Skip($"not here, and only image files need it ({why.TrimEnd('.')})") : CheckOutcome.Ok($"OpenCV {OpenCvLibrary.Version}, {OpenCvLibrary.Path}")));
        foreach (var (program, package, arguments) in Programs())
            yield return new DoctorCheck($"program {program}", DoctorCheck.Usual, async cancellation =>
            {
                var run = await SmallProgram.RunAsync(program, arguments, TimeSpan.FromSeconds(4), context.Time, cancellation).ConfigureAwait(false);
                return run.Succeeded
                    ? CheckOutcome.Ok(run.FirstLine)
                    : CheckOutcome.Fail(run.LastError.Length > 0 ? run.LastError : "it does not run", $"install it with: apt install {package}");
            });
    }

    private static DoctorCheck Library(string name, Func<(string Version, string Path)> look) => new(name, Loading, _ =>
    {
        try
        {
            var (version, path) = look();
            return Task.FromResult(CheckOutcome.Ok($"{version}, {path}"));
        }
        catch (NativeLibraryException missing)
        {
            return Task.FromResult(CheckOutcome.Fail(missing.Message, "install the package that the sentence names"));
        }
    });

    private IEnumerable<(string Program, string Package, string[] Arguments)> Programs()
    {
        var kinds = context.Settings.Pipelines.Select(p => p.Source.Kind).ToHashSet();
        if (kinds.Contains(SourceKind.Alsa)) yield return ("arecord", "alsa-utils", ["--version"]);
        if (kinds.Contains(SourceKind.Ffmpeg)) yield return ("ffmpeg", "ffmpeg", ["-version"]);
        if (kinds.Contains(SourceKind.GStreamer)) yield return ("gst-launch-1.0", "gstreamer1.0-tools", ["--version"]);
    }
}
