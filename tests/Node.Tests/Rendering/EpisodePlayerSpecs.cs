using System.Globalization;
using System.Text;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Node.Rendering;
using Spectre.Console;

namespace ActorCritic.Distributed.Node.Tests.Rendering;

public sealed class EpisodePlayerSpecs
{
    private readonly StringWriter _output = new();
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public void An_episode_is_what_its_seed_and_the_greedy_actions_make_it()
    {
        var episode = Episode(seed: 5);
        var (steps, last) = PushedRight(seed: 5);
        Assert.Equal("running", episode.Outcome);
        Assert.Null(episode.Action);

        while (!episode.Ended)
            episode.Step();

        Assert.Equal(steps, episode.Steps);
        Assert.Equal(steps, episode.Return);
        Assert.Equal(1, episode.Action);
        Assert.Equal("terminated", episode.Outcome);
        Assert.Equal(last, episode.Observation.ToArray());
    }

    [Fact]
    public void An_episode_at_its_time_limit_is_truncated()
    {
        var environments = new EnvironmentCatalogue();
        var spec = CartPole.Version1 with { Id = "Short-v0", MaxEpisodeSteps = 3 };
        environments.Register(spec, () => new CartPole(spec));
        var episode = new GreedyEpisode(new RightwardPolicy(), environments.Create("Short-v0"), seed: 5);

        while (!episode.Ended)
            episode.Step();

        Assert.Equal((3, "truncated"), (episode.Steps, episode.Outcome));
    }

    [Fact]
    public async Task Where_the_output_is_no_terminal_one_line_says_how_it_went()
    {
        var (steps, last) = PushedRight(seed: 5);

        await Player(isTerminal: false).PlayAsync(Episode(seed: 5), CancellationToken.None);

        var numbers = string.Join(", ", last.Select(element => element.ToString("0.###", CultureInfo.InvariantCulture)));
        var line = $"episode: {steps} steps, return {steps}, terminated; last observation [{numbers}]";
        Assert.Equal(line + Environment.NewLine, _output.ToString());
    }

    [Fact]
    public async Task In_a_terminal_each_step_is_shown_for_one_tick_of_the_clock()
    {
        var (steps, _) = PushedRight(seed: 5);
        var playing = Player(isTerminal: true).PlayAsync(Episode(seed: 5), CancellationToken.None);
        Assert.Equal([TimeSpan.FromMilliseconds(33)], _clock.Periods);
        await TickUntil(playing);

        var text = _output.ToString();
        for (var step = 0; step <= steps; step++)
            Assert.Contains($"step {step,5}   return {step,8}", text, StringComparison.Ordinal);
        Assert.Contains("pole ", text, StringComparison.Ordinal);
        Assert.EndsWith("]" + Environment.NewLine, text, StringComparison.Ordinal);
        Assert.Empty(_clock.Periods);
    }

    [Fact]
    public async Task Cancelling_stops_the_picture_and_says_how_far_it_came()
    {
        using var cancellation = new CancellationTokenSource();
        var episode = Episode(seed: 5);
        var playing = Player(isTerminal: true).PlayAsync(episode, cancellation.Token);
        while (episode.Steps < 2)
        {
            _clock.Tick();
            await Task.Yield();
        }

        await cancellation.CancelAsync();
        await playing;

        Assert.Contains($"episode: {episode.Steps} steps, return {episode.Return}, stopped; ", _output.ToString(), StringComparison.Ordinal);
    }

    private async Task TickUntil(Task playing)
    {
        while (!playing.IsCompleted)
        {
            _clock.Tick();
            await Task.Yield();
        }

        await playing;
    }

    private static GreedyEpisode Episode(ulong seed) =>
        new(new RightwardPolicy(), EnvironmentCatalogue.CreateDefault().Create("CartPole-v1"), seed);

    private static (int Steps, float[] Last) PushedRight(ulong seed)
    {
        var environment = new CartPole(CartPole.Version1);
        var observation = new float[4];
        environment.Reset(seed, observation);
        var steps = 1;
        while (!environment.Step(1, observation).Terminated)
            steps++;
        return (steps, observation);
    }

    private EpisodePlayer Player(bool isTerminal)
    {
        var settings = new AnsiConsoleSettings
        {
            Out = new Screen(_output, isTerminal),
            Ansi = isTerminal ? AnsiSupport.Yes : AnsiSupport.No,
            Interactive = InteractionSupport.No,
        };
        return new EpisodePlayer(AnsiConsole.Create(settings), new CartPoleRenderer(), _clock);
    }

    private sealed class Screen(TextWriter writer, bool isTerminal) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => isTerminal;

        public int Width => 100;

        public int Height => 50;

        public void SetEncoding(Encoding encoding)
        {
        }
    }
}
