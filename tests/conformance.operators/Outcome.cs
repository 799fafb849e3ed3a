namespace MLNet.Interpret.Conformance.Operators;

/// <summary>What came of a test.</summary>
internal enum Verdict
{
    /// <summary>The gradient agrees with differences.</summary>
    Agrees,
    /// <summary>It does not.</summary>
    Differs,
    /// <summary>The test's numbers are all at kinks, where there is nothing to compare with.</summary>
    Unclear,
    /// <summary>The operator is declared to carry no gradient.</summary>
    CarriesNone,
    /// <summary>Nothing that goes in or comes out is a floating-point number.</summary>
    NoNumbers,
    /// <summary>It is refused, with a message.</summary>
    Unsupported,
    /// <summary>ONNX Runtime does not run it.</summary>
    NotRun,
}

/// <summary>The outcome of one test.</summary>
/// <param name="First">To first order.</param>
/// <param name="Second">To second order.</param>
/// <param name="InDouble">Whether it was checked in float64.</param>
/// <param name="Message">What was refused, or differs.</param>
internal sealed record Outcome(Verdict First, Verdict? Second = null, bool InDouble = false, string Message = "")
{
    /// <summary>Whether the second derivative was found to be zero everywhere.</summary>
    public bool IsFlat { get; init; }

    public bool Failed => First == Verdict.Differs || Second == Verdict.Differs;
}
