using EdgeAgent.Core.Audio;

namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>A live input that can be opened again and again: a device, a network stream, a program. <see cref="SupervisedSource"/> does so.</summary>
public interface ILiveInput
{
    /// <summary>What its bytes are.</summary>
    AudioFormat Format { get; }

    /// <summary>For people, without secrets: <c>ALSA device hw:1,0</c>.</summary>
    string Description { get; }

    /// <summary>Whether opening waits for somebody else to connect: waiting again costs nothing and needs no back-off.</summary>
    bool Listens => false;

    /// <summary>Whether exact repetition is its nature, so that it tells nothing about a frozen device.</summary>
    bool MayRepeat => false;

    /// <summary>Opens it.</summary>
    /// <exception cref="SourceException">It can't be opened now; one sentence, without secrets.</exception>
    Task<LiveConnection> OpenAsync(CancellationToken cancellation);
}
