using Akka.Hosting;

namespace ActorCritic.Distributed.Node.Security;

/// <summary>Puts the security of the connections into a process.</summary>
public static class SecurityHosting
{
    /// <summary>Name of the actor that says on a node without TLS that others use it.</summary>
    private const string HintName = "tls-hint";

    /// <summary>Connects to other nodes over mutual TLS, or without TLS at all.</summary>
    /// <param name="options">Files without violations; null for no TLS.</param>
    /// <param name="timeProvider">The clock that certificates are compared with.</param>
    /// <exception cref="ArgumentException">The options have violations; the message lists all of them.</exception>
    public static AkkaConfigurationBuilder WithTls(this AkkaConfigurationBuilder builder, TlsOptions? options, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (options is null)
            return builder.WithActors((system, _) => system.ActorOf(TlsHintActor.Props, HintName));
        foreach (var setup in TlsTransport.CreateSetups(options, timeProvider))
            builder.AddSetup(setup);
        return builder.AddHocon(TlsTransport.Hocon, HoconAddMode.Prepend);
    }
}
