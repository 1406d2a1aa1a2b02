namespace Clearbar.LocalAnswers;

/// <summary>
/// Fits one <see cref="Network"/> by stochastic gradient descent on the cross-entropy, one example at a time, with Adagrad steps and with
/// dropout on features and on hidden units. Mutable and single-threaded; use one per fit.
/// </summary>
internal sealed class NetworkTrainer
{
    /// <summary>First step size, falling linearly to 0. Chosen together with the options' defaults (docs/rung-0.md).</summary>
    private const float Rate = 0.1f;

    private readonly LocalAnswererOptions _options;
    private readonly FeatureTable _table;
    private readonly int _kinds;
    private readonly int _hidden;
    private readonly int _labels;
    private readonly int _width;
    private readonly SeededRandom _random;
    private readonly float[] _rows;
    private readonly float[] _rowsPast;
    private readonly float[] _hiddenBias;
    private readonly float[] _hiddenBiasPast;
    private readonly float[] _output;
    private readonly float[] _outputPast;
    private readonly float[] _outputBias;
    private readonly float[] _outputBiasPast;
    private readonly int[] _rowShift = new int[FeatureScanner.KindCount];

    // Scratch of one step.
    private readonly float[] _units;
    private readonly float[] _unitScale;
    private readonly float[] _unitGradient;
    private readonly float[] _scores;
    private int[] _activeRows = [];
    private float[] _activeValues = [];
    private int _active;

    public NetworkTrainer(FeatureTable table, int kinds, int labels, LocalAnswererOptions options, ulong seed)
    {
        var hidden = options.HiddenUnits;
        _options = options;
        _table = table;
        _kinds = kinds;
        _hidden = hidden;
        _labels = labels;
        _width = Lanes.Pad(labels);
        _random = new SeededRandom(seed);
        var rows = 0;
        for (var kind = 0; kind < FeatureScanner.KindCount; kind++)
        {
            _rowShift[kind] = rows - table.KindStart[kind];
            rows += (kinds >> kind & 1) != 0 ? table.CountOf((FeatureKind)kind) : 0;
        }

        _rows = new float[rows * hidden];
        _rowsPast = Filled(_rows.Length, 1e-5f);
        _hiddenBias = new float[hidden];
        _hiddenBiasPast = Filled(hidden, 1e-3f);
        _output = new float[hidden * _width];
        _outputPast = Filled(_output.Length, 1e-3f);
        _outputBias = new float[_width];
        _outputBiasPast = Filled(_width, 1e-3f);
        _units = new float[hidden];
        _unitScale = new float[hidden];
        _unitGradient = new float[hidden];
        _scores = new float[_width];
        Initialise();
    }

    /// <summary>Runs all passes and returns the network with its first layer rounded to 8 bits.</summary>
    /// <param name="vectors">All texts under the trainer's table.</param>
    /// <param name="labels">The label index of each text.</param>
    /// <param name="members">Which texts to learn from.</param>
    /// <param name="cancellation">Checked before each pass.</param>
    public Network Fit(FeatureVector[] vectors, int[] labels, ReadOnlySpan<int> members, CancellationToken cancellation)
    {
        var order = members.ToArray();
        var steps = (double)_options.Epochs * order.Length;
        var step = 0;
        for (var epoch = 0; epoch < _options.Epochs; epoch++)
        {
            cancellation.ThrowIfCancellationRequested();
            _random.Shuffle(order);
            foreach (var i in order)
            {
                var rate = (float)(Rate * (1 - (step++ / steps)));
                Forward(vectors[i]);
                Backward(labels[i], rate);
            }
        }

        return Quantise();
    }

    private static float[] Filled(int length, float value)
    {
        var array = new float[length];
        Array.Fill(array, value);
        return array;
    }

    // A sum of three uniforms is close to a normal and, unlike Box-Muller, exact on every machine.
    private void Initialise()
    {
        for (var i = 0; i < _rows.Length; i++)
        {
            _rows[i] = Bell() * 0.5f;
        }

        var spread = (float)(2 * Math.Sqrt(2.0 / _hidden));
        for (var unit = 0; unit < _hidden; unit++)
        {
            for (var label = 0; label < _labels; label++)
            {
                _output[(unit * _width) + label] = Bell() * spread;
            }
        }
    }

