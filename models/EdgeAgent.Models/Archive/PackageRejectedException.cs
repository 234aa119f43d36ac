namespace EdgeAgent.Models.Archive;

/// <summary>A package that arrived is refused; the message is one sentence for the one who sent it.</summary>
public sealed class PackageRejectedException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="gate">Which gate it did not pass: <c>digest</c>, <c>archive</c>, <c>manifest</c>, <c>signature</c>, <c>counter</c>, <c>version</c>.</param>
    /// <param name="message">Why, one sentence.</param>
    /// <param name="innerException">The cause, or null.</param>
    public PackageRejectedException(string gate, string message, Exception? innerException = null)
        : base(message, innerException) => Gate = gate;

    /// <summary>Which gate it did not pass.</summary>
    public string Gate { get; }
}
