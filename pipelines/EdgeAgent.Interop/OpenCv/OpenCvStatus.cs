namespace EdgeAgent.Interop.OpenCv;

/// <summary>What a function of the shim returns (<c>enum edge_status</c>).</summary>
internal enum OpenCvStatus
{
    Ok = 0,
    InvalidArgument = 1,
    Unreadable = 2,
    Unsupported = 3,
    TooLarge = 4,
    OutOfMemory = 5,
    Failed = 6,
    Damaged = 7,
}
