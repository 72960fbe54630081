using ActorCritic.Distributed.Node.Backends;
using ActorCritic.Distributed.Node.Benchmarking;
using ActorCritic.Distributed.Node.Tests.CommandLine;

namespace ActorCritic.Distributed.Node.Tests.Benchmarking;

public sealed class BenchCommandSpecs
{
    private readonly CommandLineRun _run = new();

    [Fact]
    public async Task Workers_shapes_time_and_seeds_are_asked_for()
    {
        await _run.InvokeAsync(
            "bench", "--workers", "2,8", "--shapes", "8x16, 64x32", "--seconds", "0.5", "--seeds", "3", "--evaluation-interval", "2000", "--json", "--quiet");

        Assert.Empty(_run.Errors);
        var request = Assert.Single(_run.BenchmarkRequests);
        Assert.Equal([2, 8], request.Workers);
        Assert.Equal([new RolloutShape(8, 16), new RolloutShape(64, 32)], request.Shapes);
        Assert.Equal([PolicyBackend.Simd], request.Backends);
        Assert.Equal((TimeSpan.FromSeconds(0.5), 3, 2_000, true, true), (request.Duration, request.Seeds, request.EvaluationInterval, request.Json, request.Quiet));
    }

    [Fact]
    public async Task What_is_not_asked_for_is_the_preset_of_the_first_environment()
    {
        await _run.InvokeAsync("bench");

        var request = Assert.Single(_run.BenchmarkRequests);
        Assert.Equal("CartPole-v1", request.Environment.Id);
        Assert.Equal((0.03, "64,64"), (request.Options.RewardScale, string.Join(',', request.Options.HiddenSizes)));
        Assert.Equal([1, 2, 64], request.Workers);
        Assert.Equal((20, TimeSpan.FromSeconds(3)), (request.Seeds, request.Duration));
    }

    [Fact]
    public async Task Without_workers_there_is_no_throughput()
    {
        await _run.InvokeAsync("bench", "--workers", "none");

        Assert.Empty(Assert.Single(_run.BenchmarkRequests).Workers);
    }

    [Theory]
    [InlineData("--workers", "0", "--workers is '0'; it must be whole numbers, each 1 … 1024")]
    [InlineData("--workers", "1,x", "--workers is '1,x'")]
    [InlineData("--shapes", "16", "such as 8x16,16x32")]
    [InlineData("--shapes", "16x", "such as 8x16,16x32")]
    [InlineData("--shapes", "0x16", "--shapes is '0x16'")]
    [InlineData("--shapes", "8x16x2", "--shapes is '8x16x2'")]
    [InlineData("--shapes", "8x16,8x16", "each once")]
    [InlineData("--backend", "auto", "it must be simd, torch or simd,torch")]
    [InlineData("--backend", "simd,simd", "it must be simd, torch or simd,torch")]
    [InlineData("--seconds", "0", "--seconds is '0'; it must be a number, 0.01 … 3600")]
    [InlineData("--seeds", "-1", "--seeds is '-1'; it must be a whole number, 0 … 1000")]
    [InlineData("--env", "CartPole", "there is no such environment, the nearest is 'CartPole-v")]
    [InlineData("--env", "Endless-v0", "no reward threshold, so no run ends when it is solved; use --seeds 0")]
    [InlineData("--worker", "2", "There is no option '--worker'; the nearest is '--workers'")]
    public async Task What_cannot_be_measured_is_refused_in_one_line(string option, string value, string expected)
    {
        var refusal = await _run.RefusalAsync("bench", option, value);

        Assert.Contains(expected, Assert.Single(refusal), StringComparison.Ordinal);
        Assert.Empty(_run.BenchmarkRequests);
    }
}
