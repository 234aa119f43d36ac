using System.Diagnostics;

namespace EdgeAgent.Quantization.Tests.Support;

/// <summary>The ONNX project's own checker, through Debian's python3-onnx; a test that needs it is skipped where it is missing.</summary>
internal static class OnnxChecker
{
    private const string Python = "/usr/bin/python3";

    /// <summary>Checks a model, shapes and types included.</summary>
    public static void Check(string file)
    {
        Assert.SkipUnless(File.Exists(Python) && Run("import onnx").Code == 0, "needs python3-onnx (apt install python3-onnx), which is not on this machine");
        var (code, error) = Run($"import onnx; onnx.checker.check_model('{file}'); onnx.shape_inference.infer_shapes_path('{file}', '{file}.shapes', check_type=True, strict_mode=True)");
        Assert.True(code == 0, error);
    }

    private static (int Code, string Error) Run(string script)
    {
        using var process = Process.Start(new ProcessStartInfo(Python, ["-c", script]) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error);
    }
}
