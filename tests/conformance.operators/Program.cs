using MLNet.Interpret.Conformance.Operators;

// usage: FOLDER-OF-TESTS PAGE RESULTS [TEST...]
string data = args[0], page = args[1], results = args[2];
string[] wanted = args[3..];
List<(OperatorTest Test, Outcome Outcome)> all = [];
using (StreamWriter lines = new(results))
{
    foreach (string set in (string[])["node", "pytorch-operator", "pytorch-converted", "simple"])
    {
        string folder = Path.Combine(data, set);
        string[] tests = Directory.Exists(folder) ? Directory.GetDirectories(folder) : [];
        Array.Sort(tests, StringComparer.Ordinal);
        foreach (string test in tests)
        {
            if (!File.Exists(Path.Combine(test, "model.onnx")) || wanted.Length > 0 && !wanted.Contains(Path.GetFileName(test)))
            {
                continue;
            }
            OperatorTest one = new(test);
            Outcome outcome = OperatorCheck.Run(one);
            all.Add((one, outcome));
            string line = $"{one.Name} {one.Operator} first:{outcome.First} second:{outcome.Second} {(outcome.InDouble ? "float64" : "float32")} {outcome.Message.ReplaceLineEndings(" ")}";
            lines.WriteLine(line);
            if (outcome.Failed || outcome.First == Verdict.Unclear || wanted.Length > 0)
            {
                Console.WriteLine(line);
            }
        }
    }
}
if (wanted.Length == 0)
{
    File.WriteAllText(page, Page.Write(all));
}
Console.WriteLine($"{all.Count(r => r.Outcome.First == Verdict.Agrees && !r.Outcome.Failed)} agree, {all.Count(r => r.Outcome.Failed)} differ, "
    + $"{all.Count(r => r.Outcome.First == Verdict.Unclear)} only have numbers at kinks, "
    + $"{all.Count(r => r.Outcome.First is Verdict.CarriesNone or Verdict.NoNumbers)} carry no gradient, "
    + $"{all.Count(r => r.Outcome.First == Verdict.Unsupported)} are refused, {all.Count(r => r.Outcome.First == Verdict.NotRun)} are not run by ONNX Runtime");
return all.Exists(r => r.Outcome.Failed) ? 1 : 0;
