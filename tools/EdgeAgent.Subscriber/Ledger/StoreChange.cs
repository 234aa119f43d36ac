using System.Text.Json.Serialization;

namespace EdgeAgent.Subscriber.Ledger;

/// <summary>How a store came to be known.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StoreChange>))]
public enum StoreChange
{
    /// <summary>The first store of its device that was heard.</summary>
    First,

    /// <summary>It said which store it follows.</summary>
    Announced,

    /// <summary>It followed another one without a word.</summary>
    Unannounced,

    /// <summary>Nothing came of it; a gap record names it.</summary>
    Declared,
}
