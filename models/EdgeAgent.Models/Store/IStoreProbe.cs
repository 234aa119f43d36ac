namespace EdgeAgent.Models.Store;

/// <summary>Is told when a boundary is reached at which a crash is interesting, so that a test can end the process exactly there.</summary>
internal interface IStoreProbe
{
    /// <summary>A boundary is reached: <c>upload.chunk</c>, <c>unpack.file</c>, <c>journal.verified.before</c>, <c>default.renamed</c> …</summary>
    void Reached(string point);
}
