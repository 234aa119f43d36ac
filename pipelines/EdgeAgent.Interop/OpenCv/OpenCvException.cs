namespace EdgeAgent.Interop.OpenCv;

/// <summary>OpenCV refused to encode, draw or measure. The message is one sentence with its reason.</summary>
public sealed class OpenCvException : Exception
{
    /// <param name="message">One sentence.</param>
    public OpenCvException(string message) : base(message)
    {
    }
}
