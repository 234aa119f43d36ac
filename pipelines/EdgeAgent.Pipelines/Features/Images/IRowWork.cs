namespace EdgeAgent.Pipelines.Features.Images;

/// <summary>Work on rows that any number of threads may share.</summary>
internal interface IRowWork
{
    /// <summary>Does rows [from, to).</summary>
    /// <param name="worker">Which of the team's threads it is, from 0; no two at once are the same.</param>
    /// <param name="from">First row.</param>
    /// <param name="to">End of the rows.</param>
    void Do(int worker, int from, int to);
}
