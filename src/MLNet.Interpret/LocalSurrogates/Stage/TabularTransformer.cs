using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MLNet.Interpret.Pipeline;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>What the stages that explain rows of tables share: the model, its columns, and an explainer for the schema that they are bound to.</summary>
public abstract class TabularTransformer : ExplanationTransformer
{
    private readonly TabularStageFile _file;
    private readonly byte[] _learned;
    private readonly Lock _opening = new();
    private ITabularExplainer? _explainer;

    private protected TabularTransformer(IHostEnvironment env, TabularStageFile file, ScoredModel model, TabularStageOptions options, byte[] learned)
        : base(env, file.Stage.Name)
    {
        _file = file;
        _learned = learned;
        Model = model;
        StageOptions = options;
    }

    private protected ScoredModel Model { get; }

    private protected TabularStageOptions StageOptions { get; }

    /// <summary>The columns that are added.</summary>
    private protected abstract ExplanationColumns[] Added { get; }

    /// <summary>The settings of the method, as they are saved.</summary>
    private protected abstract string Settings { get; }

    /// <summary>Reads what was learned.</summary>
    private protected BinaryReader Learned => new(new MemoryStream(_learned));

    /// <summary>An explainer with a model that is bound to a schema.</summary>
    private protected abstract ITabularExplainer Open(IScorer scorer);

    private protected sealed override StageBinding Bind(DataViewSchema schema)
    {
        ITabularExplainer explainer;
        lock (_opening)
        {
            // Samples that rows share are kept with the explainer, so it is opened anew for other columns only.
            if (_explainer is null || !_explainer.Layout.Inputs.All(i => Fits(schema, i)))
            {
                IScorer scorer = Model.Open(schema);
                ExplainedClasses.Check(scorer, StageOptions.Classes);
                if (Added.Length > scorer.Outputs && StageOptions.Classes is null)
                {
                    throw new ArgumentException($"The {Added.Length} classes with the highest scores are to be explained, but the model gives {scorer.Outputs} a row; set TopClasses to that or less.");
                }
                _explainer = Open(scorer);
            }
            explainer = _explainer;
        }
        return new TabularBinding(schema, explainer, StageOptions.Classes, Added);
    }

    private protected sealed override void SaveTo(ModelSaveContext context) => _file.Save(context, Model, StageOptions, Settings, _learned);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Model.Dispose();
        }
        base.Dispose(disposing);
    }

    private static bool Fits(DataViewSchema schema, ScorerInput input)
    {
        if (schema.GetColumnOrNull(input.Name) is not { } column || column.Type is VectorDataViewType { Size: 0 })
        {
            return false;
        }
        ScorerInput found = ScorerInput.Of(column);
        return found.ItemType == input.ItemType && found.Width == input.Width && found.IsKey == input.IsKey;
    }
}
