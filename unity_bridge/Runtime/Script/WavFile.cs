using System;
using System.IO;
using Moodvox.Protocol;

namespace Moodvox.Script {
    /// <summary>16-bit mono WAV. Role: baked lines on disk, and recordings to learn from. Pure.</summary>
    public static class WavFile {
        public static byte[] Bytes(float[] samples, int rateHz) {
            byte[] data = Pcm.ToS16(samples);
            using (var stream = new MemoryStream(44 + data.Length))
            using (var writer = new BinaryWriter(stream)) {
                writer.Write(0x46464952); // "RIFF"
                writer.Write(36 + data.Length);
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
                writer.Write(data.Length);
                writer.Write(data);
                writer.Flush();
                return stream.ToArray();
            }
        }

        /// <summary>false if it is no WAV of 16 bits with one channel, or is cut off.</summary>
        public static bool TryRead(byte[] wav, out float[] samples, out int rateHz) {
            samples = null;
            rateHz = 0;
            if (wav.Length < 12 || BitConverter.ToInt32(wav, 0) != 0x46464952) return false;
            for (int at = 12; at + 8 <= wav.Length;) {
                int name = BitConverter.ToInt32(wav, at), size = BitConverter.ToInt32(wav, at + 4);
                if (size < 0 || size > wav.Length - at - 8) return false;
                if (name == 0x20746d66 && size >= 16) {
                    if (BitConverter.ToInt16(wav, at + 8) != 1 || BitConverter.ToInt16(wav, at + 10) != 1 || BitConverter.ToInt16(wav, at + 22) != 16) return false;
                    rateHz = BitConverter.ToInt32(wav, at + 12);
                } else if (name == 0x61746164 && rateHz > 0) {
                    samples = new float[size / 2];
                    for (int i = 0; i < samples.Length; i++) samples[i] = BitConverter.ToInt16(wav, at + 8 + 2 * i) / 32767f;
                    return true;
                }
                at += 8 + size + size % 2;
            }
            return false;
        }
    }
}