    private float Bell() => _random.Unit() + _random.Unit() + _random.Unit() - 1.5f;

    private void Forward(FeatureVector vector)
    {
        Activate(vector);
        _hiddenBias.CopyTo(_units, 0);
        for (var i = 0; i < _active; i++)
        {
            Lanes.AddScaled(_activeValues[i], _rows.AsSpan(_activeRows[i] * _hidden, _hidden), _units);
        }

        _outputBias.CopyTo(_scores, 0);
        for (var unit = 0; unit < _hidden; unit++)
        {
            var kept = _units[unit] > 0 && _random.Unit() >= _options.HiddenDropout;
            _unitScale[unit] = kept ? 1 / (1 - _options.HiddenDropout) : 0;
            _units[unit] *= _unitScale[unit];
            if (kept)
            {
                Lanes.AddScaled(_units[unit], _output.AsSpan(unit * _width, _width), _scores);
            }
        }
    }

    private void Activate(FeatureVector vector)
    {
        if (_activeRows.Length < vector.Count)
        {
            _activeRows = new int[vector.Count];
            _activeValues = new float[vector.Count];
        }

        _active = 0;
        var scale = (float)(1 / Math.Sqrt(Math.Max(1, vector.KindsPresent(_kinds)))) / (1 - _options.FeatureDropout);
        for (var kind = 0; kind < FeatureScanner.KindCount; kind++)
        {
            if ((_kinds >> kind & 1) == 0)
            {
                continue;
            }

            for (var i = vector.Start[kind]; i < vector.Start[kind + 1]; i++)
            {
                if (_random.Unit() >= _options.FeatureDropout)
                {
                    _activeRows[_active] = vector.Rows[i] + _rowShift[kind];
                    _activeValues[_active++] = vector.Values[i] * scale;
                }
            }
        }
    }

    private void Backward(int label, float rate)
    {
        ScoresToGradient(label);
        for (var unit = 0; unit < _hidden; unit++)
        {
            _unitGradient[unit] = 0;
            if (_unitScale[unit] != 0)
            {
                var weights = _output.AsSpan(unit * _width, _width);
                _unitGradient[unit] = Lanes.Dot(_scores, weights) * _unitScale[unit];
                Lanes.Adagrad(rate, _units[unit], _scores, weights, _outputPast.AsSpan(unit * _width, _width));
            }
        }

        for (var i = 0; i < _active; i++)
        {
            var at = _activeRows[i] * _hidden;
            Lanes.Adagrad(rate, _activeValues[i], _unitGradient, _rows.AsSpan(at, _hidden), _rowsPast.AsSpan(at, _hidden));
        }

        Lanes.Adagrad(rate, 1, _unitGradient, _hiddenBias, _hiddenBiasPast);
        Lanes.Adagrad(rate, 1, _scores, _outputBias, _outputBiasPast);
    }

    // Softmax minus the one-hot label: the gradient of the cross-entropy in the scores.
    private void ScoresToGradient(int label)
    {
        var top = _scores[0];
        for (var k = 1; k < _labels; k++)
        {
            top = Math.Max(top, _scores[k]);
        }

        var sum = 0.0;
        for (var k = 0; k < _labels; k++)
        {
            _scores[k] = (float)PortableMath.Exp(_scores[k] - top);
            sum += _scores[k];
        }

        for (var k = 0; k < _labels; k++)
        {
            _scores[k] = (float)(_scores[k] / sum);
        }

        _scores.AsSpan(_labels).Clear();
        _scores[label] -= 1;
    }

    private Network Quantise()
    {
        var rows = _rows.Length / _hidden;
        var bytes = new sbyte[_rows.Length];
        var scales = new float[rows];
        for (var row = 0; row < rows; row++)
        {
            var from = _rows.AsSpan(row * _hidden, _hidden);
            var largest = 0f;
            foreach (var value in from)
            {
                largest = Math.Max(largest, Math.Abs(value));
            }

            scales[row] = largest / 127;
            for (var unit = 0; unit < _hidden && largest > 0; unit++)
            {
                bytes[(row * _hidden) + unit] = (sbyte)Math.Round(from[unit] / largest * 127);
            }
        }

        return new Network(_kinds, _hidden, bytes, scales, _hiddenBias, _output, _outputBias);
    }
}
