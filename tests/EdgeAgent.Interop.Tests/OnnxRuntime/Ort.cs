using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Interop.Tests.OnnxRuntime;

/// <summary>What every test of the binding starts from.</summary>
internal static class Ort
{
    public static OnnxRuntimeLibrary Library { get; } = OnnxRuntimeLibrary.Load();

    public static OrtSessionOptions Cpu { get; } = new() { Provider = OrtProvider.Cpu };

    public static OrtSession Open(this OnnxModelBuilder model, OrtSessionOptions? options = null) =>
        OrtSession.Open(Library, model.Build(), options ?? Cpu);

    /// <summary><c>y = x · 2</c> over [N, columns].</summary>
    public static OnnxModelBuilder Doubling(int columns) =>
        new OnnxModelBuilder().Input("x", "N", columns).Constant("two", 2).Mul("x", "two", "y").Output("y", "N", columns);

    /// <summary>Finalizers have run and what they release is released.</summary>
    public static void Collect()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    /// <summary>One clear sentence: one line, and a full stop at its end.</summary>
    public static void AssertSentence(Exception exception, params string[] parts)
    {
        Assert.DoesNotContain('\n', exception.Message);
        Assert.EndsWith(".", exception.Message, StringComparison.Ordinal);
        Assert.InRange(exception.Message.Length, 20, 700);
        foreach (var part in parts) Assert.Contains(part, exception.Message, StringComparison.Ordinal);
    }
}
