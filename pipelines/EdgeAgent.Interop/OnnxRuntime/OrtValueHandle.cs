namespace EdgeAgent.Interop.OnnxRuntime;

/// <summary><c>OrtValue</c> over memory of ours; keeps that memory alive.</summary>
internal sealed unsafe class OrtValueHandle : OrtHandle
{
    public OrtValueHandle(OrtApi api, nint value, NativeBuffer memory)
        : base(api, value, memory)
    {
    }

    protected override void Release() => Api.ReleaseValue(handle);
}
