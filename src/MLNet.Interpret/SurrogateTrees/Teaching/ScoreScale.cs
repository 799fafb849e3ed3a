using System.Numerics.Tensors;

namespace MLNet.Interpret.SurrogateTrees;

/// <summary>What a surrogate is to predict.</summary>
public enum SurrogateTask
{
    /// <summary>The classes of a model that gives several scores, the number of one that gives a single one.</summary>
    Auto,

    /// <summary>A number.</summary>
    Regression,

    /// <summary>Classes: a single score is that of the second of two.</summary>
    Classification,
}

/// <summary>What a model's scores of classes mean.</summary>
public enum ScoreScale
{
    /// <summary>Probabilities where all are from 0 to 1 and those of a row sum to 1; else log-odds.</summary>
    Auto,

    /// <summary>Probabilities.</summary>
    Probability,

    /// <summary>Log-odds: a softmax of several, or a logistic function of one, makes them probabilities.</summary>
    LogOdds,
}

/// <summary>Makes the targets that a tree learns of a model's scores.</summary>
/// <param name="Scores">The number of the model's scores.</param>
/// <param name="IsClassification">Whether they tell classes.</param>
/// <param name="IsLogOdds">Whether they are log-odds.</param>
internal sealed record TargetMaker(int Scores, bool IsClassification, bool IsLogOdds)
{
    /// <summary>The number of targets.</summary>
    public int Outputs => IsClassification ? Math.Max(Scores, 2) : 1;

    /// <summary>What a model's scores are, by what is asked for and what they look like.</summary>
    /// <exception cref="ArgumentException">A number is asked for, but there are several.</exception>
    public static TargetMaker Of(int scores, SurrogateTask task, ScoreScale scale, ReadOnlySpan<float> seen)
    {
        bool classes = task == SurrogateTask.Classification || task == SurrogateTask.Auto && scores > 1;
        if (!classes && scores > 1)
        {
            throw new ArgumentException($"The model gives {scores} scores, so what it predicts is no number; ask for classification.", nameof(task));
        }
        return new(scores, classes, classes && (scale == ScoreScale.LogOdds || scale == ScoreScale.Auto && !AreProbabilities(seen, scores)));
    }

    /// <summary>The targets of rows.</summary>
    public void Make(ReadOnlySpan<float> scores, Span<double> targets)
    {
        if (!IsClassification || Scores > 1)
        {
            TensorPrimitives.ConvertTruncating(scores, targets);
            for (int row = 0; IsLogOdds && row < targets.Length; row += Scores)
            {
                Span<double> of = targets.Slice(row, Scores);
                // The largest is taken off, so that no power overflows.
                TensorPrimitives.Subtract(of, TensorPrimitives.Max<double>(of), of);
                TensorPrimitives.SoftMax(of, of);
            }
            return;
        }
        for (int i = 0; i < scores.Length; i++)
        {
            double p = IsLogOdds ? 1 / (1 + Math.Exp(-scores[i])) : scores[i];
            targets[2 * i] = 1 - p;
            targets[2 * i + 1] = p;
        }
    }

    private static bool AreProbabilities(ReadOnlySpan<float> scores, int width)
    {
        for (int i = 0; i < scores.Length; i += width)
        {
            float sum = 0;
            foreach (float score in scores.Slice(i, width))
            {
                if (score is not (>= 0 and <= 1))
                {
                    return false;
                }
                sum += score;
            }
            if (width > 1 && Math.Abs(sum - 1) > 1e-3)
            {
                return false;
            }
        }
        return true;
    }
}
