using EdgeAgent.Core.Models;
using EdgeAgent.Quantization.Onnx;

namespace EdgeAgent.Quantization.Packages;

/// <summary>Writes small files whole or not at all.</summary>
internal static class WholeFile
{
    /// <summary>Writes a file; an existing one is replaced in one step.</summary>
    /// <exception cref="ModelException">It can't be written.</exception>
    public static void Write(string path, byte[] bytes)
    {
        var partial = path + ".partial";
        try
        {
            using (var file = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }

            File.Move(partial, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{path} can't be written: {error.Message.TrimEnd('.')}", error);
        }
        finally
        {
            OnnxWriter.Remove(partial);
        }
    }
}
