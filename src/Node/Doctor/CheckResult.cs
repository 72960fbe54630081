namespace ActorCritic.Distributed.Node.Doctor;

/// <summary>The verdict of one check of the machine.</summary>
/// <param name="Name">What was checked, at most 16 characters.</param>
/// <param name="Passed">Whether training can rely on it.</param>
/// <param name="Detail">What was found.</param>
/// <param name="Remedy">What to do about it; empty when the check passed.</param>
internal sealed record CheckResult(string Name, bool Passed, string Detail, string Remedy)
{
    public static CheckResult Pass(string name, string detail) => new(name, true, detail, "");

    public static CheckResult Fail(string name, string detail, string remedy) => new(name, false, detail, remedy);

    /// <summary>The one line a person reads.</summary>
    public override string ToString() => Passed ? $"✓ {Name,-16}  {Detail}" : $"✗ {Name,-16}  {Detail} → {Remedy}";
}
