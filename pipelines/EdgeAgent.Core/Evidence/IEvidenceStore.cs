namespace EdgeAgent.Core.Evidence;

/// <summary>Keeps the files that go with events, within budgets of disk, of bytes written in a day and of age. A file is there whole or not at all.</summary>
/// <remarks>May be called from several threads. Every call waits for the disk: never from a thread that must keep up with sound. A disk that fails or is full gives an outcome, no exception.</remarks>
public interface IEvidenceStore
{
    /// <summary>Writes a file.</summary>
    /// <param name="item">What it shows.</param>
    /// <param name="content">Its bytes.</param>
    EvidenceOutcome Write(EvidenceItem item, ReadOnlySpan<byte> content);

    /// <summary>Lets somebody write a file who can only write to a path.</summary>
    /// <param name="item">What it shows.</param>
    /// <param name="mostBytes">More bytes than it will have; so many must be free.</param>
    /// <param name="fill">Writes the file of the path that it is given, which has the item's extension. An <see cref="IOException"/> of it is the disk's failure.</param>
    EvidenceOutcome Write(EvidenceItem item, long mostBytes, Action<string> fill);

    /// <summary>What is there, and what became of evidence so far.</summary>
    EvidenceFigures Figures { get; }
}
