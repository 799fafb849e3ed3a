using MathNet.Numerics.Distributions;

namespace MLNet.Interpret.SurrogateTrees;

/// <summary>
/// Searches for the m-of-n test that tells most of the class: from the best single conditions on, a beam of tests is extended by one
/// condition at a time, m staying or growing with n, as long as that tells significantly more (a likelihood-ratio test); then conditions
/// that it can do without are dropped.
/// </summary>
internal sealed class MOfNSearch(Lesson lesson, TrepanPool pool, TrepanInducer settings)
{
    private const int ThresholdsPerFeature = 8;

    private readonly bool[] _isCategorical = [.. lesson.Features.Select(f => f.IsCategorical)];

    /// <summary>The best test of rows; null where none tells anything.</summary>
    public TreeTest? Find(List<int> rows)
    {
        TrepanCounts counts = new(lesson, pool, rows, settings.MinimumLeafSize);
        Literal[] literals = [.. Literals(rows, counts)];
        bool[][] met = [.. literals.Select(l => rows.Select(r => l.IsMet(pool.Row(r), _isCategorical) == true).ToArray())];
        // How much more a test must tell, in bits, for the likelihood ratio to be beyond chance.
        double margin = ChiSquared.InvCDF(1, 1 - settings.Significance) / (2 * rows.Count * Math.Log(2));
        List<Candidate> beam = [.. Enumerable.Range(0, literals.Length).Select(l => Make(counts, met, [l], 1)).Where(c => c.Gain > margin)
            .OrderByDescending(c => c.Gain).Take(settings.BeamWidth)];
        if (beam.Count == 0)
        {
            return null;
        }
        Candidate best = beam[0];
        while (best.Chosen.Length < settings.MaximumLiterals)
        {
            List<Candidate> longer = [];
            foreach (Candidate candidate in beam)
            {
                for (int l = 0; l < literals.Length; l++)
                {
                    // A test asks about each feature once.
                    if (Array.Exists(candidate.Chosen, c => literals[c].Feature == literals[l].Feature))
                    {
                        continue;
                    }
                    for (int more = 0; more <= 1; more++)
                    {
                        Candidate next = Make(counts, met, [.. candidate.Chosen, l], candidate.Required + more);
                        if (next.Gain > candidate.Gain + margin)
                        {
                            longer.Add(next);
                        }
                    }
                }
            }
            beam = [.. longer.OrderByDescending(c => c.Gain).DistinctBy(c => (c.Required, string.Join(',', c.Chosen.Order()))).Take(settings.BeamWidth)];
            if (beam.Count == 0)
            {
                break;
            }
            best = beam[0].Gain > best.Gain ? beam[0] : best;
        }
        best = Simplify(counts, met, best, margin);
        return new MOfNTest(best.Required, [.. best.Chosen.Select(c => literals[c])], _isCategorical) is { Literals.Count: 1 } single
            ? Single(single.Literals[0])
            : new MOfNTest(best.Required, [.. best.Chosen.Order().Select(c => literals[c])], _isCategorical);
    }

    private static Candidate Simplify(TrepanCounts counts, bool[][] met, Candidate test, double margin)
    {
        for (bool changed = true; changed && test.Chosen.Length > 1;)
        {
            changed = false;
            foreach (int dropped in test.Chosen)
            {
                for (int fewer = 0; fewer <= 1 && !changed; fewer++)
                {
                    int required = test.Required - fewer;
                    if (required >= 1 && required < test.Chosen.Length
                        && Make(counts, met, [.. test.Chosen.Where(c => c != dropped)], required) is var shorter && shorter.Gain >= test.Gain - margin)
                    {
                        (test, changed) = (shorter, true);
                    }
                }
                if (changed)
                {
                    break;
                }
            }
        }
        return test;
    }

    private static Candidate Make(TrepanCounts counts, bool[][] met, int[] chosen, int required) => new(chosen, required, counts.Gain(met, chosen, required));

    private TreeTest Single(Literal literal)
    {
        if (!_isCategorical[literal.Feature])
        {
            return literal.Holds ? new NumericTest(literal.Feature, literal.Value) : new MOfNTest(1, [literal], _isCategorical);
        }
        return new MOfNTest(1, [literal], _isCategorical);
    }

    /// <summary>The conditions on each feature: every category, and the thresholds between classes that tell most; each also negated.</summary>
    private IEnumerable<Literal> Literals(List<int> rows, TrepanCounts counts)
    {
        for (int f = 0; f < lesson.Features.Count; f++)
        {
            // Of two categories, one says all; the second, so that booleans are asked whether they are true.
            IEnumerable<float> values = lesson.Features[f].Categories is { } categories
                ? Enumerable.Range(categories.Count == 2 ? 1 : 0, categories.Count == 2 ? 1 : categories.Count).Select(c => (float)c)
                : counts.Thresholds(rows, f, ThresholdsPerFeature);
            foreach (float value in values)
            {
                yield return new Literal(f, value, true);
                yield return new Literal(f, value, false);
            }
        }
    }

    private sealed record Candidate(int[] Chosen, int Required, double Gain);
}
