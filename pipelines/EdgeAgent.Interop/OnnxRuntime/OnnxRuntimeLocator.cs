using System.Runtime.InteropServices;
using EdgeAgent.Interop.Native;

namespace EdgeAgent.Interop.OnnxRuntime;

/// <summary>Where ONNX Runtime is looked for.</summary>
internal static class OnnxRuntimeLocator
{
    public const string Variable = "EDGEAGENT_ONNXRUNTIME";

    private const string Name = "ONNX Runtime";
    private const string File = "libonnxruntime.so.1";

    public static NativeModule Load(string? path)
    {
        if (path is not null)
            return NativeLibraryLoader.Load(Name, [Named(path)], "name a libonnxruntime.so of this machine's architecture in Runtime:OnnxRuntimeLibrary");
        // An operator who names a library means that one: falling through to another would hide the mistake.
        if (System.Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } chosen)
            return NativeLibraryLoader.Load(Name, [Named(chosen)], $"correct or unset the environment variable {Variable}");
        return NativeLibraryLoader.Load(Name, Candidates(), $"run make run once in the checkout, or name the library in Runtime:OnnxRuntimeLibrary or {Variable}");
    }

    private static IEnumerable<string> Candidates()
    {
        var platform = "linux-" + (RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64");
        yield return Path.Combine(AppContext.BaseDirectory, File);
        yield return Path.Combine(AppContext.BaseDirectory, "runtimes", platform, "native", File);
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "artifacts", "native", platform, File);
            if (System.IO.File.Exists(candidate)) yield return candidate;
        }

        yield return File;
        yield return "libonnxruntime.so";
    }

    /// <summary>A relative path with a folder in it is made absolute, because the system loader takes it from the working folder of the moment.</summary>
    private static string Named(string path) => path.Contains('/', StringComparison.Ordinal) ? Path.GetFullPath(path) : path;
}
