using System.Text.Json;
using ActorCritic.Distributed.Algorithm.Gradients;
using ActorCritic.Distributed.Algorithm.Optimizers;
using ActorCritic.Distributed.Algorithm.Tests.Golden;

namespace ActorCritic.Distributed.Algorithm.Tests.Optimizers;

/// <summary>Our float32 steps against PyTorch's float64 ones.</summary>
/// <remarks>
/// The golden gradients do not depend on the parameters, so the way a parameter has moved does not depend on where it started. We start
/// at 0, where float32 resolves the movement to seven digits of its own; at 1.5 it would keep four, and no test could see Adam's ε.
/// </remarks>
public class GoldenOptimizerSpecs
{
    // Each step is about ten float32 operations, each off by at most 6e-8.
    private const double RelativeError = 2e-6;

    private sealed record GoldenRun(
        string Id,
        string Optimiser,
        JsonElement Settings,
        double? MaxGradNorm,
        double[] Params0,
        double[][] Grads,
        double[] NormsBeforeClip,
        double[][] ParamsAfterEachStep)
    {
        public double Setting(string name) => Settings.GetProperty(name).GetDouble();
    }

    private static List<GoldenRun> Runs(params string[] optimisers)
    {
        var runs = GoldenFile.Read<GoldenRun>("optim_A.jsonl").Where(run => optimisers.Contains(run.Optimiser)).ToList();
        Assert.True(runs.Count >= 6 && runs.Any(run => run.MaxGradNorm is null) && runs.Any(run => run.MaxGradNorm is not null));
        return runs;
    }

    [Fact]
    public void Adam_moves_as_PyTorchs() =>
        AssertMovesAsPyTorchs(Runs("adam", "adam_eps1e-5"), run => new AdamOptions
        {
            Beta1 = run.Settings.GetProperty("betas")[0].GetDouble(),
            Beta2 = run.Settings.GetProperty("betas")[1].GetDouble(),
            Epsilon = run.Setting("eps"),
        });

    [Fact]
    public void Sgd_moves_as_PyTorchs() =>
        AssertMovesAsPyTorchs(Runs("sgd"), run => new SgdOptions { Momentum = run.Setting("momentum") });

    /// <summary>
    /// Ours differs from PyTorch's on purpose, in one place: ε is inside the root. So the golden numbers prove the literal form with ε
    /// outside, to double precision, and its twin with ε inside, one line apart, proves ours (OptimizerSpecs compares them at random).
    /// </summary>
    [Fact]
    public void RmsProp_differs_from_PyTorchs_only_in_where_epsilon_is()
    {
        foreach (var run in Runs("rmsprop"))
        {
            var (decay, epsilon, learningRate) = (run.Setting("alpha"), run.Setting("eps"), run.Setting("lr"));
            var outside = run.Params0.Select(_ => new LiteralUpdate.RmsPropRule(decay, epsilon, epsilonInsideTheRoot: false)).ToArray();
            var inside = run.Params0.Select(_ => LiteralUpdate.Of(new RmsPropOptions { Decay = decay, Epsilon = epsilon })).ToArray();
            var ours = new RmsProp(new RmsPropOptions { Decay = decay, Epsilon = epsilon }, run.Params0.Length);
            var theirParameters = run.Params0.ToArray();
            var (moved, scale, parameters) = (new double[6], new double[6], new float[6]);

            for (var step = 0; step < run.Grads.Length; step++)
            {
                ours.Step(parameters, Clipped(run, step), (float)learningRate);
                var coefficient = run.MaxGradNorm is { } maximum ? Math.Min(1, maximum / (run.NormsBeforeClip[step] + 1e-6)) : 1;
                for (var i = 0; i < 6; i++)
                {
                    var gradient = run.Grads[step][i] * coefficient;
                    theirParameters[i] -= outside[i].Next(gradient, learningRate);
                    Assert.Equal(run.ParamsAfterEachStep[step][i], theirParameters[i], 1e-13);

                    moved[i] -= inside[i].Next(gradient, learningRate);
                    scale[i] += inside[i].Scale;
                    Assert.Equal(moved[i], parameters[i], RelativeError * scale[i]);
                }
            }
        }
    }

    /// <summary>
    /// The same without a literal form in between: with an ε too small to matter inside, ours comes out ahead of PyTorch's by the factor
    /// 1 + ε/√g of each step, where g is at least a hundredth of the largest squared gradient so far times 0.99 a step since.
    /// </summary>
    [Fact]
    public void RmsProp_without_epsilon_moves_as_PyTorchs_up_to_PyTorchs_epsilon()
    {
        foreach (var run in Runs("rmsprop"))
        {
            var ours = new RmsProp(new RmsPropOptions { Decay = run.Setting("alpha"), Epsilon = 1e-30 }, 6);
            var (parameters, allowed, largest) = (new float[6], new double[6], new double[6]);

            for (var step = 0; step < run.Grads.Length; step++)
            {
                var gradient = Clipped(run, step);
                ours.Step(parameters, gradient, (float)run.Setting("lr"));
                for (var i = 0; i < 6; i++)
                {
                    largest[i] = Math.Max(0.99 * largest[i], gradient[i] * (double)gradient[i]);
                    var rootOfG = Math.Sqrt(0.01 * largest[i]);
                    var ourStep = run.Setting("lr") * Math.Abs(gradient[i]) / rootOfG;
                    allowed[i] += ourStep * (RelativeError + run.Setting("eps") / rootOfG);
                    Assert.Equal(run.ParamsAfterEachStep[step][i] - run.Params0[i], parameters[i], allowed[i]);
                }
            }
        }
    }

    private static void AssertMovesAsPyTorchs(List<GoldenRun> runs, Func<GoldenRun, OptimizerOptions> optionsOf)
    {
        foreach (var run in runs)
        {
            var options = optionsOf(run);
            var learningRate = run.Setting("lr");
            var (fromZero, fromTheirStart) = (options.CreateOptimizer(6), options.CreateOptimizer(6));
            var (moved, parameters) = (new float[6], run.Params0.Select(parameter => (float)parameter).ToArray());
            var literal = run.Params0.Select(_ => LiteralUpdate.Of(options)).ToArray();
            var scale = new double[6];

            for (var step = 0; step < run.Grads.Length; step++)
            {
                var gradient = Clipped(run, step);
                fromZero.Step(moved, gradient, (float)learningRate);
                fromTheirStart.Step(parameters, gradient, (float)learningRate);
                for (var i = 0; i < 6; i++)
                {
                    // The literal form gives the size of the terms here and no expected value.
                    literal[i].Next(gradient[i], learningRate);
                    scale[i] += literal[i].Scale;
                    var expected = run.ParamsAfterEachStep[step][i];
                    Assert.Equal(expected - run.Params0[i], moved[i], RelativeError * scale[i]);
                    Assert.Equal(expected, parameters[i], 6e-8 * (step + 2) * 2 + RelativeError * scale[i]);
                }
            }
        }
    }

    /// <summary>The gradient of a step, clipped by our own code where the run was clipped; also checks the norm before clipping.</summary>
    private static float[] Clipped(GoldenRun run, int step)
    {
        var gradient = run.Grads[step].Select(element => (float)element).ToArray();
        if (run.MaxGradNorm is { } maximumNorm)
        {
            var norm = GradientNorm.Clip(gradient, maximumNorm);
            Assert.Equal(run.NormsBeforeClip[step], norm, 1e-7 * norm);
        }

        return gradient;
    }
}
