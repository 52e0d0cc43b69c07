using System.Buffers;
using System.Text;

namespace NcAspire.Relay.Reading;

/// <summary>
/// Reads a JSON text of any length piece by piece and keeps the few scalars that it was asked for, whatever else is in it. Text that is no
/// JSON does no harm. Its memory does not grow.
/// </summary>
internal sealed class JsonScanner
{
    private const int MaxScalar = 128;
    private static readonly SearchValues<byte> _structure = SearchValues.Create("\"{}[]"u8);
    private static readonly SearchValues<byte> _scalarEnd = SearchValues.Create(" \t\r\n,:]}[{\""u8);

    private readonly List<Node> _nodes = [new Node(null, -1)];
    private readonly Stack<(Node Node, bool IsArray)> _open = [];
    private readonly byte[] _scalar = new byte[MaxScalar];
    private readonly string?[] _found;
    private readonly bool[] _isThere;
    private Mode _mode;
    private Node? _member;
    private Node? _wanted;
    private int _length;
    private int _ignored;
    private bool _isName;
    private bool _isEscaped;
    private bool _isPlain;

    /// <param name="paths">Names from the outermost object on, with dots between them: <c>usage.prompt_tokens</c>. A list around all of it is looked through.</param>
    public JsonScanner(params ReadOnlySpan<string> paths)
    {
        _found = new string?[paths.Length];
        _isThere = new bool[paths.Length];
        for (var index = 0; index < paths.Length; index++)
        {
            Node? node = _nodes[0];
            foreach (var name in paths[index].Split('.'))
            {
                var parent = node;
                node = _nodes.Find(n => n.Parent == parent && n.Name == name);
                if (node is null)
                {
                    _nodes.Add(node = new Node(name, -1) { Parent = parent });
                    parent!.HasMembers = true;
                }
            }

            node!.Index = index;
        }
    }

    private enum Mode
    {
        Structure,
        Text,
        Scalar,
    }

    /// <summary>What stood at a path last: the characters of a number or literal, or a short text without escapes.</summary>
    public string? this[int path] => _found[path];

    /// <summary>Something stands at a path, of whatever kind, and is more than null.</summary>
    public bool Has(int path) => _isThere[path] && _found[path] is not "null";

    /// <summary>A name was written with an escape where one that was asked for may stand: it may be that one.</summary>
    public bool HasEscapedName { get; private set; }

    /// <summary>A number at a path; null when none stood there that can be one of tokens.</summary>
    public long? Number(int path) => _found[path] is { } text && long.TryParse(text, out var number) && number is >= 0 and < 1L << 40 ? number : null;

    /// <summary>Goes on with the next piece.</summary>
    public void Read(ReadOnlySpan<byte> piece)
    {
        while (!piece.IsEmpty)
        {
            piece = piece[(_mode switch
            {
                Mode.Text => ReadText(piece),
                Mode.Scalar => ReadScalar(piece),
                _ when _ignored > 0 => Skip(piece),
                _ => ReadStructure(piece[0]),
            })..];
        }
    }

    /// <summary>The text is over; a number may be its last word.</summary>
    public void End()
    {
        if (_mode is Mode.Scalar)
        {
            Keep();
        }
    }

    /// <summary>Forgets all of it; another text begins.</summary>
    public void Restart()
    {
        Array.Clear(_found);
        Array.Clear(_isThere);
        _open.Clear();
        (_mode, _member, _wanted, _ignored, _isName, _isEscaped) = (Mode.Structure, null, null, 0, false, false);
        HasEscapedName = false;
    }

    private int ReadText(ReadOnlySpan<byte> piece)
    {
        if (_isEscaped)
        {
            _isEscaped = false;
            return 1;
        }

        var end = piece.IndexOfAny((byte)'"', (byte)'\\');
        Take(end < 0 ? piece : piece[..end]);
        if (end < 0)
        {
            return piece.Length;
        }

        if (piece[end] is (byte)'\\')
        {
            _isEscaped = true;
            _isPlain = false;
            HasEscapedName |= _isName && _ignored is 0;
        }
        else
        {
            _mode = Mode.Structure;
            EndText();
        }

        return end + 1;
    }

    private int ReadScalar(ReadOnlySpan<byte> piece)
    {
        var end = piece.IndexOfAny(_scalarEnd);
        Take(end < 0 ? piece : piece[..end]);
        if (end < 0)
        {
            return piece.Length;
        }

        Keep();
        _mode = Mode.Structure;
        return end;
    }

    private int Skip(ReadOnlySpan<byte> piece)
    {
        var next = piece.IndexOfAny(_structure);
        if (next < 0)
        {
            return piece.Length;
        }

        switch (piece[next])
        {
            case (byte)'"':
                Begin(Mode.Text, null);
                break;
            case (byte)'{' or (byte)'[':
                _ignored++;
                break;
            default:
                _ignored--;
                break;
        }

        return next + 1;
    }

    private int ReadStructure(byte sign)
    {
        switch (sign)
        {
            case (byte)'{' or (byte)'[':
                Open(isArray: sign is (byte)'[');
                return 1;
            case (byte)'}' or (byte)']':
                _open.TryPop(out _);
                _isName = false;
                return 1;
            case (byte)':':
                _isName = false;
                return 1;
            case (byte)',':
                _isName = _open.TryPeek(out var level) && !level.IsArray;
                return 1;
            case (byte)'"':
                Begin(Mode.Text, Value());
                return 1;
            case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n':
                return 1;
            default:
                Begin(Mode.Scalar, Value());
                return 0;
        }
    }

    // An object is looked into while it is on the way to something that is wanted; so no text can open more levels than the paths have.
    private void Open(bool isArray)
    {
        var value = Value();
        if (value is { Index: >= 0 and var index })
        {
            (_isThere[index], _found[index]) = (true, null);
        }

        if (value is { HasMembers: true } node && (!isArray || _open.Count is 0))
        {
            _open.Push((node, isArray));
            _isName = !isArray;
        }
        else
        {
            _ignored = 1;
        }
    }

    // What the value that begins here would be.
    private Node? Value() => _open.TryPeek(out var level) ? level.IsArray ? level.Node : _member : _nodes[0];

    private void Begin(Mode mode, Node? wanted)
    {
        (_mode, _wanted, _length, _isPlain) = (mode, wanted, 0, true);
    }

    private void Take(ReadOnlySpan<byte> part)
    {
        if (_length + part.Length > MaxScalar)
        {
            _isPlain = false;
        }

        if (_isPlain && (_isName || _wanted is { Index: >= 0 }) && _ignored is 0)
        {
            part.CopyTo(_scalar.AsSpan(_length));
            _length += part.Length;
        }
    }

    private void EndText()
    {
        if (_ignored > 0)
        {
            return;
        }

        if (_isName)
        {
            var parent = _open.Peek().Node;
            _member = _isPlain ? _nodes.Find(node => node.Parent == parent && Matches(node.Name)) : null;
        }
        else
        {
            Keep();
        }
    }

    private void Keep()
    {
        if (_ignored is 0 && _wanted is { Index: >= 0 and var index })
        {
            (_isThere[index], _found[index]) = (true, _isPlain ? Encoding.UTF8.GetString(_scalar, 0, _length) : null);
        }
    }

    private bool Matches(string? name) =>
        name is not null && name.Length == _length && Ascii.Equals(_scalar.AsSpan(0, _length), name);

    private sealed class Node(string? name, int index)
    {
        public string? Name { get; } = name;

        public Node? Parent { get; init; }

        public int Index { get; set; } = index;

        public bool HasMembers { get; set; }
    }
}
