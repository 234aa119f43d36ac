namespace EdgeAgent.Setup;

/// <summary>What setup asks, and what may be answered beforehand: by options, or by a JSON file with these names. Null is not answered.</summary>
internal sealed record SetupAnswers
{
    /// <summary>Name of the box in events and topics.</summary>
    public string? Name { get; init; }

    /// <summary>What to listen to: alsa, stdin, synthetic, or auto for a sound card where there is one.</summary>
    public string? Source { get; init; }

    /// <summary>ALSA's name of the sound card.</summary>
    public string? Device { get; init; }

    /// <summary>Sample frames a second, Hz.</summary>
    public int? SampleRate { get; init; }

    /// <summary>Channels of the source.</summary>
    public int? Channels { get; init; }

    /// <summary>Channel to listen to, from 1.</summary>
    public int? Channel { get; init; }

    /// <summary>s16, s24, s32 or f32.</summary>
    public string? Encoding { get; init; }

    /// <summary>Name of the pipeline.</summary>
    public string? Pipeline { get; init; }

    /// <summary>Name of the model package.</summary>
    public string? Model { get; init; }

    /// <summary>The broker, such as mqtts://broker.example:8883; empty for the agent's own.</summary>
    public string? Broker { get; init; }

    /// <summary>User at the broker.</summary>
    public string? BrokerUser { get; init; }

    /// <summary>File with the user's password. The password itself is never an answer.</summary>
    public string? BrokerPasswordFile { get; init; }

    /// <summary>Names and addresses by which the box is driven over the network, with commas; empty for the socket on the box only.</summary>
    public string? Remote { get; init; }

    /// <summary>Where these answers are given, counts; elsewhere the others'.</summary>
    public SetupAnswers Or(SetupAnswers others) => new()
    {
        Name = Name ?? others.Name,
        Source = Source ?? others.Source,
        Device = Device ?? others.Device,
        SampleRate = SampleRate ?? others.SampleRate,
        Channels = Channels ?? others.Channels,
        Channel = Channel ?? others.Channel,
        Encoding = Encoding ?? others.Encoding,
        Pipeline = Pipeline ?? others.Pipeline,
        Model = Model ?? others.Model,
        Broker = Broker ?? others.Broker,
        BrokerUser = BrokerUser ?? others.BrokerUser,
        BrokerPasswordFile = BrokerPasswordFile ?? others.BrokerPasswordFile,
        Remote = Remote ?? others.Remote,
    };
}
