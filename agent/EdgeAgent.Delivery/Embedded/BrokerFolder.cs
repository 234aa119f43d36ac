using System.Globalization;

namespace EdgeAgent.Delivery.Embedded;

/// <summary>The embedded broker's folder: the configuration that the agent writes, and the database that mosquitto writes.</summary>
internal static class BrokerFolder
{
    /// <summary>Makes the folder and writes the configuration for a port.</summary>
    /// <returns>The configuration file.</returns>
    /// <exception cref="IOException">The folder can't be made or written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be made or written.</exception>
    public static string Prepare(EmbeddedBrokerOptions options, int port)
    {
        var folder = Path.GetFullPath(options.Directory);
        if (folder.Any(char.IsControl)) throw new IOException("its name holds control characters");
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "mosquitto.conf");
        var fresh = file + ".new";
        File.WriteAllText(fresh, Configuration(options, folder, port));
        File.Move(fresh, file, overwrite: true);
        return file;
    }

    /// <summary>Gives a database that mosquitto can't read another name, in place of one that was set aside before.</summary>
    /// <returns>Its new path.</returns>
    /// <exception cref="IOException">It can't be renamed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be renamed.</exception>
    public static string SetDatabaseAside(EmbeddedBrokerOptions options)
    {
        var file = Path.Combine(Path.GetFullPath(options.Directory), "mosquitto.db");
        var aside = file + ".damaged";
        File.Move(file, aside, overwrite: true);
        return aside;
    }

    private static string Configuration(EmbeddedBrokerOptions options, string folder, int port)
    {
        // Started by root, mosquitto would become a user who can't write here.
        var user = Environment.IsPrivilegedProcess ? "user root\n" : "";
        return string.Create(CultureInfo.InvariantCulture, $"""
            # Written by edge-agent at every start; changes are lost.
            listener {port} 127.0.0.1
            allow_anonymous true
            {user}persistence true
            persistence_location {folder}/
            autosave_interval {options.AutosaveSeconds}
            persistent_client_expiration 2m
            max_inflight_messages 200
            max_queued_messages {options.MaxQueuedMessages}
            max_queued_bytes {options.MaxQueuedBytes}
            max_packet_size {options.MaxPacketBytes}
            set_tcp_nodelay true
            connection_messages false
            log_dest stderr
            log_timestamp false
            log_type error
            log_type warning
            log_type notice
            log_type information

            """);
    }
}
