using System;
using System.IO;

namespace Moodvox.Script {
    /// <summary>16-bit mono WAV. Role: baked lines on disk. Pure.</summary>
    public static class WavFile {
        public static byte[] Bytes(float[] samples, int rateHz) {
            int bytes = 2 * samples.Length;
            using (var stream = new MemoryStream(44 + bytes))
            using (var writer = new BinaryWriter(stream)) {
                writer.Write(0x46464952); // "RIFF"
                writer.Write(36 + bytes);
                writer.Write(0x45564157); // "WAVE"
                writer.Write(0x20746d66); // "fmt "
                writer.Write(16);
                writer.Write((short)1);
                writer.Write((short)1);
                writer.Write(rateHz);
                writer.Write(2 * rateHz);
                writer.Write((short)2);
                writer.Write((short)16);
                writer.Write(0x61746164); // "data"
                writer.Write(bytes);
                foreach (float sample in samples) writer.Write((short)Math.Round(Math.Max(-1f, Math.Min(1f, sample)) * 32767f));
                writer.Flush();
                return stream.ToArray();
            }
        }
    }
}
