namespace EdgeAgent.Delivery.Store;

/// <summary>Is told on the writer's thread when a boundary is reached, so that a test can end the process or copy the files exactly there.</summary>
internal interface ICommitProbe
{
    /// <summary>A boundary is reached.</summary>
    void Reached(CommitPoint point);
}
