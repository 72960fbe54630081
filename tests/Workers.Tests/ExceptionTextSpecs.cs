using System.Reflection;
using Akka.Actor;

namespace ActorCritic.Distributed.Workers.Tests;

public sealed class ExceptionTextSpecs
{
    private static readonly InvalidOperationException Cause = new("The pole broke.");

    public static TheoryData<Exception> Wrappers => new()
    {
        new ActorInitializationException("Exception during creation", Cause),
        new TargetInvocationException(Cause),
        new TypeInitializationException("CartPole", Cause),
        new TypeLoadException("Error while creating actor instance", Cause),
        new AggregateException(Cause),
        new ActorInitializationException("creation", new TypeLoadException("creation", new TargetInvocationException(Cause))),
    };

    [Fact]
    public void It_names_type_and_message() => Assert.Equal("InvalidOperationException: The pole broke.", Cause.InOneLine());

    [Theory]
    [MemberData(nameof(Wrappers), DisableDiscoveryEnumeration = true)]
    public void What_is_wrapped_around_the_cause_is_left_out(Exception exception) =>
        Assert.Equal("InvalidOperationException: The pole broke.", exception.InOneLine());

    [Fact]
    public void A_wrapper_around_nothing_is_the_cause_itself() =>
        Assert.Equal("ActorInitializationException: no mailbox", new ActorInitializationException("no mailbox").InOneLine());

    [Fact]
    public void An_exception_that_says_more_than_its_inner_one_is_kept()
    {
        Assert.Equal("DllNotFoundException: libtorch is missing", new DllNotFoundException("libtorch is missing", Cause).InOneLine());
        Assert.Equal("ArgumentException: outer", new ArgumentException("outer", Cause).InOneLine());
        Assert.StartsWith("AggregateException: ", new AggregateException(Cause, Cause).InOneLine(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_of_several_lines_becomes_one() =>
        Assert.Equal("FormatException: one two three", new FormatException("one\r\n\n  two\nthree\n").InOneLine());
}
