using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Learner.Stopping;
using ActorCritic.Distributed.Protocol;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorCritic.Distributed.Learner.Tests.Actors;

public sealed class LearnerHostingSpecs
{
    /// <summary>One that every system has, and no actor by default.</summary>
    private const string Dispatcher = "akka.actor.default-blocking-io-dispatcher";

    private sealed class ObserverKey;

    [Fact]
    public async Task A_hosted_learner_is_found_under_its_key_and_tells_the_observer()
    {
        var completion = new TaskCompletionSource<RunCompleted>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var host = new HostBuilder()
            .ConfigureServices(services => services.AddAkka("training", builder => builder
                .WithActors((system, registry) =>
                {
                    registry.Register<EvaluatorKey>(system.ActorOf(Props.Create(() => new CompletionListener(completion))));
                    registry.Register<ObserverKey>(system.ActorOf(Props.Create(() => new CompletionListener(completion))));
                })
                .WithLearner(SampleRun.Options, registry => registry.Get<ObserverKey>(), Dispatcher)))
            .Build();
        await host.StartAsync();

        var learner = await host.Services.GetRequiredService<IRequiredActor<LearnerKey>>().GetAsync();
        learner.Tell(new StopTraining("The spec asks"));

        Assert.Equal("/user/learner", learner.Path.ToStringWithoutAddress());
        Assert.Equal(Dispatcher, Assert.IsAssignableFrom<ActorRefWithCell>(learner).Underlying.Props.Dispatcher);
        Assert.Equal(SampleRun.Run, (await completion.Task.WaitAsync(TimeSpan.FromSeconds(30))).Status.Run);
        await host.StopAsync();
    }

    [Fact]
    public void Invalid_options_are_refused_before_an_actor_system_exists()
    {
        var builder = new AkkaConfigurationBuilder(new ServiceCollection(), "training");

        Assert.Throws<ArgumentException>(() => builder.WithLearner(SampleRun.Options with { Term = 0 }, registry => registry.Get<ObserverKey>()));
    }

    private sealed class CompletionListener(TaskCompletionSource<RunCompleted> completion) : ReceiveActor
    {
        protected override void PreStart() => Become(() => Receive<RunCompleted>(completion.SetResult));
    }
}
