namespace EdgeAgent.Interop.Soxr;

/// <summary>libsoxr refused a conversion. The message is one sentence with its reason.</summary>
public sealed class SoxrException : Exception
{
    /// <param name="message">One sentence.</param>
    public SoxrException(string message) : base(message)
    {
    }
}
