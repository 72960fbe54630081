using ActorCritic.Distributed.Algorithm.Optimizers;

namespace ActorCritic.Distributed.Algorithm.Tests.Optimizers;

/// <summary>The update rules as their papers print them, for one parameter, in double: the oracle for the float32 ones.</summary>
internal abstract class LiteralUpdate
{
    /// <summary>What this step subtracts from the parameter.</summary>
    public abstract double Next(double gradient, double learningRate);

    /// <summary>
    /// No smaller than any part the latest step was summed up from. Rounding errors go by this size, not by that of the step, where
    /// positive and negative gradients may have cancelled.
    /// </summary>
    public double Scale { get; protected set; }

    public static LiteralUpdate Of(OptimizerOptions options) => options switch
    {
        RmsPropOptions rmsProp => new RmsPropRule(rmsProp.Decay, rmsProp.Epsilon, epsilonInsideTheRoot: true),
        AdamOptions adam => new AdamRule(adam),
        SgdOptions sgd => new SgdRule(sgd),
        _ => throw new ArgumentException($"No literal form of '{options.Name}' is written down.", nameof(options)),
    };

    public sealed class RmsPropRule(double decay, double epsilon, bool epsilonInsideTheRoot) : LiteralUpdate
    {
        private double _g;

        public override double Next(double gradient, double learningRate)
        {
            _g = decay * _g + (1 - decay) * gradient * gradient;
            var divisor = epsilonInsideTheRoot ? Math.Sqrt(_g + epsilon) : Math.Sqrt(_g) + epsilon;
            Scale = learningRate * Math.Abs(gradient) / divisor;
            return learningRate * gradient / divisor;
        }
    }

    private sealed class AdamRule(AdamOptions options) : LiteralUpdate
    {
        private double _m, _magnitude, _v;
        private int _t;

        public override double Next(double gradient, double learningRate)
        {
            _t++;
            _m = options.Beta1 * _m + (1 - options.Beta1) * gradient;
            _magnitude = options.Beta1 * _magnitude + (1 - options.Beta1) * Math.Abs(gradient);
            _v = options.Beta2 * _v + (1 - options.Beta2) * gradient * gradient;
            var unbiasedM = _m / (1 - Math.Pow(options.Beta1, _t));
            var unbiasedV = _v / (1 - Math.Pow(options.Beta2, _t));
            Scale = learningRate * _magnitude / (1 - Math.Pow(options.Beta1, _t)) / (Math.Sqrt(unbiasedV) + options.Epsilon);
            return learningRate * unbiasedM / (Math.Sqrt(unbiasedV) + options.Epsilon);
        }
    }

    private sealed class SgdRule(SgdOptions options) : LiteralUpdate
    {
        private double _b, _magnitude;

        public override double Next(double gradient, double learningRate)
        {
            _b = options.Momentum * _b + gradient;
            _magnitude = options.Momentum * _magnitude + Math.Abs(gradient);
            Scale = learningRate * _magnitude;
            return learningRate * _b;
        }
    }
}
