using System.CommandLine;
using MLNet.Interpret.Onnx;
using MLNet.Interpret.Rules;
using MLNet.Interpret.SurrogateTrees;
using MLNet.Interpret.Tool.Files;

namespace MLNet.Interpret.Tool.Commands;

/// <summary>The files to look at a surrogate tree, and to run it elsewhere.</summary>
/// <param name="exactRules">Whether rules are to do what the tree does on all rows, rather than what the model does on nearly all.</param>
internal sealed class SurrogateFiles(bool exactRules = false)
{
    private readonly Option<FileInfo?> _svg = new("--svg") { Description = "Takes a picture of the tree.", HelpName = "tree.svg" };
    private readonly Option<FileInfo?> _dot = new("--dot") { Description = "Takes the tree for Graphviz.", HelpName = "tree.dot" };
    private readonly Option<FileInfo?> _onnx = new("--onnx") { Description = "Takes the tree as an ONNX network.", HelpName = "tree.onnx" };
    private readonly Option<FileInfo?> _rules = new("--rules")
    {
        Description = $"Takes the tree as rules, which {(exactRules ? "decide like it" : "may lose a hundredth of fidelity")}: as JSON, C#, a decision table or plain text, by the file's ending.",
        HelpName = "R.txt|R.json|R.cs|R.csv",
    };

    public void AddTo(Command command)
    {
        foreach (Option<FileInfo?> option in (Option<FileInfo?>[])[_svg, _dot, _onnx, _rules])
        {
            command.Options.Add(option);
        }
    }

    public void CheckFolders(ParseResult parsed)
    {
        foreach (Option<FileInfo?> option in (Option<FileInfo?>[])[_svg, _dot, _onnx, _rules])
        {
            if (parsed.GetValue(option) is { } file)
            {
                Outputs.CheckFolder(file);
            }
        }
    }

    /// <summary>Writes the files that are asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="surrogate">The surrogate.</param>
    /// <param name="examples">The rows that it was learnt from, on which nodes and rules are measured.</param>
    public void Write(ParseResult parsed, TreeSurrogate surrogate, Examples examples)
    {
        if (parsed.GetValue(_onnx) is { } onnx)
        {
            OnnxFile.Save(surrogate.ToNetwork().Model, onnx.FullName);
        }
        if (parsed.GetValue(_svg) is { } svg)
        {
            Outputs.WriteText(svg, surrogate.ToSvg(examples));
        }
        if (parsed.GetValue(_dot) is { } dot)
        {
            Outputs.WriteText(dot, surrogate.ToDot(examples));
        }
        if (parsed.GetValue(_rules) is { } rules)
        {
            RuleSet all = surrogate.ToRules(RuleOrder.Ordered);
            RuleSet found = (exactRules ? all.Simplify(examples.LabelledBy(surrogate), 0) : all.Simplify(examples, 0.01)).Measure(examples);
            Outputs.WriteText(rules, rules.Extension.ToLowerInvariant() switch
            {
                ".json" => found.ToJson(),
                ".cs" => found.ToCSharp(),
                ".csv" => found.ToDecisionTable(),
                _ => found.ToText(),
            });
        }
    }
}
