using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using EdgeAgent.Core.Control;

namespace EdgeAgent.Pipelines.Switching;

/// <summary>A model that hears beside the active one.</summary>
/// <param name="seat">The model.</param>
/// <param name="publish">Whether its events go out.</param>
/// <param name="share">Share of the streams that it hears, 0..1.</param>
internal sealed class BesideSeat(ModelSeat seat, bool publish, double share)
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile AgreementMeter? _agreement;
    private volatile bool _failed;

    /// <summary>The model.</summary>
    public ModelSeat Seat => seat;

    /// <summary>Whether its events go out.</summary>
    public bool Publish => publish;

    /// <summary>How it agrees with the active model; null before it has heard.</summary>
    public AgreementMeter? Agreement
    {
        get => _agreement;
        set => _agreement = value;
    }

    /// <summary>Whether its session failed: it hears no more.</summary>
    public bool Failed => _failed;

    /// <summary>Completes when it hears, or is known not to hear this stream.</summary>
    public Task Started => _started.Task;

    /// <summary>It hears, or will not.</summary>
    public void Start() => _started.TrySetResult();

    /// <summary>Its session failed.</summary>
    public void Fail(Exception failure)
    {
        seat.Meter.Fail(failure);
        _failed = true;
        _started.TrySetResult();
    }

    /// <summary>Whether it hears a stream: the first four bytes of the SHA-256 of its id, as a share of all, lie below the share.</summary>
    public bool Hears(string streamId) =>
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(streamId))) < share * (1L << 32);

    /// <summary>What has come of it.</summary>
    public ModelObservation Observe(string pipeline) =>
        new(pipeline, publish ? ModelRole.Trial : ModelRole.Shadow, seat.Meter.Read(seat.Reference)) { Agreement = _agreement?.Read() };
}
