using System.Diagnostics;
using FashionMnist;
using Microsoft.ML;
using MLNet.Interpret;
using MLNet.Interpret.Saliency;

string data = Path.Combine(AppContext.BaseDirectory, "Data");
string network = Path.Combine(data, "fashion_cnn.onnx");
string folder = Path.GetFullPath(args.Length > 0 ? args[0] : Path.Combine("artifacts", "fashion-mnist"));

MLContext ml = new(seed: 1);
IDataView images = ml.Data.LoadFromEnumerable(FashionImages.Read(data));

// Score each image, and say why: once for the class that the network names, once for the class that is right.
IntegratedGradients method = new(Steps: 20);
var pipeline = ml.Transforms.ApplyOnnxModel("logits", "image", network)
    .Append(ml.Interpret.Saliency("ForPredicted", "image", network, method))
    .Append(ml.Interpret.Saliency("ForLabel", "image", network, method, targetColumnName: "Label"));

Console.WriteLine("Explaining ...");
Stopwatch watch = Stopwatch.StartNew();
using var model = pipeline.Fit(images);
List<ExplainedImage> rows = [.. ml.Data.CreateEnumerable<ExplainedImage>(model.Transform(images), reuseRowObject: false)];
for (int i = 0; i < rows.Count; i++)
{
    rows[i].Number = i;
}
Console.WriteLine($"{rows.Count} images scored and explained twice in {watch.Elapsed.TotalSeconds:F1} s, {rows.Count(r => r.IsRight)} of them named rightly.\n");

Console.WriteLine($"{"image",5}  {"shows",-12} {"network says",-12} {"sure",5}  {"strongest pixel",-16} {"gap",6}");
foreach (ExplainedImage row in rows.Where(r => !r.IsRight).OrderByDescending(r => r.Confidence).Take(8))
{
    int strongest = Array.IndexOf(row.ForPredicted, row.ForPredicted.Max());
    Console.WriteLine(
        $"{row.Number,5}  {FashionImages.Classes[row.Label],-12} {FashionImages.Classes[row.Predicted],-12} {row.Confidence,5:P0}  "
        + $"{$"row {strongest / 28}, column {strongest % 28}",-16} {row.RelativeGap,6:P1}");
}

string page = new Page(folder).Write(rows);
Console.WriteLine($"\nThe heat maps and a page that shows them: {page}");
