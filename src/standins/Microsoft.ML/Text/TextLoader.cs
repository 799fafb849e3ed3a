using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>How text files are read into columns.</summary>
public sealed class TextLoader
{
    private TextLoader()
    {
    }

    /// <summary>The form of the files, and the columns to read from them.</summary>
    public class Options
    {
        /// <summary>Whether a value may be in double quotes, and then hold separators.</summary>
        public bool AllowQuoting;

        /// <summary>Whether a line may end in pairs of index and value, after the number of values that the pairs stand for.</summary>
        public bool AllowSparse;

        /// <summary>The columns; without any, a Label from the first value and Features from the others.</summary>
        public Column[] Columns;

        /// <summary>Whether the first line holds names.</summary>
        public bool HasHeader;

        /// <summary>The number of values in a line, where it is not to be found from the data.</summary>
        public int? InputSize;

        /// <summary>The most rows to read.</summary>
        public long? MaxRows;

        /// <summary>Whether an empty real number is NaN rather than 0.</summary>
        public bool MissingRealsAsNaNs;

        public char[] Separators = ['\t'];

        /// <summary>Whether white space at the end of a line is left out.</summary>
        public bool TrimWhitespace;

        public Options()
        {
        }
    }

    /// <summary>A column, and where its values are in a line.</summary>
    public sealed class Column
    {
        public string Name;
        public Range[] Source;
        public KeyCount KeyCount;

        public Column()
        {
        }

        public Column(string name, DataKind dataKind, int index)
            : this(name, dataKind, [new Range(index)])
        {
        }

        public Column(string name, DataKind dataKind, int minIndex, int maxIndex)
            : this(name, dataKind, [new Range(minIndex, maxIndex)])
        {
        }

        public Column(string name, DataKind dataKind, Range[] source, KeyCount keyCount = null)
        {
            ArgumentNullException.ThrowIfNull(name);
            ArgumentNullException.ThrowIfNull(source);
            Name = name;
            DataKind = dataKind;
            Source = source;
            KeyCount = keyCount;
        }

        public DataKind DataKind { get; set; } = DataKind.Single;
    }

    /// <summary>Values on end in a line, counted from 0.</summary>
    public sealed class Range
    {
        public int Min;

        /// <summary>The last index, taken in.</summary>
        public int? Max;

        /// <summary>Whether the range goes to the end of the lines, which are all of one length.</summary>
        public bool AutoEnd;

        /// <summary>Whether the range goes to the end of each line, whatever its length.</summary>
        public bool VariableEnd;

        /// <summary>Whether even one value makes a vector.</summary>
        public bool ForceVector;

        public Range()
        {
        }

        public Range(int index)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            Min = index;
            Max = index;
        }

        public Range(int min, int? max)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(min);
            if (max < min)
                throw Contracts.ExceptParam(nameof(max), $"If specified, must be greater than or equal to {nameof(min)}, {min}");
            Min = min;
            Max = max;
            ForceVector = true;
            AutoEnd = max is null;
        }
    }
}
