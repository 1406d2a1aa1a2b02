namespace Clearbar.LocalAnswers.Extraction;

/// <summary>
/// The file of an extractor (<c>.cbe0</c>), version 1. It holds hashes, weights and the constants that are said; never a text of the training set nor a
/// piece of one.
/// </summary>
/// <remarks>
/// <code>
/// file        = "CBE0" version:u16 body sha256:32           ; the digest covers everything before it
/// body        = knownFloor:f32 delta:f64 words members calibration curve
///                                                           ; calibration and curve as in the file of an answerer
/// words       = count:i32 keys:count*u32
/// members     = count:i32 *( name shapes constants features wordWeights )
///                                                           ; name = 7-bit-encoded byte length, UTF-8; empty: the whole answer
/// shapes      = count:i32 *( shape:u32 form:u8 )            ; how a piece of this shape is copied
/// constants   = count:i32 *( kind:letter text )             ; a name: t, n, w or - and the value's text
/// features    = count:i32 keys:count*u32 weights:count*f32
/// wordWeights = count:i32 keys:count*u32 weights:(count+4)*(constants+1)*f32
/// </code>
/// All numbers are little-endian. What is found in a text (candidates, shapes, features, hash constants) belongs to the version too.
/// </remarks>
internal static class SpanExtractorFile
{
    public const ushort Version = 1;

    private const int MostMembers = 64;
    private static readonly DigestedFile Frame = new("CBE0", Version, "extractor");

    public static void Write(ExtractorModel model, Stream stream) => Frame.Write(stream, writer =>
    {
        writer.Write(model.KnownFloor);
        writer.Write(model.Delta);
        WriteKeys(writer, [.. model.Words.Order()]);
        writer.Write(model.Members.Length);
        foreach (var member in model.Members)
        {
            WriteMember(writer, member);
        }

        LocalAnswererFile.WriteCalibration(writer, model.Calibration);
        LocalAnswererFile.WriteCurve(writer, model.CurvePoints);
    });

    /// <exception cref="InvalidDataException">The file is not an extractor, is newer than this program, is cut, or is damaged.</exception>
    public static ExtractorModel Read(Stream stream) => Frame.Read(stream, static reader =>
    {
        var parts = new LearnedFileReader(reader, "extractor");
        var (knownFloor, delta) = (reader.ReadSingle(), reader.ReadDouble());
        parts.Require(delta is > 0 and < 0.5 && knownFloor is >= 0 and <= 1, "delta or knownFloor");
        var words = new HashSet<uint>(ReadKeys(reader, parts));
        var members = new MemberModel[parts.Within(reader.ReadInt32(), 1, MostMembers, "members")];
        for (var i = 0; i < members.Length; i++)
        {
            members[i] = ReadMember(reader, parts);
        }

        var model = new ExtractorModel(members, words, knownFloor, delta, parts.ReadCalibration(), parts.ReadCurve());
        parts.RequireEnd();
        return model;
    });

    private static void WriteMember(BinaryWriter writer, MemberModel member)
    {
        writer.Write(member.Name);
        writer.Write(member.Forms.Count);
        foreach (var (shape, form) in member.Forms.OrderBy(static pair => pair.Key))
        {
            writer.Write(shape);
            writer.Write((byte)form);
        }

        writer.Write(member.Constants.Length);
        foreach (var constant in member.Constants)
        {
            writer.Write(constant.Name);
        }

        WriteKeys(writer, InOrder(member.Features));
        LocalAnswererFile.WriteFloats(writer, member.Weights);
        WriteKeys(writer, InOrder(member.Words));
        LocalAnswererFile.WriteFloats(writer, member.WordWeights);
    }

    private static MemberModel ReadMember(BinaryReader reader, LearnedFileReader parts)
    {
        var name = reader.ReadString();
        var forms = new Dictionary<uint, SpanForm>();
        for (var left = parts.Count(4 + 1, "shapes"); left > 0; left--)
        {
            var shape = reader.ReadUInt32();
            forms[shape] = (SpanForm)parts.Within(reader.ReadByte(), 0, SpanForms.Count - 1, "form");
        }

        var constants = new MemberValue[parts.Count(1, "constants")];
        for (var i = 0; i < constants.Length; i++)
        {
            var constant = MemberValue.OfName(reader.ReadString());
            parts.Require(constant is not null, "constants");
            constants[i] = constant!.Value;
        }

        var features = Index(ReadKeys(reader, parts), parts);
        var weights = parts.ReadFloats(features.Count);
        var words = Index(ReadKeys(reader, parts), parts);
        return new MemberModel(name, forms, constants, features, weights, words, parts.ReadFloats((words.Count + (long)MemberModel.Biases) * (constants.Length + 1)));
    }

    private static uint[] InOrder(Dictionary<uint, int> rows)
    {
        var keys = new uint[rows.Count];
        foreach (var (key, row) in rows)
        {
            keys[row] = key;
        }

        return keys;
    }

    private static Dictionary<uint, int> Index(uint[] keys, LearnedFileReader parts)
    {
        var rows = new Dictionary<uint, int>(keys.Length);
        foreach (var key in keys)
        {
            parts.Require(rows.TryAdd(key, rows.Count), "keys");
        }

        return rows;
    }

    private static void WriteKeys(BinaryWriter writer, uint[] keys)
    {
        writer.Write(keys.Length);
        foreach (var key in keys)
        {
            writer.Write(key);
        }
    }

    private static uint[] ReadKeys(BinaryReader reader, LearnedFileReader parts)
    {
        var keys = new uint[parts.Count(4, "keys")];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = reader.ReadUInt32();
        }

        return keys;
    }
}
