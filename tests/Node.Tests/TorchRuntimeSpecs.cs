namespace ActorCritic.Distributed.Node.Tests;

public sealed class TorchRuntimeSpecs
{
    [Fact]
    public void A_libtorch_that_loads_keeps_its_operations_to_one_thread()
    {
        Assert.Null(TorchRuntime.Initialize());

        Assert.Equal(1, TorchSharp.torch.get_num_threads());
    }

    [Fact]
    public void One_that_does_not_load_is_one_sentence_that_leads_to_the_doctor_and_TorchSharp_is_not_touched()
    {
        var failure = new DllNotFoundException("""
            Unable to load shared library 'LibTorchSharp' or one of its dependencies.
            /app/libLibTorchSharp.so: cannot open shared object file: No such file or directory
            """);

        var sentence = TorchRuntime.Load(() => throw failure, () => Assert.Fail("TorchSharp was used without its library."));

        Assert.Equal(
            "libtorch cannot be loaded (TorchSharp's native library is not beside the program); "
            + "run actorcritic doctor, which says what to do.",
            sentence);
    }

    [Fact]
    public void One_that_loads_and_then_does_not_start_is_told_the_same_way()
    {
        var failure = new TypeInitializationException("TorchSharp.torch", new BadImageFormatException("not for this processor"));

        var sentence = TorchRuntime.Load(() => { }, () => throw failure);

        Assert.Equal(
            "libtorch cannot be loaded (BadImageFormatException: not for this processor); run actorcritic doctor, which says what to do.",
            sentence);
    }
}
