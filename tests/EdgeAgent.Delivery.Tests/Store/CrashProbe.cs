using EdgeAgent.Delivery.Store;

namespace EdgeAgent.Delivery.Tests.Store;

/// <summary>Copies a store's files at a boundary of a commit: what a process that is killed there leaves.</summary>
internal sealed class CrashProbe : ICommitProbe
{
    private readonly Lock _gate = new();
    private CommitPoint? _point;
    private string? _directory;
    private string? _left;

    /// <summary>Copies at the next time that a boundary is reached.</summary>
    public void Arm(CommitPoint point, string directory)
    {
        lock (_gate) (_point, _directory, _left) = (point, directory, null);
    }

    /// <summary>The copy, if the boundary was reached; disarms.</summary>
    public string? Left()
    {
        lock (_gate)
        {
            _point = null;
            var left = _left;
            _left = null;
            return left;
        }
    }

    public void Reached(CommitPoint point)
    {
        lock (_gate)
        {
            if (_point != point || _left is not null) return;
            var left = _directory + ".killed";
            StoreFixture.CopyFiles(_directory!, left);
            _left = left;
        }
    }
}
