namespace Clearbar.Gates.Expressions;

/// <summary>Reads the grammar of <see cref="Expression"/> by recursive descent.</summary>
internal sealed class ExpressionParser(List<Token> tokens)
{
    private const int MaxDepth = 32;
    private const string Keywords = "and or not in true false null";

    private int _at;
    private int _depth;

    private Token Current => tokens[_at];

    public ExpressionNode Parse()
    {
        var node = Or();
        return Current.Kind == TokenKind.End ? node : throw Fault("nothing more can follow here");
    }

    private ExpressionNode Or()
    {
        Enter();
        var node = And();
        while (TakeWord("or"))
        {
            node = new LogicNode(Condition(node), Condition(And()), isAnd: false);
        }

        _depth--;
        return node;
    }

    private ExpressionNode And()
    {
        var node = Not();
        while (TakeWord("and"))
        {
            node = new LogicNode(Condition(node), Condition(Not()), isAnd: true);
        }

        return node;
    }

    private ExpressionNode Not()
    {
        if (!TakeWord("not"))
        {
            return Comparison();
        }

        Enter();
        var node = new NegationNode(Condition(Not()), isLogical: true);
        _depth--;
        return node;
    }

    private ExpressionNode Comparison()
    {
        var left = Sum();
        foreach (var sign in (ReadOnlySpan<string>)["==", "!=", "<", "<=", ">", ">="])
        {
            if (TakeSign(sign))
            {
                return new ComparisonNode(left, Sum(), sign);
            }
        }

        if (TakeWord("in"))
        {
            return new ComparisonNode(left, Sum(), "in");
        }

        if (IsWord("not") && tokens[_at + 1] is { Kind: TokenKind.Name, Text: "in" })
        {
            _at += 2;
            return new NegationNode(new ComparisonNode(left, Sum(), "in"), isLogical: true);
        }

        return left;
    }

    private ExpressionNode Sum()
    {
        var node = Product();
        while (Current is { Kind: TokenKind.Sign, Text: "+" or "-" })
        {
            var sign = tokens[_at++].Text[0];
            node = new ArithmeticNode(node, Product(), sign);
        }

        return node;
    }

    private ExpressionNode Product()
    {
        var node = Unary();
        while (Current is { Kind: TokenKind.Sign, Text: "*" or "/" or "%" })
        {
            var sign = tokens[_at++].Text[0];
            node = new ArithmeticNode(node, Unary(), sign);
        }

        return node;
    }

    private ExpressionNode Unary()
    {
        if (!TakeSign("-"))
        {
            return Primary();
        }

        Enter();
        var node = new NegationNode(Unary(), isLogical: false);
        _depth--;
        return node;
    }

    private ExpressionNode Primary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Number:
                _at++;
                return ExpressionValue.TryReadExact(token.Text, out var number)
                    ? new LiteralNode(ExpressionValue.Of(number))
                    : throw new ExpressionException(token.At, "a number has at most 28 digits");
            case TokenKind.Text:
                _at++;
                return new LiteralNode(ExpressionValue.Of(token.Text));
            case TokenKind.Sign when TakeSign("("):
                var node = Or();
                Expect(")");
                return node;
            case TokenKind.Sign when token.Text == "[" && tokens[_at + 1] is not { Kind: TokenKind.Sign, Text: "]" }:
                _at++;
                return new ListNode(List("]"));
            case TokenKind.Name when Constant(token.Text) is { } constant:
                _at++;
                return new LiteralNode(constant);
            case TokenKind.Name when tokens[_at + 1] is { Kind: TokenKind.Sign, Text: "(" }:
                return Call();
            default:
                return new PathNode(Path());
        }
    }

    private ExpressionNode Call()
    {
        var token = tokens[_at];
        _at += 2;
        if (token.Text == "exists")
        {
            var path = Path();
            Expect(")");
            return new ExistsNode(path);
        }

        if (!ExpressionFunctions.ByName.TryGetValue(token.Text, out var function))
        {
            var known = string.Join(", ", ExpressionFunctions.ByName.Keys.Append("exists").Order(StringComparer.Ordinal));
            throw new ExpressionException(token.At, $"{token.Text} is not a function; known: {known}");
        }

        var operands = TakeSign(")") ? [] : List(")");
        return operands.Length >= function.MinOperands && operands.Length <= function.MaxOperands
            ? new CallNode(function, operands)
            : throw new ExpressionException(token.At, function.MinOperands == function.MaxOperands
                ? $"{function.Name} takes {function.MinOperands} operand{(function.MinOperands == 1 ? "" : "s")}"
                : $"{function.Name} takes {function.MinOperands} to {function.MaxOperands} operands");
    }

    // path = step *( "." name / "[" [ number ] "]" ) ; the words are put together again and MemberPath decides.
    private MemberPath Path()
    {
        var start = Current.At;
        var text = "";
        var mayName = true;
        while (true)
        {
            if (mayName && (Current.Kind is TokenKind.Name or TokenKind.Quoted))
            {
                if (text.Length == 0 && Current.Kind == TokenKind.Name && Keywords.Split(' ').Contains(Current.Text))
                {
                    break;
                }

                text += tokens[_at++].Text;
                mayName = false;
            }
            else if (IsSign("[") && (!mayName || text.Length == 0))
            {
                _at++;
                text += Current.Kind == TokenKind.Number ? $"[{tokens[_at++].Text}]" : "[]";
                Expect("]");
                mayName = false;
            }
            else if (text.Length > 0 && !mayName && TakeSign("."))
            {
                text += ".";
                mayName = true;
            }
            else
            {
                break;
            }
        }

        if (text.Length == 0)
        {
            throw Fault("a value is missing: a number, a text, a member or a function");
        }

        return MemberPath.TryParse(text, out var path, out var error) ? path : throw new ExpressionException(start, error);
    }

    private ExpressionNode[] List(string close)
    {
        var items = new List<ExpressionNode> { Or() };
        while (TakeSign(","))
        {
            items.Add(Or());
        }

        Expect(close);
        return [.. items];
    }

    private static ExpressionValue? Constant(string word) => word switch
    {
        "true" => ExpressionValue.Of(true),
        "false" => ExpressionValue.Of(false),
        "null" => ExpressionValue.Null,
        _ => null,
    };

    private ExpressionNode Condition(ExpressionNode node) => node.IsNeverCondition ? throw Fault("and, or, not join conditions, not values") : node;

    private bool IsWord(string word) => Current.Kind == TokenKind.Name && Current.Text == word;

    private bool IsSign(string sign) => Current.Kind == TokenKind.Sign && Current.Text == sign;

    private bool TakeWord(string word)
    {
        var taken = IsWord(word);
        _at += taken ? 1 : 0;
        return taken;
    }

    private bool TakeSign(string sign)
    {
        var taken = IsSign(sign);
        _at += taken ? 1 : 0;
        return taken;
    }

    private void Expect(string sign)
    {
        if (!TakeSign(sign))
        {
            throw Fault($"{sign} is missing");
        }
    }

    private void Enter()
    {
        if (++_depth > MaxDepth)
        {
            throw Fault($"nests deeper than {MaxDepth}");
        }
    }

    private ExpressionException Fault(string message) => new(Current.At, message);
}
