using System.Security.Cryptography;
using System.Text;
using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;

namespace EdgeAgent.Pipelines.Inference;

/// <summary>
/// Where the engines of one variant on one device lie: a folder whose name stands for the file's hash, the libraries and the GPU, so that after an update of any of them a new one is built
/// instead of an old one tried. ONNX Runtime writes into it; the whole may be deleted at any time.
/// </summary>
/// <param name="Engines">Folder of the engines.</param>
/// <param name="Timings">Folder of the timings of single layers, which all models of the device share.</param>
internal sealed record EngineCache(string Engines, string Timings)
{
    /// <summary>Names the folders.</summary>
    /// <param name="root">Folder of all caches.</param>
    /// <param name="package">The package.</param>
    /// <param name="variant">Its variant: precision and batch are its own.</param>
    /// <param name="library">The runtime.</param>
    /// <param name="system">Root of the kernel's files and the system's libraries; another one in tests.</param>
    public static EngineCache For(string root, ModelPackage package, ModelVariant variant, OnnxRuntimeLibrary library, string system = "/")
    {
        var device = Hash($"{library.Version}\n{library.Path}\n{Device(system)}");
        return new EngineCache(Path.Combine(root, "tensorrt", device, $"{package.Manifest.Name}-{variant.Name}-{variant.Sha256[..16]}-{package.Manifest.MaxBatch(variant)}"), Path.Combine(root, "tensorrt", device, "timing"));
    }

    /// <summary>Makes the folders.</summary>
    /// <returns>False where they can't be made: then nothing is kept, and every start builds anew.</returns>
    public bool TryMake()
    {
        try
        {
            Directory.CreateDirectory(Engines);
            Directory.CreateDirectory(Timings);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>What an engine depends on besides the model: the driver, the GPUs or the board, the version of TensorRT in the names of its files.</summary>
    private static string Device(string system)
    {
        var text = new StringBuilder();
        Append(Path.Combine(system, "proc/driver/nvidia/version"));
        Append(Path.Combine(system, "proc/device-tree/model"));
        foreach (var gpu in Entries(Path.Combine(system, "proc/driver/nvidia/gpus"), "*")) Append(Path.Combine(gpu, "information"));
        foreach (var folder in (string[])["usr/lib/x86_64-linux-gnu", "usr/lib/aarch64-linux-gnu", "usr/local/lib"])
            foreach (var file in Entries(Path.Combine(system, folder), "libnvinfer.so.*")) text.Append(Path.GetFileName(file)).Append('\n');
        return text.ToString();

        void Append(string file)
        {
            try
            {
                if (File.Exists(file)) text.Append(File.ReadAllText(file)).Append('\n');
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // What can't be read tells nothing apart.
            }
        }
    }

    private static string[] Entries(string folder, string pattern)
    {
        try
        {
            return Directory.Exists(folder) ? [.. Directory.EnumerateFileSystemEntries(folder, pattern).Order(StringComparer.Ordinal)] : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
}
