using System.Text.Json;
using MLNet.Interpret.Conformance;
using MLNet.Interpret.Onnx.Execution;

// usage: FOLDER-OF-NETWORKS FOLDER-FOR-EXPORTS RESULTS.json [--cuda] [NAME...]
string root = args[0], exports = args[1], results = args[2];
string[] wanted = [.. args[3..].Where(a => a != "--cuda")];
ExecutionOptions execution = new() { GpuDeviceId = args.Contains("--cuda") ? 0 : null };
Directory.CreateDirectory(exports);
List<Result> all = [];
foreach (string folder in Directory.GetDirectories(root).Order(StringComparer.Ordinal))
{
    if (!File.Exists(Path.Combine(folder, "about.json")) || wanted.Length > 0 && !wanted.Contains(Path.GetFileName(folder)))
    {
        continue;
    }
    About about = About.Load(folder);
    foreach (Exported file in about.Files)
    {
        Result result = new Check(about, file, exports, execution).Run();
        all.Add(result);
        Console.WriteLine(result);
    }
}
File.WriteAllText(results, JsonSerializer.Serialize(all, About.Json));
Console.WriteLine($"{all.Count(r => r.Passed)} passed, {all.Count(r => !r.Passed)} failed");
return all.TrueForAll(r => r.Passed) ? 0 : 1;
