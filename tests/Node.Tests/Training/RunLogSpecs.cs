using ActorCritic.Distributed.Node.Tests.Reports;
using ActorCritic.Distributed.Node.Tests.Views;
using ActorCritic.Distributed.Node.Training;
using Microsoft.Extensions.Logging;

namespace ActorCritic.Distributed.Node.Tests.Training;

public sealed class RunLogSpecs
{
    private static readonly FixedTimeProvider Clock = new(new DateTimeOffset(2026, 3, 4, 5, 6, 7, 89, TimeSpan.Zero));

    private readonly StringWriter _file = new();
    private readonly List<string> _warnings = [];

    [Fact]
    public void What_Akka_puts_in_front_has_a_place_of_its_own()
    {
        Log(LogLevel.Information, "[INFO][03/04/2026 05:06:07.089Z][Thread 0014][akka://actorcritic/user/learner] Node [a] takes part.");

        Assert.Equal(["2026-03-04T05:06:07.089Z Information akka://actorcritic/user/learner: Node [a] takes part."], Lines);
    }

    [Fact]
    public void What_is_not_Akkas_stays_as_it_is()
    {
        Log(LogLevel.Information, "[1, 2] is a list.");

        Assert.Equal(["2026-03-04T05:06:07.089Z Information Test: [1, 2] is a list."], Lines);
    }

    [Theory]
    [InlineData(LogLevel.Warning)]
    [InlineData(LogLevel.Error)]
    [InlineData(LogLevel.Critical)]
    public void A_person_is_shown_the_first_line_of_a_warning_and_the_file_keeps_all(LogLevel level)
    {
        var fault = new InvalidOperationException("The dice are gone.");

        Log(level, "[X][Y][Z][akka://actorcritic/user/worker-node] Worker 0 died.\r\nat Step", fault);

        Assert.Equal(["Worker 0 died."], _warnings);
        Assert.Equal("at Step", Lines[1]);
        Assert.Equal("System.InvalidOperationException: The dice are gone.", Lines[2]);
    }

    [Theory]
    [InlineData(LogLevel.Information, 1)]
    [InlineData(LogLevel.Debug, 0)]
    [InlineData(LogLevel.None, 0)]
    public void Less_than_a_warning_is_shown_to_nobody(LogLevel level, int lines)
    {
        Log(level, "All is well.");

        Assert.Empty(_warnings);
        Assert.Equal(lines, Lines.Length);
    }

    [Theory]
    [InlineData("remoting (akka://actorcritic)")]
    [InlineData("akka://actorcritic/system/endpointManager/reliableEndpointWriter-akka.tcp%3A%2F%2Factorcritic%40kite%3A4053-1/endpointWriter")]
    [InlineData("akka://actorcritic/system/transports/akkaprotocolmanager.tcp.0")]
    [InlineData("akka://actorcritic/system/cluster/core/daemon")]
    [InlineData("akka.tcp://actorcritic@kite:4053/system/cluster/core/daemon/joinSeedNodeProcess-1")]
    [InlineData("CoordinatedShutdown (akka://actorcritic)")]
    public void What_the_transport_warns_of_is_in_the_file_alone(string source)
    {
        Log(LogLevel.Warning, $"[WARNING][03/04/2026 05:06:07.089Z][Thread 0014][{source}] Association has failed.");

        Assert.Empty(_warnings);
        Assert.Equal([$"2026-03-04T05:06:07.089Z Warning {source}: Association has failed."], Lines);
    }

    [Fact]
    public void Of_the_socket_only_that_it_cannot_be_opened_is_told_elsewhere()
    {
        using var log = new RunLog(() => _file, _warnings.Add, Clock);
        var logger = log.CreateLogger("Test");

        logger.LogError("[ERROR][X][Y][TcpTransport (akka://actorcritic)] Failed to bind to 127.0.0.1:4053; shutting down DotNetty transport.");
        logger.LogError("[ERROR][X][Y][TcpTransport (akka://actorcritic)] The certificate is refused.");

        Assert.Equal(["The certificate is refused."], _warnings);
    }

    [Theory]
    [InlineData("akka://actorcritic/user/worker-node")]
    [InlineData("akka://actorcritic/user/learner/learner")]
    [InlineData("akka.tcp://actorcritic@kite:4053/user/remoting")]
    [InlineData("akka://actorcritic/system/cluster/core/downing")]
    public void What_anybody_else_warns_of_is_shown(string source)
    {
        Log(LogLevel.Warning, $"[WARNING][03/04/2026 05:06:07.089Z][Thread 0014][{source}] The learner is gone.");

        Assert.Equal(["The learner is gone."], _warnings);
    }

    [Fact]
    public void What_ends_a_run_is_kept_with_its_details_and_told_elsewhere()
    {
        using (var log = new RunLog(() => _file, _warnings.Add, Clock))
            log.Keep(new InvalidOperationException("The actors did not start."));

        Assert.Empty(_warnings);
        Assert.Equal("System.InvalidOperationException: The actors did not start.", Lines[1]);
    }

    [Fact]
    public void A_file_that_cannot_be_opened_is_reported_once_and_warnings_still_reach_a_person()
    {
        using var log = new RunLog(() => throw new UnauthorizedAccessException("Access denied."), _warnings.Add, Clock);
        var logger = log.CreateLogger("Test");

        logger.LogWarning("one");
        logger.LogWarning("two");

        Assert.Equal(["Cannot write run.log (Access denied); the run goes on without.", "one", "two"], _warnings);
    }

    [Fact]
    public void A_disk_that_is_full_is_reported_once()
    {
        using var log = new RunLog(() => new BrokenWriter(), _warnings.Add, Clock);
        var logger = log.CreateLogger("Test");

        logger.LogInformation("one");
        logger.LogInformation("two");

        Assert.Equal(["Cannot write run.log (The pipe is broken); the run goes on without."], _warnings);
    }

    [Fact]
    public void What_comes_after_the_end_is_lost_without_a_fault()
    {
        var log = new RunLog(() => _file, _warnings.Add, Clock);
        var logger = log.CreateLogger("Test");
        log.Dispose();

        logger.LogInformation("too late");

        Assert.Empty(Lines);
    }

    private string[] Lines => _file.ToString().Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries);

    private void Log(LogLevel level, string message, Exception? exception = null)
    {
        using var log = new RunLog(() => _file, _warnings.Add, Clock);
        log.CreateLogger("Test").Log(level, default, message, exception, (state, _) => state);
    }
}
