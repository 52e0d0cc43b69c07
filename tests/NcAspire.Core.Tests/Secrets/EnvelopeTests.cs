using System.Security.Cryptography;
using NcAspire.Core.Instances;
using NcAspire.Core.Secrets;

namespace NcAspire.Core.Tests.Secrets;

public sealed class EnvelopeTests
{
    private const string Secret = "sk-canary-0123456789";

    private static readonly InstanceId _instance = InstanceId.New(TimeProvider.System);
    private static readonly SecretName _name = SecretCatalog.OpenAi.Name;
    private static readonly MasterKey _master = Key("one");

    [Fact]
    public void What_was_sealed_opens_in_its_place()
    {
        var stored = Envelope.Seal(Secret, _instance, _name, _master);

        Assert.Equal(Secret, Envelope.Open(stored, _instance, _name, _master));
        Assert.Equal("one", stored.KeyId);
        Assert.Equal((60, 12, 16), (stored.WrappedKey.Length, stored.Nonce.Length, stored.Tag.Length));
    }

    [Fact]
    public void The_same_secret_never_looks_the_same()
    {
        var sealings = Enumerable.Range(0, 100).Select(_ => Envelope.Seal(Secret, _instance, _name, _master)).ToList();

        Assert.Distinct(sealings.Select(s => Convert.ToHexString(s.Ciphertext)));
        Assert.Distinct(sealings.Select(s => Convert.ToHexString(s.Nonce)));
        Assert.Distinct(sealings.Select(s => Convert.ToHexString(s.WrappedKey)));
    }

    [Fact]
    public void A_bit_changed_anywhere_is_seen()
    {
        var stored = Envelope.Seal(Secret, _instance, _name, _master);
        foreach (var (bytes, with) in Columns(stored))
        {
            for (var bit = 0; bit < bytes.Length * 8; bit++)
            {
                var changed = bytes.ToArray();
                changed[bit / 8] ^= (byte)(1 << (bit % 8));
                AssertRefused(() => Envelope.Open(with(changed), _instance, _name, _master));
            }
        }
    }

    [Fact]
    public void Whatever_is_shorter_or_longer_is_refused()
    {
        var stored = Envelope.Seal(Secret, _instance, _name, _master);
        foreach (var (bytes, with) in Columns(stored))
        {
            for (var length = 0; length < bytes.Length; length++)
            {
                AssertRefused(() => Envelope.Open(with(bytes[..length]), _instance, _name, _master));
            }

            AssertRefused(() => Envelope.Open(with([.. bytes, 0]), _instance, _name, _master));
            AssertRefused(() => Envelope.Open(with(new byte[100_000]), _instance, _name, _master));
        }
    }

    [Fact]
    public void It_opens_in_no_other_place_and_with_no_other_key()
    {
        var stored = Envelope.Seal(Secret, _instance, _name, _master);

        AssertRefused(() => Envelope.Open(stored, InstanceId.New(TimeProvider.System), _name, _master));
        AssertRefused(() => Envelope.Open(stored, _instance, SecretCatalog.Gemini.Name, _master));
        AssertRefused(() => Envelope.Open(stored, _instance, _name, Key("one")));
        AssertRefused(() => Envelope.Rewrap(stored, _instance, SecretCatalog.Gemini.Name, _master, Key("two")));
        AssertRefused(() => Envelope.Rewrap(stored, _instance, _name, Key("one"), Key("two")));
        foreach (var version in (int[])[0, 2, -1, int.MaxValue])
        {
            AssertRefused(() => Envelope.Open(stored with { Version = version }, _instance, _name, _master));
        }
    }

    [Fact]
    public void Parts_of_two_secrets_of_one_place_make_none()
    {
        var first = Envelope.Seal(Secret, _instance, _name, _master);
        var second = Envelope.Seal(Secret, _instance, _name, _master);

        AssertRefused(() => Envelope.Open(first with { WrappedKey = second.WrappedKey }, _instance, _name, _master));
        AssertRefused(() => Envelope.Open(first with { Nonce = second.Nonce }, _instance, _name, _master));
        AssertRefused(() => Envelope.Open(first with { Ciphertext = second.Ciphertext }, _instance, _name, _master));
        AssertRefused(() => Envelope.Open(first with { Tag = second.Tag }, _instance, _name, _master));
    }

    [Fact]
    public void Wrapped_anew_it_needs_the_new_key_alone()
    {
        var two = Key("two");
        var stored = Envelope.Seal(Secret, _instance, _name, _master);

        var anew = Envelope.Rewrap(stored, _instance, _name, _master, two);

        Assert.Equal("two", anew.KeyId);
        Assert.Equal(Secret, Envelope.Open(anew, _instance, _name, two));
        AssertRefused(() => Envelope.Open(anew, _instance, _name, _master));
        AssertRefused(() => Envelope.Open(anew with { KeyId = "one", WrappedKey = stored.WrappedKey, Ciphertext = [1] }, _instance, _name, _master));
    }

    [Theory]
    [InlineData("é and 😀")]
    [InlineData("")]
    [InlineData(512)]
    public void Any_text_comes_back_as_it_was(object text)
    {
        var secret = text is int length ? new string('x', length) : (string)text;

        Assert.Equal(secret, Envelope.Open(Envelope.Seal(secret, _instance, _name, _master), _instance, _name, _master));
    }

    private static MasterKey Key(string id) => new(id, RandomNumberGenerator.GetBytes(MasterKey.Length));

    private static (byte[] Bytes, Func<byte[], SealedSecret> With)[] Columns(SealedSecret stored) =>
    [
        (stored.WrappedKey, bytes => stored with { WrappedKey = bytes }),
        (stored.Nonce, bytes => stored with { Nonce = bytes }),
        (stored.Ciphertext, bytes => stored with { Ciphertext = bytes }),
        (stored.Tag, bytes => stored with { Tag = bytes }),
    ];

    private static void AssertRefused(Func<object> open)
    {
        var fault = Assert.Throws<VaultException>(open);
        Assert.False(fault.IsTransient);
        Assert.DoesNotContain(Secret, fault.ToString(), StringComparison.Ordinal);
    }
}
