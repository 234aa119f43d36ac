using EdgeAgent.Interop.OpenCv;

namespace EdgeAgent.Interop.Tests.OpenCv;

/// <summary>Skips a test where the shim was not built.</summary>
internal static class OpenCvHere
{
    public static void Required()
    {
        var missing = OpenCvLibrary.WhyMissing();
        Assert.SkipWhen(missing is not null, missing ?? "");
    }
}
