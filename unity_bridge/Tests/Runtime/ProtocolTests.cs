using Moodvox.Protocol;
using NUnit.Framework;

namespace Moodvox.Tests {
    /// <summary>A few bytes that must be the same in every scripting backend (IL2CPP above all);
    /// the golden bytes are checked where the package is made.</summary>
    public sealed class ProtocolTests {
        [Test]
        public void A_float_survives() {
            var writer = new MsgpackWriter();
            writer.Float(-0.1);
            var reader = new MsgpackReader();
            reader.Reset(writer.Bytes, 0, writer.Count);
            Assert.AreEqual(-0.1, reader.Float());
        }

        [Test]
        public void A_float_of_four_bytes_is_read() {
            var reader = new MsgpackReader();
            reader.Reset(new byte[] { 0xca, 0x3f, 0, 0, 0 }, 0, 5);
            Assert.AreEqual(0.5, reader.Float());
        }

        [Test]
        public void Samples_pass_the_ring_as_they_are() {
            var ring = new BlockRing(1024);
            Assert.IsTrue(ring.Write(new byte[] { 0, 0, 0, 0x3f, 0, 0, 0x80, 0xbf }, 2, SampleFormat.F32));
            var heard = new float[2];
            Assert.AreEqual(2, ring.Read(heard, 0, 2));
            Assert.AreEqual(0.5f, heard[0]);
            Assert.AreEqual(-1f, heard[1]);
        }
    }
}
