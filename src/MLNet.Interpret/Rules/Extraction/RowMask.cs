using System.Numerics;
using System.Numerics.Tensors;
using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret.Rules;

/// <summary>A set of rows, a bit for each.</summary>
internal sealed class RowMask
{
    private readonly ulong[] _words;

    private RowMask(ulong[] words) => _words = words;

    /// <summary>The number of rows.</summary>
    public int Count
    {
        get
        {
            int count = 0;
            foreach (ulong word in _words)
            {
                count += BitOperations.PopCount(word);
            }
            return count;
        }
    }

    public bool this[int row] => (_words[row >> 6] >> (row & 63) & 1) != 0;

    /// <summary>The rows that a rule holds for.</summary>
    public static RowMask Of(Rule rule, Examples examples)
    {
        ulong[] words = new ulong[(examples.Count + 63) / 64];
        for (int row = 0; row < examples.Count; row++)
        {
            words[row >> 6] |= rule.Holds(examples.Row(row)) ? 1UL << (row & 63) : 0;
        }
        return new(words);
    }

    /// <summary>The rows that are in one of two sets but not in both.</summary>
    public RowMask Difference(RowMask other)
    {
        ulong[] words = new ulong[_words.Length];
        TensorPrimitives.Xor<ulong>(_words, other._words, words);
        return new(words);
    }

    /// <summary>The rows that are in at least one of two sets.</summary>
    public RowMask Union(RowMask other)
    {
        ulong[] words = new ulong[_words.Length];
        TensorPrimitives.BitwiseOr<ulong>(_words, other._words, words);
        return new(words);
    }

    /// <summary>Whether a row is in both sets.</summary>
    public bool Meets(RowMask other)
    {
        for (int i = 0; i < _words.Length; i++)
        {
            if ((_words[i] & other._words[i]) != 0)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>The rows, ascending.</summary>
    public Enumerator GetEnumerator() => new(_words);

    internal struct Enumerator(ulong[] words)
    {
        private int _word = -1;
        private ulong _left;

        public int Current { get; private set; }

        public bool MoveNext()
        {
            while (_left == 0)
            {
                if (++_word >= words.Length)
                {
                    return false;
                }
                _left = words[_word];
            }
            Current = (_word << 6) + BitOperations.TrailingZeroCount(_left);
            _left &= _left - 1;
            return true;
        }
    }
}
