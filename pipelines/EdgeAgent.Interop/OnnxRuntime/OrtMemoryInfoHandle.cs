namespace EdgeAgent.Interop.OnnxRuntime;

/// <summary><c>OrtMemoryInfo</c>: where a tensor's memory lives.</summary>
internal sealed unsafe class OrtMemoryInfoHandle : OrtHandle
{
    public OrtMemoryInfoHandle(OrtApi api, nint value)
        : base(api, value, parent: null)
    {
    }

    protected override void Release() => Api.ReleaseMemoryInfo(handle);
}
